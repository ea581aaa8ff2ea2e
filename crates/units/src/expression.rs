//! What people write for a unit, read into parts: `万kWh`, `t CO2e/万元`, `kg CO2/(person*km)`, `１０^４ Nm³`.
//!
//! Grammar: an expression is terms joined by `*` and `/` (or ` per `); a term is an optional number, multiplier words,
//! and a unit with an optional power, or an expression in parentheses. Blanks inside a term bind closest
//! (`kg/person km` is `kg/(person*km)`). `a/b*c` is refused, because half of its readers mean `a/(b*c)`.

use crate::dimension::PriceBase;
use crate::ratio::Ratio;

/// Words before a unit, longest first where one starts with another: word and power of ten.
pub(crate) const CHINESE_MULTIPLIERS: [(&str, i32); 13] = [
    ("百亿", 10),
    ("千亿", 11),
    ("万亿", 12),
    ("十万", 5),
    ("百万", 6),
    ("千万", 7),
    ("十亿", 9),
    ("亿", 8),
    ("万", 4),
    ("千", 3),
    ("百", 2),
    ("十", 1),
    ("仟", 3),
];

pub(crate) const ENGLISH_MULTIPLIERS: [(&str, i32); 9] = [
    ("hundred", 2),
    ("thousand", 3),
    ("million", 6),
    ("billion", 9),
    ("trillion", 12),
    ("mln", 6),
    ("mn", 6),
    ("bn", 9),
    ("thou", 3),
];

/// Longest text that is read; no unit of any file comes near.
pub const EXPRESSION_LENGTH_MAX: usize = 200;

const DEPTH_MAX: usize = 8;

/// Why a text is no unit.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum UnitError {
    /// Nothing was written.
    #[error("the unit is blank; every number needs one")]
    Blank,
    /// A word that no unit of the table has.
    #[error("{word:?} is no known unit (in {text:?}); known units are in data/units.csv")]
    Unknown {
        /// The whole text.
        text: String,
        /// The part that is not known.
        word: String,
    },
    /// A word with more than one meaning.
    #[error("{word:?} is ambiguous: {advice}")]
    Ambiguous {
        /// The part.
        word: String,
        /// What to write instead.
        advice: String,
    },
    /// The form is not understood.
    #[error("{text:?} is not written as a unit: {reason}")]
    Malformed {
        /// The whole text.
        text: String,
        /// What is wrong and what to write.
        reason: &'static str,
    },
    /// Its exact size cannot be held.
    #[error("{text:?} is too large or too small a unit")]
    OutOfRange {
        /// The whole text.
        text: String,
    },
}

/// A term as it stands in the text, units not yet looked up.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Term {
    pub(crate) scale: Ratio,
    /// Name with its blanks; empty for a pure number.
    pub(crate) name: String,
    pub(crate) price_base: Option<PriceBase>,
    pub(crate) power: i8,
    pub(crate) below: bool,
}

/// Full-width letters and digits to plain ones, raised and lowered digits, the many dots and slashes, all blanks to one.
pub(crate) fn normalized(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut raised = false;
    for c in text.trim().chars() {
        let raised_digit = match c {
            '⁰' => Some('0'),
            '¹' => Some('1'),
            '²' => Some('2'),
            '³' => Some('3'),
            '⁴'..='⁹' => char::from_u32('4' as u32 + (c as u32 - '⁴' as u32)),
            '⁻' => Some('-'),
            _ => None,
        };
        if let Some(digit) = raised_digit {
            if !raised {
                // After a digit it is a power (10⁴); after a letter it may be part of a symbol (m²), which is
                // looked up with and without the mark.
                out.push('^');
            }
            out.push(digit);
            raised = true;
            continue;
        }
        raised = false;
        let plain = match c {
            '\u{ff01}'..='\u{ff5e}' => char::from_u32(c as u32 - 0xfee0).unwrap_or(c),
            '₀'..='₉' => char::from_u32('0' as u32 + (c as u32 - '₀' as u32)).unwrap_or(c),
            '×' | '•' | '⋅' | '∙' | '・' => '*',
            '÷' | '∕' | '⁄' => '/',
            '−' | '–' | '—' | '‐' | '‑' => '-',
            'µ' => 'μ',
            '￥' => '¥',
            '㎡' => 'm',
            '㎥' => 'm',
            '㎞' => 'k',
            '㎏' => 'k',
            '℃' => '℃',
            c if c.is_whitespace() || c == '\u{feff}' || c == '\u{200b}' => ' ',
            c => c,
        };
        match c {
            '㎡' => out.push_str("m2"),
            '㎥' => out.push_str("m3"),
            '㎞' => out.push_str("km"),
            '㎏' => out.push_str("kg"),
            _ if plain == ' ' && (out.ends_with(' ') || out.is_empty()) => {}
            _ => out.push(plain),
        }
    }
    out.trim_end().to_owned()
}

pub(crate) fn parse(text: &str) -> Result<Vec<Term>, UnitError> {
    if text.len() > EXPRESSION_LENGTH_MAX {
        return Err(UnitError::Malformed {
            text: text.chars().take(40).collect(),
            reason: "longer than any unit",
        });
    }
    let normal = price_words(&normalized(text));
    if normal.is_empty() {
        return Err(UnitError::Blank);
    }
    let mut parser = Parser {
        text,
        chars: normal.replace(" per ", "/").chars().collect(),
        at: 0,
        terms: Vec::new(),
    };
    parser.expression(false, 0)?;
    if parser.at < parser.chars.len() {
        return Err(parser.malformed("a parenthesis closes that was not opened"));
    }
    Ok(parser.terms)
}

/// `元(2020年价)`, `元（2020年不变价）`, `元(当年价)` to `元@2020`, `元@current`.
fn price_words(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(open) = rest.find('(') {
        let Some(close) = rest[open..].find(')').map(|close| close + open) else {
            break;
        };
        let inner = rest[open + 1..close].trim();
        let base = match inner {
            "当年价" | "现价" | "当年价格" | "当期价" => Some("current".to_owned()),
            _ => ["年不变价", "年可比价", "年价格", "年价", "不变价", "价"]
                .iter()
                .find_map(|word| inner.strip_suffix(word))
                .filter(|year| year.len() == 4 && year.bytes().all(|byte| byte.is_ascii_digit()))
                .map(str::to_owned),
        };
        match base {
            Some(base) => {
                out.push_str(rest[..open].trim_end());
                out.push('@');
                out.push_str(&base);
                rest = &rest[close + 1..];
            }
            None => {
                out.push_str(&rest[..=open]);
                rest = &rest[open + 1..];
            }
        }
    }
    out.push_str(rest);
    out
}

struct Parser<'t> {
    text: &'t str,
    chars: Vec<char>,
    at: usize,
    terms: Vec<Term>,
}

impl Parser<'_> {
    fn malformed(&self, reason: &'static str) -> UnitError {
        UnitError::Malformed {
            text: self.text.to_owned(),
            reason,
        }
    }

    fn peek(&self) -> Option<char> {
        self.chars.get(self.at).copied()
    }

    fn skip_blanks(&mut self) {
        while self.peek() == Some(' ') {
            self.at += 1;
        }
    }

    fn expression(&mut self, below: bool, depth: usize) -> Result<(), UnitError> {
        if depth > DEPTH_MAX {
            return Err(self.malformed("too many parentheses"));
        }
        let mut divided = false;
        self.term(below, depth)?;
        loop {
            self.skip_blanks();
            match self.peek() {
                Some('*') if divided => {
                    return Err(self.malformed("a/b*c has two readings; write a/(b*c) or a*c/b"));
                }
                Some('*') => {
                    self.at += 1;
                    self.term(below, depth)?;
                }
                Some('/') => {
                    self.at += 1;
                    divided = true;
                    self.term(!below, depth)?;
                }
                _ => return Ok(()),
            }
        }
    }

    fn term(&mut self, below: bool, depth: usize) -> Result<(), UnitError> {
        self.skip_blanks();
        if self.peek() == Some('(') {
            self.at += 1;
            self.expression(below, depth + 1)?;
            self.skip_blanks();
            if self.peek() != Some(')') {
                return Err(self.malformed("a parenthesis is not closed"));
            }
            self.at += 1;
            return Ok(());
        }
        let scale = self.number()?;
        self.skip_blanks();
        let start = self.at;
        while let Some(c) = self.peek() {
            if matches!(c, '*' | '/' | '(' | ')' | '^' | '@') {
                break;
            }
            self.at += 1;
        }
        let name: String = self.chars[start..self.at].iter().collect();
        let name = name.trim().to_owned();
        let price_base = self.price_base()?;
        let power = self.power()?;
        self.skip_blanks();
        if !matches!(self.peek(), None | Some('*' | '/' | ')')) {
            return Err(self.malformed("join units by * or /"));
        }
        if name.is_empty() && (scale.is_none() || power != 1 || price_base.is_some()) {
            return Err(self.malformed("a unit is missing beside * or /"));
        }
        self.terms.push(Term {
            scale: scale.unwrap_or(Ratio::ONE),
            name,
            price_base,
            power,
            below,
        });
        Ok(())
    }

    /// `1000`, `10,000`, `0.5`, `1e6`, `10^4` at the start of a term.
    fn number(&mut self) -> Result<Option<Ratio>, UnitError> {
        let start = self.at;
        while let Some(c) = self.peek() {
            let grouping = c == ','
                && self
                    .chars
                    .get(self.at + 1)
                    .is_some_and(char::is_ascii_digit);
            if !(c.is_ascii_digit() || c == '.' || grouping)
                || (self.at == start && !c.is_ascii_digit())
            {
                break;
            }
            self.at += 1;
        }
        if self.at == start {
            return Ok(None);
        }
        let exponent_follows = self.peek() == Some('e')
            && self
                .chars
                .get(self.at + 1)
                .is_some_and(char::is_ascii_digit);
        if exponent_follows || self.peek() == Some('^') {
            self.at += 1;
            if self.peek() == Some('-') {
                self.at += 1;
            }
            while self.peek().is_some_and(|c| c.is_ascii_digit()) {
                self.at += 1;
            }
        }
        let text: String = self.chars[start..self.at]
            .iter()
            .filter(|c| **c != ',')
            .collect();
        text.parse()
            .map(Some)
            .map_err(|_| self.malformed("the number before the unit cannot be read"))
    }

    fn price_base(&mut self) -> Result<Option<PriceBase>, UnitError> {
        if self.peek() != Some('@') {
            return Ok(None);
        }
        self.at += 1;
        let start = self.at;
        while self.peek().is_some_and(|c| c.is_ascii_alphanumeric()) {
            self.at += 1;
        }
        let text: String = self.chars[start..self.at].iter().collect();
        text.parse()
            .map(Some)
            .map_err(|_| self.malformed("a price base is @current or a year such as @2020"))
    }

    fn power(&mut self) -> Result<i8, UnitError> {
        if self.peek() != Some('^') {
            return Ok(1);
        }
        self.at += 1;
        let start = self.at;
        if self.peek() == Some('-') {
            self.at += 1;
        }
        while self.peek().is_some_and(|c| c.is_ascii_digit()) {
            self.at += 1;
        }
        let text: String = self.chars[start..self.at].iter().collect();
        text.parse()
            .ok()
            .filter(|power: &i8| *power != 0 && power.abs() <= 9)
            .ok_or_else(|| self.malformed("a power is a whole number from -9 to 9, not 0"))
    }
}

//! Numbers as people write them in tables.

use crate::codes::Code;
use crate::text::{shown, trimmed};

/// How the file writes numbers.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NumberFormat {
    /// Decimal mark, `.` or `,`.
    pub decimal: char,
    /// Thousands mark (`,` `.` `'` or a space), if the file has one.
    pub thousands: Option<char>,
    /// Whether `12 %` is read as 0.12.
    pub percent: bool,
}

impl Default for NumberFormat {
    fn default() -> Self {
        NumberFormat {
            decimal: '.',
            thousands: None,
            percent: false,
        }
    }
}

/// A number that was read, and what was unusual about its text.
#[derive(Debug, Clone, PartialEq)]
pub struct Number {
    /// The value, finite.
    pub value: f64,
    /// Codes of notes: full-width digits, typographic minus, brackets, spaces around it.
    pub notes: Vec<Code>,
}

/// Why a text is no number.
#[derive(Debug, Clone, PartialEq)]
pub struct NumberFault {
    /// Which.
    pub code: Code,
    /// What fills the sentence, beyond `cell`.
    pub params: Vec<(&'static str, String)>,
}

fn fault(code: Code) -> NumberFault {
    NumberFault {
        code,
        params: Vec::new(),
    }
}

/// Reads one cell.
///
/// Notes: full-width digits (`１２`), typographic minus (`−5`), accounting brackets (`(123)`), spaces around.
/// Faults: a mark that may part thousands or decimals, a mark against the format, percent, a unit, `NaN`, other text.
///
/// # Errors
/// [`NumberFault`] with the code that says why. An empty text is `not_a_number`; ask for missing values first.
///
/// ```
/// # use intake::{parse_number, NumberFormat};
/// let german = NumberFormat { decimal: ',', thousands: Some('.'), percent: false };
/// assert_eq!(parse_number("1.234,5", &german).unwrap().value, 1234.5);
/// assert!(parse_number("1,234", &NumberFormat::default()).is_err()); // 1234 or 1.234?
/// ```
pub fn parse_number(text: &str, format: &NumberFormat) -> Result<Number, NumberFault> {
    if format.decimal == '.' && is_plain(text.as_bytes()) {
        return match text.parse::<f64>() {
            Ok(value) if value.is_finite() => Ok(Number {
                value,
                notes: Vec::new(),
            }),
            Ok(_) => Err(fault(Code::NotFinite)),
            Err(_) => slow(text, format),
        };
    }
    slow(text, format)
}

/// Half a step of the last digit that a number prints: 0.005 of `0.39`, 0.5 of `25003`, 50 of `1.2e3`. Zeros count as
/// digits (0.5 of `185000`): nobody can see which of them are rounding.
pub(crate) fn printed_half_step(text: &str, format: &NumberFormat) -> f64 {
    /// Of an exponent; a finite number needs no more.
    const EXPONENT_MAX: i32 = 300;
    let plain: String = text
        .chars()
        .map(|c| match c {
            '\u{ff01}'..='\u{ff5e}' => char::from_u32(c as u32 - 0xFEE0).unwrap_or(c),
            _ => c,
        })
        .collect();
    let (mantissa, exponent) = plain.split_once(['e', 'E']).unwrap_or((&plain, "0"));
    let exponent: i32 = exponent.trim().parse().unwrap_or(0);
    let decimals = mantissa.rfind(format.decimal).map_or(0, |at| {
        mantissa[at..].bytes().filter(u8::is_ascii_digit).count() as i32
    });
    let percent = if plain.contains('%') { 2 } else { 0 };
    let power = exponent.saturating_sub(decimals).saturating_sub(percent);
    0.5 * 10f64.powi(power.clamp(-EXPONENT_MAX, EXPONENT_MAX))
}

/// Digits, point, sign and exponent only: what `f64::from_str` reads without help.
fn is_plain(bytes: &[u8]) -> bool {
    !bytes.is_empty()
        && bytes
            .iter()
            .all(|b| matches!(b, b'0'..=b'9' | b'.' | b'-' | b'+' | b'e' | b'E'))
        && bytes.iter().any(u8::is_ascii_digit)
}

fn slow(text: &str, format: &NumberFormat) -> Result<Number, NumberFault> {
    let mut notes = Vec::new();
    let (body, had_spaces) = trimmed(text);
    if had_spaces {
        notes.push(Code::SurroundingSpaces);
    }
    let mut plain = String::with_capacity(body.len());
    let (mut full_width, mut minus) = (false, false);
    for c in body.chars() {
        plain.push(match c {
            // Full-width forms stand 0xFEE0 above ASCII.
            '\u{ff01}'..='\u{ff5e}' => {
                full_width = true;
                char::from_u32(c as u32 - 0xFEE0).unwrap_or(c)
            }
            '\u{2212}' | '\u{2012}' | '\u{2013}' | '\u{2014}' | '\u{fe63}' => {
                minus = true;
                '-'
            }
            '\u{a0}' | '\u{202f}' | '\u{2009}' | '\u{3000}' => ' ',
            '’' => '\'',
            _ => c,
        });
    }
    if full_width {
        notes.push(Code::FullWidthDigits);
    }
    let mut rest = plain.as_str();
    let mut negative = false;
    if let Some(inner) = rest
        .strip_prefix('(')
        .and_then(|rest| rest.strip_suffix(')'))
    {
        let inner = inner.trim();
        if inner.starts_with(|c: char| c.is_ascii_digit() || c == format.decimal) {
            negative = true;
            notes.push(Code::AccountingNegative);
            rest = inner;
        }
    }
    let mut percent = false;
    if let Some(inner) = rest.strip_suffix('%') {
        if !format.percent {
            return Err(fault(if has_digit_first(inner) {
                Code::PercentValue
            } else {
                Code::NotANumber
            }));
        }
        percent = true;
        rest = inner.trim_end();
    }
    let digits = strip_marks(rest, format)?;
    if !is_plain(digits.as_bytes()) {
        return Err(classify(rest));
    }
    if minus {
        notes.push(Code::UnusualMinus);
    }
    let mut value: f64 = digits.parse().map_err(|_| fault(Code::NotANumber))?;
    if !value.is_finite() {
        return Err(fault(Code::NotFinite));
    }
    if negative {
        value = -value;
    }
    if percent {
        value /= 100.0;
    }
    Ok(Number { value, notes })
}

fn has_digit_first(text: &str) -> bool {
    text.trim_start_matches(['-', '+', ' '])
        .starts_with(|c: char| c.is_ascii_digit())
}

/// Takes the thousands marks out and makes the decimal mark a point.
fn strip_marks(text: &str, format: &NumberFormat) -> Result<String, NumberFault> {
    let marks: Vec<char> = text
        .chars()
        .filter(|c| matches!(c, '.' | ',' | '\'' | ' '))
        .collect();
    let looks_numeric = text.chars().any(|c| c.is_ascii_digit())
        && text.chars().all(|c| {
            c.is_ascii_digit() || matches!(c, '.' | ',' | '\'' | ' ' | '-' | '+' | 'e' | 'E')
        });
    if !looks_numeric || marks.is_empty() {
        return Ok(text.to_owned());
    }
    let (mantissa, exponent) = match text.find(['e', 'E']) {
        Some(at) => text.split_at(at),
        None => (text, ""),
    };
    let (whole, fraction) = match mantissa.rfind(format.decimal) {
        Some(at) => (
            &mantissa[..at],
            Some(&mantissa[at + format.decimal.len_utf8()..]),
        ),
        None => (mantissa, None),
    };
    let misfit = || misread(text, format);
    if fraction.is_some_and(|part| !part.bytes().all(|b| b.is_ascii_digit())) {
        return Err(misfit());
    }
    let unsigned = whole.trim_start_matches(['-', '+']);
    let mut out = whole[..whole.len() - unsigned.len()].to_owned();
    let groups: Vec<&str> = match format.thousands {
        Some(mark) => unsigned.split(mark).collect(),
        None => vec![unsigned],
    };
    for (index, group) in groups.iter().enumerate() {
        let right_length = match (index, groups.len()) {
            (_, 1) => true,
            (0, _) => (1..=3).contains(&group.len()),
            _ => group.len() == 3,
        };
        if !right_length || !group.bytes().all(|b| b.is_ascii_digit()) {
            return Err(misfit());
        }
        out.push_str(group);
    }
    if let Some(fraction) = fraction {
        out.push('.');
        out.push_str(fraction);
    }
    out.push_str(exponent);
    Ok(out)
}

/// Says which two readings a text with foreign marks allows, or that it fits the format in no way.
fn misread(text: &str, format: &NumberFormat) -> NumberFault {
    let foreign: Vec<char> = text
        .chars()
        .filter(|c| matches!(c, '.' | ',' | '\'' | ' '))
        .collect();
    if let [mark] = foreign[..]
        && let Some((whole, fraction)) = text.split_once(mark)
        && matches!(mark, '.' | ',')
        && fraction.len() == 3
        && fraction.bytes().all(|b| b.is_ascii_digit())
        && format.thousands.is_none()
    {
        return NumberFault {
            code: Code::AmbiguousNumber,
            params: vec![
                ("first", format!("{whole}{fraction}")),
                ("second", format!("{whole}.{fraction}")),
            ],
        };
    }
    NumberFault {
        code: Code::WrongDecimalMark,
        params: vec![
            ("decimal", shown(&format.decimal.to_string())),
            (
                "thousands",
                format
                    .thousands
                    .map_or("none".to_owned(), |mark| shown(&mark.to_string())),
            ),
        ],
    }
}

/// What a text that is no number is instead.
fn classify(text: &str) -> NumberFault {
    let lower = text.trim_start_matches(['-', '+']).to_ascii_lowercase();
    if matches!(
        lower.as_str(),
        "nan" | "inf" | "infinity" | "1.#inf" | "1.#qnan" | "∞"
    ) {
        return fault(Code::NotFinite);
    }
    let number = text.trim_start_matches(['-', '+', ' ']);
    let digits = number
        .chars()
        .take_while(|c| c.is_ascii_digit() || matches!(c, '.' | ','))
        .count();
    let tail = number[digits..].trim();
    // `12 kWh`, `12万吨`: an amount with its unit. `12-13`, `2020/1` are something else.
    if digits > 0
        && number.starts_with(|c: char| c.is_ascii_digit())
        && tail.chars().next().is_some_and(char::is_alphabetic)
        && !tail.starts_with(['e', 'E'])
    {
        return fault(Code::UnitInCell);
    }
    fault(Code::NotANumber)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, format: &NumberFormat, expected: Result<(f64, &[Code]), Code>) {
        let found = parse_number(text, format);
        match expected {
            Ok((value, notes)) => {
                let number = found.unwrap_or_else(|fault| panic!("{text:?}: {fault:?}"));
                assert_eq!(
                    (number.value, number.notes.as_slice()),
                    (value, notes),
                    "{text:?}"
                );
            }
            Err(code) => assert_eq!(found.unwrap_err().code, code, "{text:?}"),
        }
    }

    #[test]
    fn a_number_stands_for_what_prints_as_it() {
        let german = NumberFormat {
            decimal: ',',
            thousands: Some('.'),
            percent: true,
        };
        let plain = NumberFormat::default();
        for (text, format, expected) in [
            ("0.39", &plain, 0.005),
            ("25003", &plain, 0.5),
            ("185000", &plain, 0.5),
            ("0.70", &plain, 0.005),
            ("1.2e3", &plain, 50.0),
            ("-18", &plain, 0.5),
            ("８８．７５", &plain, 0.005),
            ("1.234,5", &german, 0.05),
            ("12,5 %", &german, 0.0005),
        ] {
            let found = printed_half_step(text, format);
            assert!((found / expected - 1.0).abs() < 1e-12, "{text}: {found}");
        }
        assert!(printed_half_step("0e999999999999", &plain).is_finite());
    }

    #[test]
    fn table_of_texts() {
        let plain = NumberFormat::default();
        let english = NumberFormat {
            thousands: Some(','),
            ..plain.clone()
        };
        let german = NumberFormat {
            decimal: ',',
            thousands: Some('.'),
            percent: false,
        };
        let swiss = NumberFormat {
            thousands: Some('\''),
            ..plain.clone()
        };
        let spaced = NumberFormat {
            decimal: ',',
            thousands: Some(' '),
            percent: true,
        };
        use Code::*;
        check("12", &plain, Ok((12.0, &[])));
        check("-1.5e3", &plain, Ok((-1500.0, &[])));
        check(" 7 ", &plain, Ok((7.0, &[SurroundingSpaces])));
        check("１２３．５", &plain, Ok((123.5, &[FullWidthDigits])));
        check("−5", &plain, Ok((-5.0, &[UnusualMinus])));
        check("(123)", &plain, Ok((-123.0, &[AccountingNegative])));
        check("1,234", &plain, Err(AmbiguousNumber));
        check("1,234.5", &plain, Err(WrongDecimalMark));
        check("1.234,5", &plain, Err(WrongDecimalMark));
        check("1,234", &english, Ok((1234.0, &[])));
        check("1,234,567.8", &english, Ok((1_234_567.8, &[])));
        check("1,23", &english, Err(WrongDecimalMark));
        check("12,34,567", &english, Err(WrongDecimalMark));
        check("1.234,5", &german, Ok((1234.5, &[])));
        check("0,5", &german, Ok((0.5, &[])));
        check("1,234.5", &german, Err(WrongDecimalMark));
        check("1'234.5", &swiss, Ok((1234.5, &[])));
        check("1\u{202f}234,5", &spaced, Ok((1234.5, &[])));
        check("12 %", &spaced, Ok((0.12, &[])));
        check("12%", &plain, Err(PercentValue));
        check("NaN", &plain, Err(NotFinite));
        check("-inf", &plain, Err(NotFinite));
        check("1e999", &plain, Err(NotFinite));
        check("12 kWh", &plain, Err(UnitInCell));
        check("3万", &plain, Err(UnitInCell));
        check("12-13", &plain, Err(NotANumber));
        check("N/A", &plain, Err(NotANumber));
        check("", &plain, Err(NotANumber));
        check("-", &plain, Err(NotANumber));
        check("1.2.3", &plain, Err(WrongDecimalMark));
        check("()", &plain, Err(NotANumber));
        check("%", &plain, Err(NotANumber));
    }
}

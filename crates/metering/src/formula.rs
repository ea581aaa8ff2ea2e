//! Virtual meters: sums of other meters' amounts with factors, for example `A + B - 0.5*C`.
//!
//! A meter's code that is no plain word (it begins with a digit, or has a `-` or a blank) stands in quotes or brackets:
//! `"91-A" + [10 kV]`. Numbers, `+`, `-`, `*` and parentheses may be used as long as the result is linear in the amounts.
//! Slot by slot: where one part is missing, so is the result. Worked out in whole numbers, rounded once, to a count.

use std::collections::{BTreeMap, HashMap};

use crate::clock::LocalDay;
use crate::finding::Log;
use crate::register::DayAmounts;
use crate::sample::Decimal;
use crate::{Code, Meter};

/// A meter and what its amount is multiplied by.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Term {
    /// Code of the meter.
    pub meter: String,
    /// Its factor, exact, not zero.
    pub factor: Decimal,
}

/// A formula: the sum of its terms, each meter once, ascending.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Formula {
    terms: Vec<Term>,
}

/// What is wrong with a formula.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum FormulaProblem {
    /// Something else was expected.
    #[error("a meter, a number or a parenthesis is expected")]
    Operand,
    /// After an operand.
    #[error("+, - or * is expected")]
    Operator,
    /// A parenthesis was opened.
    #[error("a closing parenthesis is expected")]
    Close,
    /// A quote or bracket was opened.
    #[error("the name of the meter does not end")]
    Quote,
    /// A product of two meters.
    #[error("two meters cannot be multiplied")]
    Product,
    /// A number alone is no amount.
    #[error("a number alone is no amount")]
    Constant,
    /// No meter is left.
    #[error("no meter is left in it")]
    Nothing,
    /// More digits or parentheses than can be handled.
    #[error("it is too long or has numbers too large")]
    TooLarge,
}

impl FormulaProblem {
    /// Stable id.
    #[must_use]
    pub fn id(self) -> &'static str {
        match self {
            FormulaProblem::Operand => "operand",
            FormulaProblem::Operator => "operator",
            FormulaProblem::Close => "close",
            FormulaProblem::Quote => "quote",
            FormulaProblem::Product => "product",
            FormulaProblem::Constant => "constant",
            FormulaProblem::Nothing => "nothing",
            FormulaProblem::TooLarge => "too_large",
        }
    }
}

/// A formula that cannot be read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("character {at}: {problem}")]
pub struct FormulaFault {
    /// The character at which it was noticed, from 1.
    pub at: usize,
    /// What.
    pub problem: FormulaProblem,
}

const DEPTH_MAX: usize = 64;
const TERMS_MAX: usize = 10_000;

/// A sum that is being built: a number, and meters with factors.
#[derive(Debug, Clone, Default)]
struct Linear {
    constant: Option<Decimal>,
    terms: BTreeMap<String, Decimal>,
}

impl Decimal {
    /// The same with another exponent, not above its own; `None` if that is too large.
    fn at_exponent(self, exponent: i16) -> Option<i64> {
        let steps = u32::try_from(i32::from(self.exponent) - i32::from(exponent)).ok()?;
        self.mantissa.checked_mul(10_i64.checked_pow(steps)?)
    }

    /// Without zeros at the end.
    fn trimmed(mut self) -> Decimal {
        if self.mantissa == 0 {
            return Decimal::ZERO;
        }
        while self.mantissa % 10 == 0 && self.exponent < i16::MAX {
            self.mantissa /= 10;
            self.exponent += 1;
        }
        self
    }

    /// The exact sum; `None` if it has too many digits.
    #[must_use]
    pub fn checked_add(self, other: Decimal) -> Option<Decimal> {
        if self.mantissa == 0 {
            return Some(other.trimmed());
        }
        if other.mantissa == 0 {
            return Some(self.trimmed());
        }
        let exponent = self.exponent.min(other.exponent);
        let mantissa = self
            .at_exponent(exponent)?
            .checked_add(other.at_exponent(exponent)?)?;
        Some(Decimal { mantissa, exponent }.trimmed())
    }

    /// The exact product; `None` if it has too many digits.
    #[must_use]
    pub fn checked_mul(self, other: Decimal) -> Option<Decimal> {
        let (left, right) = (self.trimmed(), other.trimmed());
        let product = Decimal {
            mantissa: left.mantissa.checked_mul(right.mantissa)?,
            exponent: left.exponent.checked_add(right.exponent)?,
        };
        Some(product.trimmed())
    }
}

impl Linear {
    fn add(mut self, other: Linear, factor: Decimal) -> Option<Linear> {
        if let Some(constant) = other.constant {
            let own = self.constant.unwrap_or(Decimal::ZERO);
            self.constant = Some(own.checked_add(constant.checked_mul(factor)?)?);
        }
        for (meter, value) in other.terms {
            let value = value.checked_mul(factor)?;
            let sum = self.terms.entry(meter).or_insert(Decimal::ZERO);
            *sum = sum.checked_add(value)?;
        }
        (self.terms.len() <= TERMS_MAX).then_some(self)
    }
}

const ONE: Decimal = Decimal {
    mantissa: 1,
    exponent: 0,
};
const MINUS_ONE: Decimal = Decimal {
    mantissa: -1,
    exponent: 0,
};

struct Reader {
    text: Vec<char>,
    at: usize,
    depth: usize,
}

type Read<T> = Result<T, FormulaFault>;

impl Reader {
    fn fault<T>(&self, problem: FormulaProblem) -> Read<T> {
        Err(FormulaFault {
            at: self.at + 1,
            problem,
        })
    }

    fn peek(&mut self) -> Option<char> {
        while self.text.get(self.at).is_some_and(|c| c.is_whitespace()) {
            self.at += 1;
        }
        self.text.get(self.at).copied()
    }

    fn sum(&mut self) -> Read<Linear> {
        if self.depth >= DEPTH_MAX {
            return self.fault(FormulaProblem::TooLarge);
        }
        self.depth += 1;
        let mut sum = Linear::default();
        let mut factor = match self.peek() {
            Some('-' | '−') => {
                self.at += 1;
                MINUS_ONE
            }
            Some('+') => {
                self.at += 1;
                ONE
            }
            _ => ONE,
        };
        loop {
            let product = self.product()?;
            sum = match sum.add(product, factor) {
                Some(sum) => sum,
                None => return self.fault(FormulaProblem::TooLarge),
            };
            factor = match self.peek() {
                Some('+') => ONE,
                Some('-' | '−') => MINUS_ONE,
                _ => break,
            };
            self.at += 1;
        }
        self.depth -= 1;
        Ok(sum)
    }

    fn product(&mut self) -> Read<Linear> {
        let mut product = self.operand()?;
        while let Some('*' | '×' | '·') = self.peek() {
            let at = self.at;
            self.at += 1;
            let next = self.operand()?;
            let (linear, number) = match (product.terms.is_empty(), next.terms.is_empty()) {
                (_, true) => (product, next),
                (true, false) => (next, product),
                (false, false) => {
                    self.at = at;
                    return self.fault(FormulaProblem::Product);
                }
            };
            let number = number.constant.unwrap_or(Decimal::ZERO);
            product = match Linear::default().add(linear, number) {
                Some(product) => product,
                None => return self.fault(FormulaProblem::TooLarge),
            };
        }
        Ok(product)
    }

    fn operand(&mut self) -> Read<Linear> {
        let Some(first) = self.peek() else {
            return self.fault(FormulaProblem::Operand);
        };
        match first {
            '(' => {
                self.at += 1;
                let inner = self.sum()?;
                if self.peek() != Some(')') {
                    return self.fault(FormulaProblem::Close);
                }
                self.at += 1;
                Ok(inner)
            }
            '"' | '[' => {
                let close = if first == '[' { ']' } else { '"' };
                let start = self.at + 1;
                let Some(length) = self.text[start..].iter().position(|c| *c == close) else {
                    return self.fault(FormulaProblem::Quote);
                };
                let name: String = self.text[start..start + length].iter().collect();
                let name = name.trim().to_owned();
                if name.is_empty() {
                    return self.fault(FormulaProblem::Operand);
                }
                self.at = start + length + 1;
                Ok(self.meter(name))
            }
            '0'..='9' | '.' => {
                let start = self.at;
                while self
                    .text
                    .get(self.at)
                    .is_some_and(|c| c.is_ascii_digit() || *c == '.')
                {
                    self.at += 1;
                }
                let number: String = self.text[start..self.at].iter().collect();
                // A code that begins with digits is not a number and a code.
                if self.text.get(self.at).is_some_and(|c| is_word(*c)) {
                    self.at = start;
                    return self.fault(FormulaProblem::Operand);
                }
                match Decimal::parse(number.as_bytes()) {
                    Some(number) => Ok(Linear {
                        constant: Some(number),
                        terms: BTreeMap::new(),
                    }),
                    None => {
                        self.at = start;
                        self.fault(FormulaProblem::TooLarge)
                    }
                }
            }
            c if is_word(c) => {
                let start = self.at;
                while self
                    .text
                    .get(self.at)
                    .is_some_and(|c| is_word(*c) || *c == '.')
                {
                    self.at += 1;
                }
                let name = self.text[start..self.at].iter().collect();
                Ok(self.meter(name))
            }
            _ => self.fault(FormulaProblem::Operand),
        }
    }

    fn meter(&self, name: String) -> Linear {
        Linear {
            constant: None,
            terms: BTreeMap::from([(name, ONE)]),
        }
    }
}

fn is_word(c: char) -> bool {
    c.is_alphanumeric() || matches!(c, '_' | ':' | '#' | '@' | '/')
}

impl Formula {
    /// Reads a formula.
    ///
    /// # Errors
    /// [`FormulaFault`] with the character at which it was noticed.
    ///
    /// ```
    /// let it = metering::formula::Formula::parse("A + 2*(B - 0.25*C)").unwrap();
    /// assert_eq!(it.to_string(), "A + 2*B - 0.5*C");
    /// assert_eq!(metering::formula::Formula::parse("A + * B").unwrap_err().at, 5);
    /// ```
    pub fn parse(text: &str) -> Result<Formula, FormulaFault> {
        let mut it = Reader {
            text: text.chars().collect(),
            at: 0,
            depth: 0,
        };
        let sum = it.sum()?;
        if it.peek().is_some() {
            return it.fault(FormulaProblem::Operator);
        }
        it.at = 0;
        if sum.constant.is_some_and(|constant| constant.mantissa != 0) {
            return it.fault(FormulaProblem::Constant);
        }
        let terms: Vec<Term> = sum
            .terms
            .into_iter()
            .filter(|(_, factor)| factor.mantissa != 0)
            .map(|(meter, factor)| Term { meter, factor })
            .collect();
        if terms.is_empty() {
            return it.fault(FormulaProblem::Nothing);
        }
        Ok(Formula { terms })
    }

    /// The terms, ascending by meter.
    #[must_use]
    pub fn terms(&self) -> &[Term] {
        &self.terms
    }

    /// Works out a day of the virtual meter `of`, in counts of its own. `part` gives a term's meter and its day, cut as `of`'s
    /// or finer; a part that is missing, coarser or in another unit leaves the day empty (the latter two with a finding).
    #[must_use]
    pub fn evaluate<'p>(
        &self,
        of: &Meter,
        day: &LocalDay,
        mut part: impl FnMut(&str) -> Option<(&'p Meter, &'p DayAmounts)>,
        log: &mut Log,
    ) -> DayAmounts {
        let slots = day.slots(of.interval_s);
        let mut out = DayAmounts {
            date: day.date,
            interval_s: of.interval_s,
            counts: vec![None; slots],
            codes: vec![Code::Measured; slots],
        };
        let own = Decimal::from_f64(of.unit_per_count()).filter(|own| own.mantissa > 0);
        let Some(own) = own else {
            return out;
        };
        // What each count of a part is worth in the result's unit, exact.
        let mut parts: Vec<(Decimal, DayAmounts)> = Vec::with_capacity(self.terms.len());
        for term in &self.terms {
            let Some((meter, amounts)) = part(&term.meter) else {
                return out;
            };
            if meter.unit != of.unit {
                log.push("formula_unit", &of.code, || {
                    let params = vec![
                        ("meter", of.code.clone()),
                        ("part", meter.code.clone()),
                        ("unit", meter.unit.clone()),
                        ("expected", of.unit.clone()),
                    ];
                    (None, params)
                });
                return out;
            }
            let Some(amounts) = cut(amounts, day, of.interval_s) else {
                log.push("formula_interval", &of.code, || {
                    let params = vec![
                        ("meter", of.code.clone()),
                        ("part", meter.code.clone()),
                        ("interval", amounts.interval_s.to_string()),
                        ("expected", of.interval_s.to_string()),
                    ];
                    (None, params)
                });
                return out;
            };
            let worth = Decimal::from_f64(meter.unit_per_count())
                .and_then(|worth| worth.checked_mul(term.factor));
            match worth {
                Some(worth) => parts.push((worth, amounts)),
                None => return out,
            }
        }
        let exponent = parts
            .iter()
            .map(|(worth, _)| worth.exponent)
            .chain([own.exponent])
            .min()
            .unwrap_or(0);
        let Some(below) = own.at_exponent(exponent).map(i128::from) else {
            return out;
        };
        let worths: Option<Vec<i128>> = parts
            .iter()
            .map(|(worth, _)| worth.at_exponent(exponent).map(i128::from))
            .collect();
        let Some(worths) = worths else {
            return out;
        };
        let mut rounded = 0;
        for slot in 0..slots {
            let mut sum = Some(0_i128);
            let mut code = Code::Measured;
            for ((_, amounts), worth) in parts.iter().zip(&worths) {
                let count = amounts.counts.get(slot).copied().flatten();
                sum = sum.zip(count).and_then(|(sum, count)| {
                    sum.checked_add(i128::from(count).checked_mul(*worth)?)
                });
                code = code.max(amounts.codes.get(slot).copied().unwrap_or_default());
            }
            let Some(sum) = sum else { continue };
            let (whole, rest) = (sum / below, sum % below);
            let away = if rest.unsigned_abs() * 2 >= below.unsigned_abs() {
                sum.signum()
            } else {
                0
            };
            out.counts[slot] = i64::try_from(whole + away).ok();
            out.codes[slot] = code;
            rounded += usize::from(rest != 0);
        }
        if rounded > 0 {
            log.push("formula_off_grid", &of.code, || {
                let params = vec![
                    ("meter", of.code.clone()),
                    ("date", day.date.to_string()),
                    ("slots", rounded.to_string()),
                    ("resolution", of.unit_per_count().to_string()),
                ];
                (None, params)
            });
        }
        out
    }
}

/// A day's amounts in longer slots, each the sum of those in it; `None` if they do not fit into each other.
#[must_use]
pub fn cut(amounts: &DayAmounts, day: &LocalDay, interval_s: u32) -> Option<DayAmounts> {
    if amounts.interval_s == interval_s {
        return Some(amounts.clone());
    }
    if amounts.interval_s == 0 || !interval_s.is_multiple_of(amounts.interval_s) {
        return None;
    }
    let slots = day.slots(interval_s);
    let mut out = DayAmounts {
        date: amounts.date,
        interval_s,
        counts: vec![Some(0); slots],
        codes: vec![Code::Measured; slots],
    };
    let mut filled = vec![false; slots];
    for slot in 0..day.slots(amounts.interval_s) {
        let into = day.slot_of_s(day.slot_start_s(slot, amounts.interval_s), interval_s);
        let count = amounts.counts.get(slot).copied().flatten();
        let sum = out.counts.get_mut(into)?;
        *sum = sum
            .zip(count)
            .and_then(|(sum, count)| sum.checked_add(count));
        filled[into] = true;
        let code = amounts.codes.get(slot).copied().unwrap_or_default();
        out.codes[into] = out.codes[into].max(code);
    }
    for ((count, code), filled) in out.counts.iter_mut().zip(&mut out.codes).zip(filled) {
        if !filled {
            *count = None;
        }
        if count.is_none() {
            *code = Code::Measured;
        }
    }
    Some(out)
}

impl std::fmt::Display for Formula {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        for (index, term) in self.terms.iter().enumerate() {
            let negative = term.factor.mantissa < 0;
            f.write_str(match (index, negative) {
                (0, false) => "",
                (0, true) => "-",
                (_, false) => " + ",
                (_, true) => " - ",
            })?;
            if term.factor.mantissa.unsigned_abs() != 1 || term.factor.exponent != 0 {
                write!(f, "{}*", plain(term.factor))?;
            }
            let mut chars = term.meter.chars();
            let word = chars
                .next()
                .is_some_and(|c| is_word(c) && !c.is_ascii_digit())
                && chars.all(|c| is_word(c) || c == '.');
            match word {
                true => f.write_str(&term.meter)?,
                false if term.meter.contains('"') => write!(f, "[{}]", term.meter)?,
                false => write!(f, "\"{}\"", term.meter)?,
            }
        }
        Ok(())
    }
}

/// All digits of a decimal without its sign and without an exponent.
fn plain(value: Decimal) -> String {
    let digits = value.mantissa.unsigned_abs().to_string();
    let exponent = i32::from(value.exponent);
    if exponent >= 0 {
        return digits + &"0".repeat(exponent as usize);
    }
    let places = exponent.unsigned_abs() as usize;
    let padded = format!("{digits:0>width$}", width = places + 1);
    let (whole, part) = padded.split_at(padded.len() - places);
    format!("{whole}.{part}")
}

/// A virtual meter and its formula.
pub type Virtual<'m> = (&'m Meter, Formula);

/// The virtual meters of a region, each after those it is made of.
///
/// Formulas that cannot be read, name a meter that is not there, or lead back to themselves are findings, and these meters and
/// all that are made of them are left out.
#[must_use]
pub fn in_order<'m>(meters: &'m [Meter], log: &mut Log) -> Vec<Virtual<'m>> {
    let by_code: HashMap<&str, &Meter> = meters
        .iter()
        .map(|meter| (meter.code.as_str(), meter))
        .collect();
    let mut waiting: Vec<Virtual<'m>> = Vec::new();
    for meter in meters {
        let Some(text) = &meter.formula else { continue };
        match Formula::parse(text) {
            Ok(formula) => {
                for term in &formula.terms {
                    if !by_code.contains_key(term.meter.as_str()) {
                        log.push("formula_unknown_meter", &meter.code, || {
                            let params =
                                vec![("meter", meter.code.clone()), ("part", term.meter.clone())];
                            (None, params)
                        });
                    }
                }
                waiting.push((meter, formula));
            }
            Err(fault) => log.push("formula_syntax", &meter.code, || {
                let params = vec![
                    ("meter", meter.code.clone()),
                    ("formula", text.clone()),
                    ("at", fault.at.to_string()),
                    ("problem", fault.problem.id().to_owned()),
                ];
                (None, params)
            }),
        }
    }
    // Round by round those whose parts are all there; what is left goes round in circles, or stands on something missing.
    let mut ready: std::collections::HashSet<&str> = meters
        .iter()
        .filter(|meter| !meter.is_virtual())
        .map(|meter| meter.code.as_str())
        .collect();
    let mut out: Vec<Virtual<'m>> = Vec::new();
    loop {
        let (now, later): (Vec<_>, Vec<_>) = waiting.into_iter().partition(|(_, formula)| {
            formula
                .terms
                .iter()
                .all(|term| ready.contains(term.meter.as_str()))
        });
        waiting = later;
        if now.is_empty() {
            break;
        }
        ready.extend(now.iter().map(|(meter, _)| meter.code.as_str()));
        out.extend(now);
    }
    let left: HashMap<&str, &Formula> = waiting
        .iter()
        .map(|(meter, formula)| (meter.code.as_str(), formula))
        .collect();
    for (meter, formula) in &waiting {
        if leads_to(&left, formula, &meter.code) {
            log.push("formula_cycle", &meter.code, || {
                let params = vec![
                    ("meter", meter.code.clone()),
                    ("formula", formula.to_string()),
                ];
                (None, params)
            });
        }
    }
    out
}

/// True if a formula, by way of others, uses `code`.
fn leads_to(formulas: &HashMap<&str, &Formula>, from: &Formula, code: &str) -> bool {
    let mut seen = std::collections::HashSet::new();
    let mut open: Vec<&Formula> = vec![from];
    while let Some(formula) = open.pop() {
        for term in &formula.terms {
            if term.meter == code {
                return true;
            }
            if let Some(next) = formulas.get(term.meter.as_str())
                && seen.insert(term.meter.as_str())
            {
                open.push(next);
            }
        }
    }
    false
}

#[cfg(test)]
#[path = "formula/tests.rs"]
mod tests;

//! What kind of thing a unit measures, as a product of powers of base dimensions.

use std::collections::BTreeMap;
use std::fmt;
use std::str::FromStr;
use std::sync::Arc;

use crate::Label;

/// Prices of which year money is counted in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum PriceBase {
    /// Prices of the year the figure is for (当年价); the meaning of money without a stated base.
    Current,
    /// Constant prices of a year (不变价).
    Year(i16),
}

impl fmt::Display for PriceBase {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            PriceBase::Current => f.write_str("current"),
            PriceBase::Year(year) => write!(f, "{year:04}"),
        }
    }
}

impl FromStr for PriceBase {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        if text == "current" {
            return Ok(PriceBase::Current);
        }
        text.parse::<i16>()
            .ok()
            .filter(|year| text.len() == 4 && *year >= 1000)
            .map(PriceBase::Year)
            .ok_or_else(|| {
                format!("{text:?} is no price base: write current or a year such as 2020")
            })
    }
}

/// ISO 4217 code of a currency.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Currency([u8; 3]);

impl Currency {
    /// Renminbi.
    pub const CNY: Currency = Currency(*b"CNY");

    /// The code.
    pub fn code(&self) -> &str {
        std::str::from_utf8(&self.0).unwrap_or("XXX")
    }
}

impl fmt::Display for Currency {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.code())
    }
}

impl FromStr for Currency {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        <[u8; 3]>::try_from(text.as_bytes())
            .ok()
            .filter(|code| code.iter().all(u8::is_ascii_uppercase))
            .map(Currency)
            .ok_or_else(|| format!("{text:?} is no currency: write the three capitals of ISO 4217"))
    }
}

/// A base dimension. Mass of coal and mass of CO2e are two, so that they are never added.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Base {
    /// Energy; base unit J.
    Energy,
    /// Mass of a substance; base unit kg.
    Mass,
    /// Mass of CO2 equivalent; base unit kg CO2e. Carbon that burns counts as the CO2 it makes.
    Co2e,
    /// Length; base unit m. Area and volume are its powers.
    Length,
    /// Time; base unit s.
    Time,
    /// Money in a currency at a price base; base unit one unit of the currency.
    Money(Currency, PriceBase),
    /// Things of one sort that are counted; base unit one.
    Count(Arc<str>),
}

impl Base {
    fn label(&self) -> Label {
        let (en, zh) = match self {
            Base::Energy => ("energy".to_owned(), "能量".to_owned()),
            Base::Mass => ("mass".to_owned(), "质量".to_owned()),
            Base::Co2e => ("mass of CO2e".to_owned(), "二氧化碳当量".to_owned()),
            Base::Length => ("length".to_owned(), "长度".to_owned()),
            Base::Time => ("time".to_owned(), "时间".to_owned()),
            Base::Money(currency, PriceBase::Current) => (
                format!("money in {currency} at current prices"),
                format!("金额（{currency}，当年价）"),
            ),
            Base::Money(currency, PriceBase::Year(year)) => (
                format!("money in {currency} at prices of {year}"),
                format!("金额（{currency}，{year} 年不变价）"),
            ),
            Base::Count(what) => (format!("count of {what}"), format!("个数（{what}）")),
        };
        Label { en, zh }
    }
}

/// A product of powers of base dimensions; empty for a pure number.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Default)]
pub struct Dimension(BTreeMap<Base, i8>);

impl Dimension {
    /// That of a pure number.
    pub fn none() -> Dimension {
        Dimension::default()
    }

    /// That of one base dimension.
    pub fn of(base: Base) -> Dimension {
        Dimension(BTreeMap::from([(base, 1)]))
    }

    /// True of a pure number.
    pub fn is_none(&self) -> bool {
        self.0.is_empty()
    }

    /// The power of a base dimension in it, 0 if it is not there.
    pub fn power_of(&self, base: &Base) -> i8 {
        self.0.get(base).copied().unwrap_or(0)
    }

    /// The base dimensions and their powers.
    pub fn powers(&self) -> impl Iterator<Item = (&Base, i8)> {
        self.0.iter().map(|(base, power)| (base, *power))
    }

    /// `self * other^power`; `None` if a power leaves ±100.
    pub fn times(&self, other: &Dimension, power: i8) -> Option<Dimension> {
        let mut powers = self.0.clone();
        for (base, other_power) in &other.0 {
            let sum = i32::from(self.power_of(base)) + i32::from(*other_power) * i32::from(power);
            let sum = i8::try_from(sum).ok().filter(|sum| sum.abs() <= 100)?;
            if sum == 0 {
                powers.remove(base);
            } else {
                powers.insert(base.clone(), sum);
            }
        }
        Some(Dimension(powers))
    }

    /// Its money with another price base.
    #[must_use]
    pub(crate) fn at_prices(&self, price_base: PriceBase) -> Dimension {
        Dimension(
            self.0
                .iter()
                .map(|(base, power)| match base {
                    Base::Money(currency, _) => (Base::Money(*currency, price_base), *power),
                    _ => (base.clone(), *power),
                })
                .collect(),
        )
    }

    /// Name in both languages (`energy / mass`, `能量／质量`).
    pub fn label(&self) -> Label {
        if self.is_none() {
            return Label {
                en: "pure number".to_owned(),
                zh: "纯数".to_owned(),
            };
        }
        let (mut en, mut zh) = (String::new(), String::new());
        for above in [true, false] {
            let mut first = true;
            for (base, power) in self.powers().filter(|(_, power)| (*power > 0) == above) {
                let (separator_en, separator_zh) = match (first, above, en.is_empty()) {
                    (true, true, _) => ("", ""),
                    (true, false, false) => (" / ", "／"),
                    (true, false, true) => ("1 / ", "1／"),
                    (false, ..) => (" × ", "×"),
                };
                first = false;
                let label = area_or_volume(base, power).unwrap_or_else(|| base.label());
                let exponent = match (base, power.abs()) {
                    (_, 1) | (Base::Length, 2 | 3) => String::new(),
                    (_, power) => format!("^{power}"),
                };
                en.push_str(&format!("{separator_en}{}{exponent}", label.en));
                zh.push_str(&format!("{separator_zh}{}{exponent}", label.zh));
            }
        }
        Label { en, zh }
    }
}

fn area_or_volume(base: &Base, power: i8) -> Option<Label> {
    let (en, zh) = match (base, power.abs()) {
        (Base::Length, 2) => ("area", "面积"),
        (Base::Length, 3) => ("volume", "体积"),
        _ => return None,
    };
    Some(Label {
        en: en.to_owned(),
        zh: zh.to_owned(),
    })
}

impl fmt::Display for Dimension {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.label().en)
    }
}

/// As a table writes it: `energy`, `mass*length`, `energy/time`, `length^2`, `count(trip)`, `money(CNY)`, `none`.
impl FromStr for Dimension {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let fault = || {
            format!(
                "{text:?} is no dimension: write energy, mass, co2e, length, time, count(NAME), money(CODE) or none, \
                 with *, / and ^"
            )
        };
        if text == "none" {
            return Ok(Dimension::none());
        }
        let mut dimension = Dimension::none();
        for (index, product) in text.split('/').enumerate() {
            for factor in product.split('*') {
                let (name, power) = factor.split_once('^').unwrap_or((factor, "1"));
                let power: i8 = power.parse().map_err(|_| fault())?;
                let inner = |word: &str| {
                    name.strip_prefix(word)
                        .and_then(|rest| rest.strip_prefix('('))
                        .and_then(|rest| rest.strip_suffix(')'))
                        .filter(|inner| !inner.is_empty())
                };
                let base = match name {
                    "energy" => Base::Energy,
                    "mass" => Base::Mass,
                    "co2e" => Base::Co2e,
                    "length" => Base::Length,
                    "time" => Base::Time,
                    _ => match (inner("count"), inner("money")) {
                        (Some(what), _) => Base::Count(what.into()),
                        (_, Some(code)) => Base::Money(code.parse()?, PriceBase::Current),
                        _ => return Err(fault()),
                    },
                };
                let power = if index == 0 {
                    power
                } else {
                    power.checked_neg().ok_or_else(fault)?
                };
                dimension = dimension
                    .times(&Dimension::of(base), power)
                    .ok_or_else(fault)?;
            }
        }
        Ok(dimension)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dimensions_are_named_in_both_languages() {
        for (text, en, zh) in [
            ("none", "pure number", "纯数"),
            ("energy", "energy", "能量"),
            ("co2e/energy", "mass of CO2e / energy", "二氧化碳当量／能量"),
            ("length^2", "area", "面积"),
            ("mass/length^3", "mass / volume", "质量／体积"),
            (
                "energy/money(CNY)",
                "energy / money in CNY at current prices",
                "能量／金额（CNY，当年价）",
            ),
            (
                "count(person)*length",
                "length × count of person",
                "长度×个数（person）",
            ),
        ] {
            let dimension: Dimension = text.parse().unwrap();
            assert_eq!(dimension.label().en, en);
            assert_eq!(dimension.label().zh, zh);
        }
        for text in [
            "",
            "weight",
            "energy//time",
            "money(yuan)",
            "length^x",
            "count()",
        ] {
            assert!(text.parse::<Dimension>().is_err(), "{text}");
        }
    }
}

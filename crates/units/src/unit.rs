//! A unit: a product of scaled, prefixed units of the registry, with its dimension and exact size.

use std::fmt;
use std::sync::Arc;

use crate::dimension::{Dimension, PriceBase};
use crate::ratio::Ratio;
use crate::{Label, Language};

/// How the steps of thousand before a unit are named in Chinese.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum PrefixStyle {
    /// 千 兆 吉 太 (joules, watts, grams).
    Si,
    /// 千 百万 十亿 (tonnes, money).
    Count,
}

/// SI prefixes that the tables may allow: letter, English, Chinese in the style of SI, in that of counts, power of ten.
pub(crate) const PREFIXES: [(char, &str, &str, &str, i8); 7] = [
    ('m', "milli", "毫", "千分之", -3),
    ('k', "kilo", "千", "千", 3),
    ('M', "mega", "兆", "百万", 6),
    ('G', "giga", "吉", "十亿", 9),
    ('T', "tera", "太", "万亿", 12),
    ('P', "peta", "拍", "千万亿", 15),
    ('E', "exa", "艾", "百亿亿", 18),
];

/// A row of the unit table.
#[derive(Debug)]
pub struct UnitDef {
    /// Stable id.
    pub id: String,
    /// Symbol it is printed with.
    pub symbol: String,
    /// Name.
    pub name: Label,
    /// What it measures.
    pub dimension: Dimension,
    /// How many base units it is, exactly.
    pub factor: Ratio,
    /// Where that is stated.
    pub source: String,
    pub(crate) prefix_style: PrefixStyle,
}

/// One factor of a unit: `(scale * prefix unit^power)`, above or below the line.
#[derive(Debug, Clone)]
pub(crate) struct Part {
    pub(crate) scale: Ratio,
    pub(crate) def: Arc<UnitDef>,
    /// Power of ten of the SI prefix, 0 for none.
    pub(crate) prefix: i8,
    pub(crate) price_base: PriceBase,
    pub(crate) power: i8,
    pub(crate) below: bool,
}

impl Part {
    fn has_money(&self) -> bool {
        self.def
            .dimension
            .powers()
            .any(|(base, _)| matches!(base, crate::dimension::Base::Money(..)))
    }

    fn dimension(&self) -> Dimension {
        if self.has_money() {
            self.def.dimension.at_prices(self.price_base)
        } else {
            self.def.dimension.clone()
        }
    }

    fn factor(&self) -> Option<Ratio> {
        let one = self
            .def
            .factor
            .checked_mul(Ratio::power_of_ten(self.prefix.into())?)?;
        let factor = self
            .scale
            .checked_mul(one.checked_pow(self.power.into())?)?;
        Some(if self.below { factor.inverse() } else { factor })
    }

    /// True if both cancel when one stands above the line and one below.
    fn is_same(&self, other: &Part) -> bool {
        self.def.id == other.def.id
            && self.scale == other.scale
            && self.prefix == other.prefix
            && self.power == other.power
            && self.price_base == other.price_base
    }

    fn write(&self, text: &mut String, language: Language) {
        // 千元^2 would be read as (千元)^2, so beside a power the scale is written apart.
        let scale_language = if self.power == 1 {
            language
        } else {
            Language::En
        };
        text.push_str(&scale_text(self.scale, scale_language));
        let prefix = PREFIXES.iter().find(|prefix| prefix.4 == self.prefix);
        match (language, prefix, self.def.prefix_style) {
            (_, None, _) => {}
            (Language::En, Some(prefix), _) => text.push(prefix.0),
            (Language::Zh, Some(prefix), PrefixStyle::Si) => text.push_str(prefix.2),
            (Language::Zh, Some(prefix), PrefixStyle::Count) => text.push_str(prefix.3),
        }
        text.push_str(match language {
            Language::En => &self.def.symbol,
            Language::Zh => &self.def.name.zh,
        });
        if self.has_money() {
            match (language, self.price_base) {
                (Language::En, base) => text.push_str(&format!("@{base}")),
                (Language::Zh, PriceBase::Current) => text.push_str("（当年价）"),
                (Language::Zh, PriceBase::Year(year)) => text.push_str(&format!("（{year}年价）")),
            }
        }
        if self.power != 1 {
            text.push_str(&format!("^{}", self.power));
        }
    }
}

/// What is written before a unit: nothing for one, `10^4 ` and `万` for ten thousand, else the number.
fn scale_text(scale: Ratio, language: Language) -> String {
    match (scale.ten_exponent(), language) {
        (Some(0), _) => String::new(),
        (Some(exponent), Language::En) => format!("10^{exponent} "),
        (Some(exponent), Language::Zh) => crate::expression::CHINESE_MULTIPLIERS
            .iter()
            .find(|(_, power)| *power == exponent)
            .map_or_else(|| format!("10^{exponent} "), |(word, _)| (*word).to_owned()),
        (None, _) => format!("{scale} "),
    }
}

/// A unit: what a number counts. Cheap to clone.
///
/// Equal if written the same in canonical form; `is_same_size` asks whether the numbers would be.
#[derive(Debug, Clone)]
pub struct Unit(Arc<Inner>);

#[derive(Debug)]
struct Inner {
    parts: Vec<Part>,
    dimension: Dimension,
    factor: Ratio,
    symbol: Label,
}

/// Two units that do not measure the same kind of thing.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error(
    "{left} ({left_dimension}) and {right} ({right_dimension}) do not measure the same kind of thing"
)]
pub struct DimensionError {
    /// One unit.
    pub left: String,
    /// What it measures.
    pub left_dimension: String,
    /// The other unit.
    pub right: String,
    /// What it measures.
    pub right_dimension: String,
}

impl DimensionError {
    fn of(left: &Unit, right: &Unit) -> DimensionError {
        DimensionError {
            left: left.symbol().to_owned(),
            left_dimension: left.dimension().to_string(),
            right: right.symbol().to_owned(),
            right_dimension: right.dimension().to_string(),
        }
    }
}

/// A conversion between two units of one dimension, made once and applied to many numbers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Conversion(Ratio);

impl Conversion {
    /// The number in the target unit, exact up to one rounding.
    pub fn apply(self, value: f64) -> f64 {
        self.0.apply(value)
    }

    /// How many of the target unit one of the source unit is, exactly.
    pub fn ratio(self) -> Ratio {
        self.0
    }
}

impl Unit {
    /// The pure number 1.
    pub fn one() -> Unit {
        Unit(Arc::new(Inner {
            parts: Vec::new(),
            dimension: Dimension::none(),
            factor: Ratio::ONE,
            symbol: Label {
                en: "1".to_owned(),
                zh: "1".to_owned(),
            },
        }))
    }

    /// A product of parts; `None` if its size or a power is beyond what can be held.
    pub(crate) fn from_parts(mut parts: Vec<Part>) -> Option<Unit> {
        // In the order in which they are printed: whether an intermediate product still fits must not depend on how
        // the unit was written.
        parts.sort_by_key(|part| part.below);
        let mut dimension = Dimension::none();
        let mut factor = Ratio::ONE;
        for part in &parts {
            let power = if part.below { -part.power } else { part.power };
            dimension = dimension.times(&part.dimension(), power)?;
            factor = factor.checked_mul(part.factor()?)?;
        }
        let symbol = Label {
            en: symbol_of(&parts, Language::En),
            zh: symbol_of(&parts, Language::Zh),
        };
        Some(Unit(Arc::new(Inner {
            parts,
            dimension,
            factor,
            symbol,
        })))
    }

    pub(crate) fn parts(&self) -> &[Part] {
        &self.0.parts
    }

    /// What it measures.
    pub fn dimension(&self) -> &Dimension {
        &self.0.dimension
    }

    /// How many base units it is, exactly.
    pub fn factor(&self) -> Ratio {
        self.0.factor
    }

    /// Canonical symbol, which parses back to the same unit (`10^4 kWh`, `kg CO2e/(person*km)`).
    pub fn symbol(&self) -> &str {
        &self.0.symbol.en
    }

    /// Symbol in both languages (`10^4 kWh`, `万千瓦时`).
    pub fn label(&self) -> &Label {
        &self.0.symbol
    }

    /// True if a number in one is the same number in the other.
    pub fn is_same_size(&self, other: &Unit) -> bool {
        self.dimension() == other.dimension() && self.factor() == other.factor()
    }

    /// How to get from this unit to another of the same dimension.
    ///
    /// # Errors
    /// If the dimensions differ, or (in units of absurd size) the ratio cannot be held exactly.
    pub fn conversion_to(&self, target: &Unit) -> Result<Conversion, DimensionError> {
        if self.dimension() != target.dimension() {
            return Err(DimensionError::of(self, target));
        }
        self.factor()
            .checked_div(target.factor())
            .map(Conversion)
            .ok_or_else(|| DimensionError::of(self, target))
    }

    /// The product. Parts that are the same above and below the line cancel; nothing else is rewritten.
    /// `None` if its size is beyond what can be held exactly.
    pub fn times(&self, other: &Unit) -> Option<Unit> {
        self.joined(other, false)
    }

    /// The quotient, likewise.
    pub fn per(&self, other: &Unit) -> Option<Unit> {
        self.joined(other, true)
    }

    fn joined(&self, other: &Unit, flip: bool) -> Option<Unit> {
        let mut parts = self.parts().to_vec();
        for part in other.parts() {
            let mut part = part.clone();
            part.below ^= flip;
            let twin = parts
                .iter()
                .position(|earlier| earlier.below != part.below && earlier.is_same(&part));
            match twin {
                Some(index) => drop(parts.remove(index)),
                None => parts.push(part),
            }
        }
        Unit::from_parts(parts)
    }
}

fn symbol_of(parts: &[Part], language: Language) -> String {
    let (mut above, mut below) = (Vec::new(), Vec::new());
    for part in parts {
        let (own, other) = if part.below {
            (&mut below, &mut above)
        } else {
            (&mut above, &mut below)
        };
        let mut part = part.clone();
        // A slash within a scale would be read as the unit's own: a fraction is written on both sides of the line.
        if part.scale.to_string().contains('/') {
            let (whole, divisor) = part.scale.parts();
            let one = match language {
                Language::En => "1",
                Language::Zh => "一",
            };
            other.push(format!("{}{one}", scale_text(divisor, Language::En)));
            part.scale = whole;
            if part.def.id == "one" && whole == Ratio::ONE {
                continue;
            }
        }
        let mut text = String::new();
        part.write(&mut text, language);
        own.push(text);
    }
    let mut text = if above.is_empty() {
        "1".to_owned()
    } else {
        above.join("*")
    };
    match below.len() {
        0 => {}
        1 => text.push_str(&format!("/{}", below[0])),
        _ => text.push_str(&format!("/({})", below.join("*"))),
    }
    text
}

impl PartialEq for Unit {
    fn eq(&self, other: &Unit) -> bool {
        self.symbol() == other.symbol()
    }
}

impl Eq for Unit {}

impl std::hash::Hash for Unit {
    fn hash<H: std::hash::Hasher>(&self, state: &mut H) {
        self.symbol().hash(state);
    }
}

impl fmt::Display for Unit {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.symbol())
    }
}

/// A number with its unit.
#[derive(Debug, Clone, PartialEq)]
pub struct Quantity {
    /// The number.
    pub value: f64,
    /// What it counts.
    pub unit: Unit,
}

impl Quantity {
    /// A number with its unit.
    pub fn new(value: f64, unit: Unit) -> Quantity {
        Quantity { value, unit }
    }

    /// The same amount in another unit, exact up to one rounding.
    ///
    /// # Errors
    /// If the dimensions differ.
    pub fn to(&self, unit: &Unit) -> Result<Quantity, DimensionError> {
        let value = self.unit.conversion_to(unit)?.apply(self.value);
        Ok(Quantity::new(value, unit.clone()))
    }

    /// The number in another unit, exact up to one rounding.
    ///
    /// # Errors
    /// If the dimensions differ.
    pub fn value_in(&self, unit: &Unit) -> Result<f64, DimensionError> {
        Ok(self.unit.conversion_to(unit)?.apply(self.value))
    }

    /// The sum, in the unit of the left.
    ///
    /// # Errors
    /// If the dimensions differ.
    pub fn plus(&self, other: &Quantity) -> Result<Quantity, DimensionError> {
        Ok(Quantity::new(
            self.value + other.right_of(&self.unit)?,
            self.unit.clone(),
        ))
    }

    /// The difference, in the unit of the left.
    ///
    /// # Errors
    /// If the dimensions differ.
    pub fn minus(&self, other: &Quantity) -> Result<Quantity, DimensionError> {
        Ok(Quantity::new(
            self.value - other.right_of(&self.unit)?,
            self.unit.clone(),
        ))
    }

    /// The product; `None` if its unit is beyond what can be held exactly.
    pub fn times(&self, other: &Quantity) -> Option<Quantity> {
        Some(Quantity::new(
            self.value * other.value,
            self.unit.times(&other.unit)?,
        ))
    }

    /// The quotient; `None` on division by zero, or if its unit is beyond what can be held exactly.
    pub fn per(&self, other: &Quantity) -> Option<Quantity> {
        if other.value == 0.0 {
            return None;
        }
        Some(Quantity::new(
            self.value / other.value,
            self.unit.per(&other.unit)?,
        ))
    }

    /// As a text in a language (`1.5 10^4 kWh`, `1.5 万千瓦时`).
    pub fn text(&self, language: Language) -> String {
        let symbol = self.unit.label();
        let symbol = match language {
            Language::En => &symbol.en,
            Language::Zh => &symbol.zh,
        };
        if symbol == "1" {
            format!("{}", self.value)
        } else {
            format!("{} {symbol}", self.value)
        }
    }

    /// Its number in the unit of the left operand; the error names the left operand first.
    fn right_of(&self, left: &Unit) -> Result<f64, DimensionError> {
        self.value_in(left)
            .map_err(|_| DimensionError::of(left, &self.unit))
    }
}

impl fmt::Display for Quantity {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text(Language::En))
    }
}

/// As its canonical symbol.
impl serde::Serialize for Unit {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.symbol())
    }
}

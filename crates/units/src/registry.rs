//! The table of units, and the units that people write looked up in it.

use std::collections::HashMap;
use std::sync::{Arc, OnceLock};

use crate::Label;
use crate::dimension::{Base, Dimension, PriceBase};
use crate::expression::{self, CHINESE_MULTIPLIERS, ENGLISH_MULTIPLIERS, Term, UnitError};
use crate::ratio::Ratio;
use crate::table::{Fault, Row, Table};
use crate::unit::{PREFIXES, Part, PrefixStyle, Quantity, Unit, UnitDef};

/// Why a number could not be converted.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ConvertError {
    /// A text is no unit.
    #[error(transparent)]
    Unit(#[from] UnitError),
    /// The two units measure different things.
    #[error(transparent)]
    Dimension(#[from] crate::unit::DimensionError),
}

/// All units of a table, by every spelling.
#[derive(Debug)]
pub struct UnitRegistry {
    defs: Vec<Arc<UnitDef>>,
    exact: HashMap<String, Found>,
    /// Spellings in lower case; `None` where two that mean different things fall together.
    folded: HashMap<String, Option<Found>>,
    ambiguous: HashMap<String, String>,
}

#[derive(Debug, Clone)]
struct Found {
    def: Arc<UnitDef>,
    prefix: i8,
}

impl Found {
    /// Prefix and symbol.
    fn symbol(&self) -> String {
        let prefix = PREFIXES.iter().find(|prefix| prefix.4 == self.prefix);
        let letter = prefix
            .map(|prefix| prefix.0.to_string())
            .unwrap_or_default();
        format!("{letter}{}", self.def.symbol)
    }

    fn is_same_size(&self, other: &Found) -> bool {
        let size = |found: &Found| {
            Ratio::power_of_ten(found.prefix.into())
                .and_then(|ten| found.def.factor.checked_mul(ten))
        };
        self.def.dimension == other.def.dimension && size(self) == size(other)
    }
}

const BUILTIN: &str = include_str!("../../../data/units.csv");

const COLUMNS: [&str; 9] = [
    "id",
    "symbols",
    "name_en",
    "name_zh",
    "aliases",
    "dimension",
    "factor",
    "prefixes",
    "source",
];

impl UnitRegistry {
    /// The project's own table, `data/units.csv`.
    ///
    /// # Panics
    /// Never in a build whose tests passed: they load this very text.
    pub fn builtin() -> &'static UnitRegistry {
        static REGISTRY: OnceLock<UnitRegistry> = OnceLock::new();
        REGISTRY.get_or_init(|| match UnitRegistry::load("units.csv", BUILTIN) {
            Ok(registry) => registry,
            Err(faults) => panic!("data/units.csv: {}", faults[0]),
        })
    }

    /// Reads a table of the columns of `data/units.csv` (`data/README.md` says what each holds).
    ///
    /// # Errors
    /// Every fault, with file, row and column: an unknown column, a blank cell, a factor or dimension that does not
    /// parse, a spelling that stands for two units.
    pub fn load(file: &str, text: &str) -> Result<UnitRegistry, Vec<Fault>> {
        let mut faults = Vec::new();
        let table = Table::read(file, text, &COLUMNS, &[], &mut faults);
        let mut registry = UnitRegistry {
            defs: Vec::new(),
            exact: HashMap::new(),
            folded: HashMap::new(),
            ambiguous: HashMap::new(),
        };
        for row in table.rows() {
            registry.add(row, &mut faults);
        }
        if faults.is_empty() {
            registry.fold();
            Ok(registry)
        } else {
            Err(faults)
        }
    }

    fn add(&mut self, row: Row<'_>, faults: &mut Vec<Fault>) {
        let id = row.required("id", faults);
        let symbols = row.required("symbols", faults);
        let name_en = row.required("name_en", faults);
        let dimension = row.required("dimension", faults);
        let prefixes = row.required("prefixes", faults);
        let source = row.required("source", faults);
        let (Some(id), Some(symbols), Some(name_en), Some(dimension), Some(prefixes), Some(source)) =
            (id, symbols, name_en, dimension, prefixes, source)
        else {
            return;
        };
        if dimension == "ambiguous" {
            for symbol in symbols.split(';') {
                self.ambiguous.insert(compact(symbol), name_en.to_owned());
            }
            return;
        }
        let name_zh = row.required("name_zh", faults);
        let factor = row.required("factor", faults);
        let (Some(name_zh), Some(factor)) = (name_zh, factor) else {
            return;
        };
        let dimension = dimension
            .parse::<Dimension>()
            .map_err(|message| faults.push(row.fault("dimension", "bad_dimension", message)));
        let factor = factor
            .parse::<Ratio>()
            .map_err(|error| faults.push(row.fault("factor", "bad_number", error.to_string())));
        let prefixes = prefix_list(prefixes).ok_or_else(|| {
            let message =
                format!("{prefixes:?}: write none, or si: or count: and letters of mkMGTPE");
            faults.push(row.fault("prefixes", "bad_prefixes", message));
        });
        let (Ok(dimension), Ok(factor), Ok((style, letters))) = (dimension, factor, prefixes)
        else {
            return;
        };
        if self.defs.iter().any(|def| def.id == id) {
            faults.push(row.fault("id", "id_twice", format!("id {id:?} stands twice")));
            return;
        }
        let symbols: Vec<&str> = symbols.split(';').map(str::trim).collect();
        let def = Arc::new(UnitDef {
            id: id.to_owned(),
            symbol: symbols[0].to_owned(),
            name: Label {
                en: name_en.to_owned(),
                zh: name_zh.to_owned(),
            },
            dimension,
            factor,
            source: source.to_owned(),
            prefix_style: style,
        });
        self.defs.push(Arc::clone(&def));
        let prefixes_cell = row.cell("prefixes");
        let mut prefix_faults = Vec::new();
        let mut spell = |column: &str, text: String, prefix: i8| {
            let found = Found {
                def: Arc::clone(&def),
                prefix,
            };
            if let Some(other) = self.exact.insert(compact(&text), found.clone())
                && !other.is_same_size(&found)
            {
                let message = format!("{text:?} already stands for {:?}", other.def.id);
                faults.push(row.fault(column, "spelling_twice", message));
            }
        };
        spell("id", id.to_owned(), 0);
        for name in [name_en.to_owned(), format!("{name_en}s")] {
            spell("name_en", name, 0);
        }
        spell("name_zh", name_zh.to_owned(), 0);
        for symbol in &symbols {
            spell("symbols", (*symbol).to_owned(), 0);
        }
        for (letter, word_en, si_zh, count_zh, power) in PREFIXES {
            if !letters.contains(&letter) {
                continue;
            }
            for symbol in &symbols {
                spell("symbols", format!("{letter}{symbol}"), power);
            }
            spell("name_en", format!("{word_en}{name_en}"), power);
            spell("name_en", format!("{word_en}{name_en}s"), power);
            let zh = if style == PrefixStyle::Si {
                si_zh
            } else {
                count_zh
            };
            spell("name_zh", format!("{zh}{name_zh}"), power);
            if style == PrefixStyle::Si {
                // 兆焦耳 as well as 兆焦; an alias with a prefix of its own (k:度) takes no other.
                for alias in row.cell("aliases").split(';').map(str::trim) {
                    if !alias.is_empty() && alias.chars().all(|c| !c.is_ascii()) {
                        spell("aliases", format!("{zh}{alias}"), power);
                    }
                }
            }
        }
        for alias in row
            .cell("aliases")
            .split(';')
            .map(str::trim)
            .filter(|alias| !alias.is_empty())
        {
            let prefixed = PREFIXES.iter().find_map(|prefix| {
                Some((alias.strip_prefix(prefix.0)?.strip_prefix(':')?, prefix.4))
            });
            let (alias, power) = prefixed.unwrap_or((alias, 0));
            let printable = power == 0
                || PREFIXES
                    .iter()
                    .any(|p| p.4 == power && letters.contains(&p.0));
            if !printable {
                let message = format!(
                    "{alias:?} stands for a prefixed unit that {prefixes_cell:?} does not allow"
                );
                prefix_faults.push(row.fault("aliases", "bad_prefixes", message));
            }
            spell("aliases", alias.to_owned(), power);
        }
        faults.append(&mut prefix_faults);
    }

    fn fold(&mut self) {
        for (spelling, found) in &self.exact {
            // One letter alone is too little to guess from.
            if spelling.chars().count() < 2 {
                continue;
            }
            self.folded
                .entry(spelling.to_lowercase())
                .and_modify(|other| {
                    if !other
                        .as_ref()
                        .is_some_and(|other| other.is_same_size(found))
                    {
                        *other = None;
                    }
                })
                .or_insert_with(|| Some(found.clone()));
        }
    }

    /// The rows of the table.
    pub fn defs(&self) -> impl Iterator<Item = &UnitDef> {
        self.defs.iter().map(AsRef::as_ref)
    }

    /// The unit that a text means: an id, symbol, name or alias, with prefix, multiplier (`万`, `million`, `10^4`) and
    /// price base (`CNY@2020`), joined by `*`, `/`, `^` and parentheses. Money without a price base is at current prices.
    ///
    /// # Errors
    /// If it is blank, unknown, ambiguous or not well formed.
    pub fn unit(&self, text: &str) -> Result<Unit, UnitError> {
        let mut parts = Vec::new();
        for term in expression::parse(text)? {
            self.resolve(text, &term, &mut parts)?;
        }
        Unit::from_parts(parts).ok_or_else(|| UnitError::OutOfRange {
            text: text.to_owned(),
        })
    }

    /// A number in one unit as a number in another, exact up to one rounding.
    ///
    /// # Errors
    /// If a text is no unit, or the two measure different things.
    ///
    /// ```
    /// use units::UnitRegistry;
    ///
    /// let units = UnitRegistry::builtin();
    /// // GB/T 2589: 10,000 kWh are 1.229 tce at equal value (当量值).
    /// let tce = units.convert(1.0, "万千瓦时", "tce").unwrap();
    /// assert!((tce - 1.229).abs() < 1e-3);
    /// assert!(units.convert(1.0, "kWh", "t").is_err());
    /// ```
    pub fn convert(&self, value: f64, from: &str, to: &str) -> Result<f64, ConvertError> {
        let conversion = self.unit(from)?.conversion_to(&self.unit(to)?)?;
        Ok(conversion.apply(value))
    }

    /// A number with the unit that a text means.
    ///
    /// # Errors
    /// As [`UnitRegistry::unit`].
    pub fn quantity(&self, value: f64, unit: &str) -> Result<Quantity, UnitError> {
        Ok(Quantity::new(value, self.unit(unit)?))
    }

    fn resolve(&self, text: &str, term: &Term, parts: &mut Vec<Part>) -> Result<(), UnitError> {
        let unknown = || UnitError::Unknown {
            text: text.to_owned(),
            word: term.name.clone(),
        };
        if term.name.is_empty() {
            // A pure number above or below the line: "1/kWh", "kg/1000".
            let one = self.exact.get("1").ok_or_else(unknown)?;
            if term.scale != Ratio::ONE {
                parts.push(part(one, term, term.scale, 1));
            }
            return Ok(());
        }
        // Nm³, km^2: some powers have a name of their own.
        let named_power = match term.power {
            2..=3 => match self.look_up(&term.name)? {
                // metre^2 is the same as m^2, and so is its name.
                Some((scale, found)) => self
                    .look_up(&format!("{}{}", found.symbol(), term.power))?
                    .and_then(|(more, found)| Some((scale.checked_mul(more)?, found))),
                None => self.look_up(&format!("{}{}", term.name, term.power))?,
            },
            _ => None,
        };
        let power = if named_power.is_some() { 1 } else { term.power };
        let (scale, found) = match named_power {
            Some((scale, found)) => (scale, vec![found]),
            None => match self.look_up(&term.name)? {
                Some((scale, found)) => (scale, vec![found]),
                None => self.product(&term.name)?.ok_or_else(unknown)?,
            },
        };
        let scale = term
            .scale
            .checked_mul(scale)
            .ok_or_else(|| UnitError::OutOfRange {
                text: text.to_owned(),
            })?;
        let is_money = |found: &Found| {
            found
                .def
                .dimension
                .powers()
                .any(|(base, _)| matches!(base, Base::Money(..)))
        };
        if term.price_base.is_some() && !found.iter().any(is_money) {
            return Err(UnitError::Malformed {
                text: text.to_owned(),
                reason: "only money has a price base",
            });
        }
        // The scale belongs to the first; a power to the last, as it is written.
        let last = found.len() - 1;
        for (index, found) in found.iter().enumerate() {
            let scale = if index == 0 { scale } else { Ratio::ONE };
            let power = if index == last { power } else { 1 };
            // A pure one changes nothing and would only be printed.
            if found.def.id != "one" || scale != Ratio::ONE {
                parts.push(part(found, term, scale, power));
            }
        }
        Ok(())
    }

    /// `person km`, `passenger-km`: words that are units each.
    fn product(&self, name: &str) -> Result<Option<(Ratio, Vec<Found>)>, UnitError> {
        let mut scale = Ratio::ONE;
        let mut found = Vec::new();
        for word in name
            .split([' ', '-', '·', '.'])
            .filter(|word| !word.is_empty())
        {
            let Some((word_scale, word_found)) = self.look_up(word)? else {
                return Ok(None);
            };
            let Some(product) = scale.checked_mul(word_scale) else {
                return Ok(None);
            };
            scale = product;
            found.push(word_found);
        }
        Ok((!found.is_empty()).then_some((scale, found)))
    }

    /// One unit with multipliers before it.
    fn look_up(&self, name: &str) -> Result<Option<(Ratio, Found)>, UnitError> {
        let mut rest = compact(name);
        let mut exponent = 0;
        // 百万吨 must not be read as hundred 万吨 in another way: each round takes the longest multiplier.
        for _ in 0..4 {
            if let Some(advice) = self.ambiguous.get(&rest) {
                return Err(UnitError::Ambiguous {
                    word: name.to_owned(),
                    advice: advice.clone(),
                });
            }
            let found = self
                .exact
                .get(&rest)
                .or_else(|| self.folded.get(&rest.to_lowercase())?.as_ref());
            if let Some(found) = found {
                return Ok(Ratio::power_of_ten(exponent).map(|scale| (scale, found.clone())));
            }
            let multipliers = || CHINESE_MULTIPLIERS.iter().chain(&ENGLISH_MULTIPLIERS);
            let lower = rest.to_lowercase();
            let multiplier = multipliers()
                .filter(|(word, _)| lower.starts_with(word) && lower.len() == rest.len())
                .max_by_key(|(word, _)| word.len());
            let Some((word, power)) = multiplier else {
                return Ok(None);
            };
            rest = rest.split_off(word.len());
            exponent += power;
        }
        Ok(None)
    }
}

fn part(found: &Found, term: &Term, scale: Ratio, power: i8) -> Part {
    // A negative power stands on the other side of the line, and its scale stays where it was written.
    let below = term.below != (power < 0);
    Part {
        scale: if power < 0 { scale.inverse() } else { scale },
        def: Arc::clone(&found.def),
        prefix: found.prefix,
        price_base: term.price_base.unwrap_or(PriceBase::Current),
        power: power.abs(),
        below,
    }
}

/// Without blanks: `t CO2e` and `tCO2e` are one spelling.
fn compact(text: &str) -> String {
    text.chars().filter(|c| !c.is_whitespace()).collect()
}

fn prefix_list(text: &str) -> Option<(PrefixStyle, Vec<char>)> {
    if text == "none" {
        return Some((PrefixStyle::Si, Vec::new()));
    }
    let (style, letters) = text.split_once(':')?;
    let style = match style {
        "si" => PrefixStyle::Si,
        "count" => PrefixStyle::Count,
        _ => return None,
    };
    let known = |letter: char| PREFIXES.iter().any(|prefix| prefix.0 == letter);
    letters
        .chars()
        .all(known)
        .then(|| (style, letters.chars().collect()))
}

#[cfg(test)]
mod tests;

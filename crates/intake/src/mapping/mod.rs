//! What a foreign file's columns mean: the mapping, as values. `docs/mappings.md` describes each key.

mod dimension;
mod read;
mod walk;

pub(crate) use dimension::unit_fault;
pub(crate) use read::{GASES, PURPOSES, QUALITIES, SCOPES, STATISTICS, meaning, names};

use std::collections::BTreeMap;

use inventory::finding::{Finding, Severity};
use units::Label;

use crate::number::NumberFormat;
use crate::periods::PeriodFormat;
use crate::place_book::PlaceBy;
use crate::read::SheetOptions;

/// A mapping file, read and checked.
#[derive(Debug, Clone, PartialEq)]
pub struct Mapping {
    /// Stable id, the file's name without `.toml`.
    pub id: String,
    /// Shown name.
    pub title: Label,
    /// Region the file belongs to; `None` if the user names it at import.
    pub region: Option<String>,
    /// Dataset; the same key of a later import of one dataset supersedes the earlier.
    pub dataset: String,
    /// Version of the mapping, kept with each import.
    pub version: String,
    /// The file's form.
    pub file: FileRules,
    /// Which column names the place; `None` if the enterprise does.
    pub place: Option<PlaceRules>,
    /// Which columns name the enterprise, if rows are about enterprises.
    pub enterprise: Option<EnterpriseRules>,
    /// Which columns name the period.
    pub period: PeriodRules,
    /// Set if a row holds one measure, named by a column.
    pub long: Option<LongRules>,
    /// What is measured.
    pub measures: Vec<MeasureRules>,
    /// Sums and ratios that must reproduce.
    pub checks: Vec<Check>,
    /// What to do with rows of places that have members.
    pub rows: RowRules,
}

/// The file's form.
#[derive(Debug, Clone, PartialEq)]
pub struct FileRules {
    /// Row of the head, from 1.
    pub header_row: u32,
    /// Sheet of a workbook.
    pub sheet: Option<String>,
    /// Encoding label of a text file.
    pub encoding: Option<String>,
    /// Delimiter of a text file.
    pub delimiter: Option<char>,
    /// How numbers are written.
    pub numbers: NumberFormat,
    /// Texts that mean missing.
    pub na: Vec<String>,
    /// Texts that mark a row of totals.
    pub totals: Vec<String>,
    /// Columns that are known and not read.
    pub ignore: Vec<String>,
    /// True if columns that nothing mentions are passed over silently.
    pub ignore_others: bool,
}

/// Which place a row is about.
#[derive(Debug, Clone, PartialEq)]
pub struct PlaceRules {
    /// Column, or a code for all rows.
    pub source: ColumnOrConstant,
    /// How the column names it.
    pub by: PlaceBy,
    /// Texts to replace before looking up.
    pub values: BTreeMap<String, String>,
}

/// A column's name, or one text for all rows.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ColumnOrConstant {
    /// Head of the column.
    Column(String),
    /// The same text in each row.
    Constant(String),
}

/// Which enterprise a row is about.
#[derive(Debug, Clone, PartialEq)]
pub struct EnterpriseRules {
    /// Columns that make the code: one holds it as it is, several are joined to a slug.
    pub code: Vec<String>,
    /// True if the code is made (lower case, hyphens) rather than read.
    pub make_code: bool,
    /// Column of the shown name.
    pub name: Option<String>,
    /// Column of the Chinese name.
    pub name_zh: Option<String>,
    /// Industry code.
    pub industry: Option<Attr>,
    /// Field.
    pub field: Option<Attr>,
    /// Column of degrees east.
    pub lon: Option<String>,
    /// Column of degrees north.
    pub lat: Option<String>,
    /// Column of a point: `(48.1, -123.5)` as latitude, longitude, or `POINT (-123.5 48.1)`.
    pub point: Option<String>,
    /// True if enterprises that the book lacks are made from the file; else they are errors.
    pub create: bool,
}

/// Which period a row is about.
#[derive(Debug, Clone, PartialEq)]
pub struct PeriodRules {
    /// One column, or several joined by `-` (year and month).
    pub columns: Vec<String>,
    /// One period for all rows.
    pub constant: Option<String>,
    /// How it is written.
    pub format: PeriodFormat,
    /// Earliest and latest year that are plausible.
    pub first_last_year: (i16, i16),
}

/// Rows that hold one measure each, or one measure in a column per place.
#[derive(Debug, Clone, PartialEq)]
pub struct LongRules {
    /// Column that names the measure; `None` if all rows hold the only measure there is.
    pub measure: Option<String>,
    /// Columns of values, each with the text that names its place, or `None` if the row does.
    pub values: Vec<(String, Option<String>)>,
    /// Column of the unit.
    pub unit: Option<String>,
    /// What the unit column's texts mean, where they are no units of `data/units.csv`.
    pub units: BTreeMap<String, String>,
}

/// Where an attribute of a measure comes from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Attr {
    /// The same for all rows.
    Fixed(String),
    /// From a column.
    Column {
        /// Head of the column.
        column: String,
        /// What its texts mean.
        values: BTreeMap<String, String>,
        /// What an unlisted text means; `None` is an error.
        default: Option<String>,
        /// True if an unlisted text is itself the value.
        as_is: bool,
        /// What a blank cell means; `None` is nothing.
        blank: Option<String>,
        /// Put before the value.
        prefix: String,
    },
}

/// What a measure is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum MeasureKind {
    /// An amount of a carrier.
    Carrier,
    /// An emission.
    Emission,
    /// Biogenic CO2.
    Biogenic,
    /// A product whose making emits.
    Process,
    /// A denominator.
    Statistic,
    /// What an office states of the use of a carrier: held against meters and filings, not accounted for.
    CarrierStatistic,
    /// A column that checks use and nothing else.
    CheckOnly,
}

/// What the sign of a value must be.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SignRule {
    /// Zero or more; less is an error.
    NotNegative,
    /// Any.
    Any,
    /// The file counts it negative; it is turned.
    Turned,
}

/// One measure.
#[derive(Debug, Clone, PartialEq)]
pub struct MeasureRules {
    /// Wide: head of its column.
    pub column: Option<String>,
    /// Long: texts of the measure column that mean it; `*` is any other.
    pub keys: Vec<String>,
    /// What it is.
    pub kind: MeasureKind,
    /// Id of the carrier.
    pub carrier: Option<Attr>,
    /// Gas.
    pub gas: Option<Attr>,
    /// Scope.
    pub scope: Option<Attr>,
    /// Purpose.
    pub purpose: Option<Attr>,
    /// Id of the process.
    pub product: Option<Attr>,
    /// Which statistic.
    pub statistic: Option<Attr>,
    /// Field.
    pub field: Option<Attr>,
    /// Industry.
    pub industry: Option<Attr>,
    /// Quality.
    pub quality: Attr,
    /// What the unit column's texts mean for this measure, before [`LongRules::units`].
    pub unit_words: BTreeMap<String, String>,
    /// Units that are right; the first is the unit if the file says none. Empty: the file's own.
    pub units: Vec<String>,
    /// Factor from the cell's number to an amount in the unit.
    pub multiplier: f64,
    /// What sign is right.
    pub sign: SignRule,
    /// Relative half width of the 95 % interval, percent.
    pub uncertainty_percent: Option<f64>,
    /// True if the file may lack the column.
    pub optional: bool,
    /// True if a blank means that the measure does not apply (no finding) rather than that it is missing.
    pub blank_is_absent: bool,
}

/// A sum or ratio that must reproduce within `relative` x the larger side plus `absolute`.
#[derive(Debug, Clone, PartialEq)]
pub struct Check {
    /// What is checked.
    pub rule: CheckRule,
    /// False: the names are columns, compared within each row. True: they are measures of a long file, compared over the
    /// rows of one place and period, in common units.
    pub across_rows: bool,
    /// True if a figure stands for all that are printed as it is (0.39 for 0.385 to 0.395).
    pub printed: bool,
    /// Relative tolerance.
    pub relative: f64,
    /// Absolute tolerance, in the column's unit.
    pub absolute: f64,
    /// How grave a mismatch is.
    pub severity: Severity,
}

/// What is checked.
#[derive(Debug, Clone, PartialEq)]
pub enum CheckRule {
    /// `column = sum(parts)`.
    Sum {
        /// The sum's column (or measure).
        column: String,
        /// Its parts' columns (or measures).
        parts: Vec<String>,
    },
    /// `column = numerator / denominator x factor`.
    Ratio {
        /// The ratio's column (or measure).
        column: String,
        /// Column (or measure) above.
        numerator: String,
        /// Column (or measure) below.
        denominator: String,
        /// Factor.
        factor: f64,
    },
}

impl CheckRule {
    /// What is compared with the others: a column or measure.
    pub fn name(&self) -> &str {
        match self {
            CheckRule::Sum { column, .. } | CheckRule::Ratio { column, .. } => column,
        }
    }

    /// All columns or measures that it reads.
    pub fn names(&self) -> impl Iterator<Item = &str> {
        self.named().into_iter().map(|(_, name)| name)
    }

    /// The same with the keys of the mapping file that name them; a measure's own key is `measure`.
    fn named(&self) -> Vec<(&'static str, &str)> {
        match self {
            CheckRule::Sum { column, parts } => parts
                .iter()
                .map(|part| ("parts", part.as_str()))
                .chain([("measure", column.as_str())])
                .collect(),
            CheckRule::Ratio {
                column,
                numerator,
                denominator,
                ..
            } => vec![
                ("measure", column),
                ("numerator", numerator),
                ("denominator", denominator),
            ],
        }
    }
}

/// What to do with rows of places that have members.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Parents {
    /// Compare with the sum of the members; never add.
    Check,
    /// Take as any other row.
    Take,
    /// An error.
    Refuse,
}

/// What to do with two rows about the same that say different things.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Conflicts {
    /// An error of both.
    Refuse,
    /// The earlier row holds; a warning.
    First,
    /// The later row holds; a warning.
    Last,
}

/// Rules for rows.
#[derive(Debug, Clone, PartialEq)]
pub struct RowRules {
    /// What to do with rows that contradict each other.
    pub conflicts: Conflicts,
    /// True if rows that rounding may have made of one figure say the same; the one with more digits is taken.
    pub rounded_is_same: bool,
    /// What to do with rows of places that have members.
    pub parents: Parents,
    /// Relative tolerance of parent = sum of members.
    pub relative: f64,
    /// Absolute tolerance, in the column's unit.
    pub absolute: f64,
    /// How grave a mismatch is.
    pub severity: Severity,
}

impl Mapping {
    /// Reads and checks a mapping file (TOML).
    ///
    /// # Errors
    /// One finding for each fault: syntax, unknown keys (with line and nearest key), missing keys, wrong values.
    pub fn parse(text: &str) -> Result<Mapping, Vec<Finding>> {
        read::parse("mapping.toml", text)
    }

    /// [`Mapping::parse`] for a named file, so that findings name it.
    ///
    /// # Errors
    /// As [`Mapping::parse`].
    pub fn parse_file(file_name: &str, text: &str) -> Result<Mapping, Vec<Finding>> {
        read::parse(file_name, text)
    }

    /// How to read the bytes of a file of this mapping.
    pub fn sheet_options(&self) -> SheetOptions {
        SheetOptions {
            sheet: self.file.sheet.clone(),
            encoding: self.file.encoding.clone(),
            delimiter: self.file.delimiter,
            ..SheetOptions::default()
        }
    }
}

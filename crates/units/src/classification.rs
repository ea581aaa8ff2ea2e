//! Classifications of industries by section and division, the tables between them, and the six fields.

use std::collections::HashMap;
use std::fmt;
use std::str::FromStr;
use std::sync::OnceLock;

use crate::table::{Fault, Table};
use crate::{Field, Label};

/// A classification of industries.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, serde::Serialize, serde::Deserialize,
)]
#[serde(rename_all = "snake_case")]
pub enum Scheme {
    /// GB/T 4754-2017, China.
    Gbt4754,
    /// ISIC Rev. 4, United Nations.
    Isic4,
    /// NACE Rev. 2, European Union.
    Nace2,
    /// NAICS 2017, United States.
    Naics2017,
    /// NAICS 2022, United States.
    Naics2022,
}

impl Scheme {
    /// All five.
    pub const ALL: [Scheme; 5] = [
        Scheme::Gbt4754,
        Scheme::Isic4,
        Scheme::Nace2,
        Scheme::Naics2017,
        Scheme::Naics2022,
    ];

    /// The stable code: `gbt4754`, `isic4`, `nace2`, `naics2017`, `naics2022`.
    pub fn code(self) -> &'static str {
        match self {
            Scheme::Gbt4754 => "gbt4754",
            Scheme::Isic4 => "isic4",
            Scheme::Nace2 => "nace2",
            Scheme::Naics2017 => "naics2017",
            Scheme::Naics2022 => "naics2022",
        }
    }

    /// Digits of a division's code.
    fn division_digits(self) -> usize {
        match self {
            Scheme::Naics2017 | Scheme::Naics2022 => 3,
            _ => 2,
        }
    }
}

impl fmt::Display for Scheme {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.code())
    }
}

/// By its code, or without the year: `naics` is that of 2017.
impl FromStr for Scheme {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        match text {
            "naics" => Ok(Scheme::Naics2017),
            "isic" => Ok(Scheme::Isic4),
            "nace" => Ok(Scheme::Nace2),
            _ => Scheme::ALL
                .into_iter()
                .find(|scheme| scheme.code() == text)
                .ok_or_else(|| {
                    let known = Scheme::ALL.map(Scheme::code).join(", ");
                    format!("no classification {text:?}; known are {known}")
                }),
        }
    }
}

/// A section (`C`, in NAICS a sector `31-33`) or a division (`25`, in NAICS a subsector `324`).
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub struct Industry {
    /// Classification.
    pub scheme: Scheme,
    /// Code within it.
    pub code: String,
    /// Code of the section, of a division.
    pub section: Option<String>,
    /// Name.
    pub name: Label,
    /// Where it is stated.
    pub source: String,
}

/// Where a code stands in its classification: its section and, below it, its digits. Made by [`Classifications::path`].
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct IndustryPath {
    section: String,
    /// Empty of a section itself.
    digits: String,
}

impl IndustryPath {
    /// True if the other is the same or stands below it: of section `C` all divisions, of division `31` the group `311`,
    /// of NAICS `32` the subsector `322` and its `3221`.
    pub fn contains(&self, other: &IndustryPath) -> bool {
        self.section == other.section && other.digits.starts_with(&self.digits)
    }
}

/// How much of a division lies in one of another classification.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, serde::Serialize, serde::Deserialize,
)]
#[serde(rename_all = "snake_case")]
pub enum Relation {
    /// Both are the same.
    Exact,
    /// The larger part.
    Main,
    /// A smaller part.
    Part,
}

impl Relation {
    fn worse(self, other: Relation) -> Relation {
        self.max(other)
    }
}

/// All classifications of the project, with their concordances and fields.
#[derive(Debug)]
pub struct Classifications {
    industries: HashMap<Scheme, Vec<Industry>>,
    /// Division to ISIC Rev. 4 division.
    to_isic: HashMap<Scheme, Vec<(String, String, Relation)>>,
    fields_gbt4754: Vec<(String, Field)>,
    fields_isic4: Vec<(String, Field)>,
    fields_gpc: Vec<(String, Field)>,
}

macro_rules! table {
    ($name:literal) => {
        (
            $name,
            include_str!(concat!("../../../data/classifications/", $name)),
        )
    };
}

const INDUSTRY_TABLES: [(Scheme, (&str, &str)); 5] = [
    (Scheme::Gbt4754, table!("gbt4754_2017.csv")),
    (Scheme::Isic4, table!("isic_rev4.csv")),
    (Scheme::Nace2, table!("nace_rev2.csv")),
    (Scheme::Naics2017, table!("naics_2017.csv")),
    (Scheme::Naics2022, table!("naics_2022.csv")),
];

const CONCORDANCES: [(Scheme, (&str, &str)); 4] = [
    (Scheme::Gbt4754, table!("concordance_gbt4754_isic4.csv")),
    (Scheme::Nace2, table!("concordance_isic4_nace2.csv")),
    (Scheme::Naics2017, table!("concordance_naics2017_isic4.csv")),
    (Scheme::Naics2022, table!("concordance_naics2022_isic4.csv")),
];

const FIELD_TABLES: [(&str, &str); 3] = [
    table!("fields_gbt4754.csv"),
    table!("fields_isic4.csv"),
    table!("fields_gpc.csv"),
];

impl Classifications {
    /// The project's own tables, `data/classifications/`.
    ///
    /// # Panics
    /// Never in a build whose tests passed: they load these very texts.
    pub fn builtin() -> &'static Classifications {
        static TABLES: OnceLock<Classifications> = OnceLock::new();
        TABLES.get_or_init(|| match Classifications::load() {
            Ok(tables) => tables,
            Err(faults) => panic!("{}", faults[0]),
        })
    }

    fn load() -> Result<Classifications, Vec<Fault>> {
        let mut faults = Vec::new();
        let mut industries = HashMap::new();
        for (scheme, (file, text)) in INDUSTRY_TABLES {
            industries.insert(scheme, read_industries(scheme, file, text, &mut faults));
        }
        let divisions = |scheme: Scheme| -> Vec<&str> {
            industries[&scheme]
                .iter()
                .filter(|industry: &&Industry| industry.section.is_some())
                .map(|industry| industry.code.as_str())
                .collect()
        };
        let isic = divisions(Scheme::Isic4);
        let mut to_isic = HashMap::new();
        for (scheme, (file, text)) in CONCORDANCES {
            let rows = read_concordance(file, text, &divisions(scheme), &isic, &mut faults);
            to_isic.insert(scheme, rows);
        }
        let known = [divisions(Scheme::Gbt4754), isic.clone(), Vec::new()];
        let [fields_gbt4754, fields_isic4, fields_gpc] =
            [0, 1, 2].map(|index| read_fields(FIELD_TABLES[index], &known[index], &mut faults));
        let tables = Classifications {
            to_isic,
            fields_gbt4754,
            fields_isic4,
            fields_gpc,
            industries,
        };
        if faults.is_empty() {
            Ok(tables)
        } else {
            Err(faults)
        }
    }

    /// Sections and divisions of a classification, each section before its divisions.
    pub fn industries(&self, scheme: Scheme) -> &[Industry] {
        self.industries.get(&scheme).map_or(&[], Vec::as_slice)
    }

    /// The division, or else the section, that a code lies in: `C25`, `25`, `2511`, `C` of GB/T 4754;
    /// `NAICS 322110`, `322`, `32` of NAICS; `19.20`, `C19` of NACE. `None` if there is none.
    pub fn find(&self, scheme: Scheme, code: &str) -> Option<&Industry> {
        let code = code.trim();
        let by_code = |code: &str| {
            self.industries(scheme)
                .iter()
                .find(|industry| industry.code == code)
        };
        if let Some(exact) = by_code(code) {
            return Some(exact);
        }
        // What stands before the digits is the section or the scheme's name.
        let start = code.find(|c: char| c.is_ascii_digit())?;
        let (word, digits) = code.split_at(start);
        let letters: String = word.chars().filter(char::is_ascii_alphabetic).collect();
        let word_fits = match letters.to_ascii_uppercase().as_str() {
            "" | "NAICS" | "ISIC" | "NACE" | "GBT" => true,
            section => by_code(section).is_some(),
        };
        let digits: String = digits
            .chars()
            .filter(|c| *c != '.')
            .take_while(char::is_ascii_digit)
            .collect();
        if !word_fits {
            return None;
        }
        if let Some(division) = digits.get(..scheme.division_digits()).and_then(by_code) {
            // C44 is wrong where 44 lies in D.
            let section_fits = letters.len() != 1
                || division.section.as_deref() == Some(letters.to_ascii_uppercase().as_str());
            return section_fits.then_some(division);
        }
        let sector: u32 = digits.get(..2)?.parse().ok()?;
        self.industries(scheme).iter().find(|industry| {
            let (first, last) = industry
                .code
                .split_once('-')
                .unwrap_or((&industry.code, &industry.code));
            scheme.division_digits() == 3
                && industry.section.is_none()
                && matches!((first.parse::<u32>(), last.parse::<u32>()), (Ok(a), Ok(b)) if (a..=b).contains(&sector))
        })
    }

    /// Where a code stands, written in any way that [`Classifications::find`] reads; `None` of an unknown code.
    ///
    /// ```
    /// use units::{Classifications, Scheme};
    ///
    /// let path = |code| Classifications::builtin().path(Scheme::Nace2, code).unwrap();
    /// assert!(path("C").contains(&path("C19")) && path("19").contains(&path("19.20")));
    /// assert!(!path("19.20").contains(&path("19")) && !path("B").contains(&path("19")));
    /// ```
    pub fn path(&self, scheme: Scheme, code: &str) -> Option<IndustryPath> {
        let code = code.trim();
        let found = self.find(scheme, code)?;
        let section = found.section.as_ref().unwrap_or(&found.code).clone();
        let is_section = found.section.is_none() && found.code == code;
        let digits = code
            .chars()
            .skip_while(|c| !c.is_ascii_digit())
            .filter(|c| *c != '.')
            .take_while(|c| char::is_ascii_digit(c) && !is_section)
            .collect();
        Some(IndustryPath { section, digits })
    }

    /// The divisions of another classification that a code's division shares, the main ones first.
    /// Between two classifications neither of which is ISIC the way leads over ISIC Rev. 4.
    pub fn concord(
        &self,
        scheme: Scheme,
        code: &str,
        target: Scheme,
    ) -> Vec<(&Industry, Relation)> {
        let Some(division) = self
            .find(scheme, code)
            .filter(|found| found.section.is_some())
        else {
            return Vec::new();
        };
        if scheme == target {
            return vec![(division, Relation::Exact)];
        }
        let isic: Vec<(&str, Relation)> = if scheme == Scheme::Isic4 {
            vec![(division.code.as_str(), Relation::Exact)]
        } else {
            self.rows(scheme)
                .iter()
                .filter(|(from, ..)| *from == division.code)
                .map(|(_, to, relation)| (to.as_str(), *relation))
                .collect()
        };
        let mut found: Vec<(&Industry, Relation)> = Vec::new();
        for (isic, relation) in isic {
            let targets: Vec<(&str, Relation)> = if target == Scheme::Isic4 {
                vec![(isic, relation)]
            } else {
                self.rows(target)
                    .iter()
                    .filter(|(_, to, _)| to == isic)
                    .map(|(from, _, inverse)| (from.as_str(), relation.worse(*inverse)))
                    .collect()
            };
            for (code, relation) in targets {
                let Some(industry) = self.find(target, code) else {
                    continue;
                };
                match found.iter_mut().find(|(known, _)| *known == industry) {
                    Some((_, known)) => *known = (*known).min(relation),
                    None => found.push((industry, relation)),
                }
            }
        }
        found.sort_by_key(|(_, relation)| *relation);
        found
    }

    /// The field that an industry belongs to; of other classifications than GB/T 4754 by its main ISIC division.
    /// `None` of a section, whose divisions may lie in several, and of an unknown code.
    pub fn field_of_industry(&self, scheme: Scheme, code: &str) -> Option<Field> {
        let division = self
            .find(scheme, code)
            .filter(|found| found.section.is_some())?;
        let (fields, code) = match scheme {
            Scheme::Gbt4754 => (&self.fields_gbt4754, division.code.as_str()),
            _ => {
                let (isic, _) = *self
                    .concord(scheme, &division.code, Scheme::Isic4)
                    .first()?;
                (&self.fields_isic4, isic.code.as_str())
            }
        };
        fields
            .iter()
            .find(|(known, _)| known == code)
            .map(|(_, field)| *field)
    }

    /// The field of a sub-sector of the Global Protocol for Community-Scale inventories: `I.1`, `II.1.2`, `V.3`.
    /// `None` of `I.6` (non-specified), `VI` (other scope 3) and unknown codes.
    pub fn field_of_gpc(&self, code: &str) -> Option<Field> {
        let mut parts = code.trim().split('.');
        let sub_sector = format!("{}.{}", parts.next()?, parts.next()?);
        self.fields_gpc
            .iter()
            .find(|(known, _)| *known == sub_sector)
            .map(|(_, field)| *field)
    }

    fn rows(&self, scheme: Scheme) -> &[(String, String, Relation)] {
        self.to_isic.get(&scheme).map_or(&[], Vec::as_slice)
    }
}

fn read_industries(
    scheme: Scheme,
    file: &str,
    text: &str,
    faults: &mut Vec<Fault>,
) -> Vec<Industry> {
    let columns = ["code", "level", "parent", "name_en", "name_zh", "source"];
    let table = Table::read(file, text, &columns, &[], faults);
    let mut industries: Vec<Industry> = Vec::new();
    for row in table.rows() {
        let code = row.required("code", faults);
        let level = row.required("level", faults);
        let name_en = row.required("name_en", faults);
        let name_zh = row.required("name_zh", faults);
        let source = row.required("source", faults);
        let (Some(code), Some(level), Some(name_en), Some(name_zh), Some(source)) =
            (code, level, name_en, name_zh, source)
        else {
            continue;
        };
        let parent = row.filled("parent");
        let parent_known = parent.is_some_and(|parent| {
            industries
                .iter()
                .any(|known| known.code == parent && known.section.is_none())
        });
        if !matches!(
            (level, parent, parent_known),
            ("section", None, _) | ("division", Some(_), true)
        ) {
            let message = format!(
                "a {level:?} of parent {parent:?}: a section has none, a division one that stands above it"
            );
            faults.push(row.fault("parent", "bad_parent", message));
        }
        if industries.iter().any(|known| known.code == code) {
            faults.push(row.fault("code", "id_twice", format!("code {code:?} stands twice")));
        }
        industries.push(Industry {
            scheme,
            code: code.to_owned(),
            section: parent.map(str::to_owned),
            name: Label {
                en: name_en.to_owned(),
                zh: name_zh.to_owned(),
            },
            source: source.to_owned(),
        });
    }
    industries
}

fn read_concordance(
    file: &str,
    text: &str,
    from_known: &[&str],
    isic_known: &[&str],
    faults: &mut Vec<Fault>,
) -> Vec<(String, String, Relation)> {
    let table = Table::read(
        file,
        text,
        &["from", "to", "relation", "source"],
        &[],
        faults,
    );
    let mut rows = Vec::new();
    for row in table.rows() {
        row.required("source", faults);
        let relation = match row.cell("relation") {
            "exact" => Relation::Exact,
            "main" => Relation::Main,
            "part" => Relation::Part,
            other => {
                let message = format!("{other:?} is none of exact, main, part");
                faults.push(row.fault("relation", "unknown_choice", message));
                continue;
            }
        };
        for (column, known) in [("from", from_known), ("to", isic_known)] {
            if !known.contains(&row.cell(column)) {
                let message = format!("no division {:?}", row.cell(column));
                faults.push(row.fault(column, "unknown_division", message));
            }
        }
        rows.push((
            row.cell("from").to_owned(),
            row.cell("to").to_owned(),
            relation,
        ));
    }
    rows
}

/// `known` empty: any code goes.
fn read_fields(
    (file, text): (&str, &str),
    known: &[&str],
    faults: &mut Vec<Fault>,
) -> Vec<(String, Field)> {
    let table = Table::read(file, text, &["code", "field", "source"], &[], faults);
    let mut rows = Vec::new();
    for row in table.rows() {
        row.required("source", faults);
        let code = row.cell("code");
        if !known.is_empty() && !known.contains(&code) {
            faults.push(row.fault("code", "unknown_division", format!("no division {code:?}")));
        }
        match row.cell("field").parse::<Field>() {
            Ok(field) => rows.push((code.to_owned(), field)),
            Err(message) => faults.push(row.fault("field", "unknown_choice", message)),
        }
    }
    rows
}

#[cfg(test)]
mod tests;

//! The library of factors and how one is found.

use std::collections::HashMap;
use std::sync::OnceLock;

use jiff::civil::Date;
use units::Fault;

use super::load;
use super::{Carrier, Factor, FactorKind};

/// All factors and carriers of a set of tables.
#[derive(Debug)]
pub struct FactorLibrary {
    factors: Vec<Factor>,
    carriers: Vec<Carrier>,
    /// Indices by kind and subject, in the order of the tables.
    by_subject: HashMap<FactorKind, HashMap<String, Vec<usize>>>,
    by_id: HashMap<String, usize>,
    version: String,
}

/// What to do when no factor is valid on the day.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum FallbackPolicy {
    /// Refuse.
    #[default]
    Refuse,
    /// Take the latest that ended before the day, of the finest region that has one, and say so.
    NearestEarlier,
    /// As `NearestEarlier`; where none ended before the day, the first that starts after it, and say so.
    Nearest,
}

/// A factor with what has to be said about how it was found.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Found<'l> {
    /// The factor.
    pub factor: &'l Factor,
    /// True if it is not valid on the day asked for and stands in by the policy of the caller.
    pub is_fallback: bool,
}

/// Why there is no factor, in order of precedence.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum FactorRefusal {
    /// No table has such a factor of this subject.
    #[error("no {kind} factor of {subject:?} in any table")]
    UnknownSubject {
        /// Kind asked for.
        kind: FactorKind,
        /// Subject asked for.
        subject: String,
    },
    /// There are some, but of other regions.
    #[error("no {kind} factor of {subject:?} for {}; there are some for {}", .regions.join(", "), .known.join(", "))]
    NoRegion {
        /// Kind asked for.
        kind: FactorKind,
        /// Subject asked for.
        subject: String,
        /// Regions asked for, finest first.
        regions: Vec<String>,
        /// Regions that have one.
        known: Vec<String>,
    },
    /// There are some for the region, but of other days.
    #[error(
        "no {kind} factor of {subject:?} is valid on {on}; the nearest, {nearest_id}, is valid from {} to {}",
        open(.nearest_from), open(.nearest_to)
    )]
    NotValidOn {
        /// Kind asked for.
        kind: FactorKind,
        /// Subject asked for.
        subject: String,
        /// Day asked for.
        on: Date,
        /// Id of the nearest in time.
        nearest_id: String,
        /// Its first day.
        nearest_from: Option<Date>,
        /// Its last day.
        nearest_to: Option<Date>,
    },
}

impl FactorRefusal {
    /// Stable code: `unknown_factor_subject`, `no_factor_for_region`, `no_factor_for_date`.
    pub fn code(&self) -> &'static str {
        match self {
            FactorRefusal::UnknownSubject { .. } => "unknown_factor_subject",
            FactorRefusal::NoRegion { .. } => "no_factor_for_region",
            FactorRefusal::NotValidOn { .. } => "no_factor_for_date",
        }
    }
}

fn open(day: &Option<Date>) -> String {
    day.map_or_else(|| "an open end".to_owned(), |day| day.to_string())
}

impl FactorLibrary {
    /// The project's own tables under `data/`.
    ///
    /// # Panics
    /// Never in a build whose tests passed: they load these very texts.
    pub fn builtin() -> &'static FactorLibrary {
        static LIBRARY: OnceLock<FactorLibrary> = OnceLock::new();
        LIBRARY.get_or_init(|| match FactorLibrary::load(&load::BUILTIN) {
            Ok(library) => library,
            Err(faults) => panic!("{}", faults[0]),
        })
    }

    /// Reads tables given as file name and text. One must be `carriers.csv`.
    ///
    /// # Errors
    /// Every fault of all tables, with file, row and column.
    pub fn load(tables: &[(&str, &str)]) -> Result<FactorLibrary, Vec<Fault>> {
        let (carriers, factors) = load::read(tables)?;
        let mut library = FactorLibrary {
            factors,
            carriers,
            by_subject: HashMap::new(),
            by_id: HashMap::new(),
            version: load::version(tables),
        };
        for (index, factor) in library.factors.iter().enumerate() {
            library.by_id.insert(factor.id.clone(), index);
            library
                .by_subject
                .entry(factor.kind)
                .or_default()
                .entry(factor.subject.clone())
                .or_default()
                .push(index);
        }
        Ok(library)
    }

    /// Fingerprint of the tables' contents (FNV-1a, 16 hex digits): the same tables, the same version.
    pub fn version(&self) -> &str {
        &self.version
    }

    /// All factors, in the order of the tables.
    pub fn factors(&self) -> &[Factor] {
        &self.factors
    }

    /// All carriers, in the order of their table.
    pub fn carriers(&self) -> &[Carrier] {
        &self.carriers
    }

    /// A carrier by its id.
    pub fn carrier(&self, id: &str) -> Option<&Carrier> {
        self.carriers.iter().find(|carrier| carrier.id == id)
    }

    /// A factor by its id.
    pub fn factor(&self, id: &str) -> Option<&Factor> {
        self.by_id.get(id).map(|index| &self.factors[*index])
    }

    /// The factor valid on a day, of the finest region that has one valid on that day.
    ///
    /// ```
    /// use inventory::factors::{FactorKind, FactorLibrary};
    /// use jiff::civil::date;
    ///
    /// let library = FactorLibrary::builtin();
    /// let regions = ["CN-CQ", "CN"];
    /// let grid = library.find(FactorKind::Electricity, "electricity", &regions, date(2022, 7, 1)).unwrap();
    /// assert_eq!((grid.value, grid.unit.symbol()), (0.5227, "kg CO2e/kWh"));
    /// let none = library.find(FactorKind::Electricity, "electricity", &regions, date(1990, 7, 1));
    /// assert_eq!(none.unwrap_err().code(), "no_factor_for_date");
    /// ```
    ///
    /// # Errors
    /// A reason if there is none.
    pub fn find<R: AsRef<str>>(
        &self,
        kind: FactorKind,
        subject: &str,
        regions: &[R],
        on: Date,
    ) -> Result<&Factor, FactorRefusal> {
        self.find_with(kind, subject, regions, on, FallbackPolicy::Refuse)
            .map(|found| found.factor)
    }

    /// As [`FactorLibrary::find`], with a policy for days for which no factor is valid.
    ///
    /// # Errors
    /// A reason if there is none.
    pub fn find_with<R: AsRef<str>>(
        &self,
        kind: FactorKind,
        subject: &str,
        regions: &[R],
        on: Date,
        policy: FallbackPolicy,
    ) -> Result<Found<'_>, FactorRefusal> {
        let indices = self
            .by_subject
            .get(&kind)
            .and_then(|subjects| subjects.get(subject))
            .ok_or_else(|| FactorRefusal::UnknownSubject {
                kind,
                subject: subject.to_owned(),
            })?;
        let valid = regions.iter().find_map(|region| {
            self.of_region(indices, region.as_ref())
                .find(|factor| factor.is_valid_on(on))
        });
        if let Some(factor) = valid {
            return Ok(Found {
                factor,
                is_fallback: false,
            });
        }
        let earlier = || {
            regions.iter().find_map(|region| {
                self.of_region(indices, region.as_ref())
                    .filter(|factor| factor.valid_to.is_some_and(|to| to < on))
                    .max_by_key(|factor| factor.valid_to)
            })
        };
        let later = || {
            regions.iter().find_map(|region| {
                self.of_region(indices, region.as_ref())
                    .filter(|factor| factor.valid_from.is_some_and(|from| on < from))
                    .min_by_key(|factor| factor.valid_from)
            })
        };
        let fallback = match policy {
            FallbackPolicy::Refuse => None,
            FallbackPolicy::NearestEarlier => earlier(),
            FallbackPolicy::Nearest => earlier().or_else(later),
        };
        if let Some(factor) = fallback {
            return Ok(Found {
                factor,
                is_fallback: true,
            });
        }
        Err(match earlier().or_else(later) {
            Some(nearest) => FactorRefusal::NotValidOn {
                kind,
                subject: subject.to_owned(),
                on,
                nearest_id: nearest.id.clone(),
                nearest_from: nearest.valid_from,
                nearest_to: nearest.valid_to,
            },
            None => {
                let mut known: Vec<String> = Vec::new();
                for index in indices {
                    let region = &self.factors[*index].region;
                    if !known.contains(region) {
                        known.push(region.clone());
                    }
                }
                FactorRefusal::NoRegion {
                    kind,
                    subject: subject.to_owned(),
                    regions: regions
                        .iter()
                        .map(|region| region.as_ref().to_owned())
                        .collect(),
                    known,
                }
            }
        })
    }

    fn of_region<'l, 'r>(
        &'l self,
        indices: &'r [usize],
        region: &'r str,
    ) -> impl Iterator<Item = &'l Factor> + use<'l, 'r> {
        indices
            .iter()
            .map(|index| &self.factors[*index])
            .filter(move |factor| factor.region == region)
    }

    /// The GWP of a gas in a set (`ar5`, `ch4`).
    ///
    /// # Errors
    /// If the set has no such gas.
    pub fn gwp(&self, set: &str, gas: &str) -> Result<&Factor, FactorRefusal> {
        // A GWP set has no date: its rows are open at both ends.
        self.find(
            FactorKind::Gwp,
            &format!("{set}/{gas}"),
            &["world"],
            Date::ZERO,
        )
    }
}

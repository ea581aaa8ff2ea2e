//! Values by city and industry, and grids of figures over them.

use std::collections::HashMap;

use super::{Figure, Finding, Why};

/// Values by city (rows) and industry (columns), all in one unit that the caller knows (output, value added, jobs, tCO2e).
/// A missing cell is `None`; a zero is a zero.
#[derive(Debug, Clone, PartialEq)]
pub struct Structure {
    cities: Vec<String>,
    industries: Vec<String>,
    values: Vec<Option<f64>>,
}

/// A shape that does not fit.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ShapeError {
    /// Values that are not cities x industries.
    #[error("{found} values for {cities} cities and {industries} industries")]
    Length {
        /// Values given.
        found: usize,
        /// Cities.
        cities: usize,
        /// Industries.
        industries: usize,
    },
    /// A name that is there twice.
    #[error("{name} is there twice")]
    Twice {
        /// The name.
        name: String,
    },
    /// A value that is no finite number.
    #[error("{city}, {industry}: not a finite number")]
    NotFinite {
        /// The city.
        city: String,
        /// The industry.
        industry: String,
    },
}

impl ShapeError {
    /// The stable code.
    pub fn code(&self) -> &'static str {
        match self {
            ShapeError::Length { .. } => "shape_length",
            ShapeError::Twice { .. } => "name_twice",
            ShapeError::NotFinite { .. } => "not_finite",
        }
    }
}

impl Structure {
    /// From names and values, row by row.
    ///
    /// # Errors
    /// A wrong number of values, a name there twice, a value that is not finite.
    pub fn new(
        cities: Vec<String>,
        industries: Vec<String>,
        values: Vec<Option<f64>>,
    ) -> Result<Self, ShapeError> {
        if values.len() != cities.len() * industries.len() {
            return Err(ShapeError::Length {
                found: values.len(),
                cities: cities.len(),
                industries: industries.len(),
            });
        }
        for names in [&cities, &industries] {
            let mut seen = HashMap::new();
            for name in names {
                if seen.insert(name, ()).is_some() {
                    return Err(ShapeError::Twice { name: name.clone() });
                }
            }
        }
        if let Some(at) = values
            .iter()
            .position(|v| v.is_some_and(|v| !v.is_finite()))
        {
            return Err(ShapeError::NotFinite {
                city: cities[at / industries.len()].clone(),
                industry: industries[at % industries.len()].clone(),
            });
        }
        Ok(Structure {
            cities,
            industries,
            values,
        })
    }

    /// Names of the cities, in the input's order.
    pub fn cities(&self) -> &[String] {
        &self.cities
    }

    /// Names of the industries, in the input's order.
    pub fn industries(&self) -> &[String] {
        &self.industries
    }

    /// The values of a city, one an industry.
    ///
    /// # Panics
    /// If there is no such row.
    pub fn row(&self, city: usize) -> &[Option<f64>] {
        let width = self.industries.len();
        &self.values[city * width..(city + 1) * width]
    }

    /// One cell.
    ///
    /// # Panics
    /// If there is no such row or column.
    pub fn get(&self, city: usize, industry: usize) -> Option<f64> {
        self.row(city)[industry]
    }

    /// What is missing: by city, and industries that more than half of the cities lack; and whether there are few industries.
    pub fn findings(&self, least_industries: usize) -> Vec<Finding> {
        let mut findings = Vec::new();
        let (rows, width) = (self.cities.len(), self.industries.len());
        if width < least_industries {
            findings.push(Finding::FewIndustries {
                found: width,
                least: least_industries,
            });
        }
        for (city, name) in self.cities.iter().enumerate() {
            let missing = self.row(city).iter().filter(|v| v.is_none()).count();
            if missing > 0 {
                findings.push(Finding::MissingCells {
                    city: name.clone(),
                    missing,
                    of: width,
                });
            }
            if let Some(why) = self.empty(city) {
                findings.push(Finding::EmptyCity {
                    city: name.clone(),
                    why,
                });
            }
        }
        for (industry, name) in self.industries.iter().enumerate() {
            let missing = (0..rows)
                .filter(|&city| self.get(city, industry).is_none())
                .count();
            if missing * 2 > rows {
                findings.push(Finding::MissingIndustry {
                    industry: name.clone(),
                    missing,
                    of: rows,
                });
            }
        }
        findings
    }

    /// Why a city has no structure at all, if so.
    pub(super) fn empty(&self, city: usize) -> Option<Why> {
        let mut known = self.row(city).iter().flatten().peekable();
        if known.peek().is_none() {
            Some(Why::Missing)
        } else if known.all(|v| *v == 0.0) {
            Some(Why::AllZero)
        } else {
            None
        }
    }

    /// The same without negative cells, each of which is a finding: what sums and shares need.
    pub(super) fn amounts(&self) -> (Structure, Vec<Finding>) {
        let mut findings = Vec::new();
        let mut kept = self.clone();
        let width = self.industries.len();
        for (at, cell) in kept.values.iter_mut().enumerate() {
            if let Some(value) = *cell
                && value < 0.0
            {
                findings.push(Finding::NegativeCell {
                    city: self.cities[at / width].clone(),
                    industry: self.industries[at % width].clone(),
                    value,
                });
                *cell = None;
            }
        }
        (kept, findings)
    }
}

/// Figures by two lists of names (cities x industries, industries x industries).
#[derive(Debug, Clone, PartialEq)]
pub struct Grid {
    /// Names of the rows.
    pub rows: Vec<String>,
    /// Names of the columns.
    pub columns: Vec<String>,
    /// Row by row.
    pub values: Vec<Figure>,
}

impl Grid {
    /// One figure.
    ///
    /// # Panics
    /// If there is no such row or column.
    pub fn get(&self, row: usize, column: usize) -> Figure {
        assert!(column < self.columns.len());
        self.values[row * self.columns.len() + column]
    }

    /// One row.
    ///
    /// # Panics
    /// If there is no such row.
    pub fn row(&self, row: usize) -> &[Figure] {
        let width = self.columns.len();
        &self.values[row * width..(row + 1) * width]
    }
}

//! What may be asked of the cube, and the shape of its answer.

use std::sync::Arc;

use units::{Field, Period};

use super::time::{period as month, span};
use crate::finding::Finding;
use crate::indicator::Indicator;
use crate::ledger::{Gas, Quality, Scope};
use crate::master::View;

/// Which figure purchased electricity and heat are given (GHG Protocol Scope 2 Guidance, ch. 4).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum Basis {
    /// Average factor of the grid.
    #[default]
    Location,
    /// By contract, the residual mix or, failing both, the grid factor.
    Market,
}

/// How electricity and heat are told in coal (GB/T 2589-2020, 5.2).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum EnergyBasis {
    /// Equal value (当量值): the heat it holds.
    #[default]
    Calorific,
    /// Equivalent value (等价值): the coal it took to make it.
    Equivalent,
}

/// Length of the cells of [`Dim::Period`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, PartialOrd, Ord)]
pub enum Step {
    /// Calendar months.
    Month,
    /// Quarters.
    Quarter,
    /// Half years.
    Half,
    /// Calendar years.
    #[default]
    Year,
}

impl Step {
    /// Months in one cell: 1, 3, 6, 12.
    pub fn months(self) -> i32 {
        match self {
            Step::Month => 1,
            Step::Quarter => 3,
            Step::Half => 6,
            Step::Year => 12,
        }
    }
}

/// An axis along which a figure is split. Each splits completely: what has no key on it stands in a row of its own,
/// whose key is `None`, so that the rows always add up to the total.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum Dim {
    /// The children of the asked place. `None` is what is stated at the asked place itself.
    PlaceChildren,
    /// All places of a level below (or at) the asked place. `None` is what is stated above that level.
    PlaceLevel(String),
    /// Enterprises. `None` is what belongs to no enterprise.
    Enterprise,
    /// The six fields.
    Field,
    /// Industry codes.
    Industry,
    /// Carriers.
    Carrier,
    /// Scopes.
    Scope,
    /// Gases; only for carbon totals.
    Gas,
    /// Periods of [`Query::step`]. `None` is what is known only for a longer period.
    Period,
}

impl Dim {
    /// Id in the API: `place` for both of the place, `enterprise`, `field`, ...
    pub fn id(&self) -> &'static str {
        match self {
            Dim::PlaceChildren | Dim::PlaceLevel(_) => "place",
            Dim::Enterprise => "enterprise",
            Dim::Field => "field",
            Dim::Industry => "industry",
            Dim::Carrier => "carrier",
            Dim::Scope => "scope",
            Dim::Gas => "gas",
            Dim::Period => "period",
        }
    }
}

/// Where a row stands on one axis. `None`: see [`Dim`].
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Key {
    /// Code of a place.
    Place(Option<Arc<str>>),
    /// Code of an enterprise.
    Enterprise(Option<Arc<str>>),
    /// Field.
    Field(Option<Field>),
    /// Industry code.
    Industry(Option<Arc<str>>),
    /// Id of a carrier.
    Carrier(Option<Arc<str>>),
    /// Scope.
    Scope(Scope),
    /// Gas.
    Gas(Gas),
    /// Period.
    Period(Option<Period>),
}

impl Key {
    /// Id of its axis, as [`Dim::id`].
    pub fn dim(&self) -> &'static str {
        match self {
            Key::Place(_) => "place",
            Key::Enterprise(_) => "enterprise",
            Key::Field(_) => "field",
            Key::Industry(_) => "industry",
            Key::Carrier(_) => "carrier",
            Key::Scope(_) => "scope",
            Key::Gas(_) => "gas",
            Key::Period(_) => "period",
        }
    }

    /// The code as text; `None` where there is no key.
    pub fn code(&self) -> Option<String> {
        match self {
            Key::Place(code) | Key::Enterprise(code) | Key::Industry(code) | Key::Carrier(code) => {
                code.as_deref().map(str::to_owned)
            }
            Key::Field(field) => field.map(|f| f.code().to_owned()),
            Key::Scope(scope) => Some(scope.id().to_owned()),
            Key::Gas(gas) => Some(gas.id().to_owned()),
            Key::Period(period) => period.map(|p| p.to_string()),
        }
    }
}

/// Which part of a ratio is asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum Part {
    /// The ratio itself.
    #[default]
    Whole,
    /// What stands above the line, of those subjects and months that have both sides.
    Above,
    /// What stands below the line, of those that have both sides, in the statistic's base unit.
    Below,
}

/// A question. `Query::new(indicator)` asks for the whole region over all time; set what is wanted.
/// An empty filter lets all pass; a `None` within a filter lets pass what has no key there.
#[derive(Debug, Clone, PartialEq)]
pub struct Query {
    /// What.
    pub indicator: Indicator,
    /// Of a ratio: the ratio or one of its sides. Without meaning for totals.
    pub part: Part,
    /// Code of the place; `None` is the root.
    pub place: Option<String>,
    /// Only what is stated at the place itself, not below it.
    pub place_only: bool,
    /// Only what is stated above the places of this level (the row `None` of [`Dim::PlaceLevel`]).
    pub above_level: Option<String>,
    /// Any of these enterprises.
    pub enterprises: Vec<Option<String>>,
    /// First period, inclusive; `None` is the first of the data.
    pub from: Option<Period>,
    /// Last period, inclusive; `None` is the last of the data.
    pub to: Option<Period>,
    /// Only what is known for exactly a longer period than `step` (the row `None` of [`Dim::Period`]).
    pub unplaced_only: bool,
    /// Length of the cells of [`Dim::Period`].
    pub step: Step,
    /// At most two axes.
    pub by: Vec<Dim>,
    /// Any of these fields.
    pub fields: Vec<Option<Field>>,
    /// Any of these industries, each with all that lie below it in the region's classification: a section (`C`) with its
    /// divisions, a division (`31`) with its groups. `=C31` is the code alone.
    pub industries: Vec<Option<String>>,
    /// Any of these carriers.
    pub carriers: Vec<Option<String>>,
    /// Any of these scopes. When given it takes the place of the view's choice of scopes; the view's choice of
    /// purposes stays.
    pub scopes: Vec<Scope>,
    /// Any of these gases; only for carbon.
    pub gases: Vec<Gas>,
    /// `None` is the region's default.
    pub view: Option<View>,
    /// Location or market.
    pub basis: Basis,
    /// Equal or equivalent value.
    pub energy_basis: EnergyBasis,
    /// Also work out `uncertainty_percent` (carbon only; costs a second pass).
    pub uncertainty: bool,
}

impl Query {
    /// The whole region, all time, not split.
    pub fn new(indicator: Indicator) -> Query {
        Query {
            indicator,
            part: Part::Whole,
            place: None,
            place_only: false,
            above_level: None,
            enterprises: Vec::new(),
            from: None,
            to: None,
            unplaced_only: false,
            step: Step::Year,
            by: Vec::new(),
            fields: Vec::new(),
            industries: Vec::new(),
            carriers: Vec::new(),
            scopes: Vec::new(),
            gases: Vec::new(),
            view: None,
            basis: Basis::Location,
            energy_basis: EnergyBasis::Calorific,
            uncertainty: false,
        }
    }

    /// The same at a place.
    pub fn at(mut self, place: &str) -> Query {
        self.place = Some(place.to_owned());
        self
    }

    /// The same in one period.
    pub fn during(mut self, period: Period) -> Query {
        self.from = Some(period);
        self.to = Some(period);
        self
    }

    /// The same from a period to another, both included.
    pub fn between(mut self, from: Period, to: Period) -> Query {
        self.from = Some(from);
        self.to = Some(to);
        self
    }

    /// The same split once more.
    pub fn by(mut self, dim: Dim) -> Query {
        self.by.push(dim);
        self
    }

    /// The question whose total is the row with these keys of this question's answer (without its splits).
    pub fn narrowed(&self, keys: &[Key]) -> Query {
        let mut query = self.clone();
        query.by.clear();
        for key in keys {
            match key {
                Key::Place(Some(code)) => {
                    query.place = Some(code.to_string());
                }
                Key::Place(None) => {
                    let level = self.by.iter().find_map(|d| match d {
                        Dim::PlaceLevel(level) => Some(level.clone()),
                        _ => None,
                    });
                    query.place_only |= level.is_none();
                    query.above_level = level.or(query.above_level);
                }
                Key::Enterprise(code) => {
                    query.enterprises = vec![code.as_deref().map(str::to_owned)]
                }
                Key::Field(field) => query.fields = vec![*field],
                Key::Industry(code) => query.industries = vec![code.as_deref().map(str::to_owned)],
                Key::Carrier(code) => query.carriers = vec![code.as_deref().map(str::to_owned)],
                Key::Scope(scope) => query.scopes = vec![*scope],
                Key::Gas(gas) => query.gases = vec![*gas],
                Key::Period(Some(cell)) => {
                    (query.from, query.to) = clipped(*cell, self.from, self.to);
                }
                Key::Period(None) => query.unplaced_only = true,
            }
        }
        query
    }
}

/// The part of a cell that lies within a time: the cell itself, or its months.
fn clipped(
    cell: Period,
    from: Option<Period>,
    to: Option<Period>,
) -> (Option<Period>, Option<Period>) {
    let Some((lo, months)) = span(cell) else {
        return (Some(cell), Some(cell));
    };
    let hi = lo + u16::from(months);
    let first = from.and_then(span).map_or(lo, |s| s.0.max(lo));
    let end = to
        .and_then(span)
        .map_or(hi, |s| (s.0 + u16::from(s.1)).min(hi));
    if (first, end) == (lo, hi) {
        (Some(cell), Some(cell))
    } else {
        (month(first, 1), month(end.saturating_sub(1), 1))
    }
}

/// Why a figure is missing. Codes are stable.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Reason {
    /// No entry in this cut.
    NoData,
    /// There is data, but only for longer periods than the one asked.
    FinerThanData,
    /// Nothing above the line where there is something below.
    NoNumerator,
    /// Nothing below the line where there is something above.
    NoDenominator,
    /// The sum below the line is zero.
    ZeroDenominator,
}

impl Reason {
    /// Stable code.
    pub fn code(self) -> &'static str {
        match self {
            Reason::NoData => "no_data",
            Reason::FinerThanData => "finer_than_data",
            Reason::NoNumerator => "no_numerator",
            Reason::NoDenominator => "no_denominator",
            Reason::ZeroDenominator => "zero_denominator",
        }
    }
}

/// Why a question is not answered, in order of precedence.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Refusal {
    /// No such place.
    #[error("no place {0:?} in this region")]
    UnknownPlace(String),
    /// No such enterprise.
    #[error("no enterprise {0:?} in this region")]
    UnknownEnterprise(String),
    /// No such level.
    #[error("no level {0:?} in this region")]
    UnknownLevel(String),
    /// A period the ledger does not keep.
    #[error("{0} is no year, half, quarter or month; entries are kept by month or longer")]
    UnsupportedPeriod(String),
    /// `to` lies before `from`.
    #[error("the period ends before it begins")]
    EmptyPeriod,
    /// More than two axes, or one axis twice.
    #[error("split by at most two different axes")]
    TooManyDims,
    /// The region has nothing to divide by (`intensity_base`).
    #[error("{0} is not defined in this region: it has no intensity base")]
    NotDefined(Indicator),
    /// Location- and market-based figures asked together: their sum means nothing.
    #[error("location-based and market-based scope 2 must not be added: ask for one of them")]
    BothScope2,
    /// A statistic has no carriers and no scopes.
    #[error("{0} cannot be split by {1}")]
    CannotSplit(Indicator, &'static str),
    /// Gas given or split by where the figure is not of carbon.
    #[error("only carbon splits by gas")]
    NoGas,
}

impl Refusal {
    /// Stable code.
    pub fn code(&self) -> &'static str {
        match self {
            Refusal::UnknownPlace(_) => "unknown_place",
            Refusal::UnknownEnterprise(_) => "unknown_enterprise",
            Refusal::UnknownLevel(_) => "unknown_level",
            Refusal::UnsupportedPeriod(_) => "unsupported_period",
            Refusal::EmptyPeriod => "empty_period",
            Refusal::TooManyDims => "too_many_dims",
            Refusal::NotDefined(_) => "not_defined",
            Refusal::BothScope2 => "both_scope2",
            Refusal::CannotSplit(..) => "cannot_split",
            Refusal::NoGas => "no_gas",
        }
    }
}

/// One figure.
#[derive(Debug, Clone, PartialEq)]
pub struct Row {
    /// One key an axis, in the order of [`Query::by`]; empty in the total.
    pub keys: Vec<Key>,
    /// In [`Answer::unit`]; `None` is missing, never 0.
    pub value: Option<f64>,
    /// Why it is missing.
    pub reason: Option<Reason>,
    /// Sum above the line (t, tce); equals `value` for totals. For a ratio only what has both parts.
    pub numerator: Option<f64>,
    /// Sum below the line in the statistic's base unit (person, m2, currency); `None` for totals.
    pub denominator: Option<f64>,
    /// Cells (leaf subject x month) with data over cells expected in the row's place, enterprise and period, in percent.
    pub completeness_percent: Option<f64>,
    /// Relative half width of the 95 % interval, if asked and known of every entry.
    pub uncertainty_percent: Option<f64>,
    /// Worst of its entries.
    pub quality: Option<Quality>,
    /// True if any entry is estimated.
    pub estimated: bool,
    /// Ledger entries (or statistics) that it sums.
    pub n_entries: u64,
}

/// An answer. Rows stand in the order of the axes: places in the order of the tree, time forward, fields as always,
/// enterprises as listed, other codes by alphabet, `None` last. Places, enterprises and periods are all listed, missing ones with a reason; on the
/// other axes only what has data.
#[derive(Debug, Clone, PartialEq)]
pub struct Answer {
    /// What.
    pub indicator: Indicator,
    /// Unit of the values, see [`Indicator::unit`].
    pub unit: String,
    /// See [`Indicator::quantity`].
    pub quantity: &'static str,
    /// Price base of the money (`2020`, `current`), if there is money and all of it has one base.
    pub price_base: Option<String>,
    /// As asked.
    pub by: Vec<Dim>,
    /// The split; empty if nothing was to be split.
    pub rows: Vec<Row>,
    /// The whole; equals the sum of the rows for totals.
    pub total: Row,
    /// What was noticed, for example a division by zero.
    pub findings: Vec<Finding>,
}

//! Estimation where an enterprise has no data: from its energy, its electricity, its output, by its industry and size.
//!
//! A model says `ln target = a + b ln input`, fitted robustly on the enterprises of the same year that have both, with a line
//! of its own for each section, industry and size as far as their number bears it (see [`Model`]). The estimate is
//! the expected amount (Duan's smearing over what was not rejected), with the 95 % prediction interval and the error of the
//! model on enterprises that were held back. An estimate is never made from an estimate, never stands over real data, and
//! is marked wherever it goes.
//!
//! ```
//! use inventory::estimate::{Facts, Options, Quantity, estimate};
//!
//! // Thirty works that emit about 2.5 t a tce, and one that says only what energy it used.
//! let mut facts: Vec<Facts> = (0..30)
//!     .map(|n| Facts {
//!         energy_tce: Some(100.0 + 50.0 * f64::from(n)),
//!         carbon_t: Some((100.0 + 50.0 * f64::from(n)) * [2.4, 2.5, 2.6][n as usize % 3]),
//!         ..Facts::of(&format!("E{n}"), 2020)
//!     })
//!     .collect();
//! facts.push(Facts { energy_tce: Some(400.0), ..Facts::of("unknown", 2020) });
//! let made = estimate(&facts, &Options::default());
//! let carbon = made.estimates.iter().find(|e| e.enterprise == "unknown" && e.target == Quantity::Carbon).unwrap();
//! assert!((carbon.value - 1000.0).abs() < 30.0);
//! assert_eq!((carbon.method().as_str(), carbon.n), ("energy_carbon", 30));
//! ```

mod backtest;
mod model;
pub mod months;
mod post;
mod robust;

use std::collections::{BTreeMap, BTreeSet, HashMap};

use serde::{Deserialize, Serialize};
use units::{Field, Scheme};

use crate::cube::note;
use crate::finding::{Finding, Severity};

pub use backtest::{Error, MIN_HELD, fold_of};
pub use model::{Group, MIN_ALL, Model, Prediction, groups_of};
pub use post::{CarbonBasis, Posted, Posting, RealKey, post};
pub use robust::{Line, level, line};

use model::Point;

/// Dataset of the entries of a run of estimation over a year: `estimated-2020`.
pub fn dataset_of(year: i16) -> String {
    format!("{DATASET}-{year}")
}

/// What datasets of estimates begin with.
pub const DATASET: &str = "estimated";

/// True if a dataset holds estimates: they count in figures, but are no data.
pub fn is_estimate(dataset: &str) -> bool {
    dataset
        .strip_prefix(DATASET)
        .is_some_and(|rest| rest.is_empty() || rest.starts_with('-'))
}

/// What an enterprise's year is known by, and what can be estimated of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Quantity {
    /// Energy in tce, at equal value.
    Energy,
    /// Electricity in kWh.
    Electricity,
    /// Emissions in t CO2e.
    Carbon,
    /// Gross output value, in one currency and price base.
    Output,
    /// Value added, likewise.
    ValueAdded,
}

impl Quantity {
    /// Stable id: `energy`, `electricity`, `carbon`, `output`, `value_added`.
    pub fn id(self) -> &'static str {
        match self {
            Quantity::Energy => "energy",
            Quantity::Electricity => "electricity",
            Quantity::Carbon => "carbon",
            Quantity::Output => "output",
            Quantity::ValueAdded => "value_added",
        }
    }

    /// Unit of a target: `tce`, `kWh`, `t CO2e`; `None` of money, which is no target.
    pub fn unit(self) -> Option<&'static str> {
        match self {
            Quantity::Energy => Some("tce"),
            Quantity::Electricity => Some("kWh"),
            Quantity::Carbon => Some("t CO2e"),
            Quantity::Output | Quantity::ValueAdded => None,
        }
    }
}

/// What is estimated, and from what, the nearest input first.
pub const METHODS: [(Quantity, &[Quantity]); 3] = [
    (
        Quantity::Energy,
        &[
            Quantity::Electricity,
            Quantity::Output,
            Quantity::ValueAdded,
        ],
    ),
    (
        Quantity::Electricity,
        &[Quantity::Energy, Quantity::Output, Quantity::ValueAdded],
    ),
    (
        Quantity::Carbon,
        &[
            Quantity::Energy,
            Quantity::Electricity,
            Quantity::Output,
            Quantity::ValueAdded,
        ],
    ),
];

/// What is really known of an enterprise's year. `None` is unknown, never zero; an estimate has no place here.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Facts {
    /// Code of the enterprise.
    pub enterprise: String,
    /// Code of its place.
    pub place: String,
    /// Year.
    pub year: i16,
    /// Field.
    pub field: Option<Field>,
    /// Industry code as the region's classification writes it.
    pub industry: Option<String>,
    /// Size: above designated size or not, if known.
    pub above_designated_size: Option<bool>,
    /// Energy in tce, at equal value.
    pub energy_tce: Option<f64>,
    /// Electricity in kWh.
    pub electricity_kwh: Option<f64>,
    /// Emissions in t CO2e; of which scopes, says [`CarbonBasis`] when they are posted.
    pub carbon_t: Option<f64>,
    /// Gross output value, all facts in one currency and price base.
    pub output: Option<f64>,
    /// Value added, likewise.
    pub value_added: Option<f64>,
}

impl Facts {
    /// An enterprise's year of which nothing is known yet.
    pub fn of(enterprise: &str, year: i16) -> Facts {
        Facts {
            enterprise: enterprise.to_owned(),
            place: String::new(),
            year,
            field: None,
            industry: None,
            above_designated_size: None,
            energy_tce: None,
            electricity_kwh: None,
            carbon_t: None,
            output: None,
            value_added: None,
        }
    }

    /// What is known of a quantity.
    pub fn get(&self, quantity: Quantity) -> Option<f64> {
        match quantity {
            Quantity::Energy => self.energy_tce,
            Quantity::Electricity => self.electricity_kwh,
            Quantity::Carbon => self.carbon_t,
            Quantity::Output => self.output,
            Quantity::ValueAdded => self.value_added,
        }
    }
}

/// How models are fitted and tested.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Options {
    /// Classification of the industry codes; `None` where a file has sectors of its own (no sections then).
    pub scheme: Option<Scheme>,
    /// Enterprises that a group needs to have a line; twice as many for a slope of its own. By default 5, at least 3.
    pub min_group: usize,
    /// Parts into which enterprises are split for the back-test, 2 or more. By default 5.
    pub folds: u8,
}

impl Default for Options {
    fn default() -> Options {
        Options {
            scheme: Some(Scheme::Gbt4754),
            min_group: 5,
            folds: 5,
        }
    }
}

/// Why there is no estimate, or no model.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize, thiserror::Error)]
#[serde(rename_all = "snake_case", tag = "reason")]
pub enum Refusal {
    /// Too few enterprises have both figures in that year.
    #[error("{n} enterprises have both figures; {needed} are needed")]
    TooFew {
        /// That have both.
        n: usize,
        /// That are needed.
        needed: usize,
    },
    /// All have the same input: there is no line to draw.
    #[error("all have the same input: no line can be drawn")]
    NoSpread,
    /// The enterprise states nothing that the target could be estimated from.
    #[error("there is no figure to estimate from")]
    InputMissing,
    /// The input is zero: of nothing follows nothing.
    #[error("the figure to estimate from is zero")]
    InputZero,
    /// The input is negative.
    #[error("the figure to estimate from is negative")]
    InputNegative,
    /// The input is not a number.
    #[error("the figure to estimate from is not a number")]
    InputNotFinite,
}

impl Refusal {
    /// Stable code.
    pub fn code(self) -> &'static str {
        match self {
            Refusal::TooFew { .. } => "too_few",
            Refusal::NoSpread => "no_spread",
            Refusal::InputMissing => "input_missing",
            Refusal::InputZero => "input_zero",
            Refusal::InputNegative => "input_negative",
            Refusal::InputNotFinite => "input_not_finite",
        }
    }
}

/// An estimated figure, with all it rests on.
#[derive(Debug, Clone, PartialEq)]
pub struct Estimate {
    /// Index of the [`Facts`] in what was given.
    pub of: usize,
    /// Code of the enterprise.
    pub enterprise: String,
    /// Year.
    pub year: i16,
    /// What was estimated.
    pub target: Quantity,
    /// From what.
    pub input: Quantity,
    /// The input's amount.
    pub input_value: f64,
    /// Expected amount, in the target's unit.
    pub value: f64,
    /// Middle amount: half of such enterprises have more.
    pub median: f64,
    /// Lower end of the 95 % prediction interval.
    pub lower: f64,
    /// Upper end.
    pub upper: f64,
    /// Group whose line was used.
    pub group: Group,
    /// Enterprises in the group.
    pub n: usize,
    /// True if the input lies outside of what the group's enterprises have.
    pub extrapolated: bool,
    /// Error of the method on held-back enterprises: of the finest group with at least [`MIN_HELD`] of them.
    pub error: Error,
}

impl Estimate {
    /// Id of the method: `energy_carbon`, `energy_electricity`, `electricity_carbon`, ...
    pub fn method(&self) -> String {
        method_id(self.input, self.target)
    }

    /// Half width of the interval in percent of the value (IPCC 2006 Vol. 1 Ch. 3); the interval itself is lopsided.
    pub fn uncertainty_percent(&self) -> f64 {
        (self.upper - self.lower) / 2.0 / self.value * 100.0
    }
}

/// Id of a method.
pub fn method_id(input: Quantity, target: Quantity) -> String {
    format!("{}_{}", input.id(), target.id())
}

/// One model, as it was used for a year.
#[derive(Debug, Clone)]
pub struct Report {
    /// Year.
    pub year: i16,
    /// From what.
    pub input: Quantity,
    /// To what.
    pub target: Quantity,
    /// Enterprises that have both and are above zero.
    pub n: usize,
    /// Enterprises that have both, of which one is zero, negative or no number: not fitted on.
    pub left_out: usize,
    /// Points so far out that they have no weight in the line of all.
    pub rejected: usize,
    /// Rise of `ln target` by `ln input`.
    pub slope: f64,
    /// Error on held-back enterprises, by group; [`Group::All`] is always there.
    pub errors: BTreeMap<Group, Error>,
}

/// What could not be estimated, and why.
#[derive(Debug, Clone, PartialEq)]
pub struct Refused {
    /// Index of the [`Facts`] in what was given.
    pub of: usize,
    /// What was wanted.
    pub target: Quantity,
    /// Why not: of the nearest input that there is.
    pub refusal: Refusal,
}

/// All that estimation came to.
#[derive(Debug, Clone, Default)]
pub struct Estimation {
    /// Estimates, by facts and target.
    pub estimates: Vec<Estimate>,
    /// Models that were fitted.
    pub models: Vec<Report>,
    /// What is missing still.
    pub refused: Vec<Refused>,
    /// What was noticed, each kind once with its count.
    pub findings: Vec<Finding>,
}

type Fitted = Result<(Model, Report), Refusal>;

fn is_positive(value: f64) -> bool {
    value.is_finite() && value > 0.0
}

/// Logarithms of those of a year that have both, and the number of those that have both but not above zero.
fn points_of<'a>(
    facts: impl Iterator<Item = &'a Facts>,
    input: Quantity,
    target: Quantity,
    options: &Options,
) -> (Vec<(&'a str, Point)>, usize) {
    let (mut points, mut left_out) = (Vec::new(), 0);
    // Many share an industry and a size: their place in the classification is looked up once.
    let mut known: HashMap<(Option<&str>, Option<bool>), Vec<Group>> = HashMap::new();
    for one in facts {
        if let (Some(x), Some(y)) = (one.get(input), one.get(target)) {
            if is_positive(x) && is_positive(y) {
                let key = (one.industry.as_deref(), one.above_designated_size);
                let groups = known
                    .entry(key)
                    .or_insert_with(|| groups_of(one, options.scheme))
                    .clone();
                let point = Point {
                    groups,
                    x: x.ln(),
                    y: y.ln(),
                };
                points.push((one.enterprise.as_str(), point));
            } else {
                left_out += 1;
            }
        }
    }
    // Whatever order they came in, sums are the same to the last bit.
    points.sort_by(|a, b| a.0.cmp(b.0));
    (points, left_out)
}

/// A model of one year, with its report.
///
/// # Errors
/// If too few have both figures, or none differ in the input.
pub fn fit(
    facts: &[Facts],
    year: i16,
    input: Quantity,
    target: Quantity,
    options: &Options,
) -> Result<(Model, Report), Refusal> {
    let of_year = facts.iter().filter(|f| f.year == year);
    let (points, left_out) = points_of(of_year, input, target, options);
    let plain: Vec<Point> = points.iter().map(|p| p.1.clone()).collect();
    let mut model = Model::fit(&plain, options)?;
    let (errors, held_back) = backtest::run(&points, options);
    model.calibrate(held_back);
    let report = Report {
        year,
        input,
        target,
        n: model.n,
        left_out,
        rejected: model.rejected,
        slope: model.slope,
        errors,
    };
    Ok((model, report))
}

fn input_of(facts: &Facts, inputs: &[Quantity]) -> Result<Vec<(Quantity, f64)>, Refusal> {
    let known: Vec<_> = inputs
        .iter()
        .filter_map(|q| Some((*q, facts.get(*q)?)))
        .collect();
    let usable: Vec<_> = known.iter().copied().filter(|k| is_positive(k.1)).collect();
    match known.first() {
        _ if !usable.is_empty() => Ok(usable),
        None => Err(Refusal::InputMissing),
        Some((_, value)) if !value.is_finite() => Err(Refusal::InputNotFinite),
        Some((_, value)) if *value < 0.0 => Err(Refusal::InputNegative),
        Some(_) => Err(Refusal::InputZero),
    }
}

/// Estimates what the facts lack: for each enterprise and year without energy, electricity or carbon, from the nearest input
/// that it has and that a model can be fitted for ([`METHODS`]).
pub fn estimate(facts: &[Facts], options: &Options) -> Estimation {
    let mut made = Estimation::default();
    let mut seen = BTreeSet::new();
    let mut unique: Vec<usize> = (0..facts.len()).collect();
    unique.retain(|n| seen.insert((facts[*n].year, facts[*n].enterprise.as_str())));
    if unique.len() < facts.len() {
        let count = (facts.len() - unique.len()).to_string();
        made.findings.push(note(
            "estimate_facts_twice",
            Severity::Warning,
            &[("count", &count)],
            format!("{count} rows of facts stand for an enterprise and year that came before; the first was taken"),
        ));
    }
    let known: Vec<Facts> = unique.iter().map(|n| facts[*n].clone()).collect();
    let mut models: BTreeMap<(i16, Quantity, Quantity), Fitted> = BTreeMap::new();
    for of in unique {
        let one = &facts[of];
        for (target, inputs) in METHODS {
            if one.get(target).is_some() {
                continue;
            }
            let inputs = match input_of(one, inputs) {
                Ok(inputs) => inputs,
                Err(refusal) => {
                    made.refused.push(Refused {
                        of,
                        target,
                        refusal,
                    });
                    continue;
                }
            };
            let mut first_refusal = None;
            for (input, input_value) in inputs {
                let model = models
                    .entry((one.year, input, target))
                    .or_insert_with(|| fit(&known, one.year, input, target, options));
                match model {
                    Ok((model, report)) => {
                        made.estimates.push(estimate_of(
                            of,
                            one,
                            (input, input_value),
                            model,
                            report,
                            options,
                        ));
                        first_refusal = None;
                        break;
                    }
                    Err(refusal) => first_refusal = first_refusal.or(Some(*refusal)),
                }
            }
            if let Some(refusal) = first_refusal {
                made.refused.push(Refused {
                    of,
                    target,
                    refusal,
                });
            }
        }
    }
    made.models = models
        .into_values()
        .filter_map(|m| Some(m.ok()?.1))
        .collect();
    tell(&mut made, facts);
    made
}

fn estimate_of(
    of: usize,
    facts: &Facts,
    (input, input_value): (Quantity, f64),
    model: &Model,
    report: &Report,
    options: &Options,
) -> Estimate {
    let groups = groups_of(facts, options.scheme);
    let said = model.predict(&groups, input_value);
    let error = groups
        .iter()
        .rev()
        .find_map(|group| report.errors.get(group))
        .cloned()
        .unwrap_or_default();
    Estimate {
        of,
        enterprise: facts.enterprise.clone(),
        year: facts.year,
        target: report.target,
        input,
        input_value,
        value: said.value,
        median: said.median,
        lower: said.lower,
        upper: said.upper,
        group: said.group,
        n: said.n,
        extrapolated: said.extrapolated,
        error,
    }
}

/// Findings: what was estimated by which method and how well, what reaches beyond the data, what could not be estimated.
fn tell(made: &mut Estimation, facts: &[Facts]) {
    for report in &made.models {
        let of_model = |e: &&Estimate| {
            (e.year, e.input, e.target) == (report.year, report.input, report.target)
        };
        let count = made.estimates.iter().filter(of_model).count().to_string();
        let beyond = made
            .estimates
            .iter()
            .filter(of_model)
            .filter(|e| e.extrapolated)
            .count();
        let method = method_id(report.input, report.target);
        let (year, n) = (report.year.to_string(), report.n.to_string());
        let percent = |v: Option<f64>| v.map_or_else(|| "-".to_owned(), |v| format!("{v:.1}"));
        let error = report.errors.get(&Group::All).cloned().unwrap_or_default();
        let (wape, typical) = (
            percent(error.wape_percent),
            percent(error.median_ape_percent),
        );
        made.findings.push(note(
            "estimated",
            Severity::Note,
            &[
                ("method", &method),
                ("year", &year),
                ("count", &count),
                ("n", &n),
                ("wape_percent", &wape),
                ("median_ape_percent", &typical),
            ],
            format!("{count} figures of {year} are estimates by {method} from {n} enterprises; on held-back ones it errs by {wape} % of the sum, typically {typical} % each"),
        ));
        if beyond > 0 {
            let beyond = beyond.to_string();
            made.findings.push(note(
                "estimate_beyond_data",
                Severity::Warning,
                &[("method", &method), ("year", &year), ("count", &beyond)],
                format!("{beyond} estimates of {year} by {method} are of enterprises larger or smaller than any that the model was fitted on; ask them for figures"),
            ));
        }
        if report.left_out > 0 {
            let left_out = report.left_out.to_string();
            made.findings.push(note(
                "estimate_pairs_left_out",
                Severity::Note,
                &[("method", &method), ("year", &year), ("count", &left_out)],
                format!("{left_out} enterprises of {year} have a zero, a negative figure or none that is a number, and were not fitted on by {method}"),
            ));
        }
    }
    let mut reasons: BTreeMap<(i16, &str, &str), (usize, Refusal)> = BTreeMap::new();
    for refused in &made.refused {
        let key = (
            facts[refused.of].year,
            refused.target.id(),
            refused.refusal.code(),
        );
        reasons.entry(key).or_insert((0, refused.refusal)).0 += 1;
    }
    let refused: Vec<Finding> = reasons
        .into_iter()
        .map(|((year, target, reason), (count, refusal))| {
            let (year, count) = (year.to_string(), count.to_string());
            note(
                "not_estimated",
                Severity::Warning,
                &[
                    ("target", target),
                    ("year", &year),
                    ("count", &count),
                    ("reason", reason),
                ],
                format!(
                    "{target} of {count} enterprises in {year} could not be estimated: {refusal}"
                ),
            )
        })
        .collect();
    made.findings.extend(refused);
}

//! Metered against filed against statistics: what each of three accounts says of the same amount, and how far they are apart.
//!
//! The figures are compared in pairs and never mixed: no average and no "best" figure is made. In a pair the **basis** is the
//! filed figure, and where nothing was filed the figure of the statistics; the gap is the other figure less the basis, and
//! its share is told relative to the basis. So a positive gap always reads "more than was filed".
//!
//! ```
//! use inventory::reconcile::{Amount, Case, Rules, Status, reconcile};
//! use units::Period;
//!
//! let case = Case {
//!     enterprise: Some("E1".into()),
//!     place: "town-01".into(),
//!     of: "electricity".into(),
//!     unit: "kWh".into(),
//!     period: Period::Month { year: 2026, month: 3 },
//!     metered: Some(Amount::whole(1080.0)),
//!     filed: Some(Amount::whole(1000.0)),
//!     statistics: None,
//! };
//! let outcome = reconcile(&case, &Rules::default()).unwrap();
//! assert_eq!(outcome.status, Status::Differs);
//! assert_eq!((outcome.gap, outcome.gap_percent), (Some(80.0), Some(8.0)));
//! assert_eq!(outcome.findings[0].code, "reconciliation_differs");
//! ```

use serde::{Deserialize, Serialize};
use units::Period;

use crate::cube::note;
use crate::finding::{Finding, Severity};

/// Whose account a figure is from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Side {
    /// Sum of meter readings.
    Metered,
    /// What the enterprise filed.
    Filed,
    /// What official statistics print.
    Statistics,
}

impl Side {
    /// Stable id: `metered`, `filed`, `statistics`.
    pub fn id(self) -> &'static str {
        match self {
            Side::Metered => "metered",
            Side::Filed => "filed",
            Side::Statistics => "statistics",
        }
    }
}

/// One account's figure.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Amount {
    /// Amount, in the unit of the case; finite. May be negative (a net export).
    pub value: f64,
    /// Share of the period (slots, months, members) that the amount covers, in percent, above 0 to 100.
    pub completeness_percent: f64,
    /// Relative half width of its 95 % interval, in percent, if known.
    pub uncertainty_percent: Option<f64>,
}

impl Amount {
    /// A figure that covers the whole period and states no uncertainty.
    pub fn whole(value: f64) -> Amount {
        Amount {
            value,
            completeness_percent: 100.0,
            uncertainty_percent: None,
        }
    }

    fn is_usable(&self) -> bool {
        self.value.is_finite()
            && self.completeness_percent > 0.0
            && self.completeness_percent <= 100.0
            && self
                .uncertainty_percent
                .is_none_or(|u| u.is_finite() && u >= 0.0)
    }
}

/// The same amount by up to three accounts.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Case {
    /// Code of the enterprise; `None` where the place as a whole is meant.
    pub enterprise: Option<String>,
    /// Code of the place.
    pub place: String,
    /// Id of the carrier or of the indicator (`electricity`, `carbon_total`).
    pub of: String,
    /// Unit of all three.
    pub unit: String,
    /// Period of all three.
    #[serde(with = "crate::ledger::period_text")]
    pub period: Period,
    /// Sum of meter readings.
    pub metered: Option<Amount>,
    /// What was filed.
    pub filed: Option<Amount>,
    /// What statistics print.
    pub statistics: Option<Amount>,
}

/// How far two accounts of one carrier or indicator may be apart.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Tolerance {
    /// Carrier or indicator it is for.
    pub of: String,
    /// Largest gap, in percent of the basis, 0 or more.
    pub percent: f64,
    /// Document, contract or decision that states it.
    pub source: String,
}

/// By what the figures are judged.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Rules {
    /// Stated tolerances; the first that fits is taken.
    pub tolerances: Vec<Tolerance>,
    /// Tolerance where none is stated, in percent of the basis. By default 5: a choice of this program, no standard's.
    pub default_percent: f64,
    /// Gap up to which two figures agree, in percent of the basis: what rounding explains. By default 0.1, likewise a choice.
    pub agree_percent: f64,
    /// Completeness from which a figure is compared as it stands, in percent. By default 95, likewise a choice.
    /// Below it the figure is brought up to the whole period, and the comparison is marked.
    pub complete_percent: f64,
}

/// What a tolerance that nobody stated names as its source.
pub const DEFAULT_SOURCE: &str = "default";

impl Default for Rules {
    fn default() -> Rules {
        Rules {
            tolerances: Vec::new(),
            default_percent: 5.0,
            agree_percent: 0.1,
            complete_percent: 95.0,
        }
    }
}

impl Rules {
    /// Tolerance in percent, and its source ([`DEFAULT_SOURCE`] where none is stated).
    pub fn tolerance_of(&self, of: &str) -> (f64, &str) {
        self.tolerances
            .iter()
            .find(|tolerance| tolerance.of == of)
            .map_or((self.default_percent, DEFAULT_SOURCE), |tolerance| {
                (tolerance.percent, tolerance.source.as_str())
            })
    }
}

/// How the accounts stand to each other.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Status {
    /// The same but for rounding, or within what both state as their uncertainty.
    Agrees,
    /// Apart, by no more than the tolerance.
    WithinTolerance,
    /// A figure covers too little of the period: compared as brought up to the whole, to be judged with care.
    Incomplete,
    /// Apart by more than the tolerance.
    Differs,
    /// Nothing to compare with: only meters.
    OnlyMetered,
    /// Nothing to compare with: only a filing.
    OnlyFiled,
    /// Nothing to compare with: only statistics.
    OnlyStatistics,
}

impl Status {
    /// Stable id, as in the API.
    pub fn id(self) -> &'static str {
        match self {
            Status::Agrees => "agrees",
            Status::WithinTolerance => "within_tolerance",
            Status::Incomplete => "incomplete",
            Status::Differs => "differs",
            Status::OnlyMetered => "only_metered",
            Status::OnlyFiled => "only_filed",
            Status::OnlyStatistics => "only_statistics",
        }
    }
}

/// Two accounts against each other.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Pair {
    /// The account that is held against the basis.
    pub other: Side,
    /// The account that the gap is told relative to.
    pub basis: Side,
    /// Figure that was compared, of `other`: as it came, or brought up to the whole period.
    pub other_value: f64,
    /// Figure that was compared, of `basis`.
    pub basis_value: f64,
    /// True if one of the two was brought up to the whole period.
    pub extrapolated: bool,
    /// `other_value - basis_value`.
    pub gap: f64,
    /// Gap in percent of the basis' size; `None` if the basis is zero.
    pub gap_percent: Option<f64>,
    /// Agrees, within tolerance, differs or incomplete.
    pub status: Status,
}

/// What came of a case.
#[derive(Debug, Clone, PartialEq)]
pub struct Outcome {
    /// All pairs that there are: metered and filed, metered and statistics, statistics and filed.
    pub pairs: Vec<Pair>,
    /// Gap of the first pair; `None` if there is none.
    pub gap: Option<f64>,
    /// Its share in percent of the basis.
    pub gap_percent: Option<f64>,
    /// The worst of the pairs (differs, incomplete, within tolerance, agrees), or which account stands alone.
    pub status: Status,
    /// One per pair that differs or is incomplete and seems to, naming both figures; one per figure that is none.
    pub findings: Vec<Finding>,
}

/// Why nothing came of a case.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Refusal {
    /// No account has a figure that can be used.
    #[error("no account has a figure")]
    NoFigure,
    /// A percentage of the rules is negative or not finite.
    #[error("a tolerance or threshold is negative or not a number")]
    BadRules,
}

impl Refusal {
    /// Stable code.
    pub fn code(self) -> &'static str {
        match self {
            Refusal::NoFigure => "no_figure",
            Refusal::BadRules => "bad_rules",
        }
    }
}

/// A figure as it is compared, and whether it was brought up.
fn compared(amount: &Amount, rules: &Rules) -> (f64, bool) {
    if amount.completeness_percent < rules.complete_percent {
        (amount.value / (amount.completeness_percent / 100.0), true)
    } else {
        (amount.value, false)
    }
}

fn pair(other: (Side, &Amount), basis: (Side, &Amount), tolerance: f64, rules: &Rules) -> Pair {
    let (other_value, one) = compared(other.1, rules);
    let (basis_value, two) = compared(basis.1, rules);
    let gap = other_value - basis_value;
    let gap_percent = (basis_value != 0.0).then(|| gap / basis_value.abs() * 100.0);
    // Both intervals as errors of one difference: independent, so their squares add up.
    let doubt = other
        .1
        .uncertainty_percent
        .zip(basis.1.uncertainty_percent)
        .map(|(a, b)| f64::hypot(a / 100.0 * other_value, b / 100.0 * basis_value));
    let within =
        |percent: f64| gap == 0.0 || gap_percent.is_some_and(|share| share.abs() <= percent);
    let status = if one || two {
        Status::Incomplete
    } else if within(rules.agree_percent) || doubt.is_some_and(|doubt| gap.abs() <= doubt) {
        Status::Agrees
    } else if within(tolerance) {
        Status::WithinTolerance
    } else {
        Status::Differs
    };
    Pair {
        other: other.0,
        basis: basis.0,
        other_value,
        basis_value,
        extrapolated: one || two,
        gap,
        gap_percent,
        status,
    }
}

/// Holds the accounts of a case against each other.
///
/// # Errors
/// If there is no figure at all, or the rules hold no percentages.
pub fn reconcile(case: &Case, rules: &Rules) -> Result<Outcome, Refusal> {
    let (tolerance, source) = rules.tolerance_of(&case.of);
    let percents = [tolerance, rules.agree_percent, rules.complete_percent];
    if percents.iter().any(|p| !p.is_finite() || *p < 0.0) {
        return Err(Refusal::BadRules);
    }
    let subject = case.enterprise.as_ref().unwrap_or(&case.place);
    let period = case.period.to_string();
    let mut findings = Vec::new();
    let mut usable = |side: Side, amount: &Option<Amount>| -> Option<Amount> {
        let amount = (*amount)?;
        if amount.is_usable() {
            return Some(amount);
        }
        let (value, complete) = (
            amount.value.to_string(),
            amount.completeness_percent.to_string(),
        );
        findings.push(note(
            "reconciliation_unusable",
            Severity::Warning,
            &[
                ("subject", subject),
                ("of", &case.of),
                ("period", &period),
                ("side", side.id()),
                ("value", &value),
                ("completeness_percent", &complete),
            ],
            format!(
                "{subject}, {} in {period}: the {} figure ({value}, {complete} % complete) cannot be compared and was left out",
                case.of,
                side.id()
            ),
        ));
        None
    };
    let metered = usable(Side::Metered, &case.metered);
    let filed = usable(Side::Filed, &case.filed);
    let statistics = usable(Side::Statistics, &case.statistics);
    let alone = match (metered, filed, statistics) {
        (None, None, None) => return Err(Refusal::NoFigure),
        (Some(_), None, None) => Some(Status::OnlyMetered),
        (None, Some(_), None) => Some(Status::OnlyFiled),
        (None, None, Some(_)) => Some(Status::OnlyStatistics),
        _ => None,
    };
    let pairs: Vec<Pair> = [
        (Side::Metered, metered, Side::Filed, filed),
        (Side::Metered, metered, Side::Statistics, statistics),
        (Side::Statistics, statistics, Side::Filed, filed),
    ]
    .into_iter()
    .filter_map(|(other, a, basis, b)| Some(pair((other, &a?), (basis, &b?), tolerance, rules)))
    .collect();
    for pair in &pairs {
        let beyond = pair.gap != 0.0 && pair.gap_percent.is_none_or(|p| p.abs() > tolerance);
        if beyond && matches!(pair.status, Status::Differs | Status::Incomplete) {
            findings.push(finding(case, subject, pair, tolerance, source));
        }
    }
    Ok(Outcome {
        gap: pairs.first().map(|p| p.gap),
        gap_percent: pairs.first().and_then(|p| p.gap_percent),
        status: alone
            .or_else(|| pairs.iter().map(|p| p.status).max())
            .ok_or(Refusal::NoFigure)?,
        pairs,
        findings,
    })
}

fn finding(case: &Case, subject: &str, pair: &Pair, tolerance: f64, source: &str) -> Finding {
    let period = case.period.to_string();
    let [other_value, basis_value, gap] =
        [pair.other_value, pair.basis_value, pair.gap].map(figure);
    let share = pair
        .gap_percent
        .map_or_else(|| "-".to_owned(), |p| format!("{p:.1}"));
    let tolerance = tolerance.to_string();
    let params = [
        ("subject", subject),
        ("of", &case.of),
        ("period", &period),
        ("unit", &case.unit),
        ("other", pair.other.id()),
        ("other_value", &other_value),
        ("basis", pair.basis.id()),
        ("basis_value", &basis_value),
        ("gap", &gap),
        ("gap_percent", &share),
        ("tolerance_percent", &tolerance),
        ("tolerance_source", source),
    ];
    let said = format!(
        "{subject}, {} in {period}: {} {other_value} {unit}, {} {basis_value} {unit}, a gap of {gap} {unit} ({share} %) where {tolerance} % is allowed",
        case.of,
        pair.other.id(),
        pair.basis.id(),
        unit = case.unit,
    );
    if pair.status == Status::Differs {
        note(
            "reconciliation_differs",
            Severity::Warning,
            &params,
            format!("{said}; find out which of the two is wrong"),
        )
    } else {
        note(
            "reconciliation_incomplete",
            Severity::Note,
            &params,
            format!(
                "{said}; one of the two covers a part of the period and was brought up to the whole, so complete it first"
            ),
        )
    }
}

/// A figure as a finding prints it: six significant digits, no noise behind.
pub(crate) fn figure(value: f64) -> String {
    if value == 0.0 || !value.is_finite() {
        return value.to_string();
    }
    let digits = (5 - value.abs().log10().floor() as i32).clamp(0, 12) as usize;
    let text = format!("{value:.digits$}");
    if text.contains('.') {
        text.trim_end_matches('0').trim_end_matches('.').to_owned()
    } else {
        text
    }
}

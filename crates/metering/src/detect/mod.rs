//! Abnormal readings, each with a score, a reason and what was expected instead.
//!
//! A meter is compared with its own history and, if given, with its peers. Rules, thresholds and what they find and miss are
//! in `docs/abnormal.md`. All rules are robust: a fault in the history does not hide the next one. Pure and deterministic.

pub(crate) mod baseline;
mod copy;
mod level;
mod night;
mod peers;
mod sequence;
mod series;
mod slip;
mod spike;
#[cfg(test)]
mod tests;

use std::collections::BTreeMap;

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

pub use level::pettitt;
pub use peers::PeerIndex;
pub(crate) use series::{Frame, median, quantile};
pub use series::{Moment, Series};

use baseline::Baseline;

/// What kind of fault is suspected.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Kind {
    /// The same value again and again where this meter never stands still.
    FlatLine,
    /// At most an hour far above anything the meter shows around that time of day.
    Spike,
    /// Below zero where this meter never is.
    Negative,
    /// Load in hours, or on days, at which the plant is closed.
    NightLoad,
    /// The level of whole weeks changed from one day to the next.
    LevelChange,
    /// Days that are 10 or 1000 times too large or too small.
    UnitSlip,
    /// Days that repeat earlier days to the last digit.
    CopiedMonth,
    /// Nothing known.
    Gap,
}

impl Kind {
    /// All, in the order of the documents.
    pub const ALL: [Kind; 8] = [
        Kind::FlatLine,
        Kind::Spike,
        Kind::Negative,
        Kind::NightLoad,
        Kind::LevelChange,
        Kind::UnitSlip,
        Kind::CopiedMonth,
        Kind::Gap,
    ];

    /// Stable id, as in tables and answers.
    pub fn id(self) -> &'static str {
        match self {
            Kind::FlatLine => "flat_line",
            Kind::Spike => "spike",
            Kind::Negative => "negative",
            Kind::NightLoad => "night_load",
            Kind::LevelChange => "level_change",
            Kind::UnitSlip => "unit_slip",
            Kind::CopiedMonth => "copied_month",
            Kind::Gap => "gap",
        }
    }
}

/// Every reason that [`detect`] can give, with the params that each brings. All params are values: amounts in the meter's
/// unit per slot, days as `yyyy-mm-dd`, plain numbers.
pub const CODES: [(&str, &[&str]); 12] = [
    ("flat_line_stuck", &["value", "hours", "usual"]),
    ("flat_line_idle", &["value", "hours", "usual_hours"]),
    ("spike_above_peak", &["value", "ceiling", "usual"]),
    ("spike_after_gap", &["value", "missing", "gap_hours"]),
    ("negative_reading", &["lowest", "slots"]),
    ("night_load_closed", &["days", "mean", "usual", "operating"]),
    ("load_while_closed", &["days", "mean", "idle"]),
    (
        "level_change_step",
        &["before", "after", "change_percent", "peers_percent"],
    ),
    ("unit_slip_factor", &["factor", "days", "mean", "usual"]),
    ("copied_days", &["days", "source", "lag_days"]),
    ("copied_profile", &["days", "share_percent"]),
    ("gap_missing", &["slots", "hours", "share_percent"]),
];

/// One suspected fault.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Abnormality {
    /// What kind.
    pub kind: Kind,
    /// First slot that is meant.
    pub from: Moment,
    /// Last slot that is meant.
    pub to: Moment,
    /// Index of `from` in the values given.
    pub first: usize,
    /// Index of `to` in the values given.
    pub last: usize,
    /// 0.5 at the rule's threshold, 0.75 at three times it, towards 1.
    pub score: f64,
    /// Reason, one of [`CODES`].
    pub code: String,
    /// Values that fill the reason's sentence.
    pub params: BTreeMap<String, String>,
    /// Index of the first slot of `expected`: evidence begins some time before the fault.
    pub evidence_first: usize,
    /// What this meter usually shows, from `evidence_first` on, at most three weeks.
    pub expected: Vec<Option<f64>>,
}

/// What is known about the meter beside its readings.
#[derive(Debug, Clone, Copy, Default)]
pub struct Context<'a> {
    /// Days that are like Sundays.
    pub holidays: &'a [Date],
    /// First and last day of spells in which the plant is said to be closed.
    pub closed: &'a [(Date, Date)],
    /// The meter may run backwards (it feeds in): negative amounts are ordinary.
    pub feeds_in: bool,
    /// What the meters of the same industry did.
    pub peers: Option<&'a PeerIndex>,
}

/// A suspicion before it is written out.
pub(crate) struct Found {
    pub kind: Kind,
    pub first: usize,
    pub last: usize,
    /// Evidence as a multiple of the threshold.
    pub strength: f64,
    pub code: &'static str,
    pub params: Vec<(&'static str, String)>,
}

/// A number for a sentence: at most four significant digits after the point's first.
pub(crate) fn number(value: f64) -> String {
    if value == 0.0 || !value.is_finite() {
        return "0".to_owned();
    }
    let digits = (3 - value.abs().log10().floor() as i32).clamp(0, 9);
    let text = format!("{value:.*}", digits as usize);
    if text.contains('.') {
        text.trim_end_matches('0').trim_end_matches('.').to_owned()
    } else {
        text
    }
}

/// Looks a meter's readings over. The order of what is found is that of time, then of [`Kind`].
///
/// At least two weeks are needed for spikes, night load and unit slips, eight for changes of level; gaps, negative values,
/// flat lines and copies are found in less. Several years are best given year by year, with some overlap.
#[must_use]
pub fn detect(series: &Series<'_>, context: &Context<'_>) -> Vec<Abnormality> {
    let mut frame = Frame::new(series, context.holidays);
    if frame.values.iter().all(|value| value.is_nan()) {
        return Vec::new();
    }
    let mut found = sequence::gaps(&frame);

    let flat = sequence::flat_lines(&frame);
    let copies = copy::copies(&frame);
    // What has been explained once does not disturb, and is not found again by, what follows.
    for fault in flat
        .iter()
        .chain(copies.iter().filter(|c| c.code == "copied_days"))
    {
        blank(&mut frame, fault);
    }
    found.extend(sequence::negatives(&frame, context.feeds_in));
    let stats = level::day_stats(&frame);
    let slips = slip::slips(&frame, &stats);
    for fault in &slips {
        blank(&mut frame, fault);
    }
    let excluded: Vec<bool> = (0..frame.days.len())
        .map(|day| frame.day(day).iter().filter(|v| !v.is_nan()).count() * 4 < frame.n * 3)
        .collect();
    let baseline = Baseline::new(&frame);
    found.extend(spike::spikes(&frame, &baseline));
    found.extend(level::changes(&frame, &stats, &excluded, context.peers));
    found.extend(night::night_loads(&frame, context.closed));
    found.extend(flat);
    found.extend(copies);
    found.extend(slips);
    found.sort_by_key(|found| (found.first, found.kind, found.last));
    found
        .into_iter()
        .map(|found| written(&frame, &baseline, found))
        .collect()
}

/// Takes a fault's slots out of the picture that the remaining rules see.
fn blank(frame: &mut Frame, fault: &Found) {
    let (from, to) = (frame.day_of(fault.first), frame.day_of(fault.last));
    for day in from..=to {
        let (first, slots) = frame.days[day];
        for index in first.max(fault.first)..(first + slots).min(fault.last + 1) {
            let clock = frame.clock(slots, index - first);
            frame.grid[day * frame.n + clock] = f64::NAN;
        }
    }
}

fn written(frame: &Frame, baseline: &Baseline, found: Found) -> Abnormality {
    let evidence_first = found.first.saturating_sub(frame.n);
    let evidence_last = (found.last + frame.n)
        .min(evidence_first + 21 * frame.n)
        .min(frame.values.len() - 1);
    Abnormality {
        kind: found.kind,
        from: frame.moment(found.first),
        to: frame.moment(found.last),
        first: found.first,
        last: found.last,
        score: found.strength / (1.0 + found.strength),
        code: found.code.to_owned(),
        params: found
            .params
            .into_iter()
            .map(|(name, value)| (name.to_owned(), value))
            .collect(),
        evidence_first,
        expected: (evidence_first..=evidence_last)
            .map(|index| {
                let (day, slot) = frame.place(index);
                Some(baseline.expected(day, slot)).filter(|value| value.is_finite())
            })
            .collect(),
    }
}

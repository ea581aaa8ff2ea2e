//! What is known about a meter, and what was done to it.

use jiff::Timestamp;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use units::Label;

use crate::finding::Log;
use crate::{Decimal, Register};

fn one() -> f64 {
    1.0
}

/// A meter as it is registered.
///
/// An amount is `counts × resolution × multiplier` (a power register: × the hours of a slot), see [`Meter::unit_per_count`].
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Meter {
    /// The region's own code of the meter, unique there.
    pub code: String,
    /// Its name.
    pub name: Label,
    /// Code of the enterprise it measures; `None` for a meter of the network.
    #[serde(default)]
    pub enterprise: Option<String>,
    /// Code of the place it stands in.
    pub place: String,
    /// What it measures: an id of `data/carriers.csv`.
    pub carrier: String,
    /// Unit of the amount, for example `kWh`. Readings of a power meter are in this unit per hour.
    pub unit: String,
    /// Amount of one count before the multiplier, in `unit` (power: in `unit` per hour); positive, for example 0.001.
    pub resolution: f64,
    /// What its counts mean.
    pub register: Register,
    /// Length of a slot in seconds: divides 3,600, or is a multiple of it that divides 86,400.
    pub interval_s: u32,
    /// Digits of a register that adds up: at `10^digits` counts it rolls over to 0. 1 to 18; `None`: it never does.
    #[serde(default)]
    pub digits: Option<u8>,
    /// Product of the ratios of current and voltage transformers; positive, 1 without.
    #[serde(default = "one")]
    pub multiplier: f64,
    /// Code of the meter upstream, whose amount contains this one's.
    #[serde(default)]
    pub parent: Option<String>,
    /// Most that may be lost between this meter and its children, in per cent of its own amount; 0 to 100.
    #[serde(default)]
    pub loss_percent_max: f64,
    /// A virtual meter's formula over other meters' amounts, see [`crate::formula`].
    #[serde(default)]
    pub formula: Option<String>,
    /// Grid zone whose hourly factors hold for it.
    #[serde(default)]
    pub zone: Option<String>,
    /// First and last local day in service; open where `None`.
    #[serde(default)]
    pub active: (Option<Date>, Option<Date>),
    /// True if a generator made its readings.
    #[serde(default)]
    pub synthetic: bool,
}

impl Meter {
    /// Amount of one count, in [`Meter::unit`]: `resolution × multiplier`, for a power register also × the hours of a slot, so
    /// that whole counts stay whole and a sum of counts times this is the amount.
    #[must_use]
    pub fn unit_per_count(&self) -> f64 {
        // 0.1 × 3 is 0.30000000000000004: what people wrote as decimals is multiplied as decimals.
        let product = self.resolution * self.multiplier;
        let product = format!("{product:.14e}").parse().unwrap_or(product);
        match self.register {
            Register::Interval | Register::Cumulative => product,
            Register::Power => product * f64::from(self.interval_s) / 3600.0,
        }
    }

    /// The grid that raw values lie on: one count in the unit of the reading, before the multiplier.
    #[must_use]
    pub fn grid(&self) -> Option<Decimal> {
        Decimal::from_f64(self.resolution).filter(|grid| grid.mantissa > 0)
    }

    /// Counts at which the register begins again at 0.
    #[must_use]
    pub fn roll_over_counts(&self) -> Option<i64> {
        let digits = self.digits.filter(|digits| (1..=18).contains(digits))?;
        Some(10_i64.pow(u32::from(digits)))
    }

    /// True if it is worked out from other meters.
    #[must_use]
    pub fn is_virtual(&self) -> bool {
        self.formula.is_some()
    }

    /// True if it was in service on a local day.
    #[must_use]
    pub fn is_active(&self, date: Date) -> bool {
        self.active.0.is_none_or(|first| first <= date)
            && self.active.1.is_none_or(|last| date <= last)
    }

    /// What cannot be: a resolution, interval, multiplier, number of digits, loss or span outside its range.
    pub fn check(&self, log: &mut Log) {
        let meter = || ("meter", self.code.clone());
        if self.grid().is_none() {
            log.push("meter_bad_resolution", &self.code, || {
                (None, vec![meter(), ("found", self.resolution.to_string())])
            });
        }
        if !interval_is_valid(self.interval_s) {
            log.push("meter_bad_interval", &self.code, || {
                (None, vec![meter(), ("found", self.interval_s.to_string())])
            });
        } else if self.register == Register::Power && self.interval_s > 3600 {
            log.push("meter_power_interval", &self.code, || {
                (None, vec![meter(), ("found", self.interval_s.to_string())])
            });
        }
        if !(self.multiplier.is_finite() && self.multiplier > 0.0) {
            log.push("meter_bad_multiplier", &self.code, || {
                (None, vec![meter(), ("found", self.multiplier.to_string())])
            });
        }
        if let Some(digits) = self.digits
            && (self.roll_over_counts().is_none() || self.register != Register::Cumulative)
        {
            log.push("meter_bad_digits", &self.code, || {
                (None, vec![meter(), ("found", digits.to_string())])
            });
        }
        if !(0.0..=100.0).contains(&self.loss_percent_max) {
            log.push("meter_bad_loss", &self.code, || {
                let found = self.loss_percent_max.to_string();
                (None, vec![meter(), ("found", found)])
            });
        }
        if let (Some(from), Some(to)) = self.active
            && from > to
        {
            log.push("meter_bad_span", &self.code, || {
                let span = [("from", from.to_string()), ("to", to.to_string())];
                (None, std::iter::once(meter()).chain(span).collect())
            });
        }
    }
}

/// True for a length of slots that a local day can be cut into: it divides the hour, or is whole hours that divide the day.
#[must_use]
pub fn interval_is_valid(interval_s: u32) -> bool {
    match interval_s {
        0 => false,
        1..=3600 => 3600 % interval_s == 0,
        _ => interval_s.is_multiple_of(3600) && 86_400 % interval_s == 0,
    }
}

/// Why a register went on from another figure.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ExchangeKind {
    /// Another meter was built in.
    Exchange,
    /// The same meter's register was set.
    Reset,
}

/// A register that went on from another figure: the meter was exchanged, or its register set.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Exchange {
    /// Code of the meter.
    pub meter: String,
    /// When.
    pub at: Timestamp,
    /// Which of the two.
    pub kind: ExchangeKind,
    /// What it showed last, in counts; `None` if nobody wrote it down, and then the amount up to `at` is not known.
    pub last_old: Option<i64>,
    /// What it showed first afterwards, in counts.
    pub first_new: i64,
}

#[cfg(test)]
pub(crate) mod tests {
    use super::*;

    /// A quarter-hour meter of whole Wh.
    pub(crate) fn meter(code: &str, register: Register) -> Meter {
        Meter {
            code: code.to_owned(),
            name: Label::default(),
            enterprise: None,
            place: "p".to_owned(),
            carrier: "electricity".to_owned(),
            unit: "kWh".to_owned(),
            resolution: 0.001,
            register,
            interval_s: 900,
            digits: None,
            multiplier: 1.0,
            parent: None,
            loss_percent_max: 0.0,
            formula: None,
            zone: None,
            active: (None, None),
            synthetic: false,
        }
    }

    #[test]
    fn a_count_of_transformers_and_of_power_is_worth_their_product() {
        let mut it = meter("m", Register::Cumulative);
        (it.resolution, it.multiplier) = (0.01, 3000.0);
        assert_eq!(it.unit_per_count(), 30.0);
        (it.resolution, it.multiplier) = (0.1, 3.0);
        assert_eq!(it.unit_per_count(), 0.3);
        // 1 W over a quarter of an hour: 0.25 Wh.
        let it = meter("m", Register::Power);
        assert_eq!(it.unit_per_count(), 0.000_25);
    }

    #[test]
    fn what_cannot_be_is_said_by_name() {
        let mut log = Log::new();
        meter("good", Register::Interval).check(&mut log);
        assert!(!log.has_errors());
        let mut bad = meter("bad", Register::Power);
        bad.resolution = 0.0;
        bad.interval_s = 7200;
        bad.multiplier = f64::NAN;
        bad.digits = Some(6);
        bad.loss_percent_max = 101.0;
        bad.active = (
            Some(jiff::civil::date(2026, 2, 1)),
            Some(jiff::civil::date(2026, 1, 1)),
        );
        bad.check(&mut log);
        let codes: Vec<String> = log.into_findings().into_iter().map(|f| f.code).collect();
        assert_eq!(
            codes,
            [
                "meter_bad_resolution",
                "meter_bad_multiplier",
                "meter_bad_digits",
                "meter_bad_loss",
                "meter_bad_span",
                "meter_power_interval"
            ]
        );
        for (interval_s, valid) in [
            (1, true),
            (900, true),
            (1800, true),
            (3600, true),
            (86_400, true),
            (0, false),
            (7, false),
            (5400, false),
            (18_000, false),
            (172_800, false),
        ] {
            assert_eq!(interval_is_valid(interval_s), valid, "{interval_s}");
        }
    }

    #[test]
    fn a_meter_reads_from_the_fewest_words() {
        let it: Meter = serde_json::from_str(
            r#"{"code":"m","name":{"en":"M","zh":"表"},"place":"p","carrier":"electricity","unit":"kWh",
                "resolution":0.01,"register":"cumulative","interval_s":900,"digits":6,"active":["2026-01-01",null]}"#,
        )
        .unwrap();
        assert_eq!(
            (it.multiplier, it.roll_over_counts()),
            (1.0, Some(1_000_000))
        );
        assert!(!it.is_active(jiff::civil::date(2025, 12, 31)));
        assert!(it.is_active(jiff::civil::date(2026, 1, 1)));
    }
}

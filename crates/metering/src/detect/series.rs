//! The input of [`crate::detect`] and [`crate::repair`], and the regular picture of it that both work on.

use jiff::civil::Date;

/// Amounts of one meter, slot by slot, over whole local days.
#[derive(Debug, Clone, Copy)]
pub struct Series<'a> {
    /// First local day.
    pub start: Date,
    /// Length of a slot in seconds; divides the day.
    pub interval_s: u32,
    /// Slots of each day, for days with a clock change (92, 96, 100); empty: every day has `86400 / interval_s`.
    pub slots_per_day: &'a [u16],
    /// Amount of each slot in the meter's unit, day after day; `None` where nothing is known.
    pub values: &'a [Option<f64>],
}

/// A slot by local day and number in it.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, serde::Serialize, serde::Deserialize,
)]
pub struct Moment {
    /// The local day.
    pub date: Date,
    /// Slot of the day, from 0.
    pub slot: u16,
}

/// Days and slots of a series laid out as a table of days by clock slot.
///
/// On the day of a clock change the hour that is left out, or lived through twice, is taken to begin at 02:00. Where a
/// zone changes at another hour, the slots between the two are compared with their neighbours by an hour: one night in
/// half a year, which no rule here rests on.
pub(crate) struct Frame {
    pub start: Date,
    pub interval_s: u32,
    /// Slots of an ordinary day.
    pub n: usize,
    /// First index and slots of each day.
    pub days: Vec<(usize, usize)>,
    /// As given; NaN where nothing is known.
    pub values: Vec<f64>,
    /// Days by clock slot, NaN where nothing is known.
    pub grid: Vec<f64>,
    /// Kind of each day: 0 Monday to 6 Sunday; a holiday is a Sunday.
    pub class: Vec<u8>,
}

/// Classes of days.
pub(crate) const CLASSES: usize = 7;

impl Frame {
    pub fn new(series: &Series<'_>, holidays: &[Date]) -> Frame {
        let n = (86_400 / series.interval_s.max(1)).max(1) as usize;
        let mut days = Vec::with_capacity(series.values.len() / n + 1);
        let mut at = 0;
        while at < series.values.len() {
            let slots = series
                .slots_per_day
                .get(days.len())
                .map_or(n, |&slots| usize::from(slots).max(1));
            days.push((at, slots.min(series.values.len() - at)));
            at += slots;
        }
        let values: Vec<f64> = series
            .values
            .iter()
            .map(|value| value.filter(|v| v.is_finite()).unwrap_or(f64::NAN))
            .collect();
        let first = series.start.weekday().to_monday_zero_offset();
        let mut class: Vec<u8> = (0..days.len())
            .map(|day| ((first as usize + day) % CLASSES) as u8)
            .collect();
        for holiday in holidays {
            let day = i64::from(
                series
                    .start
                    .until(*holiday)
                    .map_or(-1, |span| span.get_days()),
            );
            if let Some(class) = usize::try_from(day).ok().and_then(|day| class.get_mut(day)) {
                *class = 6;
            }
        }
        let mut frame = Frame {
            start: series.start,
            interval_s: series.interval_s,
            n,
            grid: Vec::new(),
            days,
            values,
            class,
        };
        frame.grid = if frame.days.iter().all(|&(_, slots)| slots == n) {
            frame.values.clone()
        } else {
            let mut grid = vec![f64::NAN; frame.days.len() * n];
            for (day, &(first, slots)) in frame.days.iter().enumerate() {
                for slot in 0..slots {
                    grid[day * n + frame.clock(slots, slot)] = frame.values[first + slot];
                }
            }
            grid
        };
        frame
    }

    /// Clock slot (0 to `n - 1`) of slot `slot` of a day with `slots` slots.
    pub fn clock(&self, slots: usize, slot: usize) -> usize {
        let change = self.n / 12; // 02:00
        let clock = if slots < self.n {
            slot + if slot >= change { self.n - slots } else { 0 }
        } else if slots > self.n {
            let twice = slots - self.n;
            slot - if slot >= change + twice { twice } else { 0 }
        } else {
            slot
        };
        clock.min(self.n - 1)
    }

    /// Day of an index.
    pub fn day_of(&self, index: usize) -> usize {
        self.days
            .partition_point(|&(first, _)| first <= index)
            .saturating_sub(1)
    }

    /// Day and clock slot of an index.
    pub fn place(&self, index: usize) -> (usize, usize) {
        let day = self.day_of(index);
        let (first, slots) = self.days[day];
        (day, self.clock(slots, index - first))
    }

    /// Local day of a day's number; the last day there is, beyond it.
    pub fn date(&self, day: usize) -> Date {
        self.start
            .saturating_add(jiff::Span::new().days(day as i64))
    }

    pub fn moment(&self, index: usize) -> Moment {
        let day = self.day_of(index);
        Moment {
            date: self.date(day),
            slot: (index - self.days[day].0) as u16,
        }
    }

    /// Known values of a day, by clock slot.
    pub fn day(&self, day: usize) -> &[f64] {
        &self.grid[day * self.n..((day + 1) * self.n).min(self.grid.len())]
    }

    /// Slots in so many hours, at least one.
    pub fn hours(&self, hours: f64) -> usize {
        ((hours * 3600.0 / f64::from(self.interval_s)).round() as usize).max(1)
    }
}

/// The value below which a share of the values lies; reorders them. NaN of an empty list. No value may be NaN.
pub(crate) fn quantile(values: &mut [f64], share: f64) -> f64 {
    if values.is_empty() {
        return f64::NAN;
    }
    let at = ((values.len() - 1) as f64 * share).round() as usize;
    if values.len() <= 16 {
        values.sort_unstable_by(f64::total_cmp);
        return values[at];
    }
    *values.select_nth_unstable_by(at, f64::total_cmp).1
}

/// The middle value (mean of the middle two); reorders them. NaN of an empty list.
pub(crate) fn median(values: &mut [f64]) -> f64 {
    let n = values.len();
    if n == 0 {
        return f64::NAN;
    }
    if n <= 16 {
        // Few values: insertion sort is quickest.
        for i in 1..n {
            let value = values[i];
            let mut j = i;
            while j > 0 && values[j - 1] > value {
                values[j] = values[j - 1];
                j -= 1;
            }
            values[j] = value;
        }
        return if n % 2 == 1 {
            values[n / 2]
        } else {
            0.5 * (values[n / 2 - 1] + values[n / 2])
        };
    }
    let (below, &mut middle, _) = values.select_nth_unstable_by(n / 2, f64::total_cmp);
    if n % 2 == 1 {
        middle
    } else {
        0.5 * (below.iter().copied().fold(f64::NEG_INFINITY, f64::max) + middle)
    }
}

/// Median absolute deviation from `centre`, times 1.4826: the standard deviation of normal values.
pub(crate) fn spread(values: &[f64], centre: f64) -> f64 {
    let mut off: Vec<f64> = values.iter().map(|v| (v - centre).abs()).collect();
    1.4826 * median(&mut off)
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    #[test]
    fn on_clock_change_days_slots_keep_their_hour() {
        // Berlin 2024: 31 March has 92 quarter hours, 27 October 100.
        let values: Vec<Option<f64>> = (0..96 + 92).map(|i| Some(f64::from(i))).collect();
        let series = Series {
            start: date(2024, 3, 30),
            interval_s: 900,
            slots_per_day: &[96, 92],
            values: &values,
        };
        let frame = Frame::new(&series, &[]);
        assert_eq!(frame.place(96 + 7), (1, 7)); // 01:45
        assert_eq!(frame.place(96 + 8), (1, 12)); // 03:00
        assert_eq!(frame.place(96 + 91), (1, 95)); // 23:45
        assert!(frame.day(1)[8..12].iter().all(|v| v.is_nan()));
        assert_eq!(frame.clock(100, 12), 8); // 02:00 for the second time
        assert_eq!(frame.clock(100, 99), 95);
        assert_eq!(frame.class, [5, 6]);
        assert_eq!(frame.moment(96 + 8).slot, 8);
        assert_eq!(frame.moment(96 + 8).date, date(2024, 3, 31));
    }

    #[test]
    fn medians_and_spreads_are_those_worked_out_by_hand() {
        assert_eq!(median(&mut [3.0, 1.0, 2.0]), 2.0);
        assert_eq!(median(&mut [4.0, 1.0, 2.0, 3.0]), 2.5);
        let mut many: Vec<f64> = (0..100).map(|i| f64::from((i * 37) % 100)).collect();
        assert_eq!(median(&mut many), 49.5);
        assert_eq!(quantile(&mut many, 0.9), 89.0);
        assert!(median(&mut []).is_nan());
        // Distances from 3 of 1, 2, 3, 4, 100: 2, 1, 0, 1, 97; middle 1.
        assert_eq!(spread(&[1.0, 2.0, 3.0, 4.0, 100.0], 3.0), 1.4826);
    }
}

//! Faults planted on purpose, for those who build the detection. Few, and all listed.

use rand::{Rng, RngExt, seq::SliceRandom};

use crate::firm::{COLUMNS, Row};
use crate::sector::Carrier;

/// Kinds of fault.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kind {
    Spike,
    FlatLine,
    Negative,
    UnitSlip10,
    UnitSlip1000,
    CopiedMonth,
    MissingMonths,
    LevelChange,
    DuplicatedRow,
    UnknownCode,
}

impl Kind {
    /// How many of each in the default district.
    const PLAN: [(Kind, usize); 10] = [
        (Kind::Spike, 4),
        (Kind::FlatLine, 2),
        (Kind::Negative, 2),
        (Kind::UnitSlip10, 2),
        (Kind::UnitSlip1000, 2),
        (Kind::CopiedMonth, 3),
        (Kind::MissingMonths, 5),
        (Kind::LevelChange, 3),
        (Kind::DuplicatedRow, 2),
        (Kind::UnknownCode, 2),
    ];

    pub fn code(self) -> &'static str {
        match self {
            Kind::Spike => "spike",
            Kind::FlatLine => "flat_line",
            Kind::Negative => "negative",
            Kind::UnitSlip10 => "unit_slip_10",
            Kind::UnitSlip1000 => "unit_slip_1000",
            Kind::CopiedMonth => "copied_month",
            Kind::MissingMonths => "missing_months",
            Kind::LevelChange => "level_change",
            Kind::DuplicatedRow => "duplicated_row",
            Kind::UnknownCode => "unknown_code",
        }
    }

    pub fn note(self) -> &'static str {
        match self {
            Kind::Spike => "one month far above the others",
            Kind::FlatLine => "the same value all year",
            Kind::Negative => "sign turned",
            Kind::UnitSlip10 => "ten times too large",
            Kind::UnitSlip1000 => "a thousand times too large",
            Kind::CopiedMonth => "all values are those of the month before",
            Kind::MissingMonths => "no values",
            Kind::LevelChange => "from this month on at a lower level, to the end of the data",
            Kind::DuplicatedRow => "the month before filed again in place of this one",
            Kind::UnknownCode => "a code that is in no list",
        }
    }
}

/// One planted fault.
#[derive(Debug, Clone)]
pub(crate) struct Fault {
    pub kind: Kind,
    pub firm: usize,
    /// First month concerned, counted from the start of the data.
    pub month: usize,
    /// How many months.
    pub months: usize,
    /// By what the value is multiplied, where it is.
    pub factor: f64,
}

/// Draws the faults: each on another enterprise out of `candidates` (middling ones, so that totals still read well).
/// Their number grows with the number of enterprises; there are none among fewer than 40.
pub(crate) fn plan(
    rng: &mut impl Rng,
    candidates: &[usize],
    firms: usize,
    months: usize,
) -> Vec<Fault> {
    if firms < 40 || months < 24 {
        return Vec::new();
    }
    let mut pool = candidates.to_vec();
    pool.shuffle(rng);
    let mut faults = Vec::new();
    for (kind, base) in Kind::PLAN {
        for _ in 0..(base as f64 * firms as f64 / 3603.0).ceil() as usize {
            let Some(firm) = pool.pop() else {
                return faults;
            };
            // Never January: copies, duplicates and flat lines need a month before in the same file.
            let in_year = rng.random_range(1..10);
            let year = rng.random_range(0..months / 12);
            let (month, span) = match kind {
                Kind::FlatLine => (year * 12 + 1, 11),
                Kind::UnitSlip10 => (year * 12 + in_year, 3),
                Kind::MissingMonths => (year * 12 + in_year, rng.random_range(2..=3)),
                Kind::LevelChange => {
                    let first = rng.random_range(months / 3..months * 3 / 4);
                    (first, months - first)
                }
                _ => (year * 12 + in_year, 1),
            };
            let factor = match kind {
                Kind::Spike => rng.random_range(7.0..14.0),
                Kind::Negative => -1.0,
                Kind::UnitSlip10 => 10.0,
                Kind::UnitSlip1000 => 1000.0,
                Kind::LevelChange => rng.random_range(0.45..0.6),
                _ => 1.0,
            };
            faults.push(Fault {
                kind,
                firm,
                month,
                months: span,
                factor,
            });
        }
    }
    faults.sort_by_key(|f| (f.month, f.firm));
    faults
}

impl Fault {
    /// Whether the whole row is concerned, not only its electricity.
    pub fn whole_row(&self) -> bool {
        matches!(
            self.kind,
            Kind::CopiedMonth | Kind::MissingMonths | Kind::DuplicatedRow | Kind::UnknownCode
        )
    }

    /// Changes a year's rows of the enterprise. `first_month` is the year's January, counted from the start of the data.
    pub fn apply(&self, rows: &mut [Row; 12], first_month: usize) {
        const ELECTRICITY: usize = Carrier::Electricity as usize;
        let was = *rows;
        for (m, row) in rows.iter_mut().enumerate() {
            let month = first_month + m;
            if month < self.month || month >= self.month + self.months {
                continue;
            }
            match self.kind {
                Kind::FlatLine => row[ELECTRICITY] = was[0][ELECTRICITY],
                Kind::CopiedMonth | Kind::DuplicatedRow => *row = was[m.saturating_sub(1)],
                Kind::MissingMonths => *row = [None; COLUMNS],
                Kind::UnknownCode => {}
                Kind::Spike
                | Kind::Negative
                | Kind::UnitSlip10
                | Kind::UnitSlip1000
                | Kind::LevelChange => {
                    row[ELECTRICITY] = row[ELECTRICITY].map(|v| v * self.factor);
                }
            }
        }
    }
}

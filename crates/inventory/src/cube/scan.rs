//! One pass over the columns: filter, group, sum.

use std::ops::Range;

use rayon::prelude::*;

use super::stats::Counted;
use super::table::{Amount, Table, worse};
use super::time::Bits;
use crate::indicator::GJ_PER_TCE;

/// A compensated sum (Knuth's TwoSum) with what it was made of.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Cell {
    pub sum: f64,
    pub rest: f64,
    pub n: u32,
    pub mark: u8,
}

impl Cell {
    #[inline]
    pub fn add(&mut self, value: f64, n: u32, mark: u8) {
        let total = self.sum + value;
        let back = total - self.sum;
        self.rest += (self.sum - (total - back)) + (value - back);
        self.sum = total;
        self.n += n;
        self.mark = worse(self.mark, mark);
    }

    pub fn merge(&mut self, other: &Cell) {
        self.add(other.sum, other.n, other.mark);
        self.rest += other.rest;
    }

    /// The sum; `None` if nothing was summed.
    pub fn value(&self) -> Option<f64> {
        (self.n > 0).then_some(self.sum + self.rest)
    }
}

/// Which rows pass.
#[derive(Debug, Clone)]
pub(crate) struct Filter {
    pub kinds: [bool; 16],
    pub fields: [bool; 8],
    pub carriers: Option<Vec<bool>>,
    pub industries: Option<Vec<bool>>,
    pub enterprises: Option<Vec<bool>>,
    pub places: Option<Vec<bool>>,
    /// Months `from..to`.
    pub from: u16,
    pub to: u16,
    /// Only periods longer than this many months.
    pub longer_than: u8,
    pub sign: Sign,
}

/// Which values pass.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Sign {
    Any,
    Positive,
    Negative,
}

/// From a row to its index on one axis.
#[derive(Debug, Clone)]
pub(crate) enum AxisMap {
    Place(Vec<u32>),
    Enterprise(Vec<u32>),
    Field([u32; 8]),
    Industry(Vec<u32>),
    Carrier(Vec<u32>),
    Kind([u32; 16]),
    Gas,
    /// Window of each month from `from`; rows longer than `months` go to `unplaced`.
    Period {
        from: u16,
        window: Vec<u32>,
        months: u8,
        unplaced: u32,
    },
}

impl AxisMap {
    #[inline]
    fn at(&self, table: &Table, i: usize, gas: u32) -> u32 {
        match self {
            AxisMap::Place(map) => map[table.place[i] as usize],
            AxisMap::Enterprise(map) => map[table.enterprise[i] as usize],
            AxisMap::Field(map) => map[usize::from(table.field[i] & 7)],
            AxisMap::Industry(map) => map[usize::from(table.industry[i])],
            AxisMap::Carrier(map) => map[usize::from(table.carrier[i])],
            AxisMap::Kind(map) => map[usize::from(table.kind[i] & 15)],
            AxisMap::Gas => gas,
            AxisMap::Period {
                from,
                window,
                months,
                unplaced,
            } => {
                if table.months[i] > *months {
                    *unplaced
                } else {
                    window[usize::from(table.start[i] - from)]
                }
            }
        }
    }
}

/// Which rows have their denominator counted, so that a ratio sums both sides over the same subjects and months.
#[derive(Debug, Clone)]
pub(crate) struct Matched {
    pub counted: Counted,
    /// Rows of places count too (not only enterprises).
    pub places: bool,
    pub by_field: bool,
    pub by_industry: bool,
}

impl Matched {
    #[inline]
    fn passes(&self, table: &Table, i: usize) -> bool {
        let (lo, hi) = (table.start[i], table.start[i] + u16::from(table.months[i]));
        let e = table.enterprise[i] as usize;
        if e != 0 && self.counted.enterprise.any(e, lo, hi) {
            let key = self.counted.keys[e];
            return (!self.by_field || key.0 == table.field[i])
                && (!self.by_industry || key.1 == table.industry[i]);
        }
        let row = table.place[i] as usize * 8
            + if self.by_field {
                usize::from(table.field[i] & 7)
            } else {
                0
            };
        self.places && self.counted.place.any(row, lo, hi)
    }

    /// True if within each calendar year all or none of a subject's months with data are matched, so that the yearly
    /// roll-up gives the same sums.
    pub fn by_whole_years(
        &self,
        enterprises: &Bits,
        places: &Bits,
        n: (usize, usize),
        from: u16,
        to: u16,
    ) -> bool {
        let years = || (from / 12..to.div_ceil(12)).map(|y| (y * 12, y * 12 + 12));
        let whole = |counted: &Bits, row: usize, data: &Bits, data_row: usize| {
            years().all(|(lo, hi)| {
                let both = counted.count_both(row, data, data_row, lo, hi);
                both == 0 || both == data.count(data_row, lo, hi)
            })
        };
        (1..n.0).all(|e| whole(&self.counted.enterprise, e, enterprises, e))
            && (!self.places
                || (0..n.1 * 8).all(|row| whole(&self.counted.place, row, places, row / 8)))
    }
}

/// A pass over some rows of a table.
pub(crate) struct Scan<'a> {
    pub table: &'a Table,
    pub rows: Range<usize>,
    pub filter: &'a Filter,
    /// Axes with their sizes; at most two.
    pub axes: &'a [(AxisMap, usize)],
    pub matched: Option<&'a Matched>,
}

/// Sums by cell, and whether rows were met that reach beyond the asked time (known only for a longer period).
pub(crate) struct Sums {
    pub cells: Vec<Cell>,
    pub straddles: bool,
}

impl Scan<'_> {
    /// Number of cells.
    pub fn size(&self) -> usize {
        self.axes.iter().map(|a| a.1).product()
    }

    /// Sums an amount; `gas` is the index on the gas axis.
    pub fn sum(&self, amount: Amount, gas: u32) -> Sums {
        let t = self.table;
        if !t.has(amount) {
            return Sums {
                cells: vec![Cell::default(); self.size()],
                straddles: false,
            };
        }
        match amount {
            Amount::Carbon => self.pass(gas, |i| t.carbon[i]),
            Amount::Gas(g) => self.pass(gas, |i| t.gases[g][i]),
            Amount::Biogenic => self.pass(gas, |i| t.biogenic[i]),
            Amount::Calorific => {
                if t.energy_gj.is_empty() {
                    return Sums {
                        cells: vec![Cell::default(); self.size()],
                        straddles: false,
                    };
                }
                self.pass(gas, |i| t.energy_gj[i] / GJ_PER_TCE)
            }
            Amount::Equivalent => self.pass(gas, |i| {
                let own = t.equivalent_tce.get(i).copied().unwrap_or(f64::NAN);
                if own.is_nan() {
                    t.energy_gj.get(i).copied().unwrap_or(f64::NAN) / GJ_PER_TCE
                } else {
                    own
                }
            }),
        }
    }

    /// Rows that pass the filter, in order, with their cell.
    pub fn rows(&self, gas: u32, rows: Range<usize>, mut visit: impl FnMut(usize, usize)) -> bool {
        let (t, f) = (self.table, self.filter);
        let mut straddles = false;
        let second = self.axes.get(1).map_or(1, |a| a.1);
        for i in rows {
            let lo = t.start[i];
            let hi = lo + u16::from(t.months[i]);
            if hi <= f.from
                || lo >= f.to
                || !f.kinds[usize::from(t.kind[i] & 15)]
                || !f.fields[usize::from(t.field[i] & 7)]
            {
                continue;
            }
            if f.carriers
                .as_ref()
                .is_some_and(|c| !c[usize::from(t.carrier[i])])
                || f.industries
                    .as_ref()
                    .is_some_and(|c| !c[usize::from(t.industry[i])])
                || f.places.as_ref().is_some_and(|c| !c[t.place[i] as usize])
                || f.enterprises
                    .as_ref()
                    .is_some_and(|c| !c[t.enterprise[i] as usize])
            {
                continue;
            }
            if lo < f.from || hi > f.to {
                straddles = true;
                continue;
            }
            if t.months[i] <= f.longer_than || self.matched.is_some_and(|m| !m.passes(t, i)) {
                continue;
            }
            let cell = match self.axes {
                [] => 0,
                [a] => a.0.at(t, i, gas) as usize,
                [a, b, ..] => a.0.at(t, i, gas) as usize * second + b.0.at(t, i, gas) as usize,
            };
            visit(i, cell);
        }
        straddles
    }

    fn pass(&self, gas: u32, value: impl Fn(usize) -> f64 + Sync) -> Sums {
        let size = self.size();
        let sign = self.filter.sign;
        // Chunks depend on the question and the data alone, so that the order of adding, and with it the last bit, does too.
        let length = (1usize << 16).max(size * 4);
        let chunks: Vec<Range<usize>> = self
            .rows
            .clone()
            .step_by(length)
            .map(|a| a..(a + length).min(self.rows.end))
            .collect();
        let work = |rows: &Range<usize>| {
            let mut cells = vec![Cell::default(); size];
            let straddles = self.rows(gas, rows.clone(), |i, cell| {
                let v = value(i);
                let passes = match sign {
                    Sign::Any => !v.is_nan(),
                    Sign::Positive => v >= 0.0,
                    Sign::Negative => v < 0.0,
                };
                if passes {
                    let n = self.table.count.get(i).copied().unwrap_or(1);
                    cells[cell].add(v, n, self.table.mark[i]);
                }
            });
            Sums { cells, straddles }
        };
        if chunks.len() <= 1 {
            return work(&self.rows);
        }
        let parts: Vec<Sums> = chunks.par_iter().map(work).collect();
        let mut parts = parts.into_iter();
        let mut all = parts.next().unwrap_or(Sums {
            cells: vec![Cell::default(); size],
            straddles: false,
        });
        for part in parts {
            all.straddles |= part.straddles;
            for (cell, other) in all.cells.iter_mut().zip(&part.cells) {
                if other.n > 0 {
                    cell.merge(other);
                }
            }
        }
        all
    }
}

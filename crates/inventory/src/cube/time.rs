//! Months as small numbers.

use units::Period;

/// Month 0 of the cube: January 1800.
const EPOCH_YEAR: i32 = 1800;

/// First month (from January 1800) and number of months (1, 3, 6, 12) of a period the ledger keeps.
pub(crate) fn span(period: Period) -> Option<(u16, u8)> {
    let (year, month, months) = match period {
        Period::Year(year) => (year, 1, 12),
        Period::Half { year, half } if (1..=2).contains(&half) => (year, half * 6 - 5, 6),
        Period::Quarter { year, quarter } if (1..=4).contains(&quarter) => {
            (year, quarter * 3 - 2, 3)
        }
        Period::Month { year, month } if (1..=12).contains(&month) => (year, month, 1),
        _ => return None,
    };
    let first = (i32::from(year) - EPOCH_YEAR) * 12 + i32::from(month) - 1;
    let first = u16::try_from(first)
        .ok()
        .filter(|first| *first < u16::MAX - 12)?;
    Some((first, months))
}

/// The period of `months` months that begins with month `first`; `None` where that is no calendar period.
pub(crate) fn period(first: u16, months: u8) -> Option<Period> {
    let year = i16::try_from(i32::from(first) / 12 + EPOCH_YEAR).ok()?;
    let month = (first % 12) as i8;
    match months {
        1 => Some(Period::Month {
            year,
            month: month + 1,
        }),
        3 if month % 3 == 0 => Some(Period::Quarter {
            year,
            quarter: month / 3 + 1,
        }),
        6 if month % 6 == 0 => Some(Period::Half {
            year,
            half: month / 6 + 1,
        }),
        12 if month == 0 => Some(Period::Year(year)),
        _ => None,
    }
}

/// Month number of `YYYY-MM` or `YYYY` (its first or last month).
pub(crate) fn month_of_text(text: &str, last: bool) -> Option<u16> {
    let (first, months) = span(text.trim().parse().ok()?)?;
    Some(if last {
        first + u16::from(months) - 1
    } else {
        first
    })
}

/// Which of the spans `(first month, months)` must go so that no month is counted twice: a longer one goes where shorter
/// ones cover all its months; otherwise the shorter ones that overlap it go, because the longer one alone is complete.
pub(crate) fn overlapping(spans: &[(u16, u8)]) -> Vec<bool> {
    let mut gone = vec![false; spans.len()];
    let mut order: Vec<usize> = (0..spans.len()).collect();
    order.sort_by_key(|&i| (std::cmp::Reverse(spans[i].1), spans[i].0));
    let longest = order.first().map_or(0, |&i| spans[i].1);
    if spans.iter().all(|s| s.1 == longest) {
        return gone;
    }
    for (rank, &i) in order.iter().enumerate() {
        if gone[i] {
            continue;
        }
        let (first, months) = spans[i];
        let end = first + u16::from(months);
        let inside: Vec<usize> = order[rank + 1..]
            .iter()
            .copied()
            .filter(|&j| {
                !gone[j]
                    && spans[j].1 < months
                    && spans[j].0 < end
                    && spans[j].0 + u16::from(spans[j].1) > first
            })
            .collect();
        if inside.is_empty() {
            continue;
        }
        let covered = (first..end).all(|m| {
            inside
                .iter()
                .any(|&j| (spans[j].0..spans[j].0 + u16::from(spans[j].1)).contains(&m))
        });
        if covered {
            gone[i] = true;
        } else {
            for j in inside {
                gone[j] = true;
            }
        }
    }
    gone
}

/// A row of months for each of many nodes.
#[derive(Debug, Clone, Default)]
pub(crate) struct Bits {
    first: u16,
    words: usize,
    data: Vec<u64>,
}

impl Bits {
    /// `rows` rows for the months `first..end`.
    pub fn new(rows: usize, first: u16, end: u16) -> Bits {
        let words = usize::from(end.saturating_sub(first)).div_ceil(64).max(1);
        Bits {
            first,
            words,
            data: vec![0; rows * words],
        }
    }

    /// Months `lo..hi` clamped to the matrix, as bit numbers.
    fn clamp(&self, lo: u16, hi: u16) -> (usize, usize) {
        let limit = self.words * 64;
        let lo = usize::from(lo.saturating_sub(self.first)).min(limit);
        let hi = usize::from(hi.saturating_sub(self.first)).min(limit);
        (lo, hi)
    }

    fn mask(word: usize, lo: usize, hi: usize) -> u64 {
        let (begin, end) = (word * 64, word * 64 + 64);
        let (lo, hi) = (lo.max(begin), hi.min(end));
        if lo >= hi {
            return 0;
        }
        let width = hi - lo;
        let ones = if width == 64 {
            u64::MAX
        } else {
            (1u64 << width) - 1
        };
        ones << (lo - begin)
    }

    /// Sets months `lo..hi` of a row.
    pub fn set(&mut self, row: usize, lo: u16, hi: u16) {
        let (lo, hi) = self.clamp(lo, hi);
        if lo >= hi {
            return;
        }
        for word in lo / 64..hi.div_ceil(64) {
            self.data[row * self.words + word] |= Self::mask(word, lo, hi);
        }
    }

    /// True if any month of `lo..hi` is set.
    pub fn any(&self, row: usize, lo: u16, hi: u16) -> bool {
        let (lo, hi) = self.clamp(lo, hi);
        lo < hi
            && (lo / 64..hi.div_ceil(64))
                .any(|w| self.data[row * self.words + w] & Self::mask(w, lo, hi) != 0)
    }

    /// How many months of `lo..hi` are set.
    pub fn count(&self, row: usize, lo: u16, hi: u16) -> u32 {
        let (lo, hi) = self.clamp(lo, hi);
        if lo >= hi {
            return 0;
        }
        (lo / 64..hi.div_ceil(64))
            .map(|w| (self.data[row * self.words + w] & Self::mask(w, lo, hi)).count_ones())
            .sum()
    }

    /// How many months of `lo..hi` are set here and in a row of another matrix over the same months.
    pub fn count_both(&self, row: usize, other: &Bits, other_row: usize, lo: u16, hi: u16) -> u32 {
        let (lo, hi) = self.clamp(lo, hi);
        if lo >= hi {
            return 0;
        }
        (lo / 64..hi.div_ceil(64))
            .map(|w| {
                let both =
                    self.data[row * self.words + w] & other.data[other_row * other.words + w];
                (both & Self::mask(w, lo, hi)).count_ones()
            })
            .sum()
    }

    /// Adds the months of a row of another matrix over the same months.
    pub fn or_from(&mut self, row: usize, other: &Bits, other_row: usize) {
        for w in 0..self.words {
            self.data[row * self.words + w] |= other.data[other_row * other.words + w];
        }
    }

    /// Adds the months of one row to another of the same matrix.
    pub fn or_within(&mut self, row: usize, from: usize) {
        for w in 0..self.words {
            self.data[row * self.words + w] |= self.data[from * self.words + w];
        }
    }

    /// A row by itself.
    pub fn clone_row(&self, row: usize) -> Vec<u64> {
        self.data[row * self.words..(row + 1) * self.words].to_vec()
    }

    /// Keeps of a row only the months also set in another.
    pub fn and_row(&mut self, row: usize, other: &[u64]) {
        for (w, bits) in other.iter().enumerate() {
            self.data[row * self.words + w] &= bits;
        }
    }

    /// Copies another matrix' row.
    pub fn copy_from(&mut self, row: usize, other: &Bits, other_row: usize) {
        for w in 0..self.words {
            self.data[row * self.words + w] = other.data[other_row * other.words + w];
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn spans_and_periods_are_inverse() {
        for text in ["2020", "1999", "2020-05", "2020-12"] {
            let p: Period = text.parse().unwrap();
            let (first, months) = span(p).unwrap();
            assert_eq!(period(first, months), Some(p));
        }
        let half = Period::Half {
            year: 2020,
            half: 2,
        };
        assert_eq!(span(half), Some((220 * 12 + 6, 6)));
        assert_eq!(period(220 * 12 + 1, 3), None);
    }

    #[test]
    fn a_covered_year_goes_and_an_uncovered_one_stays() {
        let mut spans = vec![(0, 12)];
        spans.extend((0..12).map(|m| (m, 1)));
        let gone = overlapping(&spans);
        assert!(gone[0] && gone[1..].iter().all(|g| !g));
        spans.pop();
        let gone = overlapping(&spans);
        assert!(!gone[0] && gone[1..].iter().all(|g| *g));
        assert!(
            overlapping(&[(0, 12), (12, 12), (24, 1)])
                .iter()
                .all(|g| !g)
        );
    }

    #[test]
    fn bits_count_over_word_borders() {
        let mut bits = Bits::new(2, 100, 300);
        bits.set(1, 150, 290);
        assert_eq!(bits.count(1, 0, 65_000), 140);
        assert_eq!(bits.count(1, 160, 170), 10);
        assert!(!bits.any(0, 100, 300) && bits.any(1, 289, 300) && !bits.any(1, 290, 300));
    }
}

//! A symmetric matrix over cities, each pair once.

use super::{Figure, Why};

/// A symmetric matrix over names: the half below the diagonal, and the diagonal. Where there is no figure, there is a reason.
#[derive(Debug, Clone, PartialEq)]
pub struct PairMatrix {
    names: Vec<String>,
    /// Row by row below the diagonal; NaN inside is "none" and never leaves this type.
    lower: Vec<f64>,
    diagonal: Vec<f64>,
    /// Why a whole row has no figures.
    row_why: Vec<Option<Why>>,
    /// Why a pair has none although both rows have some; the pairs in `contradictory` excepted.
    pair_why: Why,
    contradictory: Vec<(usize, usize)>,
    /// Decimals that were printed, if it was printed.
    pub(super) decimals: Option<u32>,
}

impl PairMatrix {
    pub(super) fn from_parts(
        names: Vec<String>,
        lower: Vec<f64>,
        diagonal: Vec<f64>,
        row_why: Vec<Option<Why>>,
        pair_why: Why,
    ) -> Self {
        debug_assert_eq!(lower.len(), names.len() * names.len().saturating_sub(1) / 2);
        PairMatrix {
            names,
            lower,
            diagonal,
            row_why,
            pair_why,
            contradictory: Vec::new(),
            decimals: None,
        }
    }

    pub(super) fn contradict(&mut self, a: usize, b: usize) {
        let (high, low) = (a.max(b), a.min(b));
        self.lower[at(high, low)] = f64::NAN;
        self.contradictory.push((high, low));
    }

    /// Names in order.
    pub fn names(&self) -> &[String] {
        &self.names
    }

    /// How many names.
    pub fn len(&self) -> usize {
        self.names.len()
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.names.is_empty()
    }

    /// Decimals of the printed figures, `None` for a computed matrix.
    pub fn decimals(&self) -> Option<u32> {
        self.decimals
    }

    /// The figure of a pair, or of a name with itself.
    ///
    /// # Panics
    /// If there is no such row.
    pub fn get(&self, a: usize, b: usize) -> Figure {
        if a == b {
            let value = self.diagonal[a];
            return if value.is_nan() {
                Err(self.row_why[a].unwrap_or(Why::Missing))
            } else {
                Ok(value)
            };
        }
        let (high, low) = (a.max(b), a.min(b));
        let value = self.lower[at(high, low)];
        if !value.is_nan() {
            Ok(value)
        } else if self.contradictory.contains(&(high, low)) {
            Err(Why::Contradictory)
        } else {
            // The graver of two reasons, so that the order of the names decides nothing.
            let of_rows = [self.row_why[high], self.row_why[low]]
                .into_iter()
                .flatten()
                .min();
            Err(of_rows.unwrap_or(self.pair_why))
        }
    }

    /// All pairs once: row, column (row > column), figure.
    pub fn pairs(&self) -> impl Iterator<Item = (usize, usize, Figure)> + '_ {
        (1..self.len()).flat_map(move |a| (0..a).map(move |b| (a, b, self.get(a, b))))
    }

    /// The known figures of pairs, with row and column.
    pub fn known(&self) -> impl Iterator<Item = (usize, usize, f64)> + '_ {
        (1..self.len()).flat_map(move |a| {
            (0..a).filter_map(move |b| {
                let value = self.lower[at(a, b)];
                (!value.is_nan()).then_some((a, b, value))
            })
        })
    }
}

/// Where a pair stands in the half below the diagonal; `high > low`.
pub(super) fn at(high: usize, low: usize) -> usize {
    high * (high - 1) / 2 + low
}

//! Error propagation (IPCC 2006 Guidelines, Vol. 1, Ch. 3, approach 1).
//!
//! All uncertainties are relative half widths of 95 % intervals in percent. Approach 1 holds for errors that are not too
//! wide (below about 60 % of the mean) and near normal; beyond that its results are too narrow.

/// Uncertainty of a product of independent quantities, equation 3.1:
/// `U_total = sqrt(U_1^2 + U_2^2 + ... + U_n^2)`.
///
/// ```
/// // Activity data of 3 % times a factor of 4 %.
/// assert_eq!(inventory::uncertainty::of_product([3.0, 4.0]), 5.0);
/// ```
pub fn of_product(percents: impl IntoIterator<Item = f64>) -> f64 {
    percents.into_iter().map(|u| u * u).sum::<f64>().sqrt()
}

/// Uncertainty of a quotient of independent quantities, to first order: `U = sqrt(U_above^2 + U_below^2)` (as equation 3.1,
/// because `1/x` has the relative uncertainty of `x`). Within a hundredth while `below` is under about 10 %;
/// beyond that the quotient is lopsided and its interval wider.
pub fn of_quotient(above_percent: f64, below_percent: f64) -> f64 {
    of_product([above_percent, below_percent])
}

/// Uncertainty of a sum of independent quantities `(amount, percent)`, equation 3.2:
/// `U_total = sqrt((U_1 x_1)^2 + ... + (U_n x_n)^2) / |x_1 + ... + x_n|`. `None` if the sum is zero.
///
/// ```
/// // Two equal parts of 4 % each: what errs in one partly makes up for the other.
/// let u = inventory::uncertainty::of_sum([(10.0, 4.0), (10.0, 4.0)]).unwrap();
/// assert!((u - 4.0 / f64::sqrt(2.0)).abs() < 1e-12);
/// ```
pub fn of_sum(parts: impl IntoIterator<Item = (f64, f64)>) -> Option<f64> {
    let (mut total, mut squares) = (0.0, 0.0);
    for (amount, percent) in parts {
        total += amount;
        squares += (amount * percent).powi(2);
    }
    (total != 0.0).then(|| squares.sqrt() / f64::abs(total))
}

/// A product of an activity and factors, as part of a sum.
#[derive(Debug, Clone, PartialEq)]
pub struct Term<'a> {
    /// Amount of the product.
    pub amount: f64,
    /// Uncertainty of what is this term's alone (its activity), in percent.
    pub own_percent: f64,
    /// Ids of the factors.
    pub factors: Vec<&'a str>,
}

/// Uncertainty of a sum of products that share factors: activities are independent, a factor's error is common to all
/// terms that it enters (full correlation, as Vol. 1, Ch. 3, 3.2.3.1 asks where one factor serves several categories):
/// `U^2 = sum_i (x_i u_i)^2 + sum_f (u_f sum_{i with f} x_i)^2`, relative to `|sum x_i|`.
///
/// `percent_of` gives a factor's uncertainty; one that it does not know is taken as exact. `None` if the sum is zero.
pub fn of_shared_factors(
    terms: &[Term<'_>],
    percent_of: impl Fn(&str) -> Option<f64>,
) -> Option<f64> {
    let total: f64 = terms.iter().map(|t| t.amount).sum();
    let mut by_factor: std::collections::BTreeMap<&str, f64> = Default::default();
    let mut squares = 0.0;
    for term in terms {
        squares += (term.amount * term.own_percent).powi(2);
        for factor in &term.factors {
            *by_factor.entry(factor).or_default() += term.amount;
        }
    }
    for (factor, amount) in by_factor {
        squares += (amount * percent_of(factor).unwrap_or(0.0)).powi(2);
    }
    (total != 0.0).then(|| squares.sqrt() / total.abs())
}

//! Money in whole minor units (fen, cents), with currency and price base.

use std::fmt;

use crate::dimension::{Currency, PriceBase};

/// The one function by which amounts become whole numbers: to the nearest, ties to even (ISO 80000-1 annex B rule A).
/// `None` if the amount is not finite or beyond an `i64`.
pub fn round_to_whole(amount: f64) -> Option<i64> {
    let rounded = amount.round_ties_even();
    // 2^63 is a float, 2^63 - 1 is not.
    let limit = 9_223_372_036_854_775_808.0;
    (rounded >= -limit && rounded < limit).then_some(rounded as i64)
}

/// An amount of money in whole minor units. Two amounts are added only if currency and price base agree.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Money {
    minor: i64,
    currency: Currency,
    price_base: PriceBase,
}

/// Why two amounts of money have no sum.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum MoneyError {
    /// Currencies or price bases differ.
    #[error("{left} and {right} are not of one currency and price base")]
    Mismatch {
        /// One amount.
        left: Money,
        /// The other.
        right: Money,
    },
    /// The sum cannot be held.
    #[error("an amount of money is too large")]
    TooLarge,
}

impl Money {
    /// An amount in minor units (123456 fen are 1,234.56 yuan).
    pub fn from_minor(minor: i64, currency: Currency, price_base: PriceBase) -> Money {
        Money {
            minor,
            currency,
            price_base,
        }
    }

    /// The nearest whole amount to a number of major units, and the residual that was rounded away, in minor units:
    /// it is to be posted, not lost. `None` if the number is not finite or too large.
    pub fn from_major(
        amount: f64,
        currency: Currency,
        price_base: PriceBase,
    ) -> Option<(Money, f64)> {
        let minor_exact = amount * 10_f64.powi(minor_digits(currency) as i32);
        let minor = round_to_whole(minor_exact)?;
        let residual = minor_exact - minor as f64;
        Some((Money::from_minor(minor, currency, price_base), residual))
    }

    /// Minor units (fen).
    pub fn minor(self) -> i64 {
        self.minor
    }

    /// Currency.
    pub fn currency(self) -> Currency {
        self.currency
    }

    /// Price base.
    pub fn price_base(self) -> PriceBase {
        self.price_base
    }

    /// The sum.
    ///
    /// # Errors
    /// If currency or price base differ, or it cannot be held.
    pub fn plus(self, other: Money) -> Result<Money, MoneyError> {
        self.same_as(other)?;
        let minor = self
            .minor
            .checked_add(other.minor)
            .ok_or(MoneyError::TooLarge)?;
        Ok(Money { minor, ..self })
    }

    /// The difference.
    ///
    /// # Errors
    /// If currency or price base differ, or it cannot be held.
    pub fn minus(self, other: Money) -> Result<Money, MoneyError> {
        self.same_as(other)?;
        let minor = self
            .minor
            .checked_sub(other.minor)
            .ok_or(MoneyError::TooLarge)?;
        Ok(Money { minor, ..self })
    }

    /// Shares in proportion to weights, which sum exactly to it: largest remainders get the odd minor units, the
    /// earlier share first among equals. `None` if no weight is positive or one is negative or not finite.
    ///
    /// ```
    /// use units::{Money, PriceBase};
    ///
    /// let bill = Money::from_minor(100, "CNY".parse().unwrap(), PriceBase::Current);
    /// let parts = bill.split(&[1.0, 1.0, 1.0]).unwrap();
    /// assert_eq!(parts.iter().map(|part| part.minor()).sum::<i64>(), 100, "no fen is lost");
    /// ```
    pub fn split(self, weights: &[f64]) -> Option<Vec<Money>> {
        let total: f64 = weights.iter().sum();
        if !(total > 0.0 && total.is_finite()) || weights.iter().any(|weight| *weight < 0.0) {
            return None;
        }
        let exact: Vec<f64> = weights
            .iter()
            .map(|weight| self.minor as f64 * (weight / total))
            .collect();
        let mut shares = Vec::with_capacity(exact.len());
        for share in &exact {
            shares.push(round_to_whole(share.floor())?);
        }
        let shared = shares
            .iter()
            .try_fold(0_i64, |sum, share| sum.checked_add(*share))?;
        let mut odd = self.minor.checked_sub(shared)?;
        let mut order: Vec<usize> = (0..shares.len())
            .filter(|index| weights[*index] > 0.0)
            .collect();
        order.sort_by(|left, right| {
            let remainder = |index: usize| exact[index] - exact[index].floor();
            remainder(*right).total_cmp(&remainder(*left))
        });
        // More than one round only where the amount is beyond what a float tells apart.
        for index in order.iter().cycle() {
            if odd == 0 {
                break;
            }
            let step = odd.signum();
            shares[*index] = shares[*index].checked_add(step)?;
            odd -= step;
        }
        Some(
            shares
                .into_iter()
                .map(|minor| Money { minor, ..self })
                .collect(),
        )
    }

    fn same_as(self, other: Money) -> Result<(), MoneyError> {
        if self.currency == other.currency && self.price_base == other.price_base {
            Ok(())
        } else {
            Err(MoneyError::Mismatch {
                left: self,
                right: other,
            })
        }
    }
}

/// Digits after the point: 2, but for those that ISO 4217 lists with 0, 3 or 4.
pub fn minor_digits(currency: Currency) -> u32 {
    match currency.code() {
        "BIF" | "CLP" | "DJF" | "GNF" | "ISK" | "JPY" | "KMF" | "KRW" | "PYG" | "RWF" | "UGX"
        | "UYI" | "VND" | "VUV" | "XAF" | "XOF" | "XPF" => 0,
        "BHD" | "IQD" | "JOD" | "KWD" | "LYD" | "OMR" | "TND" => 3,
        "CLF" | "UYW" => 4,
        _ => 2,
    }
}

/// Minor units as a number in major units, with all digits that the currency has: 123456 fen are `1234.56`.
pub fn major(minor: i64, currency: Currency) -> String {
    let sign = if minor < 0 { "-" } else { "" };
    let whole = minor.unsigned_abs();
    match minor_digits(currency) {
        0 => format!("{sign}{whole}"),
        digits => {
            let one = 10_u64.pow(digits);
            let width = digits as usize;
            format!("{sign}{}.{:0width$}", whole / one, whole % one)
        }
    }
}

/// `1234.56 CNY@2020`.
impl fmt::Display for Money {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&major(self.minor, self.currency))?;
        write!(f, " {}@{}", self.currency, self.price_base)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// ISO 4217, list one.
    #[test]
    fn minor_units_are_those_of_the_standard() {
        for (code, minor, text) in [
            ("CNY", -5, "-0.05"),
            ("GBP", 123_456, "1234.56"),
            ("JPY", 1500, "1500"),
            ("KWD", 1001, "1.001"),
            ("CLF", 20_001, "2.0001"),
        ] {
            let currency: Currency = code.parse().unwrap();
            assert_eq!(major(minor, currency), text);
        }
    }

    fn yuan(amount: f64) -> Money {
        Money::from_major(amount, Currency::CNY, PriceBase::Year(2020))
            .unwrap()
            .0
    }

    #[test]
    fn rounded_once_and_the_residual_kept() {
        for (amount, whole) in [
            (0.5, 0),
            (1.5, 2),
            (2.5, 2),
            (-0.5, 0),
            (-1.5, -2),
            (2.4999, 2),
        ] {
            assert_eq!(round_to_whole(amount), Some(whole));
        }
        assert_eq!(round_to_whole(f64::NAN), None);
        assert_eq!(round_to_whole(1e19), None);
        assert_eq!(round_to_whole(-9_223_372_036_854_775_808.0), Some(i64::MIN));
        let (money, residual) =
            Money::from_major(10.126, Currency::CNY, PriceBase::Current).unwrap();
        assert_eq!(money.to_string(), "10.13 CNY@current");
        assert!((residual + 0.4).abs() < 1e-9);
        let (yen, _) =
            Money::from_major(-1234.4, "JPY".parse().unwrap(), PriceBase::Current).unwrap();
        assert_eq!(yen.to_string(), "-1234 JPY@current");
        assert_eq!(
            Money::from_minor(-5, Currency::CNY, PriceBase::Current).to_string(),
            "-0.05 CNY@current"
        );
    }

    #[test]
    fn only_like_money_is_added() {
        assert_eq!(
            yuan(1.5).plus(yuan(2.25)).unwrap().to_string(),
            "3.75 CNY@2020"
        );
        assert_eq!(yuan(1.0).minus(yuan(2.0)).unwrap().minor(), -100);
        let current = Money::from_minor(100, Currency::CNY, PriceBase::Current);
        assert_eq!(
            yuan(1.0).plus(current).unwrap_err().to_string(),
            "1.00 CNY@2020 and 1.00 CNY@current are not of one currency and price base"
        );
        let most = Money::from_minor(i64::MAX, Currency::CNY, PriceBase::Year(2020));
        assert_eq!(most.plus(yuan(0.01)), Err(MoneyError::TooLarge));
    }

    #[test]
    fn shares_sum_to_the_whole() {
        let minors = |shares: Option<Vec<Money>>| {
            shares.map(|shares| shares.iter().map(|share| share.minor()).collect::<Vec<_>>())
        };
        assert_eq!(
            minors(yuan(1.0).split(&[1.0, 1.0, 1.0])),
            Some(vec![34, 33, 33])
        );
        assert_eq!(minors(yuan(-1.0).split(&[1.0, 2.0])), Some(vec![-33, -67]));
        assert_eq!(minors(yuan(1.0).split(&[0.0, 1.0])), Some(vec![0, 100]));
        assert_eq!(minors(yuan(1.0).split(&[])), None);
        assert_eq!(minors(yuan(1.0).split(&[1.0, -1.0])), None);
        assert_eq!(minors(yuan(1.0).split(&[f64::NAN])), None);
    }

    proptest! {
        #[test]
        fn no_minor_unit_is_lost(minor in -1_000_000_000_000_000_i64..1_000_000_000_000_000, weights in proptest::collection::vec(0.0..1e9_f64, 1..50)) {
            let money = Money::from_minor(minor, Currency::CNY, PriceBase::Current);
            if let Some(shares) = money.split(&weights) {
                prop_assert_eq!(shares.iter().map(|share| share.minor()).sum::<i64>(), minor);
            }
        }
    }
}

//! Exact rational numbers, and their product with a float rounded once.

use std::fmt;
use std::str::FromStr;

/// A positive rational number in lowest terms: how many base units a unit is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Ratio {
    numerator: u128,
    denominator: u128,
}

/// Why a text is no ratio.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{text:?} is no positive number: write 3600000, 29307.6, 10000/15 or 10^4")]
pub struct RatioError {
    /// What was given.
    pub text: String,
}

impl Ratio {
    /// One.
    pub const ONE: Ratio = Ratio {
        numerator: 1,
        denominator: 1,
    };

    /// `numerator / denominator` in lowest terms; `None` if either is 0 or beyond an `i128`.
    pub fn new(numerator: u128, denominator: u128) -> Option<Ratio> {
        let limit = i128::MAX as u128;
        if numerator == 0 || denominator == 0 {
            return None;
        }
        let divisor = gcd(numerator, denominator);
        let (numerator, denominator) = (numerator / divisor, denominator / divisor);
        (numerator <= limit && denominator <= limit).then_some(Ratio {
            numerator,
            denominator,
        })
    }

    /// Ten to a power; `None` beyond ±38.
    pub fn power_of_ten(exponent: i32) -> Option<Ratio> {
        let power = 10_u128.checked_pow(exponent.unsigned_abs())?;
        if exponent < 0 {
            Ratio::new(1, power)
        } else {
            Ratio::new(power, 1)
        }
    }

    /// Numerator and denominator in lowest terms, as two whole ratios.
    pub(crate) fn parts(self) -> (Ratio, Ratio) {
        let whole = |numerator| Ratio {
            numerator,
            denominator: 1,
        };
        (whole(self.numerator), whole(self.denominator))
    }

    /// The numerator in lowest terms.
    pub fn numerator(self) -> u128 {
        self.numerator
    }

    /// The denominator in lowest terms.
    pub fn denominator(self) -> u128 {
        self.denominator
    }

    /// One over it.
    #[must_use]
    pub fn inverse(self) -> Ratio {
        Ratio {
            numerator: self.denominator,
            denominator: self.numerator,
        }
    }

    /// The exact product; `None` beyond an `i128`.
    pub fn checked_mul(self, other: Ratio) -> Option<Ratio> {
        // Reduce crosswise first, so that only a product that truly does not fit overflows.
        let left = gcd(self.numerator, other.denominator);
        let right = gcd(other.numerator, self.denominator);
        Ratio::new(
            (self.numerator / left).checked_mul(other.numerator / right)?,
            (self.denominator / right).checked_mul(other.denominator / left)?,
        )
    }

    /// The exact quotient; `None` beyond an `i128`.
    pub fn checked_div(self, other: Ratio) -> Option<Ratio> {
        self.checked_mul(other.inverse())
    }

    /// The exact power; `None` beyond an `i128`.
    pub fn checked_pow(self, exponent: i32) -> Option<Ratio> {
        let base = if exponent < 0 { self.inverse() } else { self };
        (0..exponent.unsigned_abs()).try_fold(Ratio::ONE, |power, _| power.checked_mul(base))
    }

    /// The exponent if it is a power of ten.
    pub fn ten_exponent(self) -> Option<i32> {
        let exponent = |mut n: u128| {
            let mut count = 0;
            while n.is_multiple_of(10) {
                n /= 10;
                count += 1;
            }
            (n == 1).then_some(count)
        };
        match (exponent(self.numerator), exponent(self.denominator)) {
            (Some(up), Some(down)) => Some(up - down),
            _ => None,
        }
    }

    /// The nearest float.
    pub fn to_f64(self) -> f64 {
        self.apply(1.0)
    }

    /// `value * self`, rounded once, to the nearest float (ties to even); what is not finite stays as it is.
    pub fn apply(self, value: f64) -> f64 {
        if value == 0.0 || !value.is_finite() || self == Ratio::ONE {
            return value;
        }
        let bits = value.to_bits();
        let biased = ((bits >> 52) & 0x7ff) as i32;
        let fraction = bits & ((1 << 52) - 1);
        let (mantissa, exponent) = match biased {
            0 => (fraction, -1074),
            _ => (fraction | (1 << 52), biased - 1075),
        };
        let magnitude = scale(mantissa, exponent, self.numerator, self.denominator);
        magnitude.copysign(value)
    }
}

fn gcd(mut a: u128, mut b: u128) -> u128 {
    while b != 0 {
        (a, b) = (b, a % b);
    }
    a
}

/// `mantissa * 2^exponent * numerator / denominator`, rounded once.
fn scale(mantissa: u64, exponent: i32, numerator: u128, denominator: u128) -> f64 {
    let mantissa = u128::from(mantissa);
    if let Some(product) = mantissa.checked_mul(numerator)
        && denominator >> 72 == 0
    {
        // Shifted to the top, the product has 128 bits and the quotient at least 56: enough to round.
        let shift = product.leading_zeros() as i32;
        let shifted = product << shift;
        let sticky = !shifted.is_multiple_of(denominator);
        return compose(shifted / denominator, sticky, exponent - shift);
    }
    // Rare: binary long division of the 192-bit product, most significant bit first.
    let (high, low) = widening_mul(mantissa, numerator);
    let mut remainder = 0_u128;
    let mut quotient = 0_u128;
    let mut taken = 0;
    while taken < 256 || quotient >> 64 == 0 {
        let bit = match taken {
            0..128 => (high >> (127 - taken)) & 1,
            128..256 => (low >> (255 - taken)) & 1,
            _ => 0,
        };
        if quotient >> 64 != 0 {
            // Enough bits: what is left only decides ties.
            break;
        }
        // The denominator is below 2^127, so the doubled remainder fits.
        remainder = (remainder << 1) | bit;
        quotient <<= 1;
        if remainder >= denominator {
            remainder -= denominator;
            quotient |= 1;
        }
        taken += 1;
    }
    let rest_of_product = match taken {
        0..128 => high << taken != 0 || low != 0,
        128..256 => low << (taken - 128) != 0,
        _ => false,
    };
    compose(
        quotient,
        remainder != 0 || rest_of_product,
        exponent + 256 - taken,
    )
}

/// The 256-bit product as its upper and lower half.
fn widening_mul(a: u128, b: u128) -> (u128, u128) {
    let low_half = u128::from(u64::MAX);
    let (a_high, a_low) = (a >> 64, a & low_half);
    let (b_high, b_low) = (b >> 64, b & low_half);
    let low = a_low * b_low;
    let middle = a_high * b_low + (low >> 64);
    let middle_low = (middle & low_half) + a_low * b_high;
    let high = a_high * b_high + (middle >> 64) + (middle_low >> 64);
    (high, (middle_low << 64) | (low & low_half))
}

/// `(quotient + a little if sticky) * 2^exponent` as the nearest float.
fn compose(quotient: u128, sticky: bool, exponent: i32) -> f64 {
    let bits = 128 - quotient.leading_zeros() as i32;
    let top = bits - 1 + exponent;
    if top > 1023 {
        return f64::INFINITY;
    }
    // Below 2^-1022 floats have fewer bits.
    let precision = if top >= -1022 { 53 } else { 1075 + top };
    if precision < 0 {
        return 0.0;
    }
    let drop = bits - precision;
    let (mut kept, mut exponent) = (quotient, exponent);
    if drop > 0 {
        let rest = if drop < 128 {
            quotient & ((1 << drop) - 1)
        } else {
            quotient
        };
        let half = 1_u128 << (drop - 1);
        kept = if drop < 128 { quotient >> drop } else { 0 };
        if rest > half || (rest == half && (sticky || kept & 1 == 1)) {
            kept += 1;
        }
        exponent += drop;
    }
    // Two steps, each exact, because 2^exponent alone may lie outside the floats.
    let first = exponent.clamp(-1000, 1000);
    kept as f64 * 2_f64.powi(first) * 2_f64.powi(exponent - first)
}

impl FromStr for Ratio {
    type Err = RatioError;

    fn from_str(text: &str) -> Result<Self, RatioError> {
        let parsed = match text.split_once('/') {
            Some((above, below)) => decimal(above.trim())
                .zip(decimal(below.trim()))
                .and_then(|(above, below)| above.checked_div(below)),
            None => decimal(text.trim()),
        };
        parsed.ok_or_else(|| RatioError {
            text: text.to_owned(),
        })
    }
}

/// `1234`, `12.5`, `1e6`, `1.5E-3`, `10^4`; positive.
fn decimal(text: &str) -> Option<Ratio> {
    if let Some((base, exponent)) = text.split_once('^') {
        return decimal(base)?.checked_pow(exponent.parse::<i8>().ok()?.into());
    }
    let (digits, exponent) = match text.split_once(['e', 'E']) {
        Some((digits, exponent)) => (digits, i32::from(exponent.parse::<i8>().ok()?)),
        None => (text, 0),
    };
    let (whole, fraction) = digits.split_once('.').unwrap_or((digits, ""));
    let all_digits = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
    if whole.is_empty() || !all_digits(whole) || !all_digits(fraction) {
        return None;
    }
    let integer: u128 = format!("{whole}{fraction}").parse().ok()?;
    let shift = exponent - i32::try_from(fraction.len()).ok()?;
    Ratio::new(integer, 1)?.checked_mul(Ratio::power_of_ten(shift)?)
}

/// As a decimal where it ends, else as a fraction.
/// Decimals that are tried before a ratio is written as a fraction.
const DECIMALS_MAX: usize = 38;

impl fmt::Display for Ratio {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // Long division: a decimal is written as one, however many digits it has; what recurs stays a fraction.
        let mut rest = self.numerator % self.denominator;
        let mut decimals = String::new();
        while rest != 0 && decimals.len() < DECIMALS_MAX {
            let Some(tenfold) = rest.checked_mul(10) else {
                break;
            };
            decimals.push_str(&(tenfold / self.denominator).to_string());
            rest = tenfold % self.denominator;
        }
        if rest == 0 {
            let whole = self.numerator / self.denominator;
            return match decimals.as_str() {
                "" => write!(f, "{whole}"),
                decimals => write!(f, "{whole}.{decimals}"),
            };
        }
        write!(f, "{}/{}", self.numerator, self.denominator)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn texts_and_their_ratios() {
        for (text, numerator, denominator) in [
            ("1", 1, 1),
            ("29307.6", 146538, 5),
            ("10000/15", 2000, 3),
            ("10^4", 10_000, 1),
            ("1e6", 1_000_000, 1),
            ("1.5E-3", 3, 2000),
            ("44/12", 11, 3),
            ("0.4536", 567, 1250),
        ] {
            let ratio: Ratio = text.parse().unwrap();
            assert_eq!(
                (ratio.numerator(), ratio.denominator()),
                (numerator, denominator)
            );
            assert_eq!(ratio.to_string().parse(), Ok(ratio));
        }
        for (text, printed) in [
            ("44/12", "11/3"),
            ("1.50", "1.5"),
            ("0.001", "0.001"),
            // Times any power of ten that clears its decimals it is beyond what can be held.
            (
                "7770000000200000.000200026894",
                "7770000000200000.000200026894",
            ),
        ] {
            assert_eq!(text.parse::<Ratio>().unwrap().to_string(), printed);
        }
        for text in [
            "", "0", "-1", "1/0", "0/1", "a", "1.", ".5", "1e99", "1/2/3", "１", "10^", "1e",
        ] {
            let expected = text == "1.";
            assert_eq!(text.parse::<Ratio>().is_ok(), expected, "{text}");
        }
    }

    #[test]
    fn rounded_once() {
        let ratio = |a, b| Ratio::new(a, b).unwrap();
        // 0.1 * 3 rounds to 0.30000000000000004; a single rounding of the exact product says the same.
        assert_eq!(ratio(3, 1).apply(0.1), 0.1 * 3.0);
        assert_eq!(ratio(1, 3).apply(-9.0), -3.0);
        assert_eq!(ratio(1, 10).apply(1.0), 0.1);
        assert_eq!(ratio(10_000, 15).apply(15.0), 10_000.0);
        assert_eq!(ratio(u128::MAX >> 1, (u128::MAX >> 1) - 1).apply(1.5), 1.5);
        assert_eq!(ratio(1, 2).apply(f64::from_bits(1)), 0.0);
        assert_eq!(ratio(3, 4).apply(f64::from_bits(1)), f64::from_bits(1));
        assert_eq!(ratio(10, 1).apply(f64::MAX), f64::INFINITY);
        assert!(ratio(10, 1).apply(f64::NAN).is_nan());
        assert!(ratio(2, 1).apply(-0.0).is_sign_negative());
    }

    proptest! {
        /// A decimal text parsed by the standard library is rounded once; so must be the integer times a power of ten.
        #[test]
        fn agrees_with_correctly_rounded_decimals(integer in 1_u64..(1 << 53), exponent in -30_i32..30) {
            let text = format!("{integer}e{exponent}");
            let expected: f64 = text.parse().unwrap();
            prop_assert_eq!(Ratio::power_of_ten(exponent).unwrap().apply(integer as f64), expected);
        }

        #[test]
        fn the_long_way_agrees_with_the_short(
            mantissa in (1_u64 << 52)..(1 << 53), exponent in -60_i32..60, a in 1_u64.., b in 1_u64..
        ) {
            let value = mantissa as f64 * 2_f64.powi(exponent);
            let short = Ratio::new(a.into(), b.into()).unwrap().apply(value);
            // Blown up by a common factor the same ratio has to be divided bit by bit.
            let blow = 1_u128 << 62;
            let long = scale(mantissa, exponent, u128::from(a) * blow, u128::from(b) * blow);
            prop_assert_eq!(short, long);
        }

        #[test]
        fn there_and_back_is_within_one_step(value in 1e-300..1e300_f64, a in 1_u64..1_000_000, b in 1_u64..1_000_000) {
            let ratio = Ratio::new(a.into(), b.into()).unwrap();
            let back = ratio.inverse().apply(ratio.apply(value));
            prop_assert!((back / value - 1.0).abs() <= 2.0 * f64::EPSILON);
        }
    }
}

//! Single readings as they come: a value as written, exactly, and its counts of the meter's resolution.

use std::collections::HashMap;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::Code;

/// One reading, for those who have few.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Sample {
    /// Code of the meter.
    pub meter: String,
    /// When: see [`crate::Stamp`].
    pub at: Timestamp,
    /// What the meter shows, in its unit (power: unit per hour), before the multiplier; finite.
    pub value: f64,
    /// How it came to be.
    #[serde(default)]
    pub code: Code,
}

/// A decimal number as it was written: `mantissa × 10^exponent`, exact.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Decimal {
    /// All digits, with the sign.
    pub mantissa: i64,
    /// Power of ten.
    pub exponent: i16,
}

/// A value in counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Counts {
    /// The nearest whole number of counts; from the middle, away from zero.
    pub counts: i64,
    /// False if the value lies between two counts.
    pub exact: bool,
}

const TENS: [i64; 19] = {
    let mut tens = [1_i64; 19];
    let mut at = 1;
    while at < tens.len() {
        tens[at] = tens[at - 1] * 10;
        at += 1;
    }
    tens
};

impl Decimal {
    /// Zero.
    pub const ZERO: Decimal = Decimal {
        mantissa: 0,
        exponent: 0,
    };

    /// Reads `12`, `-0.50`, `+.5`, `3.`, `1.2e-3`: ASCII digits, one decimal point, an exponent. No blanks, no marks for
    /// thousands. `None` for anything else, and for what has more than 18 digits that say something.
    #[must_use]
    pub fn parse(text: &[u8]) -> Option<Decimal> {
        let (negative, digits) = match text.first()? {
            b'-' => (true, &text[1..]),
            b'+' => (false, &text[1..]),
            _ => (false, text),
        };
        let mut mantissa: i64 = 0;
        let (mut read, mut kept, mut exponent) = (false, 0_u32, 0_i32);
        let mut fraction = false;
        let mut zeros: u32 = 0;
        let mut at = 0;
        while let Some(&byte) = digits.get(at) {
            match byte {
                b'0'..=b'9' => {
                    read = true;
                    let digit = i64::from(byte - b'0');
                    if fraction {
                        exponent -= 1;
                    }
                    if digit == 0 && (kept == 0 || kept + zeros >= 18) {
                        // Zeros in front, and zeros past the eighteenth digit that only move the point.
                        if kept > 0 {
                            zeros += 1;
                            exponent += 1;
                        }
                    } else if digit == 0 {
                        mantissa *= 10;
                        kept += 1;
                    } else {
                        if zeros > 0 || kept >= 18 {
                            return None;
                        }
                        mantissa = mantissa * 10 + digit;
                        kept += 1;
                    }
                }
                b'.' if !fraction => fraction = true,
                b'e' | b'E' if read => {
                    let power = std::str::from_utf8(&digits[at + 1..]).ok()?;
                    if power.is_empty() || power.len() > 5 {
                        return None;
                    }
                    exponent += power.parse::<i32>().ok()?;
                    break;
                }
                _ => return None,
            }
            at += 1;
        }
        if !read {
            return None;
        }
        if mantissa == 0 {
            return Some(Decimal::ZERO);
        }
        Some(Decimal {
            mantissa: if negative { -mantissa } else { mantissa },
            exponent: i16::try_from(exponent).ok()?,
        })
    }

    /// The shortest decimal that is `value`: 0.1 is 1e-1, as it was written. `None` if not finite.
    #[must_use]
    pub fn from_f64(value: f64) -> Option<Decimal> {
        if !value.is_finite() {
            return None;
        }
        // Quotients of whole numbers below 2^53 by powers of ten up to 10^22 are correctly rounded, so the first that gives the
        // value back is its shortest form.
        for (exponent, ten) in TENS.iter().enumerate().take(10) {
            let scaled = value * *ten as f64;
            if scaled.abs() >= 9e15 {
                break;
            }
            let whole = scaled.round();
            if whole / *ten as f64 == value {
                return Some(Decimal {
                    mantissa: whole as i64,
                    exponent: -(exponent as i16),
                });
            }
        }
        Decimal::parse(format!("{value:e}").as_bytes())
    }

    /// The nearest double.
    #[must_use]
    pub fn to_f64(self) -> f64 {
        let exponent = i32::from(self.exponent);
        if self.mantissa.unsigned_abs() < 1 << 53 && exponent.abs() <= 18 {
            let ten = TENS[exponent.unsigned_abs() as usize] as f64;
            let whole = self.mantissa as f64;
            return if exponent < 0 {
                whole / ten
            } else {
                whole * ten
            };
        }
        format!("{}e{exponent}", self.mantissa)
            .parse()
            .unwrap_or(f64::NAN)
    }

    /// How many `grid` it is. `None` if that is beyond ±9.2e18 or the grid is not positive.
    #[must_use]
    #[inline]
    pub fn counts(self, grid: Decimal) -> Option<Counts> {
        if grid.mantissa <= 0 {
            return None;
        }
        if self.mantissa == 0 {
            return Some(Counts {
                counts: 0,
                exact: true,
            });
        }
        let power = i32::from(self.exponent) - i32::from(grid.exponent);
        if power >= 0 && grid.mantissa == 1 {
            let ten = *TENS.get(power as usize)?;
            return Some(Counts {
                counts: self.mantissa.checked_mul(ten)?,
                exact: true,
            });
        }
        // mantissa × 10^power / grid, in whole numbers.
        let (mut above, mut below) = (i128::from(self.mantissa), i128::from(grid.mantissa));
        if power >= 0 {
            above *= i128::from(*TENS.get(power as usize)?);
        } else {
            match TENS.get(power.unsigned_abs() as usize) {
                Some(ten) => below *= i128::from(*ten),
                // Less than half a count.
                None => {
                    return Some(Counts {
                        counts: 0,
                        exact: false,
                    });
                }
            }
        }
        let (whole, rest) = (above / below, above % below);
        let away = if rest.abs() * 2 >= below {
            above.signum()
        } else {
            0
        };
        Some(Counts {
            counts: i64::try_from(whole + away).ok()?,
            exact: rest == 0,
        })
    }
}

impl std::fmt::Display for Decimal {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}", self.to_f64())
    }
}

/// One reading of a batch: 32 bytes, no text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Reading {
    /// When, in seconds since 1970-01-01T00:00Z. Finer times do not occur.
    pub at_s: i64,
    /// The number as it was written.
    pub value: Decimal,
    /// Index into [`Readings::meters`].
    pub meter: u32,
    /// Row of the file or index in the batch, from 1; 0 if none.
    pub row: u32,
    /// How it came to be.
    pub code: Code,
}

/// Many readings, in the order they came; each meter's code is kept once.
#[derive(Debug, Clone, Default)]
pub struct Readings {
    meters: Vec<String>,
    indices: HashMap<String, u32>,
    /// The meter of the reading before: files are mostly sorted.
    last: u32,
    rows: Vec<Reading>,
}

impl Readings {
    /// None yet.
    #[must_use]
    pub fn new() -> Readings {
        Readings::default()
    }

    /// Those of a list. Values that are not finite are left out and returned by index.
    #[must_use]
    pub fn from_samples(samples: &[Sample]) -> (Readings, Vec<usize>) {
        let mut readings = Readings::new();
        let mut left_out = Vec::new();
        for (index, sample) in samples.iter().enumerate() {
            match Decimal::from_f64(sample.value) {
                Some(value) => {
                    let meter = readings.meter(&sample.meter);
                    readings.push(Reading {
                        at_s: sample.at.as_second(),
                        value,
                        meter,
                        row: u32::try_from(index + 1).unwrap_or(u32::MAX),
                        code: sample.code,
                    });
                }
                None => left_out.push(index),
            }
        }
        (readings, left_out)
    }

    /// Makes room for so many more.
    pub fn reserve(&mut self, more: usize) {
        self.rows.reserve(more);
    }

    /// Index of a meter's code, added if new.
    #[inline]
    pub fn meter(&mut self, code: &str) -> u32 {
        if self
            .meters
            .get(self.last as usize)
            .is_some_and(|it| it == code)
        {
            return self.last;
        }
        // Files by time name the meters in the same order again and again.
        let next = self.last as usize + 1;
        let next = if next < self.meters.len() { next } else { 0 };
        if self.meters.get(next).is_some_and(|it| it == code) {
            self.last = next as u32;
            return self.last;
        }
        let index = match self.indices.get(code) {
            Some(index) => *index,
            None => {
                let index = self.meters.len() as u32;
                self.meters.push(code.to_owned());
                self.indices.insert(code.to_owned(), index);
                index
            }
        };
        self.last = index;
        index
    }

    /// Adds a reading, whose meter is an index of [`Readings::meter`].
    #[inline]
    pub fn push(&mut self, reading: Reading) {
        debug_assert!((reading.meter as usize) < self.meters.len());
        self.rows.push(reading);
    }

    /// Multiplies the values of one meter, for a file in another unit than the meter's (from MWh to kWh: 1000). Exact; false, and
    /// nothing changed, if a value would have too many digits.
    #[must_use]
    pub fn scale(&mut self, meter: u32, factor: Decimal) -> bool {
        let of = |it: &&mut Reading| it.meter == meter;
        let fits = |it: &mut Reading| it.value.checked_mul(factor).is_some();
        if !self.rows.iter_mut().filter(of).all(fits) {
            return false;
        }
        for it in self.rows.iter_mut().filter(of) {
            if let Some(value) = it.value.checked_mul(factor) {
                it.value = value;
            }
        }
        true
    }

    /// Codes of the meters, by index.
    #[must_use]
    pub fn meters(&self) -> &[String] {
        &self.meters
    }

    /// The readings, in the order they came.
    #[must_use]
    pub fn rows(&self) -> &[Reading] {
        &self.rows
    }

    pub(crate) fn parts_mut(&mut self) -> (&[String], &mut [Reading]) {
        (&self.meters, &mut self.rows)
    }

    /// Takes up those of another delivery, behind these.
    pub fn extend(&mut self, other: &Readings) {
        let meters: Vec<u32> = other.meters.iter().map(|code| self.meter(code)).collect();
        self.rows.extend(other.rows.iter().map(|reading| Reading {
            meter: meters[reading.meter as usize],
            ..*reading
        }));
    }

    /// How many.
    #[must_use]
    pub fn len(&self) -> usize {
        self.rows.len()
    }

    /// True if there are none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.rows.is_empty()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn decimal(text: &str) -> Option<(i64, i16)> {
        Decimal::parse(text.as_bytes()).map(|it| (it.mantissa, it.exponent))
    }

    #[test]
    fn numbers_are_read_digit_by_digit() {
        for (text, expected) in [
            ("0", Some((0, 0))),
            ("-0.000", Some((0, 0))),
            ("3.17", Some((317, -2))),
            ("3.170", Some((3170, -3))),
            ("+.5", Some((5, -1))),
            ("4.", Some((4, 0))),
            ("1.25E3", Some((125, 1))),
            ("1e-3", Some((1, -3))),
            ("0.000000000000000000123", Some((123, -21))),
            ("123456789012345678", Some((123_456_789_012_345_678, 0))),
            // Eighteen digits and zeros that only move the point.
            ("12345678901234567800", Some((123_456_789_012_345_678, 2))),
            (
                "1.000000000000000000000",
                Some((100_000_000_000_000_000, -17)),
            ),
            ("1234567890123456789", None),
            ("10000000000000000001", None),
            ("", None),
            ("-", None),
            (".", None),
            ("1,5", None),
            ("1.2.3", None),
            ("1e", None),
            ("1e999999", None),
            ("e5", None),
            ("nan", None),
            (" 1", None),
            ("１", None),
        ] {
            assert_eq!(decimal(text), expected, "{text:?}");
        }
    }

    #[test]
    fn counts_are_exact_or_say_that_they_are_not() {
        let grid = |text: &str| Decimal::parse(text.as_bytes()).unwrap();
        for (value, of, counts, exact) in [
            ("3.17", "0.01", 317, true),
            ("3.174", "0.01", 317, false),
            ("3.175", "0.01", 318, false), // from the middle, away from zero
            ("-3.175", "0.01", -318, false),
            ("12", "0.001", 12_000, true),
            ("7.5", "2.5", 3, true),
            ("7.6", "2.5", 3, false),
            ("1e-30", "0.001", 0, false),
            ("0", "0.5", 0, true),
            // In doubles 0.3 / 0.1 is 2.9999999999999996.
            ("0.3", "0.1", 3, true),
        ] {
            let found = grid(value).counts(grid(of)).unwrap();
            assert_eq!(
                (found.counts, found.exact),
                (counts, exact),
                "{value} of {of}"
            );
        }
        assert_eq!(grid("1e19").counts(grid("1")), None);
        assert_eq!(grid("5").counts(Decimal::ZERO), None);
    }

    #[test]
    fn doubles_become_the_decimal_that_they_were_written_as() {
        for value in [
            0.1,
            3.17,
            -42.0,
            0.001,
            123_456.789,
            1e-12,
            1.5e17,
            0.088339,
            f64::MIN_POSITIVE,
        ] {
            let it = Decimal::from_f64(value).unwrap();
            assert_eq!(it.to_f64(), value, "{it:?}");
        }
        assert_eq!(
            Decimal::from_f64(0.1),
            Some(Decimal {
                mantissa: 1,
                exponent: -1
            })
        );
        assert_eq!(Decimal::from_f64(f64::NAN), None);
    }

    #[test]
    fn another_unit_multiplies_exactly() {
        let sample = |meter: &str, value| Sample {
            meter: meter.to_owned(),
            at: Timestamp::UNIX_EPOCH,
            value,
            code: Code::Measured,
        };
        let (mut readings, left_out) =
            Readings::from_samples(&[sample("a", 0.1), sample("b", 0.1), sample("c", f64::NAN)]);
        assert_eq!(left_out, [2]);
        let thousand = Decimal {
            mantissa: 1,
            exponent: 3,
        };
        assert!(readings.scale(0, thousand));
        assert_eq!(readings.rows()[0].value.to_f64(), 100.0);
        assert_eq!(readings.rows()[1].value.to_f64(), 0.1);
        let huge = Decimal {
            mantissa: i64::MAX,
            exponent: 0,
        };
        readings.rows[0].value.mantissa = 7;
        assert!(!readings.scale(0, huge));
        assert_eq!(readings.rows()[0].value.mantissa, 7);
    }

    proptest::proptest! {
        #[test]
        fn any_double_of_a_meter_goes_there_and_back(mantissa in -9_999_999_999_i64..9_999_999_999, places in 0_i16..9) {
            let value = Decimal { mantissa, exponent: -places }.to_f64();
            let it = Decimal::from_f64(value).unwrap();
            proptest::prop_assert_eq!(it.to_f64(), value);
            let grid = Decimal { mantissa: 1, exponent: -places };
            proptest::prop_assert_eq!(it.counts(grid), Some(Counts { counts: mantissa, exact: true }));
        }
    }
}

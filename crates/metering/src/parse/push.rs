//! Batches that gateways push: one JSON object, or a line of JSON for each reading.

use std::borrow::Cow;

use serde::Deserialize;
use serde::de::{Deserializer, IgnoredAny, MapAccess, SeqAccess, Visitor};

use super::time::{DateOrder, Time, parse_time};
use super::{Resolved, Resolver, parse_code, says_missing, shown};
use crate::clock::DayClock;
use crate::collect::Rejected;
use crate::finding::{code_line, rendered};
use crate::sample::{Decimal, Reading, Readings};
use crate::{Code, Stamp};

/// How a batch is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PushFormat {
    /// `{"key": "...", "readings": [{"meter", "at", "value", "quality"?}, ...]}`, or the list alone.
    Json,
    /// One reading a line; a line `{"key": "..."}` may stand among them.
    Lines,
}

/// A batch as it came.
#[derive(Debug, Clone, Default)]
pub struct Push {
    /// What tells it from others, if it says so itself.
    pub key: Option<String>,
    /// The readings; [`Reading::row`] is the place in the batch (the line), from 1.
    pub readings: Readings,
    /// Readings that are none, by their place in the batch (the line), from 1.
    pub rejected: Vec<Rejected>,
    /// Readings of the batch, taken or rejected.
    pub total: usize,
    /// Lines that say that nothing was read (null, `-`, `NA`): no reading, and no zero.
    pub missing: usize,
}

/// Why a batch is none.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum PushFault {
    /// Not JSON, or not of this form.
    #[error("line {line}, column {column}: {detail}")]
    NotJson {
        /// Line, from 1.
        line: usize,
        /// Column, from 1; 0 at the end of the text.
        column: usize,
        /// What was expected.
        detail: String,
    },
    /// Not UTF-8.
    #[error("byte {at} is not UTF-8")]
    NotText {
        /// Bytes before it.
        at: usize,
    },
}

impl PushFault {
    /// Stable code.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            PushFault::NotJson { .. } => "push_not_json",
            PushFault::NotText { .. } => "push_not_text",
        }
    }
}

/// A value of whatever kind; what kind is looked at later, so that one odd reading does not refuse its batch.
#[derive(Debug, Default)]
enum Scalar<'a> {
    /// No such field.
    #[default]
    Absent,
    Null,
    Text(Cow<'a, str>),
    Integer(i64),
    Number(f64),
    Other,
}

impl<'de: 'a, 'a> Deserialize<'de> for Scalar<'a> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Any;
        impl<'de> Visitor<'de> for Any {
            type Value = Scalar<'de>;
            fn expecting(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str("a number or a text")
            }
            fn visit_borrowed_str<E>(self, text: &'de str) -> Result<Self::Value, E> {
                Ok(Scalar::Text(Cow::Borrowed(text)))
            }
            fn visit_str<E>(self, text: &str) -> Result<Self::Value, E> {
                Ok(Scalar::Text(Cow::Owned(text.to_owned())))
            }
            fn visit_i64<E>(self, number: i64) -> Result<Self::Value, E> {
                Ok(Scalar::Integer(number))
            }
            fn visit_u64<E>(self, number: u64) -> Result<Self::Value, E> {
                Ok(i64::try_from(number).map_or(Scalar::Number(number as f64), Scalar::Integer))
            }
            fn visit_f64<E>(self, number: f64) -> Result<Self::Value, E> {
                Ok(Scalar::Number(number))
            }
            fn visit_unit<E>(self) -> Result<Self::Value, E> {
                Ok(Scalar::Null)
            }
            fn visit_bool<E>(self, _: bool) -> Result<Self::Value, E> {
                Ok(Scalar::Other)
            }
            fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<Self::Value, A::Error> {
                while list.next_element::<IgnoredAny>()?.is_some() {}
                Ok(Scalar::Other)
            }
            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
                while map.next_entry::<IgnoredAny, IgnoredAny>()?.is_some() {}
                Ok(Scalar::Other)
            }
        }
        deserializer.deserialize_any(Any)
    }
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct Line<'a> {
    #[serde(borrow)]
    key: Scalar<'a>,
    #[serde(borrow)]
    meter: Scalar<'a>,
    #[serde(borrow, alias = "time", alias = "timestamp")]
    at: Scalar<'a>,
    #[serde(borrow)]
    value: Scalar<'a>,
    #[serde(borrow, alias = "code")]
    quality: Scalar<'a>,
}

#[derive(Debug, Deserialize)]
struct Batch<'a> {
    #[serde(borrow, default)]
    key: Scalar<'a>,
    #[serde(borrow)]
    readings: Vec<Line<'a>>,
}

/// Reads a batch. Readings that are none are rejected one by one; the others stand. Local times are the region's, of which an
/// hour that clocks go through twice is told apart by the order in the batch.
///
/// # Errors
/// [`PushFault`] if the batch cannot be read at all; of lines, only if they are not UTF-8.
pub fn read_push(
    bytes: &[u8],
    format: PushFormat,
    clock: &DayClock,
    stamp: Stamp,
) -> Result<Push, PushFault> {
    let text = std::str::from_utf8(bytes).map_err(|fault| PushFault::NotText {
        at: fault.valid_up_to(),
    })?;
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    let mut it = Taker {
        push: Push::default(),
        resolver: Resolver::new(clock, None, stamp),
    };
    match format {
        PushFormat::Json => {
            let batch = if text.trim_start().starts_with('[') {
                serde_json::from_str(text).map(|readings| Batch {
                    key: Scalar::Absent,
                    readings,
                })
            } else {
                serde_json::from_str(text)
            };
            let batch: Batch<'_> = batch.map_err(not_json)?;
            it.key(&batch.key);
            it.push.readings.reserve(batch.readings.len());
            for (index, line) in batch.readings.iter().enumerate() {
                it.take(line, place(index));
            }
        }
        PushFormat::Lines => {
            for (index, line) in text.lines().enumerate() {
                if line.trim().is_empty() {
                    continue;
                }
                match serde_json::from_str::<Line<'_>>(line) {
                    Ok(line) => {
                        let key_alone = matches!(
                            (&line.meter, &line.at, &line.value),
                            (Scalar::Absent, Scalar::Absent, Scalar::Absent)
                        ) && !matches!(line.key, Scalar::Absent);
                        if key_alone {
                            it.key(&line.key);
                        } else {
                            it.take(&line, place(index));
                        }
                    }
                    Err(fault) => {
                        it.push.total += 1;
                        let found = shown(line.trim());
                        let detail = fault.column().to_string();
                        it.reject(
                            place(index),
                            "reading_not_json",
                            vec![("found", found), ("column", detail)],
                        );
                    }
                }
            }
        }
    }
    Ok(it.push)
}

fn place(index: usize) -> u32 {
    u32::try_from(index + 1).unwrap_or(u32::MAX)
}

fn not_json(fault: serde_json::Error) -> PushFault {
    PushFault::NotJson {
        line: fault.line(),
        column: fault.column(),
        detail: fault.to_string(),
    }
}

struct Taker<'c> {
    push: Push,
    resolver: Resolver<'c>,
}

impl Taker<'_> {
    fn key(&mut self, key: &Scalar<'_>) {
        self.push.key = match key {
            Scalar::Text(text) if !text.trim().is_empty() => Some(text.trim().to_owned()),
            Scalar::Integer(number) => Some(number.to_string()),
            _ => return,
        };
    }

    fn reject(&mut self, row: u32, code: &'static str, params: Vec<(&'static str, String)>) {
        let named = params
            .into_iter()
            .map(|(name, value)| (name.to_owned(), value))
            .collect();
        self.push.rejected.push(Rejected {
            row,
            code,
            message: rendered(code_line(code).map_or("", |line| line.sentence), &named),
        });
    }

    fn take(&mut self, line: &Line<'_>, row: u32) {
        let value = match &line.value {
            Scalar::Integer(number) => Some(Decimal {
                mantissa: *number,
                exponent: 0,
            }),
            Scalar::Number(number) => Decimal::from_f64(*number),
            Scalar::Null => {
                self.push.missing += 1;
                return;
            }
            Scalar::Text(text) if says_missing(text.trim()) => {
                self.push.missing += 1;
                return;
            }
            Scalar::Text(text) => Decimal::parse(text.trim().as_bytes()),
            Scalar::Absent | Scalar::Other => None,
        };
        self.push.total += 1;
        let found = |scalar: &Scalar<'_>| match scalar {
            Scalar::Text(text) => shown(text),
            Scalar::Integer(number) => number.to_string(),
            Scalar::Number(number) => number.to_string(),
            Scalar::Absent | Scalar::Null | Scalar::Other => String::new(),
        };
        let Some(value) = value else {
            let params = vec![("found", found(&line.value))];
            return self.reject(row, "reading_not_a_number", params);
        };
        let meter = match &line.meter {
            Scalar::Text(text) => Cow::Borrowed(text.trim()),
            Scalar::Integer(number) => Cow::Owned(number.to_string()),
            _ => Cow::Borrowed(""),
        };
        if meter.is_empty() {
            return self.reject(row, "reading_without_meter", Vec::new());
        }
        let time = match &line.at {
            Scalar::Text(text) => parse_time(text.trim(), DateOrder::DayFirst),
            // Seconds or milliseconds since 1970, told apart by their size: 1e11 s is the year 5138.
            Scalar::Integer(number) if (0..100_000_000_000).contains(number) => {
                Some(Time::Instant(*number))
            }
            Scalar::Integer(number) if *number > 0 => {
                Some(Time::Instant(number.saturating_add(500).div_euclid(1000)))
            }
            _ => None,
        };
        let Some(time) = time else {
            let params = vec![("found", found(&line.at))];
            return self.reject(row, "reading_not_a_time", params);
        };
        let code = match &line.quality {
            Scalar::Absent | Scalar::Null => Some(Code::Measured),
            Scalar::Text(text) => parse_code(text.trim()),
            Scalar::Integer(number) => u8::try_from(*number).ok().and_then(Code::from_number),
            Scalar::Number(_) | Scalar::Other => None,
        };
        let Some(code) = code else {
            let params = vec![("found", found(&line.quality))];
            return self.reject(row, "reading_unknown_quality", params);
        };
        let meter = self.push.readings.meter(&meter);
        let at_s = match self.resolver.resolve(meter, time) {
            Resolved::Plain(at_s) | Resolved::Ambiguous(at_s) | Resolved::ClosesDay(at_s) => at_s,
            Resolved::Never => {
                let params = vec![("found", found(&line.at))];
                return self.reject(row, "reading_time_never", params);
            }
        };
        self.push.readings.push(Reading {
            at_s,
            value,
            meter,
            row,
            code,
        });
    }
}

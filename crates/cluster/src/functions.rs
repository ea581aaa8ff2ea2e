//! The kernels of `metering` as functions of a plan.
//!
//! | function | arguments | result |
//! | --- | --- | --- |
//! | `day_amount` | `values list<int>`, `base long` | counts of the day, [`metering::kernel::sum`]; null if no slot has a value |
//! | `day_present` | `values list<int>` | slots that have a value |
//! | `day_micrograms` | `values list<int>`, `base long`, `factors list<double>` kg per kWh by local elapsed hour, `interval_s int`, `step double` kWh per count | micrograms of CO2e, [`metering::kernel::dot`] and [`metering::kernel::micrograms`]; null if a factor is missing |
//! | `day_millionths` | `counts long`, `step double` amount of one count | amount of the day in millionths of its unit, [`metering::kernel::millionths`] |
//! | `kwh_per_unit` | `unit string` | kWh in one unit; null if the unit is none of energy |
//!
//! The base of a day is added to each of its values; it is 0 but for meters that show huge numbers.
//!
//! All return whole numbers of counts or micrograms, so that what is added up above is exact: the same to the last bit in
//! any order, on any number of machines. Client, scheduler and executors must all know them: [`scalars`] is the one list.

use std::collections::HashMap;
use std::sync::Arc;

use ballista_core::registry::BallistaFunctionRegistry;
use datafusion::arrow::array::{
    Array, ArrayRef, AsArray, Float64Array, Float64Builder, Int64Array, Int64Builder, ListArray,
};
use datafusion::arrow::datatypes::{DataType, Float64Type, Int32Type};
use datafusion::common::cast::{as_float64_array, as_int32_array, as_int64_array, as_list_array};
use datafusion::common::{Result, exec_err, plan_err};
use datafusion::logical_expr::{
    ColumnarValue, ScalarFunctionArgs, ScalarUDF, ScalarUDFImpl, Signature, Volatility,
};
use units::UnitRegistry;

const SECONDS_PER_HOUR: usize = 3_600;

/// Our functions, under the names plans call them by.
#[must_use]
pub fn scalars() -> Vec<Arc<ScalarUDF>> {
    [
        Kernel::Amount,
        Kernel::Present,
        Kernel::Micrograms,
        Kernel::Millionths,
        Kernel::KwhPerUnit,
    ]
    .into_iter()
    .map(|kernel| Arc::new(ScalarUDF::new_from_impl(Function::new(kernel))))
    .collect()
}

/// What an executor knows by name: the engine's own functions and ours.
#[must_use]
pub fn registry() -> BallistaFunctionRegistry {
    let mut registry = BallistaFunctionRegistry::default();
    registry.scalar_functions.extend(
        scalars()
            .into_iter()
            .map(|function| (function.name().to_owned(), function)),
    );
    registry
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
enum Kernel {
    Amount,
    Present,
    Micrograms,
    Millionths,
    KwhPerUnit,
}

#[derive(Debug, PartialEq, Eq, Hash)]
struct Function {
    kernel: Kernel,
    signature: Signature,
}

impl Function {
    fn new(kernel: Kernel) -> Function {
        Function {
            kernel,
            signature: Signature::user_defined(Volatility::Immutable),
        }
    }

    fn arity(&self) -> usize {
        match self.kernel {
            Kernel::Micrograms => 5,
            Kernel::Amount | Kernel::Millionths => 2,
            Kernel::Present | Kernel::KwhPerUnit => 1,
        }
    }
}

impl ScalarUDFImpl for Function {
    fn name(&self) -> &str {
        match self.kernel {
            Kernel::Amount => "day_amount",
            Kernel::Present => "day_present",
            Kernel::Micrograms => "day_micrograms",
            Kernel::Millionths => "day_millionths",
            Kernel::KwhPerUnit => "kwh_per_unit",
        }
    }

    fn signature(&self) -> &Signature {
        &self.signature
    }

    fn return_type(&self, _: &[DataType]) -> Result<DataType> {
        Ok(match self.kernel {
            Kernel::KwhPerUnit => DataType::Float64,
            _ => DataType::Int64,
        })
    }

    /// Arguments are taken as they are, or refused: a silent cast of readings would hide a wrong column.
    fn coerce_types(&self, given: &[DataType]) -> Result<Vec<DataType>> {
        let fits = |n: usize, kind: &DataType| match (self.kernel, n) {
            (Kernel::KwhPerUnit, _) => matches!(
                kind,
                DataType::Utf8 | DataType::LargeUtf8 | DataType::Utf8View
            ),
            (Kernel::Millionths, 0) => *kind == DataType::Int64,
            (Kernel::Millionths, _) => *kind == DataType::Float64,
            (_, 0) => matches!(kind, DataType::List(item) if *item.data_type() == DataType::Int32),
            (_, 1) => *kind == DataType::Int64,
            (_, 2) => {
                matches!(kind, DataType::List(item) if *item.data_type() == DataType::Float64)
            }
            (_, 3) => *kind == DataType::Int32,
            (_, _) => *kind == DataType::Float64,
        };
        if given.len() != self.arity() || !given.iter().enumerate().all(|(n, kind)| fits(n, kind)) {
            return plan_err!("{} does not take {given:?}", self.name());
        }
        Ok(match self.kernel {
            Kernel::KwhPerUnit => vec![DataType::Utf8],
            _ => given.to_vec(),
        })
    }

    fn invoke_with_args(&self, args: ScalarFunctionArgs) -> Result<ColumnarValue> {
        let columns = ColumnarValue::values_to_arrays(&args.args)?;
        let result: ArrayRef = match self.kernel {
            Kernel::Amount => Arc::new(amounts(
                as_list_array(&columns[0])?,
                as_int64_array(&columns[1])?,
            )),
            Kernel::Present => Arc::new(present(as_list_array(&columns[0])?)),
            Kernel::Micrograms => Arc::new(micrograms(
                as_list_array(&columns[0])?,
                as_int64_array(&columns[1])?,
                as_list_array(&columns[2])?,
                &columns[3],
                &columns[4],
            )?),
            Kernel::Millionths => Arc::new(millionths(
                as_int64_array(&columns[0])?,
                as_float64_array(&columns[1])?,
            )),
            Kernel::KwhPerUnit => Arc::new(kwh_per_unit(&columns[0])),
        };
        Ok(ColumnarValue::Array(result))
    }
}

/// Days of counts: hands out each as one slice, a missing value as 0, which adds nothing to a sum or product.
struct Days<'a> {
    list: &'a ListArray,
    counts: &'a [i32],
    missing: bool,
    filled: Vec<i32>,
}

impl<'a> Days<'a> {
    fn new(list: &'a ListArray) -> Days<'a> {
        let counts = list.values().as_primitive::<Int32Type>();
        Days {
            list,
            counts: counts.values(),
            missing: counts.null_count() > 0,
            filled: Vec::new(),
        }
    }

    /// The slots of a row and how many of them have a value; `None` if there is no list.
    fn get(&mut self, row: usize) -> Option<(&[i32], usize)> {
        self.with_base(row, 0)
    }

    /// The same with `base` added to each value that is there; also `None` if a count becomes too large for a kernel.
    fn with_base(&mut self, row: usize, base: i64) -> Option<(&[i32], usize)> {
        if self.list.is_null(row) {
            return None;
        }
        let offsets = self.list.value_offsets();
        let (from, to) = (offsets[row] as usize, offsets[row + 1] as usize);
        let counts = &self.counts[from..to];
        if !self.missing && base == 0 {
            return Some((counts, counts.len()));
        }
        let values = self.list.values();
        let mut present = 0;
        self.filled.clear();
        for (slot, &count) in counts.iter().enumerate() {
            self.filled.push(if values.is_null(from + slot) {
                0
            } else {
                present += 1;
                base.checked_add(i64::from(count))
                    .and_then(|count| i32::try_from(count).ok())?
            });
        }
        Some((&self.filled, present))
    }
}

fn amounts(values: &ListArray, base: &Int64Array) -> Int64Array {
    let mut days = Days::new(values);
    (0..values.len())
        .map(|row| {
            let (counts, present) = days.get(row).filter(|(_, present)| *present > 0)?;
            i64::try_from(present)
                .ok()?
                .checked_mul(base_of(base, row))?
                .checked_add(metering::kernel::sum(counts))
        })
        .collect()
}

fn base_of(base: &Int64Array, row: usize) -> i64 {
    if base.is_null(row) {
        0
    } else {
        base.value(row)
    }
}

fn millionths(counts: &Int64Array, step: &Float64Array) -> Int64Array {
    counts
        .iter()
        .zip(step)
        .map(|(counts, step)| metering::kernel::millionths(counts?, step?))
        .collect()
}

fn present(values: &ListArray) -> Int64Array {
    let mut days = Days::new(values);
    (0..values.len())
        .map(|row| Some(days.get(row).map_or(0, |(_, present)| present as i64)))
        .collect()
}

fn micrograms(
    values: &ListArray,
    base: &Int64Array,
    factors: &ListArray,
    interval_s: &ArrayRef,
    step: &ArrayRef,
) -> Result<Int64Array> {
    let (interval_s, step) = (as_int32_array(interval_s)?, as_float64_array(step)?);
    let hourly = factors.values().as_primitive::<Float64Type>();
    let mut days = Days::new(values);
    let mut slots = SlotFactors::default();
    let mut result = Int64Builder::with_capacity(values.len());
    for row in 0..values.len() {
        let known = factors.is_valid(row) && interval_s.is_valid(row) && step.is_valid(row);
        let Some((counts, present)) = known
            .then(|| days.with_base(row, base_of(base, row)))
            .flatten()
        else {
            result.append_null();
            continue;
        };
        let offsets = factors.value_offsets();
        let (from, to) = (offsets[row] as usize, offsets[row + 1] as usize);
        if hourly.slice(from, to - from).null_count() > 0 {
            result.append_null();
            continue;
        }
        let Ok(seconds) = usize::try_from(interval_s.value(row)) else {
            return exec_err!("an interval of {} s", interval_s.value(row));
        };
        let expanded = slots.expand(&hourly.values()[from..to], seconds, counts.len());
        result.append_option(
            expanded
                .filter(|_| present > 0)
                .map(|factors| metering::kernel::dot(counts, factors))
                .and_then(|dot| metering::kernel::micrograms(dot, step.value(row))),
        );
    }
    Ok(result.finish())
}

/// Factors of a day by slot. Neighbouring rows mostly share the day's factors, so the last expansion is kept.
#[derive(Default)]
struct SlotFactors {
    hourly: Vec<f64>,
    interval_s: usize,
    slots: Vec<f64>,
}

impl SlotFactors {
    /// A slot has the factor of the elapsed hour in which it begins. `None` if an hour of the day has no factor, or if a slot
    /// is longer than an hour, so that one factor cannot be right for it.
    fn expand(&mut self, hourly: &[f64], interval_s: usize, slots: usize) -> Option<&[f64]> {
        if interval_s == 0 || interval_s > SECONDS_PER_HOUR {
            return None;
        }
        let hours = |slot: usize| slot * interval_s / SECONDS_PER_HOUR;
        if slots == 0 || hours(slots - 1) >= hourly.len() {
            return None;
        }
        let same = self.interval_s == interval_s
            && self.slots.len() == slots
            && self.hourly.len() == hourly.len()
            && self
                .hourly
                .iter()
                .zip(hourly)
                .all(|(a, b)| a.to_bits() == b.to_bits());
        if !same {
            self.hourly.clear();
            self.hourly.extend_from_slice(hourly);
            self.interval_s = interval_s;
            self.slots.clear();
            self.slots
                .extend((0..slots).map(|slot| hourly[hours(slot)]));
        }
        Some(&self.slots)
    }
}

fn kwh_per_unit(column: &ArrayRef) -> Float64Array {
    let units = column.as_string::<i32>();
    let mut known: HashMap<&str, Option<f64>> = HashMap::new();
    let mut result = Float64Builder::with_capacity(units.len());
    for unit in units {
        result.append_option(unit.and_then(|unit| {
            *known
                .entry(unit)
                .or_insert_with(|| UnitRegistry::builtin().convert(1.0, unit, "kWh").ok())
        }));
    }
    result.finish()
}

#[cfg(test)]
mod tests {
    use super::*;
    use datafusion::arrow::array::{Int32Array, StringArray};
    use datafusion::arrow::datatypes::Float64Type;

    fn days(rows: &[Option<Vec<Option<i32>>>]) -> ListArray {
        ListArray::from_iter_primitive::<Int32Type, _, _>(rows.to_vec())
    }

    fn hours(rows: &[Option<Vec<Option<f64>>>]) -> ListArray {
        ListArray::from_iter_primitive::<Float64Type, _, _>(rows.to_vec())
    }

    #[test]
    fn a_days_amount_is_the_sum_of_what_is_there() {
        let values = days(&[
            Some(vec![Some(1), None, Some(i32::MAX), Some(i32::MAX)]),
            None,
            Some(vec![None, None]),
            Some(vec![Some(-3)]),
        ]);
        let no_base = Int64Array::from(vec![Some(0), None, Some(5), Some(0)]);
        let sums: Vec<_> = amounts(&values, &no_base).iter().collect();
        assert_eq!(sums, [Some(4_294_967_295), None, None, Some(-3)]);
        let there: Vec<_> = present(&values).iter().collect();
        assert_eq!(there, [Some(3), Some(0), Some(0), Some(1)]);
        // A part of a longer column begins elsewhere.
        let part = values.slice(3, 1);
        assert_eq!(amounts(&part, &Int64Array::from(vec![0])).value(0), -3);
        // The base counts once for each slot that has a value.
        let base = Int64Array::from(vec![10; 4]);
        assert_eq!(amounts(&values, &base).value(0), 4_294_967_295 + 30);
    }

    #[test]
    fn each_slot_is_multiplied_with_the_factor_of_its_hour() {
        // Half-hours of a day of two hours: 10 and 20 counts at 0.5, 30 and a missing one at 0.25; 0.001 kWh a count.
        // 15 + 7.5 = 22.5 counts kg/kWh = 0.0225 kg = 22,500,000 micrograms.
        let day = || Some(vec![Some(10), Some(20), Some(30), None]);
        let values = days(&[day(), day(), day(), day(), Some(vec![None; 4])]);
        let factors = hours(&[
            Some(vec![Some(0.5), Some(0.25)]),
            None,
            Some(vec![Some(0.5)]),
            Some(vec![Some(0.5), None]),
            Some(vec![Some(0.5), Some(0.25)]),
        ]);
        let interval: ArrayRef = Arc::new(Int32Array::from(vec![1_800; 5]));
        let step: ArrayRef = Arc::new(Float64Array::from(vec![0.001; 5]));
        let base = Int64Array::from(vec![0; 5]);
        let found = micrograms(&values, &base, &factors, &interval, &step).unwrap();
        assert_eq!(
            found.iter().collect::<Vec<_>>(),
            [Some(22_500_000), None, None, None, None],
            "no factor, too few hours, an hour without a factor, no reading"
        );
        // 2 more in each slot with a reading: 2 x (0.5 + 0.5 + 0.25) = 2.5 counts kg/kWh more; and one that is too large.
        let base = Int64Array::from(vec![2, 0, 0, 0, 0]);
        let found = micrograms(&values, &base, &factors, &interval, &step).unwrap();
        assert_eq!(found.value(0), 25_000_000);
        let base = Int64Array::from(vec![i64::from(i32::MAX); 5]);
        let found = micrograms(&values, &base, &factors, &interval, &step).unwrap();
        assert!(found.is_null(0));
    }

    #[test]
    fn amounts_are_whole_millionths() {
        // 7 counts of a watt-hour are 7,000 millionths of a kWh; 3 of a third of one are a whole one.
        let counts = Int64Array::from(vec![Some(7), Some(3), None]);
        let step = Float64Array::from(vec![0.001, 1.0 / 3.0, 1.0]);
        assert_eq!(
            millionths(&counts, &step).iter().collect::<Vec<_>>(),
            [Some(7_000), Some(1_000_000), None]
        );
    }

    #[test]
    fn one_factor_cannot_be_right_for_slots_longer_than_an_hour() {
        let mut slots = SlotFactors::default();
        assert_eq!(slots.expand(&[0.5; 24], 7_200, 12), None);
        assert_eq!(slots.expand(&[0.5; 24], 0, 12), None);
        assert_eq!(slots.expand(&[0.5; 23], 900, 96), None);
        assert_eq!(slots.expand(&[0.5, 0.7], 3_600, 2), Some(&[0.5, 0.7][..]));
        assert_eq!(slots.expand(&[0.5, 0.8], 3_600, 2), Some(&[0.5, 0.8][..]));
    }

    #[test]
    fn units_of_energy_have_their_kwh() {
        let column: ArrayRef = Arc::new(StringArray::from(vec![
            Some("kWh"),
            Some("MWh"),
            Some("m3"),
            Some("no such unit"),
            None,
        ]));
        assert_eq!(
            kwh_per_unit(&column).iter().collect::<Vec<_>>(),
            [Some(1.0), Some(1_000.0), None, None, None]
        );
    }

    #[test]
    fn executors_know_every_function_by_its_name() {
        use datafusion::execution::FunctionRegistry;
        let registry = registry();
        for name in [
            "day_amount",
            "day_present",
            "day_micrograms",
            "day_millionths",
            "kwh_per_unit",
            "abs",
        ] {
            assert_eq!(registry.udf(name).unwrap().name(), name);
        }
    }
}

//! Ledger types to Arrow columns and back.

use std::sync::Arc;

use arrow_array::builder::StringDictionaryBuilder;
use arrow_array::cast::AsArray;
use arrow_array::types::{Float64Type, Int32Type, Int64Type};
use arrow_array::{
    Array, ArrayRef, BooleanArray, Date32Array, DictionaryArray, Float64Array, Int64Array,
    RecordBatch, StringArray,
};
use inventory::cube::{EntryRef, StatisticRef};
use inventory::ledger::{
    Activity, Entry, Gas, Lineage, Measure, Purpose, Quality, Scope, Statistic, StatisticEntry,
};
use units::{Field, Period};

use crate::codes::Coded;
use crate::columns::GAS_COLUMNS;
use crate::{LakeError, Result, Table};

/// A ledger type that has a table: [`Activity`], [`StatisticEntry`], [`Entry`].
pub trait Row: Sized + Send + sealed::Sealed {
    /// Its table.
    const TABLE: Table;
    /// Id of the region.
    fn region(&self) -> &str;
    /// From where.
    fn lineage(&self) -> Lineage;
    /// Columns in the order of [`Table::columns`].
    #[doc(hidden)]
    fn encode(rows: &[Self]) -> Result<Vec<ArrayRef>>;
    /// The rows of a batch of one region.
    #[doc(hidden)]
    fn decode(
        region: &str,
        batch: &RecordBatch,
        fault: &dyn Fn(String) -> LakeError,
    ) -> Result<Vec<Self>>;
}

mod sealed {
    pub trait Sealed {}
    impl Sealed for super::Activity {}
    impl Sealed for super::StatisticEntry {}
    impl Sealed for super::Entry {}
}

fn text<'a, T>(rows: &'a [T], get: impl Fn(&'a T) -> Option<&'a str>) -> ArrayRef {
    let mut builder = StringDictionaryBuilder::<Int32Type>::new();
    for row in rows {
        builder.append_option(get(row));
    }
    Arc::new(builder.finish())
}

fn code<T, C: Coded>(rows: &[T], get: impl Fn(&T) -> Option<C>) -> ArrayRef {
    text(rows, |row| get(row).map(Coded::code))
}

fn double<T>(rows: &[T], get: impl Fn(&T) -> Option<f64>) -> ArrayRef {
    Arc::new(rows.iter().map(get).collect::<Float64Array>())
}

fn long<T>(rows: &[T], get: impl Fn(&T) -> i64) -> ArrayRef {
    Arc::new(Int64Array::from_iter_values(rows.iter().map(get)))
}

/// Number, row, column, period as text, its kind, its first day: the first six columns of every table.
fn head<T: Row>(rows: &[T], period: impl Fn(&T) -> Period) -> Result<Vec<ArrayRef>> {
    let mut texts = StringDictionaryBuilder::<Int32Type>::new();
    let mut kinds = StringDictionaryBuilder::<Int32Type>::new();
    let mut starts = Vec::with_capacity(rows.len());
    let epoch = jiff::civil::date(1970, 1, 1);
    let mut last: Option<(Period, String, i32)> = None;
    for row in rows {
        let period = period(row);
        if last.as_ref().is_none_or(|(seen, ..)| *seen != period) {
            if !period.is_valid() {
                return Err(LakeError::BadValue {
                    column: "period",
                    value: format!("{period:?}"),
                    why: "it is no period of the calendar",
                });
            }
            let days = (period.first_day() - epoch).get_days();
            last = Some((period, period.to_string(), days));
        }
        if let Some((period, text, days)) = &last {
            texts.append_value(text);
            kinds.append_value(period.kind().code());
            starts.push(*days);
        }
    }
    Ok(vec![
        long(rows, |row| i64::from(row.lineage().import)),
        long(rows, |row| i64::from(row.lineage().row)),
        long(rows, |row| i64::from(row.lineage().column)),
        Arc::new(texts.finish()),
        Arc::new(kinds.finish()),
        Arc::new(Date32Array::from(starts)),
    ])
}

/// A number that is neither infinite nor NaN: missing is null, and nothing else stands for it.
fn finite(column: &'static str, values: impl Iterator<Item = f64>) -> Result<()> {
    for value in values {
        if !value.is_finite() {
            return Err(LakeError::BadValue {
                column,
                value: value.to_string(),
                why: "it is not finite; a missing value is null",
            });
        }
    }
    Ok(())
}

impl Row for Activity {
    const TABLE: Table = Table::Activities;

    fn region(&self) -> &str {
        &self.region
    }

    fn lineage(&self) -> Lineage {
        self.lineage
    }

    fn encode(rows: &[Self]) -> Result<Vec<ArrayRef>> {
        finite("value", rows.iter().map(|row| row.value))?;
        finite(
            "uncertainty_percent",
            rows.iter().filter_map(|row| row.uncertainty_percent),
        )?;
        let mut columns = head(rows, |row| row.period)?;
        columns.extend([
            text(rows, |row| Some(&row.place)),
            text(rows, |row| row.enterprise.as_deref()),
            text(rows, |row| {
                Some(match row.measure {
                    Measure::Carrier { .. } => "carrier",
                    Measure::Emission { .. } => "emission",
                    Measure::BiogenicCo2 => "biogenic_co2",
                    Measure::Process { .. } => "process",
                    Measure::Statistic { .. } => "statistic",
                    Measure::CarrierStatistic { .. } => "carrier_statistic",
                })
            }),
            text(rows, |row| match &row.measure {
                Measure::Carrier { carrier, .. } | Measure::CarrierStatistic { carrier } => {
                    Some(carrier)
                }
                Measure::Emission { carrier, .. } => carrier.as_deref(),
                _ => None,
            }),
            code(rows, |row| match row.measure {
                Measure::Carrier { purpose, .. } => Some(purpose),
                _ => None,
            }),
            code(rows, |row| match row.measure {
                Measure::Emission { gas, .. } => Some(gas),
                _ => None,
            }),
            code(rows, |row| match row.measure {
                Measure::Emission { scope, .. } => Some(scope),
                _ => None,
            }),
            text(rows, |row| match &row.measure {
                Measure::Process { product } => Some(product),
                _ => None,
            }),
            code(rows, |row| match row.measure {
                Measure::Statistic { statistic } => Some(statistic),
                _ => None,
            }),
            code(rows, |row| row.field),
            text(rows, |row| row.industry.as_deref()),
            double(rows, |row| Some(row.value)),
            text(rows, |row| Some(&row.unit)),
            double(rows, |row| row.uncertainty_percent),
            code(rows, |row| Some(row.quality)),
        ]);
        Ok(columns)
    }

    fn decode(
        region: &str,
        batch: &RecordBatch,
        fault: &dyn Fn(String) -> LakeError,
    ) -> Result<Vec<Self>> {
        let get = Columns { batch, fault };
        let (lineage, period) = (get.lineage()?, get.period()?);
        let (place, enterprise, measure) = (
            get.text("place")?,
            get.text("enterprise")?,
            get.text("measure")?,
        );
        let (carrier, product) = (get.text("carrier")?, get.text("product")?);
        let (purpose, gas, scope) = (
            get.code::<Purpose>("purpose")?,
            get.code::<Gas>("gas")?,
            get.code::<Scope>("scope")?,
        );
        let statistic = get.code::<Statistic>("statistic")?;
        let (field, industry) = (get.code::<Field>("field")?, get.text("industry")?);
        let (value, unit) = (get.double("value")?, get.text("unit")?);
        let (uncertainty, quality) = (
            get.double("uncertainty_percent")?,
            get.code::<Quality>("quality")?,
        );
        let missing = |column: &str| fault(format!("a row lacks {column}"));
        (0..batch.num_rows())
            .map(|i| {
                Ok(Activity {
                    region: region.to_owned(),
                    place: place.need(i, &missing)?.to_owned(),
                    enterprise: enterprise.get(i).map(str::to_owned),
                    period: period.need(i, &missing)?,
                    measure: match measure.need(i, &missing)? {
                        "carrier" => Measure::Carrier {
                            carrier: carrier.need(i, &missing)?.to_owned(),
                            purpose: purpose.need(i, &missing)?,
                        },
                        "emission" => Measure::Emission {
                            gas: gas.need(i, &missing)?,
                            carrier: carrier.get(i).map(str::to_owned),
                            scope: scope.need(i, &missing)?,
                        },
                        "biogenic_co2" => Measure::BiogenicCo2,
                        "process" => Measure::Process {
                            product: product.need(i, &missing)?.to_owned(),
                        },
                        "statistic" => Measure::Statistic {
                            statistic: statistic.need(i, &missing)?,
                        },
                        "carrier_statistic" => Measure::CarrierStatistic {
                            carrier: carrier.need(i, &missing)?.to_owned(),
                        },
                        other => return Err(fault(format!("{other:?} is no measure"))),
                    },
                    field: field.get(i),
                    industry: industry.get(i).map(str::to_owned),
                    value: option(value, i).ok_or_else(|| missing("value"))?,
                    unit: unit.need(i, &missing)?.to_owned(),
                    uncertainty_percent: option(uncertainty, i),
                    quality: quality.need(i, &missing)?,
                    lineage: lineage.get(i),
                })
            })
            .collect()
    }
}

impl Row for StatisticEntry {
    const TABLE: Table = Table::Statistics;

    fn region(&self) -> &str {
        &self.region
    }

    fn lineage(&self) -> Lineage {
        self.lineage
    }

    fn encode(rows: &[Self]) -> Result<Vec<ArrayRef>> {
        finite("value", rows.iter().map(|row| row.value))?;
        let mut columns = head(rows, |row| row.period)?;
        columns.extend([
            text(rows, |row| Some(&row.place)),
            text(rows, |row| row.enterprise.as_deref()),
            code(rows, |row| Some(row.statistic)),
            code(rows, |row| row.field),
            text(rows, |row| row.industry.as_deref()),
            double(rows, |row| Some(row.value)),
            text(rows, |row| Some(&row.unit)),
            code(rows, |row| Some(row.quality)),
        ]);
        Ok(columns)
    }

    fn decode(
        region: &str,
        batch: &RecordBatch,
        fault: &dyn Fn(String) -> LakeError,
    ) -> Result<Vec<Self>> {
        let mut rows = Vec::with_capacity(batch.num_rows());
        visit_statistics(
            region,
            batch,
            fault,
            &mut |_| Some(""),
            &mut |row: StatisticRef<'_>| {
                rows.push(StatisticEntry {
                    region: row.region.to_owned(),
                    place: row.place.to_owned(),
                    enterprise: row.enterprise.map(str::to_owned),
                    period: row.period,
                    industry: row.industry.map(str::to_owned),
                    field: row.field,
                    statistic: row.statistic,
                    value: row.value,
                    unit: row.unit.to_owned(),
                    quality: row.quality,
                    lineage: row.lineage,
                });
            },
        )?;
        Ok(rows)
    }
}

impl Row for Entry {
    const TABLE: Table = Table::Entries;

    fn region(&self) -> &str {
        &self.region
    }

    fn lineage(&self) -> Lineage {
        self.lineage
    }

    fn encode(rows: &[Self]) -> Result<Vec<ArrayRef>> {
        let all = |row: &Self| {
            row.gases_co2e_t
                .into_iter()
                .chain([
                    row.energy_gj,
                    row.energy_equivalent_tce,
                    row.co2e_t,
                    row.biogenic_co2_t,
                    row.uncertainty_percent,
                ])
                .flatten()
                .chain([row.activity_value])
        };
        finite("entries", rows.iter().flat_map(all))?;
        let mut joined = StringDictionaryBuilder::<Int32Type>::new();
        let mut buffer = String::new();
        for row in rows {
            buffer.clear();
            for (n, factor) in row.factors.iter().enumerate() {
                if factor.is_empty() || factor.contains(';') {
                    return Err(LakeError::BadValue {
                        column: "factors",
                        value: factor.clone(),
                        why: "an id of a factor is not empty and holds no semicolon",
                    });
                }
                if n > 0 {
                    buffer.push(';');
                }
                buffer.push_str(factor);
            }
            joined.append_value(&buffer);
        }
        let mut columns = head(rows, |row| row.period)?;
        columns.extend([
            text(rows, |row| Some(&row.place)),
            text(rows, |row| row.enterprise.as_deref()),
            text(rows, |row| row.carrier.as_deref()),
            text(rows, |row| row.product.as_deref()),
            code(rows, |row| row.field),
            text(rows, |row| row.industry.as_deref()),
            code(rows, |row| Some(row.scope)),
            code(rows, |row| Some(row.purpose)),
            double(rows, |row| row.energy_gj),
            double(rows, |row| row.energy_equivalent_tce),
        ]);
        columns.extend((0..GAS_COLUMNS.len()).map(|n| double(rows, |row| row.gases_co2e_t[n])));
        columns.extend([
            double(rows, |row| row.co2e_t),
            double(rows, |row| row.biogenic_co2_t),
            double(rows, |row| row.uncertainty_percent),
            code(rows, |row| Some(row.quality)),
            Arc::new(BooleanArray::from_iter(
                rows.iter().map(|row| Some(row.imported_emission)),
            )) as ArrayRef,
            double(rows, |row| Some(row.activity_value)),
            text(rows, |row| Some(&row.activity_unit)),
            Arc::new(joined.finish()),
            text(rows, |row| row.gwp_set.as_deref()),
        ]);
        Ok(columns)
    }

    fn decode(
        region: &str,
        batch: &RecordBatch,
        fault: &dyn Fn(String) -> LakeError,
    ) -> Result<Vec<Self>> {
        let mut rows = Vec::with_capacity(batch.num_rows());
        visit_entries(
            region,
            batch,
            fault,
            &mut |_| Some(""),
            &mut |row: EntryRef<'_>| {
                rows.push(Entry {
                    region: row.region.to_owned(),
                    place: row.place.to_owned(),
                    enterprise: row.enterprise.map(str::to_owned),
                    period: row.period,
                    carrier: row.carrier.map(str::to_owned),
                    product: row.product.map(str::to_owned),
                    field: row.field,
                    industry: row.industry.map(str::to_owned),
                    scope: row.scope,
                    purpose: row.purpose,
                    energy_gj: row.energy_gj,
                    energy_equivalent_tce: row.energy_equivalent_tce,
                    gases_co2e_t: row.gases_co2e_t,
                    co2e_t: row.co2e_t,
                    biogenic_co2_t: row.biogenic_co2_t,
                    uncertainty_percent: row.uncertainty_percent,
                    quality: row.quality,
                    imported_emission: row.imported_emission,
                    activity_value: row.activity_value,
                    activity_unit: row.activity_unit.to_owned(),
                    factors: row
                        .factors
                        .split(';')
                        .filter(|id| !id.is_empty())
                        .map(str::to_owned)
                        .collect(),
                    gwp_set: row.gwp_set.map(str::to_owned),
                    lineage: row.lineage,
                });
            },
        )?;
        Ok(rows)
    }
}

/// Hands each row whose import `dataset` knows to `visit`, text borrowed from the dictionaries.
pub(crate) fn visit_entries<'a>(
    region: &'a str,
    batch: &'a RecordBatch,
    fault: &dyn Fn(String) -> LakeError,
    dataset: &mut dyn FnMut(u32) -> Option<&'a str>,
    visit: &mut dyn FnMut(EntryRef<'_>),
) -> Result<()> {
    let get = Columns { batch, fault };
    let (lineage, period) = (get.lineage()?, get.period()?);
    let (place, enterprise) = (get.text("place")?, get.text("enterprise")?);
    let (carrier, product) = (get.text("carrier")?, get.text("product")?);
    let (field, industry) = (get.code::<Field>("field")?, get.text("industry")?);
    let (scope, purpose) = (get.code::<Scope>("scope")?, get.code::<Purpose>("purpose")?);
    let (energy, equivalent) = (
        get.double("energy_gj")?,
        get.double("energy_equivalent_tce")?,
    );
    let gases = GAS_COLUMNS
        .iter()
        .map(|name| get.double(name))
        .collect::<Result<Vec<_>>>()?;
    let (total, biogenic) = (get.double("total_t_co2e")?, get.double("biogenic_co2_t")?);
    let (uncertainty, quality) = (
        get.double("uncertainty_percent")?,
        get.code::<Quality>("quality")?,
    );
    let imported = get.bool("imported_emission")?;
    let (value, unit) = (get.double("activity_value")?, get.text("activity_unit")?);
    let (factors, gwp_set) = (get.text("factors")?, get.text("gwp_set")?);
    let missing = |column: &str| fault(format!("a row lacks {column}"));
    // All rows of a file are of one import; it is looked up once.
    let mut known: Option<(u32, Option<&str>)> = None;
    for i in 0..batch.num_rows() {
        let lineage = lineage.get(i);
        let dataset = match known {
            Some((import, dataset)) if import == lineage.import => dataset,
            _ => known.insert((lineage.import, dataset(lineage.import))).1,
        };
        let Some(dataset) = dataset else { continue };
        visit(EntryRef {
            region,
            dataset,
            place: place.need(i, &missing)?,
            enterprise: enterprise.get(i),
            period: period.need(i, &missing)?,
            carrier: carrier.get(i),
            product: product.get(i),
            field: field.get(i),
            industry: industry.get(i),
            scope: scope.need(i, &missing)?,
            purpose: purpose.need(i, &missing)?,
            energy_gj: option(energy, i),
            energy_equivalent_tce: option(equivalent, i),
            gases_co2e_t: std::array::from_fn(|n| option(gases[n], i)),
            co2e_t: option(total, i),
            biogenic_co2_t: option(biogenic, i),
            uncertainty_percent: option(uncertainty, i),
            quality: quality.need(i, &missing)?,
            imported_emission: !imported.is_null(i) && imported.value(i),
            activity_value: option(value, i).ok_or_else(|| missing("activity_value"))?,
            activity_unit: unit.need(i, &missing)?,
            factors: factors.get(i).unwrap_or(""),
            gwp_set: gwp_set.get(i),
            lineage,
        });
    }
    Ok(())
}

/// As [`visit_entries`], for statistics.
pub(crate) fn visit_statistics<'a>(
    region: &'a str,
    batch: &'a RecordBatch,
    fault: &dyn Fn(String) -> LakeError,
    dataset: &mut dyn FnMut(u32) -> Option<&'a str>,
    visit: &mut dyn FnMut(StatisticRef<'_>),
) -> Result<()> {
    let get = Columns { batch, fault };
    let (lineage, period) = (get.lineage()?, get.period()?);
    let (place, enterprise) = (get.text("place")?, get.text("enterprise")?);
    let statistic = get.code::<Statistic>("statistic")?;
    let (field, industry) = (get.code::<Field>("field")?, get.text("industry")?);
    let (value, unit, quality) = (
        get.double("value")?,
        get.text("unit")?,
        get.code::<Quality>("quality")?,
    );
    let missing = |column: &str| fault(format!("a row lacks {column}"));
    for i in 0..batch.num_rows() {
        let lineage = lineage.get(i);
        let Some(dataset) = dataset(lineage.import) else {
            continue;
        };
        visit(StatisticRef {
            region,
            dataset,
            place: place.need(i, &missing)?,
            enterprise: enterprise.get(i),
            period: period.need(i, &missing)?,
            industry: industry.get(i),
            field: field.get(i),
            statistic: statistic.need(i, &missing)?,
            value: option(value, i).ok_or_else(|| missing("value"))?,
            unit: unit.need(i, &missing)?,
            quality: quality.need(i, &missing)?,
            lineage,
        });
    }
    Ok(())
}

#[inline]
fn option(array: &Float64Array, i: usize) -> Option<f64> {
    array.is_valid(i).then(|| array.value(i))
}

/// The columns of a batch by name; their types are those of the schema, which `scan` has seen to.
struct Columns<'a, 'f> {
    batch: &'a RecordBatch,
    fault: &'f dyn Fn(String) -> LakeError,
}

impl<'a> Columns<'a, '_> {
    fn column(&self, name: &str) -> Result<&'a ArrayRef> {
        self.batch
            .column_by_name(name)
            .ok_or_else(|| (self.fault)(format!("there is no column {name}")))
    }

    fn wrong(&self, name: &str) -> LakeError {
        (self.fault)(format!("column {name} is of another type"))
    }

    fn double(&self, name: &str) -> Result<&'a Float64Array> {
        self.column(name)?
            .as_primitive_opt::<Float64Type>()
            .ok_or_else(|| self.wrong(name))
    }

    fn bool(&self, name: &str) -> Result<&'a BooleanArray> {
        self.column(name)?
            .as_boolean_opt()
            .ok_or_else(|| self.wrong(name))
    }

    fn dictionary(
        &self,
        name: &'static str,
    ) -> Result<(&'a DictionaryArray<Int32Type>, &'a StringArray)> {
        let array = self
            .column(name)?
            .as_dictionary_opt::<Int32Type>()
            .ok_or_else(|| self.wrong(name))?;
        let values = array
            .values()
            .as_string_opt::<i32>()
            .ok_or_else(|| self.wrong(name))?;
        Ok((array, values))
    }

    fn text(&self, name: &'static str) -> Result<Words<'a, &'a str>> {
        let (array, values) = self.dictionary(name)?;
        Ok(Words {
            name,
            array,
            words: (0..values.len())
                .map(|n| {
                    if values.is_null(n) {
                        ""
                    } else {
                        values.value(n)
                    }
                })
                .collect(),
        })
    }

    fn code<C: Coded>(&self, name: &'static str) -> Result<Words<'a, C>> {
        self.words(name, |word| C::of_code(word))
    }

    fn period(&self) -> Result<Words<'a, Period>> {
        self.words("period", |word| word.parse().ok())
    }

    /// Each word of the dictionary is understood once, not once a row.
    fn words<T>(
        &self,
        name: &'static str,
        understand: impl Fn(&str) -> Option<T>,
    ) -> Result<Words<'a, T>> {
        let (array, values) = self.dictionary(name)?;
        let words = (0..values.len())
            .map(|n| {
                understand(values.value(n))
                    .ok_or_else(|| (self.fault)(format!("{:?} is no {name}", values.value(n))))
            })
            .collect::<Result<Vec<_>>>()?;
        Ok(Words { name, array, words })
    }

    fn lineage(&self) -> Result<Lineages<'a>> {
        let long = |name: &str| -> Result<&'a Int64Array> {
            let array = self
                .column(name)?
                .as_primitive_opt::<Int64Type>()
                .ok_or_else(|| self.wrong(name))?;
            let most = if name == "column" {
                i64::from(u16::MAX)
            } else {
                i64::from(u32::MAX)
            };
            let whole = array.null_count() == 0
                && array
                    .values()
                    .iter()
                    .all(|value| (0..=most).contains(value));
            if whole {
                Ok(array)
            } else {
                Err((self.fault)(format!(
                    "column {name} holds numbers out of range"
                )))
            }
        };
        Ok(Lineages {
            import: long("import")?,
            row: long("row")?,
            column: long("column")?,
        })
    }
}

struct Words<'a, T> {
    name: &'static str,
    array: &'a DictionaryArray<Int32Type>,
    words: Vec<T>,
}

impl<T: Copy> Words<'_, T> {
    #[inline]
    fn get(&self, i: usize) -> Option<T> {
        let keys = self.array.keys();
        if keys.is_null(i) {
            return None;
        }
        self.words
            .get(usize::try_from(keys.value(i)).ok()?)
            .copied()
    }

    #[inline]
    fn need(&self, i: usize, missing: &dyn Fn(&str) -> LakeError) -> Result<T> {
        self.get(i).ok_or_else(|| missing(self.name))
    }
}

/// Lineage columns, whose ranges were checked when they were taken.
struct Lineages<'a> {
    import: &'a Int64Array,
    row: &'a Int64Array,
    column: &'a Int64Array,
}

impl Lineages<'_> {
    #[inline]
    fn get(&self, i: usize) -> Lineage {
        Lineage {
            import: self.import.value(i) as u32,
            row: self.row.value(i) as u32,
            column: self.column.value(i) as u16,
        }
    }
}

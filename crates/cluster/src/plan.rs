//! Sessions that know our functions and stores, and the plan itself.

use std::sync::Arc;

use ballista_core::extension::SessionConfigExt;
use datafusion::arrow::datatypes::{DataType, Field, Schema, SchemaRef, TimeUnit};
use datafusion::datasource::file_format::parquet::ParquetFormat;
use datafusion::datasource::listing::{
    ListingOptions, ListingTable, ListingTableConfig, ListingTableUrl,
};
use datafusion::execution::runtime_env::{RuntimeEnv, RuntimeEnvBuilder};
use datafusion::execution::{SessionState, SessionStateBuilder};
use datafusion::prelude::{SessionConfig, SessionContext};
use url::Url;

use crate::store::Stores;
use crate::{Result, functions};

/// Meters and a region's factors are sent whole to every executor up to this many bytes, so that readings, which are a
/// thousand times more, need not move to be joined: about ten million meters.
const BROADCAST_BYTES_MAX: u64 = 1 << 30;
const BROADCAST_ROWS_MAX: u64 = 100_000_000;

/// Settings of every session, on the client, the scheduler and the executors.
#[must_use]
pub fn config(partitions: usize) -> SessionConfig {
    SessionConfig::new_with_ballista()
        .with_target_partitions(partitions.max(1))
        // Ballista 55's adaptive planner adds stages to this plan without end; the static one is right for it anyway, since
        // the sides of every join are known beforehand.
        .with_ballista_adaptive_query_planner(false)
        .with_ballista_broadcast_join_threshold_bytes(BROADCAST_BYTES_MAX as usize)
        .with_ballista_broadcast_join_threshold_rows(BROADCAST_ROWS_MAX as usize)
        .set_u64(
            "datafusion.optimizer.hash_join_single_partition_threshold",
            BROADCAST_BYTES_MAX,
        )
        .set_u64(
            "datafusion.optimizer.hash_join_single_partition_threshold_rows",
            BROADCAST_ROWS_MAX,
        )
        .set_bool("datafusion.optimizer.prefer_hash_join", true)
        // Values are long lists: a batch of 8192 days of 96 slots would be 3 MB of them in each of many buffers.
        .set_u64("datafusion.execution.batch_size", 2_048)
}

/// Where a session's plans read and spill.
///
/// # Errors
///
/// [`crate::ClusterError::Engine`] if there is no place for temporary files.
pub fn runtime() -> datafusion::error::Result<Arc<RuntimeEnv>> {
    RuntimeEnvBuilder::new()
        .with_object_store_registry(Arc::new(Stores::default()))
        .build_arc()
}

/// A session of `config` that knows the engine's functions, ours, and our stores.
///
/// # Errors
///
/// [`crate::ClusterError::Engine`] as [`runtime`].
pub fn state(config: SessionConfig) -> datafusion::error::Result<SessionState> {
    use ballista_core::extension::{
        ballista_aggregate_functions, ballista_scalar_functions, ballista_window_functions,
    };
    let scalars = ballista_scalar_functions()
        .into_iter()
        .chain(functions::scalars());
    Ok(SessionStateBuilder::new()
        .with_default_features()
        .with_config(config)
        .with_runtime_env(runtime()?)
        .with_optimizer_rules(ballista_core::optimizer::ballista_default_optimizer_rules())
        .with_scalar_functions(scalars.collect())
        .with_aggregate_functions(ballista_aggregate_functions())
        .with_window_functions(ballista_window_functions())
        .build())
}

fn list(name: &str, kind: DataType) -> Field {
    let item = Field::new("element", kind, true);
    Field::new(name, DataType::List(Arc::new(item)), true)
}

fn column(name: &str, kind: DataType) -> Field {
    Field::new(name, kind, true)
}

fn recorded_at() -> Field {
    let utc = DataType::Timestamp(TimeUnit::Microsecond, Some("UTC".into()));
    column("recorded_at", utc)
}

/// The columns of the Delta table `readings` that the accounting reads.
#[must_use]
pub fn readings_schema() -> SchemaRef {
    Arc::new(Schema::new(vec![
        column("meter", DataType::Utf8),
        column("date", DataType::Date32),
        column("interval_s", DataType::Int32),
        column("register", DataType::Utf8),
        column("unit", DataType::Utf8),
        column("step", DataType::Float64),
        column("base", DataType::Int64),
        column("slots", DataType::Int32),
        list("values", DataType::Int32),
        recorded_at(),
        column("batch", DataType::Int64),
    ]))
}

/// The columns of the Delta table `hourly_factors` that the accounting reads.
#[must_use]
pub fn hourly_factors_schema() -> SchemaRef {
    Arc::new(Schema::new(vec![
        column("zone", DataType::Utf8),
        column("date", DataType::Date32),
        column("kind", DataType::Utf8),
        list("values", DataType::Float64),
        recorded_at(),
        column("batch", DataType::Int64),
    ]))
}

/// The meters that are laid beside the tables for a run.
#[must_use]
pub fn meters_schema() -> SchemaRef {
    Arc::new(Schema::new(vec![
        column("meter", DataType::Utf8),
        column("enterprise", DataType::Utf8),
        column("place", DataType::Utf8),
        column("zone", DataType::Utf8),
    ]))
}

/// The factors in force that are laid beside the tables for a run: one row a zone and local day.
#[must_use]
pub fn factors_schema() -> SchemaRef {
    Arc::new(Schema::new(vec![
        column("zone", DataType::Utf8),
        column("date", DataType::Date32),
        list("factors", DataType::Float64),
    ]))
}

/// Makes Parquet files, named one by one, a table of the session.
///
/// # Errors
///
/// [`crate::ClusterError::Engine`] if an address is none.
pub fn register(
    context: &SessionContext,
    name: &str,
    files: &[Url],
    schema: SchemaRef,
) -> Result<()> {
    let paths = files
        .iter()
        .map(|file| ListingTableUrl::try_new(file.clone(), None))
        .collect::<datafusion::error::Result<Vec<_>>>()?;
    let options = ListingOptions::new(Arc::new(ParquetFormat::default())).with_file_extension("");
    let config = ListingTableConfig::new_with_multi_paths(paths)
        .with_listing_options(options)
        .with_schema(schema);
    context.register_table(name, Arc::new(ListingTable::try_new(config)?))?;
    Ok(())
}

/// Factors in force: of each zone and local day the vector that was recorded last.
pub const FACTORS_IN_FORCE: &str = r#"
SELECT zone, "date", factors FROM (
    SELECT zone, "date", "values" AS factors,
        row_number() OVER (PARTITION BY zone, "date" ORDER BY recorded_at DESC NULLS LAST, abs(batch) DESC NULLS LAST) AS newest
    FROM hourly_factors WHERE kind = 'location')
WHERE newest = 1
"#;

/// What a row of the answer is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
pub enum By {
    /// One meter and month.
    Meter,
    /// One enterprise and month.
    Enterprise,
}

/// The accounting of one region as one query over `readings`, `meters` and `factors`.
///
/// A day's amount and emissions are whole numbers from the kernels, so that all sums above are exact. Of several versions of
/// a meter's day the one recorded last counts, then the one of the later batch. What a register showed is kept in the table as
/// evidence; the amounts worked out from it are rows of their own, and only those are added up.
#[must_use]
pub fn accounting(by: By) -> String {
    let (key, meter) = match by {
        By::Meter => ("x.meter", "x.meter"),
        By::Enterprise => ("m.enterprise", "CAST(NULL AS VARCHAR)"),
    };
    let newest = |column: &str| {
        format!(
            "last_value({column} ORDER BY recorded_at ASC NULLS FIRST, age ASC NULLS FIRST) AS {column}"
        )
    };
    let columns = ["counts", "present", "micrograms", "slots", "step", "unit"];
    let newest = columns.map(newest).join(",\n        ");
    format!(
        r#"
WITH day AS (
    SELECT r.meter, r."date", r.register, r.recorded_at, abs(r.batch) AS age, r.unit, r.step,
        CAST(r.slots AS BIGINT) AS slots,
        day_amount(r."values", r.base) AS counts,
        day_present(r."values") AS present,
        day_micrograms(r."values", r.base, f.factors, r.interval_s, r.step * kwh_per_unit(r.unit)) AS micrograms
    FROM readings r
        LEFT JOIN meters m ON m.meter = r.meter
        LEFT JOIN factors f ON f.zone = m.zone AND f."date" = r."date"
    WHERE r.register <> 'cumulative'
), version AS (
    SELECT meter, "date", register,
        {newest}
    FROM day GROUP BY meter, "date", register
), dated AS (
    SELECT meter, unit, step, counts, day_millionths(counts, step) AS millionths, micrograms, present, slots,
        CAST(date_part('year', "date") AS BIGINT) * 12 + CAST(date_part('month', "date") AS BIGINT) - 1 AS month,
        CASE WHEN present > 0 AND micrograms IS NULL THEN 1 ELSE 0 END AS without_factor
    FROM version
), meter_month AS (
    SELECT meter, unit, step, month, sum(counts) AS counts, sum(millionths) AS millionths,
        sum(micrograms) AS micrograms, sum(present) AS present, sum(slots) AS slots, count(*) AS days, sum(without_factor) AS without_factor
    FROM dated GROUP BY meter, unit, step, month
)
SELECT {meter} AS meter, m.enterprise AS enterprise, x.month AS month, x.unit AS unit, x.step AS step,
    sum(x.counts) AS counts, sum(x.millionths) AS millionths, sum(x.micrograms) AS micrograms, sum(x.present) AS present, sum(x.slots) AS slots,
    sum(x.days) AS days, sum(x.without_factor) AS days_without_factor
FROM meter_month x LEFT JOIN meters m ON m.meter = x.meter
GROUP BY {key}, m.enterprise, x.month, x.unit, x.step
"#
    )
}

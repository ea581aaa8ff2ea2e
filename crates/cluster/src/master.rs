//! Meters, from a file or PostgreSQL, and the newest factors, laid beside the tables so that every executor reads the same.

use std::collections::HashSet;
use std::sync::Arc;

use datafusion::arrow::array::{ArrayRef, AsArray, BooleanArray, RecordBatch, StringArray};
use datafusion::arrow::compute::{cast, concat_batches, filter_record_batch};
use datafusion::arrow::datatypes::{DataType, Field, Schema, SchemaRef};
use datafusion::execution::object_store::ObjectStoreRegistry;
use datafusion::parquet::arrow::ArrowWriter;
use datafusion::parquet::basic::Compression;
use datafusion::parquet::file::properties::WriterProperties;
use datafusion::prelude::{CsvReadOptions, ParquetReadOptions, SessionContext};
use object_store::path::Path;
use object_store::{ObjectStore, ObjectStoreExt};
use url::Url;

use crate::store::Stores;
use crate::{ClusterError, Result, live, plan};

/// What is asked of PostgreSQL, where the program keeps its meters: texts, of which the last three may be null.
pub const METERS_QUERY: &str =
    "SELECT region::text, code::text, enterprise::text, place::text, zone::text FROM meters";

/// Where the list of meters is.
#[derive(Debug, Clone)]
pub enum Meters {
    /// Address of a Parquet or CSV file with the columns `meter` and, as far as they are known, `enterprise`, `place`, `zone`;
    /// with a column `region` if codes of meters are only unique within one.
    File(Url),
    /// A PostgreSQL database with the table `meters`; its address, `postgres://user:password@host:port/name`.
    Database(String),
}

impl Meters {
    /// Name for messages, without a password.
    #[must_use]
    pub fn origin(&self) -> String {
        match self {
            Meters::File(url) => url.to_string(),
            Meters::Database(address) => Url::parse(address).map_or_else(
                |_| "the database".to_owned(),
                |mut url| {
                    let _ = url.set_password(None);
                    url.to_string()
                },
            ),
        }
    }
}

/// The list of meters of all regions.
#[derive(Debug)]
pub struct MeterList(RecordBatch);

impl MeterList {
    /// The meters of a region and those of a list without regions; columns as [`plan::meters_schema`].
    ///
    /// # Errors
    ///
    /// [`ClusterError::Engine`] if memory does not suffice.
    pub fn of(&self, region: &str) -> Result<RecordBatch> {
        let wanted: BooleanArray = self
            .0
            .column(0)
            .as_string::<i32>()
            .iter()
            .map(|there| Some(there.is_none_or(|there| there == region)))
            .collect();
        let columns: Vec<usize> = (1..self.0.num_columns()).collect();
        filter_record_batch(&self.0, &wanted)
            .and_then(|batch| batch.project(&columns))
            .map_err(|error| ClusterError::Engine(error.to_string()))
    }
}

/// Reads the list of meters.
///
/// # Errors
///
/// [`ClusterError::Meters`] if it cannot be read, has no column `meter`, or names a meter twice or without a code: its readings
/// would be counted twice or not at all.
pub async fn meters(context: &SessionContext, from: &Meters) -> Result<MeterList> {
    let fault = |detail: String| ClusterError::Meters {
        origin: from.origin(),
        detail,
    };
    let batch = match from {
        Meters::File(url) => from_file(context, url).await,
        Meters::Database(address) => from_database(address).await,
    }
    .map_err(fault)?;
    let mut seen = HashSet::new();
    let (regions, codes) = (batch.column(0), batch.column(1));
    for (region, meter) in regions
        .as_string::<i32>()
        .iter()
        .zip(codes.as_string::<i32>())
    {
        let meter = meter.ok_or_else(|| fault("a meter has no code".to_owned()))?;
        if !seen.insert((region, meter)) {
            return Err(fault(format!("meter {meter} is there twice")));
        }
    }
    Ok(MeterList(batch))
}

/// Columns of the list: the region, then those of [`plan::meters_schema`].
fn list_schema() -> SchemaRef {
    let region = Arc::new(Field::new("region", DataType::Utf8, true));
    let fields = plan::meters_schema();
    Arc::new(Schema::new(
        std::iter::once(region)
            .chain(fields.fields().iter().cloned())
            .collect::<Vec<_>>(),
    ))
}

async fn from_file(
    context: &SessionContext,
    url: &Url,
) -> std::result::Result<RecordBatch, String> {
    let is_csv = url.path().to_ascii_lowercase().ends_with(".csv");
    let frame = if is_csv {
        // No guess at types: a code such as 007 is a text.
        let options = CsvReadOptions::new().schema_infer_max_records(0);
        context.read_csv(url.as_str(), options).await
    } else {
        let options = ParquetReadOptions::default().parquet_pruning(false);
        context.read_parquet(url.as_str(), options).await
    }
    .map_err(|error| error.strip_backtrace())?;
    let schema: SchemaRef = Arc::new(frame.schema().as_arrow().clone());
    let batches = frame
        .collect()
        .await
        .map_err(|error| error.strip_backtrace())?;
    let read = concat_batches(&schema, &batches).map_err(|error| error.to_string())?;
    let wanted = list_schema();
    let mut columns: Vec<ArrayRef> = Vec::new();
    for field in wanted.fields() {
        columns.push(match read.column_by_name(field.name()) {
            Some(column) => cast(column, &DataType::Utf8).map_err(|error| error.to_string())?,
            None if field.name() == "meter" => return Err("there is no column meter".to_owned()),
            None => Arc::new(StringArray::new_null(read.num_rows())),
        });
    }
    // An empty cell of a CSV file is no name.
    if is_csv {
        for column in &mut columns {
            *column = Arc::new(
                column
                    .as_string::<i32>()
                    .iter()
                    .map(|text| text.filter(|text| !text.is_empty()))
                    .collect::<StringArray>(),
            );
        }
    }
    RecordBatch::try_new(wanted, columns).map_err(|error| error.to_string())
}

async fn from_database(address: &str) -> std::result::Result<RecordBatch, String> {
    let (client, connection) = tokio_postgres::connect(address, tokio_postgres::NoTls)
        .await
        .map_err(|error| error.to_string())?;
    let link = tokio::spawn(connection);
    let rows = client.query(METERS_QUERY, &[]).await;
    drop(client);
    let rows = rows.map_err(|error| {
        error
            .as_db_error()
            .map_or_else(|| error.to_string(), |error| error.message().to_owned())
    })?;
    let _ = link.await;
    let text = |n: usize| -> std::result::Result<ArrayRef, String> {
        let texts = rows
            .iter()
            .map(|row| row.try_get::<_, Option<&str>>(n))
            .collect::<std::result::Result<StringArray, _>>()
            .map_err(|error| error.to_string())?;
        Ok(Arc::new(texts))
    };
    let columns = (0..5).map(text).collect::<std::result::Result<_, _>>()?;
    RecordBatch::try_new(list_schema(), columns).map_err(|error| error.to_string())
}

/// The factors in force, columns as [`plan::factors_schema`]; none if there is no table of factors.
///
/// # Errors
///
/// [`ClusterError::Table`] or [`ClusterError::Engine`] if the table cannot be read.
pub async fn factors(
    context: &SessionContext,
    stores: &Stores,
    tables: &Url,
    region: &str,
) -> Result<RecordBatch> {
    let schema = plan::factors_schema();
    let table = tables
        .join("hourly_factors/")
        .map_err(|error| ClusterError::Engine(error.to_string()))?;
    let live = live::live(stores, &table, Some(region)).await?;
    let Some(files) = live.and_then(|mut live| live.files.remove(region)) else {
        return Ok(RecordBatch::new_empty(schema));
    };
    context.deregister_table("hourly_factors")?;
    plan::register(
        context,
        "hourly_factors",
        &files,
        plan::hourly_factors_schema(),
    )?;
    let batches = context.sql(plan::FACTORS_IN_FORCE).await?.collect().await?;
    let columns = |batch: &RecordBatch| -> datafusion::error::Result<RecordBatch> {
        let columns = schema
            .fields()
            .iter()
            .zip(batch.columns())
            .map(|(field, column)| cast(column, field.data_type()))
            .collect::<std::result::Result<Vec<_>, _>>()?;
        Ok(RecordBatch::try_new(schema.clone(), columns)?)
    };
    let batches = batches
        .iter()
        .map(columns)
        .collect::<datafusion::error::Result<Vec<_>>>()?;
    concat_batches(&schema, &batches).map_err(|error| ClusterError::Engine(error.to_string()))
}

/// Files laid beside the tables for one run.
#[derive(Debug)]
pub struct Beside {
    store: Arc<dyn ObjectStore>,
    folder: Url,
    paths: Vec<Path>,
}

impl Beside {
    /// A folder of its own for this run, below `_cluster/` of the folder of tables.
    ///
    /// # Errors
    ///
    /// [`ClusterError::Engine`] if the place is no store.
    pub fn new(stores: &Stores, tables: &Url) -> Result<Beside> {
        let run = jiff::Timestamp::now().as_nanosecond();
        let folder = tables
            .join(&format!("_cluster/{run}-{}/", std::process::id()))
            .map_err(|error| ClusterError::Engine(error.to_string()))?;
        Ok(Beside {
            store: stores.get_store(tables)?,
            folder,
            paths: Vec::new(),
        })
    }

    /// Writes a batch as a Parquet file; its address.
    ///
    /// # Errors
    ///
    /// [`ClusterError::Engine`] if it cannot be written.
    pub async fn lay(&mut self, name: &str, batch: &RecordBatch) -> Result<Url> {
        let fault = |detail: String| ClusterError::Engine(format!("{name}: {detail}"));
        let properties = WriterProperties::builder()
            .set_compression(Compression::SNAPPY)
            .build();
        let mut bytes = Vec::new();
        let mut writer = ArrowWriter::try_new(&mut bytes, batch.schema(), Some(properties))
            .map_err(|error| fault(error.to_string()))?;
        writer
            .write(batch)
            .and_then(|()| writer.close())
            .map_err(|error| fault(error.to_string()))?;
        let url = self
            .folder
            .join(name)
            .map_err(|error| fault(error.to_string()))?;
        let path = Path::from_url_path(url.path()).map_err(|error| fault(error.to_string()))?;
        self.paths.push(path.clone());
        self.store
            .put(&path, bytes.into())
            .await
            .map_err(|error| fault(error.to_string()))?;
        Ok(url)
    }

    /// Takes the files away again.
    pub async fn clear(self) {
        for path in &self.paths {
            if let Err(error) = self.store.delete(path).await {
                log::warn!("{path} is left behind: {error}");
            }
        }
        if let Ok(folder) = self.folder.to_file_path() {
            let _ = std::fs::remove_dir(&folder);
            if let Some(parent) = folder.parent() {
                let _ = std::fs::remove_dir(parent);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    async fn read(name: &str, text: &str) -> Result<MeterList> {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join(name);
        std::fs::write(&file, text).unwrap();
        let context = SessionContext::new_with_state(plan::state(plan::config(1)).unwrap());
        meters(&context, &Meters::File(Url::from_file_path(&file).unwrap())).await
    }

    #[tokio::test(flavor = "multi_thread")]
    async fn codes_of_meters_stay_texts_and_empty_cells_are_missing() {
        let list = read(
            "m.csv",
            "zone,meter,region,enterprise\nN,007,east,E1\n,8,,\n,007,west,\n",
        )
        .await
        .unwrap();
        let column = |region: &str, n: usize| -> Vec<Option<String>> {
            let batch = list.of(region).unwrap();
            let texts = batch.column(n).as_string::<i32>();
            texts.iter().map(|text| text.map(str::to_owned)).collect()
        };
        let text = |text: &str| Some(text.to_owned());
        assert_eq!(column("east", 0), [text("007"), text("8")]);
        assert_eq!(column("east", 1), [text("E1"), None]);
        assert_eq!(column("east", 3), [text("N"), None]);
        assert_eq!(column("west", 0), [text("8"), text("007")]);
        assert_eq!(column("west", 1), [None, None]);
        assert_eq!(column("none", 0), [text("8")]);
    }

    #[tokio::test(flavor = "multi_thread")]
    async fn a_meter_that_is_there_twice_is_refused() {
        let error = read("m.csv", "meter\nA\nB\nA\n").await.unwrap_err();
        assert_eq!(error.code(), "meters");
        assert!(error.to_string().contains("meter A is there twice"));
        let error = read("m.csv", "name\nA\n").await.unwrap_err();
        assert!(error.to_string().contains("no column meter"), "{error}");
    }

    #[test]
    fn no_message_has_a_password() {
        let database = Meters::Database("postgres://me:secret@127.0.0.1:5/x".to_owned());
        assert_eq!(database.origin(), "postgres://me@127.0.0.1:5/x");
    }
}

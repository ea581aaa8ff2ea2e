//! The three tables, column by column. `docs/tables.md` is checked against this list by a test.

use std::sync::Arc;

use arrow_schema::{
    DataType as ArrowType, Field as ArrowField, Schema as ArrowSchema, SchemaRef as ArrowSchemaRef,
};
use delta_kernel::schema::{DataType, SchemaRef, StructField, StructType};

/// One of the three tables.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Table {
    /// Data as they were read: `inventory::ledger::Activity`.
    Activities,
    /// Denominators: `inventory::ledger::StatisticEntry`.
    Statistics,
    /// Energy and carbon: `inventory::ledger::Entry`. The last to be committed.
    Entries,
}

/// What a column holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// Text; Delta `string`, Parquet dictionary.
    Text,
    /// Whole number; Delta `long`.
    Long,
    /// Delta `double`.
    Double,
    /// Delta `boolean`.
    Bool,
    /// Delta `date`.
    Date,
}

/// A column of a table.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Column {
    /// Name; a unit stands last in it.
    pub name: &'static str,
    /// Type.
    pub kind: Kind,
    /// True if a row may lack it.
    pub nullable: bool,
}

const fn column(name: &'static str, kind: Kind, nullable: bool) -> Column {
    Column {
        name,
        kind,
        nullable,
    }
}

/// The partition column of every table: not in the data files, but in their folder's name and in the log.
pub const REGION: &str = "region";

const fn is_optional(word: &str) -> bool {
    assert!(word.len() == "optional".len());
    true
}

macro_rules! table {
    ($($name:literal $kind:ident $($null:ident)?),* $(,)?) => {
        &[$(column($name, Kind::$kind, false $(|| is_optional(stringify!($null)))?)),*]
    };
}

const ACTIVITIES: &[Column] = table! {
    "import" Long, "row" Long, "column" Long, "period" Text, "period_kind" Text, "period_start" Date,
    "place" Text, "enterprise" Text optional, "measure" Text, "carrier" Text optional, "purpose" Text optional,
    "gas" Text optional, "scope" Text optional, "product" Text optional, "statistic" Text optional,
    "field" Text optional, "industry" Text optional, "value" Double, "unit" Text,
    "uncertainty_percent" Double optional, "quality" Text,
};

const STATISTICS: &[Column] = table! {
    "import" Long, "row" Long, "column" Long, "period" Text, "period_kind" Text, "period_start" Date,
    "place" Text, "enterprise" Text optional, "statistic" Text, "field" Text optional, "industry" Text optional,
    "value" Double, "unit" Text, "quality" Text,
};

const ENTRIES: &[Column] = table! {
    "import" Long, "row" Long, "column" Long, "period" Text, "period_kind" Text, "period_start" Date,
    "place" Text, "enterprise" Text optional, "carrier" Text optional, "product" Text optional,
    "field" Text optional, "industry" Text optional, "scope" Text, "purpose" Text,
    "energy_gj" Double optional, "energy_equivalent_tce" Double optional,
    "co2_t_co2e" Double optional, "ch4_t_co2e" Double optional, "n2o_t_co2e" Double optional,
    "hfc_t_co2e" Double optional, "pfc_t_co2e" Double optional, "sf6_t_co2e" Double optional,
    "nf3_t_co2e" Double optional, "other_fluorinated_t_co2e" Double optional, "unspecified_t_co2e" Double optional,
    "total_t_co2e" Double optional, "biogenic_co2_t" Double optional, "uncertainty_percent" Double optional,
    "quality" Text, "imported_emission" Bool, "activity_value" Double, "activity_unit" Text,
    "factors" Text, "gwp_set" Text optional,
};

/// First of the nine gas columns of `entries`, in the order of `Gas::ALL`.
pub(crate) const GAS_COLUMNS: [&str; 9] = [
    "co2_t_co2e",
    "ch4_t_co2e",
    "n2o_t_co2e",
    "hfc_t_co2e",
    "pfc_t_co2e",
    "sf6_t_co2e",
    "nf3_t_co2e",
    "other_fluorinated_t_co2e",
    "unspecified_t_co2e",
];

/// Columns whose least and greatest value stand in the log beside each file, for readers to skip files by.
pub(crate) const STATS_COLUMNS: &[&str] = &["import", "row", "period_start", "place"];

impl Table {
    /// All, in the order in which an import commits them.
    pub const ALL: [Table; 3] = [Table::Activities, Table::Statistics, Table::Entries];

    /// Name, which is also its folder's.
    pub fn name(self) -> &'static str {
        match self {
            Table::Activities => "activities",
            Table::Statistics => "statistics",
            Table::Entries => "entries",
        }
    }

    /// Columns of its data files, in order, without the partition column [`REGION`].
    pub fn columns(self) -> &'static [Column] {
        match self {
            Table::Activities => ACTIVITIES,
            Table::Statistics => STATISTICS,
            Table::Entries => ENTRIES,
        }
    }

    /// Schema of the Delta table. All columns may be null there: `NOT NULL` would ask a writer feature of every other program.
    pub(crate) fn delta_schema(self) -> Result<SchemaRef, delta_kernel::KernelError> {
        let region = StructField::nullable(REGION, DataType::STRING);
        let fields = self.columns().iter().map(|column| {
            StructField::nullable(
                column.name,
                match column.kind {
                    Kind::Text => DataType::STRING,
                    Kind::Long => DataType::LONG,
                    Kind::Double => DataType::DOUBLE,
                    Kind::Bool => DataType::BOOLEAN,
                    Kind::Date => DataType::DATE,
                },
            )
        });
        Ok(Arc::new(StructType::try_new(
            std::iter::once(region).chain(fields),
        )?))
    }

    /// Schema of the batches that are written and read, text as dictionaries.
    pub(crate) fn arrow_schema(self) -> ArrowSchemaRef {
        Arc::new(ArrowSchema::new(
            self.columns()
                .iter()
                .map(|column| ArrowField::new(column.name, column.kind.arrow(), column.nullable))
                .collect::<Vec<_>>(),
        ))
    }
}

impl Kind {
    pub(crate) fn arrow(self) -> ArrowType {
        match self {
            Kind::Text => {
                ArrowType::Dictionary(Box::new(ArrowType::Int32), Box::new(ArrowType::Utf8))
            }
            Kind::Long => ArrowType::Int64,
            Kind::Double => ArrowType::Float64,
            Kind::Bool => ArrowType::Boolean,
            Kind::Date => ArrowType::Date32,
        }
    }
}

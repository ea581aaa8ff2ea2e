//! The tables, column by column. `docs/tables.md` is checked against this list by a test.

use std::sync::Arc;

use arrow_schema::{
    DataType as ArrowType, Field as ArrowField, Schema as ArrowSchema, SchemaRef as ArrowSchemaRef,
    TimeUnit,
};
use delta_kernel::schema::{ArrayType, DataType, SchemaRef, StructField, StructType};

/// One of the tables: three of the ledger, three of metering.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Table {
    /// Data as they were read: `inventory::ledger::Activity`.
    Activities,
    /// Denominators: `inventory::ledger::StatisticEntry`.
    Statistics,
    /// Energy and carbon: `inventory::ledger::Entry`. The last to be committed.
    Entries,
    /// One meter, one local day: see [`crate::readings`].
    Readings,
    /// One grid zone, one local day: what a unit of energy carries in each hour.
    HourlyFactors,
    /// One meter, one month: what accounting made of its readings.
    MeterMonths,
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
    /// Whole number of 32 bits; Delta `integer`.
    Int,
    /// A moment in microseconds, UTC; Delta `timestamp`.
    Moment,
    /// Whole numbers of 32 bits, some of them missing; Delta `array<integer>`.
    Ints,
    /// Delta `array<double>`.
    Doubles,
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

const READINGS: &[Column] = table! {
    "meter" Text, "date" Date, "interval_s" Int, "register" Text, "unit" Text, "step" Double, "base" Long, "slots" Int,
    "values" Ints, "codes" Text, "source" Text, "recorded_at" Moment, "batch" Long,
};

const HOURLY_FACTORS: &[Column] = table! {
    "zone" Text, "date" Date, "kind" Text, "unit" Text, "values" Doubles, "source" Text, "recorded_at" Moment, "batch" Long,
};

const METER_MONTHS: &[Column] = table! {
    "meter" Text, "month" Date, "unit" Text, "zone" Text optional, "first_day" Date, "last_day" Date, "days" Int,
    "slots" Long, "present" Long, "estimated" Long, "amount_micro" Long, "with_factor_micro" Long, "emissions_ug" Long,
    "run" Long,
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

impl Table {
    /// Those of the ledger, in the order in which an import commits them.
    pub const LEDGER: [Table; 3] = [Table::Activities, Table::Statistics, Table::Entries];

    /// All, in the order of their numbers.
    pub const ALL: [Table; 6] = [
        Table::Activities,
        Table::Statistics,
        Table::Entries,
        Table::Readings,
        Table::HourlyFactors,
        Table::MeterMonths,
    ];

    /// Columns whose least and greatest value stand in the log beside each file, for readers to skip files by.
    pub(crate) fn stats_columns(self) -> &'static [&'static str] {
        match self {
            Table::Activities | Table::Statistics | Table::Entries => {
                &["import", "row", "period_start", "place"]
            }
            Table::Readings => &["meter", "date"],
            Table::HourlyFactors => &["zone", "date"],
            Table::MeterMonths => &["meter", "month"],
        }
    }

    /// True if the log forbids to take rows away. Files may be put together into fewer of the same rows (`dataChange` is false then).
    pub(crate) fn append_only(self) -> bool {
        Table::LEDGER.contains(&self)
    }

    /// Name, which is also its folder's.
    pub fn name(self) -> &'static str {
        match self {
            Table::Activities => "activities",
            Table::Statistics => "statistics",
            Table::Entries => "entries",
            Table::Readings => "readings",
            Table::HourlyFactors => "hourly_factors",
            Table::MeterMonths => "meter_months",
        }
    }

    /// Columns of its data files, in order, without the partition column [`REGION`].
    pub fn columns(self) -> &'static [Column] {
        match self {
            Table::Activities => ACTIVITIES,
            Table::Statistics => STATISTICS,
            Table::Entries => ENTRIES,
            Table::Readings => READINGS,
            Table::HourlyFactors => HOURLY_FACTORS,
            Table::MeterMonths => METER_MONTHS,
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
                    Kind::Int => DataType::INTEGER,
                    Kind::Moment => DataType::TIMESTAMP,
                    Kind::Ints => ArrayType::new(DataType::INTEGER, true).into(),
                    Kind::Doubles => ArrayType::new(DataType::DOUBLE, true).into(),
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

/// The element of a list, named as Parquet's own rules name it.
pub(crate) fn element(of: ArrowType) -> Arc<ArrowField> {
    Arc::new(ArrowField::new("element", of, true))
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
            Kind::Int => ArrowType::Int32,
            Kind::Moment => ArrowType::Timestamp(TimeUnit::Microsecond, Some("UTC".into())),
            Kind::Ints => ArrowType::List(element(ArrowType::Int32)),
            Kind::Doubles => ArrowType::List(element(ArrowType::Float64)),
        }
    }
}

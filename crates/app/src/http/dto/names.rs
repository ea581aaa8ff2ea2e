//! Closed lists of names, shared by questions and answers.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// Declares an enum with its stable names. The JSON form is serde's snake case (the schema's macro cannot see
/// through a metavariable); a test says that both are the same.
macro_rules! names {
    ($(#[$meta:meta])* $name:ident { $($(#[$vmeta:meta])* $variant:ident = $text:literal),+ $(,)? }) => {
        $(#[$meta])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize, ToSchema)]
        #[serde(rename_all = "snake_case")]
        pub enum $name {
            $($(#[$vmeta])* $variant,)+
        }

        impl $name {
            /// All, in the order in which they are shown.
            pub const ALL: &'static [$name] = &[$($name::$variant),+];

            /// The stable name.
            pub fn code(self) -> &'static str {
                match self {
                    $($name::$variant => $text,)+
                }
            }

            /// The one with this stable name.
            pub fn from_code(code: &str) -> Option<Self> {
                match code {
                    $($text => Some($name::$variant),)+
                    _ => None,
                }
            }
        }
    };
}

pub(super) use names;

names!(
    /// What is asked for. Intensities are per the region's intensity base; `_per_mu` is per 1/15 hectare.
    IndicatorId {
        /// Greenhouse gases, CO2e.
        CarbonTotal = "carbon_total",
        /// Energy.
        EnergyTotal = "energy_total",
        /// CO2e per money.
        CarbonIntensity = "carbon_intensity",
        /// Energy per money.
        EnergyIntensity = "energy_intensity",
        /// CO2e per person.
        CarbonPerPerson = "carbon_per_person",
        /// Energy per person.
        EnergyPerPerson = "energy_per_person",
        /// CO2e per square kilometre.
        CarbonPerArea = "carbon_per_area",
        /// Energy per square kilometre.
        EnergyPerArea = "energy_per_area",
        /// CO2e per mu.
        CarbonPerMu = "carbon_per_mu",
        /// Energy per mu.
        EnergyPerMu = "energy_per_mu",
        /// Biogenic CO2, never part of a total.
        BiogenicCo2 = "biogenic_co2",
        /// Resident people.
        Population = "population",
        /// Land area.
        LandArea = "land_area",
        /// Gross output value.
        OutputValue = "output_value",
        /// Value added.
        ValueAdded = "value_added",
        /// Gross domestic product.
        Gdp = "gdp",
    }
);

names!(
    /// The six fields.
    FieldId {
        /// Energy supply.
        Energy = "energy",
        /// Manufacturing and mining.
        Industry = "industry",
        /// Construction and buildings in service.
        Construction = "construction",
        /// Transport.
        Transport = "transport",
        /// Agriculture, forestry, fishery.
        Agriculture = "agriculture",
        /// Households and waste.
        Livelihood = "livelihood",
    }
);

names!(
    /// Where an emission stands in the inventory.
    ScopeId {
        /// Direct, burning.
        Scope1 = "scope1",
        /// Direct, from a process.
        Process = "process",
        /// Purchased power and heat, average factor.
        Scope2Location = "scope2_location",
        /// Purchased power and heat, by contract.
        Scope2Market = "scope2_market",
        /// Other indirect.
        Scope3 = "scope3",
    }
);

names!(
    /// A greenhouse gas or family.
    GasId {
        /// Carbon dioxide.
        Co2 = "co2",
        /// Methane.
        Ch4 = "ch4",
        /// Nitrous oxide.
        N2o = "n2o",
        /// Hydrofluorocarbons.
        Hfc = "hfc",
        /// Perfluorocarbons.
        Pfc = "pfc",
        /// Sulphur hexafluoride.
        Sf6 = "sf6",
        /// Nitrogen trifluoride.
        Nf3 = "nf3",
        /// Other fluorinated.
        OtherFluorinated = "other_fluorinated",
        /// Only the CO2e total is known.
        Unspecified = "unspecified",
    }
);

names!(
    /// Two ways to add up, neither of which counts heat and power twice.
    ViewId {
        /// Where energy is finally used.
        Consumption = "consumption",
        /// Where it is emitted.
        Production = "production",
    }
);

names!(
    /// Which factor purchased power and heat are multiplied with.
    BasisId {
        /// Average of the grid or network.
        Location = "location",
        /// By contract.
        Market = "market",
    }
);

names!(
    /// How purchased power is turned into energy.
    EnergyBasisId {
        /// Equal value (当量值).
        Calorific = "calorific",
        /// Equivalent value (等价值): the coal it took to make it.
        Equivalent = "equivalent",
    }
);

names!(
    /// A dimension by which a figure is cut.
    DimId {
        /// Member places of the place asked for.
        Place = "place",
        /// Six fields.
        Field = "field",
        /// Industry codes.
        Industry = "industry",
        /// Carriers.
        Carrier = "carrier",
        /// Scopes.
        Scope = "scope",
        /// Gases.
        Gas = "gas",
        /// Enterprises.
        Enterprise = "enterprise",
        /// Periods of the step.
        Period = "period",
    }
);

names!(
    /// Length of a period when cut by period.
    StepId {
        /// Years.
        Year = "year",
        /// Half years.
        Half = "half",
        /// Quarters.
        Quarter = "quarter",
        /// Months.
        Month = "month",
    }
);

names!(
    /// How good a figure is: the worst of its inputs.
    QualityId {
        /// Read from a meter.
        Metered = "metered",
        /// Filed and verified.
        Verified = "verified",
        /// Filed.
        Reported = "reported",
        /// Official statistics.
        Statistical = "statistical",
        /// Estimated by a stated method.
        Estimated = "estimated",
        /// Made by a generator, not real.
        Synthetic = "synthetic",
    }
);

names!(
    /// How grave a finding is.
    SeverityId {
        /// Worth knowing.
        Note = "note",
        /// Probably wrong; taken and marked.
        Warning = "warning",
        /// Wrong; strict refuses the file, lenient rejects the row.
        Error = "error",
    }
);

names!(
    /// How classes of a map are made.
    ClassMethodId {
        /// Natural breaks.
        Jenks = "jenks",
        /// Equal counts.
        Quantile = "quantile",
        /// Equal steps.
        Equal = "equal",
    }
);

names!(
    /// What a table's rows are.
    TableRowsId {
        /// Places.
        Place = "place",
        /// Enterprises.
        Enterprise = "enterprise",
    }
);

names!(
    /// What an export holds.
    ExportWhatId {
        /// The cut's rows.
        Cube = "cube",
        /// The table.
        Table = "table",
        /// The entries behind the cut, with their lineage.
        Entries = "entries",
    }
);

names!(
    /// File format of an export.
    ExportFormatId {
        /// Comma-separated text, UTF-8.
        Csv = "csv",
        /// Excel workbook.
        Xlsx = "xlsx",
        /// Parquet.
        Parquet = "parquet",
        /// GeoJSON with boundaries; only for cuts by place and for the table of places.
        Geojson = "geojson",
    }
);

names!(
    /// What an import does with faulty rows.
    ImportModeId {
        /// Refuses the whole file.
        Strict = "strict",
        /// Takes the good rows and keeps the rest in a file of rejects.
        Lenient = "lenient",
    }
);

names!(
    /// How far an import is.
    ImportStateId {
        /// Waits its turn.
        Queued = "queued",
        /// Reads the file.
        Reading = "reading",
        /// Checks and accounts.
        Checking = "checking",
        /// Being written.
        Prepared = "prepared",
        /// In the ledger.
        Committed = "committed",
        /// Refused; its findings say why.
        Refused = "refused",
        /// The process died before the commit; nothing of it counts.
        Interrupted = "interrupted",
        /// Could not be done; `error` says why.
        Failed = "failed",
        /// The same file was imported before; nothing changed.
        Unchanged = "unchanged",
        /// It counted until a later run took its place.
        Superseded = "superseded",
    }
);

names!(
    /// What a user may do.
    RoleId {
        /// See.
        Viewer = "viewer",
        /// See and import.
        Officer = "officer",
        /// All, users included.
        Admin = "admin",
    }
);

names!(
    /// What a node of an explanation is.
    NodeKind {
        /// The figure asked for.
        Figure = "figure",
        /// A sum of its children.
        Sum = "sum",
        /// First child over second.
        Ratio = "ratio",
        /// One entry of the ledger.
        Entry = "entry",
        /// A product of its children.
        Product = "product",
        /// A factor with its source.
        Factor = "factor",
        /// A datum as it was read.
        Activity = "activity",
        /// A denominator as it was read.
        Statistic = "statistic",
        /// A cell of a file.
        Cell = "cell",
        /// The meters whose readings an entry is the sum of.
        Readings = "readings",
        /// One of them in one month.
        Meter = "meter",
        /// A day of a meter.
        Day = "day",
    }
);

names!(
    /// Side of a ratio.
    PartId {
        /// What stands above the line.
        Above = "above",
        /// What stands below the line.
        Below = "below",
    }
);

names!(
    /// Finest period that a region's data has.
    FinestPeriod {
        /// Months.
        Month = "month",
        /// Years.
        Year = "year",
    }
);

names!(
    /// What a column of a file is, by its mapping.
    ColumnRole {
        /// Says where.
        Place = "place",
        /// Says who.
        Enterprise = "enterprise",
        /// Says when.
        Period = "period",
        /// Is measured.
        Measure = "measure",
        /// Says which measure, carrier, field or unit.
        Dimension = "dimension",
        /// Is checked and not added.
        Check = "check",
        /// Not used.
        Ignored = "ignored",
    }
);

names!(
    /// What a kept table holds.
    CityTableKind {
        /// Values by city and industry, perhaps by year.
        Structure = "structure",
        /// A printed matrix of similarity, or its pairs.
        Similarity = "similarity",
        /// What flows from one to another.
        Flows = "flows",
        /// Values by area, indicator and year.
        Integration = "integration",
        /// What is known of pairs.
        Ladder = "ladder",
        /// Resources by city.
        Resources = "resources",
        /// Firms, products, processes, needs and deliveries; or an input-output table with regions.
        Chain = "chain",
        /// Topics that cities want to work on.
        Topics = "topics",
        /// One quantity by city and year.
        Trajectories = "trajectories",
    }
);

names!(
    /// By what a structure is divided.
    StructureBy {
        /// Industries or sectors.
        Industry = "industry",
        /// The six fields.
        Field = "field",
    }
);

names!(
    /// Where a place stands in Moran's scatter plot.
    SpotId {
        /// High among high.
        HighHigh = "high_high",
        /// Low among high.
        LowHigh = "low_high",
        /// Low among low.
        LowLow = "low_low",
        /// High among low.
        HighLow = "high_low",
    }
);

#[cfg(test)]
mod tests {
    use super::*;

    fn check<T: Serialize + Copy>(all: &[T], code: impl Fn(T) -> &'static str) {
        for one in all {
            assert_eq!(serde_json::to_value(one).unwrap(), code(*one));
        }
    }

    #[test]
    fn names_are_the_same_in_json_and_in_text() {
        check(IndicatorId::ALL, IndicatorId::code);
        check(FieldId::ALL, FieldId::code);
        check(ScopeId::ALL, ScopeId::code);
        check(GasId::ALL, GasId::code);
        check(ViewId::ALL, ViewId::code);
        check(BasisId::ALL, BasisId::code);
        check(EnergyBasisId::ALL, EnergyBasisId::code);
        check(DimId::ALL, DimId::code);
        check(StepId::ALL, StepId::code);
        check(QualityId::ALL, QualityId::code);
        check(SeverityId::ALL, SeverityId::code);
        check(ClassMethodId::ALL, ClassMethodId::code);
        check(TableRowsId::ALL, TableRowsId::code);
        check(ExportWhatId::ALL, ExportWhatId::code);
        check(ExportFormatId::ALL, ExportFormatId::code);
        check(ImportModeId::ALL, ImportModeId::code);
        check(ImportStateId::ALL, ImportStateId::code);
        check(RoleId::ALL, RoleId::code);
        check(NodeKind::ALL, NodeKind::code);
        check(FinestPeriod::ALL, FinestPeriod::code);
        check(PartId::ALL, PartId::code);
        check(ColumnRole::ALL, ColumnRole::code);
        check(CityTableKind::ALL, CityTableKind::code);
        check(StructureBy::ALL, StructureBy::code);
        check(SpotId::ALL, SpotId::code);
    }
}

//! What can be asked, as query parameters. Lists are written with commas.

use super::*;
use serde::Deserialize;
use utoipa::IntoParams;

/// The part of the ledger that a figure is about. All cuts share these parameters.
/// In a list, `unstated` stands for what names no member there.
#[derive(Debug, Clone, Default, PartialEq, Eq, Hash, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct CutQuery {
    /// Code of a place; the region's root if left out.
    pub place: Option<String>,
    /// `2020`, `2020-H1`, `2020-Q3`, `2020-05` or a range `2005..2020`; the last year with data if left out (all years where a cut is by period).
    pub period: Option<String>,
    /// Indicator; the region's default if left out.
    #[param(inline = false)]
    pub indicator: Option<IndicatorId>,
    /// Fields, with commas.
    pub field: Option<String>,
    /// Industry codes, with commas.
    pub industry: Option<String>,
    /// Carrier ids, with commas.
    pub carrier: Option<String>,
    /// Scopes, with commas.
    pub scope: Option<String>,
    /// Gases, with commas.
    pub gas: Option<String>,
    /// Codes of enterprises, with commas.
    pub enterprise: Option<String>,
    /// View; the region's default if left out.
    pub view: Option<ViewId>,
    /// Basis of purchased power and heat; `location` if left out.
    pub basis: Option<BasisId>,
    /// Energy basis; `calorific` if left out.
    pub energy_basis: Option<EnergyBasisId>,
    /// Only what is stated at the place itself, not below it.
    pub place_only: Option<bool>,
}

/// How a cut is divided.
#[derive(Debug, Clone, Default, PartialEq, Eq, Hash, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct CubeQuery {
    /// One or two dimensions with a comma: `place`, `field`, `industry`, `carrier`, `scope`, `gas`, `enterprise`, `period`. The total alone if left out.
    pub by: Option<String>,
    /// Length of a period when cut by period; `year` if left out.
    pub step: Option<StepId>,
    /// At most so many rows (the total is of all).
    #[param(minimum = 1, maximum = 100000)]
    pub limit: Option<u32>,
}

/// Which places.
#[derive(Debug, Clone, Default, PartialEq, Eq, Hash, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct PlacesQuery {
    /// Only direct members of this place.
    pub parent: Option<String>,
    /// Only of this level.
    pub level: Option<String>,
    /// Text in a name, alias, code or Pinyin.
    pub q: Option<String>,
    /// At most so many; all if left out.
    #[param(minimum = 1)]
    pub limit: Option<u32>,
}

/// Which enterprises.
#[derive(Debug, Clone, Default, PartialEq, Eq, Hash, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct EnterprisesQuery {
    /// Only in this place or below it.
    pub place: Option<String>,
    /// Text in a name, code or Pinyin.
    pub q: Option<String>,
    /// At most so many; 50 if left out.
    #[param(minimum = 1, maximum = 5000)]
    pub limit: Option<u32>,
    /// Skip so many.
    pub offset: Option<u32>,
}

/// Which boundaries.
#[derive(Debug, Clone, Default, PartialEq, Eq, Hash, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct BoundariesQuery {
    /// Level; the finest that has boundaries if left out.
    pub level: Option<String>,
    /// Only members of this place, at any depth.
    pub parent: Option<String>,
}

/// Which overview.
#[derive(Debug, Clone, Default, PartialEq, Eq, Hash, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct OverviewQuery {
    /// Largest members shown; 10 if left out.
    #[param(minimum = 1, maximum = 100)]
    pub top: Option<u32>,
}

/// How a map is drawn.
#[derive(Debug, Clone, Default, PartialEq, Eq, Hash, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct MapQuery {
    /// Level of the places; the level below `parent` if left out.
    pub level: Option<String>,
    /// Only members of this place, at any depth; the root if left out.
    pub parent: Option<String>,
    /// How classes are made; `jenks` if left out.
    pub method: Option<ClassMethodId>,
    /// How many; 5 if left out.
    #[param(minimum = 2, maximum = 9)]
    pub classes: Option<u8>,
}

/// How a flow is staged.
#[derive(Debug, Clone, Default, PartialEq, Eq, Hash, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct FlowQuery {
    /// Two to six dimensions with commas; `carrier,field,place` if left out.
    pub stages: Option<String>,
    /// Members a stage shows before the rest is folded; 12 if left out.
    #[param(minimum = 1, maximum = 250)]
    pub top: Option<u32>,
}

/// Which rows of a table, and how sorted.
#[derive(Debug, Clone, Default, PartialEq, Eq, Hash, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct TableQuery {
    /// Places or enterprises; `place` if left out.
    pub rows: Option<TableRowsId>,
    /// Level of the places; the level below the place asked for if left out.
    pub level: Option<String>,
    /// Columns: indicators with commas; all that have data if left out.
    pub columns: Option<String>,
    /// An indicator, or `name`; the first column if left out.
    pub sort: Option<String>,
    /// Largest first; true if left out, except by name.
    pub desc: Option<bool>,
    /// Text in a name or code.
    pub q: Option<String>,
    /// At most so many; 50 if left out.
    #[param(minimum = 1, maximum = 5000)]
    pub limit: Option<u32>,
    /// Skip so many.
    pub offset: Option<u32>,
}

/// How far an explanation goes.
#[derive(Debug, Clone, Default, PartialEq, Eq, Hash, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct ExplainQuery {
    /// Only what is known for a longer period than this step alone, with `unplaced_only`.
    pub step: Option<StepId>,
    /// See `step`.
    pub unplaced_only: Option<bool>,
    /// One side of a ratio; the ratio itself if left out.
    pub part: Option<PartId>,
    /// Levels below the figure; 2 if left out.
    #[param(minimum = 0, maximum = 12)]
    pub depth: Option<u8>,
    /// Children of a node before the rest is summed up; 20 if left out.
    #[param(minimum = 1, maximum = 1000)]
    pub limit: Option<u32>,
    /// The meters behind an entry: those of exactly `place`, `enterprise`, `carrier` and `unit` in the month `period`.
    pub meters: Option<bool>,
    /// Unit of the amounts, with `meters`.
    pub unit: Option<String>,
    /// The days of this meter in the month `period`.
    pub meter: Option<String>,
}

/// What is exported.
#[derive(Debug, Clone, Default, PartialEq, Eq, Hash, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct ExportQuery {
    /// What; `cube` if left out.
    pub what: Option<ExportWhatId>,
    /// Format; `csv` if left out.
    pub format: Option<ExportFormatId>,
    /// As in `/cube`.
    pub by: Option<String>,
    /// As in `/cube`.
    pub step: Option<StepId>,
    /// As in `/table`.
    pub rows: Option<TableRowsId>,
    /// As in `/table`.
    pub level: Option<String>,
    /// As in `/table`.
    pub columns: Option<String>,
    /// As in `/table`.
    pub q: Option<String>,
}

/// Which findings.
#[derive(Debug, Clone, Default, PartialEq, Eq, Hash, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct FindingsQuery {
    /// Only so grave.
    pub severity: Option<SeverityId>,
    /// Only this code.
    pub code: Option<String>,
    /// Only of this import.
    pub import: Option<u32>,
    /// At most so many; 50 if left out.
    #[param(minimum = 1, maximum = 5000)]
    pub limit: Option<u32>,
    /// Skip so many.
    pub offset: Option<u32>,
}

/// Which factors.
#[derive(Debug, Clone, Default, PartialEq, Eq, Hash, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct FactorsQuery {
    /// Text in id, subject, name or source.
    pub q: Option<String>,
    /// Only this kind.
    pub kind: Option<String>,
    /// Only of this region.
    pub region: Option<String>,
    /// At most so many; 100 if left out.
    #[param(minimum = 1, maximum = 5000)]
    pub limit: Option<u32>,
    /// Skip so many.
    pub offset: Option<u32>,
}

/// Which imports.
#[derive(Debug, Clone, Default, PartialEq, Eq, Hash, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct ImportsQuery {
    /// Only of this region.
    pub region: Option<String>,
    /// At most so many, newest first; 100 if left out.
    #[param(minimum = 1, maximum = 1000)]
    pub limit: Option<u32>,
}

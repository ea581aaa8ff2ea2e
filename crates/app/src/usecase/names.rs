//! From the engines' types to those of an answer.

use crate::http::dto::{CubeRow, DimId, FieldId, Item, QualityId, Versions};
use crate::view::{RegionView, Shown};
use inventory::cube::{Dim, Key, Row};
use inventory::factors::FactorLibrary;
use inventory::ledger::Quality;
use std::sync::OnceLock;
use units::{Field, Label};

/// Version of the program.
pub const CODE_VERSION: &str = env!("CARGO_PKG_VERSION");

/// Tells programs of the same version apart: size and time of the running program's file, where these can be read.
pub fn build_id() -> &'static str {
    static ID: OnceLock<String> = OnceLock::new();
    ID.get_or_init(|| {
        let file = std::env::current_exe().and_then(std::fs::metadata);
        let stamp = file.ok().and_then(|file| {
            let modified = file.modified().ok()?;
            let since = modified.duration_since(std::time::UNIX_EPOCH).ok()?;
            Some(format!("{:x}{:x}", file.len(), since.as_millis()))
        });
        format!("{CODE_VERSION}-{}", stamp.unwrap_or_default())
    })
}

/// Versions that an answer about a region rests on.
pub fn versions(view: &RegionView) -> Versions {
    Versions {
        data: view.data_version.to_string(),
        code: CODE_VERSION.to_owned(),
        factors: FactorLibrary::builtin().version().to_owned(),
    }
}

/// Field of the API.
pub fn field_id(field: Field) -> FieldId {
    match field {
        Field::Energy => FieldId::Energy,
        Field::Industry => FieldId::Industry,
        Field::Construction => FieldId::Construction,
        Field::Transport => FieldId::Transport,
        Field::Agriculture => FieldId::Agriculture,
        Field::Livelihood => FieldId::Livelihood,
    }
}

/// An id with its name.
pub fn item(id: impl Into<String>, label: impl Into<Label>) -> Item {
    Item {
        id: id.into(),
        label: label.into().into(),
    }
}

/// A key with its name.
pub fn key_item(view: &RegionView, key: &Key) -> Item {
    let (id, label) = view.key(key);
    item(id, label)
}

/// Dimension of the API.
pub fn dim_id(dim: &Dim) -> DimId {
    dim_of(dim.id())
}

/// Dimension of the API by its id in the cube.
pub fn dim_of(id: &str) -> DimId {
    DimId::from_code(id).unwrap_or(DimId::Place)
}

/// Quality of the API.
pub fn quality(quality: Quality) -> QualityId {
    match quality {
        Quality::Metered => QualityId::Metered,
        Quality::Verified => QualityId::Verified,
        Quality::Reported => QualityId::Reported,
        Quality::Statistical => QualityId::Statistical,
        Quality::Estimated => QualityId::Estimated,
        Quality::Synthetic => QualityId::Synthetic,
    }
}

/// A row of the cube with names, in the unit in which it is shown.
pub fn row(view: &RegionView, shown: &Shown, row: &Row) -> CubeRow {
    CubeRow {
        keys: row
            .keys
            .iter()
            .map(|key| (dim_of(key.dim()), key_item(view, key)))
            .collect(),
        value: row.value.map(|value| shown.apply(value)),
        reason: row.reason.map(|reason| reason.code().to_owned()),
        completeness_percent: row.completeness_percent,
        uncertainty_percent: row.uncertainty_percent,
        estimated: row.estimated,
        quality: row.quality.map(quality),
    }
}

//! Reading the tables, with every fault.

use std::collections::{HashMap, HashSet};

use jiff::civil::Date;
use units::table::{Fault, Row, Table};
use units::{Dimension, Label, Unit, UnitRegistry};

use super::{Carrier, CarrierForm, CarrierKind, CombustionSector, Factor, FactorKind};

/// Name of the table of carriers.
pub const CARRIER_FILE: &str = "carriers.csv";

/// Names of the factor tables under `data/`.
pub const FACTOR_FILES: [&str; 7] = [
    "gwp.csv",
    "fuels_gbt2589_2020.csv",
    "fuels_cn_guidelines.csv",
    "fuels_ipcc2006.csv",
    "grid_factors.csv",
    "heat_factors.csv",
    "process_factors.csv",
];

pub(super) const BUILTIN: [(&str, &str); 8] = [
    (CARRIER_FILE, include_str!("../../../../data/carriers.csv")),
    ("gwp.csv", include_str!("../../../../data/gwp.csv")),
    (
        "fuels_gbt2589_2020.csv",
        include_str!("../../../../data/fuels_gbt2589_2020.csv"),
    ),
    (
        "fuels_cn_guidelines.csv",
        include_str!("../../../../data/fuels_cn_guidelines.csv"),
    ),
    (
        "fuels_ipcc2006.csv",
        include_str!("../../../../data/fuels_ipcc2006.csv"),
    ),
    (
        "grid_factors.csv",
        include_str!("../../../../data/grid_factors.csv"),
    ),
    (
        "heat_factors.csv",
        include_str!("../../../../data/heat_factors.csv"),
    ),
    (
        "process_factors.csv",
        include_str!("../../../../data/process_factors.csv"),
    ),
];

const CARRIER_COLUMNS: [&str; 8] = [
    "id",
    "name_en",
    "name_zh",
    "kind",
    "form",
    "default_unit",
    "biogenic",
    "color_index",
];

const FACTOR_COLUMNS: [&str; 12] = [
    "id",
    "kind",
    "subject",
    "value",
    "unit",
    "region",
    "valid_from",
    "valid_to",
    "uncertainty_percent",
    "source",
    "clause",
    "licence",
];

pub(super) fn read(tables: &[(&str, &str)]) -> Result<(Vec<Carrier>, Vec<Factor>), Vec<Fault>> {
    let mut faults = Vec::new();
    let registry = UnitRegistry::builtin();
    let mut carriers: Vec<Carrier> = Vec::new();
    for (file, text) in tables.iter().filter(|(file, _)| *file == CARRIER_FILE) {
        let table = Table::read(file, text, &CARRIER_COLUMNS, &[], &mut faults);
        for row in table.rows() {
            if let Some(carrier) = carrier(row, registry, &mut faults) {
                if carriers.iter().any(|other| other.id == carrier.id) {
                    let message = format!("carrier {:?} stands twice", carrier.id);
                    faults.push(row.fault("id", "id_twice", message));
                } else {
                    carriers.push(carrier);
                }
            }
        }
    }
    let carrier_ids: HashSet<&str> = carriers.iter().map(|carrier| carrier.id.as_str()).collect();
    let mut factors: Vec<Factor> = Vec::new();
    // By id, and by what may be valid only once at a time.
    let mut ids: HashMap<String, usize> = HashMap::new();
    let mut series: HashMap<(FactorKind, String, String), Vec<usize>> = HashMap::new();
    for (file, text) in tables.iter().filter(|(file, _)| *file != CARRIER_FILE) {
        let table = Table::read(file, text, &FACTOR_COLUMNS, &[], &mut faults);
        for row in table.rows() {
            let Some(factor) = factor(file, row, registry, &carrier_ids, &mut faults) else {
                continue;
            };
            if let Some(twin) = ids.get(&factor.id) {
                let twin: &Factor = &factors[*twin];
                let message = format!(
                    "id {:?} already stands in {}:{}",
                    factor.id, twin.file, twin.row
                );
                faults.push(row.fault("id", "id_twice", message));
            }
            let key = (factor.kind, factor.subject.clone(), factor.region.clone());
            let earlier = series.entry(key).or_default();
            for twin in earlier.iter().map(|index| &factors[*index]) {
                if twin.validity_overlaps(&factor) {
                    let message = format!(
                        "valid at the same time as {:?} ({}:{}) for the same subject and region; end one the day before the other",
                        twin.id, twin.file, twin.row
                    );
                    faults.push(row.fault("valid_from", "overlapping_validity", message));
                }
            }
            earlier.push(factors.len());
            ids.insert(factor.id.clone(), factors.len());
            factors.push(factor);
        }
    }
    if faults.is_empty() {
        Ok((carriers, factors))
    } else {
        Err(faults)
    }
}

/// FNV-1a over names and texts, each ended by a byte that no text holds.
pub(super) fn version(tables: &[(&str, &str)]) -> String {
    let mut hash = 0xcbf2_9ce4_8422_2325_u64;
    for (file, text) in tables {
        for byte in file.bytes().chain([0xff]).chain(text.bytes()).chain([0xff]) {
            hash = (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3);
        }
    }
    format!("{hash:016x}")
}

fn carrier(row: Row<'_>, registry: &UnitRegistry, faults: &mut Vec<Fault>) -> Option<Carrier> {
    let id = row.required("id", faults);
    let name_en = row.required("name_en", faults);
    let name_zh = row.required("name_zh", faults);
    let kind = choice(
        row,
        "kind",
        &[
            ("primary", CarrierKind::Primary),
            ("secondary", CarrierKind::Secondary),
        ],
        faults,
    );
    let form = choice(
        row,
        "form",
        &[
            ("solid", CarrierForm::Solid),
            ("liquid", CarrierForm::Liquid),
            ("gas", CarrierForm::Gas),
            ("electricity", CarrierForm::Electricity),
            ("heat", CarrierForm::Heat),
        ],
        faults,
    );
    let is_biogenic = choice(row, "biogenic", &[("yes", true), ("no", false)], faults);
    let default_unit = unit(row, "default_unit", registry, faults);
    let color_index = row.required("color_index", faults).and_then(|text| {
        let parsed = text.parse::<u8>();
        if parsed.is_err() {
            let message = format!("{text:?} is no whole number from 0 to 255");
            faults.push(row.fault("color_index", "bad_number", message));
        }
        parsed.ok()
    });
    Some(Carrier {
        id: id?.to_owned(),
        name: Label {
            en: name_en?.to_owned(),
            zh: name_zh?.to_owned(),
        },
        kind: kind?,
        form: form?,
        default_unit: default_unit?,
        is_biogenic: is_biogenic?,
        color_index: color_index?,
    })
}

fn factor(
    file: &str,
    row: Row<'_>,
    registry: &UnitRegistry,
    carriers: &HashSet<&str>,
    faults: &mut Vec<Fault>,
) -> Option<Factor> {
    let id = row.required("id", faults);
    let kind = row.required("kind", faults).and_then(|text| {
        text.parse::<FactorKind>()
            .map_err(|message| faults.push(row.fault("kind", "unknown_kind", message)))
            .ok()
    });
    let subject = row.required("subject", faults);
    let value = number(row, "value", faults);
    if row.filled("value").is_none() {
        row.required("value", faults);
    }
    let unit = unit(row, "unit", registry, faults);
    let region = row.required("region", faults);
    let source = row.required("source", faults);
    let clause = row.required("clause", faults);
    let licence = row.required("licence", faults);
    let uncertainty_percent = number(row, "uncertainty_percent", faults);
    let valid_from = day(row, "valid_from", faults);
    let valid_to = day(row, "valid_to", faults);
    if let (Some(from), Some(to)) = (valid_from, valid_to)
        && from > to
    {
        let message = format!("valid from {from}, which is after {to}, its last day");
        faults.push(row.fault("valid_from", "reversed_validity", message));
    }
    let (kind, subject, unit) = (kind?, subject?, unit?);
    let fitting = kind
        .dimensions()
        .iter()
        .any(|dimension| dimension.parse::<Dimension>().as_ref() == Ok(unit.dimension()));
    if !fitting {
        let message = format!(
            "{unit} measures {}, but a {kind} factor measures {}",
            unit.dimension(),
            kind.dimensions().join(" or ")
        );
        faults.push(row.fault("unit", "wrong_dimension", message));
    }
    check_subject(row, kind, subject, carriers, faults);
    Some(Factor {
        id: id?.to_owned(),
        kind,
        subject: subject.to_owned(),
        value: value?,
        unit,
        region: region?.to_owned(),
        valid_from,
        valid_to,
        uncertainty_percent,
        source: source?.to_owned(),
        clause: clause?.to_owned(),
        licence: licence?.to_owned(),
        file: file.to_owned(),
        row: row.number(),
    })
}

fn check_subject(
    row: Row<'_>,
    kind: FactorKind,
    subject: &str,
    carriers: &HashSet<&str>,
    faults: &mut Vec<Fault>,
) {
    let (head, tail) = match subject.split_once('/') {
        Some((head, tail)) => (head, Some(tail)),
        None => (subject, None),
    };
    if kind.is_of_carrier() && !carriers.contains(head) {
        let message = format!("no carrier {head:?} in {CARRIER_FILE}");
        faults.push(row.fault("subject", "unknown_carrier", message));
    }
    let tail_fits = if kind.has_sector() {
        CombustionSector::ALL
            .iter()
            .any(|sector| tail == Some(sector.code()))
    } else {
        (kind == FactorKind::Gwp) == tail.is_some()
    };
    if !tail_fits {
        let form = match kind {
            FactorKind::Gwp => "set/gas, for example ar5/ch4".to_owned(),
            _ if kind.has_sector() => {
                let sectors = CombustionSector::ALL.map(CombustionSector::code);
                format!("carrier/sector, the sector one of {}", sectors.join(", "))
            }
            _ => "without a slash".to_owned(),
        };
        let message = format!("{subject:?}: the subject of a {kind} factor is written {form}");
        faults.push(row.fault("subject", "bad_subject", message));
    }
}

fn choice<T: Copy>(
    row: Row<'_>,
    column: &str,
    choices: &[(&str, T)],
    faults: &mut Vec<Fault>,
) -> Option<T> {
    let text = row.required(column, faults)?;
    let chosen = choices.iter().find(|(word, _)| *word == text);
    if chosen.is_none() {
        let words: Vec<&str> = choices.iter().map(|(word, _)| *word).collect();
        let message = format!("{text:?} is none of {}", words.join(", "));
        faults.push(row.fault(column, "unknown_choice", message));
    }
    chosen.map(|(_, value)| *value)
}

fn unit(
    row: Row<'_>,
    column: &str,
    registry: &UnitRegistry,
    faults: &mut Vec<Fault>,
) -> Option<Unit> {
    let text = row.required(column, faults)?;
    registry
        .unit(text)
        .map_err(|error| faults.push(row.fault(column, "bad_unit", error.to_string())))
        .ok()
}

/// A number that is finite and not negative, or `None` where the cell is blank.
fn number(row: Row<'_>, column: &str, faults: &mut Vec<Fault>) -> Option<f64> {
    let text = row.filled(column)?;
    let parsed = text
        .parse::<f64>()
        .ok()
        .filter(|value| value.is_finite() && *value >= 0.0);
    if parsed.is_none() {
        let message = format!("{text:?} is no number from 0 up; write digits with a point");
        faults.push(row.fault(column, "bad_number", message));
    }
    parsed
}

fn day(row: Row<'_>, column: &str, faults: &mut Vec<Fault>) -> Option<Date> {
    let text = row.filled(column)?;
    let parsed = (text.len() == 10)
        .then(|| text.parse::<Date>().ok())
        .flatten();
    if parsed.is_none() {
        let message =
            format!("{text:?} is no day; write 2021-12-31, or leave it blank for an open end");
        faults.push(row.fault(column, "bad_date", message));
    }
    parsed
}

//! `carbonshed city keep|tables|from`: tables of cities that are kept with a region, and structures cut from its ledger.

use super::print;
use crate::home::Home;
use crate::http::dto::{CityTableKind, ClusterQuery, IndicatorId, StructureBy};
use crate::refusal::{ErrorCode, Refusal, Result};
use crate::sources::bytes;
use crate::usecase::cities::kept::{self, NewTable};
use crate::usecase::cities::source::{Known, basis};
use crate::usecase::{Actor, regions};
use clap::Args;
use serde_json::json;
use std::path::{Path, PathBuf};

/// Arguments of `city keep`.
#[derive(Debug, Args)]
pub struct KeepArgs {
    /// A CSV or a workbook (.xlsx, its first sheet), or the folder of a value chain or of an input-output table with regions.
    source: PathBuf,
    /// Region that it is kept with.
    #[arg(long, value_name = "REGION")]
    into: String,
    /// structure, similarity, flows, integration, ladder, resources, chain, topics or trajectories.
    #[arg(long)]
    kind: String,
    /// Name; a later table of the same name takes its place [default: that of the file or folder].
    #[arg(long)]
    name: Option<String>,
    /// Where it comes from; needed unless it is --synthetic.
    #[arg(long, default_value = "")]
    origin: String,
    /// Terms of the data.
    #[arg(long, default_value = "")]
    licence: String,
    /// The data is invented: an example, marked so wherever it is shown.
    #[arg(long)]
    synthetic: bool,
    /// Year that it describes.
    #[arg(long)]
    year: Option<i16>,
    /// Unit of its values.
    #[arg(long, default_value = "")]
    unit: String,
    /// What a text states of a matrix, to be checked: `0.9:76` for 76 % above 0.9.
    #[arg(long)]
    stated: Option<String>,
    /// What has no row is zero; else it is not known.
    #[arg(long)]
    absent_is_zero: bool,
    /// With flows: CSV or workbook `id,mass,lon,lat` of their places, for the gravity and the radiation model [default: the region's people, else GDP].
    #[arg(long)]
    places: Option<PathBuf>,
}

/// Arguments of `city tables`.
#[derive(Debug, Args)]
pub struct TablesArgs {
    /// Region.
    region: String,
}

/// Arguments of `city from`.
#[derive(Debug, Args)]
pub struct FromArgs {
    /// Region.
    region: String,
    /// CSV that is written: city, industry, value, year.
    #[arg(long)]
    out: PathBuf,
    /// Only cities of this place.
    #[arg(long)]
    place: Option<String>,
    /// Level of places [default: the coarsest with at least five].
    #[arg(long)]
    level: Option<String>,
    /// industry or field.
    #[arg(long)]
    by: Option<String>,
    /// Total that is divided [default: the region's].
    #[arg(long)]
    indicator: Option<String>,
    /// One year only.
    #[arg(long)]
    year: Option<i16>,
}

/// The files of a file or folder; folders below it are not looked into.
fn files(source: &Path) -> Result<Vec<kept::File>> {
    let name = |path: &Path| {
        path.file_name()
            .map_or_else(String::new, |name| name.to_string_lossy().into_owned())
    };
    if !source.is_dir() {
        return Ok(vec![(name(source), bytes(source)?)]);
    }
    let cannot = |error: std::io::Error| {
        Refusal::storage(format!("cannot read {}", source.display()), error)
    };
    let mut paths: Vec<PathBuf> = Vec::new();
    for entry in std::fs::read_dir(source).map_err(cannot)? {
        let path = entry.map_err(cannot)?.path();
        let ending = path.extension().and_then(|ending| ending.to_str());
        if path.is_file() && matches!(ending, Some("csv" | "txt" | "tsv" | "xlsx" | "gz")) {
            paths.push(path);
        }
    }
    paths.sort();
    paths
        .iter()
        .map(|path| Ok((name(path), bytes(path)?)))
        .collect()
}

/// `city keep`.
///
/// # Errors
/// An unknown region; a table that is refused.
pub async fn keep(home: &Home, args: KeepArgs) -> Result<()> {
    let kind = CityTableKind::from_code(&args.kind).ok_or_else(|| {
        let names: Vec<&str> = CityTableKind::ALL.iter().map(|one| one.code()).collect();
        Refusal::bad_parameter(
            "kind",
            &args.kind,
            &format!("there are {}", names.join(", ")),
        )
    })?;
    let stem = args.source.file_stem().or_else(|| args.source.file_name());
    let name = args
        .name
        .clone()
        .or_else(|| stem.map(|stem| stem.to_string_lossy().into_owned()))
        .unwrap_or_default();
    let mut files = files(&args.source)?;
    if let Some(places) = &args.places {
        files.extend(self::files(places)?);
    }
    let new = NewTable {
        kind,
        name,
        year: args.year,
        unit: args.unit,
        source: args.origin,
        licence: args.licence,
        synthetic: args.synthetic,
        stated: args.stated,
        absent_is_zero: args.absent_is_zero,
        files,
    };
    let made = kept::import(home, &Actor::Operator, &args.into, new).await?;
    for one in &made.findings {
        eprintln!("note: {}: {}", one.code, one.message);
    }
    print(&format!(
        "{}\n",
        json!({"table": made.table.id, "rows": made.table.rows, "findings": made.findings.len()})
    ))
}

/// `city tables`.
///
/// # Errors
/// An unknown region.
pub async fn tables(home: &Home, args: &TablesArgs) -> Result<()> {
    let list = kept::list(home, &Actor::Operator, &args.region).await?;
    let mut out = super::table(
        &["table", "kind", "name", "rows", "findings", "source"],
        &[0, 3, 4],
    );
    for one in &list {
        out.add_row([
            one.id.to_string(),
            one.kind.code().to_owned(),
            one.name.clone(),
            one.rows.to_string(),
            one.findings.to_string(),
            if one.synthetic {
                "synthetic".to_owned()
            } else {
                one.source.clone()
            },
        ]);
    }
    print(&format!("{}\n", out.trim_fmt()))
}

/// `city from`.
///
/// # Errors
/// An unknown region, place or level; a ledger that is not divided; a file that cannot be written.
pub async fn from(home: &Home, args: &FromArgs) -> Result<()> {
    let view = regions::open(home, &Actor::Operator, &args.region).await?;
    let name = |what: &str, text: &str, known: &[&str]| {
        Refusal::bad_parameter(what, text, &format!("there are {}", known.join(", ")))
    };
    let by = args
        .by
        .as_deref()
        .map(|text| {
            StructureBy::from_code(text).ok_or_else(|| name("by", text, &["industry", "field"]))
        })
        .transpose()?;
    let indicator = args
        .indicator
        .as_deref()
        .map(|text| {
            IndicatorId::from_code(text).ok_or_else(|| {
                let known: Vec<&str> = IndicatorId::ALL.iter().map(|one| one.code()).collect();
                name("indicator", text, &known)
            })
        })
        .transpose()?;
    let asked = ClusterQuery {
        place: args.place.clone(),
        level: args.level.clone(),
        by: by.or(Some(StructureBy::Industry)),
        indicator,
        year: args.year,
        ..ClusterQuery::default()
    };
    let basis = basis(&view, &asked, &[])?;
    let Known::Structures(years) = &basis.known else {
        return Err(Refusal::new(
            ErrorCode::NoData,
            "the ledger has no structures",
        ));
    };
    let mut rows = vec![
        vec!["city", "industry", "value", "year"]
            .into_iter()
            .map(str::to_owned)
            .collect(),
    ];
    for (year, structure) in years {
        if args.year.is_some() && *year != args.year {
            continue;
        }
        for (city, code) in structure.cities().iter().enumerate() {
            for (part, industry) in structure.industries().iter().enumerate() {
                rows.push(vec![
                    code.clone(),
                    industry.clone(),
                    structure
                        .get(city, part)
                        .map_or_else(String::new, |value| value.to_string()),
                    year.map_or_else(String::new, |year| year.to_string()),
                ]);
            }
        }
    }
    write(&args.out, &rows)?;
    for one in &basis.findings {
        eprintln!("note: {}: {}", one.code, one.message);
    }
    print(&format!(
        "{}\n",
        json!({"cities": basis.cities.len(), "industries": basis.industries.len(), "years": years.len(), "unit": basis.about.unit, "rows": rows.len() - 1})
    ))
}

fn write(path: &Path, rows: &[Vec<String>]) -> Result<()> {
    let cannot = |error: csv::Error| {
        Refusal::storage(
            format!("cannot write {}", path.display()),
            std::io::Error::other(error),
        )
    };
    let mut writer = csv::Writer::from_path(path).map_err(cannot)?;
    for row in rows {
        writer.write_record(row).map_err(cannot)?;
    }
    writer
        .flush()
        .map_err(|error| Refusal::storage(format!("cannot write {}", path.display()), error))
}

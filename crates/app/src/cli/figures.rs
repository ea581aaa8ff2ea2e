//! `carbonshed indicators`, `explain`, `export`.

use super::{print, table};
use crate::home::{Home, blocking};
use crate::http::dto::{
    BasisId, CubeQuery, CutQuery, EnergyBasisId, ExplainQuery, ExportFormatId, ExportQuery,
    ExportWhatId, Item, Node, NodeKind, StepId, TableRowsId, ViewId,
};
use crate::refusal::{ErrorCode, Refusal, Result};
use crate::usecase::export::shown_text;
use crate::usecase::readings::explain as readings;
use crate::usecase::{
    Actor, cut, explain as explain_usecase, export as export_usecase, figures as usecase, regions,
};
use crate::view::RegionView;
use clap::{Args, ValueEnum};
use std::path::PathBuf;
use std::sync::Arc;

fn known<T: Copy>(name: &str, text: &str, found: Option<T>, all: &[&str]) -> Result<T> {
    found
        .ok_or_else(|| Refusal::bad_parameter(name, text, &format!("there are {}", all.join(", "))))
}

/// The cut that all figures share.
#[derive(Debug, Args)]
pub struct CutArgs {
    /// Region; may be left out where only one has the place.
    #[arg(long)]
    region: Option<String>,
    /// Code or name of a place; the region's root if left out.
    #[arg(long)]
    place: Option<String>,
    /// Calendar year; the last with data if neither this nor --period is given.
    #[arg(long, conflicts_with = "period")]
    year: Option<i16>,
    /// 2020, 2020-H1, 2020-Q3, 2020-05 or a range 2005..2020.
    #[arg(long)]
    period: Option<String>,
    /// Indicator (carbon_total, energy_intensity, ...); the region's default if left out.
    #[arg(long)]
    indicator: Option<String>,
    /// Fields, with commas.
    #[arg(long)]
    field: Option<String>,
    /// Industry codes, with commas.
    #[arg(long)]
    industry: Option<String>,
    /// Carriers, with commas.
    #[arg(long)]
    carrier: Option<String>,
    /// Scopes, with commas.
    #[arg(long)]
    scope: Option<String>,
    /// Codes of enterprises, with commas.
    #[arg(long)]
    enterprise: Option<String>,
    /// consumption or production; the region's default if left out.
    #[arg(long)]
    view: Option<String>,
    /// location or market.
    #[arg(long)]
    basis: Option<String>,
    /// calorific or equivalent.
    #[arg(long)]
    energy_basis: Option<String>,
}

impl CutArgs {
    async fn resolve(self, home: &Home) -> Result<(Arc<RegionView>, CutQuery)> {
        let view = find_region(home, self.region.as_deref(), self.place.as_deref()).await?;
        let place = match &self.place {
            Some(text) => Some(view.place_named(text)?.code.clone()),
            None => None,
        };
        let indicator = match &self.indicator {
            Some(text) => Some(cut::indicator_id(cut::indicator(text)?)),
            None => None,
        };
        let cut = CutQuery {
            place,
            period: self.period.or(self.year.map(|year| format!("{year:04}"))),
            indicator,
            field: self.field,
            industry: self.industry,
            carrier: self.carrier,
            scope: self.scope,
            gas: None,
            enterprise: self.enterprise,
            view: self
                .view
                .map(|text| {
                    known(
                        "view",
                        &text,
                        ViewId::from_code(&text),
                        &["consumption", "production"],
                    )
                })
                .transpose()?,
            basis: self
                .basis
                .map(|text| {
                    known(
                        "basis",
                        &text,
                        BasisId::from_code(&text),
                        &["location", "market"],
                    )
                })
                .transpose()?,
            energy_basis: self
                .energy_basis
                .map(|text| {
                    known(
                        "energy_basis",
                        &text,
                        EnergyBasisId::from_code(&text),
                        &["calorific", "equivalent"],
                    )
                })
                .transpose()?,
            place_only: None,
        };
        Ok((view, cut))
    }
}

/// The named region; else the only one; else the only one that has the place.
async fn find_region(
    home: &Home,
    region: Option<&str>,
    place: Option<&str>,
) -> Result<Arc<RegionView>> {
    let actor = Actor::Operator;
    if let Some(id) = region {
        return regions::open(home, &actor, id).await;
    }
    let records = home.store().regions().await?;
    let ids: Vec<String> = records.into_iter().map(|record| record.region.id).collect();
    match (ids.as_slice(), place) {
        ([], _) => Err(Refusal::new(
            ErrorCode::UnknownRegion,
            format!(
                "the home {} has no region yet: import a file, or `carbonshed regions add ID`",
                home.dir().display()
            ),
        )),
        ([one], _) => regions::open(home, &actor, one).await,
        (several, None) => Err(Refusal::new(
            ErrorCode::UnknownRegion,
            format!("there are {}: name one with --region", several.join(", ")),
        )),
        (several, Some(place)) => {
            let mut found = Vec::new();
            for id in several {
                // Only the tree is looked at; the cubes of the others need not be loaded.
                let places = home.store().places(id).await?;
                let wanted = place.trim().to_lowercase();
                if places.iter().any(|one| {
                    one.code == place
                        || [&one.name.en, &one.name.zh]
                            .into_iter()
                            .chain(&one.aliases)
                            .any(|name| name.to_lowercase() == wanted)
                }) {
                    found.push(id.clone());
                }
            }
            match found.as_slice() {
                [one] => regions::open(home, &actor, one).await,
                [] => Err(Refusal::new(
                    ErrorCode::UnknownPlace,
                    format!(
                        "no region has a place {place:?}; there are {}",
                        several.join(", ")
                    ),
                )
                .with("place", place)),
                both => Err(Refusal::new(
                    ErrorCode::AmbiguousPlace,
                    format!(
                        "{place:?} is in {}: name one with --region",
                        both.join(", ")
                    ),
                )
                .with("place", place)),
            }
        }
    }
}

/// How figures are printed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum FormatArg {
    /// For people.
    Table,
    /// An array of objects.
    Json,
    /// Comma-separated.
    Csv,
}

/// Arguments of `indicators`.
#[derive(Debug, Args)]
pub struct IndicatorsArgs {
    #[command(flatten)]
    cut: CutArgs,
    /// One or two of place, field, industry, carrier, scope, gas, enterprise, period, with a comma.
    #[arg(long)]
    by: Option<String>,
    /// Length of a period with --by period: year, half, quarter, month.
    #[arg(long)]
    step: Option<String>,
    /// How to print.
    #[arg(long, value_enum, default_value = "table")]
    format: FormatArg,
}

/// Prints figures.
///
/// # Errors
/// What the use case refuses.
pub async fn indicators(home: &Home, args: IndicatorsArgs) -> Result<()> {
    let step = parse_step(args.step.as_deref())?;
    let (view, cut) = args.cut.resolve(home).await?;
    let asked = CubeQuery {
        by: args.by,
        step,
        limit: None,
    };
    let text = blocking(move || {
        let cube = usecase::cube(&view, &cut, &asked)?;
        let place = match &cut.place {
            Some(code) => view.need_place(code)?,
            None => view.root()?,
        };
        let query = cut::query(
            &view,
            &cut,
            cube.by.iter().any(|dim| dim.code() == "period"),
        )?;
        let period = match (query.from, query.to) {
            (Some(from), Some(to)) => cut::period_text(from, to),
            _ => view
                .years()
                .map(|(first, last)| format!("{first}..{last}"))
                .unwrap_or_default(),
        };
        let rows = if cube.by.is_empty() {
            vec![cube.total.clone()]
        } else {
            cube.rows.clone()
        };
        let name = |item: &Item| item.label.en.clone();
        let rows: Vec<serde_json::Value> = rows
            .iter()
            .map(|row| {
                let mut out = serde_json::Map::new();
                out.insert("region".to_owned(), view.region.id.clone().into());
                out.insert("place".to_owned(), place.name.en.clone().into());
                out.insert("period".to_owned(), period.clone().into());
                for (dim, item) in &row.keys {
                    // What is cut by stands in its own column, in the place of the whole.
                    let value = if dim.code() == "period" {
                        item.id.clone()
                    } else {
                        name(item)
                    };
                    out.insert(dim.code().to_owned(), value.into());
                    if !matches!(dim.code(), "period" | "field" | "scope" | "gas") {
                        out.insert(format!("{}_code", dim.code()), item.id.clone().into());
                    }
                }
                out.insert("indicator".to_owned(), cube.indicator.code().into());
                out.insert("value".to_owned(), serde_json::json!(row.value));
                out.insert("unit".to_owned(), cube.unit.clone().into());
                out.insert("quantity".to_owned(), cube.quantity.clone().into());
                if let Some(base) = &cube.price_base {
                    out.insert("price_base".to_owned(), base.clone().into());
                }
                out.insert(
                    "completeness_percent".to_owned(),
                    serde_json::json!(row.completeness_percent),
                );
                if let Some(reason) = &row.reason {
                    out.insert("reason".to_owned(), reason.clone().into());
                }
                serde_json::Value::Object(out)
            })
            .collect();
        match args.format {
            FormatArg::Json => serde_json::to_string_pretty(&rows)
                .map(|text| text + "\n")
                .map_err(|error| Refusal::internal("writing JSON", error)),
            FormatArg::Csv => csv_text(&rows),
            FormatArg::Table => Ok(table_text(&rows)),
        }
    })
    .await?;
    print(&text)
}

fn parse_step(text: Option<&str>) -> Result<Option<StepId>> {
    text.map(|text| {
        known(
            "step",
            text,
            StepId::from_code(text),
            &["year", "half", "quarter", "month"],
        )
    })
    .transpose()
}

/// Names of all columns, in the order in which they come.
fn columns(rows: &[serde_json::Value]) -> Vec<String> {
    let mut names: Vec<String> = Vec::new();
    for row in rows {
        for name in row.as_object().into_iter().flat_map(serde_json::Map::keys) {
            if !names.contains(name) {
                names.push(name.clone());
            }
        }
    }
    // JSON objects are sorted by name here; people read where, when, what.
    let rank = |name: &str| {
        [
            "region",
            "place",
            "place_code",
            "period",
            "enterprise",
            "enterprise_code",
            "field",
            "industry",
            "carrier",
            "scope",
            "gas",
            "indicator",
            "value",
            "unit",
            "quantity",
            "price_base",
            "completeness_percent",
            "reason",
        ]
        .iter()
        .position(|one| *one == name)
        .unwrap_or(usize::MAX)
    };
    names.sort_by_key(|name| rank(name));
    names
}

fn cell(row: &serde_json::Value, name: &str) -> String {
    match &row[name] {
        serde_json::Value::Null => String::new(),
        serde_json::Value::String(text) => text.clone(),
        other => other.to_string(),
    }
}

fn csv_text(rows: &[serde_json::Value]) -> Result<String> {
    let names = columns(rows);
    let mut writer = csv::Writer::from_writer(Vec::new());
    let failed = |error: &dyn std::fmt::Display| Refusal::internal("writing CSV", error);
    writer
        .write_record(&names)
        .map_err(|error| failed(&error))?;
    for row in rows {
        writer
            .write_record(names.iter().map(|name| match &row[name] {
                serde_json::Value::String(text) => shown_text(text).into_owned(),
                _ => cell(row, name),
            }))
            .map_err(|error| failed(&error))?;
    }
    let bytes = writer.into_inner().map_err(|error| failed(&error))?;
    String::from_utf8(bytes).map_err(|error| failed(&error))
}

fn table_text(rows: &[serde_json::Value]) -> String {
    let names: Vec<String> = columns(rows)
        .into_iter()
        .filter(|name| name != "quantity" && !name.ends_with("_code"))
        .collect();
    let heads: Vec<&str> = names
        .iter()
        .map(|name| {
            if name == "completeness_percent" {
                "complete %"
            } else {
                name.as_str()
            }
        })
        .collect();
    let right: Vec<usize> = names
        .iter()
        .enumerate()
        .filter(|(_, name)| *name == "value" || *name == "completeness_percent")
        .map(|(index, _)| index)
        .collect();
    let mut out = table(&heads, &right);
    for row in rows {
        out.add_row(
            names
                .iter()
                .map(|name| match (name.as_str(), row[name].as_f64()) {
                    ("value", Some(value)) => number(value),
                    ("completeness_percent", Some(percent)) => format!("{percent:.1}"),
                    ("value", None) => "–".to_owned(),
                    _ => cell(row, name),
                }),
        );
    }
    format!("{}\n", out.trim_fmt())
}

/// A number with separators of thousands; three decimals, six below 1.
pub fn number(value: f64) -> String {
    let decimals = if value != 0.0 && value.abs() < 1.0 {
        6
    } else {
        3
    };
    let text = format!("{:.decimals$}", value.abs());
    let (whole, fraction) = text.split_once('.').unwrap_or((&text, ""));
    let mut grouped = String::new();
    for (index, digit) in whole.chars().enumerate() {
        if index > 0 && (whole.len() - index).is_multiple_of(3) {
            grouped.push(',');
        }
        grouped.push(digit);
    }
    let sign = if value < 0.0 { "-" } else { "" };
    format!("{sign}{grouped}.{fraction}")
}

/// Arguments of `explain`.
#[derive(Debug, Args)]
pub struct ExplainArgs {
    #[command(flatten)]
    cut: CutArgs,
    /// Levels below the figure.
    #[arg(long, default_value_t = 6)]
    depth: u8,
    /// Children of a sum before the rest is summed up.
    #[arg(long, default_value_t = 3)]
    limit: u32,
    /// How to print: table is a tree.
    #[arg(long, value_enum, default_value = "table")]
    format: FormatArg,
}

/// Prints the tree of a figure.
///
/// # Errors
/// What the use case refuses.
pub async fn explain(home: &Home, args: ExplainArgs) -> Result<()> {
    let (view, cut) = args.cut.resolve(home).await?;
    let asked = ExplainQuery {
        depth: Some(args.depth),
        limit: Some(args.limit),
        ..ExplainQuery::default()
    };
    let region = view.region.id.clone();
    let root = blocking(move || explain_usecase::explain(&view, &cut, &asked)).await?;
    let root = readings::open_all(
        home,
        &Actor::Operator,
        &region,
        root,
        Some(args.limit),
        args.depth,
    )
    .await?;
    match args.format {
        FormatArg::Json => {
            let text = serde_json::to_string_pretty(&root)
                .map_err(|error| Refusal::internal("writing JSON", error))?;
            print(&(text + "\n"))
        }
        FormatArg::Csv => Err(Refusal::new(
            ErrorCode::NotPossible,
            "a tree is no table: use --format table or json",
        )),
        FormatArg::Table => {
            let mut text = String::new();
            tree(&root, "", "", &mut text);
            print(&text)
        }
    }
}

fn line(node: &Node) -> String {
    let mut parts: Vec<String> = Vec::new();
    let kind = match node.kind {
        NodeKind::Figure | NodeKind::Sum => "",
        NodeKind::Ratio => "ratio",
        NodeKind::Entry => "entry",
        NodeKind::Product => "product",
        NodeKind::Factor => "factor",
        NodeKind::Activity => "activity",
        NodeKind::Statistic => "statistic",
        NodeKind::Cell => "cell",
        NodeKind::Readings => "readings",
        NodeKind::Meter => "meter",
        NodeKind::Day => "day",
    };
    let names: Vec<String> = match &node.label {
        Some(label) if node.kind == NodeKind::Figure => std::iter::once(label.en.clone())
            .chain(node.keys.values().map(|item| item.label.en.clone()))
            .collect(),
        _ => node
            .keys
            .values()
            .map(|item| item.label.en.clone())
            .collect(),
    };
    if !kind.is_empty() {
        parts.push(kind.to_owned());
    }
    if !names.is_empty() {
        parts.push(names.join(" · "));
    }
    if let (NodeKind::Figure | NodeKind::Readings | NodeKind::Day, Some(period)) =
        (node.kind, &node.period)
    {
        parts.push(period.clone());
    }
    match (node.value, &node.reason) {
        (Some(value), _) => parts.push(
            format!(
                "{} {}",
                number(value),
                node.unit.as_deref().unwrap_or_default()
            )
            .trim_end()
            .to_owned(),
        ),
        (None, Some(reason)) => parts.push(format!("– ({reason})")),
        (None, None) => {}
    }
    if let Some(percent) = node.completeness_percent {
        parts.push(format!("complete {percent:.1} %"));
    }
    if let Some(percent) = node.uncertainty_percent {
        parts.push(format!("± {percent:.1} %"));
    }
    if let (Some(formula), true) = (&node.formula, node.kind != NodeKind::Cell) {
        parts.push(formula.clone());
    }
    if let Some(factor) = &node.factor {
        parts.push(format!(
            "{} [{}; {}{}]",
            factor.id,
            factor.region,
            factor.source,
            factor
                .clause
                .as_ref()
                .map(|clause| format!(", {clause}"))
                .unwrap_or_default()
        ));
    }
    if node.method.as_deref() == Some("held_against") {
        parts.push("of its meters; the filing counts, not they".to_owned());
    }
    if let Some(read) = &node.readings {
        parts.push(format!("{} of {} slots", read.present, read.slots));
        if let Some(kg) = read.co2_kg {
            parts.push(format!(
                "{} kg CO2e by the hours of {}",
                number(kg),
                read.zones.join(", ")
            ));
        }
    }
    if let (NodeKind::Cell, Some(source)) = (node.kind, &node.source) {
        parts.push(format!(
            "{}, row {}, column {}{}, import {}, mapping {}",
            source.file,
            source.row,
            source.column,
            source
                .column_name
                .as_ref()
                .map(|name| format!(" ({name})"))
                .unwrap_or_default(),
            source.import,
            source.mapping
        ));
    }
    parts.join("  ")
}

fn tree(node: &Node, first: &str, rest: &str, out: &mut String) {
    out.push_str(&format!("{first}{}\n", line(node)));
    let last = node.children.len() + usize::from(node.more.is_some());
    for (index, child) in node.children.iter().enumerate() {
        let (branch, below) = if index + 1 == last {
            ("└─ ", "   ")
        } else {
            ("├─ ", "│  ")
        };
        tree(
            child,
            &format!("{rest}{branch}"),
            &format!("{rest}{below}"),
            out,
        );
    }
    if let Some(more) = &node.more {
        out.push_str(&format!(
            "{rest}└─ {} more  {} {}\n",
            more.count,
            number(more.value),
            node.unit.as_deref().unwrap_or_default()
        ));
    }
}

/// Arguments of `export`.
#[derive(Debug, Args)]
pub struct ExportArgs {
    #[command(flatten)]
    cut: CutArgs,
    /// cube, table or entries.
    #[arg(long, default_value = "cube")]
    what: String,
    /// csv, xlsx, parquet or geojson.
    #[arg(long, default_value = "csv")]
    format: String,
    /// With cube: one or two dimensions with a comma.
    #[arg(long)]
    by: Option<String>,
    /// With cube by period: year, half, quarter, month.
    #[arg(long)]
    step: Option<String>,
    /// With table: place or enterprise.
    #[arg(long)]
    rows: Option<String>,
    /// With table of places: their level.
    #[arg(long)]
    level: Option<String>,
    /// With table: indicators with commas.
    #[arg(long)]
    columns: Option<String>,
    /// File to write.
    #[arg(long)]
    out: PathBuf,
}

/// Writes figures to a file.
///
/// # Errors
/// What the use case refuses; a file that cannot be written.
pub async fn export(home: &Home, args: ExportArgs) -> Result<()> {
    let asked = ExportQuery {
        what: Some(known(
            "what",
            &args.what,
            ExportWhatId::from_code(&args.what),
            &["cube", "table", "entries"],
        )?),
        format: Some(known(
            "format",
            &args.format,
            ExportFormatId::from_code(&args.format),
            &["csv", "xlsx", "parquet", "geojson"],
        )?),
        by: args.by,
        step: parse_step(args.step.as_deref())?,
        rows: args
            .rows
            .map(|text| {
                known(
                    "rows",
                    &text,
                    TableRowsId::from_code(&text),
                    &["place", "enterprise"],
                )
            })
            .transpose()?,
        level: args.level,
        columns: args.columns,
        q: None,
    };
    let (view, cut) = args.cut.resolve(home).await?;
    let file = export_usecase::export(home, view, cut, asked).await?;
    std::fs::write(&args.out, &file.bytes)
        .map_err(|error| Refusal::storage(format!("cannot write {}", args.out.display()), error))?;
    print(&format!(
        "{}: {} bytes\n",
        args.out.display(),
        file.bytes.len()
    ))
}

#[cfg(test)]
mod tests {
    use super::number;

    #[test]
    fn numbers_are_grouped() {
        assert_eq!(number(25432.742453397812), "25,432.742");
        assert_eq!(number(-1234567.0), "-1,234,567.000");
        assert_eq!(number(0.012345678), "0.012346");
        assert_eq!(number(0.0), "0.000");
        assert_eq!(number(999.9996), "1,000.000");
    }
}

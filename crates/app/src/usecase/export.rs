//! Files of figures: CSV, XLSX, Parquet, GeoJSON, each with its attribution.

use super::cut;
use super::figures;
use crate::boundary;
use crate::home::{Home, blocking};
use crate::http::dto::{
    CubeQuery, CutQuery, DimId, ExportFormatId, ExportQuery, ExportWhatId, Label, TableQuery,
};
use crate::refusal::{ErrorCode, Refusal, Result};
use crate::view::RegionView;
use inventory::cube::{EntryRef, IndustryTree};
use inventory::ledger::Gas;
use rust_xlsxwriter::{Format, Workbook};
use std::borrow::Cow;
use std::sync::Arc;

/// A finished file.
#[derive(Debug, Clone)]
pub struct ExportFile {
    /// Name to save it under.
    pub name: String,
    /// Media type.
    pub content_type: &'static str,
    /// Bytes.
    pub bytes: Vec<u8>,
}

/// Most rows a sheet of Excel holds, the head included.
const XLSX_ROWS_MAX: usize = 1_048_576;

#[derive(Debug, Clone, PartialEq)]
enum Column {
    Text(Vec<Option<String>>),
    Number(Vec<Option<f64>>),
}

impl Column {
    fn len(&self) -> usize {
        match self {
            Column::Text(cells) => cells.len(),
            Column::Number(cells) => cells.len(),
        }
    }
}

/// Named columns of equal length.
#[derive(Debug, Default)]
struct Grid {
    columns: Vec<(String, Column)>,
    /// Code of the place of each row, where rows are places.
    places: Option<Vec<String>>,
}

impl Grid {
    fn text(&mut self, name: &str, cells: Vec<Option<String>>) {
        self.columns.push((name.to_owned(), Column::Text(cells)));
    }

    fn number(&mut self, name: &str, cells: Vec<Option<f64>>) {
        self.columns.push((name.to_owned(), Column::Number(cells)));
    }

    fn rows(&self) -> usize {
        self.columns.first().map_or(0, |(_, column)| column.len())
    }
}

fn both(grid: &mut Grid, name: &str, labels: Vec<Option<Label>>) {
    grid.text(
        &format!("{name}_en"),
        labels
            .iter()
            .map(|label| label.as_ref().map(|label| label.en.clone()))
            .collect(),
    );
    grid.text(
        &format!("{name}_zh"),
        labels
            .into_iter()
            .map(|label| label.map(|label| label.zh))
            .collect(),
    );
}

fn cube_grid(view: &RegionView, cut: &CutQuery, asked: &ExportQuery) -> Result<Grid> {
    let cube = figures::cube(
        view,
        cut,
        &CubeQuery {
            by: asked.by.clone(),
            step: asked.step,
            limit: None,
        },
    )?;
    let rows = if cube.by.is_empty() {
        vec![cube.total.clone()]
    } else {
        cube.rows
    };
    let mut grid = Grid::default();
    for dim in &cube.by {
        let code = dim.code();
        grid.text(
            code,
            rows.iter()
                .map(|row| row.keys.get(dim).map(|item| item.id.clone()))
                .collect(),
        );
        if *dim != DimId::Period {
            both(
                &mut grid,
                code,
                rows.iter()
                    .map(|row| row.keys.get(dim).map(|item| item.label.clone()))
                    .collect(),
            );
        }
    }
    let same = |text: &str| vec![Some(text.to_owned()); rows.len()];
    grid.text("indicator", same(cube.indicator.code()));
    grid.number("value", rows.iter().map(|row| row.value).collect());
    grid.text("unit", same(&cube.unit));
    grid.text("quantity", same(&cube.quantity));
    if let Some(base) = &cube.price_base {
        grid.text("price_base", same(base));
    }
    grid.text(
        "reason",
        rows.iter().map(|row| row.reason.clone()).collect(),
    );
    grid.number(
        "completeness_percent",
        rows.iter().map(|row| row.completeness_percent).collect(),
    );
    grid.number(
        "uncertainty_percent",
        rows.iter().map(|row| row.uncertainty_percent).collect(),
    );
    grid.text(
        "quality",
        rows.iter()
            .map(|row| row.quality.map(|quality| quality.code().to_owned()))
            .collect(),
    );
    if cube.by.contains(&DimId::Place) {
        grid.places = Some(
            rows.iter()
                .map(|row| {
                    row.keys
                        .get(&DimId::Place)
                        .map(|item| item.id.clone())
                        .unwrap_or_default()
                })
                .collect(),
        );
    }
    Ok(grid)
}

fn table_grid(view: &RegionView, cut: &CutQuery, asked: &ExportQuery) -> Result<Grid> {
    let table = figures::whole_table(
        view,
        cut,
        &TableQuery {
            rows: asked.rows,
            level: asked.level.clone(),
            columns: asked.columns.clone(),
            q: asked.q.clone(),
            ..TableQuery::default()
        },
    )?;
    let by_enterprise = asked.rows == Some(crate::http::dto::TableRowsId::Enterprise);
    let rows = &table.rows;
    let mut grid = Grid::default();
    let name = if by_enterprise { "enterprise" } else { "place" };
    grid.text(
        name,
        rows.iter().map(|row| Some(row.key.id.clone())).collect(),
    );
    both(
        &mut grid,
        name,
        rows.iter().map(|row| Some(row.key.label.clone())).collect(),
    );
    grid.text(
        if by_enterprise { "place" } else { "parent" },
        rows.iter()
            .map(|row| row.place.as_ref().map(|place| place.id.clone()))
            .collect(),
    );
    if by_enterprise {
        grid.text(
            "industry",
            rows.iter()
                .map(|row| row.industry.as_ref().map(|one| one.id.clone()))
                .collect(),
        );
        grid.text(
            "field",
            rows.iter()
                .map(|row| row.field.map(|field| field.code().to_owned()))
                .collect(),
        );
    } else {
        grid.places = Some(rows.iter().map(|row| row.key.id.clone()).collect());
    }
    grid.text("period", vec![Some(table.period.clone()); rows.len()]);
    for (index, column) in table.columns.iter().enumerate() {
        grid.number(
            &format!("{} [{}]", column.id.code(), column.unit),
            rows.iter()
                .map(|row| row.cells.get(index).copied().flatten())
                .collect(),
        );
    }
    grid.number(
        "completeness_percent",
        rows.iter().map(|row| row.completeness_percent).collect(),
    );
    Ok(grid)
}

/// Entries of the cut as they stand in the ledger's table, with their lineage. All scopes and purposes are given unless the
/// cut names scopes, since a view is a choice among them; corrected entries stand beside their corrections.
async fn entries_grid(home: &Home, view: &Arc<RegionView>, cut: &CutQuery) -> Result<Grid> {
    let query = cut::query(view, cut, false)?;
    let lake = home.lake().clone();
    let view = Arc::clone(view);
    blocking(move || {
        let imports: lake::Imports = view
            .imports
            .iter()
            .map(|(seq, import)| (*seq, import.job.dataset.clone()))
            .collect();
        let within = |place: &str| match &query.place {
            Some(code) if query.place_only => place == code,
            Some(code) => view.is_within(place, code),
            None => true,
        };
        let has = |wanted: &[Option<String>], found: Option<&str>| {
            wanted.is_empty() || wanted.iter().any(|one| one.as_deref() == found)
        };
        let industries = IndustryTree::of(&view.region);
        let keeps = |entry: &EntryRef<'_>| {
            within(entry.place)
                && has(&query.enterprises, entry.enterprise)
                && industries.passes(&query.industries, entry.industry)
                && has(&query.carriers, entry.carrier)
                && (query.fields.is_empty() || query.fields.contains(&entry.field))
                && (query.scopes.is_empty() || query.scopes.contains(&entry.scope))
                && query
                    .from
                    .is_none_or(|from| entry.period.first_day() >= from.first_day())
                && query
                    .to
                    .is_none_or(|to| entry.period.last_day() <= to.last_day())
        };
        let mut text: Vec<Vec<Option<String>>> = vec![Vec::new(); 14];
        let mut number: Vec<Vec<Option<f64>>> = vec![Vec::new(); 8 + Gas::ALL.len()];
        lake.scan_entries(&view.region.id, &imports, |entry| {
            if !keeps(&entry) {
                return;
            }
            let file = imports_file(&view, entry.lineage.import);
            let texts = [
                Some(entry.place.to_owned()),
                entry.enterprise.map(str::to_owned),
                Some(entry.period.to_string()),
                entry.carrier.map(str::to_owned),
                entry.field.map(|field| field.code().to_owned()),
                entry.industry.map(str::to_owned),
                Some(entry.scope.id().to_owned()),
                Some(match entry.purpose {
                    inventory::ledger::Purpose::Final => "final".to_owned(),
                    inventory::ledger::Purpose::Transformation => "transformation".to_owned(),
                }),
                Some(super::names::quality(entry.quality).code().to_owned()),
                Some(entry.activity_unit.to_owned()),
                Some(entry.factors.to_owned()),
                entry.gwp_set.map(str::to_owned),
                Some(entry.dataset.to_owned()),
                file,
            ];
            for (cells, cell) in text.iter_mut().zip(texts) {
                cells.push(cell);
            }
            let numbers = [
                entry.energy_gj,
                entry.energy_equivalent_tce,
                entry.co2e_t,
                entry.biogenic_co2_t,
                entry.uncertainty_percent,
                Some(entry.activity_value),
                Some(f64::from(entry.lineage.row)),
                Some(f64::from(entry.lineage.column)),
            ]
            .into_iter()
            .chain(entry.gases_co2e_t);
            for (cells, cell) in number.iter_mut().zip(numbers) {
                cells.push(cell);
            }
        })?;
        const TEXTS: [&str; 14] = [
            "place",
            "enterprise",
            "period",
            "carrier",
            "field",
            "industry",
            "scope",
            "purpose",
            "quality",
            "activity_unit",
            "factors",
            "gwp_set",
            "dataset",
            "file",
        ];
        const NUMBERS: [&str; 8] = [
            "energy_gj",
            "energy_equivalent_tce",
            "co2e_t",
            "biogenic_co2_t",
            "uncertainty_percent",
            "activity_value",
            "row",
            "column",
        ];
        let mut grid = Grid::default();
        for (name, cells) in TEXTS.iter().zip(text) {
            grid.text(name, cells);
        }
        let gases: Vec<String> = Gas::ALL
            .iter()
            .map(|gas| format!("{}_co2e_t", gas.id()))
            .collect();
        for (name, cells) in NUMBERS
            .iter()
            .map(|name| (*name).to_owned())
            .chain(gases)
            .zip(number)
        {
            grid.number(&name, cells);
        }
        Ok(grid)
    })
    .await
}

fn imports_file(view: &RegionView, seq: u32) -> Option<String> {
    view.imports
        .get(&seq)
        .map(|import| import.job.file_name.clone())
}

/// Lines that must go with the data wherever it goes.
fn attribution(view: &RegionView) -> Vec<String> {
    let mut lines = Vec::new();
    if view.region.synthetic {
        lines.push("Synthetic data: made by a generator, nothing in it is real.".to_owned());
    }
    for one in &view.region.attribution {
        let url = one
            .url
            .as_ref()
            .map(|url| format!(" {url}"))
            .unwrap_or_default();
        lines.push(format!("{} ({}){url}", one.text, one.licence));
    }
    let versions = super::names::versions(view);
    lines.push(format!(
        "Carbonshed {}, region {}, data version {}, factors {}",
        versions.code, view.region.id, versions.data, versions.factors
    ));
    lines
}

/// A file of figures.
///
/// # Errors
/// What the cut refuses; GeoJSON of what has no places; a sheet that Excel cannot hold.
pub async fn export(
    home: &Home,
    view: Arc<RegionView>,
    cut: CutQuery,
    asked: ExportQuery,
) -> Result<ExportFile> {
    let what = asked.what.unwrap_or(ExportWhatId::Cube);
    let format = asked.format.unwrap_or(ExportFormatId::Csv);
    let grid = match what {
        ExportWhatId::Entries => entries_grid(home, &view, &cut).await?,
        ExportWhatId::Cube | ExportWhatId::Table => {
            let (view, cut, asked) = (Arc::clone(&view), cut.clone(), asked.clone());
            blocking(move || match what {
                ExportWhatId::Table => table_grid(&view, &cut, &asked),
                _ => cube_grid(&view, &cut, &asked),
            })
            .await?
        }
    };
    let shapes = match format {
        ExportFormatId::Geojson => shapes(home, &view, &grid).await?,
        _ => Vec::new(),
    };
    let stem = format!("carbonshed-{}-{}", view.region.id, what.code());
    blocking(move || {
        let notes = attribution(&view);
        let (extension, content_type, bytes) = match format {
            ExportFormatId::Csv => ("csv", "text/csv; charset=utf-8", csv(&grid, &notes)?),
            ExportFormatId::Xlsx => (
                "xlsx",
                "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
                xlsx(&grid, &notes)?,
            ),
            ExportFormatId::Parquet => (
                "parquet",
                "application/vnd.apache.parquet",
                parquet(grid, &notes)?,
            ),
            ExportFormatId::Geojson => (
                "geojson",
                "application/geo+json",
                geojson(&grid, &notes, &shapes)?,
            ),
        };
        Ok(ExportFile {
            name: format!("{stem}.{extension}"),
            content_type,
            bytes,
        })
    })
    .await
}

fn failed(error: impl std::fmt::Display) -> Refusal {
    Refusal::internal("the export could not be written", error)
}

/// A text cell as a spreadsheet shows it and does not run it: what begins like a formula gets an apostrophe before it, as OWASP advises
/// against "CSV injection" (`=`, `+`, `-`, `@`, their full-width forms, tab and line breaks). A number stays one.
pub(crate) fn shown_text(text: &str) -> Cow<'_, str> {
    let like_formula =
        text.starts_with(['=', '+', '-', '@', '\t', '\r', '\n', '＝', '＋', '－', '＠']);
    if like_formula && !text.parse::<f64>().is_ok_and(f64::is_finite) {
        Cow::Owned(format!("'{text}"))
    } else {
        Cow::Borrowed(text)
    }
}

/// Attribution stands in lines before the head, each begun by `#`.
fn csv(grid: &Grid, notes: &[String]) -> Result<Vec<u8>> {
    // Excel reads UTF-8 only with the mark.
    let mut out = b"\xef\xbb\xbf".to_vec();
    for note in notes {
        out.extend_from_slice(format!("# {}\n", note.replace(['\n', '\r'], " ")).as_bytes());
    }
    let mut writer = csv::Writer::from_writer(out);
    writer
        .write_record(grid.columns.iter().map(|(name, _)| name))
        .map_err(failed)?;
    for row in 0..grid.rows() {
        writer
            .write_record(grid.columns.iter().map(|(_, column)| {
                match column {
                    Column::Text(cells) => cells[row]
                        .as_deref()
                        .map_or_else(String::new, |text| shown_text(text).into_owned()),
                    // The shortest text that reads back as the same number.
                    Column::Number(cells) => {
                        cells[row].map_or_else(String::new, |value| value.to_string())
                    }
                }
            }))
            .map_err(failed)?;
    }
    writer.into_inner().map_err(failed)
}

fn xlsx(grid: &Grid, notes: &[String]) -> Result<Vec<u8>> {
    if grid.rows() >= XLSX_ROWS_MAX {
        return Err(Refusal::new(
            ErrorCode::NotPossible,
            format!(
                "{} rows do not fit a sheet of Excel: export CSV or Parquet, or cut smaller",
                grid.rows()
            ),
        ));
    }
    let mut book = Workbook::new();
    let bold = Format::new().set_bold();
    let sheet = book.add_worksheet().set_name("data").map_err(failed)?;
    sheet.set_freeze_panes(1, 0).map_err(failed)?;
    for (index, (name, column)) in grid.columns.iter().enumerate() {
        let at = u16::try_from(index).map_err(failed)?;
        sheet
            .write_with_format(0, at, name, &bold)
            .map_err(failed)?;
        for row in 0..column.len() {
            let to = u32::try_from(row + 1).map_err(failed)?;
            match column {
                Column::Text(cells) => {
                    if let Some(text) = &cells[row] {
                        sheet.write(to, at, text).map_err(failed)?;
                    }
                }
                Column::Number(cells) => {
                    if let Some(value) = cells[row] {
                        sheet.write(to, at, value).map_err(failed)?;
                    }
                }
            }
        }
    }
    sheet.autofit();
    let about = book.add_worksheet().set_name("about").map_err(failed)?;
    for (row, note) in notes.iter().enumerate() {
        about
            .write(u32::try_from(row).map_err(failed)?, 0, note)
            .map_err(failed)?;
    }
    book.save_to_buffer().map_err(failed)
}

fn parquet(grid: Grid, notes: &[String]) -> Result<Vec<u8>> {
    let columns = grid
        .columns
        .into_iter()
        .map(|(name, column)| {
            let column = match column {
                Column::Text(cells) => lake::ExportColumn::Text(cells),
                Column::Number(cells) => lake::ExportColumn::Double(cells),
            };
            (name, column)
        })
        .collect();
    let text = notes.join("\n");
    Ok(lake::write_parquet(
        columns,
        &[("attribution", &text)],
        Vec::new(),
    )?)
}

/// Boundary of each place of the grid, in the order of its rows.
async fn shapes(
    home: &Home,
    view: &Arc<RegionView>,
    grid: &Grid,
) -> Result<Vec<serde_json::Value>> {
    let Some(codes) = &grid.places else {
        return Err(Refusal::new(
            ErrorCode::NotPossible,
            "GeoJSON needs places: ask for the table of places, or a cut by place",
        ));
    };
    let mut known = std::collections::HashMap::new();
    for level in &view.boundary_levels {
        let Some(packed) = home.store().boundary(&view.region.id, level).await? else {
            continue;
        };
        let collection: serde_json::Value =
            serde_json::from_slice(&boundary::unpacked("boundaries", &packed)?).map_err(failed)?;
        for feature in collection["features"].as_array().into_iter().flatten() {
            if let Some(id) = feature["id"].as_str() {
                known.insert(id.to_owned(), feature["geometry"].clone());
            }
        }
    }
    Ok(codes
        .iter()
        .map(|code| known.get(code).cloned().unwrap_or(serde_json::Value::Null))
        .collect())
}

fn geojson(grid: &Grid, notes: &[String], shapes: &[serde_json::Value]) -> Result<Vec<u8>> {
    let features: Vec<serde_json::Value> = shapes
        .iter()
        .enumerate()
        .map(|(row, geometry)| {
            let properties: serde_json::Map<String, serde_json::Value> = grid
                .columns
                .iter()
                .map(|(name, column)| {
                    let value = match column {
                        Column::Text(cells) => serde_json::json!(cells[row]),
                        Column::Number(cells) => serde_json::json!(cells[row]),
                    };
                    (name.clone(), value)
                })
                .collect();
            let id = grid.places.as_ref().and_then(|places| places.get(row));
            serde_json::json!({"type": "Feature", "id": id, "properties": properties, "geometry": geometry})
        })
        .collect();
    serde_json::to_vec(&serde_json::json!({"type": "FeatureCollection", "attribution": notes, "features": features}))
        .map_err(failed)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Names come from files of users; a spreadsheet would run those that begin like a formula.
    #[test]
    fn a_text_that_begins_like_a_formula_is_text_in_csv() {
        let mut grid = Grid::default();
        let names = [
            "=HYPERLINK(\"http://example.org\",\"Works\")",
            "+1+cmd|' /C calc'!A0",
            "-2+3",
            "@SUM(A1)",
            "\tWorks",
            "＝1+1",
            "-2.5",
            "Works = 1",
        ];
        grid.text(
            "enterprise",
            names.iter().map(|name| Some((*name).to_owned())).collect(),
        );
        grid.number("value", vec![Some(-1.5); names.len()]);
        let bytes = csv(&grid, &[]).unwrap();
        let text = std::str::from_utf8(&bytes)
            .unwrap()
            .trim_start_matches('\u{feff}');
        let mut reader = csv::Reader::from_reader(text.as_bytes());
        let found: Vec<(String, String)> = reader.deserialize().map(|row| row.unwrap()).collect();
        let texts: Vec<&str> = found.iter().map(|(text, _)| text.as_str()).collect();
        assert_eq!(
            texts,
            [
                "'=HYPERLINK(\"http://example.org\",\"Works\")",
                "'+1+cmd|' /C calc'!A0",
                "'-2+3",
                "'@SUM(A1)",
                "'\tWorks",
                "'＝1+1",
                "-2.5",
                "Works = 1",
            ]
        );
        assert!(found.iter().all(|(_, value)| value == "-1.5"));
    }
}

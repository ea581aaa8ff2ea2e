//! Laws of the figures on the real files: one number is one truth.

use super::{WA_FILE, home, import, open, sample, small_district, uk};
use app::http::dto::{
    CubeQuery, CutQuery, DimId, ExplainQuery, ExportFormatId, ExportQuery, ExportWhatId, FlowQuery,
    IndicatorId, MapQuery, Node, NodeKind, OverviewQuery, TableQuery, TableRowsId,
};
use app::refusal::ErrorCode;
use app::usecase::{Actor, explain, export, figures, flow};
use app::view::RegionView;
use std::collections::BTreeMap;
use store::ImportMode;

fn cut(place: Option<&str>, period: Option<&str>, indicator: IndicatorId) -> CutQuery {
    CutQuery {
        place: place.map(str::to_owned),
        period: period.map(str::to_owned),
        indicator: Some(indicator),
        ..CutQuery::default()
    }
}

fn close(a: f64, b: f64) -> bool {
    (a - b).abs() <= 1e-9 * a.abs().max(b.abs()).max(1e-9)
}

/// Values by period of a place's own figure, and summed over its members.
fn own_and_members(
    view: &RegionView,
    place: &str,
    indicator: IndicatorId,
) -> (BTreeMap<String, f64>, BTreeMap<String, f64>) {
    let ask = |by: &str| {
        figures::cube(
            view,
            &cut(Some(place), None, indicator),
            &CubeQuery {
                by: Some(by.to_owned()),
                ..CubeQuery::default()
            },
        )
        .unwrap()
    };
    let by_period = |rows: Vec<app::http::dto::CubeRow>| {
        let mut sums = BTreeMap::new();
        for row in rows {
            if let Some(value) = row.value {
                *sums
                    .entry(row.keys[&DimId::Period].id.clone())
                    .or_insert(0.0) += value;
            }
        }
        sums
    };
    (
        by_period(ask("period").rows),
        by_period(ask("place,period").rows),
    )
}

#[tokio::test(flavor = "multi_thread")]
async fn every_parent_of_the_uk_is_the_sum_of_its_members_in_every_year() {
    let test = uk().await;
    let view = test.home.region("uk").await.unwrap();
    let mut parents = 0;
    for place in &view.places {
        if view.children(&place.code).len() == 0 {
            continue;
        }
        parents += 1;
        for indicator in [IndicatorId::CarbonTotal, IndicatorId::Population] {
            let (own, members) = own_and_members(&view, &place.code, indicator);
            assert_eq!(own.len(), 16, "{}", place.code);
            assert_eq!(own.len(), members.len(), "{}", place.code);
            for (period, value) in &own {
                assert!(
                    close(*value, members[period]),
                    "{} {period} {indicator:?}: {value} is not {}",
                    place.code,
                    members[period]
                );
            }
        }
    }
    assert!(parents > 30, "{parents}");
}

#[tokio::test(flavor = "multi_thread")]
async fn greater_london_is_what_its_boroughs_are() {
    let test = uk().await;
    let view = test.home.region("uk").await.unwrap();
    let place = view.place_named("Greater London Authority").unwrap();
    let cube = figures::cube(
        &view,
        &cut(Some(&place.code), Some("2020"), IndicatorId::CarbonTotal),
        &CubeQuery::default(),
    )
    .unwrap();
    assert_eq!(cube.unit, "kt");
    assert_eq!(cube.quantity, "CO2e");
    assert_eq!(cube.total.completeness_percent, Some(100.0));
    let value = cube.total.value.unwrap();
    // The file's own row of Greater London, column `Grand Total`.
    assert!((value - 25432.742453397812).abs() < 1e-6, "{value}");
    assert_eq!(
        view.place_named("nowhere at all").unwrap_err().code,
        ErrorCode::UnknownPlace
    );
}

fn cells(node: &Node, found: &mut Vec<(String, u32, u32, String)>) {
    if node.kind == NodeKind::Cell {
        let source = node.source.as_ref().unwrap();
        let text = source.cell.clone().unwrap();
        found.push((source.file.clone(), source.row, source.column, text));
        assert!(source.column_name.is_some());
    }
    node.children.iter().for_each(|child| cells(child, found));
}

/// Children and what was left off add up to their sum.
fn adds_up(node: &Node) {
    let parts: Vec<f64> = node
        .children
        .iter()
        .filter(|child| child.unit == node.unit)
        .filter_map(|child| child.value)
        .collect();
    if matches!(node.kind, NodeKind::Figure | NodeKind::Sum)
        && parts.len() == node.children.len()
        && !parts.is_empty()
    {
        let sum: f64 =
            parts.iter().sum::<f64>() + node.more.as_ref().map_or(0.0, |more| more.value);
        assert!(
            close(sum, node.value.unwrap()),
            "{sum} is not {:?}",
            node.value
        );
    }
    node.children.iter().for_each(adds_up);
}

#[tokio::test(flavor = "multi_thread")]
async fn an_explanation_adds_up_and_ends_in_cells() {
    let test = uk().await;
    let view = test.home.region("uk").await.unwrap();
    let place = view.place_named("Greater London Authority").unwrap();
    let tree = explain::explain(
        &view,
        &cut(Some(&place.code), Some("2020"), IndicatorId::CarbonTotal),
        &ExplainQuery {
            depth: Some(8),
            limit: Some(3),
            ..ExplainQuery::default()
        },
    )
    .unwrap();
    assert_eq!(tree.unit.as_deref(), Some("kt"));
    adds_up(&tree);
    let mut found = Vec::new();
    cells(&tree, &mut found);
    assert!(found.len() >= 3, "{found:?}");
    // The text of the cell is what stands in the file, read here by another program.
    let mut file_text = String::new();
    std::io::Read::read_to_string(
        &mut flate2::read::GzDecoder::new(app::embed::data(super::UK_FILE).unwrap().as_ref()),
        &mut file_text,
    )
    .unwrap();
    let rows: Vec<csv::StringRecord> = csv::ReaderBuilder::new()
        .has_headers(false)
        .from_reader(file_text.as_bytes())
        .records()
        .map(Result::unwrap)
        .collect();
    for (file, row, column, text) in found {
        assert_eq!(file, "uk_local_authority_emissions_2005_2020.csv.gz");
        assert!((2..=6305).contains(&row) && column >= 1);
        assert_eq!(rows[row as usize - 1][column as usize - 1], text);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn gases_of_washington_sum_to_its_totals() {
    let test = home(true).await;
    import(
        &test.home,
        sample(WA_FILE),
        "washington-facilities",
        ImportMode::Lenient,
    )
    .await;
    let view = test.home.region("washington").await.unwrap();
    let (first, last) = view.years().unwrap();
    for year in first..=last {
        let cube = figures::cube(
            &view,
            &cut(None, Some(&year.to_string()), IndicatorId::CarbonTotal),
            &CubeQuery {
                by: Some("gas".to_owned()),
                ..CubeQuery::default()
            },
        )
        .unwrap();
        let sum: f64 = cube.rows.iter().filter_map(|row| row.value).sum();
        assert!(close(sum, cube.total.value.unwrap()), "{year}");
        assert!(cube.rows.len() >= 3, "{year}");
    }
    let points =
        figures::points(&view, &cut(None, Some("2019"), IndicatorId::CarbonTotal)).unwrap();
    assert!(points.rows.len() > 100 && points.rows[0].value > points.rows[1].value);
}

#[tokio::test(flavor = "multi_thread")]
async fn the_same_figure_everywhere() {
    let test = small_district().await;
    let view = test.home.region("district").await.unwrap();
    let cut = cut(None, Some("2021"), IndicatorId::CarbonTotal);
    let total = figures::cube(&view, &cut, &CubeQuery::default())
        .unwrap()
        .total
        .value
        .unwrap();
    let overview = figures::overview(&view, &cut, &OverviewQuery::default()).unwrap();
    assert_eq!(overview.cards[0].value, Some(total));
    assert_eq!(overview.cards[0].trend.last().unwrap().value, Some(total));
    let table = figures::table(&view, &cut, &TableQuery::default()).unwrap();
    assert_eq!(table.columns[0].id, IndicatorId::CarbonTotal);
    assert_eq!(table.totals[0], Some(total));
    let by_enterprise = figures::table(
        &view,
        &cut,
        &TableQuery {
            rows: Some(TableRowsId::Enterprise),
            ..TableQuery::default()
        },
    )
    .unwrap();
    // Every enterprise once, and at most one row more: what the region emits without belonging to an enterprise.
    let (named, rest): (Vec<_>, Vec<_>) = by_enterprise
        .rows
        .iter()
        .partition(|row| row.key.id != app::view::UNSTATED);
    let ids: std::collections::BTreeSet<&str> =
        named.iter().map(|row| row.key.id.as_str()).collect();
    assert_eq!((named.len(), ids.len()), (18, 18));
    assert!(rest.len() <= 1 && by_enterprise.total == (named.len() + rest.len()) as u64);
    let sum: f64 = by_enterprise
        .rows
        .iter()
        .filter_map(|row| row.cells[0])
        .sum();
    assert!(close(sum, total), "{sum} is not {total}");
    let map = figures::map(&view, &cut, &MapQuery::default()).unwrap();
    let sum: f64 = map.rows.iter().filter_map(|row| row.values[0]).sum();
    assert!(close(sum, total), "{sum} is not {total}");
    // Every town once. It has a colour or a reason why not; a larger figure never has a lower class.
    let towns = view.places.iter().filter(|place| place.level == "town");
    for town in towns {
        let rows = map.rows.iter().filter(|row| row.place.id == town.code);
        assert_eq!(rows.count(), 1, "{}", town.code);
    }
    let mut coloured: Vec<(f64, u8)> = Vec::new();
    for row in &map.rows {
        assert_eq!(row.values[0].is_some(), row.classes[0].is_some());
        assert_ne!(row.values[0].is_some(), row.reasons[0].is_some());
        coloured.extend(row.values[0].zip(row.classes[0]));
    }
    coloured.sort_by(|a, b| a.0.total_cmp(&b.0));
    assert!(coloured.len() >= 2 && coloured.iter().all(|town| town.1 < 5));
    assert!(coloured.is_sorted_by_key(|town| town.1));
    let flow = flow::flow(&view, &cut, &FlowQuery::default()).unwrap();
    assert!(flow.imbalance <= 1e-9 * total);
    let first: f64 = flow
        .nodes
        .iter()
        .filter(|node| node.stage == 0)
        .map(|node| node.value)
        .sum();
    assert!(close(first, total), "{first} is not {total}");
    let tree = explain::explain(&view, &cut, &ExplainQuery::default()).unwrap();
    assert_eq!(tree.value, Some(total));
    adds_up(&tree);
}

#[tokio::test(flavor = "multi_thread")]
async fn an_intensity_is_sum_over_sum() {
    let test = small_district().await;
    let view = test.home.region("district").await.unwrap();
    let value = |indicator| {
        figures::cube(
            &view,
            &cut(None, Some("2021"), indicator),
            &CubeQuery::default(),
        )
        .unwrap()
        .total
        .value
        .unwrap()
    };
    let base = IndicatorId::from_code(view.region.intensity_base.unwrap().id()).unwrap();
    // Both in tens of thousands of CNY and tonnes.
    let carbon_t = value(IndicatorId::CarbonTotal)
        * if view.region.carbon_unit == "kt" {
            1e3
        } else {
            1.0
        };
    let expected = carbon_t / value(base);
    let found = value(IndicatorId::CarbonIntensity);
    assert!(
        (found / expected - 1.0).abs() < 1e-9,
        "{found} is not {expected}"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn exports_hold_the_rows_and_the_attribution() {
    let test = uk().await;
    let view = test.home.region("uk").await.unwrap();
    let file = |what, format| {
        let (home, view) = (test.home.clone(), view.clone());
        async move {
            export::export(
                &home,
                view,
                cut(None, Some("2020"), IndicatorId::CarbonTotal),
                ExportQuery {
                    what: Some(what),
                    format: Some(format),
                    by: Some("place".to_owned()),
                    level: Some("authority".to_owned()),
                    ..ExportQuery::default()
                },
            )
            .await
        }
    };
    let csv = file(ExportWhatId::Cube, ExportFormatId::Csv).await.unwrap();
    let text = String::from_utf8(csv.bytes).unwrap();
    assert!(text.contains("# ") && text.contains("Open Government Licence"));
    let rows = text
        .lines()
        .filter(|line| !line.trim_start_matches('\u{feff}').starts_with('#'));
    assert_eq!(rows.count(), 1 + 4, "{text}");
    let geojson = file(ExportWhatId::Table, ExportFormatId::Geojson)
        .await
        .unwrap();
    let parsed: serde_json::Value = serde_json::from_slice(&geojson.bytes).unwrap();
    assert!(parsed["features"].as_array().unwrap().len() > 300);
    assert!(parsed["attribution"][0].is_string());
    let parquet = file(ExportWhatId::Entries, ExportFormatId::Parquet)
        .await
        .unwrap();
    let sheet = lake::parquet_sheet("entries.parquet", parquet.bytes).unwrap();
    assert!(sheet.rows() > 5000, "{}", sheet.rows());
    let xlsx = file(ExportWhatId::Table, ExportFormatId::Xlsx)
        .await
        .unwrap();
    assert!(xlsx.bytes.starts_with(b"PK"));
    let refused = file(ExportWhatId::Entries, ExportFormatId::Geojson)
        .await
        .unwrap_err();
    assert_eq!(refused.code, ErrorCode::NotPossible);
}

#[tokio::test(flavor = "multi_thread")]
async fn an_import_of_another_process_shows_up_and_the_same_file_changes_nothing() {
    let test = home(true).await;
    let other = open(test.dir.path(), true).await;
    let file =
        || app::usecase::import::Upload::new("one.csv", b"local-authority-code,Year\n".to_vec());
    // Refused: nothing is taken, the region stays without data.
    let outcome = import(&other, file(), "uk-local-authorities", ImportMode::Strict).await;
    assert_eq!(outcome.state, store::ImportState::Refused);
    assert!(test.home.region("uk").await.unwrap().cube.is_empty());
    import(
        &other,
        sample(super::UK_FILE),
        "uk-local-authorities",
        ImportMode::Strict,
    )
    .await;
    let view = test.home.region("uk").await.unwrap();
    assert!(view.cube.len() > 100_000);
    let again = import(
        &other,
        sample(super::UK_FILE),
        "uk-local-authorities",
        ImportMode::Strict,
    )
    .await;
    assert_eq!(again.state, store::ImportState::Unchanged);
    assert_eq!(again.unchanged_since, Some(2));
    assert_eq!(
        test.home.region("uk").await.unwrap().data_version,
        view.data_version
    );
    // Removed: gone for both.
    app::usecase::regions::remove(&other, &Actor::Operator, "uk")
        .await
        .unwrap();
    assert_eq!(
        test.home.region("uk").await.unwrap_err().code,
        ErrorCode::UnknownRegion
    );
}

/// A section takes its divisions with it, in the figure as in the entries behind it.
#[tokio::test(flavor = "multi_thread")]
async fn a_section_of_industries_is_exported_whole() {
    let test = small_district().await;
    let view = test.home.region("district").await.unwrap();
    let rows = |industry: Option<&str>| {
        let (home, view) = (test.home.clone(), view.clone());
        let mut cut = cut(None, Some("2021"), IndicatorId::CarbonTotal);
        cut.industry = industry.map(str::to_owned);
        async move {
            let file = export::export(
                &home,
                view,
                cut,
                ExportQuery {
                    what: Some(ExportWhatId::Entries),
                    format: Some(ExportFormatId::Csv),
                    ..ExportQuery::default()
                },
            )
            .await
            .unwrap();
            let text = String::from_utf8(file.bytes).unwrap();
            let table: String = text
                .trim_start_matches('\u{feff}')
                .lines()
                .filter(|line| !line.starts_with('#'))
                .flat_map(|line| [line, "\n"])
                .collect();
            let mut reader = csv::Reader::from_reader(table.as_bytes());
            let head = reader.headers().unwrap().clone();
            let at = head.iter().position(|name| name == "industry").unwrap();
            reader
                .records()
                .map(|row| row.unwrap()[at].to_owned())
                .collect::<Vec<String>>()
        }
    };
    let all = rows(None).await;
    let manufacturing = rows(Some("C")).await;
    // Section C is divisions 13 to 43 (GB/T 4754-2017); the codes of the district carry the letter.
    let below = all.iter().filter(|code| code.starts_with('C'));
    assert_eq!(manufacturing.len(), below.count());
    assert!(!manufacturing.is_empty() && manufacturing.len() < all.len());
    assert!(manufacturing.iter().all(|code| code.starts_with('C')));
}

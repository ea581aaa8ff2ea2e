//! Figures: cube, overview, map, table, points, flow. Every one is a cut of the same cube.

use super::cut;
use super::names::{dim_id, field_id, item, key_item, quality, row, versions};
use super::regions::place_dto;
use crate::http::dto::{
    ClassMethodId, Cube, CubeQuery, CubeRow, CutQuery, Finding, MapAnswer, MapQuery, MapRow,
    Overview, OverviewCard, OverviewQuery, Point, Points, Table, TableColumn, TableQuery, TableRow,
    TableRowsId, TrendPoint,
};
use crate::refusal::{ErrorCode, Refusal, Result};
use crate::view::{RegionView, Shown};
use inventory::classes::{Classes, Method};
use inventory::cube::{Dim, Key, Query, Row, Step};
use inventory::indicator::Indicator;
use rayon::prelude::*;
use std::collections::HashMap;
use units::Period;

/// Missing values last, largest first, ties by name, so that the order never flickers.
fn largest_first(a: &CubeRow, b: &CubeRow) -> std::cmp::Ordering {
    let rank = |value: Option<f64>| value.unwrap_or(f64::NEG_INFINITY);
    rank(b.value)
        .total_cmp(&rank(a.value))
        .then_with(|| first_id(a).cmp(first_id(b)))
}

fn first_id(row: &CubeRow) -> &str {
    row.keys.values().next().map_or("", |item| item.id.as_str())
}

/// A cut of the cube.
///
/// # Errors
/// What [`cut::query`] and the cube refuse.
pub fn cube(view: &RegionView, cut: &CutQuery, asked: &CubeQuery) -> Result<Cube> {
    let by = cut::dims("by", asked.by.as_ref())?;
    let by_period = by.contains(&Dim::Period);
    let mut query = cut::query(view, cut, by_period)?;
    query.by = by;
    query.step = asked.step.map_or(Step::Year, cut::step);
    query.uncertainty = true;
    let answer = view.answer(&query)?;
    let shown = Shown::of(query.indicator, &view.region);
    let mut rows: Vec<CubeRow> = answer
        .rows
        .iter()
        .map(|one| row(view, &shown, one))
        .collect();
    if !by_period {
        rows.sort_by(largest_first);
    }
    if let Some(limit) = asked.limit {
        rows.truncate(limit as usize);
    }
    Ok(Cube {
        indicator: cut::indicator_id(query.indicator),
        unit: shown.unit.clone(),
        quantity: answer.quantity.to_owned(),
        price_base: answer.price_base.clone(),
        by: answer.by.iter().map(dim_id).collect(),
        rows,
        total: row(view, &shown, &answer.total),
        findings: answer.findings.iter().map(Finding::from).collect(),
        versions: versions(view),
    })
}

/// Indicators of the overview: the four of carbon flow management always, the others where there is data.
const OVERVIEW: [(Indicator, bool); 8] = [
    (Indicator::CarbonTotal, true),
    (Indicator::EnergyTotal, true),
    (Indicator::CarbonIntensity, true),
    (Indicator::EnergyIntensity, true),
    (Indicator::CarbonPerPerson, false),
    (Indicator::EnergyPerPerson, false),
    (Indicator::CarbonPerArea, false),
    (Indicator::EnergyPerArea, false),
];

fn card(view: &RegionView, base: &Query, indicator: Indicator) -> Result<OverviewCard> {
    let shown = Shown::of(indicator, &view.region);
    let mut card = OverviewCard {
        indicator: cut::indicator_id(indicator),
        unit: shown.unit.clone(),
        quantity: indicator.quantity().to_owned(),
        price_base: None,
        value: None,
        reason: None,
        completeness_percent: None,
        uncertainty_percent: None,
        change_percent: None,
        previous_period: None,
        estimated: false,
        quality: None,
        trend: Vec::new(),
    };
    let mut now = Query {
        indicator,
        uncertainty: true,
        ..base.clone()
    };
    now.by.clear();
    let answer = match view.cube.answer(&now) {
        Ok(answer) => answer,
        // A region without an intensity base shows the dash with this reason.
        Err(refusal @ inventory::cube::Refusal::NotDefined(_)) => {
            card.reason = Some(refusal.code().to_owned());
            return Ok(card);
        }
        Err(refusal) => return Err(refusal.into()),
    };
    let total = &answer.total;
    card.price_base = answer.price_base.clone();
    card.value = total.value.map(|value| shown.apply(value));
    card.reason = total.reason.map(|reason| reason.code().to_owned());
    card.completeness_percent = total.completeness_percent;
    card.uncertainty_percent = total.uncertainty_percent;
    card.estimated = total.estimated;
    card.quality = total.quality.map(quality);

    let trend = Query {
        from: None,
        to: None,
        step: Step::Year,
        by: vec![Dim::Period],
        uncertainty: false,
        ..now.clone()
    };
    let answer = view.answer(&trend)?;
    let mut by_year: HashMap<Period, f64> = HashMap::new();
    for one in &answer.rows {
        if let [Key::Period(Some(period))] = one.keys.as_slice() {
            if let Some(value) = one.value {
                by_year.insert(*period, value);
            }
            card.trend.push(TrendPoint {
                period: period.to_string(),
                value: one.value.map(|value| shown.apply(value)),
                completeness_percent: one.completeness_percent,
            });
        }
    }
    if let (Some(from), Some(to)) = (now.from, now.to)
        && from == to
        && let Some(before) = from.year_before()
    {
        card.previous_period = Some(before.to_string());
        let earlier = match by_year.get(&before) {
            Some(value) => Some(*value),
            None if matches!(before, Period::Year(_)) => None,
            None => view.answer(&now.clone().during(before))?.total.value,
        };
        if let (Some(value), Some(earlier)) = (total.value, earlier)
            && earlier != 0.0
        {
            card.change_percent = Some((value - earlier) / earlier.abs() * 100.0);
        }
    }
    Ok(card)
}

/// A place and period at a glance.
///
/// # Errors
/// As [`cube`].
pub fn overview(view: &RegionView, cut: &CutQuery, asked: &OverviewQuery) -> Result<Overview> {
    let base = cut::query(view, cut, false)?;
    let place = match &base.place {
        Some(code) => view.need_place(code)?,
        None => view.root()?,
    };
    let mut cards = Vec::new();
    for (indicator, always) in OVERVIEW {
        if always || view.indicators.contains(&indicator) {
            cards.push(card(view, &base, indicator)?);
        }
    }
    // The lists add up, so they are of a total even where the default indicator is a ratio.
    let list = if base.indicator.is_ratio() {
        Indicator::CarbonTotal
    } else {
        base.indicator
    };
    let shown = Shown::of(list, &view.region);
    let rows = |dim: Dim| -> Result<Vec<CubeRow>> {
        let answer = view.answer(&Query {
            indicator: list,
            by: vec![dim],
            ..base.clone()
        })?;
        let mut rows: Vec<CubeRow> = answer
            .rows
            .iter()
            .filter(|one| one.value.is_some())
            .map(|one| row(view, &shown, one))
            .collect();
        rows.sort_by(largest_first);
        Ok(rows)
    };
    let by_field = rows(Dim::Field)?;
    let mut top_places = rows(Dim::PlaceChildren)?;
    top_places.truncate(asked.top.unwrap_or(10) as usize);
    Ok(Overview {
        place: place_dto(view, place),
        ancestors: view
            .ancestors(place)
            .into_iter()
            .map(|above| item(&above.code, above.name.clone()))
            .collect(),
        period: match (base.from, base.to) {
            (Some(from), Some(to)) => cut::period_text(from, to),
            _ => String::new(),
        },
        cards,
        list_indicator: cut::indicator_id(list),
        list_unit: shown.unit.clone(),
        by_field,
        top_places,
        findings_count: view.findings_count,
        versions: versions(view),
    })
}

/// The place whose members are asked for, and the dimension that lists them at a level.
fn members(
    view: &RegionView,
    query: &mut Query,
    parent: Option<&String>,
    level: Option<&String>,
) -> Result<Dim> {
    if let Some(code) = parent {
        query.place = Some(view.need_place(code)?.code.clone());
    }
    let place = match &query.place {
        Some(code) => view.need_place(code)?,
        None => view.root()?,
    };
    match level {
        Some(id) => {
            if !view.region.levels.iter().any(|one| one.id == *id) {
                return Err(Refusal::new(
                    ErrorCode::UnknownLevel,
                    format!("no level {id:?} in region {}", view.region.id),
                )
                .with("level", id));
            }
            Ok(Dim::PlaceLevel(id.clone()))
        }
        // A leaf is its own only member.
        None => Ok(Dim::PlaceLevel(
            view.level_below(place).unwrap_or(&place.level).to_owned(),
        )),
    }
}

/// Classed values of places, all periods on the same classes.
///
/// # Errors
/// As [`cube`], and an unknown level.
pub fn map(view: &RegionView, cut: &CutQuery, asked: &MapQuery) -> Result<MapAnswer> {
    let mut query = cut::query(view, cut, true)?;
    let dim = members(
        view,
        &mut query,
        asked.parent.as_ref(),
        asked.level.as_ref(),
    )?;
    query.step = query.from.as_ref().map_or(Step::Year, cut::step_of);
    query.by = vec![dim, Dim::Period];
    let answer = view.answer(&query)?;
    let shown = Shown::of(query.indicator, &view.region);
    let mut years: Vec<Period> = Vec::new();
    let mut rows: Vec<MapRow> = Vec::new();
    let mut at: HashMap<String, usize> = HashMap::new();
    for one in &answer.rows {
        if let [_, Key::Period(Some(period))] = one.keys.as_slice()
            && !years.contains(period)
        {
            years.push(*period);
        }
    }
    years.sort();
    for one in &answer.rows {
        let [Key::Place(Some(code)), Key::Period(Some(period))] = one.keys.as_slice() else {
            continue;
        };
        let index = *at.entry(code.to_string()).or_insert_with(|| {
            let level = view
                .place(code)
                .map_or_else(String::new, |place| place.level.clone());
            rows.push(MapRow {
                place: key_item(view, &one.keys[0]),
                level,
                values: vec![None; years.len()],
                classes: vec![None; years.len()],
                completeness: vec![None; years.len()],
                reasons: vec![Some("no_data".to_owned()); years.len()],
            });
            rows.len() - 1
        });
        if let Some(year) = years.iter().position(|year| year == period) {
            let target = &mut rows[index];
            target.values[year] = one.value.map(|value| shown.apply(value));
            target.completeness[year] = one.completeness_percent;
            target.reasons[year] = one.reason.map(|reason| reason.code().to_owned());
        }
    }
    let method = asked.method.unwrap_or(ClassMethodId::Jenks);
    let classes = Classes::cut(
        rows.iter()
            .flat_map(|one| one.values.iter().flatten().copied()),
        match method {
            ClassMethodId::Jenks => Method::Jenks,
            ClassMethodId::Quantile => Method::Quantile,
            ClassMethodId::Equal => Method::Equal,
        },
        usize::from(asked.classes.unwrap_or(5).clamp(2, 9)),
    );
    for one in &mut rows {
        one.classes = one
            .values
            .iter()
            .map(|value| {
                classes
                    .class_of(*value)
                    .and_then(|class| u8::try_from(class).ok())
            })
            .collect();
    }
    let missing = rows
        .iter()
        .filter(|one| one.values.last().is_none_or(|value| value.is_none()))
        .count() as u64;
    Ok(MapAnswer {
        indicator: cut::indicator_id(query.indicator),
        unit: shown.unit.clone(),
        quantity: answer.quantity.to_owned(),
        method,
        breaks: classes.breaks,
        years: years.iter().map(ToString::to_string).collect(),
        rows,
        missing,
        versions: versions(view),
    })
}

/// Columns of a table: those asked for, or the indicators that have data, intensities and totals first.
fn columns(view: &RegionView, asked: Option<&String>) -> Result<Vec<Indicator>> {
    match asked {
        Some(text) => text
            .split(',')
            .map(str::trim)
            .filter(|part| !part.is_empty())
            .map(cut::indicator)
            .collect(),
        None => Ok(view
            .indicators
            .iter()
            .copied()
            .filter(|indicator| {
                !matches!(
                    indicator,
                    Indicator::CarbonPerMu | Indicator::EnergyPerMu | Indicator::LandArea
                )
            })
            .collect()),
    }
}

/// A table before it is cut to a page: columns, all rows that match, totals.
pub struct WholeTable {
    /// Columns.
    pub columns: Vec<TableColumn>,
    /// Rows, sorted.
    pub rows: Vec<TableRow>,
    /// Totals of the whole.
    pub totals: Vec<Option<f64>>,
    /// Text of the period.
    pub period: String,
}

/// All rows of a table.
///
/// # Errors
/// As [`cube`], and an unknown level or indicator.
pub fn whole_table(view: &RegionView, cut: &CutQuery, asked: &TableQuery) -> Result<WholeTable> {
    let mut base = cut::query(view, cut, false)?;
    let by_enterprise = asked.rows == Some(TableRowsId::Enterprise);
    let dim = if by_enterprise {
        Dim::Enterprise
    } else {
        members(view, &mut base, None, asked.level.as_ref())?
    };
    base.by = vec![dim];
    let indicators = columns(view, asked.columns.as_ref())?;
    let mut out: Vec<TableColumn> = Vec::new();
    let mut totals = Vec::new();
    let mut order: Vec<Key> = Vec::new();
    let mut cells: HashMap<Key, Vec<Row>> = HashMap::new();
    // Each column is a question of its own to the cube; together they are what a page of the table waits for.
    let answers = indicators
        .par_iter()
        .map(|indicator| {
            view.answer(&Query {
                indicator: *indicator,
                ..base.clone()
            })
        })
        .collect::<Result<Vec<_>>>()?;
    for (indicator, answer) in indicators.iter().zip(answers) {
        let shown = Shown::of(*indicator, &view.region);
        totals.push(answer.total.value.map(|value| shown.apply(value)));
        out.push(TableColumn {
            id: cut::indicator_id(*indicator),
            unit: shown.unit.clone(),
            quantity: answer.quantity.to_owned(),
            price_base: answer.price_base.clone(),
        });
        for mut one in answer.rows {
            let Some(key) = one.keys.first().cloned() else {
                continue;
            };
            one.value = one.value.map(|value| shown.apply(value));
            let column = out.len() - 1;
            let row = cells.entry(key.clone()).or_insert_with(|| {
                order.push(key);
                Vec::new()
            });
            // A key that an earlier column does not have gets blanks there.
            while row.len() < column {
                row.push(blank());
            }
            row.push(one);
        }
    }
    let wanted = asked.q.as_ref().map(|text| text.trim().to_lowercase());
    let mut rows: Vec<TableRow> = order
        .iter()
        .filter_map(|key| {
            // What is stated for no member of the list is in the totals, and has no row unless it has a figure.
            let row = cells.get(key)?;
            if key.code().is_none() && row.iter().all(|cell| cell.value.is_none()) {
                return None;
            }
            Some(table_row(view, key, row, out.len()))
        })
        .filter(|row| {
            wanted.as_ref().is_none_or(|text| {
                row.key.id.to_lowercase().contains(text)
                    || row.key.label.en.to_lowercase().contains(text)
                    || row.key.label.zh.to_lowercase().contains(text)
            })
        })
        .collect();
    sort_table(&mut rows, &out, asked)?;
    Ok(WholeTable {
        columns: out,
        rows,
        totals,
        period: match (base.from, base.to) {
            (Some(from), Some(to)) => cut::period_text(from, to),
            _ => String::new(),
        },
    })
}

fn blank() -> Row {
    Row {
        keys: Vec::new(),
        value: None,
        reason: Some(inventory::cube::Reason::NoData),
        numerator: None,
        denominator: None,
        completeness_percent: None,
        uncertainty_percent: None,
        quality: None,
        estimated: false,
        n_entries: 0,
    }
}

fn table_row(view: &RegionView, key: &Key, row: &[Row], width: usize) -> TableRow {
    let enterprise = match key {
        Key::Enterprise(Some(code)) => view.enterprise(code),
        _ => None,
    };
    let above = match key {
        Key::Place(Some(code)) => view.place(code).and_then(|place| place.parent.as_deref()),
        _ => enterprise.map(|one| one.place.as_str()),
    };
    let at = |index: usize| row.get(index);
    TableRow {
        key: key_item(view, key),
        place: above
            .and_then(|code| view.place(code))
            .map(|place| item(&place.code, place.name.clone())),
        industry: enterprise
            .and_then(|one| one.industry.as_deref())
            .map(|code| item(code, view.industry_label(code))),
        field: enterprise.and_then(|one| one.field).map(field_id),
        cells: (0..width)
            .map(|index| at(index).and_then(|cell| cell.value))
            .collect(),
        reasons: (0..width)
            .map(|index| match at(index) {
                Some(cell) => cell.reason.map(|reason| reason.code().to_owned()),
                None => Some("no_data".to_owned()),
            })
            .collect(),
        completeness_percent: at(0).and_then(|cell| cell.completeness_percent),
    }
}

fn sort_table(rows: &mut [TableRow], columns: &[TableColumn], asked: &TableQuery) -> Result<()> {
    if asked.sort.as_deref() == Some("name") {
        rows.sort_by(|a, b| {
            a.key
                .label
                .en
                .cmp(&b.key.label.en)
                .then_with(|| a.key.id.cmp(&b.key.id))
        });
        if asked.desc == Some(true) {
            rows.reverse();
        }
        return Ok(());
    }
    let column = match &asked.sort {
        None => 0,
        Some(name) => columns
            .iter()
            .position(|column| column.id.code() == name)
            .ok_or_else(|| {
                Refusal::bad_parameter("sort", name, "give `name` or one of the table's columns")
            })?,
    };
    let descending = asked.desc.unwrap_or(true);
    rows.sort_by(|a, b| {
        let value = |row: &TableRow| row.cells.get(column).copied().flatten();
        // Missing stands last, whichever way.
        match (value(a), value(b)) {
            (Some(a), Some(b)) if descending => b.total_cmp(&a),
            (Some(a), Some(b)) => a.total_cmp(&b),
            (Some(_), None) => std::cmp::Ordering::Less,
            (None, Some(_)) => std::cmp::Ordering::Greater,
            (None, None) => std::cmp::Ordering::Equal,
        }
        .then_with(|| a.key.id.cmp(&b.key.id))
    });
    Ok(())
}

/// One page of a table.
///
/// # Errors
/// As [`whole_table`].
pub fn table(view: &RegionView, cut: &CutQuery, asked: &TableQuery) -> Result<Table> {
    let whole = whole_table(view, cut, asked)?;
    let total = whole.rows.len() as u64;
    Ok(Table {
        total,
        columns: whole.columns,
        rows: whole
            .rows
            .into_iter()
            .skip(asked.offset.unwrap_or(0) as usize)
            .take(asked.limit.unwrap_or(50).min(5000) as usize)
            .collect(),
        totals: whole.totals,
        versions: versions(view),
    })
}

/// Enterprises as points.
///
/// # Errors
/// As [`cube`].
pub fn points(view: &RegionView, cut: &CutQuery) -> Result<Points> {
    let mut query = cut::query(view, cut, false)?;
    query.by = vec![Dim::Enterprise];
    let answer = view.answer(&query)?;
    let shown = Shown::of(query.indicator, &view.region);
    let mut without_coordinates = 0;
    let mut rows = Vec::new();
    for one in &answer.rows {
        let Some(Key::Enterprise(Some(code))) = one.keys.first() else {
            continue;
        };
        let Some(enterprise) = view.enterprise(code) else {
            continue;
        };
        let Some((lon, lat)) = enterprise.lon_lat else {
            without_coordinates += 1;
            continue;
        };
        rows.push(Point {
            enterprise: item(&enterprise.code, enterprise.name.clone()),
            place: enterprise.place.clone(),
            lon,
            lat,
            industry: enterprise
                .industry
                .as_deref()
                .map(|code| item(code, view.industry_label(code))),
            field: enterprise.field.map(field_id),
            value: one.value.map(|value| shown.apply(value)),
            reason: one.reason.map(|reason| reason.code().to_owned()),
            completeness_percent: one.completeness_percent,
        });
    }
    rows.sort_by(|a, b| {
        let rank = |point: &Point| point.value.unwrap_or(f64::NEG_INFINITY);
        rank(b)
            .total_cmp(&rank(a))
            .then_with(|| a.enterprise.id.cmp(&b.enterprise.id))
    });
    Ok(Points {
        indicator: cut::indicator_id(query.indicator),
        unit: shown.unit.clone(),
        quantity: answer.quantity.to_owned(),
        rows,
        without_coordinates,
        versions: versions(view),
    })
}

//! Explaining a figure: the engine's tree with names, units as shown, and the files behind the cells.

use super::cut;
use super::names::{item, key_item, quality};
use super::readings::ACCOUNT;
use super::readings::explain::{Behind, bare};
use crate::files::Kept;
use crate::http::dto::{
    CellRef, CutQuery, Estimate, ExplainQuery, FactorRef, Label, More, Node, NodeKind, PartId,
};
use crate::refusal::Result;
use crate::view::{RegionView, Shown, indicator_label};
use inventory::cube::{Key, Part, Query};
use inventory::explain as engine;
use inventory::factors::FactorLibrary;
use inventory::ledger::Lineage;
use units::PeriodKind;

/// What a figure is made of.
///
/// # Errors
/// What [`cut::query`] and the cube refuse.
pub fn explain(view: &RegionView, asked_cut: &CutQuery, asked: &ExplainQuery) -> Result<Node> {
    let mut query = cut::query(view, asked_cut, false)?;
    query.step = asked.step.map_or(query.step, cut::step);
    query.unplaced_only = asked.unplaced_only.unwrap_or(false);
    query.part = match asked.part {
        None => Part::Whole,
        Some(PartId::Above) => Part::Above,
        Some(PartId::Below) => Part::Below,
    };
    query.uncertainty = true;
    let tree = view.cube.explain(
        &query,
        &factor_note,
        usize::from(asked.depth.unwrap_or(2).min(12)),
        asked.limit.unwrap_or(20).min(1000) as usize,
    )?;
    // A total is shown in the region's unit, and all its parts in the same, so that children add up to their parent.
    let shown = (query.part == Part::Whole && !query.indicator.is_ratio()).then(|| {
        (
            query.indicator.unit(&view.region),
            Shown::of(query.indicator, &view.region),
        )
    });
    let mut root = node(view, &tree.root, shown.as_ref(), None);
    root.label = Some(indicator_label(query.indicator).into());
    if let Some(code) = &query.place
        && let Some(place) = view.place(code)
    {
        root.keys
            .insert("place".to_owned(), item(code, place.name.clone()));
    }
    Ok(root)
}

fn factor_note(id: &str) -> Option<engine::FactorNote> {
    let factor = FactorLibrary::builtin().factor(id)?;
    Some(engine::FactorNote::of(factor))
}

/// The meters behind an activity of a run over readings; `entry` is the entry above it.
fn readings_behind(
    view: &RegionView,
    activity: &engine::Node,
    entry: Option<&engine::Node>,
) -> Option<Node> {
    let import = view.imports.get(&activity.source?.import)?;
    if import.job.mapping != ACCOUNT {
        return None;
    }
    let (mut place, mut enterprise, mut carrier) = (None, None, None);
    for key in &entry?.keys {
        match key {
            Key::Place(code) => place = code.as_deref(),
            Key::Enterprise(code) => enterprise = code.as_deref(),
            Key::Carrier(code) => carrier = code.as_deref(),
            _ => {}
        }
    }
    let (month, _) = activity.period?;
    let unit = activity.unit.clone()?;
    let behind = Behind::Meters {
        place: place?.to_owned(),
        enterprise: enterprise.map(str::to_owned),
        carrier: carrier?.to_owned(),
        unit: unit.clone(),
        month: month.first_day(),
    };
    let mut node = bare(NodeKind::Readings, &unit, month.to_string());
    node.value = activity.value;
    node.link = Some(behind.link());
    node.behind = Some(behind);
    Some(node)
}

/// The meters that a filed activity is held against: the filing counts, they do not.
fn beside(view: &RegionView, activity: &engine::Node, entry: Option<&engine::Node>) -> Vec<Node> {
    let find = |wanted: fn(&Key) -> Option<&str>| entry?.keys.iter().find_map(wanted);
    let enterprise = find(|key| match key {
        Key::Enterprise(code) => code.as_deref(),
        _ => None,
    });
    let carrier = find(|key| match key {
        Key::Carrier(code) => code.as_deref(),
        _ => None,
    });
    let month = activity
        .period
        .map(|(period, _)| period)
        .filter(|period| period.kind() == PeriodKind::Month);
    let (Some(enterprise), Some(carrier), Some(month)) = (enterprise, carrier, month) else {
        return Vec::new();
    };
    let metered = view.metered.get(enterprise).into_iter().flatten();
    metered
        .filter(|one| one.carrier == carrier)
        .map(|one| {
            let mut node = bare(NodeKind::Readings, &one.unit, month.to_string());
            node.method = Some("held_against".to_owned());
            node.link = Some(
                Behind::Meters {
                    place: one.place.clone(),
                    enterprise: Some(enterprise.to_owned()),
                    carrier: carrier.to_owned(),
                    unit: one.unit.clone(),
                    month: month.first_day(),
                }
                .link(),
            );
            node
        })
        .collect()
}

fn node(
    view: &RegionView,
    from: &engine::Node,
    shown: Option<&(String, Shown)>,
    entry: Option<&engine::Node>,
) -> Node {
    use engine::NodeKind as K;
    let adds_up = matches!(
        from.kind,
        K::Figure | K::Sum | K::Entry | K::Product | K::Statistic
    );
    let convert = shown.filter(|(unit, _)| adds_up && from.unit.as_ref() == Some(unit));
    let apply = |value: f64| convert.map_or(value, |(_, shown)| shown.apply(value));
    let estimates: Vec<Estimate> = from
        .source
        .filter(|_| from.kind == K::Entry)
        .and_then(|lineage| Some(view.estimates.get(&lineage.import)?.behind(lineage.row)))
        .map_or_else(Vec::new, |found| found.into_iter().cloned().collect());
    let label = from.keys.last().map(|key| Label::from(view.key(key).1));
    let entry = if from.kind == K::Entry {
        Some(from)
    } else {
        entry
    };
    // What meters read has no cell of a file behind it.
    let readings = match from.kind {
        K::Activity => readings_behind(view, from, entry),
        _ => None,
    };
    Node {
        kind: match from.kind {
            K::Figure => NodeKind::Figure,
            K::Sum => NodeKind::Sum,
            K::Ratio => NodeKind::Ratio,
            K::Entry => NodeKind::Entry,
            K::Product => NodeKind::Product,
            K::Factor => NodeKind::Factor,
            K::Activity => NodeKind::Activity,
            K::Statistic => NodeKind::Statistic,
            K::Cell => NodeKind::Cell,
        },
        label,
        keys: from
            .keys
            .iter()
            .map(|key| (key.dim().to_owned(), key_item(view, key)))
            .collect(),
        formula: from.formula.clone(),
        value: from.value.map(apply),
        unit: match convert {
            Some((_, shown)) => Some(shown.unit.clone()),
            None => from.unit.clone(),
        },
        period: from
            .period
            .map(|(first, last)| cut::period_text(first, last)),
        reason: from.reason.map(|reason| reason.code().to_owned()),
        method: match estimates.is_empty() {
            true => from.method.map(str::to_owned),
            false => Some("estimated".to_owned()),
        },
        quality: from.quality.map(quality),
        uncertainty_percent: from.uncertainty_percent,
        completeness_percent: from.completeness_percent,
        factor: from.factor.as_ref().map(|factor| FactorRef {
            id: factor.id.clone(),
            value: factor.value,
            unit: factor.unit.clone(),
            region: factor.region.clone(),
            valid_from: Some(factor.valid_from.clone()).filter(|day| !day.is_empty()),
            valid_to: factor.valid_to.clone(),
            source: factor.source.clone(),
            clause: Some(factor.clause.clone()).filter(|text| !text.is_empty()),
            licence: Some(factor.licence.clone()).filter(|text| !text.is_empty()),
        }),
        source: from.source.and_then(|lineage| cell(view, lineage)),
        readings: None,
        estimates,
        children: match readings {
            Some(readings) => vec![readings],
            None => from
                .children
                .iter()
                .map(|child| node(view, child, shown, entry))
                .chain(match from.kind {
                    K::Activity => beside(view, from, entry),
                    _ => Vec::new(),
                })
                .collect(),
        },
        more: from.more.map(|more| More {
            count: more.count,
            value: apply(more.value),
        }),
        link: from.query.as_deref().map(link),
        behind: None,
    }
}

fn link(query: &Query) -> String {
    let mut text = cut::query_string(query);
    match query.part {
        Part::Whole => {}
        Part::Above => text.push_str("&part=above"),
        Part::Below => text.push_str("&part=below"),
    }
    text
}

fn cell(view: &RegionView, lineage: Lineage) -> Option<CellRef> {
    let import = view.imports.get(&lineage.import)?;
    let heads = view.heads.get(&lineage.import);
    Some(CellRef {
        import: lineage.import,
        file: import.job.file_name.clone(),
        sheet: heads.and_then(|heads| heads.sheet.clone()),
        row: lineage.row,
        column: u32::from(lineage.column),
        column_name: heads
            .and_then(|heads| {
                heads
                    .columns
                    .get(usize::from(lineage.column).checked_sub(1)?)
            })
            .cloned(),
        cell: cell_text(view, import, lineage),
        mapping: import.job.mapping.clone(),
        imported_at: import.started.to_string(),
        hash: import.job.sha256.clone(),
    })
}

fn cell_text(view: &RegionView, import: &store::Import, lineage: Lineage) -> Option<String> {
    if let Some(report) = view.estimates.get(&import.seq) {
        let of_row = |one: &&&Estimate| one.row == lineage.row;
        let found = report.behind(lineage.row);
        return found.iter().find(of_row).map(|one| one.value.to_string());
    }
    let kept = Kept {
        sha256: &import.job.sha256,
        name: &import.job.file_name,
        mapping: view.mappings.get(&import.job.mapping)?,
    };
    view.files
        .cell_text(&kept, lineage.row, u32::from(lineage.column))
}

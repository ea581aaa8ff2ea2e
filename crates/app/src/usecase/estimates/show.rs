//! Who lacks data, and what stands in its place.

use super::facts::{self, is_complete, is_run, source};
use super::{Report, last_run, nothing};
use crate::home::{Home, blocking};
use crate::http::dto::{
    Estimate, EstimateAnswer, EstimateRow, EstimateYear, EstimatesQuery, Item, NotEstimated,
};
use crate::refusal::{Refusal, Result};
use crate::usecase::Actor;
use crate::usecase::names::item;
use crate::usecase::readings::show::{named_enterprise, named_place};
use crate::view::RegionView;
use inventory::cube::{Extent, KnownYear};
use std::collections::HashMap;
use store::Import;

/// Enterprises that lack data in a year, with what the last run estimated of them.
///
/// # Errors
/// Who may not read; an unknown region or place; a region without figures of enterprises; a parameter that is none.
pub async fn get(
    home: &Home,
    actor: &Actor,
    region: &str,
    asked: &EstimatesQuery,
) -> Result<EstimateAnswer> {
    actor.must_read(home.config().public_read)?;
    let only = asked.only.clone();
    if let Some(only) = &only
        && !["posted", "missing"].contains(&only.as_str())
    {
        return Err(Refusal::bad_parameter(
            "only",
            only,
            "there are posted, missing",
        ));
    }
    let view = home.region(region).await?;
    let asked = asked.clone();
    blocking(move || answer(&view, &asked)).await
}

fn answer(view: &RegionView, asked: &EstimatesQuery) -> Result<EstimateAnswer> {
    let mut years = view.cube.years_of_enterprises();
    years.extend(
        view.imports
            .values()
            .filter(|import| is_run(import))
            .filter_map(|import| import.job.dataset.rsplit('-').next()?.parse::<i16>().ok()),
    );
    years.sort_unstable();
    years.dedup();
    let year = match asked.year {
        Some(year) => year,
        None => facts::last_year(view).ok_or_else(|| nothing(&view.region.id))?,
    };
    let mut known = view.cube.known_years(year, &source);
    if let Some(place) = &asked.place {
        let place = view.need_place(place)?.code.clone();
        known.retain(|one| view.is_within(&one.place, &place));
    }
    let run = last_run(view, year);
    let none = Report::default();
    let report = run.and_then(|run| view.estimates.get(&run.seq));
    let report = report.unwrap_or(&none);
    let lacking: Vec<&KnownYear> = known.iter().filter(|one| !is_complete(one)).collect();
    let mut found = Found::default();
    for one in &report.estimates {
        let of = found.entry(one.enterprise.as_str()).or_default();
        of.0.push(one.clone());
    }
    for one in &report.refused {
        let of = found.entry(one.enterprise.as_str()).or_default();
        of.1.push(one.clone());
    }
    let wanted = asked.q.as_deref().unwrap_or_default().trim().to_lowercase();
    let mut rows: Vec<EstimateRow> = lacking
        .iter()
        .map(|one| row(view, &found, one))
        .filter(|row| {
            let texts = [
                &row.enterprise.code,
                &row.enterprise.name.en,
                &row.enterprise.name.zh,
            ];
            texts
                .iter()
                .any(|text| text.to_lowercase().contains(&wanted))
        })
        .filter(|row| {
            let posted = row.estimates.iter().any(|one| one.not_posted.is_none());
            match asked.only.as_deref() {
                Some("posted") => posted,
                Some(_) => !posted,
                None => true,
            }
        })
        .collect();
    // Those with the largest estimates first; then those of which nothing is known.
    let weight = |row: &EstimateRow| {
        let of = |target: &str| {
            let found = row
                .estimates
                .iter()
                .find(|one| one.target == target && one.not_posted.is_none());
            found.map_or(-1.0, |one| one.value)
        };
        (of("carbon"), of("energy"), of("electricity"))
    };
    rows.sort_by(|a, b| {
        let (x, y) = (weight(a), weight(b));
        (y.0.total_cmp(&x.0))
            .then(y.1.total_cmp(&x.1))
            .then(y.2.total_cmp(&x.2))
            .then(a.months_present.cmp(&b.months_present))
            .then(a.enterprise.code.cmp(&b.enterprise.code))
    });
    let (limit, offset) = (
        asked.limit.unwrap_or(100).min(1000) as usize,
        asked.offset.unwrap_or(0) as usize,
    );
    Ok(EstimateAnswer {
        year,
        years: years
            .iter()
            .map(|year| year_of(*year, last_run(view, *year)))
            .collect(),
        run: run.map(|run| year_of(year, Some(run))),
        // Whatever came after the run may have brought real data.
        stale: run.is_some_and(|run| {
            view.imports
                .values()
                .any(|import| import.seq > run.seq && !is_run(import) && import.counts.rows > 0)
        }),
        enterprises: known.len() as u64,
        complete: (known.len() - lacking.len()) as u64,
        lacking: lacking.len() as u64,
        estimated: if asked.place.is_some() {
            let has = |one: &&KnownYear| {
                found
                    .get(one.enterprise.as_str())
                    .is_some_and(|(estimates, _)| {
                        estimates.iter().any(|one| one.not_posted.is_none())
                    })
            };
            lacking.iter().copied().filter(has).count() as u64
        } else {
            report.estimated()
        },
        models: report.models.clone(),
        total: rows.len() as u64,
        rows: rows.into_iter().skip(offset).take(limit).collect(),
    })
}

fn year_of(year: i16, run: Option<&Import>) -> EstimateYear {
    EstimateYear {
        year,
        import: run.map(|run| run.seq),
        entries: run.map_or(0, |run| run.counts.entries),
        at: run.map(|run| run.started.to_string()),
        by: run.and_then(|run| run.job.by.clone()),
    }
}

fn extent(extent: Extent) -> String {
    match extent {
        Extent::None => "none",
        Extent::Partly => "partly",
        Extent::Whole => "whole",
    }
    .to_owned()
}

/// By enterprise: what was estimated, and what could not be.
type Found<'a> = HashMap<&'a str, (Vec<Estimate>, Vec<NotEstimated>)>;

fn row(view: &RegionView, found: &Found<'_>, one: &KnownYear) -> EstimateRow {
    let (estimates, refused) = found
        .get(one.enterprise.as_str())
        .cloned()
        .unwrap_or_default();
    let industry: Option<Item> = one
        .industry
        .as_deref()
        .map(|code| item(code, view.industry_label(code)));
    EstimateRow {
        enterprise: named_enterprise(view, &one.enterprise),
        place: named_place(view, &one.place),
        industry,
        above_designated_size: view
            .enterprise(&one.enterprise)
            .and_then(|known| known.above_designated_size),
        months_present: one.months_present,
        months_expected: one.months_expected,
        electricity: extent(one.electricity),
        energy: extent(one.energy),
        carbon: extent(one.carbon),
        filed: one.is_filed,
        metered: one.is_metered,
        estimates,
        refused,
    }
}

//! Trade tables between places: who emits for whom.

use super::{checked_name, digest, keep, need, read};
use crate::home::{Home, blocking};
use crate::http::dto::{
    Label, Named, StressorName, TradeAccounts, TradeFinding, TradeRegion, TradeTable,
};
use crate::refusal::{ErrorCode, Refusal, Result};
use crate::sources::{self, refused};
use crate::usecase::Actor;
use crate::view::RegionView;
use flow::formats::mrio::Mrio;
use flow::trade::{TableFinding, accounts, shared_by_value_added};
use serde::{Deserialize, Serialize};
use std::path::Path;

const KIND: &str = "trade";
/// Regions of a table that is kept; more cannot be shown side by side.
const REGIONS_MAX: usize = 400;
/// Kinds of emissions of a table that is kept.
const STRESSORS_MAX: usize = 30;

/// What is said about a table that comes in.
#[derive(Debug, Clone, Default)]
pub struct NewTrade {
    /// Name; a later table of the same name takes its place.
    pub name: String,
    /// Year that it describes.
    pub year: Option<i16>,
    /// Where it comes from; needed unless it is invented.
    pub source: String,
    /// Under which terms.
    pub licence: String,
    /// True if it is invented.
    pub synthetic: bool,
    /// Sheet of a workbook.
    pub sheet: Option<String>,
    /// Regions of a table without names.
    pub regions: Option<usize>,
    /// Unit of emissions of which the table states none.
    pub unit: String,
}

#[derive(Debug, Serialize, Deserialize)]
struct Content {
    year: Option<i16>,
    source: String,
    licence: String,
    synthetic: bool,
    sha256: String,
    code: String,
    industries: u32,
    sectors: u32,
    regions: Vec<String>,
    stressors: Vec<Computed>,
    findings: Vec<TradeFinding>,
}

#[derive(Debug, Serialize, Deserialize)]
struct Computed {
    name: String,
    unit: String,
    direct: Option<Vec<f64>>,
    by_value_added: Vec<f64>,
    bilateral: Vec<f64>,
}

/// Reads a table from a folder or workbook, computes its accounts and keeps them; returns the number.
///
/// # Errors
/// Who may not; an unknown region; emissions without a unit; what the table's format or the engine refuses: then nothing is kept.
pub async fn import(
    home: &Home,
    actor: &Actor,
    region: &str,
    path: &Path,
    new: NewTrade,
) -> Result<u32> {
    actor.must_import()?;
    home.store().data_version(region).await?;
    let name = checked_name(&new.name)?;
    if new.source.trim().is_empty() && !new.synthetic {
        return Err(Refusal::new(
            ErrorCode::BadParameter,
            "say where the table comes from, or that it is synthetic",
        )
        .with("name", "source"));
    }
    let path = path.to_owned();
    let content = blocking(move || {
        let (table, _) = sources::trade(&path, new.sheet.as_deref(), new.regions)?;
        compute(&table, &new)
    })
    .await?;
    keep(home, actor.name(), region, KIND, &name, &content).await
}

fn compute(source: &Mrio, new: &NewTrade) -> Result<Content> {
    let layout = &source.layout;
    let (regions, stressors) = (layout.regions.len(), source.stressors.len());
    if regions > REGIONS_MAX || stressors > STRESSORS_MAX {
        return Err(refused(format!(
            "the table has {regions} regions and {stressors} kinds of emissions; at most {REGIONS_MAX} and {STRESSORS_MAX} can be kept: aggregate it first with `trace aggregate`"
        )));
    }
    if stressors == 0 {
        return Err(refused(
            "there are no emissions: F.npy, F.csv or a folder with F.txt is needed",
        ));
    }
    let stated = new.unit.trim();
    if stated.is_empty()
        && let Some(nameless) = source.stressors.iter().find(|of| of.unit.is_empty())
    {
        return Err(Refusal::new(
            ErrorCode::NoUnit,
            format!(
                "{:?} has no unit: write it behind the name, as \"CO2 (kt)\", in F_unit.txt, or say it with \"unit\"",
                nameless.name
            ),
        )
        .with("what", &nameless.name));
    }
    let table = &source.table;
    let all = accounts(table, layout, &source.stressors).map_err(refused)?;
    let computed = source
        .stressors
        .iter()
        .zip(&all)
        .map(|(stressor, of)| {
            let shared =
                shared_by_value_added(table, layout, &stressor.industries).map_err(refused)?;
            Ok(Computed {
                name: stressor.name.clone(),
                unit: if stressor.unit.is_empty() {
                    stated.to_owned()
                } else {
                    stressor.unit.clone()
                },
                direct: stressor.final_direct.as_ref().map(|_| of.direct.clone()),
                by_value_added: shared.by_region,
                bilateral: of.bilateral.clone(),
            })
        })
        .collect::<Result<Vec<_>>>()?;
    let industry = |at: usize| {
        format!(
            "{}: {}",
            layout.regions[layout.industry_region[at] as usize],
            layout.sectors[layout.industry_sector[at] as usize]
        )
    };
    let mut findings: Vec<TradeFinding> = Vec::new();
    for finding in all.iter().flat_map(|of| &of.findings) {
        let (code, at) = match finding {
            TableFinding::NoOutput { industry } => ("no_output", industry),
            TableFinding::EmissionsWithoutOutput { industry, .. } => {
                ("emissions_without_output", industry)
            }
            TableFinding::NegativeValueAdded { industry, .. } => ("negative_value_added", industry),
            TableFinding::NegativeOutput { industry, .. } => ("negative_output", industry),
        };
        match findings.iter_mut().find(|known| known.code == code) {
            Some(known) => known.count += 1,
            None => findings.push(TradeFinding {
                code: code.to_owned(),
                count: 1,
                first: industry(*at),
            }),
        }
    }
    // Every kind of emissions finds the same about the table itself.
    for finding in &mut findings {
        if finding.code != "emissions_without_output" {
            finding.count /= all.len().max(1) as u32;
        }
    }
    let emissions = source.stressors.iter().map(|s| s.industries.as_slice());
    Ok(Content {
        year: new.year,
        source: new.source.trim().to_owned(),
        licence: new.licence.trim().to_owned(),
        synthetic: new.synthetic,
        sha256: digest(
            [table.deliveries.as_slice(), table.final_demand.as_slice()]
                .into_iter()
                .chain(emissions),
        ),
        code: env!("CARGO_PKG_VERSION").to_owned(),
        industries: table.industries as u32,
        sectors: layout.sectors.len() as u32,
        regions: layout.regions.clone(),
        stressors: computed,
        findings,
    })
}

fn table(set: &store::Dataset, content: &Content) -> TradeTable {
    TradeTable {
        id: set.id,
        name: set.name.clone(),
        year: content.year,
        synthetic: content.synthetic,
        source: content.source.clone(),
        licence: content.licence.clone(),
        at: set.at.to_string(),
        by: set.by.clone(),
        sha256: content.sha256.clone(),
        code: content.code.clone(),
        industries: content.industries,
        sectors: content.sectors,
        regions: content.regions.len() as u32,
        stressors: content
            .stressors
            .iter()
            .map(|of| StressorName {
                name: of.name.clone(),
                unit: of.unit.clone(),
            })
            .collect(),
    }
}

/// Tables of a region, newest first; of each name only the newest.
///
/// # Errors
/// Who may not read; an unknown region.
pub async fn list(home: &Home, actor: &Actor, region: &str) -> Result<Vec<TradeTable>> {
    actor.must_read(home.config().public_read)?;
    home.store().data_version(region).await?;
    let sets = home.store().datasets(region, KIND).await?;
    sets.iter().map(|set| Ok(table(set, &read(set)?))).collect()
}

/// The accounts of one kind of emissions; the first if none is named.
///
/// # Errors
/// Who may not read; an unknown region, table or kind of emissions.
pub async fn get(
    home: &Home,
    actor: &Actor,
    region: &str,
    id: u32,
    stressor: Option<&str>,
) -> Result<TradeAccounts> {
    actor.must_read(home.config().public_read)?;
    let set = need(home, region, KIND, id).await?;
    let content: Content = read(&set)?;
    let view = home.region(region).await?;
    let of = match stressor {
        None => content.stressors.first(),
        Some(name) => content.stressors.iter().find(|of| of.name == name),
    }
    .ok_or_else(|| {
        Refusal::new(ErrorCode::UnknownName, "there is no such kind of emissions")
            .with("what", "stressor")
            .with("name", stressor.unwrap_or_default())
    })?;
    Ok(TradeAccounts {
        table: table(&set, &content),
        stressor: of.name.clone(),
        unit: of.unit.clone(),
        regions: regions(&view, &content.regions, of),
        bilateral: of.bilateral.clone(),
        findings: content.findings,
    })
}

fn regions(view: &RegionView, names: &[String], of: &Computed) -> Vec<TradeRegion> {
    let n = names.len();
    let cell = |origin: usize, buyer: usize| of.bilateral[origin * n + buyer];
    let sum = |part: &dyn Fn(usize) -> f64| (0..n).map(part).sum::<f64>();
    names
        .iter()
        .enumerate()
        .map(|(at, name)| {
            let place = view.place(name).or_else(|| {
                let wanted = name.trim().to_lowercase();
                view.places.iter().find(|place| {
                    [&place.name.en, &place.name.zh]
                        .into_iter()
                        .chain(&place.aliases)
                        .any(|one| one.to_lowercase() == wanted)
                })
            });
            let (production, consumption) = (sum(&|r| cell(at, r)), sum(&|o| cell(o, at)));
            TradeRegion {
                name: name.clone(),
                lon: place.and_then(|place| place.lon_lat).map(|p| p.0),
                lat: place.and_then(|place| place.lon_lat).map(|p| p.1),
                place: place.map(|place| Named {
                    code: place.code.clone(),
                    name: Label {
                        en: place.name.en.clone(),
                        zh: place.name.zh.clone(),
                    },
                }),
                production,
                consumption,
                imports: sum(&|o| if o == at { 0.0 } else { cell(o, at) }),
                exports: sum(&|r| if r == at { 0.0 } else { cell(at, r) }),
                direct: of.direct.as_ref().map(|direct| direct[at]),
                shared_half: (production + consumption) / 2.0,
                shared_value_added: of.by_value_added[at],
            }
        })
        .collect()
}

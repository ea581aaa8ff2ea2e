//! Energy balances: from primary supply over conversion to the fields or industries of the ledger, and on.
//!
//! A balance and a ledger are two statements on the same carbon. What one of them has beyond the other passes a node of its own, so
//! that every stage adds up and nothing is made to fit.

use super::chain::{Names, join, ledger};
use super::faults;
use super::{checked_name, digest, keep, read};
use crate::embed;
use crate::home::{Home, blocking};
use crate::http::dto::{
    BalanceNote, BalanceSet, ChainFlow, CutQuery, FlowQuery, IndicatorId, Label, ViewId,
};
use crate::refusal::{ErrorCode, Refusal, Result};
use crate::sources;
use crate::usecase::names::{dim_id, versions};
use crate::usecase::{Actor, cut};
use crate::view::Shown;
use flow::balance::{self, Chain, Method};
use inventory::cube::Query;
use inventory::indicator::Indicator;
use inventory::master::View;
use inventory::sankey;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::path::Path;
use units::Period;

const KIND: &str = "balance";
/// Nodes of a stage of the ledger before the rest is folded.
const TOP: usize = 250;

/// What is said about a balance that comes in.
#[derive(Debug, Clone, Default)]
pub struct NewBalance {
    /// Name; a later balance of the same name takes its place.
    pub name: String,
    /// Year that it describes.
    pub year: i16,
    /// Code of the place that it describes; the region's root if there is none.
    pub place: Option<String>,
    /// Where it comes from; needed unless it is invented.
    pub source: String,
    /// Under which terms.
    pub licence: String,
    /// True if it is invented.
    pub synthetic: bool,
    /// How joint products share carbon.
    pub method: Method,
}

#[derive(Debug, Serialize, Deserialize)]
struct Content {
    year: i16,
    place: Option<String>,
    source: String,
    licence: String,
    synthetic: bool,
    sha256: String,
    code: String,
    method: Method,
    production_t: f64,
    consumption_t: f64,
    imported_t: f64,
    exported_t: f64,
    unassigned_t: f64,
    /// None where a process gives more carbon than it takes.
    chain: Option<Chain>,
    /// Names in Chinese, by the names that the balance has.
    #[serde(default)]
    names_zh: BTreeMap<String, String>,
    findings: Vec<BalanceNote>,
}

/// Reads a balance, computes its accounts and its chain and keeps them; returns the number.
///
/// # Errors
/// Who may not; an unknown region or place; what the file's format or the engine refuses: then nothing is kept.
pub async fn import(
    home: &Home,
    actor: &Actor,
    region: &str,
    path: &Path,
    new: NewBalance,
) -> Result<u32> {
    actor.must_import()?;
    let view = home.region(region).await?;
    let name = checked_name(&new.name)?;
    if new.source.trim().is_empty() && !new.synthetic {
        return Err(Refusal::new(
            ErrorCode::BadParameter,
            "say where the balance comes from, or that it is synthetic",
        )
        .with("name", "source"));
    }
    if let Some(place) = &new.place
        && view.place(place).is_none()
    {
        return Err(Refusal::new(
            ErrorCode::UnknownPlace,
            format!("there is no place {place:?}"),
        )
        .with("place", place));
    }
    let path = path.to_owned();
    let content = blocking(move || compute(&path, &new)).await?;
    keep(home, actor.name(), region, KIND, &name, &content).await
}

fn compute(path: &Path, new: &NewBalance) -> Result<Content> {
    let name = path.file_name().unwrap_or(path.as_os_str());
    let name = name.to_string_lossy().into_owned();
    let text = sources::text(path)?;
    let (carriers, rows) = balance::read(&name, &text).map_err(faults::of_file)?;
    let (of, chain) = balance::chain(&carriers, &rows, new.method)
        .map_err(|error| faults::of_balance(&name, &text, error))?;
    let numbers: Vec<f64> = carriers
        .iter()
        .map(|carrier| carrier.factor_t)
        .chain(
            rows.iter()
                .flat_map(|row| [row.energy, row.embodied_t.unwrap_or(-1.0)]),
        )
        .collect();
    let findings = of
        .findings
        .iter()
        .map(|finding| {
            let mut params = match serde_json::to_value(finding) {
                Ok(serde_json::Value::Object(params)) => params,
                _ => return Err(Refusal::internal("a finding of a balance", "no object")),
            };
            let code = params.remove("code").unwrap_or_default();
            Ok(BalanceNote {
                code: code.as_str().unwrap_or_default().to_owned(),
                params: params
                    .into_iter()
                    .map(|(name, value)| match value {
                        serde_json::Value::String(text) => (name, text),
                        other => (name, other.to_string()),
                    })
                    .collect(),
            })
        })
        .collect::<Result<_>>()?;
    Ok(Content {
        year: new.year,
        place: new.place.clone(),
        source: new.source.trim().to_owned(),
        licence: new.licence.trim().to_owned(),
        synthetic: new.synthetic,
        sha256: digest([numbers.as_slice()]),
        code: env!("CARGO_PKG_VERSION").to_owned(),
        method: new.method,
        production_t: of.production_t,
        consumption_t: of.consumption_t,
        imported_t: of.imported_t,
        exported_t: of.exported_t,
        unassigned_t: of.unassigned_t,
        chain,
        names_zh: balance::names_zh(&name, &text).map_err(faults::of_file)?,
        findings,
    })
}

/// Names in both languages: those of the program's carriers by id and name, and those that the balances tell themselves.
fn names<'a>(told: impl Iterator<Item = &'a BTreeMap<String, String>>) -> Result<Names> {
    let mut names = Names::new();
    let carriers = embed::data("carriers.csv")
        .ok_or_else(|| Refusal::internal("a table of the program", "no carriers.csv"))?;
    let fault = |error: csv::Error| Refusal::internal("carriers.csv", error);
    let mut reader = csv::Reader::from_reader(carriers.as_ref());
    for row in reader.deserialize() {
        let row: BTreeMap<String, String> = row.map_err(fault)?;
        let cell = |name: &str| row.get(name).cloned().unwrap_or_default();
        let label = Label {
            en: cell("name_en"),
            zh: cell("name_zh"),
        };
        names.insert(cell("id").to_lowercase(), label.clone());
        names.insert(cell("name_en").to_lowercase(), label.clone());
        names.insert(cell("name_zh"), label);
    }
    for (en, zh) in told.flatten() {
        let label = Label {
            en: en.clone(),
            zh: zh.clone(),
        };
        names.insert(en.to_lowercase(), label);
    }
    Ok(names)
}

fn set(of: &store::Dataset, content: &Content) -> BalanceSet {
    BalanceSet {
        id: of.id,
        name: of.name.clone(),
        year: content.year,
        place: content.place.clone(),
        synthetic: content.synthetic,
        source: content.source.clone(),
        licence: content.licence.clone(),
        at: of.at.to_string(),
        by: of.by.clone(),
        sha256: content.sha256.clone(),
        code: content.code.clone(),
        method: match content.method {
            Method::Energy => "energy",
            Method::Exergy => "exergy",
            Method::Efficiency => "efficiency",
        }
        .to_owned(),
        production_t: content.production_t,
        consumption_t: content.consumption_t,
        imported_t: content.imported_t,
        exported_t: content.exported_t,
        unassigned_t: content.unassigned_t,
        findings: content.findings.clone(),
    }
}

/// Balances of a region, newest first; of each name only the newest.
///
/// # Errors
/// Who may not read; an unknown region.
pub async fn list(home: &Home, actor: &Actor, region: &str) -> Result<Vec<BalanceSet>> {
    actor.must_read(home.config().public_read)?;
    home.store().data_version(region).await?;
    let sets = home.store().datasets(region, KIND).await?;
    sets.iter().map(|of| Ok(set(of, &read(of)?))).collect()
}

/// One balance.
///
/// # Errors
/// Who may not read; an unknown region or number.
pub async fn get(home: &Home, actor: &Actor, region: &str, id: u32) -> Result<BalanceSet> {
    let all = list(home, actor, region).await?;
    let one = all.into_iter().find(|one| one.id == id);
    one.ok_or_else(|| {
        Refusal::new(
            ErrorCode::UnknownName,
            format!("there is no balance {id} in {region}"),
        )
        .with("what", KIND)
        .with("name", id)
    })
}

/// How joint products share carbon, by its code.
///
/// # Errors
/// It is none of `energy`, `exergy`, `efficiency`.
pub fn method(code: &str) -> Result<Method> {
    match code {
        "energy" => Ok(Method::Energy),
        "exergy" => Ok(Method::Exergy),
        "efficiency" => Ok(Method::Efficiency),
        other => Err(Refusal::bad_parameter(
            "method",
            other,
            "there are energy, exergy and efficiency",
        )),
    }
}

/// The chain of a place and years, and on through the ledger's stages.
///
/// # Errors
/// Who may not read; what [`cut::query`] and the engine refuse; a cut that a balance says nothing about; years without a balance.
pub async fn chain(
    home: &Home,
    actor: &Actor,
    region: &str,
    asked_cut: &CutQuery,
    asked: &FlowQuery,
) -> Result<ChainFlow> {
    actor.must_read(home.config().public_read)?;
    let view = home.region(region).await?;
    let query = cut::query(&view, asked_cut, false)?;
    let (from, to) = plain(&query, view.region.default_view, asked_cut)?;
    let root = view.places.iter().find(|place| place.parent.is_none());
    let root = root.map(|place| place.code.clone());
    let here = query.place.clone().or_else(|| root.clone());
    let mut by_year: BTreeMap<i16, (BalanceSet, Chain)> = BTreeMap::new();
    let mut told: BTreeMap<i16, BTreeMap<String, String>> = BTreeMap::new();
    for of in home.store().datasets(region, KIND).await? {
        let content: Content = read(&of)?;
        let place = content.place.clone().or_else(|| root.clone());
        if let Some(chain) = &content.chain
            && place == here
            && (from..=to).contains(&content.year)
        {
            // The newest of a year stands first.
            by_year
                .entry(content.year)
                .or_insert_with(|| (set(&of, &content), chain.clone()));
            told.entry(content.year)
                .or_insert_with(|| content.names_zh.clone());
        }
    }
    if by_year.is_empty() {
        return Err(Refusal::new(
            ErrorCode::UnknownName,
            "there is no energy balance of this place and these years",
        )
        .with("what", KIND)
        .with("name", here.unwrap_or_default()));
    }
    let default = "field,place".to_owned();
    let stages = cut::dims("stages", Some(asked.stages.as_ref().unwrap_or(&default)))?;
    let joined = stages.first().map(dim_id).map(|dim| json_id(&dim));
    if !matches!(joined.as_deref(), Some("field" | "industry")) {
        return Err(Refusal::bad_parameter(
            "stages",
            asked.stages.as_deref().unwrap_or_default(),
            "a balance goes on with field or industry",
        ));
    }
    let (balances, chains): (Vec<BalanceSet>, Vec<Chain>) = by_year.into_values().unzip();
    let graph = sankey::flow(&view.cube, &query, &stages, TOP)?;
    let shown = Shown::of(query.indicator, &view.region);
    let names = names(told.values())?;
    let of = join(&chains, &ledger(&view, &graph, &shown), &names, &|t| {
        shown.apply(t)
    });
    let own = stages.iter().map(|dim| json_id(&dim_id(dim)));
    Ok(ChainFlow {
        indicator: IndicatorId::CarbonTotal,
        view: ViewId::Consumption,
        unit: shown.unit.clone(),
        stages: ["supply".to_owned(), "conversion".to_owned()]
            .into_iter()
            .chain(own)
            .collect(),
        total: of.total,
        ledger: of.ledger,
        balance: of.balance,
        only_ledger: of.only_ledger,
        only_balance: of.only_balance,
        nodes: of.nodes,
        links: of.links,
        imbalance: of.imbalance,
        balances,
        versions: versions(&view),
    })
}

fn json_id(dim: &impl Serialize) -> String {
    let value = serde_json::to_value(dim).unwrap_or_default();
    value.as_str().unwrap_or_default().to_owned()
}

/// First and last year, if a balance can say something about the cut: all carbon of a place in whole years, by who uses energy.
///
/// `asked` has the words of the question, which a refusal repeats.
fn plain(query: &Query, default: View, asked: &CutQuery) -> Result<(i16, i16)> {
    let id = |value: Option<String>, default: &dyn Fn() -> String| value.unwrap_or_else(default);
    if query.indicator != Indicator::CarbonTotal {
        let value = id(asked.indicator.as_ref().map(json_id), &|| {
            format!("{:?}", query.indicator).to_lowercase()
        });
        let fault = "a balance is about carbon_total";
        return Err(Refusal::bad_parameter("indicator", &value, fault));
    }
    let view = query.view.unwrap_or(default);
    if view != View::Consumption {
        let value = id(asked.view.as_ref().map(json_id), &|| {
            format!("{view:?}").to_lowercase()
        });
        let fault = "a chain leads to who uses energy: view consumption";
        return Err(Refusal::bad_parameter("view", &value, fault));
    }
    let cuts = [
        ("field", &asked.field, query.fields.is_empty()),
        ("industry", &asked.industry, query.industries.is_empty()),
        ("carrier", &asked.carrier, query.carriers.is_empty()),
        ("scope", &asked.scope, query.scopes.is_empty()),
        ("gas", &asked.gas, query.gases.is_empty()),
        (
            "enterprise",
            &asked.enterprise,
            query.enterprises.is_empty(),
        ),
    ];
    if let Some((name, value, _)) = cuts.into_iter().find(|(_, _, whole)| !whole) {
        return Err(Refusal::bad_parameter(
            name,
            value.as_deref().unwrap_or_default(),
            "a balance is of a place as a whole",
        ));
    }
    match (&query.from, &query.to) {
        (Some(Period::Year(from)), Some(Period::Year(to))) => Ok((*from, *to)),
        _ => Err(Refusal::bad_parameter(
            "period",
            asked.period.as_deref().unwrap_or_default(),
            "a balance is of whole years",
        )),
    }
}

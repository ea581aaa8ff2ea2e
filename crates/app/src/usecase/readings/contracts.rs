//! Contracts and certificates: how they come in, what became of them.

use super::book::{self, Book};
use super::contract_hours::{HourlyUse, hourly_use, import_hours};
use super::market::{Market, Posted, home_of};
use super::new_job;
use super::show::named_enterprise;
use crate::home::{Home, blocking};
use crate::http::dto::{ContractPage, ContractRow, MarketFactorRow};
use crate::refusal::{ErrorCode, Refusal, Result};
use crate::usecase::Actor;
use crate::usecase::import::Upload;
use crate::usecase::job::{self, Done};
use intake::{SheetOptions, read_contracts, read_sheet};
use inventory::contracts::{Kind, MarketFactor, Supply};
use inventory::finding::Finding;
use inventory::ledger::Lineage;
use jiff::civil::Date;
use std::collections::BTreeMap;
use std::sync::Arc;
use store::{Accounted, Contracts, FactorOf, ImportCounts, ImportPayload};

/// Mapping id under which tables of contracts stand among the imports.
pub const CONTRACTS: &str = "contracts";

/// What became of a table of contracts.
#[derive(Debug, Clone, Default, serde::Serialize)]
pub struct Outcome {
    /// Number among the imports.
    pub import: u32,
    /// Certificates, contracts and rates that were taken.
    pub instruments: usize,
    /// Residual mixes and grid averages that were taken.
    pub factors: usize,
    /// Hours of instruments that were taken.
    pub hours: usize,
    /// True if the table was refused; then nothing of it was taken.
    pub refused: bool,
    /// What was noticed.
    #[serde(skip)]
    pub findings: Vec<Finding>,
}

/// Takes in a table of contracts, certificates and factors of markets (`intake::read_contracts`); all of it or nothing. What is
/// stated for the same (instrument: id and enterprise; factor: market and time) takes the place of what was. A table with the heads
/// `id, at, kwh` says of known instruments in which hours their energy was made.
///
/// # Errors
/// Who may not; an unknown region; what the store says. A refused table is an outcome.
pub async fn import(home: &Home, actor: &Actor, region: &str, upload: Upload) -> Result<Outcome> {
    actor.must_import()?;
    let store = home.store();
    let record = store.region(region).await?;
    if names_hours(&upload) {
        let taken = import_hours(home, actor, region, upload).await?;
        return Ok(Outcome {
            import: taken.import,
            instruments: taken.instruments,
            hours: taken.hours,
            ..Outcome::default()
        });
    }
    let enterprises = store.enterprises(region).await?;
    let known = store.contracts(region).await?;
    let mut new = new_job(region, CONTRACTS, &upload.file_name, actor.name());
    new.sha256 = upload.sha256();
    new.size_bytes = upload.bytes.len() as u64;
    let files = Arc::clone(home.files());
    let sha256 = new.sha256.clone();
    let (seq, mut outcome) = job::run(home, &new, move |bench| {
        let codes: Vec<&str> = enterprises.iter().map(|one| one.code.as_str()).collect();
        let market = home_of(&record.region);
        let table = read_sheet(&upload.file_name, &upload.bytes, &SheetOptions::default())
            .and_then(|sheet| read_contracts(&sheet, &market, &codes));
        let mut table = match table {
            Ok(table) => table,
            Err(findings) => {
                let refused = Outcome {
                    refused: true,
                    findings: findings.clone(),
                    ..Outcome::default()
                };
                return Ok(Done::Refused(refused, ImportCounts::default(), findings));
            }
        };
        let counts = ImportCounts {
            rows: table.rows() as u64,
            findings: table.findings.len() as u64,
            ..ImportCounts::default()
        };
        let outcome = Outcome {
            instruments: table.instruments.len(),
            factors: table.residual.len() + table.location.len(),
            findings: std::mem::take(&mut table.findings),
            ..Outcome::default()
        };
        let contracts = Contracts {
            instruments: table.instruments,
            residual: table.residual,
            location: table.location,
        };
        let overlaps = overlapping(&known.residual, &contracts.residual)
            .or_else(|| overlapping(&known.location, &contracts.location));
        if let Some((old, new)) = overlaps {
            return Err(Refusal::new(
                ErrorCode::Refused,
                format!(
                    "{}: the factor of {} in {} overlaps the one of {} that is known; remove that first",
                    upload.file_name, new.market, new.valid, old.valid
                ),
            ));
        }
        files.put(&sha256, &upload.bytes)?;
        let payload = ImportPayload {
            contracts,
            ..ImportPayload::default()
        };
        bench.prepare(&counts, &payload, &outcome.findings)?;
        Ok(Done::Whole(outcome))
    })
    .await?;
    outcome.import = seq;
    Ok(outcome)
}

/// True if the heads are those of a table of hours.
fn names_hours(upload: &Upload) -> bool {
    let options = SheetOptions::default();
    read_sheet(&upload.file_name, &upload.bytes, &options).is_ok_and(|sheet| {
        let heads: Vec<String> = sheet
            .row_texts(1)
            .iter()
            .map(|head| head.trim().to_lowercase())
            .collect();
        let has = |names: [&str; 2]| heads.iter().any(|head| names.contains(&head.as_str()));
        has(["at", "时间"]) && !has(["kind", "类型"])
    })
}

/// A known and a new factor of one market that are valid at the same time and do not replace each other.
fn overlapping<'a>(
    known: &'a [MarketFactor],
    new: &'a [MarketFactor],
) -> Option<(&'a MarketFactor, &'a MarketFactor)> {
    new.iter().find_map(|new| {
        let old = known.iter().find(|old| {
            old.market == new.market && old.valid != new.valid && old.valid.overlaps(&new.valid)
        })?;
        Some((old, new))
    })
}

fn kind_id(kind: Kind) -> &'static str {
    match kind {
        Kind::Certificate => "certificate",
        Kind::Contract => "contract",
        Kind::SupplierRate => "supplier_rate",
    }
}

/// Enterprise-months of meters, as the last run had them: amounts in millionths.
fn metered(book: &Book) -> BTreeMap<(Option<&str>, &str, &str, Date), i128> {
    let mut sums = BTreeMap::new();
    for meter in book.meters.values().filter(|meter| meter.parent.is_none()) {
        for month in book.months.get(&meter.code).into_iter().flatten() {
            let filed = meter.enterprise.as_ref().is_some_and(|enterprise| {
                book.covered.contains(&book::FiledKey {
                    enterprise: enterprise.clone(),
                    carrier: meter.carrier.clone(),
                    month: month.month,
                })
            });
            if !filed {
                let key = (
                    meter.enterprise.as_deref(),
                    meter.carrier.as_str(),
                    meter.unit.as_str(),
                    month.month,
                );
                *sums.entry(key).or_default() += i128::from(month.amount_micro);
            }
        }
    }
    sums
}

/// Contracts of a region with what is used and left of each, and factors of markets.
///
/// # Errors
/// Who may not read; an unknown region.
pub async fn list(home: &Home, actor: &Actor, region: &str) -> Result<ContractPage> {
    let (book, view) = book::open(home, actor, region).await?;
    let stated = home.store().contracts(region).await?;
    let accounted = home.store().accounted(region).await?;
    let market = Market::new(&view.region, stated.clone());
    let read = accounted.as_ref().map(|(_, run)| run.readings_version);
    let lake = home.lake().clone();
    blocking(move || {
        let mut now = Accounted::default();
        let kept = market.mark(&mut now);
        kept.map_err(|error| Refusal::internal("contracts", error))?;
        let before = accounted.map(|(_, before)| before).unwrap_or_default();
        let lineage = Lineage {
            import: 0,
            row: 0,
            column: 0,
        };
        let sums = metered(&book);
        let months: Vec<Posted<'_>> = sums
            .iter()
            .map(|((enterprise, carrier, unit, month), amount)| Posted {
                enterprise: *enterprise,
                carrier,
                month: *month,
                amount_micro: *amount,
                unit,
                entries: 0..0,
                lineage,
            })
            .collect();
        let kwh = |wh: i64| wh as f64 / 1000.0;
        let hours = match &read {
            Some(version) => hourly_use(
                &lake,
                (&view.region.id, *version),
                &book.clock,
                &market,
                book.meters.values(),
                &months,
            )?,
            None => HourlyUse::new(),
        };
        let rows = market
            .standing(&stated, &months, &hours)
            .into_iter()
            .map(|one| {
                let of = one.instrument;
                let volume_wh = one.balance.left_wh.map(|left| left + one.balance.used_wh);
                ContractRow {
                    enterprise: named_enterprise(&view, &of.owner),
                    kind: kind_id(of.kind).to_owned(),
                    id: of.id,
                    market: of.market,
                    volume_kwh: volume_wh.map(kwh),
                    used_kwh: kwh(one.balance.used_wh),
                    left_kwh: one.balance.left_wh.map(kwh),
                    valid: of.valid.to_string(),
                    vintage: of.vintage.to_string(),
                    factor_kg_per_kwh: of.factor_kg_per_kwh,
                    conveys_attributes: of.conveys_attributes,
                    hourly: matches!(of.supply, Supply::Hourly(_)),
                    source: of.source,
                    refused: one.balance.refused.map(|why| why.code().to_owned()),
                }
            })
            .collect();
        let factor = |kind: FactorOf| {
            move |one: &MarketFactor| MarketFactorRow {
                kind: kind.code().to_owned(),
                market: one.market.clone(),
                valid: one.valid.to_string(),
                factor_kg_per_kwh: one.factor_kg_per_kwh,
                source: one.source.clone(),
            }
        };
        let residual = stated.residual.iter().map(factor(FactorOf::ResidualMix));
        let location = stated.location.iter().map(factor(FactorOf::GridAverage));
        Ok(ContractPage {
            market: market.home().to_owned(),
            pending: !Market::touched(&before, &now).is_empty(),
            rows,
            factors: residual.chain(location).collect(),
        })
    })
    .await
}

/// Takes an instrument out, of all its owners or of one.
///
/// # Errors
/// Who may not; an unknown region; [`ErrorCode::UnknownContract`].
pub async fn remove(
    home: &Home,
    actor: &Actor,
    region: &str,
    id: &str,
    owner: Option<&str>,
) -> Result<()> {
    actor.must_import()?;
    home.store().data_version(region).await?;
    gone(home.store().remove_contract(region, id, owner).await?, id)
}

/// Takes a factor of a market out.
///
/// # Errors
/// As [`remove`]; a kind that is none.
pub async fn remove_factor(
    home: &Home,
    actor: &Actor,
    region: &str,
    (kind, market, valid): (&str, &str, &str),
) -> Result<()> {
    actor.must_import()?;
    home.store().data_version(region).await?;
    let of: FactorOf = kind
        .parse()
        .map_err(|error: String| Refusal::bad_parameter("kind", kind, &error))?;
    let store = home.store();
    let removed = store.remove_market_factor(region, of, market, valid);
    gone(removed.await?, &format!("{kind} of {market} in {valid}"))
}

fn gone(removed: u64, id: &str) -> Result<()> {
    if removed == 0 {
        return Err(Refusal::new(
            ErrorCode::UnknownContract,
            format!("there is no contract {id}"),
        )
        .with("contract", id));
    }
    Ok(())
}

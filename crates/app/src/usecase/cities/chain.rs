//! Value chains that are kept with a region: firms and deliveries, or an input-output table whose region-industries are the processes.

use super::kept::{self, Content};
use super::place_of;
use crate::http::dto::{ChainAnswer, ChainTable, CityTableKind, Finding};
use crate::refusal::{Refusal, Result};
use crate::sources::refused;
use crate::view::RegionView;
use flow::formats::mrio::{self, Mrio};
use planning::chain::read::Folder;
use planning::chain::{self, Chain, Delivery, Firm, Need, Process, Product};
use planning::sheet::Source;
use std::borrow::Cow;
use std::collections::BTreeMap;

/// Tables of a chain of firms.
pub const FILES: [&str; 5] = [
    "firms.csv",
    "products.csv",
    "processes.csv",
    "needs.csv",
    "deliveries.csv",
];
/// Processes of a table that is kept; the failure of each is worked out.
const PROCESSES_MAX: usize = 400;
/// Deliveries that are named for a choice.
const LINKS_MAX: usize = 500;
/// Rows of one result that are sent.
const ROWS_MAX: usize = 5_000;

/// Industries that codes are checked against.
pub(super) fn industries() -> Result<Cow<'static, str>> {
    kept::rules("classifications/gbt4754_2017.csv")
}

/// The files of a chain in their order: five of firms, or what an input-output table consists of.
///
/// # Errors
/// One of the five is missing.
pub(super) fn files_of(files: Vec<(String, String)>) -> Result<Vec<(String, String)>> {
    let is_firms = |name: &str| files.iter().any(|(file, _)| file == name);
    if !FILES.iter().any(|name| is_firms(name)) {
        return Ok(files);
    }
    if let Some(missing) = FILES.iter().find(|name| !is_firms(name)) {
        return Err(refused(format!(
            "{missing} is missing; a chain needs {}",
            FILES.join(", ")
        )));
    }
    Ok(FILES
        .iter()
        .filter_map(|name| files.iter().find(|(file, _)| file == name).cloned())
        .collect())
}

/// The chain that a content holds, and what was found.
///
/// # Errors
/// An input-output table that cannot be read, or is too large.
pub(super) fn read(
    content: &Content,
    industries: &str,
) -> Result<(Chain, Vec<inventory::finding::Finding>)> {
    let text = |name: &str| content.files.iter().find(|(file, _)| file == name);
    if text(FILES[0]).is_some() {
        let source = |at: usize| {
            text(FILES[at]).map_or(
                Source {
                    file: FILES[at],
                    text: "",
                },
                |(file, text)| Source { file, text },
            )
        };
        return Ok(chain::read::read(Folder {
            firms: source(0),
            products: source(1),
            processes: source(2),
            needs: source(3),
            deliveries: source(4),
            industries: Source {
                file: "industries",
                text: industries,
            },
        }));
    }
    let files: BTreeMap<String, String> = content.files.iter().cloned().collect();
    let table = mrio::read(&files).map_err(refused)?;
    Ok((of_trade(&table)?, Vec::new()))
}

/// A chain of an input-output table with regions: each industry of a region is a firm with one process, its product is the sector, its
/// needs are the sums over regions of what it takes. What it makes is the table's gross output; an industry without output is left out,
/// and so are negative deliveries.
///
/// # Errors
/// More than 400 region-industries.
pub fn of_trade(source: &Mrio) -> Result<Chain> {
    let (table, layout) = (&source.table, &source.layout);
    let n = table.industries;
    if n > PROCESSES_MAX {
        return Err(refused(format!(
            "the table has {n} region-industries and at most {PROCESSES_MAX} can be kept: aggregate it first with `trace aggregate`"
        )));
    }
    let mut chain = Chain {
        products: layout
            .sectors
            .iter()
            .map(|sector| Product {
                id: sector.clone(),
                hs: None,
                industry: None,
            })
            .collect(),
        ..Chain::default()
    };
    let mut at = vec![None; n];
    for (industry, at) in at.iter_mut().enumerate() {
        let output = table.output[industry];
        if output <= 0.0 {
            continue;
        }
        let region = &layout.regions[layout.industry_region[industry] as usize];
        let product = layout.industry_sector[industry] as usize;
        let id = format!("{region}: {}", layout.sectors[product]);
        *at = Some(chain.processes.len());
        chain.firms.push(Firm {
            id: id.clone(),
            city: region.clone(),
            industry: None,
        });
        chain.processes.push(Process {
            id,
            firm: chain.firms.len() - 1,
            product,
            output_yuan: output,
        });
    }
    let mut needs: BTreeMap<(usize, usize), f64> = BTreeMap::new();
    for (row, from) in at.iter().enumerate() {
        let Some(from) = *from else { continue };
        for (column, to) in at.iter().enumerate() {
            let amount = table.deliveries[row * n + column];
            let Some(to) = to.filter(|_| amount > 0.0) else {
                continue;
            };
            chain.deliveries.push(Delivery {
                from,
                to,
                yuan: amount,
            });
            *needs
                .entry((to, chain.processes[from].product))
                .or_default() += amount;
        }
    }
    chain.needs = needs
        .into_iter()
        .map(|((process, product), yuan)| Need {
            process,
            product,
            yuan,
            essential: true,
        })
        .collect();
    Ok(chain)
}

/// The results of a kept chain, with `broken` firms and deliveries; with `city` only the rows of that city, and those in which it is the
/// partner.
///
/// # Errors
/// What is to break is not known.
pub fn show(
    view: &RegionView,
    kept: &kept::Kept,
    broken: &[String],
    city: Option<&str>,
) -> Result<ChainAnswer> {
    debug_assert_eq!(kept.content.kind, CityTableKind::Chain);
    let rules = industries()?;
    let (chain, found) = read(&kept.content, &rules)?;
    let tables = chain::run_on(&chain, found, broken, false);
    if let Some(unknown) = tables
        .findings
        .iter()
        .find(|one| one.code == "chain_nothing_to_break")
    {
        return Err(Refusal::bad_parameter(
            "break",
            unknown.params.get("name").map_or("", String::as_str),
            "write a firm's id, or two processes as from>to",
        ));
    }
    let results = tables
        .files
        .iter()
        .map(|(name, text)| result(name, text, |row| wanted(view, city, row)))
        .collect::<Result<Vec<_>>>()?;
    let mut deliveries: Vec<&Delivery> = chain.deliveries.iter().collect();
    deliveries.sort_by(|a, b| {
        b.yuan
            .total_cmp(&a.yuan)
            .then((a.from, a.to).cmp(&(b.from, b.to)))
    });
    let links = deliveries.iter().take(LINKS_MAX).map(|one| {
        let id = |process: usize| chain.processes[process].id.as_str();
        format!("{}>{}", id(one.from), id(one.to))
    });
    Ok(ChainAnswer {
        links: links.collect(),
        table: kept.table.clone(),
        sums: tables
            .sums
            .iter()
            .map(|(name, value)| ((*name).to_owned(), *value))
            .collect(),
        tables: results,
        findings: tables.findings.iter().map(Finding::from).collect(),
    })
}

/// Columns that name cities.
const CITIES: [&str; 2] = ["city", "partner"];

/// Whether a row is of a city: by the name that the chain has for it, or as the same place of the region.
fn wanted(view: &RegionView, city: Option<&str>, row: &[(&str, &str)]) -> bool {
    let Some(city) = city else { return true };
    let code = |name: &str| place_of(view, name).map(|place| place.code.as_str());
    let asked = code(city);
    row.iter()
        .filter(|(column, _)| CITIES.contains(column))
        .any(|(_, name)| *name == city || (asked.is_some() && code(name) == asked))
}

/// A table of results, with those rows that are wanted.
fn result(name: &str, text: &str, wanted: impl Fn(&[(&str, &str)]) -> bool) -> Result<ChainTable> {
    let fault = |error: csv::Error| Refusal::internal("a table of results", error);
    let mut reader = csv::Reader::from_reader(text.as_bytes());
    let head: Vec<String> = reader
        .headers()
        .map_err(fault)?
        .iter()
        .map(str::to_owned)
        .collect();
    let mut rows: Vec<Vec<String>> = Vec::new();
    let mut left_out = 0;
    for record in reader.records() {
        let record = record.map_err(fault)?;
        let cells: Vec<(&str, &str)> = head.iter().map(String::as_str).zip(&record).collect();
        if !wanted(&cells) {
            continue;
        }
        if rows.len() < ROWS_MAX {
            rows.push(record.iter().map(str::to_owned).collect());
        } else {
            left_out += 1;
        }
    }
    Ok(ChainTable {
        name: name.trim_end_matches(".csv").to_owned(),
        head,
        rows,
        left_out,
    })
}

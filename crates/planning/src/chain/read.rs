//! A folder's tables into a [`Chain`]: `firms.csv`, `products.csv`, `processes.csv`, `needs.csv`, `deliveries.csv`.

use std::collections::HashMap;

use inventory::finding::{Finding, Severity};

use super::{Chain, Delivery, Firm, Need, Process, Product};
use crate::notice::{notice, notice_at};
use crate::sheet::{Row, Sheet, Source};

/// The texts of the tables.
#[derive(Debug, Clone, Copy)]
pub struct Folder<'a> {
    /// `id`, `city`; perhaps `name`, `industry` (GB/T 4754).
    pub firms: Source<'a>,
    /// `id`; perhaps `name`, `hs`, `industry`.
    pub products: Source<'a>,
    /// `id`, `firm`, `product`, `output_yuan`.
    pub processes: Source<'a>,
    /// `process`, `product`, `yuan`; perhaps `essential` (`yes`, `no`; blank is yes).
    pub needs: Source<'a>,
    /// `from`, `to` (processes), `yuan`.
    pub deliveries: Source<'a>,
    /// GB/T 4754 as `code`, `level`, `parent`: divisions are checked against it.
    pub industries: Source<'a>,
}

/// Largest amount that is taken, yuan.
const MOST: f64 = 1e15;
/// Share of an amount by which sums may differ through rounding.
const ROUNDING: f64 = 1e-9;

/// Reads all tables. Rows that cannot be taken are left out, each with a finding of file, row and column.
///
/// A process that delivers more than it makes keeps its output and its deliveries are cut in proportion (`chain_over_delivered`); a
/// need below what is delivered for it is raised to that (`chain_need_raised`); a delivery of what nobody stated a need for makes one.
/// A code that is none (`chain_unknown_code`) is left out, the row is taken.
pub fn read(folder: Folder<'_>) -> (Chain, Vec<Finding>) {
    let mut findings = Vec::new();
    let f = &mut findings;
    let mut chain = Chain::default();
    let divisions = divisions(folder.industries, f);

    let mut firm_at: HashMap<String, (usize, u32)> = HashMap::new();
    if let Some(sheet) = Sheet::read(folder.firms, &["id", "city"], f) {
        for row in &sheet.rows {
            let (Some(id), Some(city)) =
                (fresh(&sheet, row, &firm_at, f), sheet.name(row, "city", f))
            else {
                continue;
            };
            firm_at.insert(id.to_owned(), (chain.firms.len(), row.number));
            chain.firms.push(Firm {
                id: id.to_owned(),
                city: city.to_owned(),
                industry: industry(&sheet, row, &divisions, f),
            });
        }
    }
    let mut product_at: HashMap<String, (usize, u32)> = HashMap::new();
    if let Some(sheet) = Sheet::read(folder.products, &["id"], f) {
        for row in &sheet.rows {
            let Some(id) = fresh(&sheet, row, &product_at, f) else {
                continue;
            };
            product_at.insert(id.to_owned(), (chain.products.len(), row.number));
            chain.products.push(Product {
                id: id.to_owned(),
                hs: hs(&sheet, row, f),
                industry: industry(&sheet, row, &divisions, f),
            });
        }
    }
    let mut process_at: HashMap<String, (usize, u32)> = HashMap::new();
    if let Some(sheet) = Sheet::read(
        folder.processes,
        &["id", "firm", "product", "output_yuan"],
        f,
    ) {
        for row in &sheet.rows {
            let (Some(id), Some(firm), Some(product), Ok(output_yuan)) = (
                fresh(&sheet, row, &process_at, f),
                known(&sheet, row, "firm", &firm_at, f),
                known(&sheet, row, "product", &product_at, f),
                sheet.must(row, "output_yuan", 1e-2, MOST, f),
            ) else {
                continue;
            };
            process_at.insert(id.to_owned(), (chain.processes.len(), row.number));
            chain.processes.push(Process {
                id: id.to_owned(),
                firm,
                product,
                output_yuan,
            });
        }
    }
    let mut need_at: HashMap<(usize, usize), (usize, u32)> = HashMap::new();
    if let Some(sheet) = Sheet::read(folder.needs, &["process", "product", "yuan"], f) {
        let words = [("yes", true), ("no", false)];
        for row in &sheet.rows {
            let (Some(process), Some(product), Ok(yuan), Ok(essential)) = (
                known(&sheet, row, "process", &process_at, f),
                known(&sheet, row, "product", &product_at, f),
                sheet.must(row, "yuan", 1e-2, MOST, f),
                sheet.word(row, "essential", &words, f),
            ) else {
                continue;
            };
            if let Some((_, first)) = need_at.get(&(process, product)) {
                f.push(sheet.twice(row, "product", &chain.products[product].id, *first));
                continue;
            }
            need_at.insert((process, product), (chain.needs.len(), row.number));
            chain.needs.push(Need {
                process,
                product,
                yuan,
                essential: essential.unwrap_or(true),
            });
        }
    }
    let mut seen: HashMap<(usize, usize), u32> = HashMap::new();
    if let Some(sheet) = Sheet::read(folder.deliveries, &["from", "to", "yuan"], f) {
        for row in &sheet.rows {
            let (Some(from), Some(to), Ok(yuan)) = (
                known(&sheet, row, "from", &process_at, f),
                known(&sheet, row, "to", &process_at, f),
                sheet.must(row, "yuan", 1e-2, MOST, f),
            ) else {
                continue;
            };
            if let Some(first) = seen.insert((from, to), row.number) {
                f.push(sheet.twice(row, "to", &chain.processes[to].id, first));
                continue;
            }
            chain.deliveries.push(Delivery { from, to, yuan });
        }
    }
    settle(&mut chain, &mut need_at, f);
    (chain, findings)
}

/// Makes deliveries, outputs and needs fit together, and says where they did not.
fn settle(
    chain: &mut Chain,
    need_at: &mut HashMap<(usize, usize), (usize, u32)>,
    f: &mut Vec<Finding>,
) {
    let mut sent = vec![0.0; chain.processes.len()];
    for d in &chain.deliveries {
        sent[d.from] += d.yuan;
    }
    for (process, sent) in chain.processes.iter().zip(&sent) {
        if *sent > process.output_yuan * (1.0 + ROUNDING) {
            f.push(notice(
                "chain_over_delivered",
                Severity::Warning,
                &[
                    ("process", process.id.clone()),
                    ("sent", sent.to_string()),
                    ("output", process.output_yuan.to_string()),
                ],
                format!(
                    "{} delivers {sent} yuan and makes {}; its deliveries are cut in proportion",
                    process.id, process.output_yuan
                ),
            ));
        }
    }
    for d in &mut chain.deliveries {
        let output = chain.processes[d.from].output_yuan;
        d.yuan *= (output / sent[d.from]).min(1.0);
    }
    let mut got: HashMap<(usize, usize), f64> = HashMap::new();
    for d in &chain.deliveries {
        let product = chain.processes[d.from].product;
        *got.entry((d.to, product)).or_default() += d.yuan;
        need_at.entry((d.to, product)).or_insert_with(|| {
            chain.needs.push(Need {
                process: d.to,
                product,
                yuan: 0.0,
                essential: true,
            });
            (chain.needs.len() - 1, 0)
        });
    }
    for (at, need) in chain.needs.iter_mut().enumerate() {
        let got = got.get(&(need.process, need.product));
        let Some(&got) = got.filter(|got| **got > need.yuan * (1.0 + ROUNDING)) else {
            continue;
        };
        // Row 0: nobody stated the need; it is what is delivered.
        if need_at[&(need.process, need.product)] != (at, 0) {
            let (process, product) = (
                &chain.processes[need.process].id,
                &chain.products[need.product].id,
            );
            f.push(notice(
                "chain_need_raised",
                Severity::Warning,
                &[
                    ("process", process.clone()),
                    ("product", product.clone()),
                    ("needed", need.yuan.to_string()),
                    ("delivered", got.to_string()),
                ],
                format!(
                    "{process} gets {got} yuan of {product} and needs {}; the need is raised to what is delivered",
                    need.yuan
                ),
            ));
        }
        need.yuan = got;
    }
}

/// An id that does not stand in the table yet.
fn fresh<'a>(
    sheet: &'a Sheet,
    row: &'a Row,
    seen: &HashMap<String, (usize, u32)>,
    f: &mut Vec<Finding>,
) -> Option<&'a str> {
    let id = sheet.name(row, "id", f)?;
    match seen.get(id) {
        None => Some(id),
        Some((_, first)) => {
            f.push(sheet.twice(row, "id", id, *first));
            None
        }
    }
}

/// Where a name stands in another table.
fn known(
    sheet: &Sheet,
    row: &Row,
    column: &str,
    at: &HashMap<String, (usize, u32)>,
    f: &mut Vec<Finding>,
) -> Option<usize> {
    let name = sheet.name(row, column, f)?;
    let found = at.get(name).map(|at| at.0);
    if found.is_none() {
        f.push(sheet.unknown(row, column, name));
    }
    found
}

fn divisions(source: Source<'_>, f: &mut Vec<Finding>) -> Vec<String> {
    let Some(sheet) = Sheet::read(source, &["code", "level"], f) else {
        return Vec::new();
    };
    let divisions = sheet
        .rows
        .iter()
        .filter(|row| sheet.text(row, "level") == Some("division"));
    divisions
        .filter_map(|row| sheet.text(row, "code"))
        .map(|code| {
            code.trim_start_matches(|c: char| c.is_ascii_alphabetic())
                .to_owned()
        })
        .collect()
}

fn bad_code(sheet: &Sheet, row: &Row, column: &str, code: &str, scheme: &str) -> Finding {
    notice_at(
        "chain_unknown_code",
        Severity::Warning,
        sheet.place(row, column),
        &[
            ("column", column.to_owned()),
            ("code", code.to_owned()),
            ("scheme", scheme.to_owned()),
        ],
        format!("{code} is no code of {scheme}; the code is left out"),
    )
}

/// A code of GB/T 4754: two to four digits, perhaps with the letter of its section, of a division that there is.
fn industry(
    sheet: &Sheet,
    row: &Row,
    divisions: &[String],
    f: &mut Vec<Finding>,
) -> Option<String> {
    let code = sheet.text(row, "industry")?;
    let digits = code.trim_start_matches(|c: char| c.is_ascii_uppercase());
    let fits = (2..=4).contains(&digits.len())
        && code.len() - digits.len() <= 1
        && digits.bytes().all(|b| b.is_ascii_digit())
        && divisions.iter().any(|d| digits.starts_with(d.as_str()));
    if !fits {
        f.push(bad_code(sheet, row, "industry", code, "GB/T 4754-2017"));
        return None;
    }
    Some(digits.to_owned())
}

/// A code of the Harmonized System: chapter, heading or subheading. Chapters are 01 to 97 without 77, which is kept free.
fn hs(sheet: &Sheet, row: &Row, f: &mut Vec<Finding>) -> Option<String> {
    let code = sheet.text(row, "hs")?;
    let digits: String = code.chars().filter(|c| *c != '.').collect();
    let fits = matches!(digits.len(), 2 | 4 | 6) && digits.bytes().all(|b| b.is_ascii_digit());
    let chapter = digits.get(..2).and_then(|c| c.parse::<u32>().ok());
    if !fits || !chapter.is_some_and(|c| (1..=97).contains(&c) && c != 77) {
        f.push(bad_code(sheet, row, "hs", code, "HS"));
        return None;
    }
    Some(digits)
}

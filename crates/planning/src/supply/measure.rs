//! How good a ranking is, by what people made of it, and how much is bought near by.

use inventory::finding::Finding;
use std::collections::BTreeMap;

use crate::notice::refused;
use crate::sheet::{Sheet, Source, Tables, cell, csv_text};

/// Share of the first `k` that was accepted. `None` without any place.
pub fn precision_at(k: usize, accepted: &[bool]) -> Option<f64> {
    let places = k.min(accepted.len());
    (places > 0).then(|| {
        let hits = accepted[..places].iter().filter(|hit| **hit).count();
        hits as f64 / places as f64
    })
}

/// One over the place of the first that was accepted; 0 if none was.
pub fn reciprocal_rank(accepted: &[bool]) -> f64 {
    let first = accepted.iter().position(|hit| *hit);
    first.map_or(0.0, |at| 1.0 / (at as f64 + 1.0))
}

/// Discounted gain of the first `k` over that of the best order (Järvelin and Kekäläinen 2002): `sum gain_i / log2(i + 1)`, 0 to 1. Gains are
/// at least 0, in the order of the ranking, with those that the ranking left out behind. `None` if nothing is to be gained.
pub fn discounted_gain(k: usize, gains: &[f64]) -> Option<f64> {
    let sum = |gains: &[f64]| -> f64 {
        let first = gains.iter().take(k).enumerate();
        first
            .map(|(at, gain)| gain / (at as f64 + 2.0).log2())
            .sum()
    };
    let mut best = gains.to_vec();
    best.sort_by(|a, b| b.total_cmp(a));
    let most = sum(&best);
    (most > 0.0).then(|| sum(gains) / most)
}

/// What was bought where: city of who buys, city of who sells, yuan.
pub type Purchase<'a> = (&'a str, &'a str, f64);

/// Share of the yuan that was spent within the same city, and within the cities named (the cluster), by those who buy there. `None` if
/// they spent nothing.
pub fn local_share(purchases: &[Purchase<'_>], cluster: &[&str]) -> Option<(f64, f64)> {
    let (mut all, mut city, mut near) = (0.0, 0.0, 0.0);
    for (buys, sells, yuan) in purchases.iter().filter(|p| cluster.contains(&p.0)) {
        all += yuan;
        city += if buys == sells { *yuan } else { 0.0 };
        near += if cluster.contains(sells) { *yuan } else { 0.0 };
    }
    (all > 0.0).then(|| (city / all, near / all))
}

/// One line of a table of purchases.
#[derive(Debug, Clone, PartialEq)]
pub struct Bought {
    /// City of who buys.
    pub buyer: String,
    /// City of who sells.
    pub seller: String,
    /// Year; `None` if the table has none.
    pub year: Option<i32>,
    /// Spent, yuan.
    pub yuan: f64,
}

/// Reads `buyer_city`, `seller_city`, `yuan` and perhaps `year`.
pub fn read(source: Source<'_>) -> (Vec<Bought>, Vec<Finding>) {
    let mut findings = Vec::new();
    let mut bought = Vec::new();
    let f = &mut findings;
    if let Some(sheet) = Sheet::read(source, &["buyer_city", "seller_city", "yuan"], f) {
        for row in &sheet.rows {
            if let (Some(buyer), Some(seller), Ok(yuan), Ok(year)) = (
                sheet.name(row, "buyer_city", f),
                sheet.name(row, "seller_city", f),
                sheet.must(row, "yuan", 0.0, 1e15, f),
                sheet.number(row, "year", 1900.0, 2200.0, f),
            ) {
                bought.push(Bought {
                    buyer: buyer.to_owned(),
                    seller: seller.to_owned(),
                    year: year.map(|year| year as i32),
                    yuan,
                });
            }
        }
    }
    (bought, findings)
}

/// From a table of purchases to `local.csv`: the local-procurement share of each city and of the cluster, by year. `cluster` names
/// the cities that belong together; without any, all that buy.
///
/// Nothing is worked out if `strict` and a row could not be taken; the findings then say which.
pub fn run(source: Source<'_>, cluster: &[&str], strict: bool) -> Tables {
    let (bought, findings) = read(source);
    if strict && refused(&findings) {
        return Tables {
            findings,
            ..Default::default()
        };
    }
    let mut cities: Vec<&str> = if cluster.is_empty() {
        bought.iter().map(|b| b.buyer.as_str()).collect()
    } else {
        cluster.to_vec()
    };
    cities.sort_unstable();
    cities.dedup();
    let mut years: BTreeMap<Option<i32>, Vec<Purchase<'_>>> = BTreeMap::new();
    for b in &bought {
        let line = (b.buyer.as_str(), b.seller.as_str(), b.yuan);
        years.entry(b.year).or_default().push(line);
    }
    let mut rows = Vec::new();
    let mut last = (None, None);
    for (year, lines) in &years {
        let mut row = |city: &str, of: &[Purchase<'_>]| {
            let spent: f64 = of.iter().map(|l| l.2).sum();
            let shares = local_share(of, &cities);
            let (own, near) = (shares.map(|s| s.0), shares.map(|s| s.1));
            rows.push(vec![
                year.map(|y| y.to_string()).unwrap_or_default(),
                city.to_owned(),
                spent.to_string(),
                cell(own),
                cell(near),
            ]);
            (own, near)
        };
        let inside: Vec<Purchase<'_>> = lines
            .iter()
            .filter(|l| cities.contains(&l.0))
            .copied()
            .collect();
        for city in &cities {
            let of: Vec<Purchase<'_>> = inside.iter().filter(|l| l.0 == *city).copied().collect();
            if !of.is_empty() {
                row(city, &of);
            }
        }
        last = row("total", &inside);
    }
    Tables {
        files: vec![(
            "local.csv",
            csv_text(
                &["year", "city", "yuan", "own_city_share", "cluster_share"],
                &rows,
            ),
        )],
        sums: vec![
            ("purchases", Some(bought.len() as f64)),
            ("cities", Some(cities.len() as f64)),
            ("own_city_share", last.0),
            ("cluster_share", last.1),
        ],
        findings,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Chengdu spends 100 + 50 + 50, Deyang 300: within the own city 100 of 500, within both 100 + 50 + 300 of 500; Deyang buys nothing
    /// of its own. What Beijing buys is nobody's here.
    #[test]
    fn a_local_share_by_hand() {
        let text = "buyer_city,seller_city,yuan,year\nChengdu,Chengdu,100,2025\nChengdu,Deyang,50,2025\nChengdu,Shanghai,50,2025\n\
                    Deyang,Chengdu,300,2025\nBeijing,Chengdu,1000,2025\n";
        let source = Source {
            file: "p.csv",
            text,
        };
        let tables = run(source, &["Chengdu", "Deyang"], true);
        let lines: Vec<&str> = tables.files[0].1.lines().collect();
        assert_eq!(lines[1], "2025,Chengdu,200,0.5,0.75");
        assert_eq!(lines[2], "2025,Deyang,300,0,1");
        assert_eq!(lines[3], "2025,total,500,0.2,0.9");
        assert_eq!(tables.sums[2], ("own_city_share", Some(0.2)));
    }

    #[test]
    fn who_spends_nothing_has_no_share() {
        let text = "buyer_city,seller_city,yuan\nA,A,0\n";
        let tables = run(
            Source {
                file: "p.csv",
                text,
            },
            &[],
            true,
        );
        assert_eq!(tables.files[0].1.lines().nth(1), Some(",A,0,,"));
        assert_eq!(tables.sums[2], ("own_city_share", None));
    }
}

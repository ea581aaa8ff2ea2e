//! Output and tax of projects that move or stand in several cities, shared by rules, to the minor unit (fen, penny).
//!
//! A rule says how one item of one project (or of any) is shared in some years: by fixed parts, or by a key (heads, land, investment ...)
//! of each city, perhaps only what exceeds a base that stays with one city. Every amount is shared wholly: each city gets the
//! floor of its part, and the minor units that are left go to the largest remainders (Hamilton's method), equal ones in the rule's order.
//! Each amount has a currency (ISO 4217); nothing is converted, and a base in another currency shares nothing.

use std::collections::HashMap;

use inventory::finding::{Finding, Severity};
use units::{Currency, major, minor_digits};

use crate::exchange::split::largest_remainder;
use crate::notice::{notice, notice_at, refused};
use crate::sheet::{Row, Said, Sheet, Source, Tables, csv_text};

/// An amount to be shared.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Amount {
    /// Project.
    pub project: String,
    /// What: `output`, `vat`, `income_tax` ...
    pub item: String,
    /// Year.
    pub year: i32,
    /// Minor units of the currency; may be below zero (a refund).
    pub minor: i64,
    /// Currency.
    pub currency: Currency,
}

/// By what a rule shares.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum By {
    /// Fixed parts, in millionths of the whole; they must sum to a million.
    Parts,
    /// A key of each city, any unit; parts in proportion.
    Key,
}

/// One rule: rows of the file with one id.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Rule {
    /// As the file names it.
    pub id: String,
    /// Which project; `None` for all.
    pub project: Option<String>,
    /// Which item; `None` for all.
    pub item: Option<String>,
    /// First year, included.
    pub from: i32,
    /// Last year, included.
    pub to: i32,
    /// By what.
    pub by: By,
    /// Cities with their weights (millionths of the whole, or thousandths of the key), at least 0.
    pub cities: Vec<(String, i64)>,
    /// City that keeps the first minor units of each year whole; the rest is shared.
    pub base: Option<(String, i64)>,
    /// Currency of the base; of such amounts alone the rule is.
    pub currency: Option<Currency>,
    /// Where it is written.
    pub source: String,
}

/// What one city gets of one amount, and why.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Share {
    /// In the list of amounts.
    pub amount: usize,
    /// City.
    pub city: String,
    /// Minor units of the amount's currency, base included.
    pub minor: i64,
    /// Of it the base that stays.
    pub base_minor: i64,
    /// Its weight in the rule and the sum of weights.
    pub weight: (i64, i64),
    /// True if it got one minor unit by its remainder.
    pub rounded_up: bool,
    /// In the list of rules.
    pub rule: usize,
}

/// All shares.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Shared {
    /// By amount, then in the rule's order of cities.
    pub shares: Vec<Share>,
    /// Amounts without a rule, or with two that are equally near: not shared, in the list of amounts.
    pub left: Vec<usize>,
    /// What a reader should know.
    pub findings: Vec<Finding>,
}

/// Shares every amount by the rule that fits best: one that names the project before one that names the item before one
/// for all. The shares of an amount sum to it, to the minor unit. A rule whose base is in another currency shares nothing
/// (`share_other_currency`).
pub fn share(amounts: &[Amount], rules: &[Rule]) -> Shared {
    let mut shared = Shared::default();
    for (at, amount) in amounts.iter().enumerate() {
        let mut fitting: Vec<(u8, usize)> = rules
            .iter()
            .enumerate()
            .filter(|(_, r)| {
                (r.from..=r.to).contains(&amount.year)
                    && r.project.as_ref().is_none_or(|p| *p == amount.project)
                    && r.item.as_ref().is_none_or(|i| *i == amount.item)
            })
            .map(|(i, r)| {
                let near = u8::from(r.project.is_some()) * 2 + u8::from(r.item.is_some());
                (near, i)
            })
            .collect();
        fitting.sort_by(|a, b| b.0.cmp(&a.0).then(a.1.cmp(&b.1)));
        let named = [
            ("project", amount.project.clone()),
            ("item", amount.item.clone()),
            ("year", amount.year.to_string()),
        ];
        let Some(&(near, chosen)) = fitting.first() else {
            shared.left.push(at);
            shared.findings.push(notice(
                "share_no_rule",
                Severity::Warning,
                &named,
                format!(
                    "{}, {}, {}: no rule; nothing is shared",
                    amount.project, amount.item, amount.year
                ),
            ));
            continue;
        };
        let same: Vec<&str> = fitting
            .iter()
            .filter(|f| f.0 == near)
            .map(|f| rules[f.1].id.as_str())
            .collect();
        if same.len() > 1 {
            let [project, item, year] = named;
            shared.left.push(at);
            shared.findings.push(notice(
                "share_two_rules",
                Severity::Error,
                &[project, item, year, ("rules", same.join(", "))],
                format!(
                    "{}, {}, {}: {} fit alike; nothing is shared",
                    amount.project,
                    amount.item,
                    amount.year,
                    same.join(" and ")
                ),
            ));
            continue;
        }
        let rule = &rules[chosen];
        if let Some(other) = rule.currency.filter(|other| *other != amount.currency) {
            let [project, item, year] = named;
            shared.left.push(at);
            shared.findings.push(notice(
                "share_other_currency",
                Severity::Error,
                &[
                    project,
                    item,
                    year,
                    ("currency", amount.currency.to_string()),
                    ("rule", rule.id.clone()),
                    ("expected", other.to_string()),
                ],
                format!(
                    "{}, {}, {} is in {}, the base of {} in {other}; nothing is shared, as nothing is converted",
                    amount.project, amount.item, amount.year, amount.currency, rule.id
                ),
            ));
            continue;
        }
        let mut cities = rule.cities.clone();
        let base_minor = rule
            .base
            .as_ref()
            .map_or(0, |(_, most)| amount.minor.clamp(0, *most));
        let keeper = rule.base.as_ref().map(|(keeper, _)| {
            cities
                .iter()
                .position(|(c, _)| c == keeper)
                .unwrap_or_else(|| {
                    cities.push((keeper.clone(), 0));
                    cities.len() - 1
                })
        });
        let weights: Vec<i128> = cities.iter().map(|c| i128::from(c.1)).collect();
        let rest = amount.minor - base_minor;
        let Some(parts) = largest_remainder(rest, &weights) else {
            // The reader refuses rules whose weights sum to zero.
            shared.left.push(at);
            continue;
        };
        let sum: i128 = weights.iter().sum();
        for (i, (city, weight)) in cities.iter().enumerate() {
            let base = if keeper == Some(i) { base_minor } else { 0 };
            let floor = (i128::from(rest) * i128::from(*weight)).checked_div_euclid(sum);
            shared.shares.push(Share {
                amount: at,
                city: city.clone(),
                minor: parts[i] + base,
                base_minor: base,
                weight: (*weight, sum as i64),
                rounded_up: floor.is_some_and(|f| i128::from(parts[i]) > f),
                rule: chosen,
            });
        }
    }
    shared
}

/// From two files to `shares.csv`.
///
/// Nothing is worked out if `strict` and a row could not be taken; the findings then say which.
pub fn run(amounts: Source<'_>, rules: Source<'_>, strict: bool) -> Tables {
    let (amounts, mut findings) = read_amounts(amounts);
    let (rules, said) = read_rules(rules);
    findings.extend(said);
    let (mut files, mut sums) = (Vec::new(), Vec::new());
    if !(strict && refused(&findings)) {
        let shared = share(&amounts, &rules);
        // Sums of several currencies say nothing.
        let mut currencies: Vec<Currency> = amounts.iter().map(|a| a.currency).collect();
        currencies.sort_unstable();
        currencies.dedup();
        let whole = |of: &mut dyn Iterator<Item = i64>| match currencies[..] {
            [one] => {
                let minor: i128 = of.map(i128::from).sum();
                Some(minor as f64 / 10_f64.powi(minor_digits(one) as i32))
            }
            _ => None,
        };
        files = vec![("shares.csv", shares_csv(&amounts, &rules, &shared))];
        sums = vec![
            ("amounts", Some(amounts.len() as f64)),
            ("left", Some(shared.left.len() as f64)),
            ("currencies", Some(currencies.len() as f64)),
            ("sum", whole(&mut amounts.iter().map(|a| a.minor))),
            ("shared", whole(&mut shared.shares.iter().map(|s| s.minor))),
        ];
        findings.extend(shared.findings);
    }
    Tables {
        files,
        sums,
        findings,
    }
}

/// A column of money and its currency: `yuan` alone, or the other name beside `currency`. `Ok(None)` if both are blank.
fn money(
    sheet: &Sheet,
    row: &Row,
    name: &str,
    in_yuan: &str,
    f: &mut Vec<Finding>,
) -> Result<Option<(i64, Currency)>, Said> {
    let named = sheet.text(row, "currency");
    let wrong = |text: &str| {
        notice_at(
            "share_currency",
            Severity::Error,
            sheet.place(row, "currency"),
            &[("text", text.to_owned()), ("in_yuan", in_yuan.to_owned())],
            format!(
                "{text:?} is no currency here: write the three capitals of ISO 4217, and CNY or nothing beside {in_yuan}"
            ),
        )
    };
    let (column, currency) = if sheet.text(row, in_yuan).is_some() {
        if let Some(other) = named.filter(|code| *code != Currency::CNY.code()) {
            f.push(wrong(other));
            return Err(Said);
        }
        (in_yuan, Currency::CNY)
    } else if sheet.text(row, name).is_some() {
        let Ok(currency) = named.unwrap_or_default().parse() else {
            f.push(wrong(named.unwrap_or_default()));
            return Err(Said);
        };
        (name, currency)
    } else {
        return Ok(None);
    };
    let minor = sheet.whole(row, column, minor_digits(currency), f)?;
    Ok(minor.map(|minor| (minor, currency)))
}

/// Who keeps which base, and its currency; `None` if the row has none.
fn base(
    sheet: &Sheet,
    row: &Row,
    f: &mut Vec<Finding>,
) -> Result<Option<(String, i64, Currency)>, Said> {
    let column = if sheet.has("base_amount") && sheet.text(row, "base_yuan").is_none() {
        "base_amount"
    } else {
        "base_yuan"
    };
    let found = money(sheet, row, "base_amount", "base_yuan", f)?;
    match (sheet.text(row, "base_city"), found) {
        (None, None) => Ok(None),
        (Some(keeper), Some((minor, currency))) if minor >= 0 => {
            Ok(Some((keeper.to_owned(), minor, currency)))
        }
        (Some(_), Some((_, currency))) => {
            sheet.whole_from_zero(row, column, minor_digits(currency), f)?;
            Err(Said)
        }
        // Half of it is no base: who keeps it, or how much, was forgotten.
        (Some(_), None) => {
            sheet.name(row, column, f);
            Err(Said)
        }
        (None, Some(_)) => {
            sheet.name(row, "base_city", f);
            Err(Said)
        }
    }
}

/// Reads amounts: `project`, `item`, `year`, and `yuan`, or `amount` and `currency` (ISO 4217), with at most the digits that the currency
/// has.
pub fn read_amounts(source: Source<'_>) -> (Vec<Amount>, Vec<Finding>) {
    let mut findings = Vec::new();
    let mut amounts = Vec::new();
    let f = &mut findings;
    let mut seen = HashMap::new();
    if let Some(sheet) = Sheet::read(source, &["project", "item", "year"], f) {
        let column = if sheet.has("amount") || !sheet.has("yuan") {
            "amount"
        } else {
            "yuan"
        };
        for row in &sheet.rows {
            let (Some(project), Some(item), Ok(year), Ok(money)) = (
                sheet.name(row, "project", f),
                sheet.name(row, "item", f),
                sheet.must_year(row, "year", f),
                money(&sheet, row, "amount", "yuan", f),
            ) else {
                continue;
            };
            let Some((minor, currency)) = money else {
                sheet.name(row, column, f);
                continue;
            };
            let key = (project.to_owned(), item.to_owned(), year);
            if let Some(first) = seen.insert(key, row.number) {
                f.push(sheet.twice(row, "project", project, first));
                continue;
            }
            amounts.push(Amount {
                project: project.to_owned(),
                item: item.to_owned(),
                year,
                minor,
                currency,
            });
        }
    }
    (amounts, findings)
}

/// Reads rules, one row for each city of a rule: `rule`, `city`, and `percent` (at most four decimals) or `key` (at most three);
/// `project`, `item`, `from_year`, `to_year`, `base_city`, `base_yuan` (or `base_amount` and `currency`) and `source` from the rule's first row.
///
/// A rule whose percents are not 100 together (`share_not_whole`), that lacks a key, or whose keys are all 0 (`share_no_key`) is left out; so
/// is one with a base of nobody, a city that keeps no amount, or a base below 0.
pub fn read_rules(source: Source<'_>) -> (Vec<Rule>, Vec<Finding>) {
    let mut findings = Vec::new();
    let mut rules: Vec<Rule> = Vec::new();
    let f = &mut findings;
    let mut spoiled: Vec<String> = Vec::new();
    if let Some(sheet) = Sheet::read(source, &["rule", "city"], f) {
        for row in &sheet.rows {
            let Some(id) = sheet.name(row, "rule", f) else {
                continue;
            };
            if add_row(&sheet, row, id, &mut rules, f).is_err() {
                spoiled.push(id.to_owned());
            }
        }
    }
    rules.retain(|rule| {
        let sum: i64 = rule.cities.iter().map(|c| c.1).sum();
        if rule.by == By::Parts && sum != 1_000_000 && !spoiled.contains(&rule.id) {
            let percent = sum as f64 / 10_000.0;
            findings.push(notice(
                "share_not_whole",
                Severity::Error,
                &[("rule", rule.id.clone()), ("percent", percent.to_string())],
                format!("{}: its parts come to {percent} %, not 100", rule.id),
            ));
            return false;
        }
        if sum == 0 && !spoiled.contains(&rule.id) {
            let cities: Vec<&str> = rule.cities.iter().map(|c| c.0.as_str()).collect();
            let cities = cities.join(", ");
            findings.push(notice(
                "share_no_key",
                Severity::Error,
                &[("rule", rule.id.clone()), ("city", cities.clone())],
                format!(
                    "{}: no key of {cities} is above 0; the rule is left out",
                    rule.id
                ),
            ));
            return false;
        }
        !spoiled.contains(&rule.id)
    });
    (rules, findings)
}

fn add_row(
    sheet: &Sheet,
    row: &Row,
    id: &str,
    rules: &mut Vec<Rule>,
    f: &mut Vec<Finding>,
) -> Result<(), Said> {
    let city = sheet.name(row, "city", f).ok_or(Said)?;
    let at = match rules.iter().position(|r| r.id == id) {
        Some(at) => at,
        None => {
            let from = sheet.year(row, "from_year", f)?;
            let to = sheet.year(row, "to_year", f)?;
            let base = base(sheet, row, f)?;
            let own = |column: &str| sheet.text(row, column).map(str::to_owned);
            rules.push(Rule {
                id: id.to_owned(),
                project: own("project"),
                item: own("item"),
                from: from.unwrap_or(i32::MIN),
                to: to.unwrap_or(i32::MAX),
                by: if sheet.text(row, "percent").is_some() {
                    By::Parts
                } else {
                    By::Key
                },
                cities: Vec::new(),
                currency: base.as_ref().map(|(_, _, currency)| *currency),
                base: base.map(|(keeper, minor, _)| (keeper, minor)),
                source: own("source").unwrap_or_default(),
            });
            rules.len() - 1
        }
    };
    let weight = match rules[at].by {
        By::Parts => sheet.whole(row, "percent", 4, f)?,
        By::Key => sheet.whole(row, "key", 3, f)?,
    };
    let Some(weight) = weight.filter(|w| *w >= 0) else {
        f.push(crate::notice::notice_at(
            "share_no_key",
            Severity::Error,
            sheet.place(row, "city"),
            &[("rule", id.to_owned()), ("city", city.to_owned())],
            format!("{id}: {city} has no part and no key of at least 0; the rule is left out"),
        ));
        return Err(Said);
    };
    rules[at].cities.push((city.to_owned(), weight));
    Ok(())
}

/// One row for each share with its reason.
pub fn shares_csv(amounts: &[Amount], rules: &[Rule], shared: &Shared) -> String {
    let rows: Vec<Vec<String>> = shared
        .shares
        .iter()
        .map(|s| {
            let (amount, rule) = (&amounts[s.amount], &rules[s.rule]);
            vec![
                amount.project.clone(),
                amount.item.clone(),
                amount.year.to_string(),
                s.city.clone(),
                major(s.minor, amount.currency),
                major(s.base_minor, amount.currency),
                amount.currency.to_string(),
                rule.id.clone(),
                format!("{}/{}", s.weight.0, s.weight.1),
                if s.rounded_up { "yes" } else { "no" }.to_owned(),
                rule.source.clone(),
            ]
        })
        .collect();
    csv_text(
        &[
            "project",
            "item",
            "year",
            "city",
            "amount",
            "base_amount",
            "currency",
            "rule",
            "weight",
            "rounded_up",
            "source",
        ],
        &rows,
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const RULES: &str = "\
rule,project,item,from_year,to_year,city,percent,key,base_city,base_yuan,source
move,plant,vat,2024,2028,chengdu,50,,chengdu,1000.00,made up
move,,,,,chongqing,50,,,,
heads,,output,,,chengdu,,21.5,,,made up
heads,,,,,chongqing,,10.25,,,
heads,,,,,deyang,,3.25,,,
short,other,,,,a,60,,,,
short,,,,,b,39.9999,,,,
";

    fn source(text: &str) -> Source<'_> {
        Source {
            file: "rules.csv",
            text,
        }
    }

    /// 1500.01 yuan: 1000 stay, 500.01 are halved: 250.005 each, the odd fen to the first.
    /// 100 yuan by 21.5, 10.25, 3.25 of 35: 61.4285.., 29.2857.., 9.2857..: remainders .57, .57 and .57 of a fen: 61.42 + 29.28 + 9.28 = 99.98,
    /// and the two fen left go to the largest remainders: 6142.857, 2928.571, 928.571 fen.
    #[test]
    fn amounts_are_shared_to_the_fen_by_hand() {
        let (rules, findings) = read_rules(source(RULES));
        assert_eq!(findings.len(), 1);
        assert_eq!(findings[0].code, "share_not_whole");
        let amount = |item: &str, year, minor| Amount {
            project: "plant".into(),
            item: item.into(),
            year,
            minor,
            currency: Currency::CNY,
        };
        let amounts = [
            amount("vat", 2025, 150_001),
            amount("output", 2025, 10_000),
            amount("vat", 2030, 5),
            amount("vat", 2024, 80_000),
        ];
        let shared = share(&amounts, &rules);
        let fen: Vec<i64> = shared.shares.iter().map(|s| s.minor).collect();
        assert_eq!(fen, [125_001, 25_000, 6143, 2929, 928, 80_000, 0]);
        assert!(shared.shares[2].rounded_up && !shared.shares[4].rounded_up);
        assert_eq!(shared.left, [2]);
        assert_eq!(shared.findings[0].code, "share_no_rule");
        assert!(shares_csv(&amounts, &rules, &shared).contains(
            "plant,vat,2025,chengdu,1250.01,1000.00,CNY,move,500000/1000000,yes,made up"
        ));
    }

    #[test]
    fn two_rules_that_fit_alike_share_nothing() {
        let text = "rule,city,percent\na,x,100\nb,y,100\n";
        let (rules, _) = read_rules(source(text));
        let (amounts, findings) = read_amounts(source(
            "project,item,year,yuan\np,vat,2025,10.01\np,vat,2025,3\nq,vat,2025,1.001\n",
        ));
        assert_eq!(amounts[0].minor, 1001);
        let codes: Vec<&str> = findings.iter().map(|f| f.code.as_str()).collect();
        assert_eq!(codes, ["sheet_twice", "sheet_too_fine"]);
        let shared = share(&amounts, &rules);
        assert!(shared.shares.is_empty());
        assert_eq!(shared.findings[0].code, "share_two_rules");
    }

    /// 1000.01 pounds of which 250.00 stay in Leeds: 750.01 by 2:1 are 500.0066 and 250.0033: 500.01 by the greater remainder, 250.00.
    /// 100 yen by thirds: 34, 33, 33. A base in yuan shares no pounds.
    #[test]
    fn pence_and_yen_are_shared_by_hand() {
        let (rules, findings) = read_rules(source(
            "rule,item,city,key,base_city,base_amount,currency\nrates,rates,Leeds,2,Leeds,250.00,GBP\nrates,,York,1,,,\n\
             fee,fee,a,1,,,\nfee,,b,1,,,\nfee,,c,1,,,\n",
        ));
        assert_eq!(findings, []);
        let (amounts, findings) = read_amounts(source(
            "project,item,year,amount,currency\nmill,rates,2025,1000.01,GBP\nmill,fee,2025,100,JPY\nmill,fee,2026,1.5,JPY\n\
             mill,rates,2026,5,EUR\nmill,fee,2027,5,gbp\n",
        ));
        let codes: Vec<&str> = findings.iter().map(|f| f.code.as_str()).collect();
        assert_eq!(codes, ["sheet_too_fine", "share_currency"]);
        let shared = share(&amounts, &rules);
        let minor: Vec<i64> = shared.shares.iter().map(|s| s.minor).collect();
        assert_eq!(minor, [75_001, 25_000, 34, 33, 33]);
        assert_eq!(shared.left, [2]);
        assert_eq!(shared.findings[0].code, "share_other_currency");
        let csv = shares_csv(&amounts, &rules, &shared);
        assert!(csv.contains("mill,rates,2025,Leeds,750.01,250.00,GBP,rates,2000/3000,yes,"));
        assert!(csv.contains("mill,fee,2025,a,34,0,JPY,fee,1000/3000,yes,"));
        // Yuan stay what they were, and are nothing else.
        let (rules, _) = read_rules(source(
            "rule,city,percent,base_city,base_yuan\nr,a,100,a,1\n",
        ));
        assert_eq!(rules[0].currency, Some(Currency::CNY));
        let (_, findings) =
            read_amounts(source("project,item,year,yuan,currency\np,i,2025,1,GBP\n"));
        assert_eq!(findings[0].code, "share_currency");
        let (_, findings) = read_amounts(source("project,item,year\np,i,2025\n"));
        assert_eq!(findings[0].code, "sheet_blank");
    }

    /// A base without a keeper would be shared as if it were none, a rule with keys of 0 shares nothing.
    #[test]
    fn half_a_base_and_keys_of_nought_are_said() {
        let codes = |text: &str| {
            let (rules, findings) = read_rules(source(text));
            let codes: Vec<String> = findings.iter().map(|f| f.code.clone()).collect();
            (rules.len(), codes)
        };
        let head = "rule,city,percent,key,base_city,base_yuan,from_year\n";
        let of = |rows: &str| codes(&format!("{head}{rows}"));
        assert_eq!(of("r,a,100,,a,5,2024\n"), (1, vec![]));
        for (rows, code) in [
            ("r,a,100,,,5,\n", "sheet_blank"),
            ("r,a,100,,a,,\n", "sheet_blank"),
            ("r,a,100,,a,-5,\n", "sheet_out_of_range"),
            ("r,a,100,,,,2024.5\n", "sheet_not_a_number"),
            ("r,a,,0,,,\nr,b,,0,,,\n", "share_no_key"),
        ] {
            assert_eq!(of(rows), (0, vec![code.to_owned()]), "{rows}");
        }
    }

    /// 90,071,992,547,409.93 yuan are one fen more than a double can tell apart; less 90,071,992,547,409.92 they are that fen.
    #[test]
    fn sums_are_of_whole_fen() {
        let amounts =
            "project,item,year,yuan\np,a,2025,90071992547409.93\np,b,2025,-90071992547409.92\n";
        let tables = run(
            source(amounts),
            source("rule,city,percent\nr,x,100\n"),
            true,
        );
        let sum = |name: &str| tables.sums.iter().find(|one| one.0 == name).unwrap().1;
        assert_eq!((sum("sum"), sum("shared")), (Some(0.01), Some(0.01)));
    }

    proptest! {
        #[test]
        fn nothing_is_lost_and_nothing_appears(
            fen in -10_000_000i64..1_000_000_000,
            weights in prop::collection::vec(0i64..1_000_000, 1..8),
            base in prop::option::of(0i64..2_000_000_000),
        ) {
            prop_assume!(weights.iter().sum::<i64>() > 0);
            let rule = Rule {
                id: "r".into(),
                project: None,
                item: None,
                from: 0,
                to: 9999,
                by: By::Key,
                cities: weights.iter().enumerate().map(|(i, w)| (format!("c{i}"), *w)).collect(),
                base: base.map(|b| ("keeper".to_owned(), b)),
                currency: None,
                source: String::new(),
            };
            let amount = Amount { project: "p".into(), item: "i".into(), year: 2025, minor: fen, currency: Currency::CNY };
            let shared = share(&[amount], &[rule]);
            prop_assert_eq!(shared.shares.iter().map(|s| s.minor).sum::<i64>(), fen);
            let sum: i64 = weights.iter().sum();
            let kept: i64 = shared.shares.iter().map(|s| s.base_minor).sum();
            for s in &shared.shares {
                let exact = (fen - kept) as f64 * s.weight.0 as f64 / sum as f64;
                prop_assert!(((s.minor - s.base_minor) as f64 - exact).abs() < 1.0 + 1e-6);
            }
        }
    }
}

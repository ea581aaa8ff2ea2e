//! What support a project gets: rules of shares, caps, vouchers and stages as data, and every grant with its reasons.
//!
//! Amounts are whole hundredths of the rule's currency (fen, cents); currencies are never mixed. A part of a hundredth that a
//! percentage leaves is cut off: nobody is granted more than the rule says.

use std::collections::BTreeMap;

use inventory::finding::{Finding, Severity};

use crate::exchange::write::yuan as money;
use crate::notice::{notice, refused};
use crate::sheet::{Row, Said, Sheet, Source, Tables, csv_text};

/// What kind of rule.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// A share of the eligible cost, up to a cap if there is one.
    Share,
    /// Only the most is known: the eligible cost up to the cap is an upper bound, not a grant.
    CapOnly,
    /// Vouchers of a value, so many a year.
    Voucher,
    /// An amount for each stage, paid when the stage before is done.
    Staged,
    /// Support without a named amount.
    NoAmount,
}

const KINDS: [(&str, Kind); 5] = [
    ("share", Kind::Share),
    ("cap_only", Kind::CapOnly),
    ("voucher", Kind::Voucher),
    ("staged", Kind::Staged),
    ("no_amount", Kind::NoAmount),
];

/// How a fact of the project must stand to the bound.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Relation {
    /// The same word.
    Is,
    /// A number of at least the bound.
    AtLeast,
    /// A number of at most the bound.
    AtMost,
}

/// One row of the table of rules; rows of one id are stages or further conditions of one rule.
#[derive(Debug, Clone, PartialEq)]
pub struct Rule {
    /// As the table names it.
    pub id: String,
    /// What kind.
    pub kind: Kind,
    /// ISO 4217.
    pub currency: String,
    /// Stage, for staged rules.
    pub stage: Option<String>,
    /// Millionths of the eligible cost.
    pub share_millionths: Option<i64>,
    /// Most, hundredths.
    pub cap: Option<i64>,
    /// Value of a voucher, hundredths.
    pub unit_value: Option<i64>,
    /// Vouchers a year.
    pub units_per_year: Option<i64>,
    /// First and last year after the start (the year of the start is 0) in which it applies.
    pub years: Option<(i32, i32)>,
    /// Kind of cost that counts.
    pub eligible: String,
    /// Fact, relation and bound.
    pub condition: Option<(String, Relation, String)>,
    /// Where it is written.
    pub source: String,
}

/// A project that asks.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Project {
    /// As the table names it.
    pub id: String,
    /// Year of its start.
    pub start: i32,
    /// Facts about it, by name; numbers as text.
    pub facts: BTreeMap<String, String>,
    /// Cost by kind, year and currency, hundredths.
    pub costs: Vec<Cost>,
    /// Stages that are done.
    pub done: Vec<String>,
}

/// One cost.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Cost {
    /// Kind, as rules name it.
    pub kind: String,
    /// Year.
    pub year: i32,
    /// ISO 4217.
    pub currency: String,
    /// Hundredths, at least 0.
    pub amount: i64,
}

/// Why a grant is not more.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Bound {
    /// The share of the cost.
    Share,
    /// The cap.
    Cap,
    /// The cost itself.
    Cost,
    /// The number of vouchers.
    Vouchers,
    /// The stage's amount.
    Stage,
    /// The stage before is not done.
    Waits,
}

impl Bound {
    /// Stable word.
    pub fn code(self) -> &'static str {
        match self {
            Bound::Share => "share",
            Bound::Cap => "cap",
            Bound::Cost => "cost",
            Bound::Vouchers => "vouchers",
            Bound::Stage => "stage",
            Bound::Waits => "waits",
        }
    }
}

/// A grant, or the most of one.
#[derive(Debug, Clone, PartialEq)]
pub struct Grant {
    /// In the list of projects.
    pub project: usize,
    /// In the list of rules.
    pub rule: usize,
    /// Year, where the rule counts by year.
    pub year: Option<i32>,
    /// Cost that counts, hundredths.
    pub eligible: i64,
    /// Granted, hundredths.
    pub granted: i64,
    /// Vouchers, where the rule gives such.
    pub units: Option<i64>,
    /// True if the rule names a most and no share: the figure is an upper bound.
    pub at_most: bool,
    /// What bounds it.
    pub bound: Bound,
}

/// What the rules give.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Granted {
    /// By project, rule, year.
    pub grants: Vec<Grant>,
    /// What a reader should know: conditions that fail or that nothing is known of, amounts that no rule names, grants above cost.
    pub findings: Vec<Finding>,
}

fn holds(fact: &str, relation: Relation, bound: &str) -> Option<bool> {
    match relation {
        Relation::Is => Some(fact == bound),
        _ => {
            let (fact, bound) = (fact.parse::<f64>().ok()?, bound.parse::<f64>().ok()?);
            Some(match relation {
                Relation::AtLeast => fact >= bound,
                _ => fact <= bound,
            })
        }
    }
}

/// Works out every grant of every project. A rule applies if the project has cost of its kind and currency in its years and all
/// its conditions (of all its rows) hold; a condition that nothing is known of does not hold, and that is said.
pub fn grants(projects: &[Project], rules: &[Rule]) -> Granted {
    let mut granted = Granted::default();
    for (p, project) in projects.iter().enumerate() {
        // Stages of a rule are taken in the order of the table.
        let mut before: BTreeMap<&str, Option<&str>> = BTreeMap::new();
        for (r, rule) in rules.iter().enumerate() {
            let previous = before.insert(&rule.id, rule.stage.as_deref()).flatten();
            let costs: Vec<&Cost> = project
                .costs
                .iter()
                .filter(|c| {
                    c.kind == rule.eligible
                        && c.currency == rule.currency
                        && rule
                            .years
                            .is_none_or(|(a, b)| (a..=b).contains(&(c.year - project.start)))
                })
                .collect();
            if costs.is_empty() || !conditions(project, rule, rules, &mut granted.findings) {
                continue;
            }
            let eligible: i64 = costs.iter().map(|c| c.amount).sum();
            let mut give = |year, eligible, amount, units, at_most, bound| {
                granted.grants.push(Grant {
                    project: p,
                    rule: r,
                    year,
                    eligible,
                    granted: amount,
                    units,
                    at_most,
                    bound,
                });
            };
            match rule.kind {
                Kind::Share => {
                    let share = i128::from(rule.share_millionths.unwrap_or_default());
                    let part = (i128::from(eligible) * share / 1_000_000) as i64;
                    match rule.cap {
                        Some(cap) if cap < part => {
                            give(None, eligible, cap, None, false, Bound::Cap)
                        }
                        _ => give(None, eligible, part, None, false, Bound::Share),
                    }
                }
                Kind::CapOnly => {
                    let cap = rule.cap.unwrap_or_default();
                    let bound = if cap < eligible {
                        Bound::Cap
                    } else {
                        Bound::Cost
                    };
                    give(None, eligible, cap.min(eligible), None, true, bound);
                }
                Kind::Voucher => {
                    let value = rule.unit_value.unwrap_or_default().max(1);
                    let mut years: BTreeMap<i32, i64> = BTreeMap::new();
                    for cost in &costs {
                        *years.entry(cost.year).or_default() += cost.amount;
                    }
                    for (year, cost) in years {
                        // A voucher pays for something that costs at least its value.
                        let wanted = cost / value;
                        let most = rule.units_per_year.unwrap_or(i64::MAX);
                        let bound = if most < wanted {
                            Bound::Vouchers
                        } else {
                            Bound::Cost
                        };
                        let units = wanted.min(most);
                        give(Some(year), cost, units * value, Some(units), false, bound);
                    }
                }
                Kind::Staged => {
                    let cap = rule.cap.unwrap_or_default();
                    let waits =
                        previous.is_some_and(|stage| !project.done.iter().any(|d| d == stage));
                    if waits {
                        give(None, eligible, 0, None, false, Bound::Waits);
                    } else if cap < eligible {
                        give(None, eligible, cap, None, false, Bound::Stage);
                    } else {
                        give(None, eligible, eligible, None, false, Bound::Cost);
                    }
                }
                Kind::NoAmount => granted.findings.push(notice(
                    "support_no_amount",
                    Severity::Note,
                    &[("rule", rule.id.clone()), ("project", project.id.clone())],
                    format!(
                        "{}: {} may support it; no amount is named",
                        project.id, rule.id
                    ),
                )),
            }
        }
        over_cost(p, project, rules, &mut granted);
    }
    granted
}

/// All conditions of all rows of a rule.
fn conditions(project: &Project, rule: &Rule, rules: &[Rule], findings: &mut Vec<Finding>) -> bool {
    let mut all = true;
    for row in rules.iter().filter(|r| r.id == rule.id) {
        let Some((fact, relation, bound)) = &row.condition else {
            continue;
        };
        let params = [
            ("rule", rule.id.clone()),
            ("parameter", fact.clone()),
            ("project", project.id.clone()),
        ];
        let known = project
            .facts
            .get(fact)
            .and_then(|f| holds(f, *relation, bound));
        let finding = match known {
            Some(true) => continue,
            Some(false) => notice(
                "support_condition_failed",
                Severity::Note,
                &params,
                format!(
                    "{}: {} does not apply; {fact} is not {bound}",
                    project.id, rule.id
                ),
            ),
            None => notice(
                "support_condition_unknown",
                Severity::Warning,
                &params,
                format!(
                    "{}: {} needs {fact}; nothing is known of it",
                    project.id, rule.id
                ),
            ),
        };
        all = false;
        if !findings.contains(&finding) {
            findings.push(finding);
        }
    }
    all
}

/// Several grants may pay for the same cost; more than the cost is said.
fn over_cost(p: usize, project: &Project, rules: &[Rule], granted: &mut Granted) {
    let mut sums: BTreeMap<(&str, &str), i64> = BTreeMap::new();
    for grant in granted.grants.iter().filter(|g| g.project == p) {
        let rule = &rules[grant.rule];
        *sums.entry((&rule.eligible, &rule.currency)).or_default() += grant.granted;
    }
    for ((kind, currency), sum) in sums {
        let cost: i64 = project
            .costs
            .iter()
            .filter(|c| c.kind == kind && c.currency == currency)
            .map(|c| c.amount)
            .sum();
        if sum > cost {
            granted.findings.push(notice(
                "support_over_cost",
                Severity::Warning,
                &[
                    ("project", project.id.clone()),
                    ("granted", money(sum)),
                    ("cost", money(cost)),
                    ("currency", currency.to_owned()),
                ],
                format!(
                    "{}: grants for {kind} come to {} {currency}, its cost to {}",
                    project.id,
                    money(sum),
                    money(cost)
                ),
            ));
        }
    }
}

/// From two files to `grants.csv`. Grants are counted and not added up, since currencies are not mixed; what is only a most is counted apart.
///
/// Nothing is worked out if `strict` and a row could not be taken; the findings then say which.
pub fn run(projects: Source<'_>, rules: Source<'_>, strict: bool) -> Tables {
    let (projects, mut findings) = read_projects(projects);
    let (rules, said) = read_rules(rules);
    findings.extend(said);
    let (mut files, mut sums) = (Vec::new(), Vec::new());
    if !(strict && refused(&findings)) {
        let granted = grants(&projects, &rules);
        files = vec![("grants.csv", grants_csv(&projects, &rules, &granted))];
        let upper = granted.grants.iter().filter(|g| g.at_most).count();
        sums = vec![
            ("projects", Some(projects.len() as f64)),
            ("grants", Some((granted.grants.len() - upper) as f64)),
            ("upper_bounds", Some(upper as f64)),
        ];
        findings.extend(granted.findings);
    }
    Tables {
        files,
        sums,
        findings,
    }
}

/// Reads rules: `rule`, `kind`, `currency`, `stage`, `share_percent`, `cap`, `unit_value`, `units_per_year`, `years_from`, `years_to`,
/// `eligible`, `condition`, `relation` (`is`, `at_least`, `at_most`), `bound`, `source`.
pub fn read_rules(source: Source<'_>) -> (Vec<Rule>, Vec<Finding>) {
    let mut findings = Vec::new();
    let mut rules = Vec::new();
    let f = &mut findings;
    if let Some(sheet) = Sheet::read(source, &["rule", "kind", "currency", "eligible"], f) {
        for row in &sheet.rows {
            if let Ok(rule) = rule(&sheet, row, f) {
                rules.push(rule);
            }
        }
    }
    (rules, findings)
}

/// Millionths of the cost, at most the whole.
fn share(sheet: &Sheet, row: &Row, f: &mut Vec<Finding>) -> Result<Option<i64>, Said> {
    sheet.number(row, "share_percent", 0.0, 100.0, f)?;
    sheet.whole(row, "share_percent", 4, f)
}

/// First and last year after the start; one without the other is a slip.
fn years(sheet: &Sheet, row: &Row, f: &mut Vec<Finding>) -> Result<Option<(i32, i32)>, Said> {
    let mut of = |column: &str| {
        sheet.number(row, column, -100.0, 100.0, f)?;
        sheet.whole(row, column, 0, f)
    };
    match (of("years_from")?, of("years_to")?) {
        (Some(from), Some(to)) => Ok(Some((from as i32, to as i32))),
        (None, None) => Ok(None),
        (from, _) => {
            let blank = if from.is_none() {
                "years_from"
            } else {
                "years_to"
            };
            sheet.name(row, blank, f);
            Err(Said)
        }
    }
}

fn rule(sheet: &Sheet, row: &Row, f: &mut Vec<Finding>) -> Result<Rule, Said> {
    let id = sheet.name(row, "rule", f).ok_or(Said)?.to_owned();
    let Some(kind) = sheet.word(row, "kind", &KINDS, f)? else {
        sheet.name(row, "kind", f);
        return Err(Said);
    };
    let rule = Rule {
        id,
        kind,
        currency: sheet.name(row, "currency", f).ok_or(Said)?.to_owned(),
        stage: sheet.text(row, "stage").map(str::to_owned),
        share_millionths: share(sheet, row, f)?,
        cap: sheet.whole_from_zero(row, "cap", 2, f)?,
        unit_value: sheet.whole_from_zero(row, "unit_value", 2, f)?,
        units_per_year: sheet.whole_from_zero(row, "units_per_year", 0, f)?,
        years: years(sheet, row, f)?,
        eligible: sheet.name(row, "eligible", f).ok_or(Said)?.to_owned(),
        condition: match sheet.text(row, "condition") {
            None => None,
            Some(fact) => {
                let words = [
                    ("is", Relation::Is),
                    ("at_least", Relation::AtLeast),
                    ("at_most", Relation::AtMost),
                ];
                let relation = sheet.word(row, "relation", &words, f)?;
                let bound = sheet.name(row, "bound", f).ok_or(Said)?;
                Some((
                    fact.to_owned(),
                    relation.unwrap_or(Relation::Is),
                    bound.to_owned(),
                ))
            }
        },
        source: sheet.text(row, "source").unwrap_or_default().to_owned(),
    };
    // What its kind cannot do without.
    let lacks = match kind {
        Kind::Share if rule.share_millionths.is_none() => Some("share_percent"),
        Kind::CapOnly | Kind::Staged if rule.cap.is_none() => Some("cap"),
        Kind::Voucher if rule.unit_value.is_none() => Some("unit_value"),
        Kind::Staged if rule.stage.is_none() => Some("stage"),
        _ => None,
    };
    match lacks {
        Some(column) => {
            sheet.name(row, column, f);
            Err(Said)
        }
        None => Ok(rule),
    }
}

/// Reads projects, one row for each cost, fact or stage that is done: `project`, `kind` (`cost`, `fact`, `done`), `name`, `value`,
/// and for costs `year` and `currency`. The fact `start` (a year) is needed.
pub fn read_projects(source: Source<'_>) -> (Vec<Project>, Vec<Finding>) {
    let mut findings = Vec::new();
    let mut projects: Vec<Project> = Vec::new();
    let f = &mut findings;
    let Some(sheet) = Sheet::read(source, &["project", "kind", "name", "value"], f) else {
        return (projects, findings);
    };
    let kinds = [("cost", 0u8), ("fact", 1), ("done", 2)];
    let mut started = Vec::new();
    for row in &sheet.rows {
        let (Some(id), Ok(Some(kind)), Some(name)) = (
            sheet.name(row, "project", f),
            sheet.word(row, "kind", &kinds, f),
            sheet.name(row, "name", f),
        ) else {
            continue;
        };
        let at = projects.iter().position(|p| p.id == id).unwrap_or_else(|| {
            projects.push(Project {
                id: id.to_owned(),
                ..Project::default()
            });
            projects.len() - 1
        });
        let project = &mut projects[at];
        match kind {
            0 => {
                let (Ok(amount), Ok(year), Some(currency)) = (
                    sheet.whole_from_zero(row, "value", 2, f),
                    sheet.must_year(row, "year", f),
                    sheet.name(row, "currency", f),
                ) else {
                    continue;
                };
                let Some(amount) = amount else {
                    sheet.name(row, "value", f);
                    continue;
                };
                project.costs.push(Cost {
                    kind: name.to_owned(),
                    year,
                    currency: currency.to_owned(),
                    amount,
                });
            }
            1 if name == "start" => {
                if let Ok(year) = sheet.must_year(row, "value", f) {
                    project.start = year;
                    started.push(id.to_owned());
                }
            }
            1 => {
                if let Some(value) = sheet.name(row, "value", f) {
                    project.facts.insert(name.to_owned(), value.to_owned());
                }
            }
            _ => project.done.push(name.to_owned()),
        }
    }
    projects.retain(|p| {
        let known = started.contains(&p.id);
        if !known
            && let Some(row) = sheet
                .rows
                .iter()
                .find(|r| sheet.text(r, "project") == Some(&p.id))
        {
            f.push(sheet.fault(
                "sheet_blank",
                row,
                "start",
                &[],
                format!("{} has no row `fact, start`; it is left out", p.id),
            ));
        }
        known
    });
    (projects, findings)
}

/// One row for each grant with its reasons.
pub fn grants_csv(projects: &[Project], rules: &[Rule], granted: &Granted) -> String {
    let rows: Vec<Vec<String>> = granted
        .grants
        .iter()
        .map(|g| {
            let rule = &rules[g.rule];
            vec![
                projects[g.project].id.clone(),
                rule.id.clone(),
                rule.stage.clone().unwrap_or_default(),
                g.year.map(|y| y.to_string()).unwrap_or_default(),
                money(g.eligible),
                money(g.granted),
                rule.currency.clone(),
                g.units.map(|u| u.to_string()).unwrap_or_default(),
                if g.at_most { "yes" } else { "no" }.to_owned(),
                g.bound.code().to_owned(),
                rule.source.clone(),
            ]
        })
        .collect();
    csv_text(
        &[
            "project", "rule", "stage", "year", "eligible", "granted", "currency", "units",
            "at_most", "bound", "source",
        ],
        &rows,
    )
}

//! What support a project gets by the rules that come with the program, each grant with its reasons.

use crate::embed;
use crate::home::Home;
use crate::http::dto::{
    Finding, Grant, GrantCondition, GrantExplanation, GrantRequest, GrantRule, GrantTotal, Grants,
};
use crate::refusal::{Refusal, Result};
use crate::usecase::Actor;
use planning::sheet::Source;
use planning::support::{self, Bound, Cost, Kind, Project, Rule};
use std::collections::BTreeMap;

const PATH: &str = "support/rules.csv";

fn read() -> Result<Vec<Rule>> {
    let bytes =
        embed::data(PATH).ok_or_else(|| Refusal::internal(PATH, "it is not in the program"))?;
    let text = String::from_utf8_lossy(&bytes);
    let (rules, findings) = support::read_rules(Source {
        file: PATH,
        text: &text,
    });
    match findings.first() {
        None => Ok(rules),
        Some(one) => Err(Refusal::internal(PATH, &one.message)),
    }
}

fn kind(kind: Kind) -> &'static str {
    match kind {
        Kind::Share => "share",
        Kind::CapOnly => "cap_only",
        Kind::Voucher => "voucher",
        Kind::Staged => "staged",
        Kind::NoAmount => "no_amount",
    }
}

fn percent(rule: &Rule) -> Option<f64> {
    rule.share_millionths.map(|share| share as f64 / 10_000.0)
}

/// The rules.
///
/// # Errors
/// Who may not read.
pub fn rules(home: &Home, actor: &Actor) -> Result<Vec<GrantRule>> {
    actor.must_read(home.config().public_read)?;
    let dto = |rule: Rule| GrantRule {
        kind: rule.kind.into(),
        share_percent: percent(&rule),
        years: rule.years.map(|(from, to)| vec![from, to]),
        condition: rule
            .condition
            .map(|(fact, relation, bound)| GrantCondition {
                fact,
                relation: relation.into(),
                bound,
            }),
        id: rule.id,
        currency: rule.currency,
        stage: rule.stage,
        cap: rule.cap,
        unit_value: rule.unit_value,
        units_per_year: rule.units_per_year,
        eligible: rule.eligible,
        source: rule.source,
    };
    Ok(read()?.into_iter().map(dto).collect())
}

/// Hundredths as people write them.
fn money(hundredths: i64) -> String {
    format!("{}.{:02}", hundredths / 100, hundredths % 100)
}

fn explained(rule: &Rule, grant: &support::Grant) -> GrantExplanation {
    let mut params = BTreeMap::new();
    let mut put = |name: &str, value: String| {
        params.insert(name.to_owned(), value);
    };
    let currency = &rule.currency;
    let (eligible, granted) = (money(grant.eligible), money(grant.granted));
    put("rule", rule.id.clone());
    put("currency", currency.clone());
    put("eligible", eligible.clone());
    put("granted", granted.clone());
    put("kind_of_cost", rule.eligible.clone());
    let share = percent(rule).map(|share| share.to_string());
    let cap = rule.cap.map(money);
    for (name, value) in [
        ("percent", share.clone()),
        ("cap", cap.clone()),
        ("unit_value", rule.unit_value.map(money)),
        ("units", grant.units.map(|units| units.to_string())),
        (
            "units_per_year",
            rule.units_per_year.map(|units| units.to_string()),
        ),
        ("stage", rule.stage.clone()),
        ("year", grant.year.map(|year| year.to_string())),
    ] {
        if let Some(value) = value {
            put(name, value);
        }
    }
    let share = share.unwrap_or_default();
    let cap = cap.unwrap_or_default();
    let what = &rule.eligible;
    let message = match (rule.kind, grant.bound) {
        (Kind::Share, Bound::Cap) => format!(
            "{share} % of {eligible} {currency} for {what} would be more than the most of {cap}: {granted} {currency}"
        ),
        (Kind::Share, _) => {
            format!("{share} % of {eligible} {currency} for {what}: {granted} {currency}")
        }
        (Kind::CapOnly, _) => format!(
            "only the most is named, {cap} {currency}, and no share: at most {granted} {currency} of {eligible}"
        ),
        (Kind::Voucher, _) => format!(
            "{} vouchers of {} {currency} for {eligible} {currency} of {what} in {}: {granted} {currency}",
            grant.units.unwrap_or_default(),
            money(rule.unit_value.unwrap_or_default()),
            grant.year.unwrap_or_default(),
        ),
        (_, Bound::Waits) => format!(
            "stage {} is paid when the stage before it is done: nothing now",
            rule.stage.as_deref().unwrap_or_default()
        ),
        (_, Bound::Cost) => format!(
            "stage {} pays its cost of {eligible} {currency}",
            rule.stage.as_deref().unwrap_or_default()
        ),
        (_, _) => format!(
            "stage {} pays {granted} {currency}, its cost is {eligible}",
            rule.stage.as_deref().unwrap_or_default()
        ),
    };
    GrantExplanation {
        code: format!("grant_{}_{}", kind(rule.kind), grant.bound.code()),
        params,
        message,
    }
}

/// What a project gets.
///
/// # Errors
/// Who may not read; costs that cannot be.
pub fn calculate(home: &Home, actor: &Actor, asked: &GrantRequest) -> Result<Grants> {
    actor.must_read(home.config().public_read)?;
    let wrong = |field: &str, wanted: &str| Err(Refusal::bad_parameter(field, "", wanted));
    if asked.costs.len() > 1_000 || asked.facts.len() > 1_000 {
        return wrong("costs", "at most 1000 costs and facts");
    }
    for cost in &asked.costs {
        if !(0..=planning::partnership::item::AMOUNT_MAX).contains(&cost.amount) {
            return wrong("amount", "hundredths, from 0");
        }
    }
    let rules = read()?;
    let project = Project {
        id: asked.project.clone(),
        start: asked.start,
        facts: asked.facts.clone(),
        costs: asked
            .costs
            .iter()
            .map(|cost| Cost {
                kind: cost.kind.clone(),
                year: cost.year,
                currency: cost.currency.clone(),
                amount: cost.amount,
            })
            .collect(),
        done: asked.done.clone(),
    };
    let granted = support::grants(&[project], &rules);
    let mut totals: BTreeMap<String, (i64, i64)> = BTreeMap::new();
    let mut grants = Vec::new();
    for one in &granted.grants {
        let rule = &rules[one.rule];
        let total = totals.entry(rule.currency.clone()).or_default();
        if one.at_most {
            total.1 += one.granted;
        } else {
            total.0 += one.granted;
        }
        grants.push(Grant {
            rule: rule.id.clone(),
            stage: rule.stage.clone(),
            kind: rule.kind.into(),
            year: one.year,
            currency: rule.currency.clone(),
            eligible: one.eligible,
            granted: one.granted,
            units: one.units,
            at_most: one.at_most,
            bound: one.bound.into(),
            explanation: explained(rule, one),
            source: rule.source.clone(),
        });
    }
    Ok(Grants {
        grants,
        totals: totals
            .into_iter()
            .map(|(currency, (granted, at_most))| GrantTotal {
                currency,
                granted,
                at_most,
            })
            .collect(),
        findings: granted.findings.iter().map(Finding::from).collect(),
    })
}

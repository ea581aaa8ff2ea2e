//! Sums and ratios across the rows of a long file: what is stated of one place and period, in whatever units, must fit.

use std::collections::{BTreeSet, HashMap};

use inventory::finding::Severity;
use units::{Base, Field, Ratio, Unit, UnitRegistry};

use super::after::Taken;
use super::checks::{Range, agree, short};
use crate::codes::Code;
use crate::log::{At, FindingLog, Params};
use crate::mapping::{Check, CheckRule, Mapping, MeasureKind};
use crate::text::folded;

/// A figure of a row that a check reads.
pub(super) struct Fact {
    pub subject: u32,
    /// Tell two figures of one measure apart, where a file has them.
    pub field: Option<Field>,
    pub industry: Option<String>,
    pub name: u32,
    pub value: f64,
    /// Half a step of the last digit printed, in the unit of `value`.
    pub half_step: f64,
    /// As the mapping understands it.
    pub unit: String,
    pub row: u32,
    pub column: u32,
}

/// The figures that checks read, and the checks.
#[derive(Default)]
pub(super) struct Facts<'a> {
    checks: Vec<&'a Check>,
    /// Folded text of the measure column to index in `labels`.
    names: HashMap<String, u32>,
    /// Names as the mapping writes them.
    labels: Vec<&'a str>,
    list: Vec<Fact>,
}

/// A figure, or several of the same measure, in one unit.
struct Amount<'f> {
    range: Range,
    unit: Unit,
    facts: Vec<&'f Fact>,
}

/// Why a check says nothing.
enum NotMade {
    /// Something is not stated: a long file need not state it.
    NotStated,
    /// Units that cannot be compared.
    Units(String),
}

impl<'a> Facts<'a> {
    pub fn new(mapping: &'a Mapping) -> Facts<'a> {
        let mut facts = Facts::default();
        if mapping.long.is_none() {
            return facts;
        }
        facts.checks = mapping
            .checks
            .iter()
            .filter(|check| check.across_rows)
            .collect();
        let mut wanted: Vec<&'a str> = Vec::new();
        for check in &facts.checks {
            wanted.extend(check.rule.names());
        }
        for name in wanted {
            let key = folded(name);
            if facts.names.contains_key(&key) {
                continue;
            }
            let index = facts.labels.len() as u32;
            facts.labels.push(name);
            // Whatever a mapping calls the same measure is the same here; keys that are only checked are each their own.
            let synonyms = mapping
                .measures
                .iter()
                .find(|measure| measure.keys.iter().any(|other| folded(other) == key))
                .filter(|measure| measure.kind != MeasureKind::CheckOnly)
                .map_or(&[][..], |measure| &measure.keys);
            for synonym in synonyms.iter().filter(|synonym| *synonym != "*") {
                facts.names.insert(folded(synonym), index);
            }
            facts.names.insert(key, index);
        }
        facts
    }

    /// Index of a measure's text, if a check reads it.
    pub fn name(&self, text: &str) -> Option<u32> {
        if self.names.is_empty() {
            return None;
        }
        self.names.get(&folded(text)).copied()
    }

    pub fn push(&mut self, fact: Fact) {
        self.list.push(fact);
    }

    /// Takes back what a row gave.
    pub fn drop_row(&mut self, row: u32) {
        // Rows come in order, so a row's figures lie together.
        let first = self.list.partition_point(|fact| fact.row < row);
        let last = self.list.partition_point(|fact| fact.row <= row);
        self.list.drain(first..last);
    }

    /// Compares; gives the rows of errors. `rejected` rows say nothing.
    pub fn check(
        &self,
        taken: &Taken<'_>,
        rejected: impl Fn(u32) -> bool,
        log: &mut FindingLog,
    ) -> Vec<(u32, Code)> {
        let mut groups: Vec<Vec<&Fact>> = Vec::new();
        let mut index: HashMap<(u32, Option<Field>, Option<&str>), usize> = HashMap::new();
        for fact in self.list.iter().filter(|fact| !rejected(fact.row)) {
            let key = (fact.subject, fact.field, fact.industry.as_deref());
            let next = groups.len();
            let at = *index.entry(key).or_insert(next);
            if at == next {
                groups.push(Vec::new());
            }
            groups[at].push(fact);
        }
        let mut out = BTreeSet::new();
        for facts in &groups {
            for check in &self.checks {
                for stated in facts
                    .iter()
                    .filter(|fact| Some(fact.name) == self.name(check.rule.name()))
                {
                    out.extend(self.compare(check, stated, facts, taken, log));
                }
            }
        }
        out.into_iter().collect()
    }

    /// One stated figure against what others say; gives the rows of an error.
    fn compare(
        &self,
        check: &Check,
        stated: &Fact,
        facts: &[&Fact],
        taken: &Taken<'_>,
        log: &mut FindingLog,
    ) -> Vec<(u32, Code)> {
        let subject = taken.subjects[stated.subject as usize];
        let at = || {
            let head = taken.sheet.cell(taken.header_row, stated.column).text;
            At::cell(stated.row, stated.column).field(head.trim())
        };
        let column = || {
            format!(
                "{} of {} in {}",
                self.labels[stated.name as usize],
                taken.places.list[subject.place as usize],
                taken.periods[subject.period as usize]
            )
        };
        let expected = match self.expected(check, stated, facts) {
            Ok(expected) => expected,
            Err(NotMade::NotStated) => return Vec::new(),
            Err(NotMade::Units(missing)) => {
                log.push_as(Code::CheckNotMade, Severity::Warning, || {
                    (at(), vec![("column", column()), ("missing", missing)])
                });
                return Vec::new();
            }
        };
        let found = match unit(stated) {
            Ok(unit) => stated.range(&unit, check),
            Err(_) => return Vec::new(),
        };
        if agree(found, expected.range, check.relative, check.absolute) {
            return Vec::new();
        }
        let (code, formula) = match &check.rule {
            CheckRule::Sum { .. } => (
                Code::SubtotalMismatch,
                format!(" {}", self.written(&expected.facts, " + ", taken)),
            ),
            CheckRule::Ratio { factor, .. } => {
                let by = match factor {
                    1.0 => String::new(),
                    factor => format!(" x {factor}"),
                };
                let formula = self.written(&expected.facts, " / ", taken);
                (Code::RatioMismatch, format!("{formula}{by}"))
            }
        };
        log.push_as(code, check.severity, || {
            let value = expected.range.value;
            let params: Params = vec![
                ("column", column()),
                ("found", figure(stated, taken)),
                ("expected", short(value)),
                ("difference", short(stated.value - value)),
                ("formula", formula),
            ];
            (at(), params)
        });
        if check.severity != Severity::Error {
            return Vec::new();
        }
        // Nobody knows which of them is wrong.
        expected
            .facts
            .iter()
            .map(|fact| fact.row)
            .chain([stated.row])
            .map(|row| (row, code))
            .collect()
    }

    /// What the other figures give, in the unit of the stated one.
    fn expected<'f>(
        &self,
        check: &Check,
        stated: &Fact,
        facts: &[&'f Fact],
    ) -> Result<Amount<'f>, NotMade> {
        let target = unit(stated)?;
        let amount = |name: &str| self.amount(check, name, facts);
        let whole = match &check.rule {
            CheckRule::Sum { parts, .. } => {
                let mut sum = Amount {
                    range: Range::of(0.0, 0.0, false),
                    unit: target.clone(),
                    facts: Vec::new(),
                };
                for part in parts {
                    let part = amount(part)?.converted(&target)?;
                    sum.range = sum.range.plus(part.range);
                    sum.facts.extend(part.facts);
                }
                sum
            }
            CheckRule::Ratio {
                numerator,
                denominator,
                factor,
                ..
            } => {
                let (above, below) = (amount(numerator)?, amount(denominator)?);
                let unit = above.unit.per(&below.unit).ok_or_else(|| {
                    NotMade::Units(format!(
                        "a unit that holds {} per {}",
                        above.unit, below.unit
                    ))
                })?;
                Amount {
                    range: above.range.over(below.range).times(*factor),
                    unit,
                    facts: above.facts.into_iter().chain(below.facts).collect(),
                }
                .converted(&target)?
            }
        };
        Ok(whole)
    }

    /// All figures of a measure, added (a file may part it by what no check names).
    fn amount<'f>(
        &self,
        check: &Check,
        name: &str,
        facts: &[&'f Fact],
    ) -> Result<Amount<'f>, NotMade> {
        let name = self.name(name);
        let mut out: Option<Amount<'f>> = None;
        for fact in facts.iter().filter(|fact| Some(fact.name) == name) {
            let unit = unit(fact)?;
            let next = Amount {
                range: fact.range(&unit, check),
                unit,
                facts: vec![*fact],
            };
            out = Some(match out {
                None => next,
                Some(mut sum) => {
                    let next = next.converted(&sum.unit)?;
                    sum.range = sum.range.plus(next.range);
                    sum.facts.extend(next.facts);
                    sum
                }
            });
        }
        out.ok_or(NotMade::NotStated)
    }

    /// `energy_total (row 2, column 4: 88.75 Mtce) / gdp (row 3, column 4: 25003 RMB 100 million)`.
    fn written(&self, facts: &[&Fact], joint: &str, taken: &Taken<'_>) -> String {
        let mut out = String::new();
        for (at, fact) in facts.iter().enumerate() {
            if at > 0 {
                // Figures of one measure are added, also in a ratio.
                out += match facts[at - 1].name == fact.name {
                    true => " + ",
                    false => joint,
                };
            }
            out += &format!(
                "{} (row {}, column {}: {})",
                self.labels[fact.name as usize],
                fact.row,
                fact.column,
                figure(fact, taken)
            );
        }
        out
    }
}

impl Fact {
    /// What the printed figure stands for. Things are counted whole: 27 hospitals are not 26.5 to 27.5.
    fn range(&self, unit: &Unit, check: &Check) -> Range {
        let powers: Vec<(&Base, i8)> = unit.dimension().powers().collect();
        let is_whole = matches!(powers[..], [(Base::Count(_), 1)])
            && unit.factor() == Ratio::ONE
            && self.half_step == 0.5;
        Range::of(self.value, self.half_step, check.printed && !is_whole)
    }
}

impl Amount<'_> {
    fn converted(mut self, target: &Unit) -> Result<Self, NotMade> {
        let conversion = self.unit.conversion_to(target).map_err(|_| {
            NotMade::Units(format!(
                "a unit of {} that fits {}",
                self.unit.dimension().label().en,
                target
            ))
        })?;
        self.range = self.range.mapped(|value| conversion.apply(value));
        self.unit = target.clone();
        Ok(self)
    }
}

fn unit(fact: &Fact) -> Result<Unit, NotMade> {
    UnitRegistry::builtin()
        .unit(&fact.unit)
        .map_err(|error| NotMade::Units(format!("a known unit in row {} ({error})", fact.row)))
}

/// The number and unit as the row has them.
fn figure(fact: &Fact, taken: &Taken<'_>) -> String {
    let number = taken.sheet.cell(fact.row, fact.column).text.trim();
    let unit = match taken.unit_column {
        Some(column) => taken.sheet.cell(fact.row, column).text.trim(),
        None => &fact.unit,
    };
    format!("{number} {unit}").trim_end().to_owned()
}

//! Which kind of measure a cell is: the mapping's attributes, fixed or from other columns of the row.

use std::collections::{BTreeMap, HashMap};
use std::str::FromStr;

use inventory::ledger::{Measure, Purpose, Quality};
use units::Field;

use super::cells::key_text;
use super::head::Head;
use crate::activities::Kind;
use crate::codes::Code;
use crate::log::{At, FindingLog};
use crate::mapping::{
    Attr, GASES, MeasureKind, MeasureRules, PURPOSES, QUALITIES, SCOPES, STATISTICS, meaning, names,
};
use crate::sheet::Sheet;
use crate::text::{folded, listed, nearest, shown};

/// Distinct kinds, and which of them are the same measure in another unit or quality.
#[derive(Default)]
pub(super) struct Kinds {
    pub list: Vec<Kind>,
    /// For each kind, the first kind of the same measure, field and industry.
    pub identity: Vec<u32>,
}

impl Kinds {
    fn intern(&mut self, kind: Kind) -> u32 {
        if let Some(at) = self.list.iter().position(|known| *known == kind) {
            return at as u32;
        }
        let same = |known: &Kind| {
            (&known.measure, known.field, &known.industry)
                == (&kind.measure, kind.field, &kind.industry)
        };
        let at = self.list.len() as u32;
        self.identity.push(
            self.list
                .iter()
                .position(same)
                .map_or(at, |first| first as u32),
        );
        self.list.push(kind);
        at
    }
}

/// A measure with its columns found.
pub(super) struct BoundMeasure<'m> {
    pub rules: &'m MeasureRules,
    /// Columns its attributes come from, from 1; empty if all are fixed.
    columns: Vec<u32>,
    memo: HashMap<String, u32>,
}

/// What the sheet's row is looked at through.
pub(super) struct RowView<'a> {
    pub sheet: &'a Sheet,
    pub head: &'a Head,
    pub row: u32,
}

impl<'m> BoundMeasure<'m> {
    pub fn new(rules: &'m MeasureRules, head: &Head) -> BoundMeasure<'m> {
        let attrs = [
            rules.carrier.as_ref(),
            rules.gas.as_ref(),
            rules.scope.as_ref(),
            rules.purpose.as_ref(),
            rules.product.as_ref(),
            rules.statistic.as_ref(),
            rules.field.as_ref(),
            rules.industry.as_ref(),
            Some(&rules.quality),
        ];
        let mut columns: Vec<u32> = attrs
            .into_iter()
            .flatten()
            .filter_map(|attr| match attr {
                Attr::Column { column, .. } => head.column(column),
                Attr::Fixed(_) => None,
            })
            .collect();
        columns.sort_unstable();
        columns.dedup();
        BoundMeasure {
            rules,
            columns,
            memo: HashMap::new(),
        }
    }

    /// True if every row has the same kind.
    pub fn is_fixed(&self) -> bool {
        self.columns.is_empty()
    }

    /// The kind of this measure in this row, in `unit`; `None` after errors, whose codes go to `codes`.
    pub fn kind(
        &mut self,
        view: &RowView<'_>,
        unit: &str,
        carriers: &[String],
        kinds: &mut Kinds,
        log: &mut FindingLog,
        codes: &mut Vec<Code>,
    ) -> Option<u32> {
        let mut key = String::from(unit);
        for column in &self.columns {
            key.push('\u{1f}');
            key.push_str(view.sheet.cell(view.row, *column).text);
        }
        if let Some(known) = self.memo.get(&key) {
            return Some(*known);
        }
        let kind = self.build(view, unit, carriers, log, codes)?;
        let at = kinds.intern(kind);
        // A text of free cells could make this grow without bound; forget it then.
        const MEMO_MAX: usize = 100_000;
        if self.memo.len() >= MEMO_MAX {
            self.memo.clear();
        }
        self.memo.insert(key, at);
        Some(at)
    }

    fn build(
        &self,
        view: &RowView<'_>,
        unit: &str,
        carriers: &[String],
        log: &mut FindingLog,
        codes: &mut Vec<Code>,
    ) -> Option<Kind> {
        let rules = self.rules;
        let mut text = |attr: Option<&Attr>| -> Result<Option<String>, ()> {
            match attr {
                None => Ok(None),
                Some(attr) => resolve(attr, view, log, codes),
            }
        };
        let carrier = text(rules.carrier.as_ref());
        let gas = text(rules.gas.as_ref());
        let scope = text(rules.scope.as_ref());
        let purpose = text(rules.purpose.as_ref());
        let product = text(rules.product.as_ref());
        let statistic = text(rules.statistic.as_ref());
        let field = text(rules.field.as_ref());
        let industry = text(rules.industry.as_ref());
        let quality = text(Some(&rules.quality));
        let carrier = carrier.ok()?;
        if let Some(carrier) = &carrier
            && !carriers.is_empty()
            && !carriers.contains(carrier)
        {
            let column = match &rules.carrier {
                Some(Attr::Column { column, .. }) => view.head.column(column),
                _ => rules
                    .column
                    .as_ref()
                    .and_then(|column| view.head.column(column)),
            };
            log.push(Code::UnknownCarrier, || {
                let near = nearest(carrier, carriers.iter().map(String::as_str), 3);
                let column = column.unwrap_or(0);
                let field = if column > 0 {
                    view.head.name(column)
                } else {
                    ""
                };
                let params = vec![("cell", shown(carrier)), ("nearest", listed(&near))];
                (At::cell(view.row, column).field(field), params)
            });
            codes.push(Code::UnknownCarrier);
            return None;
        }
        let mut word = |text: Result<Option<String>, ()>, attr: Option<&Attr>, words: &[&str]| {
            let text = text.ok()?.unwrap_or_default();
            if !text.is_empty() && !words.contains(&text.as_str()) {
                not_a_word(attr, view, &text, words, log, codes);
                return None;
            }
            Some(text)
        };
        let measure = match rules.kind {
            MeasureKind::Carrier => Measure::Carrier {
                carrier: carrier?,
                purpose: match word(purpose, rules.purpose.as_ref(), &names(&PURPOSES))?.as_str() {
                    "" => Purpose::Final,
                    purpose => meaning(&PURPOSES, purpose)?,
                },
            },
            MeasureKind::Emission => Measure::Emission {
                gas: meaning(&GASES, &word(gas, rules.gas.as_ref(), &names(&GASES))?)?,
                carrier,
                scope: meaning(
                    &SCOPES,
                    &word(scope, rules.scope.as_ref(), &names(&SCOPES))?,
                )?,
            },
            MeasureKind::Biogenic => Measure::BiogenicCo2,
            MeasureKind::Process => Measure::Process {
                product: product.ok()??,
            },
            MeasureKind::Statistic => {
                let attr = rules.statistic.as_ref();
                let statistic = word(statistic, attr, &names(&STATISTICS))?;
                Measure::Statistic {
                    statistic: meaning(&STATISTICS, &statistic)?,
                }
            }
            MeasureKind::CarrierStatistic => Measure::CarrierStatistic { carrier: carrier? },
            MeasureKind::CheckOnly => return None,
        };
        let field = word(field, rules.field.as_ref(), &Field::ALL.map(Field::code))?;
        let field = if field.is_empty() {
            None
        } else {
            Some(Field::from_str(&field).ok()?)
        };
        let quality = word(quality, Some(&rules.quality), &names(&QUALITIES))?;
        let quality: Quality = meaning(&QUALITIES, &quality)?;
        Some(Kind {
            measure,
            field,
            industry: industry.ok()?,
            unit: unit.to_owned(),
            quality,
            uncertainty_percent: rules.uncertainty_percent,
        })
    }
}

/// Reports a text that came from a column and is none of the words the ledger has for it.
fn not_a_word(
    attr: Option<&Attr>,
    view: &RowView<'_>,
    text: &str,
    words: &[&str],
    log: &mut FindingLog,
    codes: &mut Vec<Code>,
) {
    let column = match attr {
        Some(Attr::Column { column, .. }) => view.head.column(column),
        _ => None,
    };
    log.push(Code::UnknownValue, || {
        let near = nearest(text, words.iter().copied(), 3);
        let at = column.map_or(At::row(view.row), |column| {
            At::cell(view.row, column).field(view.head.name(column))
        });
        (at, vec![("cell", shown(text)), ("nearest", listed(&near))])
    });
    codes.push(Code::UnknownValue);
}

/// The text an attribute has in a row; `Ok(None)` if its cell is blank and nothing stands for that.
pub(super) fn resolve(
    attr: &Attr,
    view: &RowView<'_>,
    log: &mut FindingLog,
    codes: &mut Vec<Code>,
) -> Result<Option<String>, ()> {
    let Attr::Column {
        column,
        values,
        default,
        as_is,
        prefix,
        blank,
    } = attr
    else {
        let Attr::Fixed(text) = attr else {
            return Ok(None);
        };
        return Ok(Some(text.clone()));
    };
    let Some(at) = view.head.column(column) else {
        return Ok(None);
    };
    let cell = view.sheet.cell(view.row, at);
    let text = key_text(cell, view.row, at, view.head.name(at), log);
    if let Some(meaning) = values.get(text).or_else(|| folded_get(values, text)) {
        return Ok(Some(format!("{prefix}{meaning}")));
    }
    if text.is_empty()
        && let Some(blank) = blank
    {
        return Ok(Some(format!("{prefix}{blank}")));
    }
    if let Some(default) = default {
        return Ok(Some(format!("{prefix}{default}")));
    }
    if text.is_empty() {
        return Ok(None);
    }
    if *as_is {
        return Ok(Some(format!("{prefix}{text}")));
    }
    log.push(Code::UnknownValue, || {
        let near = nearest(text, values.keys().map(String::as_str), 3);
        let params = vec![("cell", shown(text)), ("nearest", listed(&near))];
        (At::cell(view.row, at).field(view.head.name(at)), params)
    });
    codes.push(Code::UnknownValue);
    Err(())
}

fn folded_get<'v>(values: &'v BTreeMap<String, String>, text: &str) -> Option<&'v String> {
    let key = folded(text);
    if key.is_empty() {
        return None;
    }
    values
        .iter()
        .find(|(name, _)| folded(name) == key)
        .map(|(_, meaning)| meaning)
}

/// A unit's spelling for comparison: width and inner spaces aside, but with its case (`mWh` is not `MWh`).
pub(super) fn unit_key(unit: &str) -> String {
    use unicode_normalization::UnicodeNormalization;
    unit.nfkc().filter(|c| !c.is_whitespace()).collect()
}

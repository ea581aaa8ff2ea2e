//! From an entry of a run down to the readings: the meters behind it, their months, their days.
//!
//! A month is explained from the very versions of the tables that the last run read: what has come since is in no figure yet.

use super::book::{self, Book, SlotCount, Span};
use super::show::{named_place, same};
use crate::home::{Home, blocking};
use crate::http::dto::{
    CutQuery, ExplainQuery, Label, More, Named, Node, NodeKind, QualityId, ReadingsRef,
    RelatedMeter, RunRef,
};
use crate::refusal::{ErrorCode, Refusal, Result};
use crate::usecase::Actor;
use crate::usecase::cut::{percent_encoded, period_range};
use crate::usecase::names::item;
use crate::view::RegionView;
use jiff::civil::Date;
use lake::Table;
use lake::readings::{Days, Factors, MeterMonth};
use metering::Meter;
use metering::formula::Formula;
use std::collections::{BTreeSet, HashMap, HashSet};
use std::sync::Arc;
use store::Accounted;
use units::{Period, UnitRegistry};

/// Children of a node, if nobody says how many.
const LIMIT: usize = 20;

/// What lies behind a node.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Behind {
    /// The meters that an entry is the sum of: those that count, of exactly this owner.
    Meters {
        /// Code of the place.
        place: String,
        /// Code of the enterprise; `None` for the network's own.
        enterprise: Option<String>,
        /// Id of the carrier.
        carrier: String,
        /// Unit of the amounts.
        unit: String,
        /// First day of the month.
        month: Date,
    },
    /// The days of a meter in a month.
    Days {
        /// Code of the meter.
        meter: String,
        /// First day of the month.
        month: Date,
    },
}

impl Behind {
    /// What a question asks for; `None` if it is about the ledger.
    ///
    /// # Errors
    /// A period that is no month; a part of the owner that is missing.
    pub fn of(cut: &CutQuery, asked: &ExplainQuery) -> Result<Option<Behind>> {
        let need = |name: &str, value: &Option<String>| {
            value
                .clone()
                .ok_or_else(|| Refusal::bad_parameter(name, "", "it has to be said which"))
        };
        let month = || -> Result<Date> {
            let text = need("period", &cut.period)?;
            match period_range(&text)? {
                (first @ Period::Month { .. }, last) if first == last => Ok(first.first_day()),
                _ => Err(Refusal::bad_parameter(
                    "period",
                    &text,
                    "a month as 2026-05",
                )),
            }
        };
        Ok(match (&asked.meter, asked.meters) {
            (Some(meter), _) => Some(Behind::Days {
                meter: meter.clone(),
                month: month()?,
            }),
            (None, Some(true)) => Some(Behind::Meters {
                place: need("place", &cut.place)?,
                enterprise: cut.enterprise.clone(),
                carrier: need("carrier", &cut.carrier)?,
                unit: need("unit", &asked.unit)?,
                month: month()?,
            }),
            _ => None,
        })
    }

    /// Query string of `/explain` that asks for it.
    pub fn link(&self) -> String {
        let parts: Vec<(&str, &str)> = match self {
            Behind::Meters {
                place,
                enterprise,
                carrier,
                unit,
                ..
            } => [("meters", "true"), ("place", place)]
                .into_iter()
                .chain(enterprise.as_deref().map(|code| ("enterprise", code)))
                .chain([("carrier", carrier.as_str()), ("unit", unit)])
                .collect(),
            Behind::Days { meter, .. } => vec![("meter", meter)],
        };
        let (Behind::Meters { month, .. } | Behind::Days { month, .. }) = self;
        parts
            .into_iter()
            .map(|(name, value)| format!("{name}={}&", percent_encoded(value)))
            .chain([format!("period={}", period(*month))])
            .collect()
    }
}

fn period(month: Date) -> Period {
    Period::Month {
        year: month.year(),
        month: month.month(),
    }
}

/// What explains all nodes of one answer.
struct Ground {
    book: Arc<Book>,
    view: Arc<RegionView>,
    lake: lake::Lake,
    /// The last run and the versions it read.
    accounted: Accounted,
    factors: Factors,
    runs: HashMap<u32, RunRef>,
    limit: usize,
}

/// Explains what lies behind a node of a figure, `levels` deep.
///
/// # Errors
/// Who may not read; an unknown region or meter; [`ErrorCode::NoData`] if no run has summed anything yet.
pub async fn explain(
    home: &Home,
    actor: &Actor,
    region: &str,
    behind: Behind,
    limit: Option<u32>,
    levels: u8,
) -> Result<Node> {
    let ground = ground(home, actor, region, limit).await?;
    blocking(move || ground.node(&behind, levels)).await
}

/// Opens the readings below the entries of a tree, as far as it may be `depth` levels deep.
///
/// # Errors
/// As [`explain`].
pub async fn open_all(
    home: &Home,
    actor: &Actor,
    region: &str,
    mut root: Node,
    limit: Option<u32>,
    depth: u8,
) -> Result<Node> {
    fn any(node: &Node) -> bool {
        node.behind.is_some() || node.children.iter().any(any)
    }
    fn open(node: &mut Node, ground: &Ground, depth: u8) -> Result<()> {
        match &node.behind {
            Some(behind) if depth > 0 => *node = ground.node(behind, depth)?,
            _ => {
                for child in &mut node.children {
                    open(child, ground, depth.saturating_sub(1))?;
                }
            }
        }
        Ok(())
    }
    if !any(&root) {
        return Ok(root);
    }
    let ground = ground(home, actor, region, limit).await?;
    blocking(move || {
        open(&mut root, &ground, depth)?;
        Ok(root)
    })
    .await
}

async fn ground(home: &Home, actor: &Actor, region: &str, limit: Option<u32>) -> Result<Ground> {
    let (book, view) = book::open(home, actor, region).await?;
    let store = home.store();
    let (_, accounted) = store.accounted(region).await?.ok_or_else(|| {
        Refusal::new(ErrorCode::NoData, "no readings have been accounted for yet")
    })?;
    let lake = home.lake().clone();
    let (id, versions) = (region.to_owned(), accounted.clone());
    let (factors, newer) = blocking(move || {
        let newer = |table, since| -> Result<bool> {
            let now = lake.version(table)?;
            // Where the log no longer says it, there may be.
            let files = lake.files_since(table, &id, since, now)?;
            Ok(files.is_none_or(|files| !files.is_empty()))
        };
        Ok((
            lake.factors_at(versions.factors_version, &id)?,
            newer(Table::Readings, versions.readings_version)?
                || newer(Table::HourlyFactors, versions.factors_version)?,
        ))
    })
    .await?;
    let seqs: BTreeSet<u32> = book.months.values().flatten().map(|one| one.run).collect();
    let mut runs = HashMap::new();
    for seq in seqs {
        let read = store.accounted_by(seq).await?;
        runs.insert(
            seq,
            RunRef {
                import: seq,
                at: store.import(seq).await?.started.to_string(),
                readings_version: read.as_ref().map(|read| read.readings_version),
                factors_version: read.as_ref().map(|read| read.factors_version),
                newer,
            },
        );
    }
    Ok(Ground {
        book,
        view,
        lake: home.lake().clone(),
        accounted,
        factors,
        runs,
        limit: limit.map_or(LIMIT, |limit| limit.clamp(1, 1000) as usize),
    })
}

/// Sums of months or days of meters of one unit.
#[derive(Default)]
struct Sum {
    first: Option<Date>,
    last: Option<Date>,
    amount_micro: i128,
    with_factor_micro: i128,
    emissions_ug: i128,
    slots: u64,
    present: u64,
    estimated: u64,
    run: Option<u32>,
    zones: BTreeSet<String>,
    sources: BTreeSet<String>,
}

impl Sum {
    fn add(&mut self, part: &MeterMonth, slots: u64, factors: &Factors) {
        self.first = Some(
            self.first
                .map_or(part.first_day, |day| day.min(part.first_day)),
        );
        self.last = self.last.max(Some(part.last_day));
        self.amount_micro += i128::from(part.amount_micro);
        self.with_factor_micro += i128::from(part.with_factor_micro);
        self.emissions_ug += i128::from(part.emissions_ug);
        self.slots += slots;
        self.present += part.present;
        self.estimated += part.estimated;
        self.run = self.run.max(Some(part.run));
        if let Some(zone) = part.zone.as_ref().filter(|_| part.with_factor_micro != 0) {
            let sources = factors.sources(zone, part.first_day, part.last_day);
            self.sources.extend(sources.into_iter().map(str::to_owned));
            self.zones.insert(zone.clone());
        }
    }

    fn amount(&self) -> Option<f64> {
        (self.present > 0).then_some(self.amount_micro as f64 * 1e-6)
    }

    fn readings(
        self,
        unit: &str,
        meter: Option<Named>,
        runs: &HashMap<u32, RunRef>,
    ) -> ReadingsRef {
        let day = |date: Option<Date>| date.map(|date| date.to_string()).unwrap_or_default();
        let by_hour = self.with_factor_micro != 0;
        ReadingsRef {
            meter,
            first_date: day(self.first),
            last_date: day(self.last),
            unit: unit.to_owned(),
            amount: self.amount(),
            with_factor: by_hour.then_some(self.with_factor_micro as f64 * 1e-6),
            co2_kg: by_hour.then_some(self.emissions_ug as f64 * 1e-9),
            slots: self.slots,
            present: self.present,
            estimated: self.estimated,
            zones: self.zones.into_iter().collect(),
            factor_sources: self.sources.into_iter().collect(),
            run: self.run.and_then(|run| runs.get(&run).cloned()),
            formula: None,
            related: Vec::new(),
        }
    }
}

/// A node of readings without children.
pub fn bare(kind: NodeKind, unit: &str, period: String) -> Node {
    Node {
        kind,
        label: None,
        keys: std::collections::BTreeMap::new(),
        formula: None,
        value: None,
        unit: Some(unit.to_owned()),
        period: Some(period),
        reason: None,
        method: None,
        quality: None,
        uncertainty_percent: None,
        completeness_percent: None,
        factor: None,
        source: None,
        readings: None,
        estimates: Vec::new(),
        children: Vec::new(),
        more: None,
        link: None,
        behind: None,
    }
}

impl Ground {
    fn node(&self, behind: &Behind, levels: u8) -> Result<Node> {
        match behind {
            Behind::Meters {
                place,
                enterprise,
                carrier,
                unit,
                month,
            } => {
                // A parent's amount holds its children's: only those above all others count.
                let counts = |meter: &&Meter| {
                    meter.parent.is_none()
                        && meter.place == *place
                        && meter.enterprise == *enterprise
                        && meter.carrier == *carrier
                        && meter.unit == *unit
                };
                let meters: Vec<(&Meter, &MeterMonth)> = self
                    .book
                    .meters
                    .values()
                    .filter(counts)
                    .filter_map(|meter| Some((meter, self.month(&meter.code, *month)?)))
                    .collect();
                let owner = match enterprise {
                    Some(code) => super::show::named_enterprise(&self.view, code),
                    None => named_place(&self.view, place),
                };
                self.meters(&meters, unit, *month, owner, behind, levels)
            }
            Behind::Days { meter, month } => {
                let meter = self.book.need(meter)?;
                let sums = self.month(&meter.code, *month).ok_or_else(|| {
                    Refusal::new(
                        ErrorCode::NoData,
                        format!("meter {} has no readings in {}", meter.code, period(*month)),
                    )
                })?;
                self.meter(meter, sums, levels)
            }
        }
    }

    fn month(&self, meter: &str, month: Date) -> Option<&MeterMonth> {
        let months = self.book.months.get(meter)?;
        let at = months.binary_search_by_key(&month, |one| one.month).ok()?;
        months.get(at)
    }

    /// Slots of a month that should have a reading.
    fn slots(&self, meter: &Meter, month: &MeterMonth) -> u64 {
        let span = Span {
            first: month.month,
            last: month.month.last_of_month(),
        };
        let mut count = SlotCount::default();
        self.book.expected(meter, span, &mut count).max(month.slots)
    }

    fn named(&self, meter: &str) -> Named {
        Named {
            code: meter.to_owned(),
            name: self
                .book
                .meters
                .get(meter)
                .map_or_else(|| same(meter), |one| (&one.name).into()),
        }
    }

    fn meters(
        &self,
        meters: &[(&Meter, &MeterMonth)],
        unit: &str,
        month: Date,
        owner: Named,
        behind: &Behind,
        levels: u8,
    ) -> Result<Node> {
        let mut sum = Sum::default();
        for (meter, one) in meters {
            sum.add(one, self.slots(meter, one), &self.factors);
        }
        let mut node = bare(NodeKind::Readings, unit, period(month).to_string());
        node.label = Some(owner.name);
        node.value = sum.amount();
        node.quality = worst(meters.iter().copied());
        node.completeness_percent = super::show::percent(sum.present, sum.slots);
        node.readings = Some(sum.readings(unit, None, &self.runs));
        node.link = Some(behind.link());
        if levels == 0 {
            node.behind = Some(behind.clone());
            return Ok(node);
        }
        let mut sorted = meters.to_vec();
        sorted.sort_by_key(|(meter, one)| {
            (
                std::cmp::Reverse(one.amount_micro.unsigned_abs()),
                &meter.code,
            )
        });
        if let Some(rest) = sorted.get(self.limit..).filter(|rest| !rest.is_empty()) {
            let micro: i128 = rest
                .iter()
                .map(|(_, one)| i128::from(one.amount_micro))
                .sum();
            node.more = Some(More {
                count: rest.len() as u64,
                value: micro as f64 * 1e-6,
            });
        }
        node.children = sorted
            .into_iter()
            .take(self.limit)
            .map(|(meter, one)| self.meter(meter, one, levels - 1))
            .collect::<Result<_>>()?;
        Ok(node)
    }

    fn meter(&self, meter: &Meter, month: &MeterMonth, levels: u8) -> Result<Node> {
        let mut sum = Sum::default();
        sum.add(month, self.slots(meter, month), &self.factors);
        let behind = Behind::Days {
            meter: meter.code.clone(),
            month: month.month,
        };
        let mut node = bare(
            NodeKind::Meter,
            &meter.unit,
            period(month.month).to_string(),
        );
        node.label = Some((&meter.name).into());
        node.keys
            .insert("meter".to_owned(), item(&meter.code, meter.name.clone()));
        node.formula = meter.formula.clone();
        node.value = sum.amount();
        node.quality = worst([(meter, month)].into_iter());
        node.completeness_percent = super::show::percent(sum.present, sum.slots);
        let mut readings = sum.readings(&meter.unit, Some(self.named(&meter.code)), &self.runs);
        readings.formula = meter.formula.clone();
        readings.related = self.related(meter, month.month);
        node.readings = Some(readings);
        node.link = Some(behind.link());
        if levels == 0 {
            node.behind = Some(behind);
        } else {
            node.children = self.days(meter, month)?;
        }
        Ok(node)
    }

    /// Parts of its formula, meters below it, the meter above it.
    fn related(&self, meter: &Meter, month: Date) -> Vec<RelatedMeter> {
        let one = |code: &str, role: &str, factor: Option<f64>| {
            let sums = self.month(code, month).filter(|sums| sums.present > 0);
            let unit = self.book.meters.get(code).map(|meter| &meter.unit);
            RelatedMeter {
                meter: self.named(code),
                role: role.to_owned(),
                factor,
                amount: sums.map(|sums| sums.amount_micro as f64 * 1e-6),
                unit: unit.unwrap_or(&meter.unit).clone(),
                link: Behind::Days {
                    meter: code.to_owned(),
                    month,
                }
                .link(),
            }
        };
        let formula = meter
            .formula
            .as_ref()
            .and_then(|text| Formula::parse(text).ok());
        let parts: Vec<(&str, f64)> = formula
            .iter()
            .flat_map(|formula| formula.terms())
            .map(|term| (term.meter.as_str(), term.factor.to_f64()))
            .collect();
        let children = self.book.meters.values().filter(|child| {
            // A part of the formula need not be said twice.
            child.parent.as_deref() == Some(meter.code.as_str())
                && !parts.iter().any(|(code, _)| *code == child.code)
        });
        parts
            .iter()
            .map(|(code, factor)| one(code, "part", Some(*factor)))
            .chain(children.map(|child| one(&child.code, "child", None)))
            .chain(meter.parent.iter().map(|code| one(code, "parent", None)))
            .collect()
    }

    fn days(&self, meter: &Meter, month: &MeterMonth) -> Result<Vec<Node>> {
        let kwh = UnitRegistry::builtin()
            .convert(1.0, &meter.unit, "kWh")
            .ok();
        // The zone that the run used, which need not be the meter's present one.
        let zone = month.zone.as_deref().zip(kwh);
        let only = HashSet::from([meter.code.clone()]);
        let asked = Days {
            dates: (Some(month.month), Some(month.month.last_of_month())),
            meters: Some(&only),
            ..Days::default()
        };
        let clock = &self.book.clock;
        let mut days: Vec<MeterMonth> = self
            .lake
            .scan_days_at(
                self.accounted.readings_version,
                &self.view.region.id,
                &asked,
                Vec::new,
                |found, row| {
                    let hours = zone.and_then(|(zone, _)| self.factors.hours(zone, row.date));
                    let spread = hours.filter(|_| row.interval_s <= 3600).and_then(|hours| {
                        clock
                            .hour_index(row.date, row.interval_s)
                            .into_iter()
                            .map(|hour| hours.get(usize::from(hour)).copied())
                            .collect::<Option<Vec<f64>>>()
                    });
                    found.extend(MeterMonth::of_day(
                        row,
                        zone.map(|(zone, _)| zone),
                        spread.as_deref(),
                        zone.map_or(0.0, |(_, kwh)| kwh),
                    ));
                },
            )?
            .concat();
        days.sort_by_key(|day| day.first_day);
        Ok(days
            .into_iter()
            .map(|mut day| {
                day.run = month.run;
                let date = day.first_day.to_string();
                let mut sum = Sum::default();
                sum.add(&day, day.slots, &self.factors);
                let mut node = bare(NodeKind::Day, &meter.unit, date.clone());
                node.label = Some(Label {
                    en: date.clone(),
                    zh: date,
                });
                node.value = sum.amount();
                node.quality = worst([(meter, &day)].into_iter());
                node.completeness_percent = super::show::percent(sum.present, sum.slots);
                let named = self.named(&meter.code);
                node.readings = Some(sum.readings(&meter.unit, Some(named), &self.runs));
                node
            })
            .collect())
    }
}

fn worst<'a>(parts: impl Iterator<Item = (&'a Meter, &'a MeterMonth)>) -> Option<QualityId> {
    let mut worst = None;
    for (meter, sums) in parts {
        if meter.synthetic {
            return Some(QualityId::Synthetic);
        }
        if sums.estimated > 0 {
            worst = Some(QualityId::Estimated);
        } else if worst.is_none() && sums.present > 0 {
            worst = Some(QualityId::Metered);
        }
    }
    worst
}

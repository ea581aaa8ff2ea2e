//! The findings inbox: what is abnormal in readings, and what people did about it.

use super::book::{self, Book};
use super::quality;
use super::show::same;
use crate::home::{Home, blocking};
use crate::http::dto::{
    Case, CaseAct, CaseActionRequest, CasePage, CaseRun, CaseSubject, CasesQuery, Evidence,
    KindCount, Reason, StatusCount,
};
use crate::refusal::{ErrorCode, Refusal, Result};
use crate::usecase::Actor;
use crate::usecase::regions::is_named;
use crate::view::RegionView;
use jiff::civil::Date;
use lake::readings::Days;
use metering::detect::{Abnormality, Context, PeerIndex, Series, detect};
use metering::tree::{GapStatus, Total, Tree};
use metering::{DayClock, Log, Meter};
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};
use std::sync::Arc;
use store::{CaseFilter, CaseSearch, NewCase};

/// Days that are looked at, back from the last with readings.
const LOOK_BACK_DAYS: i32 = 400;
/// Meters of an industry that are compared at once.
const PEERS_MAX: usize = 200;
/// Fewer than these are no industry to compare with.
const PEERS_MIN: usize = 4;
/// Slots of evidence that are kept, at most.
const EVIDENCE_MAX: usize = 800;
/// Meters, and enterprises, that a search by name hands on to the store: beyond that the text says next to nothing.
const NAMED_MAX: usize = 5_000;
/// Cases that are read from the store at once.
const CASES_AT_ONCE: u64 = 500;
/// Actions that need words.
const NEED_TEXT: [&str; 3] = ["explain", "correct", "dismiss"];

/// What a case keeps.
#[derive(Debug, Clone, Serialize, Deserialize)]
struct Content {
    from: String,
    to: String,
    reason: Reason,
    message: String,
    evidence: Option<Evidence>,
}

/// Cases that nobody has closed, by meter.
///
/// # Errors
/// What the store says.
pub async fn open_by_meter(home: &Home, region: &str) -> Result<HashMap<String, u64>> {
    let counts = home.store().open_cases_by_meter(region).await?;
    Ok(counts
        .into_iter()
        .filter_map(|(meter, count)| Some((meter?, u64::try_from(count).unwrap_or(0))))
        .collect())
}

fn case_dto(
    view: &RegionView,
    book: &Book,
    case: &store::Case,
    acts: &[store::CaseAct],
) -> Result<Case> {
    let found = &case.found;
    let content: Content = serde_json::from_value(found.content.clone())
        .map_err(|error| Refusal::internal("a case", error))?;
    let label = match (&found.meter, &found.enterprise) {
        (Some(meter), _) => book
            .meters
            .get(meter)
            .map_or_else(|| same(meter), |meter| (&meter.name).into()),
        (None, Some(code)) => super::show::named_enterprise(view, code).name,
        (None, None) => same(""),
    };
    Ok(Case {
        id: case.id,
        kind: found.kind.clone(),
        subject: CaseSubject {
            meter: found.meter.clone(),
            enterprise: found.enterprise.clone(),
            label,
        },
        from: content.from,
        to: content.to,
        score: found.score,
        reason: content.reason,
        message: content.message,
        status: case.status.clone(),
        assignee: case.assignee.clone(),
        found_at: case.found_at.to_string(),
        evidence: content.evidence,
        history: acts
            .iter()
            .map(|act| CaseAct {
                at: act.at.to_string(),
                by: act.by.clone().unwrap_or_else(|| "carbonshed".to_owned()),
                action: act.action.clone(),
                text: act.text.clone(),
            })
            .collect(),
    })
}

/// Cases of a region, the gravest first.
///
/// # Errors
/// Who may not read; an unknown region or place.
pub async fn list(
    home: &Home,
    actor: &Actor,
    region: &str,
    asked: &CasesQuery,
) -> Result<CasePage> {
    let (book, view) = book::open(home, actor, region).await?;
    let places = match &asked.place {
        Some(code) => {
            let place = view.need_place(code)?.code.clone();
            let below = book
                .meters
                .values()
                .map(|meter| meter.place.clone())
                .filter(|code| view.is_within(code, &place));
            Some(below.collect::<BTreeSet<_>>().into_iter().collect())
        }
        None => None,
    };
    let filter = CaseFilter {
        status: asked.status.clone(),
        is_open: false,
        kind: asked.kind.clone(),
        assignee: asked.assignee.clone(),
        meter: asked.meter.clone(),
        places,
        q: asked.q.as_deref().and_then(|q| search(&book, &view, q)),
    };
    let (total, cases) = home
        .store()
        .cases(
            region,
            &filter,
            u64::from(asked.limit.unwrap_or(50).min(500)),
            u64::from(asked.offset.unwrap_or(0)),
        )
        .await?;
    let (mut by_status, mut by_kind) = (BTreeMap::new(), BTreeMap::new());
    let mut assignees = BTreeSet::new();
    for (status, kind, assignee, count) in home.store().case_counts(region).await? {
        let count = u64::try_from(count).unwrap_or(0);
        *by_status.entry(status).or_insert(0) += count;
        *by_kind.entry(kind).or_insert(0) += count;
        assignees.extend(assignee);
    }
    Ok(CasePage {
        total,
        by_status: by_status
            .into_iter()
            .map(|(status, count)| StatusCount { status, count })
            .collect(),
        by_kind: by_kind
            .into_iter()
            .map(|(kind, count)| KindCount { kind, count })
            .collect(),
        assignees: assignees.into_iter().collect(),
        rows: cases
            .iter()
            .map(|case| case_dto(&view, &book, case, &[]))
            .collect::<Result<_>>()?,
    })
}

/// What a text looks for: the words themselves, the reasons that are shown in these words, and the meters and enterprises that bear
/// them in a name.
fn search(book: &Book, view: &RegionView, text: &str) -> Option<CaseSearch> {
    let text = text.trim();
    if text.is_empty() {
        return None;
    }
    let meters = book
        .meters
        .values()
        .filter(|meter| is_named(text, &meter.code, &meter.name))
        .map(|meter| meter.code.clone());
    let enterprises = view
        .enterprises
        .iter()
        .filter(|one| is_named(text, &one.code, &one.name))
        .map(|one| one.code.clone());
    let said = super::reasons::said(text);
    Some(CaseSearch {
        text: text.to_owned(),
        reasons: said.codes,
        kinds: said.kinds,
        numbers: said.numbers,
        meters: meters.take(NAMED_MAX).collect(),
        enterprises: enterprises.take(NAMED_MAX).collect(),
    })
}

/// One case with its history.
///
/// # Errors
/// Who may not read; an unknown region or case.
pub async fn get(home: &Home, actor: &Actor, region: &str, id: u32) -> Result<Case> {
    let (book, view) = book::open(home, actor, region).await?;
    let (case, acts) = need(home, region, id).await?;
    case_dto(&view, &book, &case, &acts)
}

async fn need(home: &Home, region: &str, id: u32) -> Result<(store::Case, Vec<store::CaseAct>)> {
    home.store().case(region, id).await?.ok_or_else(|| {
        Refusal::new(ErrorCode::UnknownCase, format!("there is no case {id}")).with("case", id)
    })
}

/// Open cases of a meter that touch a day.
///
/// # Errors
/// What the store says.
pub async fn of_day(
    home: &Home,
    view: &Arc<RegionView>,
    region: &str,
    meter: &str,
    date: Date,
) -> Result<Vec<Case>> {
    let book = home.book(region).await?;
    let filter = CaseFilter {
        meter: Some(meter.to_owned()),
        is_open: true,
        ..CaseFilter::default()
    };
    let day = date.to_string();
    let (mut found, mut seen) = (Vec::new(), 0);
    loop {
        let (total, cases) = home
            .store()
            .cases(region, &filter, CASES_AT_ONCE, seen)
            .await?;
        for case in &cases {
            let case = case_dto(view, &book, case, &[])?;
            let on = |moment: &str| moment.get(..10).map(str::to_owned).unwrap_or_default();
            if on(&case.from) <= day && day <= on(&case.to) {
                found.push(case);
            }
        }
        seen += cases.len() as u64;
        if cases.is_empty() || seen >= total {
            return Ok(found);
        }
    }
}

/// Does something with a case.
///
/// # Errors
/// Who may not; an unknown case or action; an action without the words or the name it needs.
pub async fn act(
    home: &Home,
    actor: &Actor,
    region: &str,
    id: u32,
    asked: &CaseActionRequest,
) -> Result<Case> {
    actor.must_import()?;
    let (case, _) = need(home, region, id).await?;
    let text = asked
        .text
        .as_deref()
        .map(str::trim)
        .filter(|text| !text.is_empty());
    let action = asked.action.as_str();
    if NEED_TEXT.contains(&action) && text.is_none() {
        return Err(Refusal::new(
            ErrorCode::BadBody,
            format!("{action} needs words: say in `text` what was found out"),
        )
        .with("name", "text"));
    }
    let mut assignee = case.assignee.clone();
    let status = match action {
        "assign" => {
            let to = asked
                .assignee
                .as_deref()
                .map(str::trim)
                .filter(|name| !name.is_empty())
                .ok_or_else(|| {
                    Refusal::new(ErrorCode::BadBody, "assign needs `assignee`: to whom")
                        .with("name", "assignee")
                })?;
            assignee = Some(to.to_owned());
            "assigned"
        }
        "explain" => "explained",
        "accept" => "accepted",
        "correct" => "corrected",
        "dismiss" => "dismissed",
        "reopen" => "open",
        other => {
            return Err(Refusal::bad_parameter(
                "action",
                other,
                "there are assign, explain, accept, correct, dismiss, reopen",
            ));
        }
    };
    home.store()
        .act_on_case(id, status, assignee.as_deref(), actor.name(), action, text)
        .await?;
    get(home, actor, region, id).await
}

/// Looks for abnormal data in the last year of all meters; what is known stays as people left it.
///
/// # Errors
/// Who may not; an unknown region; what the lake says.
pub async fn run(home: &Home, actor: &Actor, region: &str) -> Result<CaseRun> {
    actor.must_import()?;
    let book = home.book(region).await?;
    let view = home.region(region).await?;
    let Some((_, last)) = book.span else {
        return Ok(CaseRun { found: 0, new: 0 });
    };
    let lake = home.lake().clone();
    let id = region.to_owned();
    let found = blocking(move || {
        let mut found = abnormal(&lake, &id, &book, &view, last)?;
        found.extend(tree_cases(&book, last));
        found.extend(quality::cases(&book, last));
        Ok(found)
    })
    .await?;
    let new = home.store().open_cases(region, &found).await?;
    Ok(CaseRun {
        found: found.len() as u64,
        new,
    })
}

/// A meter's amounts over whole days.
struct Held {
    start: Date,
    interval_s: u32,
    slots: Vec<u16>,
    values: Vec<Option<f64>>,
}

impl Held {
    fn series(&self) -> Series<'_> {
        Series {
            start: self.start,
            interval_s: self.interval_s,
            slots_per_day: &self.slots,
            values: &self.values,
        }
    }
}

fn abnormal(
    lake: &lake::Lake,
    region: &str,
    book: &Book,
    view: &RegionView,
    last: Date,
) -> Result<Vec<NewCase>> {
    let mut groups: BTreeMap<Option<&str>, Vec<&Meter>> = BTreeMap::new();
    for meter in book.meters.values().filter(|meter| !meter.is_virtual()) {
        let industry = meter
            .enterprise
            .as_deref()
            .and_then(|code| view.enterprise(code)?.industry.as_deref());
        groups.entry(industry).or_default().push(meter);
    }
    // An industry of a few is no measure: those are compared with each other, whatever they make.
    let mut others = Vec::new();
    groups.retain(|industry, meters| {
        let many = industry.is_some() && meters.len() >= PEERS_MIN;
        if !many {
            others.append(meters);
        }
        many
    });
    groups.insert(None, others);
    let mut found = Vec::new();
    for meters in groups.into_values() {
        for some in meters.chunks(PEERS_MAX) {
            let held = hold(lake, region, &book.clock, some, last)?;
            let all: Vec<Series<'_>> = held.values().map(Held::series).collect();
            let peers = (all.len() >= PEERS_MIN)
                .then(|| PeerIndex::new(&all, &[]))
                .flatten();
            let context = Context {
                peers: peers.as_ref(),
                ..Context::default()
            };
            for meter in some {
                let Some(held) = held.get(meter.code.as_str()) else {
                    continue;
                };
                for one in detect(&held.series(), &context) {
                    found.push(new_case(book, meter, held, &one)?);
                }
            }
        }
    }
    Ok(found)
}

/// The amounts of some meters, each from its first day within the look-back to its last.
fn hold<'m>(
    lake: &lake::Lake,
    region: &str,
    clock: &DayClock,
    meters: &[&'m Meter],
    last: Date,
) -> Result<HashMap<&'m str, Held>> {
    let first = last.saturating_sub(jiff::Span::new().days(LOOK_BACK_DAYS));
    let codes: HashSet<String> = meters.iter().map(|meter| meter.code.clone()).collect();
    let asked = Days {
        dates: (Some(first), Some(last)),
        meters: Some(&codes),
        ..Days::default()
    };
    type Read = (String, Date, u32, Vec<Option<f64>>);
    let read = lake.scan_days(region, &asked, Vec::<Read>::new, |found, row| {
        let values = (0..row.counts.len())
            .map(|slot| {
                row.present
                    .is_none_or(|present| present[slot])
                    .then(|| (row.base as f64 + f64::from(row.counts[slot])) * row.step)
            })
            .collect();
        found.push((row.meter.to_owned(), row.date, row.interval_s, values));
    })?;
    type Day = (u32, Vec<Option<f64>>);
    let mut by_meter: HashMap<String, BTreeMap<Date, Day>> = HashMap::new();
    for (meter, date, interval_s, values) in read.into_iter().flatten() {
        by_meter
            .entry(meter)
            .or_default()
            .insert(date, (interval_s, values));
    }
    let mut held = HashMap::new();
    for meter in meters {
        let Some(days) = by_meter.remove(&meter.code) else {
            continue;
        };
        let (Some((&start, _)), Some((&end, _))) = (days.first_key_value(), days.last_key_value())
        else {
            continue;
        };
        let interval_s = meter.interval_s;
        let mut one = Held {
            start,
            interval_s,
            slots: Vec::new(),
            values: Vec::new(),
        };
        let mut date = start;
        while date <= end {
            let slots = clock.slots(date, interval_s);
            one.slots.push(slots as u16);
            match days.get(&date) {
                Some((of, values)) if *of == interval_s && values.len() == slots => {
                    one.values.extend(values);
                }
                _ => one.values.extend(std::iter::repeat_n(None, slots)),
            }
            match date.tomorrow() {
                Ok(next) => date = next,
                Err(_) => break,
            }
        }
        held.insert(meter.code.as_str(), one);
    }
    Ok(held)
}

fn new_case(book: &Book, meter: &Meter, held: &Held, one: &Abnormality) -> Result<NewCase> {
    let at = |date: Date, slot: u16| {
        book.clock
            .start_of(date, usize::from(slot), meter.interval_s)
            .to_zoned(book.clock.zone().clone())
            .strftime("%Y-%m-%dT%H:%M:%S%:z")
            .to_string()
    };
    let mut starts = Vec::with_capacity(held.values.len());
    let mut date = held.start;
    for slots in &held.slots {
        starts.extend((0..*slots).map(|slot| (date, slot)));
        date = date.tomorrow().unwrap_or(date);
    }
    let from = one.evidence_first.min(one.first);
    let length = (one.last + 1 - from)
        .max(one.expected.len())
        .min(EVIDENCE_MAX)
        .min(held.values.len() - from.min(held.values.len()));
    let range = from..from + length;
    let content = Content {
        from: at(one.from.date, one.from.slot),
        to: at(one.to.date, one.to.slot),
        message: sentence(&one.code, &one.params),
        reason: Reason {
            code: one.code.clone(),
            params: one.params.clone(),
        },
        evidence: Some(Evidence {
            unit: meter.unit.clone(),
            at: starts[range.clone()]
                .iter()
                .map(|(date, slot)| at(*date, *slot))
                .collect(),
            values: held.values[range.clone()].to_vec(),
            expected: range
                .map(|index| {
                    let index = index.checked_sub(one.evidence_first)?;
                    one.expected.get(index).copied().flatten()
                })
                .collect(),
        }),
    };
    Ok(NewCase {
        mark: format!("{}|{}|{}", one.kind.id(), meter.code, content.from),
        kind: one.kind.id().to_owned(),
        meter: Some(meter.code.clone()),
        enterprise: meter.enterprise.clone(),
        place: Some(meter.place.clone()),
        score: one.score,
        content: serde_json::to_value(&content)
            .map_err(|error| Refusal::internal("a case", error))?,
    })
}

/// The English sentence of a reason; the interface has its own in both languages.
fn sentence(code: &str, params: &BTreeMap<String, String>) -> String {
    let values: Vec<String> = params
        .iter()
        .map(|(name, value)| format!("{name} {value}"))
        .collect();
    format!("{}: {}", code.replace('_', " "), values.join(", "))
}

/// Meters whose children add up to more than they show, month by month of the last year.
fn tree_cases(book: &Book, last: Date) -> Vec<NewCase> {
    let meters: Vec<Meter> = book.meters.values().cloned().collect();
    let mut log = Log::new();
    let tree = Tree::new(&meters, &mut log);
    let first = last.saturating_sub(jiff::Span::new().days(LOOK_BACK_DAYS));
    let mut slots = book::SlotCount::default();
    let mut cases = Vec::new();
    for meter in &meters {
        let months: Vec<Date> = book
            .months
            .get(&meter.code)
            .into_iter()
            .flatten()
            .map(|month| month.month)
            .filter(|month| first <= *month)
            .collect();
        let (mut amounts, mut days) = ((0.0, 0.0), None);
        for month in months {
            let span = book::Span {
                first: month,
                last: month.last_of_month(),
            };
            let mut expected = HashMap::new();
            for code in tree
                .children(&meter.code)
                .iter()
                .map(|child| child.code.as_str())
                .chain([meter.code.as_str()])
            {
                if let Some(one) = book.meters.get(code) {
                    expected.insert(code.to_owned(), book.expected(one, span, &mut slots));
                }
            }
            let gap = tree.gap(&meter.code, |code| {
                let of = book.months_within(code, span).next();
                Total {
                    amount: of.map(|month| month.amount_micro as f64 * 1e-6),
                    complete: of.is_some_and(|month| expected.get(code) == Some(&month.present)),
                }
            });
            if let Some(gap) = gap.filter(|gap| gap.status == GapStatus::Beyond)
                && let (Some(own), Some(below)) = (gap.amount, gap.children_amount)
            {
                amounts.0 += own;
                amounts.1 += below;
                days = Some(days.map_or((span.first, span.last), |(first, _)| (first, span.last)));
            }
        }
        // One case for all the months in which they do.
        let (Some(days), (own, below)) = (days, amounts) else {
            continue;
        };
        let mut params: BTreeMap<String, String> = [
            ("amount", format!("{own:.3}")),
            ("children", format!("{below:.3}")),
            ("unit", meter.unit.clone()),
            ("loss_percent_max", meter.loss_percent_max.to_string()),
        ]
        .map(|(name, value)| (name.to_owned(), value))
        .into();
        // Of nothing no share can be told; that children show something is all the clearer.
        let gap_percent = (own != 0.0).then(|| (own - below) / own * 100.0);
        params.extend(gap_percent.map(|gap| ("gap_percent".to_owned(), format!("{gap:.2}"))));
        cases.push(plain_case(
            "tree_excess",
            "tree_excess",
            Some(meter.code.clone()),
            meter.enterprise.clone(),
            Some(meter.place.clone()),
            days,
            gap_percent.map_or(1.0, |gap| (0.5 - gap / 100.0).clamp(0.5, 1.0)),
            params,
        ));
    }
    cases
}

/// A case without evidence slot by slot.
#[allow(clippy::too_many_arguments, reason = "each is a field of the case")]
pub(super) fn plain_case(
    kind: &str,
    code: &str,
    meter: Option<String>,
    enterprise: Option<String>,
    place: Option<String>,
    days: (Date, Date),
    score: f64,
    params: BTreeMap<String, String>,
) -> NewCase {
    let content = Content {
        from: days.0.to_string(),
        to: days.1.to_string(),
        message: sentence(code, &params),
        reason: Reason {
            code: code.to_owned(),
            params,
        },
        evidence: None,
    };
    let subject = meter
        .as_deref()
        .or(enterprise.as_deref())
        .unwrap_or_default();
    NewCase {
        mark: format!("{kind}|{subject}|{}", content.from),
        kind: kind.to_owned(),
        meter,
        enterprise,
        place,
        score,
        content: serde_json::to_value(&content).unwrap_or_default(),
    }
}

//! Figures of a side: from its ledger by the use case of the figures' pages, or from its last file. Both come as the same tables.

use super::exchange::Received;
use super::{Org, Pair};
use crate::home::{Home, blocking};
use crate::http::dto::{
    CertificateCount, CubeQuery, CutQuery, DimId, FigureSourceId, IndicatorFigure, IndicatorId,
    Named, PartnerCertificates, PartnerFigureRow, PartnerFigures, PartnerFiguresQuery, SideId,
    YearFigure,
};
use crate::refusal::{ErrorCode, Refusal, Result};
use crate::usecase::readings::contracts;
use crate::usecase::{Actor, cut, figures};
use inventory::indicator::Indicator;
use planning::partnership::Side;
use planning::partnership::agreement::{Detail, Terms, What};
use planning::partnership::file::{CertificateRow, FigureRow, FigureTable};
use planning::partnership::item::{Body, Item};
use planning::partnership::seen::{self, Viewer};
use std::collections::BTreeMap;
use units::Label;

/// Where figures come from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Source {
    Ledger,
    File { as_of: String },
}

impl Source {
    pub fn id(&self) -> FigureSourceId {
        match self {
            Source::Ledger => FigureSourceId::Ledger,
            Source::File { .. } => FigureSourceId::File,
        }
    }

    fn as_of(&self) -> Option<String> {
        match self {
            Source::Ledger => None,
            Source::File { as_of } => Some(as_of.clone()),
        }
    }
}

fn refused(code: &str, message: &str) -> Refusal {
    Refusal::new(ErrorCode::NoData, message.to_owned()).with("reason", code)
}

/// The cut of a side's own ledger, all years.
fn question(org: &Org, indicator: Indicator) -> CutQuery {
    CutQuery {
        place: org.place.clone(),
        indicator: IndicatorId::from_code(indicator.id()),
        ..CutQuery::default()
    }
}

async fn from_ledger(
    home: &Home,
    org: &Org,
    indicator: Indicator,
    detail: Detail,
) -> Result<FigureTable> {
    let region = org
        .region
        .as_deref()
        .ok_or_else(|| refused("no_ledger", "the city has no ledger here"))?;
    let view = home.region(region).await?;
    let synthetic = view.region.synthetic;
    let asked = question(org, indicator);
    let (by, dim) = match detail {
        Detail::ByField => ("field,period", Some(DimId::Field)),
        Detail::ByTown => ("place,period", Some(DimId::Place)),
        Detail::ByEnterprise => ("enterprise,period", Some(DimId::Enterprise)),
        Detail::ByCarrier => ("carrier,period", Some(DimId::Carrier)),
        Detail::Total | Detail::Full => ("period", None),
    };
    let how = CubeQuery {
        by: Some(by.to_owned()),
        ..CubeQuery::default()
    };
    let cube = blocking(move || figures::cube(&view, &asked, &how)).await?;
    let text = |value: Option<f64>| value.map(|value| value.to_string());
    let rows = cube.rows.iter().filter_map(|row| {
        let year = row.keys.get(&DimId::Period)?.id.parse().ok()?;
        let (id, name) = match dim {
            None => (String::new(), Label::default()),
            Some(dim) => {
                let member = row.keys.get(&dim)?;
                let name = Label {
                    en: member.label.en.clone(),
                    zh: member.label.zh.clone(),
                };
                (member.id.clone(), name)
            }
        };
        Some(FigureRow {
            id,
            name,
            year,
            value: text(row.value),
            reason: row.reason.clone(),
            completeness_percent: text(row.completeness_percent),
        })
    });
    Ok(FigureTable {
        indicator: indicator.id().to_owned(),
        cut: detail,
        unit: cube.unit.clone(),
        quantity: cube.quantity.clone(),
        synthetic,
        rows: rows.collect(),
    })
}

/// A table of a side. Who may see it has been asked before.
///
/// # Errors
/// A ledger that there is not, or that cannot answer; a file that does not bring it.
pub(crate) async fn table(
    home: &Home,
    pair: &Pair,
    side: Side,
    indicator: Indicator,
    detail: Detail,
) -> Result<(FigureTable, Source)> {
    let lead = pair
        .lead(side)
        .ok_or_else(|| refused("no_ledger", "the side has no organisation"))?;
    if !lead.remote {
        return Ok((
            from_ledger(home, lead, indicator, detail).await?,
            Source::Ledger,
        ));
    }
    let nothing = || refused("not_sent", "no file of the partner brought this yet");
    let sent = Received::last(home, pair, side)
        .await?
        .ok_or_else(nothing)?;
    let found = sent
        .figures
        .into_iter()
        .find(|one| one.indicator == indicator.id() && one.cut == detail)
        .ok_or_else(nothing)?;
    Ok((found, Source::File { as_of: sent.at }))
}

fn number(text: &Option<String>) -> Option<f64> {
    text.as_deref().and_then(|text| text.parse().ok())
}

fn series(table: &FigureTable, id: &str) -> Vec<YearFigure> {
    let rows = table.rows.iter().filter(|row| row.id == id);
    let mut years: Vec<YearFigure> = rows
        .map(|row| YearFigure {
            year: Some(row.year),
            value: number(&row.value),
            reason: row.reason.clone(),
        })
        .collect();
    years.sort_by_key(|one| one.year);
    years
}

fn last(series: &[YearFigure]) -> YearFigure {
    let found = series.iter().rev().find(|one| one.value.is_some());
    found.cloned().unwrap_or_else(|| YearFigure {
        year: None,
        value: None,
        reason: Some("no_data".to_owned()),
    })
}

/// May this side's figure be seen by that viewer, so finely?
fn granted(
    terms: Option<&Terms>,
    viewer: Viewer,
    side: Side,
    indicator: Indicator,
    detail: Detail,
) -> bool {
    let what = What::Indicator(indicator);
    match viewer {
        Viewer::Side(own) if own == side => true,
        Viewer::Side(_) => terms.is_some_and(|terms| terms.grants(side, what, detail)),
        Viewer::Public => terms.is_some_and(|terms| terms.publishes(side, what, detail)),
    }
}

fn not_shared(side: Side, what: &str) -> Refusal {
    Refusal::new(
        ErrorCode::NotShared,
        format!("the agreement in force does not share {what} of side {side} so finely"),
    )
    .with("side", side)
    .with("what", what)
}

fn side_of(text: &str) -> Result<Side> {
    text.parse()
        .map_err(|_| Refusal::bad_parameter("side", text, "there are a and b"))
}

/// Figures of a side, as finely as the agreement lets the asker see them.
///
/// # Errors
/// Who belongs to neither side; what is not shared; what the ledger does not have.
pub async fn get(
    home: &Home,
    actor: &Actor,
    id: &str,
    asked: &PartnerFiguresQuery,
) -> Result<PartnerFigures> {
    let pair = Pair::load(home, id).await?;
    let member = pair.must_be_member(home, actor).await?;
    let side = side_of(&asked.side)?;
    let indicator = cut::indicator(&asked.indicator)?;
    let detail = match asked.by.as_deref() {
        None | Some("") => Detail::Total,
        Some("field") => Detail::ByField,
        Some("town") => Detail::ByTown,
        Some("enterprise") => Detail::ByEnterprise,
        Some("carrier") => Detail::ByCarrier,
        Some(other) => {
            return Err(Refusal::bad_parameter(
                "by",
                other,
                "there are field, town, enterprise, carrier",
            ));
        }
    };
    let terms = pair.terms();
    if !granted(terms.as_ref(), member.viewer(), side, indicator, detail) {
        return Err(not_shared(side, indicator.id()));
    }
    let (whole, source) = table(home, &pair, side, indicator, Detail::Total).await?;
    let years = series(&whole, "");
    let year = asked.year.or_else(|| last(&years).year);
    let of_year = |table: &FigureTable| -> Vec<PartnerFigureRow> {
        let rows = table.rows.iter().filter(|row| Some(row.year) == year);
        rows.map(|row| PartnerFigureRow {
            id: row.id.clone(),
            name: super::label(&row.name),
            value: number(&row.value),
            reason: row.reason.clone(),
            completeness_percent: number(&row.completeness_percent),
        })
        .collect()
    };
    let rows = match detail {
        Detail::Total => Vec::new(),
        finer => {
            let (parts, _) = table(home, &pair, side, indicator, finer).await?;
            let mut rows = of_year(&parts);
            let rank = |row: &PartnerFigureRow| row.value.unwrap_or(f64::NEG_INFINITY);
            rows.sort_by(|a, b| rank(b).total_cmp(&rank(a)).then_with(|| a.id.cmp(&b.id)));
            rows
        }
    };
    let total = of_year(&whole).into_iter().next();
    Ok(PartnerFigures {
        side: side.into(),
        indicator: indicator.id().to_owned(),
        unit: whole.unit.clone(),
        quantity: whole.quantity.clone(),
        year,
        by: asked.by.clone().filter(|by| !by.is_empty()),
        rows,
        total: total.unwrap_or_else(|| PartnerFigureRow {
            id: String::new(),
            name: super::label(&Label::default()),
            value: None,
            reason: Some("no_data".to_owned()),
            completeness_percent: None,
        }),
        series: years,
        source: source.id(),
        as_of: source.as_of(),
        synthetic: whole.synthetic,
    })
}

/// The figures behind an indicator of the plan.
pub(crate) async fn of_indicator(
    home: &Home,
    pair: &Pair,
    item: &Item,
    viewer: Viewer,
) -> Result<Option<IndicatorFigure>> {
    let Body::Indicator {
        indicator,
        base_year,
        target_year,
        target,
        place,
        field,
        carrier,
        ..
    } = &item.body
    else {
        return Ok(None);
    };
    let kind = cut::indicator(indicator)?;
    let detail = seen::cut_of(place.is_some(), field.is_some(), carrier.is_some());
    let member = place.as_ref().or(field.as_ref()).or(carrier.as_ref());
    let own = viewer == Viewer::Side(item.side);
    let lead = pair.lead(item.side).filter(|_| own);
    let mut figure = IndicatorFigure {
        item: item.id.to_string(),
        side: item.side.into(),
        indicator: indicator.clone(),
        unit: None,
        quantity: None,
        base: YearFigure {
            year: Some(*base_year),
            value: None,
            reason: None,
        },
        actual: YearFigure {
            year: None,
            value: None,
            reason: None,
        },
        target: YearFigure {
            year: Some(*target_year),
            value: Some(target.0),
            reason: None,
        },
        achieved_percent: None,
        series: Vec::new(),
        query: None,
        region: lead.and_then(|org| org.region.clone()),
        source: FigureSourceId::None,
        as_of: None,
        synthetic: false,
    };
    let (table, source) = match table(home, pair, item.side, kind, detail).await {
        Ok(found) => found,
        Err(refusal) if refusal.code == ErrorCode::Internal => return Err(refusal),
        Err(refusal) => {
            let reason = refusal.params.get("reason").cloned();
            let reason = reason.unwrap_or_else(|| refusal.code.code());
            figure.base.reason = Some(reason.clone());
            figure.actual.reason = Some(reason);
            return Ok(Some(figure));
        }
    };
    let years = series(&table, member.map_or("", String::as_str));
    let no_data = |year| YearFigure {
        year,
        value: None,
        reason: Some("no_data".to_owned()),
    };
    let base = years.iter().find(|one| one.year == Some(*base_year));
    figure.base = base.cloned().unwrap_or_else(|| no_data(Some(*base_year)));
    figure.actual = last(&years);
    if let (Some(base), Some(actual)) = (figure.base.value, figure.actual.value)
        && base != target.0
    {
        figure.achieved_percent = Some((base - actual) / (base - target.0) * 100.0);
    }
    if let Some(org) = lead.filter(|org| !org.remote) {
        let view = home
            .region(org.region.as_deref().unwrap_or_default())
            .await?;
        let mut asked = question(org, kind);
        if let Some(place) = place {
            asked.place = Some(place.clone());
        }
        asked.field.clone_from(field);
        asked.carrier.clone_from(carrier);
        asked.period = figure.actual.year.map(|year| year.to_string());
        figure.query = Some(cut::query_string(&cut::query(&view, &asked, false)?));
    }
    figure.unit = Some(table.unit.clone());
    figure.quantity = Some(table.quantity.clone());
    figure.series = years;
    figure.source = source.id();
    figure.synthetic = table.synthetic;
    figure.as_of = source.as_of();
    Ok(Some(figure))
}

/// The indicators of the plan that a member sees, with their figures.
///
/// # Errors
/// Who belongs to neither side.
pub async fn indicators(home: &Home, actor: &Actor, id: &str) -> Result<Vec<IndicatorFigure>> {
    let pair = Pair::load(home, id).await?;
    let member = pair.must_be_member(home, actor).await?;
    let plan = pair.plan(home, None).await?;
    let mut rows = Vec::new();
    for kept in seen::items(&plan, member.viewer(), pair.terms().as_ref()) {
        rows.extend(of_indicator(home, &pair, &kept.item, member.viewer()).await?);
    }
    Ok(rows)
}

/// Certificates of a side's enterprises: the total first.
pub(crate) async fn certificate_rows(home: &Home, org: &Org) -> Result<Vec<CertificateRow>> {
    let (Some(region), Some(city)) = (&org.region, &org.place) else {
        return Ok(Vec::new());
    };
    let view = home.region(region).await?;
    let page = contracts::list(home, &Actor::Operator, region).await?;
    let mut sums: BTreeMap<String, (Label, u32, Option<f64>, f64)> = BTreeMap::new();
    for row in page.rows.iter().filter(|row| row.kind == "certificate") {
        let within = view
            .enterprise(&row.enterprise.code)
            .is_some_and(|one| view.is_within(&one.place, city));
        if !within {
            continue;
        }
        let name = super::of_label(&row.enterprise.name);
        for (id, name) in [
            (String::new(), Label::default()),
            (row.enterprise.code.clone(), name),
        ] {
            let sum = sums.entry(id).or_insert((name, 0, Some(0.0), 0.0));
            sum.1 += 1;
            sum.2 = sum.2.zip(row.volume_kwh).map(|(a, b)| a + b);
            sum.3 += row.used_kwh;
        }
    }
    let rows = sums
        .into_iter()
        .map(|(id, (name, count, volume, used))| CertificateRow {
            id,
            name,
            count,
            volume_kwh: volume.map(|kwh| kwh.to_string()),
            used_kwh: Some(used.to_string()),
        });
    Ok(rows.collect())
}

/// Certificates of a side, as finely as the agreement lets the asker see them.
///
/// # Errors
/// Who belongs to neither side; what is not shared.
pub async fn certificates(
    home: &Home,
    actor: &Actor,
    id: &str,
    side: Option<&str>,
) -> Result<PartnerCertificates> {
    let pair = Pair::load(home, id).await?;
    let member = pair.must_be_member(home, actor).await?;
    let side = side.map_or(Ok(member.side), side_of)?;
    let terms = pair.terms();
    let sees = |detail| {
        side == member.side
            || terms
                .as_ref()
                .is_some_and(|terms| terms.grants(side, What::Certificates, detail))
    };
    if !sees(Detail::Total) {
        return Err(not_shared(side, "certificates"));
    }
    let lead = pair.lead(side);
    let (rows, source) = match lead {
        Some(org) if org.remote => match Received::last(home, &pair, side).await? {
            Some(sent) => (sent.certificates, FigureSourceId::File),
            None => (Vec::new(), FigureSourceId::None),
        },
        Some(org) if org.region.is_some() => {
            (certificate_rows(home, org).await?, FigureSourceId::Ledger)
        }
        _ => (Vec::new(), FigureSourceId::None),
    };
    let dto = |row: &CertificateRow| CertificateCount {
        enterprise: Named {
            code: row.id.clone(),
            name: super::label(&row.name),
        },
        count: row.count,
        volume_kwh: number(&row.volume_kwh),
        used_kwh: number(&row.used_kwh),
    };
    Ok(PartnerCertificates {
        side: side.into(),
        total: rows.iter().find(|row| row.id.is_empty()).map(dto),
        rows: sees(Detail::ByEnterprise).then(|| {
            rows.iter()
                .filter(|row| !row.id.is_empty())
                .map(dto)
                .collect()
        }),
        source,
    })
}

/// The figures that an agreement shows to everybody: totals.
pub(crate) async fn published(
    home: &Home,
    pair: &Pair,
    terms: &Terms,
) -> Result<Vec<crate::http::dto::PublicFigure>> {
    let mut out: Vec<crate::http::dto::PublicFigure> = Vec::new();
    for share in terms.shares.iter().filter(|share| share.public) {
        let Some(indicator) = share.what.indicator() else {
            continue;
        };
        let side = SideId::from(share.side);
        if out
            .iter()
            .any(|one| one.side == side && one.indicator == indicator.id())
        {
            continue;
        }
        let mut figure = crate::http::dto::PublicFigure {
            side,
            indicator: indicator.id().to_owned(),
            unit: None,
            year: None,
            value: None,
            reason: None,
            series: Vec::new(),
            synthetic: false,
        };
        match table(home, pair, share.side, indicator, Detail::Total).await {
            Ok((found, _)) => {
                figure.series = series(&found, "");
                let last = last(&figure.series);
                figure.unit = Some(found.unit);
                figure.synthetic = found.synthetic;
                (figure.year, figure.value, figure.reason) = (last.year, last.value, last.reason);
            }
            Err(refusal) if refusal.code == ErrorCode::Internal => return Err(refusal),
            Err(refusal) => {
                let reason = refusal.params.get("reason").cloned();
                figure.reason = Some(reason.unwrap_or_else(|| refusal.code.code()));
            }
        }
        out.push(figure);
    }
    Ok(out)
}

/// The tables that a side sends: those that it shows the other.
pub(crate) async fn shared_tables(
    home: &Home,
    org: &Org,
    side: Side,
    terms: Option<&Terms>,
) -> Result<Vec<FigureTable>> {
    let mut wanted: Vec<(Indicator, Detail)> = Vec::new();
    for share in seen::shares(terms, side) {
        if let Some(indicator) = share.what.indicator() {
            // Whoever sees a cut sees the total.
            wanted.push((indicator, Detail::Total));
            wanted.push((indicator, share.detail));
        }
    }
    wanted.sort();
    wanted.dedup();
    let mut tables = Vec::new();
    for (indicator, detail) in wanted {
        match from_ledger(home, org, indicator, detail).await {
            Ok(table) => tables.push(table),
            Err(refusal) if refusal.code == ErrorCode::Internal => return Err(refusal),
            // What the ledger cannot answer is not sent; the partner sees that it was not.
            Err(_) => {}
        }
    }
    Ok(tables)
}

//! Figures that were published stay as they were; what has changed since is shown with its reason.

use super::ACCOUNT;
use super::show::named_place;
use crate::home::{Home, blocking};
use crate::http::dto::{
    Cause, CauseChange, ChangeRow, Changes, Publication, PublishRequest, PublishedFigure,
    PublishedVersions,
};
use crate::refusal::{ErrorCode, Refusal, Result};
use crate::usecase::Actor;
use crate::view::{RegionView, Shown};
use inventory::cube::{Dim, Key, Query};
use inventory::indicator::Indicator;
use inventory::master::View;
use lake::Table;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use std::collections::HashMap;
use units::Period;

#[derive(Debug, Clone, Serialize, Deserialize)]
struct Content {
    title: String,
    note: Option<String>,
    place: crate::http::dto::Named,
    period: String,
    versions: PublishedVersions,
    figures: Vec<KeptFigure>,
    /// Number of the last import that counted.
    last_import: u32,
    /// How the figures were added up; of older ones it was not kept. Fields that come later must not be written where they are not
    /// known, too: the hash of older publications is that of these fields.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    view: Option<View>,
}

/// Mark of what is kept whose hash is that of its very text; in older ones it is that of the fields of [`Content`].
const HASH_OF: (&str, &str) = ("hash_of", "text");

/// A figure as it is kept. Numbers are text, which is read back to the last bit; a JSON number need not be.
#[derive(Debug, Clone, Serialize, Deserialize)]
struct KeptFigure {
    place: crate::http::dto::Named,
    indicator: String,
    unit: String,
    value: Option<String>,
    completeness_percent: Option<String>,
}

impl KeptFigure {
    fn keep(figure: PublishedFigure) -> KeptFigure {
        let text = |value: Option<f64>| value.map(|value| value.to_string());
        KeptFigure {
            place: figure.place,
            indicator: figure.indicator,
            unit: figure.unit,
            value: text(figure.value),
            completeness_percent: text(figure.completeness_percent),
        }
    }

    fn figure(&self) -> Result<PublishedFigure> {
        let number = |text: &Option<String>| {
            text.as_ref()
                .map(|text| {
                    text.parse::<f64>()
                        .map_err(|error| Refusal::internal("a published figure", error))
                })
                .transpose()
        };
        Ok(PublishedFigure {
            place: self.place.clone(),
            indicator: self.indicator.clone(),
            unit: self.unit.clone(),
            value: number(&self.value)?,
            completeness_percent: number(&self.completeness_percent)?,
        })
    }
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

/// Versions of all that figures are computed from.
fn versions(home: &Home) -> Result<PublishedVersions> {
    let lake = home.lake();
    let mut data = lake.versions()?.to_string();
    for (letter, table) in [
        ('r', Table::Readings),
        ('h', Table::HourlyFactors),
        ('m', Table::MeterMonths),
    ] {
        if lake.folder().join(table.name()).exists() {
            data += &format!(".{letter}{}", lake.version(table)?);
        }
    }
    let mut digest = Sha256::new();
    for file in crate::embed::factor_tables() {
        digest.update(&file);
    }
    Ok(PublishedVersions {
        data,
        factors: hex(&digest.finalize()[..8]),
        code: env!("CARGO_PKG_VERSION").to_owned(),
    })
}

/// Versions of the tables that publications of a region name, as their texts.
///
/// # Errors
/// What the store says.
pub(super) async fn data_versions(home: &Home, region: &str) -> Result<Vec<String>> {
    let all = home.store().publications(region).await?;
    all.into_iter()
        .map(|one| {
            let content: Content = serde_json::from_value(one.content)
                .map_err(|error| Refusal::internal("a publication", error))?;
            Ok(content.versions.data)
        })
        .collect()
}

/// The figures of a place and its members.
fn figures(
    view: &RegionView,
    place: &str,
    (period, by): (Period, Option<View>),
    indicators: &[Indicator],
) -> Result<Vec<PublishedFigure>> {
    let mut out = Vec::new();
    for indicator in indicators {
        let shown = Shown::of(*indicator, &view.region);
        let base = Query {
            place: Some(place.to_owned()),
            from: Some(period),
            to: Some(period),
            view: by,
            ..Query::new(*indicator)
        };
        let answer = view.answer(&base)?;
        let mut push = |code: &str, value: Option<f64>, completeness_percent: Option<f64>| {
            out.push(PublishedFigure {
                place: named_place(view, code),
                indicator: indicator.id().to_owned(),
                unit: shown.unit.clone(),
                value: value.map(|value| shown.apply(value)),
                completeness_percent,
            });
        };
        push(place, answer.total.value, answer.total.completeness_percent);
        for row in &view.answer(&base.by(Dim::PlaceChildren))?.rows {
            if let Some(Key::Place(Some(code))) = row.keys.first() {
                push(code, row.value, row.completeness_percent);
            }
        }
    }
    Ok(out)
}

fn indicator(view: &RegionView, id: &str) -> Result<Indicator> {
    view.indicators
        .iter()
        .copied()
        .find(|one| one.id() == id)
        .ok_or_else(|| {
            Refusal::new(
                ErrorCode::UnknownIndicator,
                format!("region {} has no indicator {id}", view.region.id),
            )
            .with("indicator", id)
        })
}

fn period(text: &str) -> Result<Period> {
    text.parse().map_err(|error| {
        Refusal::bad_parameter("period", text, &format!("write 2026 or 2026-05 ({error})"))
    })
}

/// Publishes the figures of a place and its members as they are now.
///
/// # Errors
/// Who may not; an unknown region, place or indicator; a title without words.
pub async fn publish(
    home: &Home,
    actor: &Actor,
    region: &str,
    asked: &PublishRequest,
) -> Result<Publication> {
    actor.must_import()?;
    let view = home.region(region).await?;
    let title = asked.title.trim();
    if title.is_empty() {
        return Err(
            Refusal::new(ErrorCode::BadBody, "a publication needs a title").with("name", "title"),
        );
    }
    let place = match &asked.place {
        Some(code) => view.need_place(code)?.code.clone(),
        None => view.root()?.code.clone(),
    };
    let when = period(&asked.period)?;
    let indicators = match &asked.indicators {
        Some(ids) => ids
            .iter()
            .map(|id| indicator(&view, id))
            .collect::<Result<Vec<_>>>()?,
        None => view.indicators.clone(),
    };
    let last_import = last_import(home, region).await?;
    let by = Some(view.region.default_view);
    let content = Content {
        title: title.to_owned(),
        note: asked.note.clone().filter(|note| !note.trim().is_empty()),
        place: named_place(&view, &place),
        period: asked.period.clone(),
        versions: versions(home)?,
        figures: blocking(move || figures(&view, &place, (when, by), &indicators))
            .await?
            .into_iter()
            .map(KeptFigure::keep)
            .collect(),
        last_import,
        view: by,
    };
    let mut json =
        serde_json::to_value(&content).map_err(|error| Refusal::internal("figures", error))?;
    json[HASH_OF.0] = HASH_OF.1.into();
    let kept = home.store().publish(region, actor.name(), &json).await?;
    home.store()
        .audit(
            actor.name(),
            "published",
            &format!("publication {}", kept.id),
            &serde_json::json!({"region": region, "title": title}),
        )
        .await?;
    dto(&kept)
}

async fn last_import(home: &Home, region: &str) -> Result<u32> {
    let imports = home.store().committed_imports(region).await?;
    Ok(imports.iter().map(|import| import.seq).max().unwrap_or(0))
}

fn content(kept: &store::Publication) -> Result<Content> {
    serde_json::from_value(kept.content.clone())
        .map_err(|error| Refusal::internal("a publication", error))
}

fn dto(kept: &store::Publication) -> Result<Publication> {
    let content = content(kept)?;
    let text = if kept.content[HASH_OF.0] == HASH_OF.1 {
        serde_json::to_vec(&kept.content)
    } else {
        serde_json::to_vec(&content)
    }
    .map_err(|error| Refusal::internal("a publication", error))?;
    Ok(Publication {
        id: kept.id,
        title: content.title,
        note: content.note,
        place: content.place,
        period: content.period,
        created_at: kept.at.to_string(),
        by: kept.by.clone(),
        versions: content.versions,
        figures: content
            .figures
            .iter()
            .map(KeptFigure::figure)
            .collect::<Result<_>>()?,
        hash: hex(&Sha256::digest(&text)),
    })
}

/// Publications of a region, newest first.
///
/// # Errors
/// Who may not read; an unknown region.
pub async fn list(home: &Home, actor: &Actor, region: &str) -> Result<Vec<Publication>> {
    actor.must_read(home.config().public_read)?;
    home.store().data_version(region).await?;
    home.store()
        .publications(region)
        .await?
        .iter()
        .map(dto)
        .collect()
}

async fn need(home: &Home, region: &str, id: u32) -> Result<store::Publication> {
    home.store().data_version(region).await?;
    home.store().publication(region, id).await?.ok_or_else(|| {
        Refusal::new(
            ErrorCode::UnknownPublication,
            format!("there is no publication {id}"),
        )
        .with("publication", id)
    })
}

/// A publication as it was.
///
/// # Errors
/// Who may not read; an unknown region or publication.
pub async fn get(home: &Home, actor: &Actor, region: &str, id: u32) -> Result<Publication> {
    actor.must_read(home.config().public_read)?;
    dto(&need(home, region, id).await?)
}

/// What has changed since a publication, and why.
///
/// # Errors
/// As [`get`].
pub async fn changes(home: &Home, actor: &Actor, region: &str, id: u32) -> Result<Changes> {
    actor.must_read(home.config().public_read)?;
    let kept = need(home, region, id).await?;
    let then = content(&kept)?;
    let published = then
        .figures
        .iter()
        .map(KeptFigure::figure)
        .collect::<Result<Vec<_>>>()?;
    let view = home.region(region).await?;
    let mut indicators: Vec<Indicator> = Vec::new();
    for figure in &published {
        if let Ok(one) = indicator(&view, &figure.indicator)
            && !indicators.contains(&one)
        {
            indicators.push(one);
        }
    }
    let when = period(&then.period)?;
    let (place, then_by) = (then.place.code.clone(), then.view);
    let shown = std::sync::Arc::clone(&view);
    let now = blocking(move || figures(&shown, &place, (when, then_by), &indicators)).await?;
    let by_key: HashMap<(&str, &str), Option<f64>> = now
        .iter()
        .map(|one| ((one.place.code.as_str(), one.indicator.as_str()), one.value))
        .collect();
    let mut rows: Vec<ChangeRow> = published
        .iter()
        .map(|figure| {
            let now = by_key
                .get(&(figure.place.code.as_str(), figure.indicator.as_str()))
                .copied()
                .flatten();
            let change = figure.value.zip(now).map(|(then, now)| now - then);
            ChangeRow {
                place: figure.place.clone(),
                indicator: figure.indicator.clone(),
                unit: figure.unit.clone(),
                then: figure.value,
                now,
                change,
                change_percent: change
                    .zip(figure.value)
                    .filter(|(_, then)| *then != 0.0)
                    .map(|(change, then)| change / then * 100.0),
            }
        })
        .collect();
    let differs = |row: &ChangeRow| row.then != row.now;
    let unchanged = !rows.iter().any(differs);
    if !unchanged {
        rows.retain(differs);
        rows.sort_by(|a, b| {
            let size = |row: &ChangeRow| row.change_percent.map_or(f64::INFINITY, f64::abs);
            size(b).total_cmp(&size(a))
        });
    }
    let now_versions = versions(home)?;
    Ok(Changes {
        unchanged,
        causes: causes(home, region, &then, &now_versions).await?,
        now_versions,
        rows,
    })
}

/// What happened since: imports and runs by number, then other factors, then another program.
async fn causes(
    home: &Home,
    region: &str,
    then: &Content,
    now: &PublishedVersions,
) -> Result<Vec<Cause>> {
    let mut causes = Vec::new();
    for import in home.store().committed_imports(region).await? {
        if import.seq <= then.last_import {
            continue;
        }
        let kind = match import.job.mapping.as_str() {
            ACCOUNT => "account",
            super::READINGS => "readings",
            super::FACTORS => "factors",
            _ => "import",
        };
        let change = entries_change(home, region, import.seq).await?;
        causes.push(Cause {
            kind: kind.to_owned(),
            label: import.job.file_name.clone(),
            at: import.finished.map(|at| at.to_string()),
            by: import.job.by.clone(),
            import: Some(import.seq),
            entries: import.counts.entries,
            change,
        });
    }
    for (kind, then, now) in [
        ("factors", &then.versions.factors, &now.factors),
        ("code", &then.versions.code, &now.code),
    ] {
        if then != now {
            causes.push(Cause {
                kind: kind.to_owned(),
                label: format!("{then} → {now}"),
                at: None,
                by: None,
                import: None,
                entries: 0,
                change: None,
            });
        }
    }
    Ok(causes)
}

/// What the entries of an import carry, in t CO2e by location.
async fn entries_change(home: &Home, region: &str, seq: u32) -> Result<Option<CauseChange>> {
    let (lake, region) = (home.lake().clone(), region.to_owned());
    blocking(move || {
        let rows = lake.rows_of::<inventory::ledger::Entry>(&region, seq)?;
        let known: Vec<f64> = rows
            .iter()
            .filter(|row| {
                !matches!(
                    row.scope,
                    inventory::ledger::Scope::Scope2Market | inventory::ledger::Scope::Scope3
                )
            })
            .filter_map(|row| row.co2e_t)
            .collect();
        Ok((!known.is_empty()).then(|| CauseChange {
            indicator: "carbon_total".to_owned(),
            unit: "t".to_owned(),
            value: known.iter().sum(),
        }))
    })
    .await
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn publication(content: serde_json::Value) -> store::Publication {
        store::Publication {
            id: 1,
            region: "uk".to_owned(),
            at: jiff::Timestamp::UNIX_EPOCH,
            by: None,
            content,
        }
    }

    /// The hash of what is kept is that of its text, whatever fields this program knows; an older publication keeps the hash that it had
    /// before fields were added.
    #[test]
    fn a_hash_does_not_hang_on_the_fields_that_the_program_knows() {
        let older = json!({
            "title": "January", "note": null,
            "place": {"code": "UK", "name": {"en": "UK", "zh": "英国"}},
            "period": "2020-01",
            "versions": {"code": "0", "data": "0", "factors": "0"},
            "figures": [], "last_import": 7
        });
        let Ok(of_older) = content(&publication(older.clone())) else {
            panic!("{older}");
        };
        assert_eq!(of_older.view, None);
        let again = serde_json::to_value(&of_older).unwrap();
        assert!(again.get("view").is_none(), "{again}");
        let mut marked = older.clone();
        marked["hash_of"] = json!("text");
        marked["of_a_later_program"] = json!(1);
        let found = dto(&publication(marked.clone())).unwrap();
        let text = marked.to_string();
        assert_eq!(found.hash, hex(&Sha256::digest(text.as_bytes())));
        let mut other = marked;
        other["of_a_later_program"] = json!(2);
        assert_ne!(dto(&publication(other)).unwrap().hash, found.hash);
        let fields = serde_json::to_vec(&of_older).unwrap();
        assert_eq!(
            dto(&publication(older)).unwrap().hash,
            hex(&Sha256::digest(&fields))
        );
    }
}

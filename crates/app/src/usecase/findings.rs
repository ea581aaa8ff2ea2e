//! Findings of imports.

use super::Actor;
use crate::home::Home;
use crate::http::dto::{Finding, FindingCount, FindingPage, FindingsQuery, SeverityId};
use crate::refusal::Result;
use inventory::finding::Severity;
use store::FindingFilter;

fn severity_id(severity: Severity) -> SeverityId {
    match severity {
        Severity::Note => SeverityId::Note,
        Severity::Warning => SeverityId::Warning,
        Severity::Error => SeverityId::Error,
    }
}

/// Findings of a region's imports.
///
/// # Errors
/// Who may not read; an unknown region.
pub async fn of_region(
    home: &Home,
    actor: &Actor,
    region: &str,
    asked: &FindingsQuery,
) -> Result<FindingPage> {
    actor.must_read(home.config().public_read)?;
    home.store().data_version(region).await?;
    page(home, Some(region.to_owned()), asked.import, asked).await
}

/// Findings of one import, also of a refused one.
///
/// # Errors
/// Who may not read; an unknown import.
pub async fn of_import(
    home: &Home,
    actor: &Actor,
    import: u32,
    asked: &FindingsQuery,
) -> Result<FindingPage> {
    actor.must_read(home.config().public_read)?;
    home.store().import(import).await?;
    page(home, None, Some(import), asked).await
}

async fn page(
    home: &Home,
    region: Option<String>,
    import: Option<u32>,
    asked: &FindingsQuery,
) -> Result<FindingPage> {
    let all = FindingFilter {
        region,
        import,
        ..FindingFilter::default()
    };
    let filter = FindingFilter {
        severity: asked.severity.map(|severity| match severity {
            SeverityId::Note => Severity::Note,
            SeverityId::Warning => Severity::Warning,
            SeverityId::Error => Severity::Error,
        }),
        code: asked.code.clone(),
        ..all.clone()
    };
    let (total, rows) = home
        .store()
        .findings(
            &filter,
            u64::from(asked.limit.unwrap_or(50).min(5000)),
            u64::from(asked.offset.unwrap_or(0)),
        )
        .await?;
    let by_code = home
        .store()
        .finding_counts(&all)
        .await?
        .into_iter()
        .map(|one| FindingCount {
            code: one.code,
            severity: severity_id(one.severity),
            count: one.count,
        })
        .collect();
    Ok(FindingPage {
        total,
        by_code,
        rows: rows
            .into_iter()
            .map(|row| Finding {
                import: Some(row.import),
                ..Finding::from(&row.finding)
            })
            .collect(),
    })
}

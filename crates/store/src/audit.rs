//! The audit log: who did what, when. This crate has no function that changes or removes a row of it.

use sea_orm::{
    ActiveModelTrait, ColumnTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect, Set,
};

use crate::entity::audit;
use crate::error::Result;
use crate::{Store, from_json, now_ms, timestamp};

/// One act.
#[derive(Debug, Clone, PartialEq)]
pub struct AuditRecord {
    /// Number, growing.
    pub id: i64,
    /// When.
    pub at: jiff::Timestamp,
    /// Name of the user; `None` is the program itself or the command line.
    pub actor: Option<String>,
    /// Stable code of the act (`import_committed`, `user_created`).
    pub action: String,
    /// What it was done to (`import 12`, `region uk`).
    pub subject: String,
    /// More, by name.
    pub detail: serde_json::Value,
}

impl Store {
    /// Appends an act.
    ///
    /// # Errors
    /// What the database says.
    pub async fn audit(
        &self,
        actor: Option<&str>,
        action: &str,
        subject: &str,
        detail: &serde_json::Value,
    ) -> Result<()> {
        audit::ActiveModel {
            at_ms: Set(now_ms()),
            actor: Set(actor.map(str::to_owned)),
            action: Set(action.to_owned()),
            subject: Set(subject.to_owned()),
            detail_json: Set(detail.to_string()),
            ..Default::default()
        }
        .insert(&self.db)
        .await?;
        Ok(())
    }

    /// Acts, newest first; `before` continues behind the last id of the page before.
    ///
    /// # Errors
    /// What the database says.
    pub async fn audit_log(&self, before: Option<i64>, limit: u64) -> Result<Vec<AuditRecord>> {
        let mut query = audit::Entity::find();
        if let Some(before) = before {
            query = query.filter(audit::Column::Id.lt(before));
        }
        query
            .order_by_desc(audit::Column::Id)
            .limit(limit)
            .all(&self.db)
            .await?
            .into_iter()
            .map(|row| {
                Ok(AuditRecord {
                    id: row.id,
                    at: timestamp(row.at_ms, "audit_log.at_ms")?,
                    actor: row.actor,
                    action: row.action,
                    subject: row.subject,
                    detail: from_json(
                        &row.detail_json,
                        format!("audit_log.detail_json of {}", row.id),
                    )?,
                })
            })
            .collect()
    }
}

//! Figures as they were published. This crate has no function that changes or removes one.

use sea_orm::{ActiveModelTrait, ColumnTrait, EntityTrait, QueryFilter, QueryOrder, Set};

use crate::entity::publication;
use crate::error::Result;
use crate::{Store, from_json, now_ms, timestamp};

/// A publication.
#[derive(Debug, Clone, PartialEq)]
pub struct Publication {
    /// Number.
    pub id: u32,
    /// Id of the region.
    pub region: String,
    /// When.
    pub at: jiff::Timestamp,
    /// By whom.
    pub by: Option<String>,
    /// Title, figures and versions, as the use case wrote them.
    pub content: serde_json::Value,
}

impl publication::Model {
    fn read(self) -> Result<Publication> {
        Ok(Publication {
            at: timestamp(self.at_ms, "publications.at_ms")?,
            content: from_json(&self.json, format!("publications.json of {}", self.id))?,
            id: self.id as u32,
            region: self.region,
            by: self.by_user,
        })
    }
}

impl Store {
    /// Publishes; returns it with its number.
    ///
    /// # Errors
    /// What the database says.
    pub async fn publish(
        &self,
        region: &str,
        by: Option<&str>,
        content: &serde_json::Value,
    ) -> Result<Publication> {
        publication::ActiveModel {
            region: Set(region.to_owned()),
            at_ms: Set(now_ms()),
            by_user: Set(by.map(str::to_owned)),
            json: Set(content.to_string()),
            ..Default::default()
        }
        .insert(&self.db)
        .await?
        .read()
    }

    /// Publications of a region, newest first.
    ///
    /// # Errors
    /// What the database says.
    pub async fn publications(&self, region: &str) -> Result<Vec<Publication>> {
        publication::Entity::find()
            .filter(publication::Column::Region.eq(region))
            .order_by_desc(publication::Column::Id)
            .all(&self.db)
            .await?
            .into_iter()
            .map(publication::Model::read)
            .collect()
    }

    /// One publication of a region; `None` if there is none of that number.
    ///
    /// # Errors
    /// What the database says.
    pub async fn publication(&self, region: &str, id: u32) -> Result<Option<Publication>> {
        publication::Entity::find_by_id(id as i32)
            .filter(publication::Column::Region.eq(region))
            .one(&self.db)
            .await?
            .map(publication::Model::read)
            .transpose()
    }
}

//! Data sets that stand beside a region's ledger: trade tables and traced grids with what was computed of them. A row is written once;
//! the newest of a name is the one that counts.

use sea_orm::{ActiveModelTrait, ColumnTrait, EntityTrait, QueryFilter, QueryOrder, Set};

use crate::entity::dataset;
use crate::error::Result;
use crate::{Store, from_json, now_ms, timestamp};

/// A data set.
#[derive(Debug, Clone, PartialEq)]
pub struct Dataset {
    /// Number.
    pub id: u32,
    /// Id of the region.
    pub region: String,
    /// What it is, as the use case names it.
    pub kind: String,
    /// Its name within region and kind.
    pub name: String,
    /// When it came.
    pub at: jiff::Timestamp,
    /// Who brought it.
    pub by: Option<String>,
    /// What it holds, as the use case wrote it.
    pub content: serde_json::Value,
}

impl dataset::Model {
    fn read(self) -> Result<Dataset> {
        Ok(Dataset {
            at: timestamp(self.at_ms, "datasets.at_ms")?,
            content: from_json(&self.json, format!("datasets.json of {}", self.id))?,
            id: self.id as u32,
            region: self.region,
            kind: self.kind,
            name: self.name,
            by: self.by_user,
        })
    }
}

impl Store {
    /// Adds a data set; returns its number.
    ///
    /// # Errors
    /// What the database says.
    pub async fn add_dataset(
        &self,
        region: &str,
        kind: &str,
        name: &str,
        by: Option<&str>,
        content: &serde_json::Value,
    ) -> Result<u32> {
        let made = dataset::ActiveModel {
            region: Set(region.to_owned()),
            kind: Set(kind.to_owned()),
            name: Set(name.to_owned()),
            at_ms: Set(now_ms()),
            by_user: Set(by.map(str::to_owned)),
            json: Set(content.to_string()),
            ..Default::default()
        }
        .insert(&self.db)
        .await?;
        Ok(made.id as u32)
    }

    /// Takes a data set away; an older one of its name is then the newest. True if there was one.
    ///
    /// # Errors
    /// What the database says.
    pub async fn remove_dataset(&self, region: &str, kind: &str, id: u32) -> Result<bool> {
        let removed = dataset::Entity::delete_many()
            .filter(dataset::Column::Region.eq(region))
            .filter(dataset::Column::Kind.eq(kind))
            .filter(dataset::Column::Id.eq(id as i32))
            .exec(&self.db)
            .await?;
        Ok(removed.rows_affected > 0)
    }

    /// The newest data set of each name, newest first.
    ///
    /// # Errors
    /// What the database says.
    pub async fn datasets(&self, region: &str, kind: &str) -> Result<Vec<Dataset>> {
        let mut seen = std::collections::HashSet::new();
        dataset::Entity::find()
            .filter(dataset::Column::Region.eq(region))
            .filter(dataset::Column::Kind.eq(kind))
            .order_by_desc(dataset::Column::Id)
            .all(&self.db)
            .await?
            .into_iter()
            .filter(|row| seen.insert(row.name.clone()))
            .map(dataset::Model::read)
            .collect()
    }

    /// One data set of a region; `None` if there is none of that number and kind.
    ///
    /// # Errors
    /// What the database says.
    pub async fn dataset(&self, region: &str, kind: &str, id: u32) -> Result<Option<Dataset>> {
        dataset::Entity::find_by_id(id as i32)
            .filter(dataset::Column::Region.eq(region))
            .filter(dataset::Column::Kind.eq(kind))
            .one(&self.db)
            .await?
            .map(dataset::Model::read)
            .transpose()
    }
}

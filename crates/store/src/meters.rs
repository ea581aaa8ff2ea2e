//! Meters, how far their readings have been accounted for, and the keys of pushes that were answered.

use std::collections::{BTreeMap, BTreeSet};

use metering::Meter;
use sea_orm::sea_query::OnConflict;
use sea_orm::{
    ActiveModelTrait, ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder, Set,
};
use serde::{Deserialize, Serialize};

use crate::entity::{accounted, meter, meter_event, push_key};
use crate::error::Result;
use crate::{ROWS_PER_INSERT, Store, from_json, now_ms, to_json};

/// How far a run over readings got; the next one goes on from there.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Accounted {
    /// Version of the table `readings` whose rows are all accounted for.
    pub readings_version: u64,
    /// Version of the table `hourly_factors`.
    pub factors_version: u64,
    /// Digest of what is known about meters and of the program's factors: if it changes, all is computed again.
    pub ground: String,
    /// Contracts of each enterprise, as a digest: where it changes, the enterprise's months are.
    #[serde(default)]
    pub contracts: BTreeMap<String, String>,
    /// Factors of markets, as texts by the period they are valid in: where one changes, the months in it are.
    #[serde(default)]
    pub market_factors: BTreeSet<(String, String)>,
    /// Industry and field of each enterprise with meters, as a digest: where it changes, the enterprise's entries do.
    #[serde(default)]
    pub enterprises: BTreeMap<String, String>,
    /// The last import of filings whose months were left to it.
    #[serde(default)]
    pub filed_through: u32,
}

pub(crate) async fn put_meters(
    db: &impl ConnectionTrait,
    region: &str,
    meters: &[Meter],
) -> Result<()> {
    for chunk in meters.chunks(ROWS_PER_INSERT) {
        let rows = chunk
            .iter()
            .map(|one| {
                Ok(meter::ActiveModel {
                    region: Set(region.to_owned()),
                    code: Set(one.code.clone()),
                    enterprise: Set(one.enterprise.clone()),
                    place: Set(one.place.clone()),
                    zone: Set(one.zone.clone()),
                    json: Set(to_json(one, "meters.json")?),
                })
            })
            .collect::<Result<Vec<_>>>()?;
        use meter::Column;
        meter::Entity::insert_many(rows)
            .on_conflict(
                OnConflict::columns([Column::Region, Column::Code])
                    .update_columns([
                        Column::Enterprise,
                        Column::Place,
                        Column::Zone,
                        Column::Json,
                    ])
                    .to_owned(),
            )
            .exec_without_returning(db)
            .await?;
    }
    Ok(())
}

pub(crate) async fn put_exchanges(
    db: &impl ConnectionTrait,
    region: &str,
    events: &[metering::Exchange],
) -> Result<()> {
    for event in events {
        let at_ms = event.at.as_millisecond();
        take_exchange(db, region, &event.meter, event.at).await?;
        meter_event::ActiveModel {
            region: Set(region.to_owned()),
            meter: Set(event.meter.clone()),
            at_ms: Set(at_ms),
            json: Set(to_json(event, "meter_events.json")?),
            ..Default::default()
        }
        .insert(db)
        .await?;
    }
    Ok(())
}

async fn take_exchange(
    db: &impl ConnectionTrait,
    region: &str,
    meter: &str,
    at: jiff::Timestamp,
) -> Result<()> {
    use meter_event::Column;
    meter_event::Entity::delete_many()
        .filter(Column::Region.eq(region))
        .filter(Column::Meter.eq(meter))
        .filter(Column::AtMs.eq(at.as_millisecond()))
        .exec(db)
        .await?;
    Ok(())
}

/// Forgets exchanges and resets, by meter and instant.
pub(crate) async fn take_exchanges(
    db: &impl ConnectionTrait,
    region: &str,
    gone: &[(String, jiff::Timestamp)],
) -> Result<()> {
    for (meter, at) in gone {
        take_exchange(db, region, meter, *at).await?;
    }
    Ok(())
}

pub(crate) async fn put_accounted(
    db: &impl ConnectionTrait,
    region: &str,
    run: u32,
    how_far: &Accounted,
) -> Result<()> {
    use accounted::Column;
    accounted::Entity::insert(accounted::ActiveModel {
        region: Set(region.to_owned()),
        run: Set(run as i32),
        json: Set(to_json(how_far, "accounted.json")?),
    })
    .on_conflict(
        OnConflict::column(Column::Region)
            .update_columns([Column::Run, Column::Json])
            .to_owned(),
    )
    .exec_without_returning(db)
    .await?;
    Ok(())
}

impl Store {
    /// Adds meters, or describes them anew.
    ///
    /// # Errors
    /// What the database says.
    pub async fn put_meters(&self, region: &str, meters: &[Meter]) -> Result<()> {
        let transaction = self.write().await?;
        put_meters(&transaction, region, meters).await?;
        crate::master::bump(&transaction, region).await?;
        transaction.commit().await?;
        Ok(())
    }

    /// All meters of a region, by code.
    ///
    /// # Errors
    /// What the database says.
    pub async fn meters(&self, region: &str) -> Result<Vec<Meter>> {
        meter::Entity::find()
            .filter(meter::Column::Region.eq(region))
            .order_by_asc(meter::Column::Code)
            .all(&self.db)
            .await?
            .into_iter()
            .map(|row| from_json(&row.json, format!("meters.json of {}", row.code)))
            .collect()
    }

    /// Exchanges and resets of a region's meters, by time.
    ///
    /// # Errors
    /// What the database says.
    pub async fn exchanges(&self, region: &str) -> Result<Vec<metering::Exchange>> {
        meter_event::Entity::find()
            .filter(meter_event::Column::Region.eq(region))
            .order_by_asc(meter_event::Column::AtMs)
            .all(&self.db)
            .await?
            .into_iter()
            .map(|row| from_json(&row.json, format!("meter_events.json of {}", row.id)))
            .collect()
    }

    /// The last run over a region's readings and how far it got; `None` if there was none.
    ///
    /// # Errors
    /// What the database says.
    pub async fn accounted(&self, region: &str) -> Result<Option<(u32, Accounted)>> {
        accounted::Entity::find_by_id(region.to_owned())
            .one(&self.db)
            .await?
            .map(|row| {
                Ok((
                    row.run as u32,
                    from_json(&row.json, format!("accounted.json of {region}"))?,
                ))
            })
            .transpose()
    }

    /// How far a run over readings got when it was committed; `None` of an import that is no such run.
    ///
    /// # Errors
    /// What the database says; an unknown import.
    pub async fn accounted_by(&self, run: u32) -> Result<Option<Accounted>> {
        let Some(text) = self.import_payload(run).await? else {
            return Ok(None);
        };
        let payload: crate::ImportPayload =
            from_json(&text, format!("import_jobs.payload_json of {run}"))?;
        Ok(payload.accounted)
    }

    /// Which of `keys` belong to pushes that were answered.
    ///
    /// # Errors
    /// What the database says.
    pub async fn known_push_keys(&self, region: &str, keys: &[String]) -> Result<Vec<String>> {
        let mut known = Vec::new();
        for chunk in keys.chunks(ROWS_PER_INSERT) {
            let found = push_key::Entity::find()
                .filter(push_key::Column::Region.eq(region))
                .filter(push_key::Column::Key.is_in(chunk))
                .all(&self.db)
                .await?;
            known.extend(found.into_iter().map(|row| row.key));
        }
        Ok(known)
    }

    /// Remembers keys of pushes that were answered, and forgets those older than `keep_days`.
    ///
    /// # Errors
    /// What the database says.
    pub async fn put_push_keys(&self, keys: &[(String, String)], keep_days: u32) -> Result<()> {
        let transaction = self.write().await?;
        let now = now_ms();
        for chunk in keys.chunks(ROWS_PER_INSERT) {
            let rows = chunk.iter().map(|(region, key)| push_key::ActiveModel {
                region: Set(region.clone()),
                key: Set(key.clone()),
                at_ms: Set(now),
            });
            push_key::Entity::insert_many(rows)
                .on_conflict(
                    OnConflict::columns([push_key::Column::Region, push_key::Column::Key])
                        .update_column(push_key::Column::AtMs)
                        .to_owned(),
                )
                .exec_without_returning(&transaction)
                .await?;
        }
        let oldest = now - i64::from(keep_days) * 86_400_000;
        push_key::Entity::delete_many()
            .filter(push_key::Column::AtMs.lt(oldest))
            .exec(&transaction)
            .await?;
        transaction.commit().await?;
        Ok(())
    }
}

//! Regions, places, enterprises and boundaries.

use inventory::master::{Enterprise, Place, Region};
use sea_orm::sea_query::{Expr, ExprTrait, OnConflict};
use sea_orm::{
    ColumnTrait, ConnectionTrait, EntityTrait, PaginatorTrait, QueryFilter, QueryOrder,
    QuerySelect, Set,
};
use units::Label;

use crate::entity::{boundary, enterprise, place, region};
use crate::error::{Result, StoreError};
use crate::{ROWS_PER_INSERT, Store, corrupt, from_json, now_ms, to_json};

/// A region with the number that grows with every change of its master data or ledger.
#[derive(Debug, Clone, PartialEq)]
pub struct RegionRecord {
    /// The region.
    pub region: Region,
    /// Grows by one with each committed import and each change of master data; part of every ETag.
    pub data_version: u64,
}

/// Boundaries of one level of a region.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Boundary {
    /// Id of the level.
    pub level: String,
    /// GeoJSON FeatureCollection, gzipped, as it is sent.
    pub geojson_gz: Vec<u8>,
}

impl Store {
    /// Writes a region with its places, enterprises and boundaries in one transaction, replacing rows of the
    /// same code and leaving others, and bumps its data version. Returns the new version.
    ///
    /// Places are kept in the order given, which is the order [`Store::places`] answers in.
    ///
    /// # Errors
    /// A place or enterprise that names a place the region lacks ends in [`StoreError::Database`]; nothing is written then.
    pub async fn upsert_region(
        &self,
        region: &Region,
        places: &[Place],
        enterprises: &[Enterprise],
        boundaries: &[Boundary],
    ) -> Result<u64> {
        let transaction = self.write().await?;
        region::Entity::insert(region::ActiveModel {
            id: Set(region.id.clone()),
            json: Set(to_json(region, "regions.json")?),
            data_version: Set(0),
            updated_ms: Set(now_ms()),
        })
        .on_conflict(
            OnConflict::column(region::Column::Id)
                .update_columns([region::Column::Json, region::Column::UpdatedMs])
                .to_owned(),
        )
        .exec_without_returning(&transaction)
        .await?;
        put_places(&transaction, &region.id, places).await?;
        put_enterprises(&transaction, &region.id, enterprises).await?;
        for one in boundaries {
            boundary::Entity::insert(boundary::ActiveModel {
                region: Set(region.id.clone()),
                level: Set(one.level.clone()),
                geojson_gz: Set(one.geojson_gz.clone()),
            })
            .on_conflict(
                OnConflict::columns([boundary::Column::Region, boundary::Column::Level])
                    .update_column(boundary::Column::GeojsonGz)
                    .to_owned(),
            )
            .exec_without_returning(&transaction)
            .await?;
        }
        let version = bump(&transaction, &region.id).await?;
        transaction.commit().await?;
        Ok(version)
    }

    /// Removes a region with everything that is kept of it: places, enterprises, boundaries, imports, findings, rejects.
    /// Its rows in the lake stay and count for nothing, since no committed import names them any more.
    ///
    /// # Errors
    /// [`StoreError::UnknownRegion`].
    pub async fn remove_region(&self, id: &str) -> Result<()> {
        use crate::entity::{
            accounted, case, case_act, finding, import, meter, meter_event, push_key, reject,
        };
        let transaction = self.write().await?;
        let seqs: Vec<i32> = import::Entity::find()
            .select_only()
            .column(import::Column::Seq)
            .filter(import::Column::Region.eq(id))
            .into_tuple()
            .all(&transaction)
            .await?;
        for chunk in seqs.chunks(ROWS_PER_INSERT) {
            let chunk = chunk.to_vec();
            finding::Entity::delete_many()
                .filter(finding::Column::Import.is_in(chunk.clone()))
                .exec(&transaction)
                .await?;
            reject::Entity::delete_many()
                .filter(reject::Column::Import.is_in(chunk))
                .exec(&transaction)
                .await?;
        }
        // Publications stay: what was published is never taken back.
        let cases: Vec<i32> = case::Entity::find()
            .select_only()
            .column(case::Column::Id)
            .filter(case::Column::Region.eq(id))
            .into_tuple()
            .all(&transaction)
            .await?;
        for chunk in cases.chunks(ROWS_PER_INSERT) {
            case_act::Entity::delete_many()
                .filter(case_act::Column::CaseId.is_in(chunk.to_vec()))
                .exec(&transaction)
                .await?;
        }
        case::Entity::delete_many()
            .filter(case::Column::Region.eq(id))
            .exec(&transaction)
            .await?;
        accounted::Entity::delete_many()
            .filter(accounted::Column::Region.eq(id))
            .exec(&transaction)
            .await?;
        push_key::Entity::delete_many()
            .filter(push_key::Column::Region.eq(id))
            .exec(&transaction)
            .await?;
        meter_event::Entity::delete_many()
            .filter(meter_event::Column::Region.eq(id))
            .exec(&transaction)
            .await?;
        meter::Entity::delete_many()
            .filter(meter::Column::Region.eq(id))
            .exec(&transaction)
            .await?;
        import::Entity::delete_many()
            .filter(import::Column::Region.eq(id))
            .exec(&transaction)
            .await?;
        crate::contracts::remove_all(&transaction, id).await?;
        crate::board::remove_all(&transaction, id).await?;
        boundary::Entity::delete_many()
            .filter(boundary::Column::Region.eq(id))
            .exec(&transaction)
            .await?;
        enterprise::Entity::delete_many()
            .filter(enterprise::Column::Region.eq(id))
            .exec(&transaction)
            .await?;
        place::Entity::delete_many()
            .filter(place::Column::Region.eq(id))
            .exec(&transaction)
            .await?;
        let gone = region::Entity::delete_by_id(id).exec(&transaction).await?;
        if gone.rows_affected == 0 {
            return Err(StoreError::UnknownRegion {
                region: id.to_owned(),
            });
        }
        transaction.commit().await?;
        Ok(())
    }

    /// All regions, by id.
    ///
    /// # Errors
    /// What the database says.
    pub async fn regions(&self) -> Result<Vec<RegionRecord>> {
        region::Entity::find()
            .order_by_asc(region::Column::Id)
            .all(&self.db)
            .await?
            .into_iter()
            .map(record)
            .collect()
    }

    /// One region.
    ///
    /// # Errors
    /// [`StoreError::UnknownRegion`].
    pub async fn region(&self, id: &str) -> Result<RegionRecord> {
        record(
            region::Entity::find_by_id(id)
                .one(&self.db)
                .await?
                .ok_or_else(|| StoreError::UnknownRegion {
                    region: id.to_owned(),
                })?,
        )
    }

    /// Only the data version of a region; one cheap look, for ETags and for noticing imports of other processes.
    ///
    /// # Errors
    /// [`StoreError::UnknownRegion`].
    pub async fn data_version(&self, id: &str) -> Result<u64> {
        let version: Option<i64> = region::Entity::find_by_id(id)
            .select_only()
            .column(region::Column::DataVersion)
            .into_tuple()
            .one(&self.db)
            .await?;
        version
            .ok_or_else(|| StoreError::UnknownRegion {
                region: id.to_owned(),
            })?
            .try_into()
            .map_err(|error| corrupt(format!("regions.data_version of {id}"), error))
    }

    /// All places of a region, in the order they were given.
    ///
    /// # Errors
    /// What the database says; an unknown region has none.
    pub async fn places(&self, region: &str) -> Result<Vec<Place>> {
        place::Entity::find()
            .filter(place::Column::Region.eq(region))
            .order_by_asc(place::Column::Position)
            .order_by_asc(place::Column::Code)
            .all(&self.db)
            .await?
            .into_iter()
            .map(|row| {
                Ok(Place {
                    aliases: from_json(
                        &row.aliases_json,
                        format!("places.aliases_json of {}", row.code),
                    )?,
                    code: row.code,
                    name: Label {
                        en: row.name_en,
                        zh: row.name_zh,
                    },
                    level: row.level,
                    parent: row.parent,
                    lon_lat: row.lon.zip(row.lat),
                    source: row.source,
                })
            })
            .collect()
    }

    /// All enterprises of a region, by code.
    ///
    /// # Errors
    /// What the database says; an unknown region has none.
    pub async fn enterprises(&self, region: &str) -> Result<Vec<Enterprise>> {
        enterprise::Entity::find()
            .filter(enterprise::Column::Region.eq(region))
            .order_by_asc(enterprise::Column::Code)
            .all(&self.db)
            .await?
            .into_iter()
            .map(|row| {
                Ok(Enterprise {
                    field: row
                        .field
                        .map(|text| {
                            text.parse().map_err(|error| {
                                corrupt(format!("enterprises.field of {}", row.code), error)
                            })
                        })
                        .transpose()?,
                    code: row.code,
                    name: Label {
                        en: row.name_en,
                        zh: row.name_zh,
                    },
                    place: row.place,
                    industry: row.industry,
                    above_designated_size: row.above_designated_size,
                    lon_lat: row.lon.zip(row.lat),
                    active: (row.active_from, row.active_to),
                })
            })
            .collect()
    }

    /// Number of places and of enterprises of a region.
    ///
    /// # Errors
    /// What the database says.
    pub async fn master_counts(&self, region: &str) -> Result<(u64, u64)> {
        let places = place::Entity::find()
            .filter(place::Column::Region.eq(region))
            .count(&self.db)
            .await?;
        let enterprises = enterprise::Entity::find()
            .filter(enterprise::Column::Region.eq(region))
            .count(&self.db)
            .await?;
        Ok((places, enterprises))
    }

    /// Levels for which boundaries are kept.
    ///
    /// # Errors
    /// What the database says.
    pub async fn boundary_levels(&self, region: &str) -> Result<Vec<String>> {
        Ok(boundary::Entity::find()
            .select_only()
            .column(boundary::Column::Level)
            .filter(boundary::Column::Region.eq(region))
            .order_by_asc(boundary::Column::Level)
            .into_tuple()
            .all(&self.db)
            .await?)
    }

    /// Gzipped GeoJSON of one level, if there is one.
    ///
    /// # Errors
    /// What the database says.
    pub async fn boundary(&self, region: &str, level: &str) -> Result<Option<Vec<u8>>> {
        Ok(
            boundary::Entity::find_by_id((region.to_owned(), level.to_owned()))
                .one(&self.db)
                .await?
                .map(|row| row.geojson_gz),
        )
    }
}

fn record(row: region::Model) -> Result<RegionRecord> {
    Ok(RegionRecord {
        region: from_json(&row.json, format!("regions.json of {}", row.id))?,
        data_version: row
            .data_version
            .try_into()
            .map_err(|error| corrupt(format!("regions.data_version of {}", row.id), error))?,
    })
}

/// Adds one to the region's data version, in the caller's transaction, and returns the new one.
pub(crate) async fn bump(db: &impl ConnectionTrait, region: &str) -> Result<u64> {
    region::Entity::update_many()
        .col_expr(
            region::Column::DataVersion,
            Expr::col(region::Column::DataVersion).add(1),
        )
        .col_expr(region::Column::UpdatedMs, Expr::value(now_ms()))
        .filter(region::Column::Id.eq(region))
        .exec(db)
        .await?;
    let row = region::Entity::find_by_id(region)
        .one(db)
        .await?
        .ok_or_else(|| StoreError::UnknownRegion {
            region: region.to_owned(),
        })?;
    u64::try_from(row.data_version).map_err(|error| corrupt("regions.data_version", error))
}

pub(crate) async fn put_places(
    db: &impl ConnectionTrait,
    region: &str,
    places: &[Place],
) -> Result<()> {
    let known: u64 = place::Entity::find()
        .filter(place::Column::Region.eq(region))
        .count(db)
        .await?;
    let first = i32::try_from(known).unwrap_or(i32::MAX);
    for (index, chunk) in places.chunks(ROWS_PER_INSERT).enumerate() {
        let offset =
            first.saturating_add(i32::try_from(index * ROWS_PER_INSERT).unwrap_or(i32::MAX));
        let rows = chunk
            .iter()
            .zip(0i32..)
            .map(|(one, n)| {
                Ok(place::ActiveModel {
                    region: Set(region.to_owned()),
                    code: Set(one.code.clone()),
                    name_en: Set(one.name.en.clone()),
                    name_zh: Set(one.name.zh.clone()),
                    aliases_json: Set(to_json(&one.aliases, "places.aliases_json")?),
                    level: Set(one.level.clone()),
                    parent: Set(one.parent.clone()),
                    lon: Set(one.lon_lat.map(|at| at.0)),
                    lat: Set(one.lon_lat.map(|at| at.1)),
                    source: Set(one.source.clone()),
                    position: Set(offset.saturating_add(n)),
                })
            })
            .collect::<Result<Vec<_>>>()?;
        use place::Column;
        place::Entity::insert_many(rows)
            .on_conflict(
                OnConflict::columns([Column::Region, Column::Code])
                    // The position stays: a place that is given again keeps its seat.
                    .update_columns([
                        Column::NameEn,
                        Column::NameZh,
                        Column::AliasesJson,
                        Column::Level,
                        Column::Parent,
                        Column::Lon,
                        Column::Lat,
                        Column::Source,
                    ])
                    .to_owned(),
            )
            .exec_without_returning(db)
            .await?;
    }
    Ok(())
}

pub(crate) async fn put_enterprises(
    db: &impl ConnectionTrait,
    region: &str,
    enterprises: &[Enterprise],
) -> Result<()> {
    for chunk in enterprises.chunks(ROWS_PER_INSERT) {
        let rows = chunk.iter().map(|one| enterprise::ActiveModel {
            region: Set(region.to_owned()),
            code: Set(one.code.clone()),
            name_en: Set(one.name.en.clone()),
            name_zh: Set(one.name.zh.clone()),
            place: Set(one.place.clone()),
            industry: Set(one.industry.clone()),
            field: Set(one.field.map(|field| field.code().to_owned())),
            above_designated_size: Set(one.above_designated_size),
            lon: Set(one.lon_lat.map(|at| at.0)),
            lat: Set(one.lon_lat.map(|at| at.1)),
            active_from: Set(one.active.0.clone()),
            active_to: Set(one.active.1.clone()),
        });
        use enterprise::Column;
        enterprise::Entity::insert_many(rows)
            .on_conflict(
                OnConflict::columns([Column::Region, Column::Code])
                    .update_columns([
                        Column::NameEn,
                        Column::NameZh,
                        Column::Place,
                        Column::Industry,
                        Column::Field,
                        Column::AboveDesignatedSize,
                        Column::Lon,
                        Column::Lat,
                        Column::ActiveFrom,
                        Column::ActiveTo,
                    ])
                    .to_owned(),
            )
            .exec_without_returning(db)
            .await?;
    }
    Ok(())
}

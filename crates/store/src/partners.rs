//! Cooperation of cities: organisations and who belongs to them, partnerships, revisions, keys and files of partners.
//!
//! Plans and agreements are rows of one table, [`PartnerRow`], numbered within partnership and subject. A row is written once; two
//! writers of the same number cannot both succeed, so that nobody writes over what he has not seen.

use sea_orm::{
    ActiveModelTrait, ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder,
    QuerySelect, Set, SqlErr,
};

use crate::entity::{member, organisation, partner_file, partner_key, partner_row, partnership};
use crate::error::{Result, StoreError};
use crate::{Store, from_json, now_ms, timestamp};

/// An organisation, or a partnership: an id and what the use case wrote of it.
#[derive(Debug, Clone, PartialEq)]
pub struct Record {
    /// Id.
    pub id: String,
    /// When it was made.
    pub created: jiff::Timestamp,
    /// What it holds.
    pub content: serde_json::Value,
}

/// A row of a plan or an agreement.
#[derive(Debug, Clone, PartialEq)]
pub struct PartnerRow {
    /// Number within partnership and subject, from 1.
    pub version: u32,
    /// When.
    pub at: jiff::Timestamp,
    /// Who.
    pub by: Option<String>,
    /// Id of the organisation.
    pub organisation: Option<String>,
    /// What it holds.
    pub content: serde_json::Value,
}

/// A row to be written.
#[derive(Debug, Clone, PartialEq)]
pub struct NewPartnerRow {
    /// `plan` or `agreement`.
    pub subject: &'static str,
    /// Its number; must be one more than the last.
    pub version: u32,
    /// When.
    pub at: jiff::Timestamp,
    /// Who.
    pub by: Option<String>,
    /// Id of the organisation.
    pub organisation: Option<String>,
    /// What it holds.
    pub content: serde_json::Value,
}

/// The key of another installation.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PartnerKey {
    /// SHA-256 of the key.
    pub fingerprint: String,
    /// Its 32 bytes, hexadecimal.
    pub public_key: String,
    /// Id of the organisation that speaks with it.
    pub organisation: String,
    /// When it was accepted.
    pub accepted: jiff::Timestamp,
    /// By whom.
    pub by: Option<String>,
    /// Since when it counts no more.
    pub revoked: Option<jiff::Timestamp>,
}

/// A file that went out or came in.
#[derive(Debug, Clone, PartialEq)]
pub struct PartnerFileRow {
    /// Id of the partnership.
    pub partnership: String,
    /// `in` or `out`.
    pub direction: String,
    /// Whose part it is, `a` or `b`.
    pub side: String,
    /// Fingerprint of the sender's key.
    pub fingerprint: String,
    /// The sender's number.
    pub sequence: u64,
    /// When.
    pub at: jiff::Timestamp,
    /// Who.
    pub by: Option<String>,
    /// Hash of a file that came in.
    pub sha256: Option<String>,
}

fn unique(error: sea_orm::DbErr) -> StoreError {
    match error.sql_err() {
        Some(SqlErr::UniqueConstraintViolation(_)) => StoreError::WrittenMeanwhile,
        _ => error.into(),
    }
}

fn record(id: String, created_ms: i64, json: &str, what: &str) -> Result<Record> {
    Ok(Record {
        created: timestamp(created_ms, what)?,
        content: from_json(json, format!("{what} of {id}"))?,
        id,
    })
}

impl partner_row::Model {
    fn read(self) -> Result<PartnerRow> {
        Ok(PartnerRow {
            at: timestamp(self.at_ms, "partner_rows.at_ms")?,
            content: from_json(&self.json, format!("partner_rows.json of {}", self.id))?,
            version: self.version as u32,
            by: self.by_user,
            organisation: self.organisation,
        })
    }
}

impl partner_key::Model {
    fn read(self) -> Result<PartnerKey> {
        Ok(PartnerKey {
            accepted: timestamp(self.accepted_ms, "partner_keys.accepted_ms")?,
            revoked: self
                .revoked_ms
                .map(|ms| timestamp(ms, "partner_keys.revoked_ms"))
                .transpose()?,
            fingerprint: self.fingerprint,
            public_key: self.public_key,
            organisation: self.organisation,
            by: self.by_user,
        })
    }
}

async fn put_rows(
    db: &impl ConnectionTrait,
    partnership: &str,
    rows: &[NewPartnerRow],
) -> Result<()> {
    for row in rows {
        // Rows have no gaps: the one before must be there.
        let before = partner_row::Entity::find()
            .filter(partner_row::Column::Partnership.eq(partnership))
            .filter(partner_row::Column::Subject.eq(row.subject))
            .order_by_desc(partner_row::Column::Version)
            .one(db)
            .await?
            .map_or(0, |last| last.version);
        if before + 1 != row.version as i32 {
            return Err(StoreError::WrittenMeanwhile);
        }
        partner_row::ActiveModel {
            partnership: Set(partnership.to_owned()),
            subject: Set(row.subject.to_owned()),
            version: Set(row.version as i32),
            at_ms: Set(row.at.as_millisecond()),
            by_user: Set(row.by.clone()),
            organisation: Set(row.organisation.clone()),
            json: Set(row.content.to_string()),
            ..Default::default()
        }
        .insert(db)
        .await
        .map_err(unique)?;
    }
    Ok(())
}

async fn put_file(
    db: &impl ConnectionTrait,
    file: &PartnerFileRow,
    content: &serde_json::Value,
) -> Result<()> {
    partner_file::ActiveModel {
        partnership: Set(file.partnership.clone()),
        direction: Set(file.direction.clone()),
        side: Set(file.side.clone()),
        fingerprint: Set(file.fingerprint.clone()),
        sequence: Set(file.sequence as i64),
        at_ms: Set(file.at.as_millisecond()),
        by_user: Set(file.by.clone()),
        sha256: Set(file.sha256.clone()),
        json: Set(content.to_string()),
        ..Default::default()
    }
    .insert(db)
    .await
    .map_err(unique)?;
    Ok(())
}

impl Store {
    /// All organisations, by id.
    ///
    /// # Errors
    /// What the database says.
    pub async fn organisations(&self) -> Result<Vec<Record>> {
        organisation::Entity::find()
            .order_by_asc(organisation::Column::Id)
            .all(&self.db)
            .await?
            .into_iter()
            .map(|row| record(row.id, row.created_ms, &row.json, "organisations.json"))
            .collect()
    }

    /// Makes an organisation, or changes what is known of it.
    ///
    /// # Errors
    /// What the database says.
    pub async fn put_organisation(&self, id: &str, content: &serde_json::Value) -> Result<()> {
        use sea_orm::sea_query::OnConflict;
        let row = organisation::ActiveModel {
            id: Set(id.to_owned()),
            created_ms: Set(now_ms()),
            json: Set(content.to_string()),
        };
        organisation::Entity::insert(row)
            .on_conflict(
                OnConflict::column(organisation::Column::Id)
                    .update_column(organisation::Column::Json)
                    .to_owned(),
            )
            .exec_without_returning(&self.db)
            .await?;
        Ok(())
    }

    /// Id of the organisation that a user belongs to.
    ///
    /// # Errors
    /// What the database says.
    pub async fn organisation_of(&self, user: &str) -> Result<Option<String>> {
        Ok(member::Entity::find_by_id(user)
            .one(&self.db)
            .await?
            .map(|row| row.organisation))
    }

    /// Who belongs to which organisation: user and organisation, by user.
    ///
    /// # Errors
    /// What the database says.
    pub async fn members(&self) -> Result<Vec<(String, String)>> {
        Ok(member::Entity::find()
            .order_by_asc(member::Column::UserName)
            .all(&self.db)
            .await?
            .into_iter()
            .map(|row| (row.user_name, row.organisation))
            .collect())
    }

    /// Puts a user into an organisation, out of any other; `None` takes him out.
    ///
    /// # Errors
    /// [`StoreError::UnknownUser`].
    pub async fn set_organisation_of(&self, user: &str, id: Option<&str>) -> Result<()> {
        use sea_orm::sea_query::OnConflict;
        self.user(user).await?;
        let Some(id) = id else {
            member::Entity::delete_by_id(user).exec(&self.db).await?;
            return Ok(());
        };
        let row = member::ActiveModel {
            user_name: Set(user.to_owned()),
            organisation: Set(id.to_owned()),
        };
        member::Entity::insert(row)
            .on_conflict(
                OnConflict::column(member::Column::UserName)
                    .update_column(member::Column::Organisation)
                    .to_owned(),
            )
            .exec_without_returning(&self.db)
            .await?;
        Ok(())
    }

    /// All partnerships, by id.
    ///
    /// # Errors
    /// What the database says.
    pub async fn partnerships(&self) -> Result<Vec<Record>> {
        partnership::Entity::find()
            .order_by_asc(partnership::Column::Id)
            .all(&self.db)
            .await?
            .into_iter()
            .map(|row| record(row.id, row.created_ms, &row.json, "partnerships.json"))
            .collect()
    }

    /// One partnership; `None` if there is none of that id.
    ///
    /// # Errors
    /// What the database says.
    pub async fn partnership(&self, id: &str) -> Result<Option<Record>> {
        partnership::Entity::find_by_id(id)
            .one(&self.db)
            .await?
            .map(|row| record(row.id, row.created_ms, &row.json, "partnerships.json"))
            .transpose()
    }

    /// Makes a partnership, or changes who stands for its sides.
    ///
    /// # Errors
    /// [`StoreError::WrittenMeanwhile`] if `new` and there is one of that id.
    pub async fn put_partnership(
        &self,
        id: &str,
        content: &serde_json::Value,
        new: bool,
    ) -> Result<()> {
        if new {
            let row = partnership::ActiveModel {
                id: Set(id.to_owned()),
                created_ms: Set(now_ms()),
                json: Set(content.to_string()),
            };
            partnership::Entity::insert(row)
                .exec_without_returning(&self.db)
                .await
                .map_err(unique)?;
        } else {
            partnership::Entity::update_many()
                .col_expr(
                    partnership::Column::Json,
                    sea_orm::sea_query::Expr::value(content.to_string()),
                )
                .filter(partnership::Column::Id.eq(id))
                .exec(&self.db)
                .await?;
        }
        Ok(())
    }

    /// Rows of a subject (`plan`, `agreement`) of a partnership, in order.
    ///
    /// # Errors
    /// What the database says.
    pub async fn partner_rows(&self, partnership: &str, subject: &str) -> Result<Vec<PartnerRow>> {
        partner_row::Entity::find()
            .filter(partner_row::Column::Partnership.eq(partnership))
            .filter(partner_row::Column::Subject.eq(subject))
            .order_by_asc(partner_row::Column::Version)
            .all(&self.db)
            .await?
            .into_iter()
            .map(partner_row::Model::read)
            .collect()
    }

    /// Writes rows, the file that brought them and what is kept of its figures: all or nothing.
    ///
    /// # Errors
    /// [`StoreError::WrittenMeanwhile`] if another wrote a row of the same number, or the same file, first.
    pub async fn add_partner_rows(
        &self,
        partnership: &str,
        rows: &[NewPartnerRow],
        file: Option<(&PartnerFileRow, &serde_json::Value)>,
    ) -> Result<()> {
        let transaction = self.write().await?;
        put_rows(&transaction, partnership, rows).await?;
        if let Some((file, content)) = file {
            put_file(&transaction, file, content).await?;
        }
        transaction.commit().await?;
        Ok(())
    }

    /// Takes the next number for a file of a side that goes out.
    ///
    /// # Errors
    /// What the database says.
    pub async fn next_partner_file(
        &self,
        partnership: &str,
        side: &str,
        fingerprint: &str,
        by: Option<&str>,
        at: jiff::Timestamp,
    ) -> Result<u64> {
        let transaction = self.write().await?;
        let last = partner_file::Entity::find()
            .filter(partner_file::Column::Partnership.eq(partnership))
            .filter(partner_file::Column::Direction.eq("out"))
            .order_by_desc(partner_file::Column::Sequence)
            .one(&transaction)
            .await?
            .map_or(0, |row| row.sequence as u64);
        put_file(
            &transaction,
            &PartnerFileRow {
                partnership: partnership.to_owned(),
                direction: "out".to_owned(),
                side: side.to_owned(),
                fingerprint: fingerprint.to_owned(),
                sequence: last + 1,
                at,
                by: by.map(str::to_owned),
                sha256: None,
            },
            &serde_json::json!({}),
        )
        .await?;
        transaction.commit().await?;
        Ok(last + 1)
    }

    /// Files of a partnership, newest first, without what is kept of their figures.
    ///
    /// # Errors
    /// What the database says.
    pub async fn partner_files(&self, partnership: &str) -> Result<Vec<PartnerFileRow>> {
        use partner_file::Column as C;
        type Row = (
            String,
            String,
            String,
            i64,
            i64,
            Option<String>,
            Option<String>,
        );
        let rows: Vec<Row> = partner_file::Entity::find()
            .select_only()
            .columns([
                C::Direction,
                C::Side,
                C::Fingerprint,
                C::Sequence,
                C::AtMs,
                C::ByUser,
                C::Sha256,
            ])
            .filter(C::Partnership.eq(partnership))
            .order_by_desc(C::Id)
            .into_tuple()
            .all(&self.db)
            .await?;
        rows.into_iter()
            .map(|(direction, side, fingerprint, sequence, at, by, sha256)| {
                Ok(PartnerFileRow {
                    partnership: partnership.to_owned(),
                    direction,
                    side,
                    fingerprint,
                    sequence: sequence as u64,
                    at: timestamp(at, "partner_files.at_ms")?,
                    by,
                    sha256,
                })
            })
            .collect()
    }

    /// What is kept of the figures of the last file of a side that came in.
    ///
    /// # Errors
    /// What the database says.
    pub async fn last_partner_file(
        &self,
        partnership: &str,
        side: &str,
    ) -> Result<Option<serde_json::Value>> {
        use partner_file::Column as C;
        partner_file::Entity::find()
            .filter(C::Partnership.eq(partnership))
            .filter(C::Direction.eq("in"))
            .filter(C::Side.eq(side))
            .order_by_desc(C::Id)
            .one(&self.db)
            .await?
            .map(|row| from_json(&row.json, format!("partner_files.json of {}", row.id)))
            .transpose()
    }

    /// Keys of other installations, revoked ones too, by time.
    ///
    /// # Errors
    /// What the database says.
    pub async fn partner_keys(&self) -> Result<Vec<PartnerKey>> {
        partner_key::Entity::find()
            .order_by_asc(partner_key::Column::AcceptedMs)
            .all(&self.db)
            .await?
            .into_iter()
            .map(partner_key::Model::read)
            .collect()
    }

    /// Accepts a key, also one that was revoked.
    ///
    /// # Errors
    /// What the database says.
    pub async fn accept_partner_key(
        &self,
        fingerprint: &str,
        public_key: &str,
        organisation: &str,
        by: Option<&str>,
    ) -> Result<()> {
        use partner_key::Column;
        use sea_orm::sea_query::OnConflict;
        let row = partner_key::ActiveModel {
            fingerprint: Set(fingerprint.to_owned()),
            public_key: Set(public_key.to_owned()),
            organisation: Set(organisation.to_owned()),
            accepted_ms: Set(now_ms()),
            by_user: Set(by.map(str::to_owned)),
            revoked_ms: Set(None),
        };
        partner_key::Entity::insert(row)
            .on_conflict(
                OnConflict::column(Column::Fingerprint)
                    .update_columns([
                        Column::Organisation,
                        Column::AcceptedMs,
                        Column::ByUser,
                        Column::RevokedMs,
                    ])
                    .to_owned(),
            )
            .exec_without_returning(&self.db)
            .await?;
        Ok(())
    }

    /// From now on a key counts no more; false if there is none of that fingerprint that counts.
    ///
    /// # Errors
    /// What the database says.
    pub async fn revoke_partner_key(&self, fingerprint: &str) -> Result<bool> {
        let row = partner_key::Entity::find_by_id(fingerprint)
            .one(&self.db)
            .await?;
        match row {
            Some(row) if row.revoked_ms.is_none() => {
                let mut row: partner_key::ActiveModel = row.into();
                row.revoked_ms = Set(Some(now_ms()));
                row.update(&self.db).await?;
                Ok(true)
            }
            _ => Ok(false),
        }
    }
}

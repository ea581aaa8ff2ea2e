//! Sessions of tower-sessions in the store's table.

use async_trait::async_trait;
use store::{Store, StoreError};
use tower_sessions::SessionStore;
use tower_sessions::cookie::time::OffsetDateTime;
use tower_sessions::session::{Id, Record};
use tower_sessions::session_store::{Error, Result};

/// Sessions in the store.
#[derive(Debug, Clone)]
pub struct Sessions(pub Store);

fn backend(error: impl std::fmt::Display) -> Error {
    Error::Backend(error.to_string())
}

fn instant(at: OffsetDateTime) -> Result<jiff::Timestamp> {
    jiff::Timestamp::from_second(at.unix_timestamp()).map_err(backend)
}

fn data(record: &Record) -> Result<Vec<u8>> {
    serde_json::to_vec(&record.data).map_err(|error| Error::Encode(error.to_string()))
}

#[async_trait]
impl SessionStore for Sessions {
    async fn create(&self, record: &mut Record) -> Result<()> {
        loop {
            let made = self
                .0
                .create_session(
                    &record.id.to_string(),
                    &data(record)?,
                    instant(record.expiry_date)?,
                )
                .await;
            match made {
                Ok(()) => return Ok(()),
                Err(StoreError::SessionExists) => record.id = Id::default(),
                Err(error) => return Err(backend(error)),
            }
        }
    }

    async fn save(&self, record: &Record) -> Result<()> {
        self.0
            .save_session(
                &record.id.to_string(),
                &data(record)?,
                instant(record.expiry_date)?,
            )
            .await
            .map_err(backend)
    }

    async fn load(&self, id: &Id) -> Result<Option<Record>> {
        let Some((data, expires)) = self
            .0
            .load_session(&id.to_string())
            .await
            .map_err(backend)?
        else {
            return Ok(None);
        };
        Ok(Some(Record {
            id: *id,
            data: serde_json::from_slice(&data)
                .map_err(|error| Error::Decode(error.to_string()))?,
            expiry_date: OffsetDateTime::from_unix_timestamp(expires.as_second())
                .map_err(backend)?,
        }))
    }

    async fn delete(&self, id: &Id) -> Result<()> {
        self.0
            .delete_session(&id.to_string())
            .await
            .map_err(backend)
    }
}

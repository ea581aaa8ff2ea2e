//! Whose carbon it is, beside a region's ledger: trade tables, traced grids and energy balances, kept with what was computed of them.

pub mod balances;
mod chain;
mod faults;
pub mod grids;
pub mod trade;

use crate::home::Home;
use crate::refusal::{ErrorCode, Refusal, Result};
use serde::Serialize;
use serde::de::DeserializeOwned;
use sha2::{Digest, Sha256};

/// Letters of a name.
const NAME_LENGTH_MAX: usize = 120;

/// SHA-256 of numbers, first 16 digits.
fn digest<'a>(lists: impl IntoIterator<Item = &'a [f64]>) -> String {
    let mut digest = Sha256::new();
    for list in lists {
        for value in list {
            digest.update(value.to_le_bytes());
        }
    }
    let bytes = digest.finalize();
    bytes.iter().take(8).map(|b| format!("{b:02x}")).collect()
}

/// A name that can be shown.
pub(super) fn checked_name(name: &str) -> Result<String> {
    let name = name.trim();
    if name.is_empty()
        || name.chars().count() > NAME_LENGTH_MAX
        || name.chars().any(char::is_control)
    {
        return Err(Refusal::new(
            ErrorCode::BadParameter,
            format!("a data set needs a name of 1 to {NAME_LENGTH_MAX} letters"),
        )
        .with("name", name));
    }
    Ok(name.to_owned())
}

pub(super) fn read<T: DeserializeOwned>(set: &store::Dataset) -> Result<T> {
    serde_json::from_value(set.content.clone())
        .map_err(|error| Refusal::internal("a data set", error))
}

pub(super) async fn keep(
    home: &Home,
    by: Option<&str>,
    region: &str,
    kind: &str,
    name: &str,
    content: &impl Serialize,
) -> Result<u32> {
    let json =
        serde_json::to_value(content).map_err(|error| Refusal::internal("a data set", error))?;
    let id = home
        .store()
        .add_dataset(region, kind, name, by, &json)
        .await?;
    home.store()
        .audit(
            by,
            "dataset_added",
            &format!("{kind} {id}"),
            &serde_json::json!({"region": region, "name": name}),
        )
        .await?;
    Ok(id)
}

/// Takes away again what was kept.
pub(super) async fn discard(
    home: &Home,
    by: Option<&str>,
    region: &str,
    kind: &str,
    id: u32,
) -> Result<()> {
    home.store().remove_dataset(region, kind, id).await?;
    home.store()
        .audit(
            by,
            "dataset_removed",
            &format!("{kind} {id}"),
            &serde_json::json!({"region": region}),
        )
        .await?;
    Ok(())
}

pub(super) async fn need(home: &Home, region: &str, kind: &str, id: u32) -> Result<store::Dataset> {
    home.store().data_version(region).await?;
    home.store()
        .dataset(region, kind, id)
        .await?
        .ok_or_else(|| {
            Refusal::new(ErrorCode::UnknownName, format!("there is no {kind} {id}"))
                .with("what", kind)
                .with("name", id)
        })
}

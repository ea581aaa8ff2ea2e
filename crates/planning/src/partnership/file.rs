//! Files that two installations exchange. A file is one JSON object in canonical form: keys sorted, no blanks, no number that is not
//! whole (figures are text). Its signature (Ed25519, RFC 8032) is over the bytes of the object without the signature.

use std::collections::BTreeMap;

use ed25519_dalek::{Signature, Signer, SigningKey, VerifyingKey};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use super::Side;
use super::agreement::Act;
use super::item::Item;
use super::seen::Totals;

/// Version of the layout.
pub const FORMAT: &str = "carbonshed-partner-1";

/// Figures of a side as they were when the file was made: one indicator along one cut.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FigureTable {
    /// Id of the indicator.
    pub indicator: String,
    /// `total`, `by_field`, `by_town`, `by_enterprise` or `by_carrier`.
    pub cut: super::agreement::Detail,
    /// Unit of all values.
    pub unit: String,
    /// What is measured.
    pub quantity: String,
    /// True if the ledger is invented; left out otherwise, as files of before left it out.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub synthetic: bool,
    /// One row a member and year; the member of `total` is blank.
    pub rows: Vec<FigureRow>,
}

/// A figure.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FigureRow {
    /// Code of the member.
    pub id: String,
    /// Its name.
    pub name: units::Label,
    /// Year.
    pub year: i16,
    /// The figure as text; `None` is missing.
    pub value: Option<String>,
    /// Why it is missing.
    pub reason: Option<String>,
    /// 0 to 100, as text.
    pub completeness_percent: Option<String>,
}

/// Certificates of a side, kWh as text.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CertificateRow {
    /// Code of the enterprise; blank for the total.
    pub id: String,
    /// Its name.
    pub name: units::Label,
    /// How many.
    pub count: u32,
    /// Their volume, kWh.
    pub volume_kwh: Option<String>,
    /// What is used of it, kWh.
    pub used_kwh: Option<String>,
}

/// What a side sends: its own, as far as the agreement shares it.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Contents {
    /// Its acts on agreements; both must know them, so they are always sent.
    pub acts: Vec<Act>,
    /// Its items.
    pub items: Vec<Item>,
    /// Its counts and sums.
    pub totals: Totals,
    /// Its figures.
    pub figures: Vec<FigureTable>,
    /// Its certificates.
    pub certificates: Vec<CertificateRow>,
    /// Bytes of its documents, base64, by their SHA-256.
    pub documents: BTreeMap<String, String>,
}

/// A file without its signature.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PartnerFile {
    /// [`FORMAT`].
    pub format: String,
    /// Fingerprint of the sender's key.
    pub sender: String,
    /// The sender's files of this partnership are counted from 1.
    pub sequence: u64,
    /// Id of the partnership, the same on both installations.
    pub partnership: String,
    /// Whose part it is.
    pub side: Side,
    /// When it was made.
    pub at: Timestamp,
    /// What it brings.
    pub contents: Contents,
}

/// Why a file is not taken.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum FileRefused {
    /// It is no such file, or not in canonical form.
    #[error("this is no file of a partner: {detail}")]
    NoFile {
        /// What is wrong.
        detail: String,
    },
    /// Nobody accepted this key.
    #[error("the file is signed by a key that was not accepted here: {fingerprint}")]
    UnknownKey {
        /// Its fingerprint.
        fingerprint: String,
    },
    /// It was changed, or signed by another key than it says.
    #[error("the signature does not fit: the file was changed")]
    BadSignature,
}

/// A key's fingerprint: SHA-256 of its 32 bytes, lower hexadecimal.
pub fn fingerprint(key: &VerifyingKey) -> String {
    hex(&Sha256::digest(key.as_bytes()))
}

/// Lower hexadecimal.
pub fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

/// Bytes of hexadecimal text; `None` if it is none, or not of this length.
pub fn unhex<const N: usize>(text: &str) -> Option<[u8; N]> {
    if text.len() != 2 * N || !text.bytes().all(|b| matches!(b, b'0'..=b'9' | b'a'..=b'f')) {
        return None;
    }
    let mut bytes = [0; N];
    for (at, byte) in bytes.iter_mut().enumerate() {
        *byte = u8::from_str_radix(&text[2 * at..2 * at + 2], 16).ok()?;
    }
    Some(bytes)
}

/// A public key of its hexadecimal text; `None` if it is no point of the curve, or one of small order.
pub fn public_key(text: &str) -> Option<VerifyingKey> {
    let key = VerifyingKey::from_bytes(&unhex::<32>(text)?).ok()?;
    (!key.is_weak()).then_some(key)
}

/// The canonical bytes: `serde_json` keeps objects sorted by key.
fn canonical(value: &serde_json::Value) -> Vec<u8> {
    // An object of our own types, read from or written to JSON, cannot fail to be written.
    serde_json::to_vec(&sorted(value)).unwrap_or_default()
}

/// The same with the keys of every object in order, whatever map `serde_json` was built with.
fn sorted(value: &serde_json::Value) -> serde_json::Value {
    use serde_json::Value;
    match value {
        Value::Object(map) => {
            let ordered: BTreeMap<&String, &Value> = map.iter().collect();
            let pairs = ordered.into_iter();
            Value::Object(pairs.map(|(k, v)| (k.clone(), sorted(v))).collect())
        }
        Value::Array(list) => Value::Array(list.iter().map(sorted).collect()),
        other => other.clone(),
    }
}

/// Signs a file; its text, with a line end.
///
/// # Errors
/// When it cannot be written as JSON, which would be a fault of the program.
pub fn sign(file: &PartnerFile, key: &SigningKey) -> Result<String, serde_json::Error> {
    let mut value = serde_json::to_value(file)?;
    let signature = key.sign(&canonical(&value));
    if let serde_json::Value::Object(map) = &mut value {
        let text = hex(&signature.to_bytes());
        map.insert("signature".to_owned(), serde_json::Value::String(text));
    }
    Ok(String::from_utf8_lossy(&canonical(&value)).into_owned() + "\n")
}

/// Opens a file: its form, its sender, its signature, in this order. `known` gives the key of a fingerprint that was accepted.
///
/// Every byte counts: a file that says the same in other bytes is refused too.
///
/// # Errors
/// [`FileRefused`].
pub fn open(
    text: &str,
    known: &dyn Fn(&str) -> Option<VerifyingKey>,
) -> Result<PartnerFile, FileRefused> {
    let no_file = |detail: String| FileRefused::NoFile { detail };
    let mut value: serde_json::Value =
        serde_json::from_str(text).map_err(|error| no_file(error.to_string()))?;
    let bytes = canonical(&value);
    if text.strip_suffix('\n').unwrap_or(text).as_bytes() != bytes {
        return Err(no_file("it is not in canonical form".to_owned()));
    }
    let serde_json::Value::Object(map) = &mut value else {
        return Err(no_file("it is no JSON object".to_owned()));
    };
    let signature = map
        .remove("signature")
        .and_then(|text| unhex::<64>(text.as_str()?))
        .ok_or_else(|| no_file("it has no signature".to_owned()))?;
    let sender = map
        .get("sender")
        .and_then(|text| text.as_str())
        .ok_or_else(|| no_file("it names no sender".to_owned()))?;
    let key = known(sender).ok_or_else(|| FileRefused::UnknownKey {
        fingerprint: sender.to_owned(),
    })?;
    key.verify_strict(&canonical(&value), &Signature::from_bytes(&signature))
        .map_err(|_| FileRefused::BadSignature)?;
    let file: PartnerFile =
        serde_json::from_value(value).map_err(|error| no_file(error.to_string()))?;
    if file.format != FORMAT {
        return Err(no_file(format!("its format is {:?}", file.format)));
    }
    Ok(file)
}

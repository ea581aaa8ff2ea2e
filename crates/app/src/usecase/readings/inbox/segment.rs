//! Segments of the inbox: files of pushes, each with a head, its length and its check sum.

use crate::home::Home;
use crate::refusal::{ErrorCode, Refusal, Result};
use flate2::Crc;
use metering::Stamp;
use std::path::{Path, PathBuf};

/// A push, as it stands in a segment: this line of JSON, then the body.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub(super) struct Head {
    pub(super) region: String,
    pub(super) key: Option<String>,
    pub(super) lines: bool,
    pub(super) source: String,
    pub(super) received_us: i64,
    #[serde(default)]
    pub(super) stamp: Stamp,
}

pub(super) fn folder(home: &Home) -> PathBuf {
    home.dir().join("inbox")
}

pub(super) fn segment_path(folder: &Path, number: u64) -> PathBuf {
    folder.join(format!("{number:020}.log"))
}

/// Numbers of the segments in the folder, in order.
pub(super) fn segments(folder: &Path) -> Result<Vec<u64>> {
    let mut numbers: Vec<u64> = std::fs::read_dir(folder)
        .and_then(|list| {
            list.map(|entry| entry.map(|entry| entry.file_name()))
                .collect::<std::io::Result<Vec<_>>>()
        })
        .map_err(|error| Refusal::storage(format!("cannot read {}", folder.display()), error))?
        .iter()
        .filter_map(|name| name.to_str()?.strip_suffix(".log")?.parse().ok())
        .collect();
    numbers.sort_unstable();
    Ok(numbers)
}

/// A record: length, checksum, head, body.
pub(super) fn record(head: &Head, body: &[u8]) -> Result<Vec<u8>> {
    let mut payload =
        serde_json::to_vec(head).map_err(|error| Refusal::internal("a push", error))?;
    payload.push(b'\n');
    payload.extend_from_slice(body);
    let mut crc = Crc::new();
    crc.update(&payload);
    let length = u32::try_from(payload.len())
        .map_err(|_| Refusal::new(ErrorCode::TooLarge, "the batch is larger than 4 GiB"))?;
    let mut record = Vec::with_capacity(payload.len() + 8);
    record.extend_from_slice(&length.to_le_bytes());
    record.extend_from_slice(&crc.sum().to_le_bytes());
    record.extend_from_slice(&payload);
    Ok(record)
}

/// The whole records of a segment. One that was cut off by a crash was never answered, so what follows it is not read.
pub(super) fn records(bytes: &[u8]) -> Vec<(Head, &[u8])> {
    let mut found = Vec::new();
    let mut rest = bytes;
    while let Some((frame, after)) = rest.split_at_checked(8) {
        let word = |at: usize| frame[at..at + 4].try_into().map_or(0, u32::from_le_bytes);
        let Some((payload, next)) = after.split_at_checked(word(0) as usize) else {
            break;
        };
        let mut crc = Crc::new();
        crc.update(payload);
        if crc.sum() != word(4) {
            break;
        }
        let Some(end) = payload.iter().position(|byte| *byte == b'\n') else {
            break;
        };
        let Ok(head) = serde_json::from_slice(&payload[..end]) else {
            break;
        };
        found.push((head, &payload[end + 1..]));
        rest = next;
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    fn head(key: &str) -> Head {
        Head {
            region: "r".to_owned(),
            key: Some(key.to_owned()),
            lines: false,
            source: "push".to_owned(),
            received_us: 5,
            stamp: Stamp::End,
        }
    }

    #[test]
    fn records_come_back_and_a_cut_one_ends_them() {
        let mut bytes = record(&head("a"), b"one\ntwo").unwrap();
        let whole = bytes.len();
        bytes.extend(record(&head("b"), b"").unwrap());
        let read: Vec<(Head, Vec<u8>)> = records(&bytes)
            .into_iter()
            .map(|(head, body)| (head, body.to_vec()))
            .collect();
        assert_eq!(
            read,
            [(head("a"), b"one\ntwo".to_vec()), (head("b"), Vec::new())]
        );
        for cut in 0..bytes.len() {
            let left = records(&bytes[..cut]).len();
            assert_eq!(left, usize::from(cut >= whole), "cut at {cut}");
        }
        bytes[whole + 12] ^= 1;
        assert_eq!(records(&bytes).len(), 1);
    }
}

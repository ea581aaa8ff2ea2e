//! Answers with a tag: 304 before anything is computed, computed once, kept in memory packed as they are sent.

use super::extract::Ask;
use super::state::App;
use crate::home::blocking;
use crate::refusal::{Refusal, Result};
use crate::usecase::regions;
use crate::view::RegionView;
use axum::body::Bytes;
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use serde::Serialize;
use sha2::{Digest, Sha256};
use std::collections::HashMap;
use std::io::Write;
use std::sync::{Mutex, PoisonError};

/// Answers below this are not worth packing.
const PACK_BYTES_MIN: usize = 1_000;

/// How an answer is packed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Packing {
    /// Not at all.
    Plain,
    /// Gzip. Brotli would be a tenth smaller, but its encoder is generic through and through and would be compiled into
    /// this crate anew; what is not kept in memory is packed with it by the compression layer.
    Gzip,
}

impl Packing {
    /// The best that an `Accept-Encoding` allows.
    pub fn accepted(header: Option<&str>) -> Packing {
        let allows = |name: &str| {
            header.unwrap_or_default().split(',').any(|part| {
                let mut pieces = part.split(';').map(str::trim);
                pieces.next() == Some(name)
                    && !pieces.any(|piece| {
                        piece
                            .strip_prefix("q=")
                            .is_some_and(|q| q.parse::<f32>().is_ok_and(|q| q == 0.0))
                    })
            })
        };
        if allows("gzip") {
            Packing::Gzip
        } else {
            Packing::Plain
        }
    }

    /// Name in `Content-Encoding`.
    pub fn name(self) -> Option<&'static str> {
        match self {
            Packing::Plain => None,
            Packing::Gzip => Some("gzip"),
        }
    }

    /// Packs bytes; `level` is 1 (fast) to 9 (small).
    ///
    /// # Errors
    /// None in practice: it writes to memory.
    pub fn pack(self, bytes: Vec<u8>, level: u32) -> std::io::Result<Vec<u8>> {
        match self {
            Packing::Plain => Ok(bytes),
            Packing::Gzip => {
                let mut encoder =
                    flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::new(level));
                encoder.write_all(&bytes)?;
                encoder.finish()
            }
        }
    }
}

/// A finished answer as it is sent.
#[derive(Debug, Clone)]
pub struct Kept {
    bytes: Bytes,
    content_type: &'static str,
    packing: Packing,
}

#[derive(Debug, Default)]
struct Shelf {
    answers: HashMap<String, (Kept, u64)>,
    bytes: usize,
    tick: u64,
}

/// Finished answers by their tag, the longest unused thrown out first.
#[derive(Debug)]
pub struct AnswerCache {
    shelf: Mutex<Shelf>,
    bytes_max: usize,
}

impl AnswerCache {
    /// A cache of at most so many bytes.
    pub fn new(bytes_max: usize) -> AnswerCache {
        AnswerCache {
            shelf: Mutex::default(),
            bytes_max,
        }
    }

    fn get(&self, tag: &str) -> Option<Kept> {
        let mut shelf = self.shelf.lock().unwrap_or_else(PoisonError::into_inner);
        shelf.tick += 1;
        let tick = shelf.tick;
        let (kept, used) = shelf.answers.get_mut(tag)?;
        *used = tick;
        Some(kept.clone())
    }

    fn put(&self, tag: &str, kept: Kept) {
        // One answer must not empty the whole shelf.
        if kept.bytes.len() > self.bytes_max / 4 {
            return;
        }
        let mut shelf = self.shelf.lock().unwrap_or_else(PoisonError::into_inner);
        shelf.tick += 1;
        let tick = shelf.tick;
        shelf.bytes += kept.bytes.len();
        if let Some((old, _)) = shelf.answers.insert(tag.to_owned(), (kept, tick)) {
            shelf.bytes -= old.bytes.len();
        }
        while shelf.bytes > self.bytes_max {
            let oldest = shelf
                .answers
                .iter()
                .min_by_key(|(_, (_, used))| *used)
                .map(|(tag, _)| tag.clone());
            match oldest.and_then(|tag| shelf.answers.remove(&tag)) {
                Some((gone, _)) => shelf.bytes -= gone.bytes.len(),
                None => break,
            }
        }
    }

    /// Bytes held.
    pub fn bytes(&self) -> usize {
        self.shelf
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .bytes
    }
}

/// A strong tag: the same tag, the same bytes. It names the data, the program, the question and the packing.
fn tag(app: &App, data: &str, question: &str, packing: Packing) -> String {
    let digest = Sha256::digest(format!("{data}\n{}\n{question}", app.build).as_bytes());
    let short: String = digest[..12]
        .iter()
        .map(|byte| format!("{byte:02x}"))
        .collect();
    format!("\"{short}-{}\"", packing.name().unwrap_or("id"))
}

fn with_tag(mut response: Response, tag: &str) -> Response {
    let headers = response.headers_mut();
    if let Ok(value) = HeaderValue::from_str(tag) {
        headers.insert(header::ETAG, value);
    }
    // Ask again each time; the tag makes that cheap. `private`, since public read may be off.
    headers.insert(
        header::CACHE_CONTROL,
        HeaderValue::from_static("private, no-cache"),
    );
    headers.insert(
        header::VARY,
        HeaderValue::from_static("accept-encoding, authorization, cookie"),
    );
    response
}

fn send(kept: &Kept, tag: &str) -> Response {
    let mut response = (
        [(
            header::CONTENT_TYPE,
            HeaderValue::from_static(kept.content_type),
        )],
        kept.bytes.clone(),
    )
        .into_response();
    if let Some(name) = kept.packing.name() {
        response
            .headers_mut()
            .insert(header::CONTENT_ENCODING, HeaderValue::from_static(name));
    }
    with_tag(response, tag)
}

fn keep(bytes: Vec<u8>, content_type: &'static str, packing: Packing) -> Result<Kept> {
    let packing = if bytes.len() < PACK_BYTES_MIN {
        Packing::Plain
    } else {
        packing
    };
    let bytes = packing
        .pack(bytes, 5)
        .map_err(|error| Refusal::internal("packing an answer", error))?;
    Ok(Kept {
        bytes: bytes.into(),
        content_type,
        packing,
    })
}

fn json<T: Serialize>(answer: &T) -> Result<Vec<u8>> {
    serde_json::to_vec(answer).map_err(|error| Refusal::internal("writing an answer", error))
}

impl App {
    /// Answers a question about a region: checks who asks, says 304 where the asker has the answer, takes it from memory where
    /// it is kept, computes it otherwise. `question` must say all that the answer depends on besides the data.
    ///
    /// # Errors
    /// What the use case refuses.
    pub async fn figure<T, F>(
        &self,
        ask: &Ask,
        region: &str,
        question: String,
        compute: F,
    ) -> Result<Response>
    where
        T: Serialize + Send + 'static,
        F: FnOnce(&RegionView) -> Result<T> + Send + 'static,
    {
        let version = regions::version(&self.home, &ask.actor, region).await?;
        let tag = tag(self, &format!("{region}:{version}"), &question, ask.packing);
        if ask.has(&tag) {
            return Ok(with_tag(StatusCode::NOT_MODIFIED.into_response(), &tag));
        }
        if let Some(kept) = self.answers.get(&tag) {
            self.metrics.answer_cache(true);
            return Ok(send(&kept, &tag));
        }
        self.metrics.answer_cache(false);
        let view = regions::open(&self.home, &ask.actor, region).await?;
        // A commit between the two looks would put a newer answer under an older tag.
        let tag = if view.data_version == version {
            tag
        } else {
            self::tag(
                self,
                &format!("{region}:{}", view.data_version),
                &question,
                ask.packing,
            )
        };
        let packing = ask.packing;
        let kept =
            blocking(move || keep(json(&compute(&view)?)?, "application/json", packing)).await?;
        self.answers.put(&tag, kept.clone());
        Ok(send(&kept, &tag))
    }

    /// Answers with bytes that somebody computed already, under a tag of them.
    ///
    /// # Errors
    /// What cannot be packed.
    pub fn bytes(&self, ask: &Ask, content_type: &'static str, bytes: Vec<u8>) -> Result<Response> {
        let digest = Sha256::digest(&bytes);
        let short: String = digest[..12]
            .iter()
            .map(|byte| format!("{byte:02x}"))
            .collect();
        let tag = format!("\"{short}-{}\"", ask.packing.name().unwrap_or("id"));
        if ask.has(&tag) {
            return Ok(with_tag(StatusCode::NOT_MODIFIED.into_response(), &tag));
        }
        Ok(send(&keep(bytes, content_type, ask.packing)?, &tag))
    }

    /// As [`App::bytes`] with JSON.
    ///
    /// # Errors
    /// What cannot be written.
    pub fn json<T: Serialize>(&self, ask: &Ask, answer: &T) -> Result<Response> {
        self.bytes(ask, "application/json", json(answer)?)
    }

    /// Answers with gzipped GeoJSON as it is kept: sent as it is to who takes gzip, unpacked once for others.
    ///
    /// # Errors
    /// What cannot be unpacked.
    pub fn packed_geojson(&self, ask: &Ask, packed: Vec<u8>) -> Result<Response> {
        let digest = Sha256::digest(&packed);
        let short: String = digest[..12]
            .iter()
            .map(|byte| format!("{byte:02x}"))
            .collect();
        let packing = if ask.packing == Packing::Plain {
            Packing::Plain
        } else {
            Packing::Gzip
        };
        let tag = format!("\"{short}-{}\"", packing.name().unwrap_or("id"));
        if ask.has(&tag) {
            return Ok(with_tag(StatusCode::NOT_MODIFIED.into_response(), &tag));
        }
        let bytes = match packing {
            Packing::Plain => crate::boundary::unpacked("boundaries", &packed)?,
            Packing::Gzip => packed,
        };
        let kept = Kept {
            bytes: bytes.into(),
            content_type: "application/geo+json",
            packing,
        };
        Ok(send(&kept, &tag))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_longest_unused_answer_goes_first() {
        let cache = AnswerCache::new(100);
        let kept = |n: usize| Kept {
            bytes: vec![0; n].into(),
            content_type: "x",
            packing: Packing::Plain,
        };
        for name in ["a", "b", "c", "d"] {
            cache.put(name, kept(25));
        }
        assert!(cache.get("a").is_some());
        cache.put("e", kept(25));
        assert!(cache.get("a").is_some() && cache.get("b").is_none());
        assert_eq!(cache.bytes(), 100);
        cache.put("huge", kept(26));
        assert!(cache.get("huge").is_none());
    }

    #[test]
    fn packing_is_what_the_asker_takes() {
        assert_eq!(Packing::accepted(Some("gzip, deflate, br")), Packing::Gzip);
        assert_eq!(Packing::accepted(Some("gzip;q=0, br")), Packing::Plain);
        assert_eq!(Packing::accepted(Some("identity")), Packing::Plain);
        assert_eq!(Packing::accepted(None), Packing::Plain);
    }
}

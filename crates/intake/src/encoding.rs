//! Bytes to text: byte order marks, UTF-8, UTF-16, GB18030, and what is none of them.

use encoding_rs::{Encoding, GB18030, UTF_8, UTF_16BE, UTF_16LE};
use inventory::finding::Finding;

use crate::codes::Code;
use crate::log::{At, FindingLog};

/// Decodes a text file.
///
/// A byte order mark wins, then the `named` encoding, then UTF-8 if the bytes are valid, then GB18030 if they are
/// that and look like it. Nothing is replaced silently: bytes that fit nothing end the reading with their position.
pub(crate) fn decode(
    bytes: &[u8],
    named: Option<&str>,
    log: &mut FindingLog,
) -> Result<String, Vec<Finding>> {
    if let Some((encoding, length)) = Encoding::for_bom(bytes) {
        log.push(Code::ByteOrderMark, || {
            (At::file(), vec![("encoding", encoding.name().to_owned())])
        });
        return strictly(&bytes[length..], encoding, length, log);
    }
    if let Some(label) = named {
        let Some(encoding) = Encoding::for_label(label.as_bytes()) else {
            let params = vec![
                ("key", "encoding".to_owned()),
                ("table", "[file]".to_owned()),
                ("found", label.to_owned()),
                (
                    "expected",
                    "a WHATWG encoding label such as utf-8, gb18030, windows-1252".to_owned(),
                ),
            ];
            return Err(log.clone().only(Code::BadValue, At::file(), params));
        };
        return strictly(bytes, encoding, 0, log);
    }
    if let Some(position) = bytes.iter().position(|byte| *byte == 0) {
        return Err(log.clone().only(
            Code::NulBytes,
            located(bytes, position),
            vec![("position", (position + 1).to_string())],
        ));
    }
    let fault = match std::str::from_utf8(bytes) {
        Ok(text) => return Ok(text.to_owned()),
        Err(error) => error.valid_up_to(),
    };
    let shape = Shape::of(bytes);
    if shape.utf8_3_bytes * 2 > shape.non_ascii {
        return Err(log.clone().only(
            Code::MixedEncoding,
            located(bytes, fault),
            at_byte(bytes, fault, "UTF-8"),
        ));
    }
    if shape.looks_like_gb()
        && let Some(text) = GB18030.decode_without_bom_handling_and_without_replacement(bytes)
    {
        log.push(Code::EncodingGuessed, || {
            (At::file(), vec![("encoding", "GB18030".to_owned())])
        });
        return Ok(text.into_owned());
    }
    Err(log.clone().only(
        Code::InvalidBytes,
        located(bytes, fault),
        at_byte(bytes, fault, "UTF-8"),
    ))
}

fn strictly(
    bytes: &[u8],
    encoding: &'static Encoding,
    offset: usize,
    log: &FindingLog,
) -> Result<String, Vec<Finding>> {
    if let Some(text) = encoding.decode_without_bom_handling_and_without_replacement(bytes) {
        if let Some(position) = text.bytes().position(|byte| byte == 0) {
            return Err(log.clone().only(
                Code::NulBytes,
                located(text.as_bytes(), position),
                vec![("position", (position + 1 + offset).to_string())],
            ));
        }
        return Ok(text.into_owned());
    }
    let fault = if encoding == UTF_8 {
        std::str::from_utf8(bytes)
            .err()
            .map_or(0, |error| error.valid_up_to())
    } else {
        first_fault(bytes, encoding)
    };
    let at = if encoding == UTF_16LE || encoding == UTF_16BE {
        At::file()
    } else {
        located(bytes, fault)
    };
    let mut params = at_byte(bytes, fault, encoding.name());
    params[0].1 = (fault + 1 + offset).to_string();
    Err(log.clone().only(Code::InvalidBytes, at, params))
}

/// Length of the longest prefix that decodes, found by halving.
fn first_fault(bytes: &[u8], encoding: &'static Encoding) -> usize {
    let mut decoder = encoding.new_decoder_without_bom_handling();
    let mut out = vec![0u8; 4096];
    let mut position = 0;
    loop {
        let (result, read, _) =
            decoder.decode_to_utf8_without_replacement(&bytes[position..], &mut out, true);
        position += read;
        match result {
            encoding_rs::DecoderResult::OutputFull => continue,
            encoding_rs::DecoderResult::Malformed(bad, after) => {
                return position.saturating_sub(usize::from(bad) + usize::from(after));
            }
            encoding_rs::DecoderResult::InputEmpty => return position,
        }
    }
}

fn at_byte(bytes: &[u8], position: usize, encoding: &str) -> Vec<(&'static str, String)> {
    let end = (position + 2).min(bytes.len());
    let hex: Vec<String> = bytes[position.min(end)..end]
        .iter()
        .map(|b| format!("{b:02X}"))
        .collect();
    vec![
        ("position", (position + 1).to_string()),
        ("bytes", hex.join(" ")),
        ("encoding", encoding.to_owned()),
    ]
}

/// Row of a byte, counted by line ends.
fn located(bytes: &[u8], position: usize) -> At {
    let row = bytes[..position.min(bytes.len())]
        .iter()
        .filter(|byte| **byte == b'\n')
        .count();
    At::row(row as u32 + 1)
}

/// How the non-ASCII bytes are arranged.
struct Shape {
    non_ascii: usize,
    /// Bytes in valid UTF-8 sequences of three bytes, as Chinese text has them.
    utf8_3_bytes: usize,
    /// Bytes in pairs that are GB2312 or GBK hanzi (both bytes high).
    pairs: usize,
}

impl Shape {
    fn of(bytes: &[u8]) -> Shape {
        let mut shape = Shape {
            non_ascii: 0,
            utf8_3_bytes: 0,
            pairs: 0,
        };
        shape.non_ascii = bytes.iter().filter(|byte| **byte >= 0x80).count();
        let mut i = 0;
        while i < bytes.len() {
            let continues = |k: usize| bytes.get(i + k).is_some_and(|b| (0x80..0xC0).contains(b));
            if (0xE0..0xF0).contains(&bytes[i]) && continues(1) && continues(2) {
                shape.utf8_3_bytes += 3;
                i += 3;
            } else {
                i += 1;
            }
        }
        let mut i = 0;
        while i < bytes.len() {
            if (0x81..0xFF).contains(&bytes[i]) && bytes.get(i + 1).is_some_and(|b| *b >= 0x80) {
                shape.pairs += 2;
                i += 2;
            } else {
                i += 1;
            }
        }
        shape
    }

    /// Chinese text comes in pairs of high bytes; Western text has lone ones (`é` between letters).
    fn looks_like_gb(&self) -> bool {
        self.pairs * 10 >= self.non_ascii * 8
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn decoded(bytes: &[u8], named: Option<&str>) -> (Result<String, String>, Vec<String>) {
        let mut log = FindingLog::new("x.csv", None);
        let result = decode(bytes, named, &mut log).map_err(|findings| findings[0].code.clone());
        (
            result,
            log.kept()
                .iter()
                .map(|finding| finding.code.clone())
                .collect(),
        )
    }

    #[test]
    fn gbk_is_told_from_latin() {
        let (gbk, _, _) = GB18030.encode("年份,企业名称\n2020,重庆钢铁\n");
        let (text, codes) = decoded(&gbk, None);
        assert_eq!(text.unwrap(), "年份,企业名称\n2020,重庆钢铁\n");
        assert_eq!(codes, ["encoding_guessed"]);
        // 0xF4 0x6E is a valid GBK pair, but here it is "ôn" of "Môn".
        let (text, _) = decoded(b"name\nYnys M\xF4n\n", None);
        assert_eq!(text.unwrap_err(), "invalid_bytes");
        assert_eq!(
            decoded(b"Ynys M\xF4n", Some("windows-1252")).0.unwrap(),
            "Ynys Môn"
        );
    }

    #[test]
    fn utf16_by_mark() {
        let bytes: Vec<u8> = "\u{feff}a,b\n"
            .encode_utf16()
            .flat_map(u16::to_le_bytes)
            .collect();
        let (text, codes) = decoded(&bytes, None);
        assert_eq!(text.unwrap(), "a,b\n");
        assert_eq!(codes, ["byte_order_mark"]);
    }

    #[test]
    fn joined_files_are_mixed() {
        let mut bytes = "地点,年\n重庆,2020\n成都,2020\n".as_bytes().to_vec();
        bytes.extend_from_slice(&GB18030.encode("泸州,2020\n").0);
        assert_eq!(decoded(&bytes, None).0.unwrap_err(), "mixed_encoding");
    }
}

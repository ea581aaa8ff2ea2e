//! File bytes to a [`Sheet`]: unpack, recognise, decode, parse.

use std::io::Read;

use flate2::read::MultiGzDecoder;
use inventory::finding::Finding;

use crate::codes::Code;
use crate::log::At;
use crate::sheet::Sheet;
use crate::{delimited, encoding, xlsx};

/// How to read a file, where its mapping says more than the file itself.
#[derive(Debug, Clone)]
pub struct SheetOptions {
    /// Sheet of a workbook; the first if `None`.
    pub sheet: Option<String>,
    /// WHATWG encoding label of a text file; recognised if `None`.
    pub encoding: Option<String>,
    /// Delimiter of a text file (one ASCII character); recognised if `None`.
    pub delimiter: Option<char>,
    /// Most bytes that a packed file may unpack to.
    pub unpacked_bytes_max: u64,
}

impl Default for SheetOptions {
    fn default() -> Self {
        SheetOptions {
            sheet: None,
            encoding: None,
            delimiter: None,
            unpacked_bytes_max: 1 << 31,
        }
    }
}

/// Reads a CSV, TSV or XLSX file, gzipped or not, into a sheet. Bytes in, values out: no disk is touched.
///
/// # Errors
/// Findings that say why there is no sheet at all (damaged, not text, not a workbook, empty). Whatever is merely
/// odd stays with the sheet ([`Sheet::findings`]).
pub fn read_sheet(
    file_name: &str,
    bytes: &[u8],
    options: &SheetOptions,
) -> Result<Sheet, Vec<Finding>> {
    read_sheet_with_progress(file_name, bytes, options, &mut |_, _| {})
}

/// [`read_sheet`], calling `progress(done, total)` now and then (bytes of a text, rows of a workbook).
///
/// # Errors
/// As [`read_sheet`].
pub fn read_sheet_with_progress(
    file_name: &str,
    bytes: &[u8],
    options: &SheetOptions,
    progress: &mut dyn FnMut(u64, u64),
) -> Result<Sheet, Vec<Finding>> {
    let mut sheet = Sheet::new(file_name, false);
    let refuse =
        |sheet: &Sheet, code: Code, params| Err(sheet.log.clone().only(code, At::file(), params));
    let unpacked;
    let mut bytes = bytes;
    let mut name = file_name.to_ascii_lowercase();
    if bytes.starts_with(&[0x1f, 0x8b]) {
        unpacked = gunzip(&sheet, bytes, options.unpacked_bytes_max)?;
        bytes = &unpacked;
        name = name.strip_suffix(".gz").unwrap_or(&name).to_owned();
    } else if name.ends_with(".gz") && !bytes.is_empty() {
        return refuse(
            &sheet,
            Code::BadGzip,
            vec![("detail", "it is not packed at all".to_owned())],
        );
    }
    if bytes.is_empty() {
        return refuse(&sheet, Code::EmptyFile, vec![]);
    }
    let named_workbook = [".xlsx", ".xlsm", ".xltx"]
        .iter()
        .any(|end| name.ends_with(end));
    if bytes.starts_with(b"PK\x03\x04") {
        sheet = Sheet::new(file_name, true);
        if !named_workbook {
            sheet
                .log
                .push(Code::ContentIsWorkbook, || (At::file(), vec![]));
        }
        xlsx::parse(
            &mut sheet,
            bytes,
            options.sheet.as_deref(),
            options.unpacked_bytes_max,
            progress,
        )?;
    } else if bytes.starts_with(&[0xD0, 0xCF, 0x11, 0xE0]) || name.ends_with(".xls") {
        return refuse(&sheet, Code::OldWorkbook, vec![]);
    } else if named_workbook {
        let params = vec![("looks_like", looks_like(bytes).to_owned())];
        return refuse(&sheet, Code::NotAWorkbook, params);
    } else {
        let text = encoding::decode(bytes, options.encoding.as_deref(), &mut sheet.log)?;
        if text.trim().is_empty() {
            return refuse(&sheet, Code::EmptyFile, vec![]);
        }
        let delimiter = match options.delimiter {
            Some(given) if given.is_ascii() && !matches!(given, '"' | '\n' | '\r') => given as u8,
            Some(given) => {
                let params = vec![
                    ("key", "delimiter".to_owned()),
                    ("table", "[file]".to_owned()),
                    ("found", format!("{given:?}")),
                    (
                        "expected",
                        "one ASCII character other than a quote or a line end".to_owned(),
                    ),
                ];
                return refuse(&sheet, Code::BadValue, params);
            }
            None if name.ends_with(".tsv") => b'\t',
            None => delimited::sniffed(&text),
        };
        delimited::parse(&mut sheet, &text, delimiter, progress)?;
    }
    sheet.drop_blank_tail();
    if sheet.rows() == 0 {
        return refuse(&sheet, Code::EmptyFile, vec![]);
    }
    sheet.inspect();
    if sheet.log.has_errors() {
        return Err(sheet.log.into_sorted());
    }
    Ok(sheet)
}

fn gunzip(sheet: &Sheet, bytes: &[u8], bytes_max: u64) -> Result<Vec<u8>, Vec<Finding>> {
    let mut out = Vec::new();
    // One byte more than allowed tells a full file from one that is too large.
    let read = MultiGzDecoder::new(bytes)
        .take(bytes_max.saturating_add(1))
        .read_to_end(&mut out);
    let (code, params) = match read {
        Ok(_) if out.len() as u64 > bytes_max => {
            (Code::TooLarge, vec![("limit", bytes_max.to_string())])
        }
        Ok(_) => return Ok(out),
        Err(error) if error.kind() == std::io::ErrorKind::UnexpectedEof => {
            (Code::TruncatedGzip, vec![("bytes", out.len().to_string())])
        }
        Err(error) => (Code::BadGzip, vec![("detail", error.to_string())]),
    };
    Err(sheet.log.clone().only(code, At::file(), params))
}

fn looks_like(bytes: &[u8]) -> &'static str {
    let head = &bytes[..bytes.len().min(512)];
    let text = String::from_utf8_lossy(head).to_ascii_lowercase();
    if text.contains("<html") || text.contains("<table") {
        "a web page"
    } else if text.trim_start().starts_with("<?xml") {
        "XML"
    } else if head.starts_with(b"%PDF") {
        "a PDF"
    } else if head.contains(&0) {
        "unknown bytes"
    } else {
        "text"
    }
}

/// Writes rows as CSV (comma, quotes where needed, `\n`).
pub(crate) fn write_csv_row<'a>(out: &mut String, cells: impl IntoIterator<Item = &'a str>) {
    for (index, cell) in cells.into_iter().enumerate() {
        if index > 0 {
            out.push(',');
        }
        if cell.contains([',', '"', '\n', '\r']) {
            out.push('"');
            out.push_str(&cell.replace('"', "\"\""));
            out.push('"');
        } else {
            out.push_str(cell);
        }
    }
    out.push('\n');
}

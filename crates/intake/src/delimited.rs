//! CSV, TSV and their cousins: delimiter sniffing, quotes, rows of any length.
//!
//! Own parser rather than the `csv` crate's, because a blank line is a row here (rows are numbered as a
//! spreadsheet shows them) and because a stray or unclosed quote must become a finding with its place.

use inventory::finding::Finding;

use crate::codes::Code;
use crate::log::At;
use crate::sheet::{CellKind, Sheet};
use crate::text::shown;

const CANDIDATES: [u8; 4] = *b",\t;|";
const SNIFFED_LINES_MAX: usize = 50;

/// The delimiter that parts the first lines most evenly; a comma if none does.
pub(crate) fn sniffed(text: &str) -> u8 {
    let mut best = (0usize, b',');
    for candidate in CANDIDATES {
        let mut counts: Vec<usize> = Vec::new();
        let (mut count, mut quoted, mut lines) = (0, false, 0);
        for byte in text.bytes() {
            match byte {
                b'"' => quoted = !quoted,
                b'\n' if !quoted => {
                    counts.push(count);
                    count = 0;
                    lines += 1;
                    if lines == SNIFFED_LINES_MAX {
                        break;
                    }
                }
                _ if byte == candidate && !quoted => count += 1,
                _ => {}
            }
        }
        if lines < SNIFFED_LINES_MAX && count > 0 {
            counts.push(count);
        }
        let most = counts.iter().copied().max().unwrap_or(0);
        // Lines that agree on the count speak for a delimiter; a comma inside one text does not.
        let agreeing = counts
            .iter()
            .filter(|count| **count == most && most > 0)
            .count();
        let score = agreeing * 1000 + most.min(999);
        if most > 0 && score > best.0 {
            best = (score, candidate);
        }
    }
    best.1
}

/// Parses `text` into the sheet. `progress` gets bytes done and total.
pub(crate) fn parse(
    sheet: &mut Sheet,
    text: &str,
    delimiter: u8,
    progress: &mut dyn FnMut(u64, u64),
) -> Result<(), Vec<Finding>> {
    const REPORT_EVERY_BYTES: usize = 1 << 20;
    let bytes = text.as_bytes();
    sheet.reserve(bytes.len(), bytes.len() / 8);
    let total = bytes.len() as u64;
    let (mut at, mut next_report) = (0usize, REPORT_EVERY_BYTES);
    let (mut row, mut column) = (1u32, 1u32);
    let mut unescaped = String::new();
    while at < bytes.len() {
        // One past the cell.
        at = if bytes[at] == b'"' {
            let (cell, after, fault) = quoted(text, at, delimiter, &mut unescaped);
            match fault {
                Some(Code::UnclosedQuote) => {
                    return Err(sheet.log.clone().only(
                        Code::UnclosedQuote,
                        At::cell(row, column),
                        vec![],
                    ));
                }
                Some(code) => {
                    let cell = shown(cell);
                    sheet
                        .log
                        .push(code, || (At::cell(row, column), vec![("cell", cell)]));
                }
                None => {}
            }
            sheet.push_cell(CellKind::Text, cell);
            after
        } else {
            let mut stop = at;
            let mut stray = false;
            while stop < bytes.len() {
                let byte = bytes[stop];
                if byte == delimiter || byte == b'\n' || byte == b'\r' {
                    break;
                }
                stray |= byte == b'"';
                stop += 1;
            }
            let cell = &text[at..stop];
            if stray {
                sheet.log.push(Code::StrayQuote, || {
                    (At::cell(row, column), vec![("cell", shown(cell))])
                });
            }
            sheet.push_cell(CellKind::Text, cell);
            stop
        };
        if at < bytes.len() && bytes[at] == delimiter {
            at += 1;
            column += 1;
            if at < bytes.len() {
                continue;
            }
            // A delimiter at the very end opens one more, empty cell.
            sheet.push_cell(CellKind::Empty, "");
        }
        if at < bytes.len() && bytes[at] == b'\r' {
            at += 1;
        }
        if at < bytes.len() && bytes[at] == b'\n' {
            at += 1;
        }
        sheet.end_row()?;
        row += 1;
        column = 1;
        if at >= next_report {
            progress(at as u64, total);
            next_report = at + REPORT_EVERY_BYTES;
        }
    }
    progress(total, total);
    Ok(())
}

/// A quoted cell from `open`: its text, the place one past it, and what is wrong with it.
fn quoted<'a>(
    text: &'a str,
    open: usize,
    delimiter: u8,
    unescaped: &'a mut String,
) -> (&'a str, usize, Option<Code>) {
    let bytes = text.as_bytes();
    let start = open + 1;
    let mut at = start;
    let mut plain = true;
    unescaped.clear();
    let mut copied = start;
    loop {
        match bytes[at..].iter().position(|byte| *byte == b'"') {
            None => return ("", bytes.len(), Some(Code::UnclosedQuote)),
            Some(step) => at += step,
        }
        if bytes.get(at + 1) == Some(&b'"') {
            plain = false;
            unescaped.push_str(&text[copied..=at]);
            at += 2;
            copied = at;
            continue;
        }
        break;
    }
    let close = at;
    let mut after = close + 1;
    let mut fault = None;
    if after < bytes.len() && bytes[after] != delimiter && !matches!(bytes[after], b'\n' | b'\r') {
        // Text after the closing quote: keep it, say so.
        fault = Some(Code::StrayQuote);
        plain = false;
        unescaped.push_str(&text[copied..close]);
        let rest = after;
        while after < bytes.len()
            && bytes[after] != delimiter
            && !matches!(bytes[after], b'\n' | b'\r')
        {
            after += 1;
        }
        unescaped.push_str(&text[rest..after]);
    } else if !plain {
        unescaped.push_str(&text[copied..close]);
    }
    (
        if plain {
            &text[start..close]
        } else {
            unescaped.as_str()
        },
        after,
        fault,
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rows(text: &str, delimiter: u8) -> Vec<Vec<String>> {
        let mut sheet = Sheet::new("a.csv", false);
        parse(&mut sheet, text, delimiter, &mut |_, _| {}).unwrap();
        (1..=sheet.rows()).map(|row| sheet.row_texts(row)).collect()
    }

    #[test]
    fn quotes_newlines_and_blank_lines() {
        assert_eq!(
            rows("a,b\r\n\"x, \"\"y\"\"\",\"1\n2\"\n\n,\n", b','),
            vec![
                vec!["a", "b"],
                vec!["x, \"y\"", "1\n2"],
                vec![""],
                vec!["", ""]
            ]
        );
        assert_eq!(rows("a;b\rc;d", b';'), vec![vec!["a", "b"], vec!["c", "d"]]);
        assert_eq!(rows("a,", b','), vec![vec!["a", ""]]);
    }

    #[test]
    fn stray_and_unclosed_quotes() {
        let mut sheet = Sheet::new("a.csv", false);
        parse(&mut sheet, "5\" pipe,\"x\"y\n", b',', &mut |_, _| {}).unwrap();
        assert_eq!(sheet.row_texts(1), vec!["5\" pipe", "xy"]);
        assert_eq!(sheet.findings().len(), 2);
        let mut sheet = Sheet::new("a.csv", false);
        let faults = parse(&mut sheet, "a,b\n1,\"2\n3,4\n", b',', &mut |_, _| {}).unwrap_err();
        let location = faults[0].location.as_ref().unwrap();
        assert_eq!((location.row, location.column), (Some(2), Some(2)));
    }

    #[test]
    fn sniffs_the_even_delimiter() {
        assert_eq!(sniffed("a;b;c\n1,5;2;3\n1,6;2;3\n"), b';');
        assert_eq!(sniffed("a\tb\n1\t2\n"), b'\t');
        assert_eq!(sniffed("alone\n1\n"), b',');
        assert_eq!(sniffed("\"a,b\"|c\n\"d,e\"|f\n"), b'|');
    }
}

//! Reasons of cases as people read them: the interface's sentences in both languages, so that a search finds what is shown.

use std::collections::BTreeMap;
use std::sync::LazyLock;

const TABLES: [&str; 2] = [
    include_str!("../../../../../web/src/i18n/en.json"),
    include_str!("../../../../../web/src/i18n/zh.json"),
];
const REASON: &str = "reasonOf.";
const KIND: &str = "case.kind.";

/// A sentence with holes (`{{name}}`) by the code of the reason it states, and names of kinds.
struct Texts {
    sentences: Vec<(String, Vec<String>)>,
    kinds: Vec<(String, String)>,
}

static TEXTS: LazyLock<Texts> = LazyLock::new(|| {
    let (mut sentences, mut kinds) = (Vec::new(), Vec::new());
    for table in TABLES {
        let all: BTreeMap<String, String> = serde_json::from_str(table).unwrap_or_default();
        for (key, text) in all {
            if let Some(code) = key.strip_prefix(REASON) {
                // `.full` and `.short` say the same reason at more or less length.
                let code = code.split('.').next().unwrap_or(code);
                sentences.push((code.to_owned(), pieces(&text)));
            } else if let Some(kind) = key.strip_prefix(KIND) {
                kinds.push((kind.to_owned(), text.to_lowercase()));
            }
        }
    }
    Texts { sentences, kinds }
});

/// What stands between the holes of a sentence, in lower case: one more than there are holes.
fn pieces(text: &str) -> Vec<String> {
    let mut pieces = Vec::new();
    for (n, part) in text.split("{{").enumerate() {
        let piece = match part.split_once("}}") {
            Some((_, rest)) if n > 0 => rest,
            _ => part,
        };
        pieces.push(piece.to_lowercase());
    }
    pieces
}

/// True if the sentence, its holes filled with anything, can hold the text, and something of the sentence itself is in it.
fn can_hold(pieces: &[String], text: &str) -> bool {
    if pieces.iter().any(|piece| piece.contains(text)) {
        return true;
    }
    let words = |text: &str| text.chars().any(char::is_alphabetic);
    pieces.iter().enumerate().any(|(n, piece)| {
        // The text begins in this piece: with a part of its end. What follows is a hole, then the next piece, and so on.
        let begins = piece.char_indices().map(|(at, _)| &piece[at..]);
        begins
            .filter(|end| words(end) && text.starts_with(end))
            .any(|end| goes_on(&pieces[n + 1..], &text[end.len()..]))
    })
}

/// True if a text can be a hole and what follows it, up to anywhere.
fn goes_on(pieces: &[String], text: &str) -> bool {
    let Some((next, rest)) = pieces.split_first() else {
        return text.is_empty();
    };
    // The text ends in the hole: what fills one is a figure, a unit or a day, and has no blank in it.
    if !text.contains(char::is_whitespace)
        && !text.chars().any(|c| c.is_alphabetic() && !c.is_ascii())
    {
        return true;
    }
    let mut ends = text.char_indices().map(|(at, _)| at);
    ends.any(|at| {
        let after = &text[at..];
        next.starts_with(after)
            || (!next.is_empty() && after.starts_with(next.as_str()))
                && goes_on(rest, &after[next.len()..])
    })
}

/// What a text can be a part of.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Said {
    /// Codes of reasons.
    pub codes: Vec<String>,
    /// Kinds of cases by their names.
    pub kinds: Vec<String>,
    /// Whole numbers in the text, which the reason then has to name.
    pub numbers: Vec<String>,
}

/// Reasons and kinds whose words, as they are shown in English or Chinese, hold a text.
pub fn said(text: &str) -> Said {
    let text = text.trim().to_lowercase();
    let mut said = Said::default();
    if text.is_empty() {
        return said;
    }
    for (code, pieces) in &TEXTS.sentences {
        if !said.codes.contains(code) && can_hold(pieces, &text) {
            said.codes.push(code.clone());
        }
    }
    for (kind, name) in &TEXTS.kinds {
        if !said.kinds.contains(kind) && name.contains(&text) {
            said.kinds.push(kind.clone());
        }
    }
    let literal = |number: &str| {
        let sentences = TEXTS.sentences.iter();
        sentences
            .flat_map(|(_, pieces)| pieces)
            .any(|piece| piece.contains(&text) && piece.contains(number))
    };
    said.numbers = text
        .replace(',', "")
        .split(|c: char| !c.is_ascii_digit() && c != '.')
        // Digits behind the point are rounded where they are shown.
        .filter_map(|number| number.split('.').next())
        .filter(|number| !number.is_empty() && !literal(number))
        .map(str::to_owned)
        .collect();
    said
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_part_of_a_sentence_finds_its_reason() {
        let codes = |text: &str| said(text).codes;
        assert_eq!(codes("以往最长"), ["flat_line_idle"]);
        assert_eq!(codes("逐位相同，像是套用曲线"), ["copied_profile"]);
        assert_eq!(codes("no such words"), [""; 0]);
        assert_eq!(said("读数不变").kinds, ["flat_line"]);
        // Words in both languages, with a figure between them.
        let found = said("读数连续 1,072 小时停在");
        assert_eq!(found.numbers, ["1072"]);
        assert_eq!(found.codes, ["flat_line_idle", "flat_line_stuck"]);
        assert!(codes("stood still at").contains(&"flat_line_idle".to_owned()));
    }

    #[test]
    fn every_kind_and_reason_has_words() {
        assert!(TEXTS.sentences.len() > 40 && TEXTS.kinds.len() >= 20);
        assert!(TEXTS.sentences.iter().all(|(_, pieces)| !pieces.is_empty()));
    }
}

//! Texts as people type them: trimming, folding, nearest neighbours.

use unicode_normalization::UnicodeNormalization;

/// True for spaces of any script, and for invisible characters that copy along (zero-width space, byte order mark).
fn is_blank(c: char) -> bool {
    c.is_whitespace()
        || matches!(
            c,
            '\u{200b}' | '\u{200c}' | '\u{200d}' | '\u{2060}' | '\u{feff}'
        )
}

/// `text` without blanks on either side; the flag says whether there were any.
pub(crate) fn trimmed(text: &str) -> (&str, bool) {
    let bytes = text.as_bytes();
    let clean = match (bytes.first(), bytes.last()) {
        (Some(first), Some(last)) => *first > b' ' && *first < 0x80 && *last > b' ' && *last < 0x80,
        _ => true,
    };
    if clean {
        return (text, false);
    }
    let out = text.trim_matches(is_blank);
    (out, out.len() != text.len())
}

/// Folds a name for comparison: NFKC, lower case, inner blanks and punctuation to one space.
///
/// Words are kept: `Durham County Council` and `Durham` differ; only an alias makes them equal.
pub fn folded(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut gap = false;
    for c in text.nfkc().flat_map(char::to_lowercase) {
        if c.is_alphanumeric() {
            if gap && !out.is_empty() {
                out.push(' ');
            }
            gap = false;
            out.push(c);
        } else if !matches!(c, '\'' | '’' | '‘' | '`') {
            // An apostrophe joins (King's = Kings); everything else parts.
            gap = true;
        }
    }
    out
}

/// Up to `count` of `candidates` that are spelled most like `text`, best first; none that are quite unlike.
pub fn nearest<'a>(
    text: &str,
    candidates: impl IntoIterator<Item = &'a str>,
    count: usize,
) -> Vec<String> {
    let wanted: Vec<char> = folded(text).chars().take(NAME_CHARS_MAX).collect();
    if wanted.is_empty() {
        return Vec::new();
    }
    let mut scored: Vec<(usize, &str)> = candidates
        .into_iter()
        .filter_map(|candidate| {
            let other: Vec<char> = folded(candidate).chars().take(NAME_CHARS_MAX).collect();
            let contains = wanted.len() >= 3 && other.len() >= 3 && {
                let (a, b): (String, String) = (wanted.iter().collect(), other.iter().collect());
                a.contains(&b) || b.contains(&a)
            };
            let far = wanted.len().max(other.len());
            let distance = if contains {
                1
            } else {
                edit_distance(&wanted, &other)
            };
            // More than two fifths wrong is another name.
            (distance * 5 <= far * 2).then_some((distance, candidate))
        })
        .collect();
    scored.sort();
    scored.dedup();
    // Beside a name that is one slip away, others are noise.
    let best = scored.first().map_or(0, |(distance, _)| *distance);
    scored.retain(|(distance, _)| *distance <= if best <= 1 { best } else { best + 1 });
    scored
        .into_iter()
        .take(count)
        .map(|(_, candidate)| candidate.to_owned())
        .collect()
}

const NAME_CHARS_MAX: usize = 200;

/// Damerau-Levenshtein distance (adjacent swaps count once).
fn edit_distance(a: &[char], b: &[char]) -> usize {
    let mut before: Vec<usize> = vec![0; b.len() + 1];
    let mut last: Vec<usize> = (0..=b.len()).collect();
    let mut now = vec![0; b.len() + 1];
    for i in 1..=a.len() {
        now[0] = i;
        for j in 1..=b.len() {
            let cost = usize::from(a[i - 1] != b[j - 1]);
            let mut best = (last[j] + 1).min(now[j - 1] + 1).min(last[j - 1] + cost);
            if i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1] {
                best = best.min(before[j - 2] + 1);
            }
            now[j] = best;
        }
        std::mem::swap(&mut before, &mut last);
        std::mem::swap(&mut last, &mut now);
    }
    last[b.len()]
}

/// Names in one sentence: `a, b`, or `none`.
pub(crate) fn listed(names: &[String]) -> String {
    if names.is_empty() {
        "none".to_owned()
    } else {
        names.join(", ")
    }
}

/// A cell for a sentence: shortened, quoted.
pub(crate) fn shown(text: &str) -> String {
    const SHOWN_CHARS_MAX: usize = 60;
    if text.chars().count() <= SHOWN_CHARS_MAX {
        format!("{text:?}")
    } else {
        let head: String = text.chars().take(SHOWN_CHARS_MAX).collect();
        format!("{head:?}…")
    }
}

/// A code made of a name: lower case, words joined by hyphens; letters of any script stay.
pub(crate) fn slug(parts: &[&str]) -> String {
    folded(&parts.join(" ")).replace(' ', "-")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn folding_keeps_words() {
        assert_eq!(
            folded("  King’s Lynn & West-Norfolk "),
            "kings lynn west norfolk"
        );
        assert_eq!(folded("ＡＢＣ　１２"), "abc 12");
        assert_ne!(folded("Durham County Council"), folded("Durham"));
    }

    #[test]
    fn nearest_is_the_typo() {
        let all = ["Camden", "Croydon", "Barnet"];
        assert_eq!(nearest("Camdne", all, 3), vec!["Camden"]);
        assert!(nearest("Zürich", all, 3).is_empty());
    }

    #[test]
    fn trims_every_blank() {
        assert_eq!(trimmed("\u{3000}12\u{a0}"), ("12", true));
        assert_eq!(trimmed("12"), ("12", false));
        assert_eq!(trimmed(""), ("", false));
        assert_eq!(trimmed("\u{feff}"), ("", true));
    }
}

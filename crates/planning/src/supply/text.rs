//! How alike two descriptions are: words of Latin script, and pairs of neighbouring characters of Chinese (a text without spaces is so
//! compared without a dictionary, as Lucene's analyser for Chinese, Japanese and Korean does).

use rayon::prelude::*;
use std::collections::{BTreeMap, HashMap};

fn is_han(c: char) -> bool {
    matches!(c, '\u{3400}'..='\u{4dbf}' | '\u{4e00}'..='\u{9fff}' | '\u{f900}'..='\u{faff}' | '\u{20000}'..='\u{3134f}')
}

/// Words in lower case and pairs of Chinese characters; a single character between others stands alone. Full-width letters and
/// digits count as their plain ones.
pub fn words(text: &str) -> Vec<String> {
    let plain = |c: char| match c {
        '\u{ff01}'..='\u{ff5e}' => char::from_u32(c as u32 - 0xfee0).unwrap_or(c),
        c => c,
    };
    let mut found = Vec::new();
    let mut word = String::new();
    let mut run: Vec<char> = Vec::new();
    let close_run = |run: &mut Vec<char>, found: &mut Vec<String>| {
        match run.as_slice() {
            [] => {}
            [one] => found.push(one.to_string()),
            many => found.extend(many.windows(2).map(|pair| pair.iter().collect())),
        }
        run.clear();
    };
    for c in text.chars().map(plain).chain([' ']) {
        if is_han(c) {
            if !word.is_empty() {
                found.push(std::mem::take(&mut word));
            }
            run.push(c);
            continue;
        }
        close_run(&mut run, &mut found);
        if c.is_alphanumeric() {
            word.extend(c.to_lowercase());
        } else if !word.is_empty() {
            found.push(std::mem::take(&mut word));
        }
    }
    found
}

/// Descriptions, weighed so that rare words count more: term frequency times `ln((1 + n) / (1 + df)) + 1`, each of length 1.
pub struct Corpus {
    number: HashMap<String, usize>,
    rarity: Vec<f64>,
    /// By word: descriptions that have it, with their weight.
    having: Vec<Vec<(usize, f64)>>,
    /// By description: its words, ascending, with their weight.
    words_of: Vec<Vec<(usize, f64)>>,
}

impl Corpus {
    /// From all descriptions.
    pub fn new<'a>(texts: impl IntoIterator<Item = &'a str>) -> Self {
        let mut number: HashMap<String, usize> = HashMap::new();
        let mut documents: Vec<BTreeMap<usize, f64>> = Vec::new();
        let texts: Vec<&str> = texts.into_iter().collect();
        let cut: Vec<Vec<String>> = texts.par_iter().map(|text| words(text)).collect();
        for found in cut {
            let mut counts: BTreeMap<usize, f64> = BTreeMap::new();
            for word in found {
                let next = number.len();
                *counts
                    .entry(*number.entry(word).or_insert(next))
                    .or_default() += 1.0;
            }
            documents.push(counts);
        }
        let mut frequency = vec![0.0; number.len()];
        for word in documents.iter().flat_map(BTreeMap::keys) {
            frequency[*word] += 1.0;
        }
        let count = documents.len();
        let rarity: Vec<f64> = frequency
            .iter()
            .map(|df| ((1.0 + count as f64) / (1.0 + df)).ln() + 1.0)
            .collect();
        let words_of: Vec<Vec<(usize, f64)>> = documents
            .par_iter()
            .map(|counts| weigh(counts, &rarity))
            .collect();
        let mut having = vec![Vec::new(); number.len()];
        for (at, list) in words_of.iter().enumerate() {
            for &(word, weight) in list {
                having[word].push((at, weight));
            }
        }
        Corpus {
            number,
            rarity,
            having,
            words_of,
        }
    }

    /// Words of a text that descriptions have, ascending, with their weight; `None` if there is none.
    fn known(&self, text: &str) -> Option<Vec<(usize, f64)>> {
        let mut counts: BTreeMap<usize, f64> = BTreeMap::new();
        for word in words(text) {
            if let Some(&number) = self.number.get(&word) {
                *counts.entry(number).or_default() += 1.0;
            }
        }
        (!counts.is_empty()).then(|| weigh(&counts, &self.rarity))
    }

    /// Cosine of a text with each description, 0 to 1; words that no description has count for nothing. `None` if it has no word that any
    /// has.
    pub fn alike(&self, text: &str) -> Option<Vec<f64>> {
        let asked = self.known(text)?;
        let mut sums = vec![0.0; self.words_of.len()];
        for (word, weight) in asked {
            for &(at, other) in &self.having[word] {
                sums[at] += weight * other;
            }
        }
        Some(sums.into_iter().map(|sum: f64| sum.min(1.0)).collect())
    }

    /// The same with some descriptions only, in their order: the very same figures, for the price of those descriptions.
    pub fn alike_to(&self, text: &str, among: &[usize]) -> Option<Vec<f64>> {
        let asked = self.known(text)?;
        let cosine = |at: &usize| {
            let own = &self.words_of[*at];
            let (mut sum, mut next) = (0.0f64, 0);
            for &(word, weight) in &asked {
                while own.get(next).is_some_and(|(other, _)| *other < word) {
                    next += 1;
                }
                if let Some(&(other, found)) = own.get(next)
                    && other == word
                {
                    sum += weight * found;
                }
            }
            sum.min(1.0)
        };
        Some(among.iter().map(cosine).collect())
    }
}

fn weigh(counts: &BTreeMap<usize, f64>, rarity: &[f64]) -> Vec<(usize, f64)> {
    let weights = counts
        .iter()
        .map(|(word, count)| (*word, count * rarity[*word]));
    let length = weights.clone().map(|(_, w)| w * w).sum::<f64>().sqrt();
    weights.map(|(word, w)| (word, w / length)).collect()
}

//! Full text of offers and needs in English and Chinese: words of Latin script with plurals folded, and Chinese cut by a dictionary.
//!
//! The index proposes candidates; what they score is `planning::supply`'s alone. It lives in memory and is made anew when the board changes.
//! tantivy makes it; what a word of a document weighs (BM25) never changes then, so it is unpacked once and questions add it up.

use crate::refusal::{Refusal, Result};
use jieba_rs::Jieba;
use rayon::prelude::*;
use std::cell::RefCell;
use std::collections::{BTreeMap, HashMap};
use std::sync::LazyLock;
use tantivy::fieldnorm::FieldNormReader;
use tantivy::indexer::NoMergePolicy;
use tantivy::query::Bm25Weight;
use tantivy::schema::{FAST, STRING};
use tantivy::schema::{Field, IndexRecordOption, Schema, TextFieldIndexing, TextOptions};
use tantivy::tokenizer::{PreTokenizedString, Token};
use tantivy::{Index, ReloadPolicy, Searcher, TantivyDocument, Term};

/// The dictionary that cuts Chinese.
static CUTTER: LazyLock<Jieba> = LazyLock::new(Jieba::new);
/// Memory of a writer, bytes; a segment is written when it is full.
const WRITER_BYTES: usize = 64 << 20;
/// Rarest words of a question that are looked for.
const WORDS_MAX: usize = 16;
/// What a further digit of a code in common counts beside a word.
const CODE_BOOST: f32 = 0.5;
/// Digits of a code from which it says something: chapter of HS, division of GB/T 4754.
const CODE_DIGITS_MIN: usize = 2;

fn is_han(c: char) -> bool {
    matches!(c, '\u{3400}'..='\u{4dbf}' | '\u{4e00}'..='\u{9fff}' | '\u{f900}'..='\u{faff}' | '\u{20000}'..='\u{3134f}')
}

/// A plural without its ending, by the three rules of Harman (1991): `ies` to `y`, `es` to `e`, `s` away, with their exceptions.
fn singular(word: &str) -> &str {
    let ends = |list: &[&str]| list.iter().any(|end| word.ends_with(end));
    if word.len() <= 3 || !word.is_ascii() || !word.ends_with('s') {
        return word;
    }
    if word.ends_with("ies") && !ends(&["eies", "aies"]) {
        // `y` is not in the word: its stem is as good a name, if it is always the same.
        return &word[..word.len() - 3];
    }
    if ends(&["us", "ss"]) || ends(&["aes", "ees", "oes"]) {
        return word;
    }
    &word[..word.len() - 1]
}

/// Words of a text: lower case, plurals folded; Chinese by the dictionary, long words also by their parts.
pub fn words(text: &str) -> Vec<String> {
    let plain = |c: char| match c {
        '\u{ff01}'..='\u{ff5e}' => char::from_u32(c as u32 - 0xfee0).unwrap_or(c),
        c => c,
    };
    let mut found = Vec::new();
    let (mut word, mut run) = (String::new(), String::new());
    let close = |word: &mut String, run: &mut String, found: &mut Vec<String>| {
        if !word.is_empty() {
            let folded = singular(word);
            // `batteries` and `battery` are one word.
            let folded = folded.strip_suffix('y').unwrap_or(folded);
            found.push(folded.to_owned());
            word.clear();
        }
        if !run.is_empty() {
            // Words that the dictionary does not know fall into characters: a guess would differ with what stands around them.
            let cut = CUTTER.cut_for_search(run, false);
            found.extend(cut.into_iter().map(|token| token.word.to_owned()));
            run.clear();
        }
    };
    for c in text.chars().map(plain).chain([' ']) {
        if is_han(c) {
            if !word.is_empty() {
                close(&mut word, &mut run, &mut found);
            }
            run.push(c);
        } else if c.is_alphanumeric() {
            if !run.is_empty() {
                close(&mut word, &mut run, &mut found);
            }
            word.extend(c.to_lowercase());
        } else {
            close(&mut word, &mut run, &mut found);
        }
    }
    found
}

/// Something that can be found.
#[derive(Debug, Clone, Copy)]
pub struct Document<'a> {
    /// What the index gives back.
    pub at: usize,
    /// Description.
    pub text: &'a str,
    /// Code of goods or industry.
    pub code: Option<&'a str>,
}

/// By word or digits: the documents that have it, ascending, and what it weighs in each (BM25, above 0).
type Postings = HashMap<String, Vec<(u32, f32)>>;

thread_local! {
    /// Sums of a question by document, all 0 between two questions.
    static SUMS: RefCell<Vec<f32>> = const { RefCell::new(Vec::new()) };
}

/// An index in memory.
pub struct TextIndex {
    text: Postings,
    code: Postings,
    /// What the index gives back, by document.
    at: Vec<usize>,
}

impl std::fmt::Debug for TextIndex {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("TextIndex")
    }
}

fn fault(error: tantivy::TantivyError) -> Refusal {
    Refusal::internal("the index of texts", error)
}

fn prefixes(code: &str) -> impl Iterator<Item = String> {
    let digits: Vec<char> = code.chars().collect();
    (CODE_DIGITS_MIN..=digits.len()).map(move |most| digits[..most].iter().collect())
}

impl TextIndex {
    /// An index of documents.
    ///
    /// # Errors
    /// A fault of ours.
    pub fn new(documents: &[Document<'_>]) -> Result<TextIndex> {
        let mut schema = Schema::builder();
        let indexing = TextFieldIndexing::default()
            .set_tokenizer("raw")
            .set_index_option(IndexRecordOption::WithFreqs);
        let text = schema.add_text_field(
            "text",
            TextOptions::default().set_indexing_options(indexing),
        );
        let code = schema.add_text_field("code", STRING);
        let at = schema.add_u64_field("at", FAST);
        let index = Index::create_in_ram(schema.build());
        let mut writer = index
            .writer_with_num_threads::<TantivyDocument>(1, WRITER_BYTES)
            .map_err(fault)?;
        writer.set_merge_policy(Box::new(NoMergePolicy));
        let made: Vec<TantivyDocument> = documents
            .par_iter()
            .map(|document| {
                let mut one = TantivyDocument::default();
                let tokens =
                    words(document.text)
                        .into_iter()
                        .enumerate()
                        .map(|(position, text)| Token {
                            position,
                            text,
                            position_length: 1,
                            ..Token::default()
                        });
                let cut = PreTokenizedString {
                    text: String::new(),
                    tokens: tokens.collect(),
                };
                one.add_pre_tokenized_text(text, cut);
                for prefix in document.code.into_iter().flat_map(prefixes) {
                    one.add_text(code, prefix);
                }
                one.add_u64(at, document.at as u64);
                one
            })
            .collect();
        for one in made {
            writer.add_document(one).map_err(fault)?;
        }
        writer.commit().map_err(fault)?;
        let reader = index
            .reader_builder()
            .reload_policy(ReloadPolicy::Manual)
            .try_into()
            .map_err(fault)?;
        let searcher = tantivy::IndexReader::searcher(&reader);
        let mut numbers = Vec::new();
        for segment in searcher.segment_readers() {
            let column = segment.fast_fields().u64("at").map_err(fault)?;
            for document in 0..segment.max_doc() {
                let number = column.first(document).ok_or_else(|| {
                    Refusal::internal("the index of texts", "a document without its number")
                })?;
                numbers.push(number as usize);
            }
        }
        Ok(TextIndex {
            text: postings(&searcher, text).map_err(fault)?,
            code: postings(&searcher, code).map_err(fault)?,
            at: numbers,
        })
    }

    /// The documents nearest to a text or a code, best first, at most `most` (above 0): those that share a word of the text or the first digits of
    /// the code. Words that all have count for little (BM25). Of equal ones the first comes first.
    pub fn search(&self, text: &str, code: Option<&str>, most: usize) -> Vec<usize> {
        let mut counts: BTreeMap<String, f32> = BTreeMap::new();
        for word in words(text) {
            *counts.entry(word).or_default() += 1.0;
        }
        let mut lists: Vec<(&[(u32, f32)], f32)> = counts
            .into_iter()
            .filter_map(|(word, count)| Some((self.text.get(&word)?.as_slice(), count)))
            .collect();
        lists.sort_by_key(|(having, _)| having.len());
        lists.truncate(WORDS_MAX);
        for digits in code.into_iter().flat_map(prefixes) {
            if let Some(having) = self.code.get(&digits) {
                lists.push((having, CODE_BOOST));
            }
        }
        if lists.is_empty() || most == 0 {
            return Vec::new();
        }
        SUMS.with_borrow_mut(|sums| {
            if sums.len() < self.at.len() {
                sums.resize(self.at.len(), 0.0);
            }
            for (having, times) in lists {
                for &(document, weight) in having {
                    sums[document as usize] += weight * times;
                }
            }
            let found = greatest(&mut sums[..self.at.len()], most);
            found.into_iter().map(|(_, at)| self.at[at]).collect()
        })
    }
}

/// What each word of a field weighs in each document, documents of all segments in a row.
fn postings(searcher: &Searcher, field: Field) -> tantivy::Result<Postings> {
    let mut all = Postings::new();
    let mut tokens = 0;
    for segment in searcher.segment_readers() {
        tokens += segment.inverted_index(field)?.total_num_tokens();
    }
    let documents = searcher.num_docs();
    let mean_length = tokens as f32 / documents as f32;
    let mut first = 0;
    for segment in searcher.segment_readers() {
        let inverted = segment.inverted_index(field)?;
        let lengths = segment.fieldnorms_readers().get_field(field)?;
        let lengths = lengths.unwrap_or_else(|| FieldNormReader::constant(segment.max_doc(), 1));
        let mut words = inverted.terms().stream()?;
        while words.advance() {
            let Ok(word) = std::str::from_utf8(words.key()) else {
                continue;
            };
            let having = searcher.doc_freq(&Term::from_field_text(field, word))?;
            let weight = Bm25Weight::for_one_term_without_explain(having, documents, mean_length);
            let list = all.entry(word.to_owned()).or_default();
            let option = IndexRecordOption::WithFreqs;
            let mut block = inverted.read_block_postings_from_terminfo(words.value(), option)?;
            while block.block_len() > 0 {
                for (place, document) in block.docs().iter().enumerate() {
                    let length = lengths.fieldnorm_id(*document);
                    list.push((first + document, weight.score(length, block.freq(place))));
                }
                block.advance();
            }
        }
        first += segment.max_doc();
    }
    Ok(all)
}

/// The greatest sums above 0 with their places, greatest first, of equal ones the first; all sums are 0 afterwards.
fn greatest(sums: &mut [f32], most: usize) -> Vec<(f32, usize)> {
    let order = |a: &(f32, usize), b: &(f32, usize)| b.0.total_cmp(&a.0).then(a.1.cmp(&b.1));
    let mut found: Vec<(f32, usize)> = Vec::new();
    let mut above = 0.0;
    for (at, sum) in sums.iter_mut().enumerate() {
        let sum = std::mem::take(sum);
        if sum > above {
            found.push((sum, at));
            // Twice as many as are wanted: the lesser half goes, and with it all that come later and are no greater.
            if found.len() >= most.saturating_mul(2) {
                found.select_nth_unstable_by(most - 1, order);
                above = found[most - 1].0;
                found.truncate(most);
            }
        }
    }
    found.sort_by(order);
    found.truncate(most);
    found
}

#[cfg(test)]
mod tests {
    use super::*;
    use tantivy::collector::TopDocs;
    use tantivy::query::{BooleanQuery, BoostQuery, Occur, Query, TermQuery};

    #[test]
    fn the_greatest_are_those_of_a_sorted_list() {
        let mut seed = 7u32;
        let mut draw = || {
            seed = seed.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
            // Few values, so that many are equal; a third are 0.
            ((seed >> 24) % 12).saturating_sub(4) as f32
        };
        let drawn: Vec<f32> = (0..500).map(|_| draw()).collect();
        let mut wanted: Vec<(f32, usize)> = drawn.iter().copied().zip(0..).collect();
        wanted.retain(|(sum, _)| *sum > 0.0);
        wanted.sort_by(|a, b| b.0.total_cmp(&a.0));
        for most in [1, 3, 64, 400, 500] {
            let mut sums = drawn.clone();
            let found = greatest(&mut sums, most);
            assert_eq!(found, wanted[..most.min(wanted.len())]);
            assert!(sums.iter().all(|sum| *sum == 0.0));
        }
    }

    /// The unpacked sums are the scores of tantivy's own query.
    #[test]
    fn what_is_unpacked_scores_as_the_query_does() {
        let texts: Vec<String> = (0..700)
            .map(|n: usize| {
                let thing = ["battery", "电池回收", "steel valve", "水泵"][n % 4];
                format!("{thing} {} {}", "pump ".repeat(n % 3), n % 11)
            })
            .collect();
        let codes: Vec<String> = (0..700)
            .map(|n: usize| format!("{}", 1000 + n % 97))
            .collect();
        let mut schema = Schema::builder();
        let indexing = TextFieldIndexing::default()
            .set_tokenizer("raw")
            .set_index_option(IndexRecordOption::WithFreqs);
        let options = TextOptions::default().set_indexing_options(indexing);
        let text = schema.add_text_field("text", options);
        let code = schema.add_text_field("code", STRING);
        let index = Index::create_in_ram(schema.build());
        let mut writer = index.writer_with_num_threads(1, WRITER_BYTES).unwrap();
        for (n, one) in texts.iter().enumerate() {
            let mut document = TantivyDocument::default();
            let token = |(position, text)| Token {
                position,
                text,
                ..Token::default()
            };
            document.add_pre_tokenized_text(
                text,
                PreTokenizedString {
                    text: String::new(),
                    tokens: words(one).into_iter().enumerate().map(token).collect(),
                },
            );
            for digits in prefixes(&codes[n]) {
                document.add_text(code, digits);
            }
            writer.add_document(document).unwrap();
            if n == 300 {
                // Two segments.
                writer.commit().unwrap();
            }
        }
        writer.commit().unwrap();
        let searcher = index.reader().unwrap().searcher();
        let (by_word, by_digits) = (
            postings(&searcher, text).unwrap(),
            postings(&searcher, code).unwrap(),
        );
        let mut sums = vec![0.0f32; 700];
        let mut parts: Vec<(Occur, Box<dyn Query>)> = Vec::new();
        for (field, word, times) in [
            (text, "pump", 2.0f32),
            (text, "电池", 1.0),
            (text, "7", 1.0),
            (code, "10", CODE_BOOST),
            (code, "1042", CODE_BOOST),
        ] {
            let list = if field == text { &by_word } else { &by_digits };
            for (document, weight) in &list[word] {
                sums[*document as usize] += weight * times;
            }
            let term = Term::from_field_text(field, word);
            let term = TermQuery::new(term, IndexRecordOption::WithFreqs);
            parts.push((
                Occur::Should,
                Box::new(BoostQuery::new(Box::new(term), times)),
            ));
        }
        let collector = TopDocs::with_limit(700).order_by_score();
        let found = searcher
            .search(&BooleanQuery::new(parts), &collector)
            .unwrap();
        assert!(found.len() > 600);
        let starts = [0, searcher.segment_readers()[0].max_doc()];
        assert_eq!(searcher.segment_readers().len(), 2);
        for (score, address) in &found {
            let document = starts[address.segment_ord as usize] + address.doc_id;
            let ours = sums[document as usize];
            assert!((ours - score).abs() < 1e-5 * score, "{ours} and {score}");
        }
        assert_eq!(found.len(), sums.iter().filter(|sum| **sum > 0.0).count());
    }
}

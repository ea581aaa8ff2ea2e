//! Full text of offers and needs in English and Chinese: words of Latin script with plurals folded, and Chinese cut by a dictionary.
//!
//! The index proposes candidates; what they score is `planning::supply`'s alone. It lives in memory and is made anew when the board changes.

use crate::refusal::{Refusal, Result};
use jieba_rs::Jieba;
use rayon::prelude::*;
use std::collections::BTreeMap;
use std::sync::LazyLock;
use tantivy::collector::TopDocs;
use tantivy::indexer::NoMergePolicy;
use tantivy::query::{BooleanQuery, BoostQuery, Occur, Query, TermQuery};
use tantivy::schema::{FAST, STRING};
use tantivy::schema::{Field, IndexRecordOption, Schema, TextFieldIndexing, TextOptions};
use tantivy::tokenizer::{PreTokenizedString, Token};
use tantivy::{Index, IndexReader, ReloadPolicy, TantivyDocument, Term};

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

/// An index in memory.
pub struct TextIndex {
    reader: IndexReader,
    text: Field,
    code: Field,
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
        Ok(TextIndex { reader, text, code })
    }

    /// The documents nearest to a text or a code, best first, at most `most` (above 0): those that share a word of the text or the first digits of
    /// the code. Words that all have count for little (BM25).
    ///
    /// # Errors
    /// A fault of ours.
    pub fn search(&self, text: &str, code: Option<&str>, most: usize) -> Result<Vec<usize>> {
        let searcher = self.reader.searcher();
        let mut counts: BTreeMap<String, f32> = BTreeMap::new();
        for word in words(text) {
            *counts.entry(word).or_default() += 1.0;
        }
        let mut terms = Vec::new();
        for (word, count) in counts {
            let term = Term::from_field_text(self.text, &word);
            let having = searcher.doc_freq(&term).map_err(fault)?;
            if having > 0 {
                terms.push((having, count, term));
            }
        }
        terms.sort_by(|a, b| a.0.cmp(&b.0).then(a.2.cmp(&b.2)));
        terms.truncate(WORDS_MAX);
        let mut parts: Vec<(Occur, Box<dyn Query>)> = Vec::new();
        for (_, count, term) in terms {
            let one: Box<dyn Query> = Box::new(TermQuery::new(term, IndexRecordOption::WithFreqs));
            let one = if count > 1.0 {
                Box::new(BoostQuery::new(one, count))
            } else {
                one
            };
            parts.push((Occur::Should, one));
        }
        for prefix in code.into_iter().flat_map(prefixes) {
            let term = Term::from_field_text(self.code, &prefix);
            let one = Box::new(TermQuery::new(term, IndexRecordOption::Basic));
            let boost = CODE_BOOST;
            parts.push((Occur::Should, Box::new(BoostQuery::new(one, boost))));
        }
        if parts.is_empty() || most == 0 {
            return Ok(Vec::new());
        }
        let query = BooleanQuery::new(parts);
        let collector = TopDocs::with_limit(most).order_by_score();
        let found = searcher.search(&query, &collector).map_err(fault)?;
        found
            .into_iter()
            .map(|(_, address)| {
                let segment = searcher.segment_reader(address.segment_ord);
                let at = segment.fast_fields().u64("at").map_err(fault)?;
                let at = at.first(address.doc_id).ok_or_else(|| {
                    Refusal::internal("the index of texts", "a document without its number")
                })?;
                Ok(at as usize)
            })
            .collect()
    }
}

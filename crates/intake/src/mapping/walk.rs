//! Walks a TOML table key by key, so that every fault is found at once and each with its line.

use inventory::finding::Severity;
use toml::Spanned;
use toml::de::{DeTable, DeValue};

use crate::codes::Code;
use crate::log::{At, FindingLog, Params};
use crate::text::{listed, nearest};

/// A file's text and its findings.
pub(super) struct Faults<'t> {
    text: &'t str,
    pub(super) log: FindingLog,
}

impl<'t> Faults<'t> {
    pub(super) fn new(file: &str, text: &'t str) -> Faults<'t> {
        Faults {
            text,
            log: FindingLog::new(file, None),
        }
    }

    /// Line and column (both from 1, in characters) of a byte.
    pub(super) fn at(&self, byte: usize) -> At {
        let mut byte = byte.min(self.text.len());
        while !self.text.is_char_boundary(byte) {
            byte -= 1;
        }
        let before = &self.text[..byte];
        let line = before.bytes().filter(|b| *b == b'\n').count() as u32 + 1;
        let column = before.chars().rev().take_while(|c| *c != '\n').count() as u32 + 1;
        At::cell(line, column)
    }

    pub(super) fn push(&mut self, code: Code, byte: usize, key: &str, params: Params) {
        let at = self.at(byte).field(key);
        self.log.push(code, || (at, params));
    }
}

/// One table on its way; remembers which keys were asked for.
pub(super) struct Walk<'a> {
    table: &'a DeTable<'a>,
    /// Name for sentences: `[file]`, `[[measure]] 3`, `the mapping`.
    pub(super) name: String,
    start: usize,
    asked: Vec<&'static str>,
}

pub(super) type Value<'a> = Spanned<DeValue<'a>>;

impl<'a> Walk<'a> {
    pub(super) fn new(table: &'a DeTable<'a>, name: impl Into<String>, start: usize) -> Walk<'a> {
        Walk {
            table,
            name: name.into(),
            start,
            asked: Vec::new(),
        }
    }

    pub(super) fn get(&mut self, key: &'static str) -> Option<&'a Value<'a>> {
        self.asked.push(key);
        self.table
            .iter()
            .find(|(name, _)| name.get_ref().as_ref() == key)
            .map(|(_, value)| value)
    }

    /// Reports keys nobody asked for.
    pub(super) fn finish(self, faults: &mut Faults<'_>) {
        for (key, _) in self.table.iter() {
            let name = key.get_ref().as_ref();
            if !self.asked.contains(&name) {
                let near = nearest(name, self.asked.iter().copied(), 3);
                let params = vec![
                    ("found", name.to_owned()),
                    ("table", self.name.clone()),
                    ("nearest", listed(&near)),
                ];
                faults.push(Code::UnknownKey, key.span().start, name, params);
            }
        }
    }

    pub(super) fn missing(&self, key: &str, faults: &mut Faults<'_>) {
        let params = vec![("expected", key.to_owned()), ("table", self.name.clone())];
        faults.push(Code::MissingKey, self.start, key, params);
    }

    pub(super) fn wrong_type(
        &self,
        key: &str,
        value: &Value<'_>,
        expected: &str,
        faults: &mut Faults<'_>,
    ) {
        let params = vec![
            ("key", key.to_owned()),
            ("table", self.name.clone()),
            ("found", format!("a {}", value.get_ref().type_str())),
            ("expected", expected.to_owned()),
        ];
        faults.push(Code::WrongType, value.span().start, key, params);
    }

    pub(super) fn bad(
        &self,
        key: &str,
        value: &Value<'_>,
        found: &str,
        expected: &str,
        faults: &mut Faults<'_>,
    ) {
        let params = vec![
            ("key", key.to_owned()),
            ("table", self.name.clone()),
            ("found", format!("{found:?}")),
            ("expected", expected.to_owned()),
        ];
        faults.push(Code::BadValue, value.span().start, key, params);
    }

    pub(super) fn text(&mut self, key: &'static str, faults: &mut Faults<'_>) -> Option<String> {
        let value = self.get(key)?;
        match value.get_ref().as_str() {
            Some(text) => Some(text.to_owned()),
            None => {
                self.wrong_type(key, value, "a text", faults);
                None
            }
        }
    }

    pub(super) fn needed_text(&mut self, key: &'static str, faults: &mut Faults<'_>) -> String {
        let there = self.get(key);
        match self.text(key, faults) {
            Some(text) if text.trim().is_empty() => {
                if let Some(value) = there {
                    self.bad(key, value, &text, "not blank", faults);
                }
                text
            }
            Some(text) => text,
            None => {
                if there.is_none() {
                    self.missing(key, faults);
                }
                String::new()
            }
        }
    }

    /// One text or a list of texts.
    pub(super) fn texts(&mut self, key: &'static str, faults: &mut Faults<'_>) -> Vec<String> {
        let Some(value) = self.get(key) else {
            return Vec::new();
        };
        if let Some(text) = value.get_ref().as_str() {
            return vec![text.to_owned()];
        }
        let Some(items) = value.get_ref().as_array() else {
            self.wrong_type(key, value, "a text or a list of texts", faults);
            return Vec::new();
        };
        let mut out = Vec::new();
        for item in items.iter() {
            match item.get_ref().as_str() {
                Some(text) => out.push(text.to_owned()),
                None => self.wrong_type(key, item, "a list of texts", faults),
            }
        }
        out
    }

    pub(super) fn flag(
        &mut self,
        key: &'static str,
        default: bool,
        faults: &mut Faults<'_>,
    ) -> bool {
        let Some(value) = self.get(key) else {
            return default;
        };
        value.get_ref().as_bool().unwrap_or_else(|| {
            self.wrong_type(key, value, "true or false", faults);
            default
        })
    }

    /// A finite number within `low..=high`.
    pub(super) fn number(
        &mut self,
        key: &'static str,
        low: f64,
        high: f64,
        faults: &mut Faults<'_>,
    ) -> Option<f64> {
        let value = self.get(key)?;
        let number = match value.get_ref() {
            DeValue::Integer(integer) => integer.as_str().replace('_', "").parse().ok(),
            DeValue::Float(float) => float.as_str().replace('_', "").parse().ok(),
            _ => {
                self.wrong_type(key, value, "a number", faults);
                return None;
            }
        };
        match number {
            Some(number) if (low..=high).contains(&number) => Some(number),
            other => {
                let found = other.map_or("unreadable".to_owned(), |number: f64| number.to_string());
                self.bad(
                    key,
                    value,
                    &found,
                    &format!("from {low:e} to {high:e}"),
                    faults,
                );
                None
            }
        }
    }

    /// One of a few words.
    pub(super) fn word<T: Copy>(
        &mut self,
        key: &'static str,
        words: &[(&'static str, T)],
        faults: &mut Faults<'_>,
    ) -> Option<T> {
        let value = self.get(key)?;
        let text = self.text(key, faults)?;
        match words.iter().find(|(word, _)| *word == text) {
            Some((_, meaning)) => Some(*meaning),
            None => {
                let all: Vec<&str> = words.iter().map(|(word, _)| *word).collect();
                self.bad(
                    key,
                    value,
                    &text,
                    &format!("one of {}", all.join(", ")),
                    faults,
                );
                None
            }
        }
    }

    /// A table of texts.
    pub(super) fn text_table(
        &mut self,
        key: &'static str,
        faults: &mut Faults<'_>,
    ) -> Vec<(String, String)> {
        let Some(value) = self.get(key) else {
            return Vec::new();
        };
        let Some(table) = value.get_ref().as_table() else {
            self.wrong_type(key, value, "a table of texts", faults);
            return Vec::new();
        };
        let mut out = Vec::new();
        for (name, item) in table.iter() {
            match item.get_ref().as_str() {
                Some(text) => out.push((name.get_ref().to_string(), text.to_owned())),
                None => self.wrong_type(key, item, "a table of texts", faults),
            }
        }
        out
    }

    /// A sub-table.
    pub(super) fn table(&mut self, key: &'static str, faults: &mut Faults<'_>) -> Option<Walk<'a>> {
        let value = self.get(key)?;
        match value.get_ref().as_table() {
            Some(table) => Some(Walk::new(table, format!("[{key}]"), value.span().start)),
            None => {
                self.wrong_type(key, value, "a table", faults);
                None
            }
        }
    }

    /// A list of tables.
    pub(super) fn tables(&mut self, key: &'static str, faults: &mut Faults<'_>) -> Vec<Walk<'a>> {
        let Some(value) = self.get(key) else {
            return Vec::new();
        };
        let Some(items) = value.get_ref().as_array() else {
            self.wrong_type(key, value, "a list of tables", faults);
            return Vec::new();
        };
        let mut out = Vec::new();
        for (index, item) in items.iter().enumerate() {
            match item.get_ref().as_table() {
                Some(table) => {
                    let name = format!("[[{key}]] {}", index + 1);
                    out.push(Walk::new(table, name, item.span().start));
                }
                None => self.wrong_type(key, item, "a table", faults),
            }
        }
        out
    }

    /// How grave a mismatch is; an error unless said otherwise.
    pub(super) fn severity(&mut self, faults: &mut Faults<'_>) -> Severity {
        const WORDS: [(&str, Severity); 3] = [
            ("note", Severity::Note),
            ("warning", Severity::Warning),
            ("error", Severity::Error),
        ];
        self.word("severity", &WORDS, faults)
            .unwrap_or(Severity::Error)
    }
}

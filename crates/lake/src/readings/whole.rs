//! What a file of months says of older ones: of these runs, each row of this month has a newer one here.
//!
//! A run over one more day of all meters writes all months of that calendar month anew, and without a word on it the next run would
//! read the keys of every run before it, only to learn that none of their rows counts. The word stands in the file whose rows make
//! it true: it counts if the run counts, and no crash can part the two.

use std::collections::{BTreeMap, BTreeSet};

use jiff::civil::Date;
use parquet::file::metadata::{KeyValue, ParquetMetaData, RowGroupMetaData};

use super::{MeterMonth, date_of};
use crate::scan;

/// Key of the file's own metadata.
const KEY: &str = "carbonshed.replaces";

/// A run, and the months of older runs that it has replaced whole.
#[derive(Debug, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
struct Word {
    run: u32,
    replaces: BTreeSet<(Date, u32)>,
}

/// The word of `run` over `known`, which were all months of their calendar months that counted, once `written` is added; both by
/// meter and month. `None` if it replaces no month whole.
pub(super) fn word(run: u32, written: &[MeterMonth], known: &[MeterMonth]) -> Option<KeyValue> {
    let mut replaces = BTreeSet::new();
    let mut stays = BTreeSet::new();
    let mut rest = written.iter().map(key).peekable();
    for old in known {
        while rest.next_if(|new| *new < key(old)).is_some() {}
        if rest.peek() == Some(&key(old)) {
            replaces.insert((old.month, old.run));
        } else {
            stays.insert(old.month);
        }
    }
    replaces.retain(|(month, of)| !stays.contains(month) && *of < run);
    if replaces.is_empty() {
        return None;
    }
    let text = serde_json::to_string(&Word { run, replaces }).ok()?;
    Some(KeyValue::new(KEY.to_owned(), text))
}

fn key(month: &MeterMonth) -> (&str, Date) {
    (&month.meter, month.month)
}

/// Months whose rows newer runs have replaced, by what files of runs that count say: up to which run. When a word was written no
/// row of its month counted but those it names, so that it holds for every older run, too.
#[derive(Debug, Default)]
pub(super) struct Replaced {
    through: BTreeMap<Date, u32>,
}

impl Replaced {
    /// Takes up the word of a file, if it has one and its run counts.
    pub(super) fn hear(&mut self, file: &ParquetMetaData, counts: &dyn Fn(u32) -> bool) {
        let words = file
            .file_metadata()
            .key_value_metadata()
            .into_iter()
            .flatten();
        for text in words
            .filter(|word| word.key == KEY)
            .flat_map(|word| &word.value)
        {
            // A word that is not understood is none: then the rows themselves are asked.
            let word = serde_json::from_str::<Word>(text).ok();
            for (month, run) in word
                .filter(|word| counts(word.run))
                .into_iter()
                .flat_map(|word| word.replaces)
            {
                let through = self.through.entry(month).or_default();
                *through = run.max(*through);
            }
        }
    }

    /// True if all rows of a run, of the first to the last of some months, have been replaced.
    pub(super) fn of(&self, run: u32, (first, last): (Date, Date)) -> bool {
        let mut month = first;
        while self
            .through
            .get(&month)
            .is_some_and(|through| run <= *through)
        {
            if month >= last {
                return true;
            }
            match month.last_of_month().tomorrow() {
                Ok(next) => month = next,
                Err(_) => return false,
            }
        }
        false
    }

    /// True if all rows of a row group have been replaced.
    pub(super) fn holds(&self, group: &RowGroupMetaData) -> bool {
        let run = scan::longs(group, "run").filter(|(least, most)| least == most);
        let run = run.and_then(|(run, _)| u32::try_from(run).ok());
        let months = scan::dates(group, "month");
        let months = months.and_then(|(first, last)| date_of(first).zip(date_of(last)));
        run.zip(months)
            .is_some_and(|(run, months)| self.of(run, months))
    }
}

//! What can be found in meters and their readings: one line a code, with what its sentence needs.

use std::collections::BTreeMap;

use inventory::finding::{Finding, Location, Severity};

/// A code of this room: how grave, which parameters each finding of it brings, and its sentence.
///
/// In the sentence `{name}` stands for a parameter. All parameters are values (codes, names, numbers, times), never sentences.
/// Every finding of these brings `count` besides: how often the same was found about the same subject.
#[derive(Debug, Clone, Copy)]
pub struct CodeLine {
    /// Stable code, `lower_snake_case`.
    pub code: &'static str,
    /// How grave.
    pub severity: Severity,
    /// Parameters that each finding of the code brings.
    pub params: &'static [&'static str],
    /// One English sentence: what, and what to do now.
    pub sentence: &'static str,
}

use Severity::{Error, Note, Warning};

const fn line(
    code: &'static str,
    severity: Severity,
    params: &'static [&'static str],
    sentence: &'static str,
) -> CodeLine {
    CodeLine {
        code,
        severity,
        params,
        sentence,
    }
}

/// Every code of meters, registers, collecting, formulas, trees and readings' files. Abnormal data and repairs have their own.
#[rustfmt::skip]
pub const CODES: &[CodeLine] = &[
    // meters
    line("meter_bad_resolution", Error, &["meter", "found"], "Meter {meter}: a resolution of {found} is no positive number; state the amount of one count."),
    line("meter_bad_interval", Error, &["meter", "found"], "Meter {meter}: an interval of {found} s neither divides the hour nor is whole hours that divide the day."),
    line("meter_bad_multiplier", Error, &["meter", "found"], "Meter {meter}: a multiplier of {found} is no positive number."),
    line("meter_bad_digits", Error, &["meter", "found"], "Meter {meter}: a register has 1 to 18 digits, not {found}; without a register that adds up, it has none."),
    line("meter_bad_loss", Error, &["meter", "found"], "Meter {meter}: losses of {found} % are not between 0 and 100."),
    line("meter_bad_span", Error, &["meter", "from", "to"], "Meter {meter} begins on {from}, after its end on {to}."),
    line("meter_power_interval", Error, &["meter", "found"], "Meter {meter}: mean power over {found} s is not taken; a power meter's interval is at most an hour."),
    line("meter_twice", Error, &["meter"], "Meter {meter} is listed twice; keep one."),
    // readings onto days
    line("unknown_meter", Error, &["meter"], "Meter {meter} is not known; add it, or mend its code."),
    line("meter_is_virtual", Error, &["meter"], "Meter {meter} is worked out by a formula; it takes no readings."),
    line("out_of_span", Warning, &["meter", "at"], "Meter {meter} has a reading at {at}, outside its time in service; it is not taken."),
    line("implausible_time", Error, &["meter", "at"], "Meter {meter} has a reading at {at}, outside the years 1970 to 2200; it is not taken."),
    line("off_grid", Warning, &["meter", "at", "found", "taken", "resolution"], "Meter {meter} at {at}: {found} is not a whole number of {resolution}; {taken} is taken."),
    line("count_too_large", Error, &["meter", "at", "found"], "Meter {meter} at {at}: {found} is more than a reading can hold; check the meter's resolution."),
    line("off_slot", Warning, &["meter", "at", "interval"], "Meter {meter}: {at} is not on its grid of {interval} s; the reading is taken for the slot it lies in (a register: for the nearest)."),
    line("two_times_in_slot", Warning, &["meter", "at", "other", "interval"], "Meter {meter}: {other} and {at} lie in one slot of {interval} s; the later is taken. Is the meter's interval right?"),
    line("repeated", Note, &["meter", "at"], "Meter {meter} at {at}: the same reading came more than once; it counts once."),
    line("corrected_in_batch", Warning, &["meter", "at", "found", "taken"], "Meter {meter} at {at}: {found} and then {taken} came in one delivery; the later is taken."),
    line("corrected", Note, &["meter", "date"], "Meter {meter}: readings of {date} that were known are corrected; the older ones stay in the history."),
    line("interval_changed", Warning, &["meter", "date", "found", "expected"], "Meter {meter}: {date} was known by {found} s and now comes by {expected} s; the new readings replace the day."),
    line("power_slot_cut", Note, &["meter", "at"], "Meter {meter}: a clock change cuts the slot at {at}; its power is taken over the part that there was, rounded to a count."),
    // registers
    line("register_backwards", Warning, &["meter", "at", "found", "before"], "Meter {meter}: the register shows {found} at {at} after {before}, and no exchange, reset or roll-over explains it; the amount between is not known."),
    line("beyond_digits", Warning, &["meter", "at", "found", "digits"], "Meter {meter}: {found} at {at} is more than a register of {digits} digits can show."),
    line("roll_over", Note, &["meter", "at", "found", "before"], "Meter {meter}: the register rolled over from {before} to {found} by {at}."),
    line("reset_without_last", Warning, &["meter", "at"], "Meter {meter} was reset at {at} and what it showed before is not known; the amount since the reading before is not known."),
    line("amount_too_large", Error, &["meter", "at"], "Meter {meter}: the amount at {at} is beyond what can be counted."),
    // virtual meters
    line("formula_syntax", Error, &["meter", "formula", "at", "problem"], "Meter {meter}: the formula {formula} cannot be read from character {at} on ({problem})."),
    line("formula_unknown_meter", Error, &["meter", "part"], "Meter {meter}: its formula names {part}, which is not known."),
    line("formula_cycle", Error, &["meter", "formula"], "Meter {meter}: its formula {formula} leads back to itself."),
    line("formula_unit", Error, &["meter", "part", "unit", "expected"], "Meter {meter} is in {expected}; its part {part} is in {unit}."),
    line("formula_interval", Error, &["meter", "part", "interval", "expected"], "Meter {meter} has slots of {expected} s; its part {part} has {interval} s, which do not fit into them."),
    line("formula_off_grid", Note, &["meter", "date", "slots", "resolution"], "Meter {meter}: {slots} slots of {date} are rounded to {resolution}."),
    // trees
    line("meter_unknown_parent", Error, &["meter", "parent"], "Meter {meter} hangs under {parent}, which is not known."),
    line("meter_cycle", Error, &["meter", "parent"], "Meter {meter} hangs under {parent}, which leads back to it."),
    line("meter_parent_unit", Warning, &["meter", "parent", "unit", "expected"], "Meter {meter} is in {unit}, and {parent} above it in {expected}; they are not compared."),
    line("tree_excess", Warning, &["meter", "period", "amount", "children_amount", "unit", "loss_percent_max"], "{period}: the meters under {meter} have {children_amount} {unit}, more than its {amount} {unit} and {loss_percent_max} % of losses allow."),
    // files of readings
    line("readings_no_layout", Error, &["found"], "The columns ({found}) are none of the layouts of readings; name the meter, the time and the value."),
    line("readings_no_column", Error, &["column"], "There is no column {column}."),
    line("readings_bad_slots", Error, &["found"], "{found} columns of values are no day: give 24, 48, 96 or another even cut of 24 hours."),
    line("readings_column_ignored", Warning, &["column"], "The column {column} holds no readings and is left out."),
    line("readings_stamp_end", Note, &["cell"], "Times are taken to name the end of their interval, because of {cell}."),
    line("readings_date_order", Warning, &["cell"], "{cell} does not say which number is the day; the first is taken. State the order if that is wrong."),
    line("readings_midnight_closes", Note, &["cell"], "{cell} comes after the other times of its date and is taken as the end of that day."),
    line("readings_time_twice", Note, &["cell"], "{cell} is in an hour that clocks go through twice; the order in the file tells which it is."),
    line("readings_time_never", Error, &["cell"], "{cell} is in an hour that clocks leave out; state the offset that the times have."),
    line("readings_not_a_time", Error, &["cell"], "{cell} is no time; write 2026-05-04 00:15."),
    line("readings_not_a_number", Error, &["cell"], "{cell} is no number."),
    line("readings_decimal_mark", Error, &["cell"], "In {cell} the comma may part thousands or decimals; state the decimal mark."),
    line("readings_no_meter", Error, &["cell"], "The row names no meter."),
    line("readings_unknown_quality", Warning, &["cell"], "{cell} is no quality code; the reading is taken as suspect."),
    line("readings_beyond_day", Error, &["date"], "{date} has no such time: clocks were changed, and the value is not taken."),
    // single readings of a push
    line("reading_not_json", Error, &["found", "column"], "{found} is no JSON object (column {column})."),
    line("reading_not_a_number", Error, &["found"], "The value {found} is no number."),
    line("reading_without_meter", Error, &[], "The reading names no meter."),
    line("reading_not_a_time", Error, &["found"], "The time {found} is none; write 2026-05-04T00:15+08:00."),
    line("reading_time_never", Error, &["found"], "The local time {found} does not exist: clocks leave it out. Write the offset."),
    line("reading_unknown_quality", Error, &["found"], "{found} is no quality code."),
];

/// Severity, parameters and sentence of a code.
#[must_use]
pub fn code_line(code: &str) -> Option<&'static CodeLine> {
    CODES.iter().find(|line| line.code == code)
}

/// A sentence with its parameters filled in.
pub(crate) fn rendered(sentence: &str, params: &BTreeMap<String, String>) -> String {
    let mut out = String::with_capacity(sentence.len() + 32);
    let mut rest = sentence;
    while let Some(open) = rest.find('{') {
        out.push_str(&rest[..open]);
        let after = &rest[open + 1..];
        let Some(close) = after.find('}') else {
            rest = &rest[open..];
            break;
        };
        out.push_str(params.get(&after[..close]).map_or("?", String::as_str));
        rest = &after[close + 1..];
    }
    out.push_str(rest);
    out
}

/// Findings by code and subject: the first of each is kept as it is, the others are counted in its `count`.
///
/// A file of a million faults of one kind about one meter is one finding.
#[derive(Debug, Clone, Default)]
pub struct Log {
    found: BTreeMap<(usize, String), (Finding, u64)>,
    /// How many of each code are kept; all are counted, the surplus under the subject `…`.
    kept: BTreeMap<usize, usize>,
}

/// How many subjects of one code are told apart.
pub const SUBJECTS_PER_CODE_MAX: usize = 1_000;

impl Log {
    /// An empty log.
    #[must_use]
    pub fn new() -> Log {
        Log::default()
    }

    /// Notes `code` about `subject` (a meter, a column). `detail` is asked only for the first.
    ///
    /// # Panics
    /// In debug builds, if the code is not listed or a parameter of it is missing: a fault of this crate.
    pub(crate) fn push(
        &mut self,
        code: &'static str,
        subject: &str,
        detail: impl FnOnce() -> (Option<Location>, Vec<(&'static str, String)>),
    ) {
        let Some(index) = CODES.iter().position(|line| line.code == code) else {
            debug_assert!(false, "{code} is not listed");
            return;
        };
        // Looked up by a borrowed key nowhere in the standard maps: findings are few, so the key is built each time.
        let mut key = (index, subject.to_owned());
        if let Some((_, count)) = self.found.get_mut(&key) {
            *count += 1;
            return;
        }
        let kept = self.kept.entry(index).or_default();
        if *kept >= SUBJECTS_PER_CODE_MAX {
            key.1 = "…".to_owned();
            if let Some((_, count)) = self.found.get_mut(&key) {
                *count += 1;
                return;
            }
        }
        *kept += 1;
        let (location, params) = detail();
        let line = &CODES[index];
        let params: BTreeMap<String, String> = params
            .into_iter()
            .map(|(name, value)| (name.to_owned(), value))
            .collect();
        debug_assert!(
            line.params.iter().all(|name| params.contains_key(*name)),
            "{code} lacks a parameter"
        );
        let finding = Finding {
            code: code.to_owned(),
            severity: line.severity,
            location,
            message: rendered(line.sentence, &params),
            params,
        };
        self.found.insert(key, (finding, 1));
    }

    /// True if something was found that refuses a reading or a meter.
    #[must_use]
    pub fn has_errors(&self) -> bool {
        self.found
            .values()
            .any(|(finding, _)| finding.severity == Error)
    }

    /// How often `code` was found.
    #[must_use]
    pub fn count(&self, code: &str) -> u64 {
        self.found
            .values()
            .filter(|(finding, _)| finding.code == code)
            .map(|(_, count)| count)
            .sum()
    }

    /// The findings, gravest first, then by code and subject, each with its `count`.
    #[must_use]
    pub fn into_findings(self) -> Vec<Finding> {
        let mut findings: Vec<Finding> = self
            .found
            .into_values()
            .map(|(mut finding, count)| {
                finding.params.insert("count".to_owned(), count.to_string());
                finding
            })
            .collect();
        findings.sort_by_key(|finding| std::cmp::Reverse(finding.severity));
        findings
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;

    #[test]
    fn a_fault_that_repeats_is_one_finding_with_its_count() {
        let mut log = Log::new();
        for at in 0..3 {
            log.push("repeated", "m", || {
                (
                    None,
                    vec![("meter", "m".to_owned()), ("at", at.to_string())],
                )
            });
        }
        log.push("unknown_meter", "x", || {
            (None, vec![("meter", "x".to_owned())])
        });
        assert!(log.has_errors());
        assert_eq!(log.count("repeated"), 3);
        let findings = log.into_findings();
        assert_eq!(findings.len(), 2);
        assert_eq!(findings[0].code, "unknown_meter");
        assert_eq!(findings[1].params["count"], "3");
        assert_eq!(
            findings[1].message,
            "Meter m at 0: the same reading came more than once; it counts once."
        );
    }

    #[test]
    fn each_code_stands_once_and_its_sentence_names_only_what_it_brings() {
        let codes: BTreeSet<&str> = CODES.iter().map(|line| line.code).collect();
        assert_eq!(codes.len(), CODES.len());
        for line in CODES {
            for part in line.sentence.split('{').skip(1) {
                let name = part.split('}').next().unwrap();
                assert!(line.params.contains(&name), "{}: {name}", line.code);
            }
        }
    }
}

//! Findings are values: what was noticed, where, and how grave it is. Nothing is silently mended.

use std::collections::BTreeMap;

/// How grave a finding is.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize, serde::Deserialize,
)]
#[serde(rename_all = "snake_case")]
pub enum Severity {
    /// Worth knowing; nothing is refused.
    Note,
    /// Probably wrong; the row is taken and marked.
    Warning,
    /// Wrong; strict refuses the file, lenient rejects the row.
    Error,
}

/// Where in a file something was found. Rows and columns count from 1, as a spreadsheet shows them.
#[derive(
    Debug,
    Clone,
    PartialEq,
    Eq,
    PartialOrd,
    Ord,
    Hash,
    Default,
    serde::Serialize,
    serde::Deserialize,
)]
pub struct Location {
    /// File name as the user gave it.
    pub file: String,
    /// Sheet of a workbook.
    pub sheet: Option<String>,
    /// Row, counted from 1, the head included.
    pub row: Option<u32>,
    /// Column, counted from 1.
    pub column: Option<u32>,
    /// Head of the column.
    pub field: Option<String>,
}

/// Something noticed. `code` is stable and is what the interface translates; `params` fill the sentence.
#[derive(Debug, Clone, PartialEq, serde::Serialize, serde::Deserialize)]
pub struct Finding {
    /// Stable code, `lower_snake_case`, for example `unknown_place`.
    pub code: String,
    /// How grave.
    pub severity: Severity,
    /// Where, if it comes from a file.
    pub location: Option<Location>,
    /// Values that fill the sentence, by name (for example `found`, `expected`, `cell`).
    pub params: BTreeMap<String, String>,
    /// One English sentence: what, and what to do now.
    pub message: String,
}

/// Every code that this crate's findings can have, with the parameters that each finding of the code brings, whichever room
/// it comes from; some bring more. All parameters are values (codes, names, numbers, days), never sentences.
///
/// `missing_factor`: `kind` is a [`crate::factors::FactorKind`], `of` its subject, `reason` one of `unknown_factor_subject`,
/// `no_factor_for_region`, `no_factor_for_date`, `unknown_sector` (CH4 and N2O whose place of burning is not known).
pub const CODES: [(&str, &[&str]); 42] = [
    // accounting
    (
        "factor_stands_in",
        &["subject", "count", "factor", "kind", "of", "on"],
    ),
    ("foreign_region", &["found", "count"]),
    (
        "market_factor_missing",
        &["subject", "count", "carrier", "regions", "on"],
    ),
    (
        "missing_factor",
        &["subject", "count", "kind", "of", "reason"],
    ),
    ("unknown_carrier", &["subject", "count", "carrier"]),
    ("unknown_unit", &["subject", "count", "unit"]),
    ("wrong_unit", &["subject", "count", "unit", "expected"]),
    // the cube
    ("duplicate_enterprise", &["code"]),
    ("duplicate_place", &["code"]),
    ("gas_sum_differs", &["found", "count"]),
    ("negative_entries", &["value"]),
    ("not_finite", &["found", "count"]),
    ("overlapping_periods", &["count"]),
    ("place_cycle", &["first", "count"]),
    ("price_bases_differ", &["found", "expected"]),
    ("several_roots", &["count"]),
    (
        "statistic_disagrees",
        &["statistic", "place", "own", "below"],
    ),
    ("statistic_twice", &["statistic", "count", "place"]),
    ("superseded", &["count"]),
    ("too_many_codes", &["found", "count"]),
    ("two_datasets", &["count", "place", "enterprise", "period"]),
    ("unknown_enterprise", &["found", "count"]),
    ("unknown_parent", &["code", "parent"]),
    ("unknown_place", &["found"]),
    ("unsupported_period", &["found", "count"]),
    ("zero_denominator", &["indicator", "place", "keys"]),
    // contracts
    (
        "contract_left_over",
        &["instrument", "enterprise", "left_kwh", "used_kwh"],
    ),
    ("contract_refused", &["instrument", "enterprise", "reason"]),
    ("contract_use_refused", &["enterprise", "period", "market"]),
    ("market_rest_without_factor", &["market", "count", "period"]),
    ("residual_mix_missing", &["market", "count", "period"]),
    // estimation
    (
        "estimated",
        &[
            "method",
            "year",
            "count",
            "n",
            "wape_percent",
            "median_ape_percent",
        ],
    ),
    ("estimate_beyond_data", &["method", "year", "count"]),
    ("estimate_facts_twice", &["count"]),
    (
        "estimate_not_posted",
        &["enterprise", "year", "target", "reason"],
    ),
    ("estimate_over_real", &["enterprise", "year", "carrier"]),
    ("estimate_pairs_left_out", &["method", "year", "count"]),
    ("estimates_withdrawn", &["count"]),
    ("not_estimated", &["target", "year", "count", "reason"]),
    // reconciliation
    (
        "reconciliation_differs",
        &[
            "subject",
            "of",
            "period",
            "unit",
            "other",
            "other_value",
            "basis",
            "basis_value",
            "gap",
            "gap_percent",
            "tolerance_percent",
        ],
    ),
    (
        "reconciliation_incomplete",
        &[
            "subject",
            "of",
            "period",
            "unit",
            "other",
            "other_value",
            "basis",
            "basis_value",
            "gap",
            "gap_percent",
            "tolerance_percent",
        ],
    ),
    (
        "reconciliation_unusable",
        &["subject", "of", "period", "side", "value"],
    ),
];

impl Finding {
    /// True if its code stands in [`CODES`] and it brings what its sentence needs.
    pub fn is_listed(&self) -> bool {
        CODES.iter().any(|(code, params)| {
            *code == self.code && params.iter().all(|name| self.params.contains_key(*name))
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;
    use std::path::Path;

    fn sources(folder: &Path, texts: &mut Vec<String>) {
        for entry in std::fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                sources(&path, texts);
            } else if path.extension().is_some_and(|e| e == "rs") && !path.ends_with("finding.rs") {
                texts.push(std::fs::read_to_string(path).unwrap());
            }
        }
    }

    /// The first argument of whatever makes findings, read from the sources of this crate.
    #[test]
    fn every_code_that_is_made_is_listed_and_no_other() {
        let mut texts = Vec::new();
        sources(
            &Path::new(env!("CARGO_MANIFEST_DIR")).join("src"),
            &mut texts,
        );
        let mut made = BTreeSet::new();
        for text in &texts {
            for maker in ["note(", "say(", "gap(", ".fault("] {
                for (at, _) in text.match_indices(maker) {
                    let rest = text[at + maker.len()..].trim_start();
                    let Some(code) = rest.strip_prefix('"').and_then(|r| r.split('"').next())
                    else {
                        continue;
                    };
                    made.insert(code.to_owned());
                }
            }
        }
        // Faults of tables in `factors` have the same maker, but a column first.
        made.retain(|code| {
            !texts
                .iter()
                .any(|text| text.contains(&format!("row.fault(\"{code}\"")))
        });
        let listed: BTreeSet<String> = CODES.iter().map(|(code, _)| (*code).to_owned()).collect();
        assert_eq!(listed.len(), CODES.len(), "a code stands twice");
        assert_eq!(made, listed);
    }
}

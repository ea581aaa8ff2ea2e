//! Findings of exchange, chains, ties, pairs, siting, routes, sharing and support: every code in one list.

use inventory::finding::{Finding, Location, Severity};

/// Every code that `exchange`, `chain`, `ties`, `pairs`, `siting`, `route`, `sharing`, `supply`, `support` and `sheet` can give, with the values that each brings.
pub const CODES: &[(&str, &[&str])] = &[
    // reading
    ("sheet_blank", &["column"]),
    ("sheet_cells", &["found", "expected"]),
    ("sheet_empty", &["needed"]),
    ("sheet_no_column", &["column", "needed"]),
    ("sheet_not_a_number", &["column", "text"]),
    ("sheet_not_csv", &["detail"]),
    ("sheet_out_of_range", &["column", "text", "low", "high"]),
    ("sheet_too_fine", &["column", "text", "decimals"]),
    ("sheet_twice", &["column", "name", "first"]),
    ("sheet_unknown_name", &["column", "name"]),
    ("sheet_unknown_word", &["column", "text", "allowed"]),
    // exchange
    ("exchange_carbon_worse", &["offer", "need", "kg"]),
    ("exchange_few_candidates", &["material", "pairs", "kept"]),
    ("exchange_no_basis", &["offer", "need", "column"]),
    ("exchange_no_distance", &["from", "to"]),
    ("exchange_no_transport", &["material"]),
    ("exchange_not_stable", &["coalition", "yuan"]),
    ("exchange_quality_unknown", &["offer", "need", "parameter"]),
    ("exchange_unmatched", &["kind", "count"]),
    ("exchange_worse_off", &["partner", "yuan"]),
    // chain
    (
        "chain_inputs_exceed_output",
        &["process", "inputs", "output"],
    ),
    (
        "chain_need_raised",
        &["process", "product", "needed", "delivered"],
    ),
    ("chain_no_final_use", &["process"]),
    ("chain_nobody_makes", &["product"]),
    ("chain_nothing_to_break", &["name"]),
    ("chain_over_delivered", &["process", "sent", "output"]),
    ("chain_sole_supplier", &["process", "product", "firm"]),
    ("chain_unknown_code", &["column", "code", "scheme"]),
    // ties
    ("core_no_pattern", &["pairs"]),
    ("core_not_proved", &["places"]),
    ("flows_left_out", &["count"]),
    ("flows_no_period", &["text"]),
    ("flows_not_of_region", &["name"]),
    ("flows_other_unit", &["text", "expected", "kind"]),
    ("gravity_not_fitted", &["pairs"]),
    ("integration_missing", &["area", "year"]),
    ("ladder_not_known", &["a", "b", "indicators"]),
    ("path_differs", &["city", "stated", "found"]),
    ("path_not_known", &["city", "count"]),
    ("radiation_not_possible", &["count"]),
    // pairs
    ("pairs_city_not_listed", &["city", "year"]),
    ("pairs_listed_without_pair", &["city", "year"]),
    ("pairs_stated_differs", &["what", "stated", "counted"]),
    ("pairs_without_topics", &["count", "pairs"]),
    // siting
    ("site_gap", &["cost", "bound"]),
    ("site_left_out", &["site", "criterion", "has", "needs"]),
    ("site_not_possible", &["reason"]),
    ("site_supported_only", &["count"]),
    // routes
    ("route_criterion_off", &["criterion", "links"]),
    ("route_labels_cut", &["kept"]),
    ("route_link_left_out", &["from", "to", "missing"]),
    ("route_none", &["from", "to"]),
    // sharing
    ("share_currency", &["text", "in_yuan"]),
    (
        "share_other_currency",
        &["project", "item", "year", "currency", "rule", "expected"],
    ),
    ("share_no_rule", &["project", "item", "year"]),
    ("share_not_whole", &["rule", "percent"]),
    ("share_two_rules", &["project", "item", "year", "rules"]),
    ("share_no_key", &["rule", "city"]),
    // supply
    ("supply_by_index", &["offers", "needs"]),
    ("supply_nothing_found", &["need"]),
    // support
    ("support_condition_failed", &["rule", "parameter"]),
    ("support_condition_unknown", &["rule", "parameter"]),
    ("support_no_amount", &["rule"]),
    ("support_over_cost", &["project", "granted", "cost"]),
];

/// A finding of [`CODES`], without a place in a file.
pub(crate) fn notice(
    code: &str,
    severity: Severity,
    params: &[(&str, String)],
    message: String,
) -> Finding {
    Finding {
        code: code.to_owned(),
        severity,
        location: None,
        params: params
            .iter()
            .map(|(name, value)| ((*name).to_owned(), value.clone()))
            .collect(),
        message,
    }
}

/// The same, with file, row and column.
pub(crate) fn notice_at(
    code: &str,
    severity: Severity,
    location: Location,
    params: &[(&str, String)],
    message: String,
) -> Finding {
    Finding {
        location: Some(location),
        ..notice(code, severity, params, message)
    }
}

/// True if something was found that makes a strict reader refuse the file.
pub fn refused(findings: &[Finding]) -> bool {
    findings.iter().any(|f| f.severity == Severity::Error)
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;
    use std::path::Path;

    use super::CODES;

    fn sources(folder: &Path, text: &mut String) {
        for entry in std::fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() && !path.ends_with("city") {
                sources(&path, text);
            } else if path.extension().is_some_and(|e| e == "rs") && !path.ends_with("notice.rs") {
                text.push_str(&std::fs::read_to_string(path).unwrap());
            }
        }
    }

    #[test]
    fn every_code_that_is_made_is_listed_and_no_other() {
        let mut text = String::new();
        sources(
            &Path::new(env!("CARGO_MANIFEST_DIR")).join("src"),
            &mut text,
        );
        let mut made = BTreeSet::new();
        for maker in ["notice(", "notice_at(", ".fault("] {
            for (at, _) in text.match_indices(maker) {
                let rest = text[at + maker.len()..].trim_start();
                if let Some(code) = rest.strip_prefix('"').and_then(|r| r.split('"').next()) {
                    made.insert(code);
                }
            }
        }
        let listed: BTreeSet<&str> = CODES.iter().map(|(code, _)| *code).collect();
        assert_eq!(listed.len(), CODES.len(), "a code stands twice");
        assert_eq!(made, listed);
    }
}

//! TOML to [`Mapping`].

use std::collections::BTreeMap;

use inventory::finding::Finding;
use inventory::ledger::{Gas, Purpose, Quality, Scope, Statistic};
use toml::de::DeTable;
use units::{Field, Label};

use super::walk::{Faults, Value, Walk};
use super::*;
use crate::codes::Code;
use crate::text::{folded, listed, nearest};

/// Words that mark a row of totals unless the mapping lists its own.
const TOTALS: [&str; 9] = [
    "total",
    "totals",
    "grand total",
    "sum",
    "overall",
    "合计",
    "总计",
    "小计",
    "总和",
];

/// Words of the ledger's enums in mapping files (their serde names).
pub(crate) const GASES: [(&str, Gas); 9] = [
    ("co2", Gas::Co2),
    ("ch4", Gas::Ch4),
    ("n2o", Gas::N2o),
    ("hfc", Gas::Hfc),
    ("pfc", Gas::Pfc),
    ("sf6", Gas::Sf6),
    ("nf3", Gas::Nf3),
    ("other_fluorinated", Gas::OtherFluorinated),
    ("unspecified", Gas::Unspecified),
];
pub(crate) const SCOPES: [(&str, Scope); 5] = [
    ("scope1", Scope::Scope1),
    ("process", Scope::Process),
    ("scope2_location", Scope::Scope2Location),
    ("scope2_market", Scope::Scope2Market),
    ("scope3", Scope::Scope3),
];
pub(crate) const PURPOSES: [(&str, Purpose); 2] = [
    ("final", Purpose::Final),
    ("transformation", Purpose::Transformation),
];
pub(crate) const QUALITIES: [(&str, Quality); 6] = [
    ("metered", Quality::Metered),
    ("verified", Quality::Verified),
    ("reported", Quality::Reported),
    ("statistical", Quality::Statistical),
    ("estimated", Quality::Estimated),
    ("synthetic", Quality::Synthetic),
];
pub(crate) const STATISTICS: [(&str, Statistic); 5] = [
    ("population", Statistic::Population),
    ("land_area", Statistic::LandArea),
    ("output_value", Statistic::OutputValue),
    ("value_added", Statistic::ValueAdded),
    ("gdp", Statistic::Gdp),
];
const KINDS: [(&str, MeasureKind); 7] = [
    ("carrier", MeasureKind::Carrier),
    ("emission", MeasureKind::Emission),
    ("biogenic", MeasureKind::Biogenic),
    ("process", MeasureKind::Process),
    ("statistic", MeasureKind::Statistic),
    ("carrier_statistic", MeasureKind::CarrierStatistic),
    ("check_only", MeasureKind::CheckOnly),
];

/// The meaning of a word in a list of words.
pub(crate) fn meaning<T: Copy>(words: &[(&str, T)], word: &str) -> Option<T> {
    words
        .iter()
        .find(|(name, _)| *name == word)
        .map(|(_, meaning)| *meaning)
}

pub(crate) fn names<T>(words: &[(&'static str, T)]) -> Vec<&'static str> {
    words.iter().map(|(name, _)| *name).collect()
}

pub(super) fn parse(file: &str, text: &str) -> Result<Mapping, Vec<Finding>> {
    let mut faults = Faults::new(file, text);
    let root = match DeTable::parse(text) {
        Ok(root) => root,
        Err(error) => {
            let byte = error.span().map_or(0, |span| span.start);
            faults.push(
                Code::MappingSyntax,
                byte,
                "",
                vec![("detail", error.message().to_owned())],
            );
            return Err(faults.log.into_sorted());
        }
    };
    let mut walk = Walk::new(root.get_ref(), "the mapping", 0);
    let mapping = whole(&mut walk, &mut faults);
    walk.finish(&mut faults);
    if faults.log.has_errors() {
        Err(faults.log.into_sorted())
    } else {
        Ok(mapping)
    }
}

fn whole(walk: &mut Walk<'_>, faults: &mut Faults<'_>) -> Mapping {
    let id = walk.needed_text("id", faults);
    let title = match walk.table("title", faults) {
        Some(mut title) => {
            let label = Label {
                en: title.needed_text("en", faults),
                zh: title.needed_text("zh", faults),
            };
            title.finish(faults);
            label
        }
        None => {
            walk.missing("title", faults);
            Label::default()
        }
    };
    let region = walk.text("region", faults);
    let dataset = walk.needed_text("dataset", faults);
    let version = walk.needed_text("version", faults);
    let file = file_rules(walk.table("file", faults), faults);
    let place = walk
        .table("place", faults)
        .map(|table| place_rules(table, faults));
    let enterprise = walk
        .table("enterprise", faults)
        .map(|table| enterprise_rules(table, faults));
    let period = match walk.table("period", faults) {
        Some(table) => period_rules(table, faults),
        None => {
            walk.missing("[period]", faults);
            PeriodRules {
                columns: Vec::new(),
                constant: None,
                format: PeriodFormat::Iso,
                first_last_year: (0, 9999),
            }
        }
    };
    let long = walk
        .table("long", faults)
        .map(|table| long_rules(table, faults));
    let places_in_head = long
        .as_ref()
        .is_some_and(|long| long.values.iter().all(|(_, place)| place.is_some()));
    if place.is_none() && enterprise.is_none() && !places_in_head {
        walk.missing("[place] or [enterprise]", faults);
    }
    let mut defaults = walk.table("defaults", faults);
    let mut measures = Vec::new();
    for mut table in walk.tables("measure", faults) {
        measures.push(measure_rules(
            &mut table,
            defaults.as_mut(),
            long.is_some(),
            faults,
        ));
        table.finish(faults);
    }
    if let Some(defaults) = defaults {
        if measures.is_empty() {
            // Without a measure nobody asked for its keys; the missing measure is the fault.
        } else {
            defaults.finish(faults);
        }
    }
    if measures.is_empty() {
        walk.missing("[[measure]]", faults);
    }
    let mut checks = Vec::new();
    for mut table in walk.tables("check", faults) {
        checks.extend(check_rules(&mut table, long.as_ref(), &measures, faults));
        table.finish(faults);
    }
    let rows = row_rules(walk.table("rows", faults), faults);
    Mapping {
        id,
        title,
        region,
        dataset,
        version,
        file,
        place,
        enterprise,
        period,
        long,
        measures,
        checks,
        rows,
    }
}

fn file_rules(table: Option<Walk<'_>>, faults: &mut Faults<'_>) -> FileRules {
    let mut rules = FileRules {
        header_row: 1,
        sheet: None,
        encoding: None,
        delimiter: None,
        numbers: NumberFormat::default(),
        na: Vec::new(),
        totals: TOTALS.iter().map(|word| (*word).to_owned()).collect(),
        ignore: Vec::new(),
        ignore_others: false,
    };
    let Some(mut table) = table else { return rules };
    rules.header_row = table
        .number("header_row", 1.0, 1000.0, faults)
        .unwrap_or(1.0) as u32;
    rules.sheet = table.text("sheet", faults);
    rules.encoding = table.text("encoding", faults);
    if let (Some(value), Some(label)) = (table.get("encoding"), &rules.encoding)
        && encoding_rs::Encoding::for_label(label.as_bytes()).is_none()
    {
        table.bad(
            "encoding",
            value,
            label,
            "a WHATWG label such as utf-8, gb18030, windows-1252",
            faults,
        );
    }
    rules.delimiter = one_char(&mut table, "delimiter", &[',', ';', '\t', '|'], faults);
    if let Some(mark) = one_char(&mut table, "decimal", &['.', ','], faults) {
        rules.numbers.decimal = mark;
    }
    rules.numbers.thousands = one_char(&mut table, "thousands", &['.', ',', '\'', ' '], faults);
    if let Some(value) = table.get("thousands")
        && rules.numbers.thousands == Some(rules.numbers.decimal)
    {
        let mark = rules.numbers.decimal.to_string();
        table.bad(
            "thousands",
            value,
            &mark,
            "another mark than decimal",
            faults,
        );
    }
    rules.numbers.percent = table.flag("percent", false, faults);
    rules.na = table.texts("na", faults);
    if table.get("totals").is_some() {
        rules.totals = table.texts("totals", faults);
    }
    rules.ignore = table.texts("ignore", faults);
    if rules.ignore.iter().any(|column| column == "*") {
        rules.ignore_others = true;
        rules.ignore.retain(|column| column != "*");
    }
    table.finish(faults);
    rules
}

fn one_char(
    table: &mut Walk<'_>,
    key: &'static str,
    allowed: &[char],
    faults: &mut Faults<'_>,
) -> Option<char> {
    let value = table.get(key)?;
    let text = table.text(key, faults)?;
    let mut chars = text.chars();
    match (chars.next(), chars.next()) {
        (Some(mark), None) if allowed.contains(&mark) => Some(mark),
        _ => {
            let all: Vec<String> = allowed.iter().map(|mark| format!("{mark:?}")).collect();
            table.bad(
                key,
                value,
                &text,
                &format!("one of {}", all.join(" ")),
                faults,
            );
            None
        }
    }
}

fn place_rules(mut table: Walk<'_>, faults: &mut Faults<'_>) -> PlaceRules {
    const BY: [(&str, PlaceBy); 3] = [
        ("code", PlaceBy::Code),
        ("name", PlaceBy::Name),
        ("alias", PlaceBy::Alias),
    ];
    let column = table.text("column", faults);
    let constant = table.text("constant", faults);
    let source = match (column, constant) {
        (Some(column), None) => ColumnOrConstant::Column(column),
        (None, Some(constant)) => ColumnOrConstant::Constant(constant),
        _ => {
            table.missing("column or constant (one of them)", faults);
            ColumnOrConstant::Constant(String::new())
        }
    };
    let rules = PlaceRules {
        source,
        by: table.word("match", &BY, faults).unwrap_or(PlaceBy::Code),
        values: table.text_table("values", faults).into_iter().collect(),
    };
    table.finish(faults);
    rules
}

fn enterprise_rules(mut table: Walk<'_>, faults: &mut Faults<'_>) -> EnterpriseRules {
    let code = table.texts("code", faults);
    if code.is_empty() {
        table.missing("code", faults);
    }
    let rules = EnterpriseRules {
        make_code: table.flag("make_code", code.len() > 1, faults),
        code,
        name: table.text("name", faults),
        name_zh: table.text("name_zh", faults),
        industry: attr(&mut table, "industry", None, faults),
        field: attr(
            &mut table,
            "field",
            Some(&Field::ALL.map(Field::code)),
            faults,
        ),
        lon: table.text("lon", faults),
        lat: table.text("lat", faults),
        point: table.text("point", faults),
        create: table
            .word("unknown", &[("create", true), ("refuse", false)], faults)
            .unwrap_or(false),
    };
    table.finish(faults);
    rules
}

fn period_rules(mut table: Walk<'_>, faults: &mut Faults<'_>) -> PeriodRules {
    let columns = table.texts("column", faults);
    let constant = table.text("constant", faults);
    if columns.is_empty() == constant.is_none() {
        table.missing("column or constant (one of them)", faults);
    }
    let format = match table.word("format", &PeriodFormat::ALL, faults) {
        Some(format) => format,
        None => PeriodFormat::Iso,
    };
    if let (Some(value), Some(text)) = (table.get("constant"), &constant)
        && crate::periods::parse_period(text, format).is_err()
    {
        table.bad(
            "constant",
            value,
            text,
            &format!("a period such as {}", format.example()),
            faults,
        );
    }
    let first = table
        .number("first_year", 1800.0, 2200.0, faults)
        .unwrap_or(1990.0) as i16;
    let last = table
        .number("last_year", 1800.0, 2200.0, faults)
        .unwrap_or(2100.0) as i16;
    table.finish(faults);
    PeriodRules {
        columns,
        constant,
        format,
        first_last_year: (first, last),
    }
}

fn long_rules(mut table: Walk<'_>, faults: &mut Faults<'_>) -> LongRules {
    let measure = table.text("measure", faults);
    let mut values: Vec<(String, Option<String>)> = table
        .text("value", faults)
        .into_iter()
        .map(|column| (column, None))
        .collect();
    let of_places = table.text_table("place_columns", faults);
    if values.is_empty() == of_places.is_empty() {
        table.missing("value or place_columns (one of them)", faults);
    }
    values.extend(
        of_places
            .into_iter()
            .map(|(column, place)| (column, Some(place))),
    );
    let unit = table.text("unit", faults);
    let units = table.text_table("units", faults).into_iter().collect();
    table.finish(faults);
    LongRules {
        measure,
        values,
        unit,
        units,
    }
}

/// An attribute: a text, or a table with `column`, `values`, `default`, `as_is`, `prefix`.
fn attr(
    table: &mut Walk<'_>,
    key: &'static str,
    words: Option<&[&str]>,
    faults: &mut Faults<'_>,
) -> Option<Attr> {
    let value = table.get(key)?;
    let attr = if let Some(text) = value.get_ref().as_str() {
        Attr::Fixed(text.to_owned())
    } else if let Some(inner) = value.get_ref().as_table() {
        let mut inner = Walk::new(
            inner,
            format!("{key} of {}", table.name),
            value.span().start,
        );
        let column = inner.needed_text("column", faults);
        let values: BTreeMap<String, String> =
            inner.text_table("values", faults).into_iter().collect();
        let default = inner.text("default", faults);
        let as_is = inner.flag("as_is", values.is_empty() && default.is_none(), faults);
        let prefix = inner.text("prefix", faults).unwrap_or_default();
        let blank = inner.text("blank", faults);
        inner.finish(faults);
        Attr::Column {
            column,
            values,
            default,
            as_is,
            prefix,
            blank,
        }
    } else {
        table.wrong_type(key, value, "a text, or a table with a column", faults);
        return None;
    };
    if let Some(words) = words {
        check_words(table, key, value, &attr, words, faults);
    }
    Some(attr)
}

fn check_words(
    table: &Walk<'_>,
    key: &str,
    value: &Value<'_>,
    attr: &Attr,
    words: &[&str],
    faults: &mut Faults<'_>,
) {
    let given: Vec<&String> = match attr {
        Attr::Fixed(text) => vec![text],
        Attr::Column {
            values,
            default,
            blank,
            ..
        } => values.values().chain(default).chain(blank).collect(),
    };
    for word in given {
        if !words.contains(&word.as_str()) {
            table.bad(
                key,
                value,
                word,
                &format!("one of {}", words.join(", ")),
                faults,
            );
        }
    }
}

fn measure_rules(
    table: &mut Walk<'_>,
    mut defaults: Option<&mut Walk<'_>>,
    long: bool,
    faults: &mut Faults<'_>,
) -> MeasureRules {
    let column = table.text("column", faults);
    let keys = table.texts("key", faults);
    match (long, column.is_some(), keys.is_empty()) {
        (false, false, _) => table.missing("column", faults),
        (true, true, _) => {
            if let Some(value) = table.get("column") {
                let found = column.clone().unwrap_or_default();
                table.bad(
                    "column",
                    value,
                    &found,
                    "left out: the mapping is [long], give key",
                    faults,
                );
            }
        }
        (false, true, false) => {
            if let Some(value) = table.get("key") {
                table.bad(
                    "key",
                    value,
                    &keys.join(", "),
                    "left out: the mapping is not [long]",
                    faults,
                );
            }
        }
        _ => {}
    }
    let kind = match table.word("kind", &KINDS, faults) {
        Some(kind) => kind,
        None => {
            if table.get("kind").is_none() {
                table.missing("kind", faults);
            }
            MeasureKind::CheckOnly
        }
    };
    // A measure's own key wins; else the one of [defaults].
    let mut either = |key: &'static str, words: Option<&[&str]>| -> Option<Attr> {
        let own = attr(table, key, words, faults);
        let general = defaults
            .as_mut()
            .and_then(|defaults| attr(defaults, key, words, faults));
        own.or(general)
    };
    let gas = either("gas", Some(&names(&GASES)));
    let scope = either("scope", Some(&names(&SCOPES)));
    let purpose = either("purpose", Some(&names(&PURPOSES)));
    let quality = either("quality", Some(&names(&QUALITIES)));
    let field = either("field", Some(&Field::ALL.map(Field::code)));
    let industry = either("industry", None);
    let carrier = attr(table, "carrier", None, faults);
    let product = attr(table, "product", None, faults);
    let statistic = attr(table, "statistic", Some(&names(&STATISTICS)), faults);
    let needs: &[(&str, bool)] = match kind {
        MeasureKind::Carrier | MeasureKind::CarrierStatistic => &[("carrier", carrier.is_none())],
        MeasureKind::Emission => &[("gas", gas.is_none()), ("scope", scope.is_none())],
        MeasureKind::Process => &[("product", product.is_none())],
        MeasureKind::Statistic => &[("statistic", statistic.is_none())],
        MeasureKind::Biogenic | MeasureKind::CheckOnly => &[],
    };
    for (key, lacking) in needs {
        if *lacking {
            table.missing(key, faults);
        }
    }
    if quality.is_none() && kind != MeasureKind::CheckOnly {
        table.missing("quality", faults);
    }
    let units = table.texts("unit", faults);
    if let Some(value) = table.get("unit") {
        let start = value.span().start;
        for unit in &units {
            if let Some((code, params)) =
                super::dimension::unit_fault(kind, statistic.as_ref(), unit, &table.name)
            {
                faults.push(code, start, "unit", params);
            }
        }
    }
    if units.is_empty() && kind != MeasureKind::CheckOnly && !long {
        table.missing("unit", faults);
    }
    const SIGNS: [(&str, SignRule); 3] = [
        ("not_negative", SignRule::NotNegative),
        ("any", SignRule::Any),
        ("turned", SignRule::Turned),
    ];
    MeasureRules {
        column,
        keys,
        kind,
        carrier,
        gas,
        scope,
        purpose,
        product,
        statistic,
        field,
        industry,
        quality: quality.unwrap_or(Attr::Fixed("reported".to_owned())),
        units,
        unit_words: table.text_table("units", faults).into_iter().collect(),
        multiplier: table
            .number("multiplier", 1e-30, 1e30, faults)
            .unwrap_or(1.0),
        sign: table.word("sign", &SIGNS, faults).unwrap_or(match kind {
            MeasureKind::CheckOnly => SignRule::Any,
            _ => SignRule::NotNegative,
        }),
        uncertainty_percent: table.number("uncertainty_percent", 0.0, 1e6, faults),
        optional: table.flag("optional", false, faults),
        blank_is_absent: table
            .word("blank", &[("missing", false), ("absent", true)], faults)
            .unwrap_or(false),
    }
}

fn check_rules(
    table: &mut Walk<'_>,
    long: Option<&LongRules>,
    measures: &[MeasureRules],
    faults: &mut Faults<'_>,
) -> Option<Check> {
    let kind = table.word("kind", &[("sum", true), ("ratio", false)], faults);
    if table.get("kind").is_none() {
        table.missing("kind", faults);
    }
    let printed = table
        .get("tolerance")
        .is_some_and(|value| value.get_ref().as_str() == Some("printed"));
    let relative = if printed {
        None
    } else {
        table.number("tolerance", 0.0, 1.0, faults)
    };
    let absolute = table
        .number("tolerance_absolute", 0.0, 1e30, faults)
        .unwrap_or(0.0);
    let severity = table.severity(faults);
    // Only a file with one measure a row has measures to name.
    let across_rows =
        long.is_some_and(|long| long.measure.is_some()) && table.get("measure").is_some();
    let column = table.needed_text(if across_rows { "measure" } else { "column" }, faults);
    let rule = if kind? {
        let parts = table.texts("parts", faults);
        if parts.is_empty() {
            table.missing("parts", faults);
        }
        CheckRule::Sum { column, parts }
    } else {
        CheckRule::Ratio {
            column,
            numerator: table.needed_text("numerator", faults),
            denominator: table.needed_text("denominator", faults),
            factor: table.number("factor", 1e-30, 1e30, faults).unwrap_or(1.0),
        }
    };
    if across_rows {
        let keys: Vec<&str> = measures
            .iter()
            .flat_map(|measure| measure.keys.iter().map(String::as_str))
            .collect();
        for (key, name) in rule.named() {
            let is_known = keys
                .iter()
                .any(|known| *known == "*" || folded(known) == folded(name));
            if let Some(value) = table.get(key)
                && !is_known
                && !name.is_empty()
            {
                let near = nearest(name, keys.iter().copied(), 3);
                let expected = match near.is_empty() {
                    true => "a key of a [[measure]]".to_owned(),
                    false => format!("a key of a [[measure]]; nearest: {}", listed(&near)),
                };
                table.bad(key, value, name, &expected, faults);
            }
        }
    }
    Some(Check {
        rule,
        across_rows,
        printed,
        relative: relative.unwrap_or(1e-9),
        absolute,
        severity,
    })
}

fn row_rules(table: Option<Walk<'_>>, faults: &mut Faults<'_>) -> RowRules {
    let mut rules = RowRules {
        conflicts: Conflicts::Refuse,
        rounded_is_same: false,
        parents: Parents::Check,
        relative: 1e-9,
        absolute: 0.0,
        severity: inventory::finding::Severity::Error,
    };
    let Some(mut table) = table else { return rules };
    const PARENTS: [(&str, Parents); 3] = [
        ("check", Parents::Check),
        ("take", Parents::Take),
        ("refuse", Parents::Refuse),
    ];
    rules.parents = table
        .word("parents", &PARENTS, faults)
        .unwrap_or(Parents::Check);
    const CONFLICTS: [(&str, Conflicts); 3] = [
        ("refuse", Conflicts::Refuse),
        ("first", Conflicts::First),
        ("last", Conflicts::Last),
    ];
    rules.conflicts = table
        .word("conflicts", &CONFLICTS, faults)
        .unwrap_or(Conflicts::Refuse);
    rules.rounded_is_same = table
        .word("rounded", &[("same", true), ("differs", false)], faults)
        .unwrap_or(false);
    rules.relative = table.number("tolerance", 0.0, 1.0, faults).unwrap_or(1e-9);
    rules.absolute = table
        .number("tolerance_absolute", 0.0, 1e30, faults)
        .unwrap_or(0.0);
    rules.severity = table.severity(faults);
    table.finish(faults);
    rules
}

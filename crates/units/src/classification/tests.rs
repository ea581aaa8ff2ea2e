use super::*;
use proptest::prelude::*;

fn tables() -> &'static Classifications {
    Classifications::builtin()
}

#[test]
fn the_project_s_own_tables_load_whole() {
    if let Err(faults) = Classifications::load() {
        panic!(
            "{}",
            faults
                .iter()
                .map(|fault| format!("{fault}\n"))
                .collect::<String>()
        );
    }
    // Counts as the documents state them.
    for (scheme, sections, divisions) in [
        (Scheme::Gbt4754, 20, 97),
        (Scheme::Isic4, 21, 88),
        (Scheme::Nace2, 21, 88),
        (Scheme::Naics2017, 20, 99),
        (Scheme::Naics2022, 20, 96),
    ] {
        let industries = tables().industries(scheme);
        let count = industries
            .iter()
            .filter(|industry| industry.section.is_none())
            .count();
        assert_eq!(
            (count, industries.len() - count),
            (sections, divisions),
            "{scheme}"
        );
        assert_eq!(scheme.code().parse(), Ok(scheme));
        for industry in industries
            .iter()
            .filter(|industry| industry.section.is_some())
        {
            assert_eq!(tables().find(scheme, &industry.code), Some(industry));
            assert!(
                tables().field_of_industry(scheme, &industry.code).is_some(),
                "{scheme} {}",
                industry.code
            );
            let isic = tables().concord(scheme, &industry.code, Scheme::Isic4);
            let leading = isic
                .iter()
                .filter(|(_, relation)| *relation != Relation::Part)
                .count();
            assert_eq!(
                leading, 1,
                "{scheme} {} has one main division",
                industry.code
            );
        }
    }
}

#[test]
fn codes_as_files_write_them() {
    for (scheme, text, found) in [
        (Scheme::Gbt4754, "C25", Some("25")),
        (Scheme::Gbt4754, "25", Some("25")),
        (Scheme::Gbt4754, "2511", Some("25")),
        (Scheme::Gbt4754, "C2511", Some("25")),
        (Scheme::Gbt4754, "c", None),
        (Scheme::Gbt4754, "C", Some("C")),
        (Scheme::Gbt4754, "C44", None),
        (Scheme::Gbt4754, "D44", Some("44")),
        (Scheme::Gbt4754, "98", None),
        (Scheme::Gbt4754, "", None),
        (Scheme::Gbt4754, "钢铁", None),
        (Scheme::Naics2017, "NAICS 322110", Some("322")),
        (Scheme::Naics2017, "322110", Some("322")),
        (Scheme::Naics2017, "32", Some("31-33")),
        (Scheme::Naics2017, "31-33", Some("31-33")),
        (Scheme::Naics2017, "454110", Some("454")),
        (Scheme::Naics2022, "454110", Some("44-45")),
        (Scheme::Naics2017, "990", None),
        (Scheme::Nace2, "19.20", Some("19")),
        (Scheme::Nace2, "C19", Some("19")),
        (Scheme::Isic4, "1920", Some("19")),
    ] {
        let code = tables()
            .find(scheme, text)
            .map(|industry| industry.code.as_str());
        assert_eq!(code, found, "{scheme} {text:?}");
    }
    assert_eq!("naics".parse(), Ok(Scheme::Naics2017));
    assert!("sic".parse::<Scheme>().is_err());
}

#[test]
fn concordances_lead_both_ways() {
    let codes = |scheme, code, target| -> Vec<&str> {
        tables()
            .concord(scheme, code, target)
            .into_iter()
            .map(|(industry, _)| industry.code.as_str())
            .collect()
    };
    assert_eq!(codes(Scheme::Gbt4754, "C25", Scheme::Isic4), ["19"]);
    assert_eq!(codes(Scheme::Gbt4754, "C25", Scheme::Naics2017), ["324"]);
    assert_eq!(codes(Scheme::Naics2017, "322110", Scheme::Gbt4754), ["22"]);
    assert_eq!(codes(Scheme::Isic4, "24", Scheme::Gbt4754), ["31", "32"]);
    assert_eq!(codes(Scheme::Nace2, "24.10", Scheme::Isic4), ["24"]);
    assert_eq!(codes(Scheme::Gbt4754, "C", Scheme::Isic4), [] as [&str; 0]);
    assert_eq!(
        tables().concord(Scheme::Isic4, "24", Scheme::Nace2)[0].1,
        Relation::Exact
    );
}

#[test]
fn fields_of_industries_and_of_gpc() {
    for (scheme, code, field) in [
        (Scheme::Gbt4754, "A01", Field::Agriculture),
        (Scheme::Gbt4754, "C31", Field::Industry),
        (Scheme::Gbt4754, "C25", Field::Energy),
        (Scheme::Gbt4754, "D44", Field::Energy),
        (Scheme::Gbt4754, "E47", Field::Construction),
        (Scheme::Gbt4754, "G54", Field::Transport),
        (Scheme::Gbt4754, "N77", Field::Livelihood),
        (Scheme::Naics2017, "221112", Field::Energy),
        (Scheme::Naics2017, "324110", Field::Energy),
        (Scheme::Naics2017, "322110", Field::Industry),
        (Scheme::Naics2017, "562212", Field::Livelihood),
        (Scheme::Naics2017, "486210", Field::Transport),
    ] {
        assert_eq!(
            tables().field_of_industry(scheme, code),
            Some(field),
            "{scheme} {code}"
        );
    }
    assert_eq!(tables().field_of_industry(Scheme::Gbt4754, "C"), None);
    for (code, field) in [
        ("I.1", Some(Field::Livelihood)),
        ("I.4.4", Some(Field::Energy)),
        ("II.1.2", Some(Field::Transport)),
        ("III.4", Some(Field::Livelihood)),
        ("IV.1", Some(Field::Industry)),
        ("V.3", Some(Field::Agriculture)),
        ("I.6", None),
        ("VI.1", None),
        ("I", None),
        ("", None),
    ] {
        assert_eq!(tables().field_of_gpc(code), field, "{code}");
    }
}

#[test]
fn faulty_tables_are_refused() {
    let mut faults = Vec::new();
    let text = "code,level,parent,name_en,name_zh,source\nA,section,,a,甲,s\n01,division,B,b,乙,s\nA,section,,,丙,s\n\
        A,section,,c,丙,s\n";
    read_industries(Scheme::Isic4, "i.csv", text, &mut faults);
    let text = "from,to,relation,source\n01,02,main,s\n01,01,half,s\n01,01,main,\n";
    read_concordance("c.csv", text, &["01"], &["01"], &mut faults);
    read_fields(
        ("f.csv", "code,field,source\n09,industry,s\n01,magic,s\n"),
        &["01"],
        &mut faults,
    );
    let said: Vec<String> = faults
        .iter()
        .map(|fault| {
            format!(
                "{}:{}:{} {}",
                fault.file, fault.row, fault.column, fault.code
            )
        })
        .collect();
    assert_eq!(
        said,
        [
            "i.csv:3:3 bad_parent",
            "i.csv:4:4 missing_value",
            "i.csv:5:1 id_twice",
            "c.csv:2:2 unknown_division",
            "c.csv:3:3 unknown_choice",
            "c.csv:4:4 missing_value",
            "f.csv:2:1 unknown_division",
            "f.csv:3:2 unknown_choice",
        ]
    );
}

proptest! {
    #[test]
    fn no_text_makes_a_lookup_panic(text in "\\PC{0,12}") {
        for scheme in Scheme::ALL {
            let _ = tables().find(scheme, &text);
            let _ = tables().field_of_industry(scheme, &text);
        }
        let _ = tables().field_of_gpc(&text);
    }
}

#[test]
fn a_division_lies_in_its_own_section_only() {
    let tables = Classifications::builtin();
    for scheme in Scheme::ALL {
        let path = |code: &str| tables.path(scheme, code).unwrap();
        let (sections, divisions): (Vec<_>, Vec<_>) = tables
            .industries(scheme)
            .iter()
            .partition(|industry| industry.section.is_none());
        for division in divisions {
            for section in &sections {
                assert_eq!(
                    path(&section.code).contains(&path(&division.code)),
                    division.section.as_ref() == Some(&section.code),
                    "{scheme} {} {}",
                    section.code,
                    division.code
                );
                assert!(!path(&division.code).contains(&path(&section.code)));
            }
        }
    }
}

#[test]
fn finer_codes_lie_in_the_coarser_ones_they_start_with() {
    let tables = Classifications::builtin();
    for (scheme, outer, inner, lies_in) in [
        (Scheme::Gbt4754, "31", "C311", true),
        (Scheme::Gbt4754, "C31", "3110", true),
        (Scheme::Gbt4754, "C", "3110", true),
        (Scheme::Gbt4754, "C311", "C31", false),
        (Scheme::Gbt4754, "C3", "C31", false),
        (Scheme::Isic4, "D", "3510", true),
        (Scheme::Nace2, "C19", "19.20", true),
        (Scheme::Nace2, "19.2", "19.20", true),
        (Scheme::Naics2017, "32", "322", true),
        (Scheme::Naics2017, "322", "NAICS 322110", true),
        (Scheme::Naics2017, "32", "331110", false),
        (Scheme::Naics2017, "31-33", "331110", true),
        (Scheme::Naics2017, "31-33", "32", true),
        (Scheme::Naics2017, "32", "31-33", false),
        (Scheme::Naics2022, "22", "221112", true),
    ] {
        let found = match (tables.path(scheme, outer), tables.path(scheme, inner)) {
            (Some(outer), Some(inner)) => outer.contains(&inner),
            _ => false,
        };
        assert_eq!(found, lies_in, "{scheme} {outer} {inner}");
    }
}

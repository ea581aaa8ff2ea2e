//! The documents' rules of support, each worked by hand.

use planning::sheet::Source;
use planning::support::{
    Bound, Granted, Project, Rule, grants, grants_csv, read_projects, read_rules,
};

fn rules() -> Vec<Rule> {
    let path = format!(
        "{}/../../data/support/rules.csv",
        env!("CARGO_MANIFEST_DIR")
    );
    let text = std::fs::read_to_string(path).unwrap();
    let (rules, findings) = read_rules(Source {
        file: "rules.csv",
        text: &text,
    });
    assert!(findings.is_empty(), "{findings:?}");
    rules
}

fn projects(text: &str) -> Vec<Project> {
    let text = format!("project,kind,name,value,year,currency\n{text}");
    let (projects, findings) = read_projects(Source {
        file: "projects.csv",
        text: &text,
    });
    assert!(findings.is_empty(), "{findings:?}");
    projects
}

fn granted(text: &str) -> (Vec<Rule>, Vec<Project>, Granted) {
    let (rules, projects) = (rules(), projects(text));
    let granted = grants(&projects, &rules);
    (rules, projects, granted)
}

/// 30 % of 120,000,000.01 yuan is 36,000,000.003; of 200 million it is 60, and the cap is 50.
#[test]
fn thirty_percent_of_investment_at_most_fifty_million() {
    let (_, _, found) = granted(
        "a,fact,start,2021,,\na,fact,applicant,industrial_park,,\na,cost,software_and_hardware,120000000.01,2021,CNY\n\
         b,fact,start,2021,,\nb,fact,applicant,industrial_park,,\nb,cost,software_and_hardware,150000000,2021,CNY\nb,cost,software_and_hardware,50000000,2022,CNY\n\
         c,fact,start,2021,,\nc,fact,applicant,sme,,\nc,cost,software_and_hardware,100,2021,CNY\n\
         d,fact,start,2021,,\nd,cost,software_and_hardware,100,2021,CNY\n",
    );
    let got: Vec<(i64, Bound)> = found.grants.iter().map(|g| (g.granted, g.bound)).collect();
    assert_eq!(
        got,
        [(3_600_000_000, Bound::Share), (5_000_000_000, Bound::Cap)]
    );
    let codes: Vec<&str> = found.findings.iter().map(|f| f.code.as_str()).collect();
    assert_eq!(
        codes,
        ["support_condition_failed", "support_condition_unknown"]
    );
}

/// 23,456 euros are 46 vouchers of 500; 40 are given. 1,999 euros are 3.
#[test]
fn vouchers_of_five_hundred_euros_at_most_forty_a_year() {
    let (rules, projects, found) = granted(
        "a,fact,start,2020,,\na,fact,applicant,sme,,\na,cost,assessment,23456,2020,EUR\na,cost,assessment,1999,2021,EUR\n",
    );
    let got: Vec<(Option<i32>, Option<i64>, i64, Bound)> = found
        .grants
        .iter()
        .map(|g| (g.year, g.units, g.granted, g.bound))
        .collect();
    assert_eq!(
        got,
        [
            (Some(2020), Some(40), 2_000_000, Bound::Vouchers),
            (Some(2021), Some(3), 150_000, Bound::Cost)
        ]
    );
    let table = grants_csv(&projects, &rules, &found);
    assert!(table.contains("a,wallonia_vouchers,,2020,23456.00,20000.00,EUR,40,no,vouchers,"));
}

#[test]
fn a_stage_waits_for_the_one_before() {
    let text = "a,fact,start,2020,,\na,fact,applicant,sme,,\na,cost,feasibility,90000,2020,USD\na,cost,development,900000,2021,USD\n";
    let (_, _, found) = granted(text);
    let got: Vec<(i64, Bound)> = found.grants.iter().map(|g| (g.granted, g.bound)).collect();
    assert_eq!(got, [(9_000_000, Bound::Cost), (0, Bound::Waits)]);
    let (_, _, found) = granted(&format!("{text}a,done,1_feasibility,yes,,\n"));
    assert_eq!(
        (found.grants[1].granted, found.grants[1].bound),
        (75_000_000, Bound::Stage)
    );
}

/// Both of the two Chongqing rules name a most alone; together they may exceed the cost, and that is said.
#[test]
fn a_most_is_no_grant_and_more_than_the_cost_is_said() {
    let (_, _, found) =
        granted("a,fact,start,2021,,\na,fact,selected,yes,,\na,cost,project,2000000,2021,CNY\n");
    let got: Vec<(i64, bool)> = found
        .grants
        .iter()
        .map(|g| (g.granted, g.at_most))
        .collect();
    assert_eq!(got, [(200_000_000, true), (150_000_000, true)]);
    assert_eq!(found.findings[0].code, "support_over_cost");
    assert_eq!(found.findings[0].params["granted"], "3500000.00");
}

/// From the year after founding, four years: cost in the founding year and in the sixth does not count.
#[test]
fn support_without_an_amount_names_none() {
    let (_, _, found) =
        granted("a,fact,start,2021,,\na,fact,new_institution,yes,,\na,cost,research,5,2021,CNY\n");
    assert!(found.findings.is_empty() && found.grants.is_empty());
    let (_, _, found) =
        granted("a,fact,start,2021,,\na,fact,new_institution,yes,,\na,cost,research,5,2025,CNY\n");
    assert_eq!(found.findings[0].code, "support_no_amount");
    assert!(found.grants.is_empty());
}

#[test]
fn a_rule_without_what_its_kind_needs_is_left_out() {
    let (rules, findings) = read_rules(Source {
        file: "rules.csv",
        text: "rule,kind,currency,eligible,share_percent,cap\na,share,CNY,x,,5\nb,gift,CNY,x,,\nc,share,CNY,x,12.5,\n",
    });
    assert_eq!(rules.len(), 1);
    assert_eq!(rules[0].share_millionths, Some(125_000));
    let said: Vec<(&str, Option<u32>)> = findings
        .iter()
        .map(|f| (f.code.as_str(), f.location.as_ref().unwrap().column))
        .collect();
    assert_eq!(
        said,
        [("sheet_blank", Some(5)), ("sheet_unknown_word", Some(2))]
    );
    let (projects, findings) = read_projects(Source {
        file: "p.csv",
        text: "project,kind,name,value\na,fact,applicant,sme\n",
    });
    assert!(projects.is_empty());
    assert_eq!(findings[0].params["column"], "start");
}

/// A negative cap would grant less than nothing, a blank cost would vanish, and a rule with one of its two years would hold in all.
#[test]
fn figures_that_cannot_be_are_refused_and_not_bent() {
    let head = "rule,kind,currency,eligible,share_percent,cap,unit_value,units_per_year,years_from,years_to\n";
    for (row, code) in [
        ("a,cap_only,CNY,x,,-5,,,,\n", "sheet_out_of_range"),
        ("a,share,CNY,x,120,,,,,\n", "sheet_out_of_range"),
        ("a,voucher,CNY,x,,,500,-1,,\n", "sheet_out_of_range"),
        ("a,share,CNY,x,10,,,,1,\n", "sheet_blank"),
        ("a,share,CNY,x,10,,,,,4\n", "sheet_blank"),
    ] {
        let (rules, findings) = read_rules(Source {
            file: "rules.csv",
            text: &format!("{head}{row}"),
        });
        let codes: Vec<&str> = findings.iter().map(|f| f.code.as_str()).collect();
        assert_eq!((rules.len(), codes), (0, vec![code]), "{row}");
    }
    for (value, code) in [("-5", "sheet_out_of_range"), ("", "sheet_blank")] {
        let text = format!(
            "project,kind,name,value,year,currency\na,fact,start,2021,,\na,cost,x,{value},2021,CNY\n"
        );
        let (projects, findings) = read_projects(Source {
            file: "p.csv",
            text: &text,
        });
        assert!(projects[0].costs.is_empty());
        let codes: Vec<&str> = findings.iter().map(|f| f.code.as_str()).collect();
        assert_eq!(codes, [code]);
    }
}

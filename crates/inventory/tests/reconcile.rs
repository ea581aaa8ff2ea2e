//! Three accounts of one amount: a table worked by hand, and laws.
#![allow(clippy::unwrap_used, reason = "a test that cannot go on should stop")]

use inventory::reconcile::{
    Amount, Case, DEFAULT_SOURCE, Refusal, Rules, Side, Status, Tolerance, reconcile,
};
use proptest::prelude::*;
use units::Period;

fn case(metered: Option<Amount>, filed: Option<Amount>, statistics: Option<Amount>) -> Case {
    Case {
        enterprise: Some("E1".into()),
        place: "town-01".into(),
        of: "electricity".into(),
        unit: "kWh".into(),
        period: Period::Year(2025),
        metered,
        filed,
        statistics,
    }
}

fn part(value: f64, completeness_percent: f64) -> Option<Amount> {
    Some(Amount {
        completeness_percent,
        ..Amount::whole(value)
    })
}

fn whole(value: f64) -> Option<Amount> {
    Some(Amount::whole(value))
}

#[test]
fn worked_by_hand() {
    // metered, filed, statistics -> gap, percent, status, findings.
    let rows = [
        // 1000.9 is 0.09 % above 1000.
        (
            whole(1000.9),
            whole(1000.0),
            None,
            Some(0.09),
            Status::Agrees,
            0,
        ),
        // 40 of 1000 are 4 %, 60 are 6 %.
        (
            whole(1040.0),
            whole(1000.0),
            None,
            Some(4.0),
            Status::WithinTolerance,
            0,
        ),
        (
            whole(940.0),
            whole(1000.0),
            None,
            Some(-6.0),
            Status::Differs,
            1,
        ),
        // Half the slots: 500 / 0.5 = 1000, so nothing is missing; and 600 / 0.5 = 1200, 20 % more than filed.
        (
            part(500.0, 50.0),
            whole(1000.0),
            None,
            Some(0.0),
            Status::Incomplete,
            0,
        ),
        (
            part(600.0, 50.0),
            whole(1000.0),
            None,
            Some(20.0),
            Status::Incomplete,
            1,
        ),
        // From 95 % on it is compared as it stands: 960 is 4 % below.
        (
            part(960.0, 95.0),
            whole(1000.0),
            None,
            Some(-4.0),
            Status::WithinTolerance,
            0,
        ),
        // Without a filing the basis is the statistic.
        (
            whole(900.0),
            None,
            whole(1000.0),
            Some(-10.0),
            Status::Differs,
            1,
        ),
        // Statistics against a filing: 1100 is 10 % more than the 1000 that were filed.
        (
            None,
            whole(1000.0),
            whole(1100.0),
            Some(10.0),
            Status::Differs,
            1,
        ),
        // Metered fits the filing, the statistic fits neither: two pairs differ.
        (
            whole(1000.0),
            whole(1000.0),
            whole(2000.0),
            Some(0.0),
            Status::Differs,
            2,
        ),
        (whole(5.0), None, None, None, Status::OnlyMetered, 0),
        (None, whole(5.0), None, None, Status::OnlyFiled, 0),
        (None, None, whole(5.0), None, Status::OnlyStatistics, 0),
        // Nothing filed is not the same as zero filed: of zero there is no share, and 5 against 0 differs.
        (whole(5.0), whole(0.0), None, None, Status::Differs, 1),
        (whole(0.0), whole(0.0), None, None, Status::Agrees, 0),
    ];
    for (n, (metered, filed, statistics, percent, status, findings)) in rows.into_iter().enumerate()
    {
        let outcome = reconcile(&case(metered, filed, statistics), &Rules::default()).unwrap();
        assert_eq!(outcome.status, status, "row {n}: {outcome:?}");
        assert_eq!(outcome.findings.len(), findings, "row {n}: {outcome:?}");
        match (outcome.gap_percent, percent) {
            (Some(a), Some(b)) => assert!((a - b).abs() < 1e-9, "row {n}: {a} {b}"),
            (a, b) => assert_eq!(a, b, "row {n}"),
        }
    }
}

#[test]
fn a_finding_names_both_figures_the_period_and_the_tolerance() {
    let rules = Rules {
        tolerances: vec![Tolerance {
            of: "electricity".into(),
            percent: 2.0,
            source: "supply contract, clause 7".into(),
        }],
        ..Rules::default()
    };
    let outcome = reconcile(&case(whole(1030.0), whole(1000.0), None), &rules).unwrap();
    let finding = &outcome.findings[0];
    assert_eq!(finding.code, "reconciliation_differs");
    for (name, value) in [
        ("other", "metered"),
        ("other_value", "1030"),
        ("basis", "filed"),
        ("basis_value", "1000"),
        ("gap", "30"),
        ("gap_percent", "3.0"),
        ("tolerance_percent", "2"),
        ("tolerance_source", "supply contract, clause 7"),
        ("period", "2025"),
        ("subject", "E1"),
    ] {
        assert_eq!(finding.params[name], value, "{name}");
    }
    assert!(finding.message.contains("1030") && finding.message.contains("1000"));
    assert_eq!(rules.tolerance_of("heat"), (5.0, DEFAULT_SOURCE));
}

/// 10 % of 1080 and 5 % of 1000 are 108 and 50; together sqrt(108^2 + 50^2) = 119.01: a gap of 80 is explained, one of 130 is not.
#[test]
fn what_both_state_as_their_uncertainty_explains_a_gap() {
    let with = |value: f64, percent: f64| {
        Some(Amount {
            uncertainty_percent: Some(percent),
            ..Amount::whole(value)
        })
    };
    let rules = Rules::default();
    let near = reconcile(&case(with(1080.0, 10.0), with(1000.0, 5.0), None), &rules).unwrap();
    assert_eq!(near.status, Status::Agrees);
    let far = reconcile(&case(with(1130.0, 10.0), with(1000.0, 5.0), None), &rules).unwrap();
    assert_eq!(far.status, Status::Differs);
    // One side alone explains nothing.
    let half = reconcile(&case(with(1080.0, 10.0), whole(1000.0), None), &rules).unwrap();
    assert_eq!(half.status, Status::Differs);
}

#[test]
fn what_is_no_figure_is_left_out_and_said() {
    let outcome = reconcile(
        &case(part(10.0, 0.0), whole(1000.0), whole(f64::NAN)),
        &Rules::default(),
    )
    .unwrap();
    assert_eq!(outcome.status, Status::OnlyFiled);
    let codes: Vec<_> = outcome.findings.iter().map(|f| f.code.as_str()).collect();
    assert_eq!(codes, ["reconciliation_unusable"; 2]);
    assert_eq!(
        reconcile(&case(None, None, whole(f64::NAN)), &Rules::default()),
        Err(Refusal::NoFigure)
    );
    let rules = Rules {
        default_percent: -1.0,
        ..Rules::default()
    };
    assert_eq!(
        reconcile(&case(whole(1.0), None, None), &rules),
        Err(Refusal::BadRules)
    );
}

fn amount() -> impl Strategy<Value = Option<Amount>> {
    proptest::option::of(
        (
            -1e6..1e6f64,
            1.0..100.0f64,
            proptest::option::of(0.0..50.0f64),
        )
            .prop_map(
                |(value, completeness_percent, uncertainty_percent)| Amount {
                    value,
                    completeness_percent,
                    uncertainty_percent,
                },
            ),
    )
}

proptest! {
    /// Every compared figure is one of the three, as it came or brought up by its own completeness: nothing is averaged.
    /// A wider tolerance never makes it worse, and the gap closes the two figures.
    #[test]
    fn figures_are_never_mixed(m in amount(), f in amount(), s in amount(), percent in 0.0..50.0f64) {
        let case = case(m, f, s);
        let rules = Rules { default_percent: percent, ..Rules::default() };
        let Ok(outcome) = reconcile(&case, &rules) else {
            prop_assert!(m.is_none() && f.is_none() && s.is_none());
            return Ok(());
        };
        let there = [m, f, s].iter().flatten().count();
        prop_assert_eq!(outcome.pairs.len(), there * (there - 1) / 2);
        let own = |side: Side, value: f64| {
            let amount = match side { Side::Metered => m, Side::Filed => f, Side::Statistics => s }.unwrap();
            if amount.completeness_percent < 95.0 { value == amount.value / (amount.completeness_percent / 100.0) } else { value == amount.value }
        };
        for pair in &outcome.pairs {
            prop_assert!(own(pair.other, pair.other_value) && own(pair.basis, pair.basis_value));
            prop_assert!((pair.basis_value + pair.gap - pair.other_value).abs() <= 1e-9 * (pair.basis_value.abs() + pair.other_value.abs()));
        }
        let wider = reconcile(&case, &Rules { default_percent: percent * 2.0, ..Rules::default() }).unwrap();
        prop_assert!(wider.status <= outcome.status && wider.findings.len() <= outcome.findings.len());
    }
}

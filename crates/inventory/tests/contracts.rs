//! Contracts against uses: tables worked by hand, and conservation.
#![allow(clippy::unwrap_used, reason = "a test that cannot go on should stop")]

use inventory::account::account;
use inventory::contracts::*;
use inventory::factors::FactorLibrary;
use inventory::ledger::{Activity, Lineage, Measure, Purpose, Quality, Scope};
use inventory::master::{Region, View};
use proptest::prelude::*;
use units::Period;

const MWH: i64 = 1_000_000;

fn month(month: i8) -> Period {
    Period::Month { year: 2026, month }
}

fn used(enterprise: &str, at: i8, amount: Amount) -> Use {
    Use {
        enterprise: enterprise.into(),
        market: "CN".into(),
        month: month(at),
        amount,
    }
}

fn instrument(id: &str, kind: Kind, supply: Supply, factor_kg_per_kwh: f64) -> Instrument {
    Instrument {
        id: id.into(),
        kind,
        owner: "E1".into(),
        market: "CN".into(),
        supply,
        valid: Period::Year(2026),
        vintage: Period::Year(2026),
        factor_kg_per_kwh,
        conveys_attributes: true,
        source: "registry".into(),
    }
}

fn factor(factor_kg_per_kwh: f64) -> MarketFactor {
    MarketFactor {
        market: "CN".into(),
        valid: Period::Year(2026),
        factor_kg_per_kwh,
        source: "printed".into(),
    }
}

/// January 100 MWh, February 80 MWh. Certificates 60 MWh at 0; a contract of 70 MWh at 0.05, valid in January and February;
/// a supplier's rate of 30 MWh at 0.4; residual mix 0.6.
///
/// | | certificates | contract | rate | residual | kg |
/// |---|---|---|---|---|---|
/// | January, 100 | 60 | 40 | | | 40,000 x 0.05 = 2,000 |
/// | February, 80 | | 30 | 30 | 20 | 30,000 x 0.05 + 30,000 x 0.4 + 20,000 x 0.6 = 25,500 |
#[test]
fn the_hierarchy_worked_by_hand() {
    let uses = [
        used("E1", 2, Amount::Month(80 * MWH)),
        used("E1", 1, Amount::Month(100 * MWH)),
    ];
    let instruments = [
        instrument("rate", Kind::SupplierRate, Supply::Volume(30 * MWH), 0.4),
        instrument("ppa", Kind::Contract, Supply::Volume(70 * MWH), 0.05),
        instrument("gec", Kind::Certificate, Supply::Volume(60 * MWH), 0.0),
    ];
    let outcome = apply(
        &uses,
        &instruments,
        &[factor(0.6)],
        &[factor(0.5)],
        &Rules::default(),
    );
    let lines: Vec<_> = outcome
        .covers
        .iter()
        .map(|c| {
            (
                c.of,
                c.instrument.as_deref().unwrap_or("residual"),
                c.wh / MWH,
            )
        })
        .collect();
    assert_eq!(
        lines,
        [
            (0, "ppa", 30),
            (0, "rate", 30),
            (0, "residual", 20),
            (1, "gec", 60),
            (1, "ppa", 40)
        ]
    );
    let kg: Vec<_> = outcome
        .months
        .iter()
        .map(|m| m.emissions_kg.unwrap().round())
        .collect();
    assert_eq!(kg, [25_500.0, 2_000.0]);
    assert!(outcome.findings.is_empty(), "{:?}", outcome.findings);
    assert!(outcome.balances.iter().all(|b| b.left_wh == Some(0)));
}

/// Use 10, 10, 10, 10 Wh; the sun makes 0, 25, 5, 0: hour by hour 0 + 10 + 5 + 0 = 15 of 30 are used, though by the month it
/// would be all 30. The rest is 25 Wh.
#[test]
fn by_hour_the_noon_does_not_cover_the_night() {
    let sun = |supply| [instrument("sun", Kind::Contract, supply, 0.0)];
    let made = Supply::Hourly(vec![(month(7), vec![0, 25, 5, 0])]);
    let by_hour = [used("E1", 7, Amount::Hours(vec![10; 4]))];
    let outcome = apply(
        &by_hour,
        &sun(made.clone()),
        &[factor(1.0)],
        &[],
        &Rules::default(),
    );
    assert_eq!(
        (
            outcome.months[0].by_instruments_wh,
            outcome.months[0].residual_wh
        ),
        (15, 25)
    );
    assert!(outcome.covers[0].hourly);
    assert_eq!(outcome.balances[0].left_wh, Some(15));
    let by_month = [used("E1", 7, Amount::Month(40))];
    let outcome = apply(
        &by_month,
        &sun(made),
        &[factor(1.0)],
        &[],
        &Rules::default(),
    );
    assert_eq!(outcome.months[0].by_instruments_wh, 30);
    assert!(!outcome.covers[0].hourly);
    // Hours of a month of another length are not matched at all.
    let short = Supply::Hourly(vec![(month(7), vec![25])]);
    let outcome = apply(
        &by_hour,
        &sun(short),
        &[factor(1.0)],
        &[],
        &Rules::default(),
    );
    assert_eq!(outcome.months[0].by_instruments_wh, 0);
}

#[test]
fn what_may_not_be_used_is_refused_by_name() {
    let uses = [
        used("E1", 3, Amount::Month(100)),
        used("E2", 3, Amount::Month(100)),
    ];
    let base = |id: &str| instrument(id, Kind::Certificate, Supply::Volume(10), 0.0);
    let cases = [
        (base("same"), Some(Refusal::ClaimedTwice)),
        (
            Instrument {
                owner: "E2".into(),
                ..base("same")
            },
            Some(Refusal::ClaimedTwice),
        ),
        (
            Instrument {
                conveys_attributes: false,
                ..base("sold")
            },
            Some(Refusal::AttributesSold),
        ),
        (
            Instrument {
                supply: Supply::Volume(0),
                ..base("none")
            },
            Some(Refusal::BadVolume),
        ),
        (
            Instrument {
                supply: Supply::Hourly(vec![(Period::Year(2026), vec![5])]),
                ..base("year")
            },
            Some(Refusal::BadVolume),
        ),
        (
            Instrument {
                factor_kg_per_kwh: f64::NAN,
                ..base("nan")
            },
            Some(Refusal::BadFactor),
        ),
        (
            Instrument {
                supply: Supply::AllDelivered,
                ..base("all")
            },
            Some(Refusal::NoVolume),
        ),
        (
            Instrument {
                market: "EU".into(),
                ..base("far")
            },
            Some(Refusal::OutsideMarket),
        ),
        (
            Instrument {
                vintage: Period::Year(2024),
                ..base("old")
            },
            Some(Refusal::OutsideTime),
        ),
        (
            Instrument {
                valid: month(4),
                ..base("later")
            },
            Some(Refusal::OutsideTime),
        ),
        (base("good"), None),
    ];
    let instruments: Vec<_> = cases.iter().map(|c| c.0.clone()).collect();
    let outcome = apply(&uses, &instruments, &[factor(0.6)], &[], &Rules::default());
    for (balance, (instrument, refusal)) in outcome.balances.iter().zip(&cases) {
        assert_eq!(balance.refused, *refusal, "{}", instrument.id);
    }
    assert_eq!(outcome.months[0].by_instruments_wh, 10);
    let refused = outcome
        .findings
        .iter()
        .filter(|f| f.code == "contract_refused");
    assert_eq!(refused.count(), 10);
}

/// Generation in December does for January within one month, and not within none; by the calendar year it does not either.
#[test]
fn vintage_is_near_as_the_programme_says() {
    let uses = [used("E1", 1, Amount::Month(100))];
    let december = Instrument {
        vintage: Period::Month {
            year: 2025,
            month: 12,
        },
        ..instrument("dec", Kind::Certificate, Supply::Volume(10), 0.0)
    };
    for (vintage, wh) in [
        (Vintage::WithinMonths(1), 10),
        (Vintage::WithinMonths(0), 0),
        (Vintage::SameYear, 0),
    ] {
        let outcome = apply(
            &uses,
            std::slice::from_ref(&december),
            &[factor(0.6)],
            &[],
            &Rules { vintage },
        );
        assert_eq!(outcome.months[0].by_instruments_wh, wh, "{vintage:?}");
    }
}

#[test]
fn without_a_residual_mix_the_grid_serves_and_is_marked_and_without_both_the_figure_is_missing() {
    let uses = [
        used("E1", 5, Amount::Month(2 * MWH)),
        used("E1", 6, Amount::Month(-1)),
    ];
    let outcome = apply(&uses, &[], &[], &[factor(0.5)], &Rules::default());
    assert_eq!(outcome.covers[0].by, By::LocationAverage);
    assert_eq!(
        (outcome.months.len(), outcome.months[0].emissions_kg),
        (1, Some(1000.0))
    );
    let codes: Vec<_> = outcome.findings.iter().map(|f| f.code.as_str()).collect();
    assert_eq!(codes, ["contract_use_refused", "residual_mix_missing"]);
    let outcome = apply(&uses, &[], &[], &[], &Rules::default());
    assert_eq!(
        (outcome.months[0].emissions_kg, outcome.months[0].nothing_wh),
        (None, 2 * MWH)
    );
    assert_eq!(outcome.findings[1].code, "market_rest_without_factor");
    // A rate for all that is delivered leaves nothing.
    let rate = instrument("rate", Kind::SupplierRate, Supply::AllDelivered, 0.3);
    let outcome = apply(&uses, &[rate], &[], &[], &Rules::default());
    assert_eq!(
        (outcome.months[0].emissions_kg, outcome.balances[0].left_wh),
        (Some(600.0), None)
    );
}

/// 100 kWh accounted for, 60 of them covered: the entries that take the twin's place hold 100 kWh, no energy, and 40 x 0.6 kg.
#[test]
fn covers_become_market_based_entries() {
    let region = Region {
        id: "demo".into(),
        name: label("Demo"),
        synthetic: true,
        attribution: vec![],
        time_zone: "Asia/Shanghai".into(),
        currency: "CNY".into(),
        levels: vec![],
        classification: "gbt4754".into(),
        default_view: View::Consumption,
        default_indicator: "carbon_total".into(),
        carbon_unit: "t".into(),
        energy_unit: "tce".into(),
        intensity_base: None,
        factor_regions: vec!["CN".into(), "world".into()],
        gwp_set: "ar5".into(),
    };
    let activity = Activity {
        region: "demo".into(),
        place: "town-01".into(),
        enterprise: Some("E1".into()),
        period: month(3),
        measure: Measure::Carrier {
            carrier: "electricity".into(),
            purpose: Purpose::Final,
        },
        field: Some(units::Field::Industry),
        industry: None,
        value: 100.0,
        unit: "kWh".into(),
        uncertainty_percent: None,
        quality: Quality::Metered,
        lineage: Lineage {
            import: 1,
            row: 2,
            column: 3,
        },
    };
    let entries = account(
        [activity],
        FactorLibrary::builtin(),
        units::UnitRegistry::builtin(),
        &region,
        &[],
    )
    .entries;
    let uses = [used("E1", 3, Amount::Month(100_000))];
    let gec = instrument("gec", Kind::Certificate, Supply::Volume(60_000), 0.0);
    let outcome = apply(&uses, &[gec], &[factor(0.6)], &[], &Rules::default());
    let covers: Vec<&Cover> = outcome.covers.iter().collect();
    let market = market_entries(&entries[0], "CN", &covers);
    assert_eq!(market.iter().map(|e| e.activity_value).sum::<f64>(), 100.0);
    assert!(market.iter().all(|e| e.scope == Scope::Scope2Market
        && e.energy_gj.is_none()
        && e.quality == entries[0].quality));
    let told: Vec<_> = market
        .iter()
        .map(|e| (e.factors[0].as_str(), e.co2e_t.unwrap()))
        .collect();
    assert_eq!(told, [("contract:gec", 0.0), ("residual_mix:CN", 0.024)]);
    // Location- and market-based stand side by side: the former is as it was.
    assert_eq!(entries[0].scope, Scope::Scope2Location);
    let none = apply(&uses, &[], &[], &[], &Rules::default());
    assert!(market_entries(&entries[0], "CN", &none.covers.iter().collect::<Vec<_>>()).is_empty());
}

fn label(text: &str) -> units::Label {
    units::Label {
        en: text.into(),
        zh: text.into(),
    }
}

fn any_use() -> impl Strategy<Value = Use> {
    let amount = prop_oneof![
        (0..1_000i64).prop_map(Amount::Month),
        proptest::collection::vec(0..50i64, 6).prop_map(Amount::Hours),
    ];
    (0..2usize, 1..5i8, amount).prop_map(|(e, at, amount)| used(["E1", "E2"][e], at, amount))
}

fn any_instrument() -> impl Strategy<Value = Instrument> {
    let hours = proptest::collection::vec(0..60i64, 6);
    let supply = prop_oneof![
        (1..2_000i64).prop_map(Supply::Volume),
        (1..5i8, hours).prop_map(|(at, hours)| Supply::Hourly(vec![(month(at), hours)])),
        Just(Supply::AllDelivered),
    ];
    let kind = prop_oneof![
        Just(Kind::Certificate),
        Just(Kind::Contract),
        Just(Kind::SupplierRate)
    ];
    (
        0..30u8,
        kind,
        supply,
        0..2usize,
        0.0..1.0f64,
        1..5i8,
        any::<bool>(),
    )
        .prop_map(
            |(id, kind, supply, owner, factor, vintage, whole)| Instrument {
                owner: ["E1", "E2"][owner].into(),
                vintage: month(vintage),
                valid: if whole {
                    Period::Year(2026)
                } else {
                    Period::Quarter {
                        year: 2026,
                        quarter: 1,
                    }
                },
                ..instrument(&id.to_string(), kind, supply, factor)
            },
        )
}

proptest! {
    /// Nothing is covered twice, nothing is used twice, and all that came in is accounted for, to the watt-hour.
    #[test]
    fn energy_is_conserved(
        uses in proptest::collection::vec(any_use(), 0..8),
        instruments in proptest::collection::vec(any_instrument(), 0..8),
    ) {
        let outcome = apply(&uses, &instruments, &[factor(0.6)], &[], &Rules { vintage: Vintage::WithinMonths(1) });
        prop_assert_eq!(outcome.months.len(), uses.len());
        for month in &outcome.months {
            let covers = outcome.covers.iter().filter(|c| c.of == month.of);
            prop_assert_eq!(covers.clone().map(|c| c.wh).sum::<i64>(), uses[month.of].amount.total_wh());
            prop_assert!(covers.clone().all(|c| c.wh > 0));
            let kg: f64 = covers.map(|c| c.wh as f64 / 1000.0 * c.factor_kg_per_kwh.unwrap()).sum();
            prop_assert!((month.emissions_kg.unwrap() - kg).abs() < 1e-9);
        }
        for balance in &outcome.balances {
            let instrument = &instruments[balance.of];
            let mine = outcome.covers.iter().filter(|c| c.instrument.as_ref() == Some(&instrument.id));
            if balance.refused.is_some() {
                prop_assert_eq!(balance.used_wh, 0);
                prop_assert_eq!(mine.count(), 0);
                continue;
            }
            prop_assert_eq!(mine.clone().map(|c| c.wh).sum::<i64>(), balance.used_wh);
            prop_assert!(mine.clone().all(|c| uses[c.of].enterprise == instrument.owner));
            let volume = match &instrument.supply {
                Supply::Volume(wh) => Some(*wh),
                Supply::Hourly(months) => Some(months[0].1.iter().sum()),
                Supply::AllDelivered => None,
            };
            prop_assert_eq!(balance.left_wh.map(|left| left + balance.used_wh), volume);
            prop_assert!(balance.left_wh.is_none_or(|left| left >= 0));
        }
    }

    /// The order in which files bring uses and instruments changes nothing.
    #[test]
    fn order_does_not_matter(
        uses in proptest::collection::btree_map((0..2usize, 1..5i8), 0..1_000i64, 0..6),
        instruments in proptest::collection::vec(any_instrument(), 0..6),
    ) {
        let uses: Vec<Use> = uses.into_iter().map(|((e, at), wh)| used(["E1", "E2"][e], at, Amount::Month(wh))).collect();
        let forward = apply(&uses, &instruments, &[factor(0.6)], &[], &Rules::default());
        let back: (Vec<_>, Vec<_>) = (uses.iter().rev().cloned().collect(), instruments.iter().rev().cloned().collect());
        let mut backward = apply(&back.0, &back.1, &[factor(0.6)], &[], &Rules::default());
        backward.months.reverse();
        for (a, b) in forward.months.iter().zip(&backward.months) {
            prop_assert_eq!((a.by_instruments_wh, a.residual_wh, a.emissions_kg), (b.by_instruments_wh, b.residual_wh, b.emissions_kg));
        }
    }
}

//! Estimates for enterprises without data: fall-back, shrinkage, refusals, and laws.
#![allow(clippy::unwrap_used, reason = "a test that cannot go on should stop")]

use inventory::estimate::*;
use inventory::ledger::Quality;
use proptest::prelude::*;
use units::Period;

/// Noise that is none: a fixed wave with mean about 0.
fn wave(n: usize) -> f64 {
    ((n * 37 % 23) as f64 - 11.0) / 110.0
}

fn firm(code: &str, industry: &str, energy_tce: f64, carbon_t: f64) -> Facts {
    Facts {
        industry: Some(industry.into()),
        energy_tce: Some(energy_tce),
        carbon_t: Some(carbon_t),
        ..Facts::of(code, 2020)
    }
}

/// `n` works of an industry that emit `rate` t a tce, about.
fn industry(code: &str, n: usize, rate: f64) -> Vec<Facts> {
    (0..n)
        .map(|i| {
            let energy = 50.0 * 1.2f64.powi((i % 25) as i32);
            firm(
                &format!("{code}-{i}"),
                code,
                energy,
                energy * rate * wave(i + code.len()).exp(),
            )
        })
        .collect()
}

fn asked(industry: &str, energy_tce: f64) -> Facts {
    Facts {
        carbon_t: None,
        ..firm("asked", industry, energy_tce, 1.0)
    }
}

fn carbon(facts: &[Facts]) -> Estimate {
    let made = estimate(facts, &Options::default());
    let found = made
        .estimates
        .into_iter()
        .find(|e| e.target == Quantity::Carbon);
    found.unwrap()
}

fn world() -> Vec<Facts> {
    [
        industry("C13", 40, 2.0),
        industry("C17", 40, 2.5),
        industry("C31", 40, 3.0),
        industry("H61", 40, 1.2),
        industry("H62", 40, 1.0),
    ]
    .concat()
}

#[test]
fn an_industry_has_its_own_line_and_an_unknown_one_that_of_its_section() {
    let mut facts = world();
    facts.push(asked("C31", 400.0));
    let own = carbon(&facts);
    assert_eq!((own.group.to_string().as_str(), own.n), ("C31", 40));
    assert!((own.value / 1200.0 - 1.0).abs() < 0.03, "{own:?}");
    assert!(
        own.lower < 1200.0 && 1200.0 < own.upper && own.upper / own.lower < 1.6,
        "{own:?}"
    );
    *facts.last_mut().unwrap() = asked("C39", 400.0);
    let section = carbon(&facts);
    assert_eq!((section.group.to_string().as_str(), section.n), ("C", 120));
    // 2.0, 2.5 and 3.0 t a tce lie in the section: its middle is 2.5, and the interval holds all three.
    assert!((section.value / 1000.0 - 1.0).abs() < 0.07, "{section:?}");
    assert!(
        section.lower < 820.0 && section.upper > 1180.0,
        "{section:?}"
    );
    *facts.last_mut().unwrap() = asked("Z99", 400.0);
    let all = carbon(&facts);
    assert_eq!(all.group.to_string(), "all");
    assert!(all.upper / all.lower > section.upper / section.lower);
}

#[test]
fn a_small_group_lies_between_its_own_figures_and_those_of_its_section() {
    // Six works of C26 seem to emit 5 t a tce, but they do not agree among themselves.
    let odd = |n: usize, spread: f64| -> Vec<Facts> {
        (0..n)
            .map(|i| {
                let off =
                    spread * if i % 2 == 0 { 1.0 } else { -1.0 } * (0.6 + 0.1 * (i % 5) as f64);
                let energy = 60.0 * 1.3f64.powi(i as i32 % 12);
                firm(&format!("C26-{i}"), "C26", energy, energy * 5.0 * off.exp())
            })
            .collect()
    };
    let ask = |few: Vec<Facts>| {
        let mut facts = [world(), few].concat();
        facts.push(asked("C26", 300.0));
        let made = carbon(&facts);
        assert_eq!(made.group.to_string(), "C26");
        made.median / 300.0
    };
    let (few_wild, many_wild, few_firm) = (ask(odd(6, 1.0)), ask(odd(60, 1.0)), ask(odd(6, 0.05)));
    assert!(few_wild > 2.6 && few_wild < 4.9, "{few_wild}");
    assert!(
        many_wild > few_wild && many_wild < 5.2,
        "{many_wild} {few_wild}"
    );
    assert!((few_firm / 5.0 - 1.0).abs() < 0.05, "{few_firm}");
}

#[test]
fn refusals_say_why() {
    let reason = |facts: &[Facts]| {
        let made = estimate(facts, &Options::default());
        let of = facts.len() - 1;
        let found = made
            .refused
            .iter()
            .find(|r| r.of == of && r.target == Quantity::Carbon);
        assert!(made.findings.iter().any(|f| f.code == "not_estimated"));
        found.unwrap().refusal
    };
    let with = |energy: Option<f64>| {
        let mut facts = industry("C17", 30, 2.5);
        facts.push(Facts {
            energy_tce: energy,
            ..asked("C17", 1.0)
        });
        facts
    };
    assert_eq!(reason(&with(None)), Refusal::InputMissing);
    assert_eq!(reason(&with(Some(0.0))), Refusal::InputZero);
    assert_eq!(reason(&with(Some(-4.0))), Refusal::InputNegative);
    assert_eq!(reason(&with(Some(f64::NAN))), Refusal::InputNotFinite);
    let mut few = industry("C17", 9, 2.5);
    few.push(asked("C17", 100.0));
    assert_eq!(
        reason(&few),
        Refusal::TooFew {
            n: 9,
            needed: MIN_ALL
        }
    );
    let mut same: Vec<Facts> = (0..20)
        .map(|i| firm(&format!("E{i}"), "C17", 100.0, 200.0 + f64::from(i)))
        .collect();
    same.push(asked("C17", 100.0));
    assert_eq!(reason(&same), Refusal::NoSpread);
    // Another year's figures are not this year's.
    let mut other = industry("C17", 30, 2.5);
    other.push(Facts {
        year: 2021,
        ..asked("C17", 100.0)
    });
    assert_eq!(
        reason(&other),
        Refusal::TooFew {
            n: 0,
            needed: MIN_ALL
        }
    );
}

#[test]
fn the_nearest_input_is_taken_and_what_lies_beyond_the_data_is_marked() {
    let mut facts = industry("C17", 40, 2.5);
    for f in &mut facts {
        f.output = f.energy_tce.map(|e| e * 1000.0);
    }
    let ask = |energy_tce: Option<f64>, output: Option<f64>| {
        let mut all = facts.clone();
        all.push(Facts {
            energy_tce,
            output,
            ..asked("C17", 1.0)
        });
        carbon(&all)
    };
    assert_eq!(ask(Some(100.0), Some(100.0)).method(), "energy_carbon");
    let by_output = ask(None, Some(300_000.0));
    assert_eq!(by_output.method(), "output_carbon");
    assert!((by_output.value / 750.0 - 1.0).abs() < 0.05);
    assert!(!by_output.extrapolated && ask(Some(1e6), None).extrapolated);
    // Nothing is estimated from an estimate: energy of the last is itself unknown.
    assert_eq!(by_output.input, Quantity::Output);
}

#[test]
fn posted_where_nothing_real_stands() {
    let mut facts = industry("C17", 40, 2.5);
    for f in &mut facts {
        f.electricity_kwh = f.energy_tce.map(|e| e * 3000.0);
    }
    facts.push(Facts {
        place: "town-01".into(),
        ..asked("C17", 100.0)
    });
    let made = estimate(&facts, &Options::default());
    let real = |carrier: Option<&str>, period: Period| RealKey {
        enterprise: "asked".into(),
        carrier: carrier.map(str::to_owned),
        with_carbon: true,
        period,
    };
    let posted = |carbon: CarbonBasis, real: &[RealKey]| {
        post(
            &made.estimates,
            &facts,
            &Posting {
                region: "r",
                import: 3,
                carbon,
                real,
            },
        )
    };
    // Electricity 300,000 kWh x 0.0005 t are 150 of the 250 t; 100 t are left for fuels.
    let grid = CarbonBasis::WithElectricity {
        grid_t_per_kwh: 0.0005,
    };
    let all = posted(grid, &[]);
    let (power, rest) = (&all.activities[0], &all.entries[0]);
    assert!((power.value / 300_000.0 - 1.0).abs() < 0.03 && power.unit == "kWh");
    assert!((rest.co2e_t.unwrap() - 100.0).abs() < 10.0, "{rest:?}");
    assert_eq!(rest.energy_gj, None, "its energy is real");
    assert_eq!(
        (power.quality, rest.quality),
        (Quality::Estimated, Quality::Estimated)
    );
    assert!(rest.uncertainty_percent.unwrap() > 10.0);
    // Direct emissions stand as they are.
    let direct = posted(CarbonBasis::Direct, &[]);
    assert!((direct.entries[0].co2e_t.unwrap() / 250.0 - 1.0).abs() < 0.03);
    // A month of real coal, or of real electricity, in that year: no estimate beside it.
    let march = Period::Month {
        year: 2020,
        month: 3,
    };
    let coal = posted(grid, &[real(Some("raw_coal"), march)]);
    assert_eq!((coal.activities.len(), coal.entries.len()), (1, 0));
    let meter = posted(grid, &[real(Some("electricity"), march)]);
    assert_eq!((meter.activities.len(), meter.entries.len()), (0, 0));
    let codes: Vec<_> = meter.findings.iter().map(|f| f.code.as_str()).collect();
    assert_eq!(codes, ["estimate_over_real", "estimate_not_posted"]);
    let before = posted(grid, &[real(Some("raw_coal"), Period::Year(2019))]);
    assert_eq!((before.activities.len(), before.entries.len()), (1, 1));
    // Electricity that would emit more than all: there is no rest.
    let dirty = posted(
        CarbonBasis::WithElectricity {
            grid_t_per_kwh: 0.01,
        },
        &[],
    );
    assert_eq!(dirty.findings[0].params["reason"], "no_rest");
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]

    /// Carbon in kg instead of t: all estimates are a thousand times as large. Another order of the rows: the same bits.
    /// Never over what is known, never zero or negative, the middle within its interval.
    #[test]
    fn laws(
        rows in proptest::collection::vec((0..4usize, 1.0..1e5f64, 0.5..4.0f64, 0..5u8), 20..120),
        seed in any::<u64>(),
    ) {
        let facts: Vec<Facts> = rows.iter().enumerate().map(|(n, (i, energy, rate, known))| Facts {
            carbon_t: (*known > 0).then_some(energy * rate),
            above_designated_size: Some(n % 2 == 0),
            ..firm(&format!("E{n}"), ["C13", "C17", "H61", "A01"][*i], *energy, 1.0)
        }).collect();
        let made = estimate(&facts, &Options::default());
        for e in made.estimates.iter().filter(|e| e.target == Quantity::Carbon) {
            prop_assert!(facts[e.of].carbon_t.is_none());
            prop_assert!(e.lower > 0.0 && e.lower <= e.median && e.median <= e.upper && e.value.is_finite(), "{e:?}");
        }
        let kilos: Vec<Facts> = facts.iter().map(|f| Facts { carbon_t: f.carbon_t.map(|t| t * 1000.0), ..f.clone() }).collect();
        let large = estimate(&kilos, &Options::default());
        for (a, b) in made.estimates.iter().zip(&large.estimates) {
            prop_assert!((b.value / a.value / 1000.0 - 1.0).abs() < 1e-6, "{} {}", a.value, b.value);
        }
        let mut order: Vec<usize> = (0..facts.len()).collect();
        order.sort_by_key(|n| (*n as u64).wrapping_mul(seed | 1));
        let mixed: Vec<Facts> = order.iter().map(|n| facts[*n].clone()).collect();
        let again = estimate(&mixed, &Options::default());
        for e in &made.estimates {
            let twin = again.estimates.iter().find(|t| t.enterprise == e.enterprise && t.target == e.target).unwrap();
            prop_assert_eq!((e.value.to_bits(), e.lower.to_bits(), &e.error), (twin.value.to_bits(), twin.lower.to_bits(), &twin.error));
        }
    }
}

use jiff::civil::date;

use super::*;

/// A plant that works 06:00 to 22:00 on weekdays: 10 at rest, about 100 at work, never twice the same value.
fn plant(days: usize) -> Vec<Option<f64>> {
    (0..days * 96)
        .map(|i| {
            let (day, hour) = (i / 96, i % 96 / 4);
            let works = day % 7 < 5 && (6..22).contains(&hour);
            // A fixed scatter of a few percent.
            let scatter = ((i * 7919 + day * 104_729) % 997) as f64 / 997.0 - 0.5;
            let value = if works {
                100.0 + 10.0 * scatter
            } else {
                10.0 + scatter
            };
            Some((value * 1000.0).round() / 1000.0)
        })
        .collect()
}

fn series(values: &[Option<f64>]) -> Series<'_> {
    Series {
        // A Monday.
        start: date(2018, 1, 1),
        interval_s: 900,
        slots_per_day: &[],
        values,
    }
}

fn found(values: &[Option<f64>]) -> Vec<Abnormality> {
    detect(&series(values), &Context::default())
}

/// The only abnormality.
fn only(values: &[Option<f64>]) -> Abnormality {
    let mut found = found(values);
    assert_eq!(found.len(), 1, "{found:#?}");
    let one = found.remove(0);
    assert!((0.5..1.0).contains(&one.score), "{}", one.score);
    let (_, params) = CODES
        .iter()
        .find(|(code, _)| *code == one.code)
        .expect("a listed code");
    assert_eq!(
        one.params
            .keys()
            .map(String::as_str)
            .collect::<std::collections::BTreeSet<_>>(),
        params.iter().copied().collect(),
        "params as listed"
    );
    assert!(one.expected.iter().any(Option::is_some));
    one
}

#[test]
fn ordinary_weeks_give_no_alarm() {
    assert_eq!(found(&plant(180)), []);
    assert_eq!(found(&[]), []);
    assert_eq!(found(&[None; 96 * 30]), []);
}

#[test]
fn three_hours_without_readings_are_a_gap_and_one_hour_is_none() {
    let mut values = plant(60);
    values[96 * 30 + 40..96 * 30 + 52].fill(None);
    values[96 * 40..96 * 40 + 4].fill(None);
    let gap = only(&values);
    assert_eq!((gap.kind, gap.code.as_str()), (Kind::Gap, "gap_missing"));
    assert_eq!(gap.params["hours"], "3");
    assert_eq!((gap.from.date, gap.from.slot), (date(2018, 1, 31), 40));
    assert_eq!((gap.to.date, gap.to.slot), (date(2018, 1, 31), 51));
}

#[test]
fn a_value_that_stays_for_a_day_is_a_flat_line() {
    let mut values = plant(60);
    let stuck = values[96 * 22 + 50];
    values[96 * 22 + 50..96 * 23 + 50].fill(stuck);
    let flat = only(&values);
    assert_eq!(
        (flat.kind, flat.first, flat.last),
        (Kind::FlatLine, 96 * 22 + 50, 96 * 23 + 49)
    );
    assert_eq!(flat.params["hours"], "24");
}

#[test]
fn a_closed_shop_at_nought_is_no_flat_line_until_it_stays_closed_three_times_as_long() {
    let mut values: Vec<Option<f64>> = plant(90)
        .into_iter()
        .map(|v| v.map(|v| if v < 20.0 { 0.0 } else { v }))
        .collect();
    assert_eq!(found(&values), []);
    // Weekends are 56 hours long; two weeks of nought are more than three times that.
    values[96 * 42..96 * 56].fill(Some(0.0));
    let flat = found(&values);
    assert!(flat.iter().any(|f| f.code == "flat_line_idle"), "{flat:#?}");
}

#[test]
fn a_quarter_hour_of_five_times_the_peak_is_a_spike_and_after_a_gap_its_sum() {
    let mut values = plant(60);
    values[96 * 31 + 33] = Some(500.0);
    let spike = only(&values);
    assert_eq!(
        (spike.kind, spike.first, spike.last),
        (Kind::Spike, 96 * 31 + 33, 96 * 31 + 33)
    );
    assert_eq!(spike.code, "spike_above_peak");
    let mut values = plant(60);
    values[96 * 31 + 33..96 * 31 + 38].fill(None);
    values[96 * 31 + 38] = Some(598.0);
    assert_eq!(only(&values).code, "spike_after_gap");
}

#[test]
fn a_load_that_runs_backwards_is_negative_unless_it_may() {
    let mut values = plant(60);
    values[96 * 31 + 33] = Some(-3.0);
    values[96 * 32 + 33] = Some(-4.0);
    let negative = only(&values);
    assert_eq!(
        (negative.kind, negative.first, negative.last),
        (Kind::Negative, 96 * 31 + 33, 96 * 32 + 33)
    );
    assert_eq!(
        (
            negative.params["lowest"].as_str(),
            negative.params["slots"].as_str()
        ),
        ("-4", "2")
    );
    let context = Context {
        feeds_in: true,
        ..Context::default()
    };
    assert_eq!(detect(&series(&values), &context), []);
}

#[test]
fn a_meter_that_feeds_in_every_noon_is_not_negative_at_noon_but_is_at_night() {
    let mut values = plant(60);
    for day in 0..60 {
        values[day * 96 + 48] = Some(-5.0 - day as f64 / 100.0);
    }
    values[96 * 31 + 4] = Some(-7.0);
    let negative = only(&values);
    assert_eq!(
        (negative.kind, negative.first),
        (Kind::Negative, 96 * 31 + 4)
    );
}

#[test]
fn a_night_at_work_is_load_of_a_closed_plant() {
    let mut values = plant(120);
    let scatter = plant(120);
    for slot in 0..24 {
        values[96 * 71 + slot] = scatter[96 * 71 + slot].map(|v| v * 8.0);
    }
    let night = only(&values);
    assert_eq!(
        (night.kind, night.from.date),
        (Kind::NightLoad, date(2018, 3, 13))
    );
    assert_eq!(night.code, "night_load_closed");
}

#[test]
fn load_on_days_that_are_declared_closed_is_found_also_by_day() {
    let values = plant(60);
    let closed = [(date(2018, 2, 5), date(2018, 2, 9))];
    let context = Context {
        closed: &closed,
        ..Context::default()
    };
    let all = detect(&series(&values), &context);
    assert_eq!(all.len(), 1, "{all:#?}");
    assert_eq!(
        (all[0].code.as_str(), all[0].params["days"].as_str()),
        ("load_while_closed", "5")
    );
    // Idle load on those days is none.
    let weekend = [(date(2018, 2, 10), date(2018, 2, 11))];
    let context = Context {
        closed: &weekend,
        ..Context::default()
    };
    assert_eq!(detect(&series(&values), &context), []);
}

fn changed(days: usize, from: usize, factor: f64) -> Vec<Option<f64>> {
    let mut values = plant(days);
    for value in values[from * 96..].iter_mut().flatten() {
        *value *= factor;
    }
    values
}

#[test]
fn a_level_that_falls_by_two_fifths_is_a_change_on_that_day() {
    let change = only(&changed(180, 100, 0.6));
    assert_eq!(
        (change.kind, change.from.date),
        (Kind::LevelChange, date(2018, 4, 11))
    );
    assert!(change.params["change_percent"].starts_with("-39.9"));
    assert_eq!(change.params["peers_percent"], "");
    assert_eq!(change.to.date, date(2018, 6, 29));
}

#[test]
fn what_all_peers_did_is_no_change() {
    let own = changed(180, 100, 0.6);
    let falling: Vec<Vec<Option<f64>>> = (0..4)
        .map(|k| changed(180, 100, 0.55 + 0.03 * f64::from(k)))
        .collect();
    let steady: Vec<Vec<Option<f64>>> = (0..4).map(|_| plant(180)).collect();
    let with = |peers: &[Vec<Option<f64>>], own: &[Option<f64>]| {
        let peers: Vec<Series<'_>> = peers.iter().map(|values| series(values)).collect();
        let index = PeerIndex::new(&peers, &[]);
        let context = Context {
            peers: index.as_ref(),
            ..Context::default()
        };
        detect(&series(own), &context)
    };
    assert_eq!(with(&falling, &own), []);
    let alone = with(&steady, &own);
    assert_eq!(alone.len(), 1);
    let peers: f64 = alone[0].params["peers_percent"].parse().expect("a number");
    assert!(peers.abs() < 0.5, "{peers}");
    // That the others fell and this one did not is no alarm of this one.
    assert_eq!(with(&falling, &plant(180)), []);
    // Two are no peers.
    assert!(PeerIndex::new(&[series(&own), series(&own)], &[]).is_none());
}

#[test]
fn days_ten_or_a_thousand_times_too_large_or_small_are_slips_of_the_unit() {
    for (factor, text) in [
        (10.0, "10"),
        (1000.0, "1000"),
        (0.1, "0.1"),
        (0.001, "0.001"),
    ] {
        for (from, days) in [(71, 1), (70, 9), (70, 40)] {
            let mut values = plant(180);
            for value in values[from * 96..(from + days) * 96].iter_mut().flatten() {
                *value *= factor;
            }
            let slip = only(&values);
            assert_eq!(slip.kind, Kind::UnitSlip);
            assert_eq!(slip.params["factor"], text);
            assert_eq!(
                (slip.first, slip.last),
                (from * 96, (from + days) * 96 - 1),
                "{factor} for {days} days"
            );
        }
    }
}

#[test]
fn days_of_rest_at_a_tenth_of_a_working_day_are_no_slips() {
    let mut values = plant(180);
    // A holiday on a Wednesday: 10 all day, a seventh of the usual day.
    for slot in 0..96 {
        values[96 * 79 + slot] = values[96 * 82 + slot].map(|v| v + 0.001);
    }
    assert_eq!(found(&values), []);
}

#[test]
fn a_month_that_repeats_the_month_before_is_a_copy() {
    let mut values = plant(120);
    for at in 59 * 96..87 * 96 {
        values[at] = values[at - 31 * 96];
    }
    let copy = found(&values);
    assert_eq!(copy[0].kind, Kind::CopiedMonth);
    assert_eq!((copy[0].first, copy[0].last), (59 * 96, 87 * 96 - 1));
    assert_eq!(
        (
            copy[0].params["lag_days"].as_str(),
            copy[0].params["source"].as_str(),
            copy[0].params["days"].as_str()
        ),
        ("31", "2018-01-29", "28")
    );
    assert_eq!(copy.len(), 1, "{copy:#?}");
}

#[test]
fn readings_that_are_the_same_every_week_are_a_profile() {
    let week = plant(7);
    let values: Vec<Option<f64>> = week.iter().copied().cycle().take(96 * 70).collect();
    let profile = only(&values);
    assert_eq!(profile.code, "copied_profile");
    assert_eq!(profile.params["days"], "63");
}

#[test]
fn pettitts_test_gives_what_is_worked_out_by_hand() {
    // U_3 = sum over i <= 3 < j of sign(x_i - x_j) = -9; p = 2 exp(-6 * 81 / (216 + 36)) = 0.29071...
    let (at, k, p) = pettitt(&[1.0, 2.0, 3.0, 10.0, 11.0, 12.0]).expect("six values");
    assert_eq!((at, k), (3, 9.0));
    assert!((p - 2.0 * (-486.0_f64 / 252.0).exp()).abs() < 1e-12);
    assert!((p - 0.2907).abs() < 1e-4);
    assert_eq!(pettitt(&[1.0]), None);
}

#[test]
fn numbers_of_sentences_are_short() {
    assert_eq!(number(0.0), "0");
    assert_eq!(number(1234.567), "1235");
    assert_eq!(number(12.3456), "12.35");
    assert_eq!(number(-0.00123456), "-0.001235");
    assert_eq!(number(10.0), "10");
    assert_eq!(number(0.1), "0.1");
}

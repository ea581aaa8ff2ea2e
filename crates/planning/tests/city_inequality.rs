//! Inequality, Moran's I, time warping and partners against PySAL, esda, dtaidistance, fastdtw and NumPy, and as laws.

mod golden;

use golden::{close, expected, floats, golden};
use planning::city::hotspot::{PERMUTATIONS, SEED, false_discovery, significance};
use planning::city::inequality::{decompose, inequality};
use planning::city::moran::{Quadrant, Weights, local_moran, moran};
use planning::city::place::{Position, distance_km};
use planning::city::trajectory::{Cost, Path, follows, warp};
use planning::city::{Finding, Why};
use proptest::prelude::*;

fn known(values: &[f64]) -> Vec<Option<f64>> {
    values.iter().copied().map(Some).collect()
}

#[test]
fn indices_agree_with_pysal_and_numpy() {
    let peer = expected();
    let values = known(&floats(&peer["y"]));
    let weights = known(&floats(&peer["weight"]));
    let (plain, findings) = inequality(&values, None);
    assert_eq!(findings, []);
    let (weighted, _) = inequality(&values, Some(&weights));
    for (ours, name) in [
        (plain.gini, "gini"),
        (plain.theil_t, "theil_t"),
        (plain.theil_l, "theil_l"),
        (plain.variation, "cv"),
        (weighted.gini, "gini_weighted"),
        (weighted.theil_t, "theil_t_weighted"),
        (weighted.theil_l, "theil_l_weighted"),
        (weighted.variation, "cv_weighted"),
    ] {
        close(ours.unwrap(), peer[name].as_f64().unwrap());
    }
}

#[test]
fn theil_within_and_between_agree_with_pysal() {
    let peer = expected();
    let values = known(&floats(&peer["y"]));
    let groups: Vec<String> = floats(&peer["group"])
        .iter()
        .map(|g| format!("g{g}"))
        .collect();
    let (split, _) = decompose(&values, None, &groups);
    assert_eq!(split.groups, ["g0", "g1", "g2"]);
    close(
        split.t.between.unwrap(),
        peer["theil_between"].as_f64().unwrap(),
    );
    close(
        split.t.within.unwrap(),
        peer["theil_within"].as_f64().unwrap(),
    );
    let (whole, _) = inequality(&values, None);
    close(
        split.t.between.unwrap() + split.t.within.unwrap(),
        whole.theil_t.unwrap(),
    );
    close(
        split.l.between.unwrap() + split.l.within.unwrap(),
        whole.theil_l.unwrap(),
    );
}

#[test]
fn zero_negative_missing_and_alone_are_said_and_not_counted() {
    let values = [Some(0.0), Some(2.0), None, Some(-1.0), Some(4.0)];
    let (ours, findings) = inequality(&values, None);
    assert_eq!(
        (ours.count, ours.mean, ours.theil_l),
        (3, Ok(2.0), Err(Why::ZeroValue))
    );
    // Shares 0, 1/3, 2/3 of three: ln 3 - entropy.
    close(
        ours.theil_t.unwrap(),
        1.0 / 3.0 * 1f64.ln() + 2.0 / 3.0 * 2f64.ln(),
    );
    close(ours.gini.unwrap(), 4.0 / 9.0);
    assert_eq!(
        findings,
        [
            Finding::ValuesLeftOut {
                count: 1,
                why: Why::Missing
            },
            Finding::ValuesLeftOut {
                count: 1,
                why: Why::NegativeValue
            },
            Finding::SmallSample {
                found: 3,
                least: 10
            },
        ]
    );
    assert_eq!(inequality(&[Some(1.0)], None).0.gini, Err(Why::TooFew));
    assert_eq!(
        inequality(&[Some(0.0), Some(0.0)], None).0.gini,
        Err(Why::ZeroTotal)
    );
    assert_eq!(inequality(&[], None).0.mean, Err(Why::TooFew));
    let groups = ["a", "a", "", "a", "b"].map(str::to_owned);
    let (split, _) = decompose(&values, None, &groups);
    assert_eq!(split.l.within, Err(Why::ZeroValue));
    close(
        split.t.within.unwrap() + split.t.between.unwrap(),
        ours.theil_t.unwrap(),
    );
}

fn lattice() -> Weights {
    let mut list = Vec::new();
    for r in 0..3usize {
        for c in 0..4usize {
            let at = r * 4 + c;
            if c < 3 {
                list.extend([(at, at + 1, 1.0), (at + 1, at, 1.0)]);
            }
            if r < 2 {
                list.extend([(at, at + 4, 1.0), (at + 4, at, 1.0)]);
            }
        }
    }
    Weights::new(12, &list).unwrap()
}

#[test]
fn morans_i_agrees_with_esda() {
    let peer = expected();
    let values = known(&floats(&peer["y"]));
    let names: Vec<String> = (0..12).map(|n| format!("p{n}")).collect();
    for (weights, kind) in [(lattice(), "b"), (lattice().by_row(), "r")] {
        let theirs = &peer["moran"][kind];
        let (ours, findings) = moran(&values, &weights);
        assert_eq!(
            findings,
            [Finding::SmallSample {
                found: 12,
                least: 30
            }]
        );
        for (ours, name) in [
            (ours.i, "I"),
            (ours.expected, "EI"),
            (ours.variance_normal, "VI_norm"),
            (ours.variance_random, "VI_rand"),
            (ours.z_normal, "z_norm"),
            (ours.z_random, "z_rand"),
        ] {
            close(ours.unwrap(), theirs[name].as_f64().unwrap());
        }
        let (local, _) = local_moran(&names, &values, &weights);
        let quadrants = [
            Quadrant::HighHigh,
            Quadrant::LowHigh,
            Quadrant::LowLow,
            Quadrant::HighLow,
        ];
        for ((ours, i), q) in local
            .iter()
            .zip(floats(&theirs["local"]))
            .zip(floats(&theirs["q"]))
        {
            close(ours.i.unwrap(), i);
            assert_eq!(ours.quadrant, Some(quadrants[q as usize - 1]));
        }
    }
    let list: Vec<(usize, usize, f64)> = peer["asymmetric"]
        .as_array()
        .unwrap()
        .iter()
        .map(floats)
        .map(|row| (row[0] as usize, row[1] as usize, row[2]))
        .collect();
    let (ours, _) = moran(&values, &Weights::new(12, &list).unwrap());
    let theirs = &peer["moran"]["asymmetric"];
    for (ours, name) in [
        (ours.i, "I"),
        (ours.variance_normal, "VI_norm"),
        (ours.variance_random, "VI_rand"),
    ] {
        close(ours.unwrap(), theirs[name].as_f64().unwrap());
    }
}

/// Local Moran's significance against esda: statistic and exact moments to 1e-12, p and pseudo-z within what 99,999 shuffles on either
/// side leave open, the correction as scipy has it.
#[test]
fn hot_spots_agree_with_esda() {
    let peer: serde_json::Value = serde_json::from_str(&golden("hotspot.json")).unwrap();
    let values = known(&floats(&peer["values"]));
    let n = values.len() as f64;
    let names: Vec<String> = (0..values.len()).map(|at| format!("p{at}")).collect();
    let list: Vec<(usize, usize, f64)> = peer["pairs"]
        .as_array()
        .unwrap()
        .iter()
        .map(floats)
        .map(|pair| (pair[0] as usize, pair[1] as usize, 1.0))
        .collect();
    let neighbours = Weights::new(values.len(), &list).unwrap();
    let permutations = peer["permutations"].as_u64().unwrap() as usize;
    let near = |ours: f64, theirs: f64, by: f64| {
        assert!((ours - theirs).abs() <= by, "{ours} against {theirs}");
    };
    for (weights, kind) in [(neighbours.clone(), "b"), (neighbours.by_row(), "r")] {
        let theirs = &peer["cases"][kind];
        let of = |name: &str| floats(&theirs[name]);
        let (local, _) = local_moran(&names, &values, &weights);
        let ours = significance(&values, &weights, permutations, SEED);
        let (p_sim, z_sim) = (of("p_sim"), of("z_sim"));
        let (expected, variance) = (of("expected"), of("variance"));
        let shrink = (n - 1.0) / n;
        for (at, (local, i)) in local.iter().zip(of("i")).enumerate() {
            near(local.i.unwrap(), i, 1e-12 * i.abs().max(1.0));
            // esda has the moments of `n z_i lag / sum z^2`, and the statistic with n - 1.
            let (e, v) = (expected[at] * shrink, variance[at] * shrink * shrink);
            near(ours[at].expected.unwrap(), e, 1e-12 * e.abs().max(1.0));
            near(ours[at].variance.unwrap(), v, 1e-12 * v.max(1.0));
            near(
                ours[at].z.unwrap(),
                (i - e) / v.sqrt(),
                1e-9 * (i - e).abs() / v.sqrt() + 1e-9,
            );
            let two_sided = (2.0 * p_sim[at]).min(1.0);
            // Both are counts of the same 99,999: five deviations of their difference.
            let open =
                5.0 * 2.0 * (2.0 * p_sim[at] * (1.0 - p_sim[at]) / permutations as f64).sqrt();
            near(
                ours[at].p.unwrap(),
                two_sided,
                open + 4.0 / permutations as f64,
            );
            let open = 5.0 * (2.0 / permutations as f64).sqrt();
            near(
                ours[at].pseudo_z.unwrap(),
                z_sim[at],
                open * (1.0 + z_sim[at].abs()),
            );
        }
        // The correction alone is exact: on esda's p as scipy's `false_discovery_control` has it.
        let two_sided: Vec<Option<f64>> = p_sim.iter().map(|p| Some((2.0 * p).min(1.0))).collect();
        for (ours, theirs) in false_discovery(&two_sided).iter().zip(of("adjusted")) {
            near(ours.unwrap(), theirs, 1e-12);
        }
        // The same places come out as esda's `fdr` names, but where its own shuffles leave that open.
        let cut = theirs["fdr_cut"].as_f64().unwrap();
        let adjusted = of("adjusted");
        let fewer = significance(&values, &weights, PERMUTATIONS, SEED);
        assert_eq!(fewer, significance(&values, &weights, PERMUTATIONS, SEED));
        for found in [&ours, &fewer] {
            let mut spots = 0;
            for (at, one) in found.iter().enumerate() {
                let wanted = two_sided[at].unwrap() <= cut;
                spots += usize::from(wanted);
                let open = (0.04..0.06).contains(&adjusted[at]);
                assert!(open || one.is_more_than_chance() == wanted, "{kind} {at}");
            }
            assert_eq!(spots, 8);
        }
    }
}

/// By hand: 1, 2, 3, 6 in a ring. The mean is 3, so z is -2, -1, 0, 3 and the squares sum to 14. The first has the neighbours 2 and 6; of the six
/// pairs of others {2,3}, {2,6}, {3,6} each once, lags -1, 2, 3: `I` is 3 * -2 * 2 / 14, and its expectation 3 * -2 * 4/3 / 14.
#[test]
fn the_moments_of_a_ring_by_hand() {
    let ring: Vec<(usize, usize, f64)> = (0..4usize)
        .flat_map(|at| [(at, (at + 1) % 4, 1.0), (at, (at + 3) % 4, 1.0)])
        .collect();
    let weights = Weights::new(4, &ring).unwrap();
    let values = known(&[1.0, 2.0, 3.0, 6.0]);
    let found = significance(&values, &weights, 9_999, 1);
    close(found[0].expected.unwrap(), 3.0 * -2.0 * (4.0 / 3.0) / 14.0);
    let lags = [-1.0f64, 2.0, 3.0];
    let mean = 4.0 / 3.0;
    let spread = lags.iter().map(|lag| (lag - mean).powi(2)).sum::<f64>() / 3.0;
    close(found[0].variance.unwrap(), (6.0f64 / 14.0).powi(2) * spread);
    // Two of three lags are at least 2, two of three at most 2: twice 2/3 is above 1.
    assert_eq!(found[0].p, Ok(1.0));
    // The mean itself is no spot, whatever stands around it.
    assert_eq!((found[2].p, found[2].z), (Ok(1.0), Err(Why::NoVariation)));
    let few = significance(&known(&[1.0, 2.0, 4.0]), &weights, 99, 1);
    assert_eq!(few[0].p, Err(Why::TooFew));
    let some = significance(
        &[Some(1.0), None, Some(3.0), Some(6.0), Some(2.0)],
        &weights,
        99,
        1,
    );
    assert_eq!(some[1].p, Err(Why::Missing));
    assert_eq!(
        false_discovery(&[Some(0.01), None, Some(0.04), Some(0.03)]),
        [Some(0.03), None, Some(0.04), Some(0.04)]
    );
}

#[test]
fn moran_says_why_it_has_no_figure() {
    let none = Weights::new(3, &[]).unwrap();
    assert_eq!(
        moran(&known(&[1.0, 2.0, 3.0]), &none).0.i,
        Err(Why::NoNeighbours)
    );
    assert_eq!(
        moran(&known(&[5.0; 12]), &lattice()).0.i,
        Err(Why::NoVariation)
    );
    assert_eq!(moran(&[Some(1.0), None], &none).0.i, Err(Why::TooFew));
    let chain = Weights::new(3, &[(0, 1, 1.0), (1, 0, 1.0)]).unwrap();
    let (ours, _) = moran(&known(&[1.0, 2.0, 4.0]), &chain);
    assert_eq!(ours.variance_random, Err(Why::TooFew));
    let names = ["a", "b", "c"].map(str::to_owned);
    let (local, findings) = local_moran(&names, &known(&[1.0, 2.0, 4.0]), &chain);
    assert_eq!(
        (local[2].i, local[2].quadrant),
        (Err(Why::NoNeighbours), None)
    );
    assert!(findings.contains(&Finding::NoNeighbours { city: "c".into() }));
    assert!(Weights::new(2, &[(0, 0, 1.0)]).is_err());
    assert!(Weights::new(2, &[(0, 2, 1.0)]).is_err());
    assert!(Weights::new(2, &[(0, 1, -1.0)]).is_err());
    assert!(Weights::new(2, &[(0, 1, f64::NAN)]).is_err());
}

#[test]
fn time_warping_agrees_with_dtaidistance_and_fastdtw() {
    let peer = &expected()["dtw"];
    let (a, b) = (floats(&peer["a"]), floats(&peer["b"]));
    let ours = warp(&a, &b, Cost::Squared, None).unwrap();
    close(ours.distance, peer["squared"].as_f64().unwrap());
    let path: Vec<Vec<f64>> = ours
        .path
        .iter()
        .map(|(i, j)| vec![*i as f64, *j as f64])
        .collect();
    let theirs: Vec<Vec<f64>> = peer["path"]
        .as_array()
        .unwrap()
        .iter()
        .map(floats)
        .collect();
    assert_eq!(path, theirs);
    for window in 1..=8 {
        let theirs = peer["windows"][window - 1].as_f64().unwrap();
        close(
            warp(&a, &b, Cost::Squared, Some(window)).unwrap().distance,
            theirs,
        );
        let theirs = peer["windows_turned"][window - 1].as_f64().unwrap();
        close(
            warp(&b, &a, Cost::Squared, Some(window)).unwrap().distance,
            theirs,
        );
    }
    close(
        warp(&a, &b, Cost::Absolute, None).unwrap().distance,
        peer["absolute"].as_f64().unwrap(),
    );
    assert_eq!(warp(&[], &b, Cost::Squared, None), Err(Why::TooFew));
    assert_eq!(
        warp(&[f64::NAN], &b, Cost::Squared, None),
        Err(Why::OutOfRange)
    );
}

fn path(city: &str, first_year: i32, values: &[f64]) -> Path {
    Path {
        city: city.to_owned(),
        first_year,
        values: known(values),
    }
}

#[test]
fn a_city_that_walks_a_path_four_years_later_is_found_to_do_so() {
    let walk: Vec<f64> = (0..25)
        .map(|t| 50.0 / (1.0 + (-(f64::from(t) - 12.0) / 3.0).exp()))
        .collect();
    let leader = path("Chengdu", 2000, &walk[4..24]);
    let mut late = path("Deyang", 2000, &walk[..20]);
    let (ours, findings) = follows(&leader, &late, 8);
    assert_eq!((ours.lag_years, ours.overlap), (Ok(4), 16));
    close(ours.error.unwrap(), 0.0);
    assert!(ours.error_without.unwrap() > 5.0);
    let warped = ours.warped_lag_years.unwrap();
    assert!((2.5..=4.5).contains(&warped), "{warped}");
    assert_eq!(findings, []);
    assert_eq!(follows(&late, &leader, 8).0.lag_years, Ok(-4));
    let (ours, findings) = follows(&leader, &late, 3);
    assert_eq!(ours.lag_years, Ok(3));
    assert_eq!(findings[0].code(), "lag_at_limit");
    late.values[7] = None;
    let (ours, findings) = follows(&leader, &late, 8);
    assert_eq!((ours.lag_years, ours.overlap), (Ok(4), 15));
    assert_eq!(
        findings,
        [Finding::ValuesLeftOut {
            count: 1,
            why: Why::Missing
        }]
    );
    let (still, _) = follows(&leader, &path("Flat", 2000, &[1.0; 20]), 8);
    assert_eq!(
        (still.lag_years, still.warped_error),
        (Err(Why::NoVariation), Err(Why::NoVariation))
    );
    let (short, findings) = follows(&leader, &path("Short", 2000, &[1.0, 2.0]), 8);
    assert_eq!(short.lag_years, Err(Why::TooFew));
    assert!(findings.iter().any(|f| f.code() == "small_sample"));
}

#[test]
fn great_circles_have_their_known_lengths() {
    let at = |latitude: f64, longitude: f64| Position {
        latitude,
        longitude,
    };
    // A quarter of the meridian, and the antipode, on the sphere that is named.
    close(
        distance_km(at(0.0, 20.0), at(90.0, 0.0)),
        6_371.008_8 * std::f64::consts::FRAC_PI_2,
    );
    close(
        distance_km(at(0.0, -90.0), at(0.0, 90.0)),
        6_371.008_8 * std::f64::consts::PI,
    );
    close(
        distance_km(at(30.0, 179.5), at(30.0, -179.5)),
        distance_km(at(30.0, 0.0), at(30.0, 1.0)),
    );
}

proptest! {
    /// Theil's parts add up, whatever the values, weights and groups; no scale and no order matters.
    #[test]
    fn theils_parts_make_the_whole(rows in proptest::collection::vec((0.001f64..1e6, 0.1f64..100.0, 0usize..4), 2..40), exponent in -40i32..40) {
        let values: Vec<Option<f64>> = rows.iter().map(|r| Some(r.0)).collect();
        let weights: Vec<Option<f64>> = rows.iter().map(|r| Some(r.1)).collect();
        let groups: Vec<String> = rows.iter().map(|r| r.2.to_string()).collect();
        let (whole, _) = inequality(&values, Some(&weights));
        let (split, _) = decompose(&values, Some(&weights), &groups);
        let near = |a: f64, b: f64| (a - b).abs() < 1e-9 * b.abs().max(1.0);
        for (index, split) in [(whole.theil_t, &split.t), (whole.theil_l, &split.l)] {
            prop_assert!(near(split.within.unwrap() + split.between.unwrap(), index.unwrap()));
            prop_assert!(split.between.unwrap() > -1e-9 && split.within.unwrap() > -1e-9);
            prop_assert!(near(split.parts.iter().map(|p| p.unwrap()).sum(), split.within.unwrap()));
        }
        prop_assert!((0.0..=1.0).contains(&whole.gini.unwrap()));
        let factor = 2f64.powi(exponent);
        let scaled: Vec<Option<f64>> = values.iter().map(|v| v.map(|v| v * factor)).collect();
        let (scaled, _) = inequality(&scaled, Some(&weights));
        let turned = |list: &[Option<f64>]| list.iter().rev().copied().collect::<Vec<_>>();
        let (turned, _) = inequality(&turned(&values), Some(&turned(&weights)));
        for (x, y) in [(scaled.gini, whole.gini), (scaled.theil_t, whole.theil_t), (scaled.theil_l, whole.theil_l), (scaled.variation, whole.variation)] {
            prop_assert!(near(x.unwrap(), y.unwrap()));
        }
        prop_assert_eq!(turned, whole);
    }

    /// Local Morans sum to the global one; scale and shift of the values change nothing.
    #[test]
    fn local_morans_sum_to_the_global(values in proptest::collection::vec(-1e3f64..1e3, 12), factor in 0.01f64..100.0, shift in -1e3f64..1e3) {
        let names: Vec<String> = (0..12).map(|n| n.to_string()).collect();
        let weights = lattice().by_row();
        let (ours, _) = moran(&known(&values), &weights);
        let (local, _) = local_moran(&names, &known(&values), &weights);
        let sum: f64 = local.iter().map(|l| l.i.unwrap()).sum();
        prop_assert!((sum / 11.0 - ours.i.unwrap()).abs() < 1e-9);
        let moved: Vec<f64> = values.iter().map(|v| v * factor + shift).collect();
        prop_assert!((moran(&known(&moved), &weights).0.i.unwrap() - ours.i.unwrap()).abs() < 1e-6);
    }

    /// A path against itself costs nothing; turned round it costs the same; it is never dearer than going straight.
    #[test]
    fn warping_keeps_its_laws(a in proptest::collection::vec(-1e3f64..1e3, 1..20), b in proptest::collection::vec(-1e3f64..1e3, 1..20)) {
        for cost in [Cost::Squared, Cost::Absolute] {
            prop_assert_eq!(warp(&a, &a, cost, None).unwrap().distance, 0.0);
            let (one, other) = (warp(&a, &b, cost, None).unwrap(), warp(&b, &a, cost, None).unwrap());
            prop_assert!((one.distance - other.distance).abs() < 1e-9 * one.distance.max(1.0));
            prop_assert_eq!(*one.path.last().unwrap(), (a.len() - 1, b.len() - 1));
            let along: f64 = one.path.iter().map(|&(i, j)| {
                let d = (a[i] - b[j]).abs();
                if cost == Cost::Squared { d * d } else { d }
            }).sum();
            let sum = if cost == Cost::Squared { along.sqrt() } else { along };
            prop_assert!((sum - one.distance).abs() < 1e-9 * sum.max(1.0));
        }
    }
}

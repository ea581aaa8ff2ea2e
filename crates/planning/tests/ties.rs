//! Gravity, radiation, core and periphery against other programs; integration, ladder and paths by hand.

use planning::city::place::Position;
use planning::sheet::{Source, Tables};
use planning::ties::core::{Core, core};
use planning::ties::coreness::coreness;
use planning::ties::flows::{Flows, Place};
use planning::ties::table::Wanted;
use planning::ties::{flows, gravity, integration, ladder, path, radiation};
use serde_json::Value;

const ROOT: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../..");

fn text(path: &str) -> String {
    std::fs::read_to_string(format!("{ROOT}/{path}")).unwrap()
}

fn source<'a>(file: &'a str, text: &'a str) -> Source<'a> {
    Source { file, text }
}

fn cases() -> Value {
    serde_json::from_str(&text("tests/golden/ties/cases.json")).unwrap()
}

fn floats(value: &Value) -> Vec<f64> {
    let list = value.as_array().unwrap().iter();
    list.map(|v| v.as_f64().unwrap()).collect()
}

fn near(ours: f64, theirs: f64, by: f64) {
    assert!(
        (ours - theirs).abs() <= by * theirs.abs().max(1e-3),
        "{ours} {theirs}"
    );
}

/// Flows between places; nothing stays in a place.
fn network(rows: &[Vec<f64>], places: Option<&Value>) -> Flows {
    let place = |at: usize| {
        let of = places.map(|p| floats(&p[at]));
        Place {
            id: at.to_string(),
            mass: of.as_ref().map(|p| p[2]),
            position: of.map(|p| Position {
                longitude: p[0],
                latitude: p[1],
            }),
        }
    };
    let cell = |a: usize, b: usize, v: f64| (a != b).then_some(v);
    Flows {
        places: (0..rows.len()).map(place).collect(),
        between: rows
            .iter()
            .enumerate()
            .map(|(a, row)| {
                row.iter()
                    .enumerate()
                    .map(|(b, v)| cell(a, b, *v))
                    .collect()
            })
            .collect(),
    }
}

fn matrix(value: &Value) -> Vec<Vec<f64>> {
    value.as_array().unwrap().iter().map(floats).collect()
}

#[test]
fn gravity_is_that_of_statsmodels_and_radiation_that_of_the_formula() {
    for case in cases()["models"].as_array().unwrap() {
        let rows = matrix(&case["flows"]);
        let of = network(&rows, Some(&case["places"]));
        let (fitted, findings) = gravity::fit(&of);
        assert!(findings.is_empty());
        let fitted = fitted.unwrap();
        for i in 0..4 {
            near(
                fitted.coefficients[i],
                floats(&case["coefficients"])[i],
                1e-8,
            );
            near(fitted.errors[i], floats(&case["errors"])[i], 1e-6);
        }
        near(
            fitted.explained.unwrap(),
            case["explained"].as_f64().unwrap(),
            1e-9,
        );
        // A Poisson fit with a constant keeps the sum.
        let sums = fitted
            .pairs
            .iter()
            .fold((0.0, 0.0), |s, p| (s.0 + p.2, s.1 + p.3));
        near(sums.1, sums.0, 1e-9);
        let (model, findings) = radiation::radiation(&of);
        assert!(findings.is_empty());
        let model = model.unwrap();
        let theirs = matrix(&case["radiation"]);
        for (from, to, flow, value) in &model.pairs {
            assert_eq!(*flow, rows[*from][*to]);
            near(*value, theirs[*from][*to], 1e-9);
        }
        near(
            model.common.unwrap(),
            case["common"].as_f64().unwrap(),
            1e-9,
        );
    }
}

/// 1, 2, 3 against 1, 3, 2: deviations -1, 0, 1 and -1, 1, 0, products sum to 1, squares to 2 and 2: r is 1/2.
#[test]
fn the_squared_correlation_by_hand() {
    let r2 = flows::squared_correlation;
    near(
        r2(&[(1.0, 1.0), (2.0, 3.0), (3.0, 2.0)]).unwrap(),
        0.25,
        1e-15,
    );
    near(
        r2(&[(1.0, 5.0), (2.0, 3.0), (3.0, 1.0)]).unwrap(),
        1.0,
        1e-15,
    );
    assert_eq!(r2(&[(1.0, 2.0), (1.0, 3.0)]), None);
    assert_eq!(r2(&[]), None);
}

#[test]
fn what_cannot_be_fitted_is_said() {
    let rows = vec![
        vec![0.0, 2.0, 3.0],
        vec![1.0, 0.0, 4.0],
        vec![5.0, 2.0, 0.0],
    ];
    let alike = serde_json::json!([[104.0, 30.0, 5.0], [105.0, 30.0, 5.0], [106.0, 31.0, 5.0]]);
    let (fitted, findings) = gravity::fit(&network(&rows, Some(&alike)));
    assert!(fitted.is_none());
    assert_eq!(findings[0].code, "gravity_not_fitted");
    let (model, findings) = radiation::radiation(&network(&rows, None));
    assert!(model.is_none());
    assert_eq!(findings[0].code, "radiation_not_possible");
    let same = vec![vec![1.0; 4]; 4];
    assert_eq!(core(&network(&same, None)).1[0].code, "core_no_pattern");
}

/// The correlation of a core with the flows, worked out pair by pair.
fn correlation(rows: &[Vec<f64>], of: &Core) -> f64 {
    let (mut xs, mut ys) = (Vec::new(), Vec::new());
    for (a, row) in rows.iter().enumerate() {
        for (b, column) in rows.iter().enumerate().take(a) {
            xs.push(row[b] + column[a]);
            ys.push(f64::from(u8::from(of.core[a] || of.core[b])));
        }
    }
    let mean = |v: &[f64]| v.iter().sum::<f64>() / v.len() as f64;
    let (mx, my) = (mean(&xs), mean(&ys));
    let sum = |f: &dyn Fn(f64, f64) -> f64| xs.iter().zip(&ys).map(|(x, y)| f(*x, *y)).sum::<f64>();
    sum(&|x, y| (x - mx) * (y - my))
        / (sum(&|x, _| (x - mx).powi(2)) * sum(&|_, y| (y - my).powi(2))).sqrt()
}

#[test]
fn the_core_is_the_best_of_all_and_no_worse_than_cpnet_finds() {
    let cases = cases();
    for case in cases["cores"].as_array().unwrap() {
        let rows = matrix(&case["flows"]);
        let found = core(&network(&rows, None)).0.unwrap();
        near(found.score, case["score"].as_f64().unwrap(), 1e-9);
        near(found.score, correlation(&rows, &found), 1e-9);
        assert!(found.proved);
    }
    let mut rows = vec![vec![0.0; 34]; 34];
    for edge in matrix(&cases["karate"]["edges"]) {
        rows[edge[0] as usize][edge[1] as usize] = 1.0;
    }
    let (found, findings) = core(&network(&rows, None));
    let found = found.unwrap();
    near(found.score, correlation(&rows, &found), 1e-9);
    assert!(found.score >= cases["karate"]["cpnet_score"].as_f64().unwrap() - 1e-9);
    assert_eq!(findings[0].code, "core_not_proved");
}

fn table<'a>(tables: &'a Tables, name: &str) -> &'a str {
    &tables
        .files
        .iter()
        .find(|(file, _)| *file == name)
        .unwrap()
        .1
}

fn sum(tables: &Tables, name: &str) -> Option<f64> {
    tables.sums.iter().find(|(sum, _)| *sum == name).unwrap().1
}

#[test]
fn flows_of_a_file_have_a_core_and_models() {
    let (rows, places) = (
        text("tests/golden/ties/flows.csv"),
        text("tests/golden/ties/places.csv"),
    );
    let tables = flows::run_models(
        source("flows.csv", &rows),
        source("places.csv", &places),
        Wanted::default(),
        false,
        true,
    );
    assert!(tables.findings.is_empty(), "{:?}", tables.findings);
    assert_eq!(table(&tables, "models.csv").lines().count(), 21);
    near(
        sum(&tables, "gravity_explained").unwrap(),
        0.7991401271975443,
        1e-9,
    );
    // Pairs without a row are not known; said to be zero, they count.
    let all = flows::run_models(
        source("flows.csv", &rows),
        source("places.csv", &places),
        Wanted::default(),
        true,
        true,
    );
    assert_eq!(sum(&all, "flows"), Some(30.0));
    let found =
        planning::ties::core::run(source("flows.csv", &rows), Wanted::default(), true, true);
    let core = table(&found, "core.csv");
    assert!(
        core.contains("Chengdu,core,5560") && core.contains("Leshan,periphery,900"),
        "{core}"
    );
    let bad = rows.replace("Chongqing,Leshan,50", "Chongqing,Leshan,-50");
    let refused =
        planning::ties::core::run(source("flows.csv", &bad), Wanted::default(), true, true);
    assert_eq!(refused.findings[0].code, "sheet_out_of_range");
    assert!(refused.files.is_empty());
}

/// Labour 150, transport 2 / 1.6 = 125, housing 110, business 125, culture not known in 2022, and so no index. With visits of
/// 330: 110, and the mean is 124; without labour 117.5, with labour doubled 770 / 6.
#[test]
fn integration_by_hand() {
    let weights = text("tests/golden/ties/integration_weights.csv");
    let values = text("tests/golden/ties/integration.csv");
    let run = |values: &str| {
        integration::run(
            source("values.csv", values),
            source("weights.csv", &weights),
            None,
            true,
        )
    };
    let tables = run(&values);
    let codes: Vec<&str> = tables.findings.iter().map(|f| f.code.as_str()).collect();
    assert_eq!(codes, ["integration_missing"]);
    assert_eq!(sum(&tables, "index"), None);
    assert!(table(&tables, "index.csv").contains("2022,transport,1,125\n"));
    let tables = run(&values.replace("culture,visits,2022,\n", "culture,visits,2022,330\n"));
    near(sum(&tables, "index").unwrap(), 124.0, 1e-12);
    let shaken = table(&tables, "sensitivity.csv");
    let value = |start: &str| -> f64 {
        let line = shaken.lines().find(|l| l.starts_with(start)).unwrap();
        line.rsplit(',').next().unwrap().parse().unwrap()
    };
    near(value("2022,labour,left_out,"), 117.5, 1e-12);
    near(value("2022,labour,doubled,"), 770.0 / 6.0, 1e-12);
    near(value("2022,,least,"), 110.0, 1e-12);
    near(value("2022,,greatest,"), 150.0, 1e-12);
    near(value("2020,,greatest,"), 100.0, 1e-12);
}

/// Three levels hold; the fourth lacks a recognition (0, needs 1) and an institution of which nothing is known.
#[test]
fn a_pair_climbs_the_ladder_as_far_as_its_figures_carry() {
    let levels = text("data/cities/ladder.csv");
    let pairs = text("tests/golden/ties/ladder.csv");
    let tables = ladder::run(
        source("pairs.csv", &pairs),
        source("levels.csv", &levels),
        true,
    );
    let rows: Vec<&str> = table(&tables, "ladder.csv").lines().skip(1).collect();
    assert_eq!(
        rows[0],
        "Chengdu,Chongqing,3,cooperation,collaboration,\"mutual_recognitions 0, needs 1; joint_institutions not known, needs 1\""
    );
    assert!(rows[1].starts_with("Luzhou,Leshan,1,networking,coordination,"));
    assert_eq!(tables.findings.len(), 2);
    // A higher condition alone lifts nobody.
    let alone = "a,b,indicator,value\nx,y,mutual_recognitions,5\nx,y,joint_institutions,1\n";
    let tables = ladder::run(
        source("pairs.csv", alone),
        source("levels.csv", &levels),
        true,
    );
    assert!(table(&tables, "ladder.csv").contains("x,y,0,none,networking,"));
}

/// Among three cities (four for land and talent). Beijing is first in talent and capital: 1. Chengdu is first in supporting industry: 1.
/// Chongqing in traditional industry and land: 1.
#[test]
fn paths_follow_from_resources() {
    let (paths, named) = (
        text("data/cities/paths.csv"),
        text("data/cities/path_cities.csv"),
    );
    let resources = text("tests/golden/ties/resources.csv");
    let run = |resources: &str| {
        path::run(
            source("resources.csv", resources),
            source("paths.csv", &paths),
            Some(source("path_cities.csv", &named)),
            true,
        )
    };
    let tables = run(&resources);
    let rows: Vec<&str> = table(&tables, "paths.csv").lines().collect();
    assert_eq!(
        rows[0],
        "city,path,score,document,technology,leaders,infrastructure,demand"
    );
    assert_eq!(rows[1], "Beijing,technology,1,technology,1,0.5,0,0");
    assert!(rows[2].starts_with("Chengdu,leaders,1,leaders,"));
    assert!(rows[3].starts_with("Chongqing,infrastructure; demand,1,demand,"));
    // Of Luzhou land and talent alone are known: infrastructure is judged, two thirds; three paths are not.
    assert!(rows[4].starts_with("Luzhou,infrastructure,0.6666666666666666,,,,"));
    let codes: Vec<&str> = tables.findings.iter().map(|f| f.code.as_str()).collect();
    assert_eq!(codes, ["path_not_known"]);
    let other = run(&resources.replace(
        "Chengdu,supporting_industry,85",
        "Chengdu,supporting_industry,1",
    ));
    assert!(other.findings.iter().any(|f| f.code == "path_differs"));
}

/// Random networks, some with unknown pairs, and the karate club: no more is left than the best of forty starts of SciPy's L-BFGS-B leaves.
#[test]
fn coreness_leaves_no_more_than_scipy() {
    let cases: Value = serde_json::from_str(&text("tests/golden/cluster/coreness.json")).unwrap();
    let cases = cases.as_array().unwrap();
    assert_eq!(cases.len(), 13);
    for case in cases {
        let between: Vec<Vec<Option<f64>>> = case["flows"]
            .as_array()
            .unwrap()
            .iter()
            .map(|row| row.as_array().unwrap().iter().map(Value::as_f64).collect())
            .collect();
        let places = (0..between.len())
            .map(|at| Place {
                id: at.to_string(),
                mass: None,
                position: None,
            })
            .collect();
        let (found, findings) = coreness(&Flows { places, between });
        assert!(findings.is_empty());
        let found = found.unwrap();
        let left = case["left"].as_f64().unwrap();
        assert!(found.left <= left + 1e-9, "{} {left}", found.left);
        let squares: f64 = found.coreness.iter().map(|c| c * c).sum();
        near(squares, 1.0, 1e-12);
        assert!(found.coreness.iter().all(|c| *c >= 0.0));
        // Where both find the same least, they find the same coreness.
        if (found.left - left).abs() < 1e-9 {
            for (ours, theirs) in found.coreness.iter().zip(floats(&case["coreness"])) {
                assert!((ours - theirs).abs() < 1e-4, "{ours} {theirs}");
            }
            assert!((found.score.unwrap() - case["score"].as_f64().unwrap()).abs() < 1e-4);
        }
    }
}

/// Flows that are products of coreness say which: 3, 2, 1, 0.5 and scale 1.
#[test]
fn coreness_of_products_is_what_they_are_made_of() {
    let made = [3.0, 2.0, 1.0, 0.5];
    let rows: Vec<Vec<f64>> = made
        .iter()
        .map(|a| made.iter().map(|b| a * b / 2.0).collect())
        .collect();
    let (found, _) = coreness(&network(&rows, None));
    let found = found.unwrap();
    let length = made.iter().map(|c| c * c).sum::<f64>();
    near(found.scale, length, 1e-9);
    for (ours, c) in found.coreness.iter().zip(made) {
        near(*ours, c / length.sqrt(), 1e-9);
    }
    assert!(found.left < 1e-18);
    near(found.score.unwrap(), 1.0, 1e-9);
    let nothing = coreness(&network(&[vec![0.0; 3], vec![0.0; 3], vec![0.0; 3]], None));
    assert_eq!(nothing.1[0].code, "core_no_pattern");
}

/// Two kinds, three periods, names in two languages; what the region knows of its cities.
mod tables_of_flows {
    use super::{source, text};
    use planning::city::place::Position;
    use planning::ties::table::{FlowTable, Names, OfRegion, Wanted, read_table};

    const FLOWS: &str = "from,to,amount,kind,unit,period,source\n\
        Chengdu,重庆,10,rail passengers,thousand persons,2019,Yearbook 2020\n\
        Chongqing,成都,12,rail passengers,thousand persons,2020,Yearbook 2021\n\
        Chengdu,Chongqing,11,rail passengers,thousand persons,2020,Yearbook 2021\n\
        Chengdu,Chongqing,3.5,freight,kt,2020-05,Bulletin\n";

    fn region(name: &str) -> Option<OfRegion> {
        let (code, longitude) = match name {
            "Chengdu" | "成都" | "510100" => ("510100", 104.0657),
            "Chongqing" | "重庆" | "500000" => ("500000", 106.505),
            _ => return None,
        };
        Some(OfRegion {
            code: code.to_owned(),
            position: Some(Position {
                latitude: 30.0,
                longitude,
            }),
        })
    }

    const STRICT: Names<'_> = Names {
        of_region: &region,
        strict: true,
    };

    fn read(text: &str, wanted: Wanted<'_>) -> (FlowTable, Vec<inventory::finding::Finding>) {
        read_table(source("flows.csv", text), None, Some(STRICT), wanted, false)
    }

    #[test]
    fn kinds_and_periods_stand_for_themselves_and_names_of_a_city_are_one() {
        let (table, findings) = read(FLOWS, Wanted::default());
        assert_eq!(findings, []);
        let kinds: Vec<(&str, &str, usize)> = table
            .kinds
            .iter()
            .map(|one| (one.kind.as_str(), one.unit.as_str(), one.periods.len()))
            .collect();
        assert_eq!(
            kinds,
            [
                ("rail passengers", "thousand persons", 2),
                ("freight", "kt", 1)
            ]
        );
        // The first kind, its latest period: Chongqing stands first there.
        assert_eq!((table.kind, table.period.as_str()), (Some(0), "2020"));
        assert_eq!(table.sources, ["Yearbook 2021"]);
        let flows = &table.flows;
        assert_eq!(flows.places.len(), 2);
        assert_eq!(
            flows.known().collect::<Vec<_>>(),
            [(0, 1, 12.0), (1, 0, 11.0)]
        );
        // 2.4393 degrees of the parallel of 30 degrees, on the mean sphere.
        let half = 2.4393f64.to_radians() / 2.0;
        let km = 2.0 * 6_371.008_8 * (30f64.to_radians().cos() * half.sin()).asin();
        assert!((flows.km(0, 1).unwrap() - km).abs() < 1e-6);
        let wanted = Wanted {
            kind: Some("rail passengers"),
            period: Some("2019"),
        };
        let (before, _) = read(FLOWS, wanted);
        assert_eq!(before.flows.known().collect::<Vec<_>>(), [(0, 1, 10.0)]);
        let freight = Wanted {
            kind: Some("freight"),
            period: None,
        };
        assert_eq!(read(FLOWS, freight).0.period, "2020-05");
        let none = Wanted {
            kind: Some("letters"),
            period: None,
        };
        let (none, _) = read(FLOWS, none);
        assert_eq!((none.kind, none.flows.places.len()), (None, 0));
    }

    #[test]
    fn what_is_wrong_has_its_row_and_column() {
        let bad = FLOWS.to_owned()
            + "Chengdu,Shanghai,1,freight,kt,2020-05,\n\
               Chengdu,Chongqing,much,freight,kt,2020-06,\n\
               Chengdu,Chongqing,1,freight,t,2020-06,\n\
               Chengdu,Chongqing,1,freight,kt,May,\n\
               成都,500000,9,freight,kt,2020-05,\n\
               Chengdu,Chongqing,-1,freight,kt,2020-07,\n";
        let (table, findings) = read(&bad, Wanted::default());
        let said: Vec<(&str, u32, u32)> = findings
            .iter()
            .map(|f| {
                let at = f.location.as_ref().unwrap();
                assert_eq!(at.file, "flows.csv");
                (f.code.as_str(), at.row.unwrap(), at.column.unwrap())
            })
            .collect();
        assert_eq!(
            said,
            [
                ("flows_not_of_region", 6, 2),
                ("sheet_not_a_number", 7, 3),
                ("flows_other_unit", 8, 5),
                ("flows_no_period", 9, 6),
                ("sheet_twice", 10, 2),
                ("sheet_out_of_range", 11, 3),
            ]
        );
        // What is right is taken all the same.
        assert_eq!(table.flows.known().count(), 2);
        let (_, findings) = read(
            "from,to,passengers\nChengdu,Chongqing,1\n",
            Wanted::default(),
        );
        assert_eq!(findings[0].code, "sheet_no_column");
        assert_eq!(findings[0].params["column"], "amount");
    }

    #[test]
    fn places_of_their_own_let_cities_outside_in_and_take_positions_from_the_region() {
        let places = "id,mass,lon,lat\n成都,20,,\nChongqing,30,,\nShanghai,25,121.47,31.23\n";
        let flows = "from,to,flow\nChengdu,Shanghai,4\nShanghai,500000,5\nChengdu,Mianyang,1\n";
        let (table, findings) = read_table(
            source("flows.csv", flows),
            Some(source("places.csv", places)),
            Some(STRICT),
            Wanted::default(),
            true,
        );
        let codes: Vec<&str> = findings.iter().map(|f| f.code.as_str()).collect();
        assert_eq!(codes, ["sheet_unknown_name"]);
        assert!(table.flows.places.iter().all(|p| p.position.is_some()));
        assert_eq!(table.flows.between[0], [None, Some(0.0), Some(4.0)]);
        assert_eq!(table.flows.between[2][1], Some(5.0));
    }

    /// A table without the new columns is read as before: the golden flows of the other tests.
    #[test]
    fn a_plain_table_has_one_kind_without_a_name() {
        let plain = text("tests/golden/ties/flows.csv");
        let (table, findings) =
            read_table(source("f", &plain), None, None, Wanted::default(), false);
        assert_eq!(findings, []);
        assert_eq!((table.kinds.len(), table.kind), (1, Some(0)));
        assert_eq!(
            (table.kinds[0].kind.as_str(), table.period.as_str()),
            ("", "")
        );
        assert_eq!(table.flows.known().count(), 20);
    }
}

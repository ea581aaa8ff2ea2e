//! Cities side by side over HTTP: the printed matrix, the United Kingdom's figures against PySAL's, kept tables, and the page's figures
//! against the command's on the same file.

use super::{TestHome, home, text, uk};
use app::http::dto::CityTableKind;
use app::http::routes::router;
use app::http::state::App;
use app::usecase::Actor;
use app::usecase::cities::kept::{self, NewTable};
use app::usecase::regions;
use axum::Router;
use axum::body::{Body, to_bytes};
use axum::http::{Request, header};
use serde_json::Value;
use std::path::{Path, PathBuf};
use std::process::Command;
use store::Role;
use tower::ServiceExt;

fn golden(path: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("../..")
        .join(path)
}

async fn send(router: &Router, request: Request<Body>) -> (u16, Value) {
    let response = router.clone().oneshot(request).await.unwrap();
    let status = response.status().as_u16();
    let bytes = to_bytes(response.into_body(), usize::MAX).await.unwrap();
    (status, serde_json::from_slice(&bytes).unwrap())
}

async fn get(router: &Router, path: &str) -> Value {
    let request = Request::get(path).body(Body::empty()).unwrap();
    let (status, answer) = send(router, request).await;
    assert_eq!(status, 200, "{path}: {answer}");
    answer
}

async fn refused(router: &Router, path: &str) -> (u16, String) {
    let request = Request::get(path).body(Body::empty()).unwrap();
    let (status, answer) = send(router, request).await;
    (
        status,
        answer["error"]["code"]
            .as_str()
            .unwrap_or_default()
            .to_owned(),
    )
}

fn near(found: &Value, expected: f64) {
    let found = found.as_f64().unwrap_or(f64::NAN);
    assert!(
        (found - expected).abs() <= 1e-9 * expected.abs().max(1.0),
        "{found} is not {expected}"
    );
}

/// The same figure in an answer and in a file, to what reading a text of it loses; both may lack it.
fn same(found: &Value, text: &str) {
    match (found.as_f64(), text.parse::<f64>()) {
        (Some(a), Ok(b)) => assert!((a - b).abs() <= 1e-14 * b.abs(), "{a} is not {b}"),
        (found, read) => assert!(
            found.is_none() && read.is_err(),
            "{found:?} is not {text:?}"
        ),
    }
}

fn new(kind: CityTableKind, name: &str, path: &str) -> NewTable {
    let path = golden(path);
    NewTable {
        kind,
        name: name.to_owned(),
        year: None,
        unit: String::new(),
        source: String::new(),
        licence: String::new(),
        synthetic: true,
        stated: None,
        absent_is_zero: false,
        files: vec![(
            path.file_name().unwrap().to_string_lossy().into_owned(),
            std::fs::read(&path).unwrap(),
        )],
    }
}

/// The region with its tables, as `regions add` keeps them.
async fn chengdu_chongqing() -> TestHome {
    let test = home(true).await;
    let added = regions::add(&test.home, &Actor::Operator, "chengdu-chongqing")
        .await
        .unwrap();
    for spec in added.tables {
        let files = spec.files.iter().map(|file| {
            let bytes = app::embed::data(&format!("regions/chengdu-chongqing/{file}")).unwrap();
            (
                file.rsplit('/').next().unwrap().to_owned(),
                bytes.into_owned(),
            )
        });
        let table = NewTable {
            kind: spec.kind,
            name: spec.name.clone(),
            year: spec.year,
            unit: spec.unit.clone(),
            source: spec.source.clone(),
            licence: spec.licence.clone(),
            synthetic: spec.synthetic,
            stated: spec.stated.clone(),
            absent_is_zero: spec.absent_is_zero,
            files: files.collect(),
        };
        kept::import(&test.home, &Actor::Operator, &added.id, table)
            .await
            .unwrap();
    }
    test
}

/// What the command writes of a file, as rows by the names of the head.
fn command(
    words: &[&str],
    file: &Path,
    table: &str,
) -> Vec<std::collections::HashMap<String, String>> {
    let out = tempfile::tempdir().unwrap();
    let output = Command::new(env!("CARGO_BIN_EXE_carbonshed"))
        .args(words)
        .arg(file)
        .arg("--out")
        .arg(out.path())
        .output()
        .unwrap();
    assert!(output.status.success(), "{}", text(&output.stderr));
    csv::Reader::from_path(out.path().join(table))
        .unwrap()
        .deserialize()
        .map(Result::unwrap)
        .collect()
}

const CC: &str = "/api/v1/regions/chengdu-chongqing";

#[tokio::test(flavor = "multi_thread")]
async fn the_printed_matrix_and_its_contradiction_over_http() {
    let test = chengdu_chongqing().await;
    let server = router(App::new(test.home.clone()));
    let answer = get(&server, &format!("{CC}/cluster")).await;
    let summary = &answer["similarity"]["summary"];
    assert_eq!(
        (summary["pairs"].as_u64(), summary["missing"].as_u64()),
        (Some(120), Some(0))
    );
    near(&summary["mean"], 0.93975);
    near(&summary["least"]["value"], 0.81);
    let name = |at: &Value| answer["cities"][at.as_u64().unwrap() as usize]["id"].clone();
    let mut ends = [name(&summary["least"]["a"]), name(&summary["least"]["b"])];
    ends.sort_by_key(Value::to_string);
    assert_eq!(ends, ["Leshan", "Luzhou"]);
    assert_eq!(summary["above"], 104);
    near(&summary["share_above"], 104.0 / 120.0);
    // The text says 76 %.
    let stated = answer["findings"]
        .as_array()
        .unwrap()
        .iter()
        .find(|one| one["code"] == "stated_share_differs")
        .unwrap();
    assert_eq!(stated["severity"], "warning");
    assert_eq!(
        (
            stated["params"]["stated"].as_str(),
            stated["params"]["counted"].as_str()
        ),
        (Some("0.76"), Some("0.8667"))
    );
    // Every city is a place of the region, and stands somewhere in the tree's order.
    assert!(
        answer["cities"]
            .as_array()
            .unwrap()
            .iter()
            .all(|city| city["place"].is_string())
    );
    let mut order: Vec<u64> = answer["similarity"]["order"]
        .as_array()
        .unwrap()
        .iter()
        .filter_map(Value::as_u64)
        .collect();
    order.sort_unstable();
    assert_eq!(order, (0..16).collect::<Vec<u64>>());

    // The same file through the command.
    let file = golden("data/regions/chengdu-chongqing/tables/similarity_2018.csv");
    let rows = command(&["city", "similarity"], &file, "pairs.csv");
    assert_eq!(rows.len(), 120);
    let at = |name: &str| {
        answer["cities"]
            .as_array()
            .unwrap()
            .iter()
            .position(|city| city["id"] == name)
            .unwrap()
    };
    for row in &rows {
        let cell = &answer["similarity"]["cosine"][at(&row["a"]) * 16 + at(&row["b"])];
        same(cell, &row["similarity"]);
    }
    let merges = command(&["city", "similarity"], &file, "clusters.csv");
    let found = answer["similarity"]["merges"].as_array().unwrap();
    assert_eq!(found.len(), merges.len());
    for (merge, row) in found.iter().zip(&merges) {
        same(&merge["height"], &row["height"]);
    }

    // A city of a matrix has likeness and no industries.
    let city = get(&server, &format!("{CC}/cities/Luzhou")).await;
    assert_eq!(city["profile"]["alike"][14]["city"]["id"], "Leshan");
    assert_eq!(city["profile"]["industries"], serde_json::json!([]));
    assert_eq!(
        refused(&server, &format!("{CC}/cities/Atlantis")).await,
        (404, "unknown_name".to_owned())
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn figures_of_the_page_are_those_of_the_command_on_the_same_file() {
    let test = chengdu_chongqing().await;
    let server = router(App::new(test.home.clone()));
    let tables = get(&server, &format!("{CC}/city-tables")).await;
    let id = tables
        .as_array()
        .unwrap()
        .iter()
        .find(|one| one["unit"] == "t CO2")
        .unwrap()["id"]
        .clone();
    let answer = get(&server, &format!("{CC}/cluster?table={id}")).await;
    assert_eq!(answer["cities"].as_array().unwrap().len(), 11);
    let file = golden("data/regions/chengdu-chongqing/tables/carbon_monitor_2019_2021.csv");
    let at = |name: &str| {
        answer["cities"]
            .as_array()
            .unwrap()
            .iter()
            .position(|city| city["id"] == name)
            .unwrap()
    };
    for row in command(&["city", "similarity"], &file, "pairs.csv") {
        let cell = at(&row["a"]) * 11 + at(&row["b"]);
        same(&answer["similarity"]["cosine"][cell], &row["similarity"]);
        same(&answer["similarity"]["krugman"][cell], &row["krugman"]);
    }
    let unequal = command(&["city", "inequality"], &file, "inequality.csv");
    let last = answer["inequality"].as_array().unwrap().last().unwrap();
    for key in ["gini", "theil_t", "theil_l", "variation"] {
        same(&last[key], &unequal[0][key]);
    }
    // Sectors that the source has no row for are missing, said, and not zero.
    let said = answer["findings"].as_array().unwrap();
    assert!(
        said.iter()
            .any(|one| one["code"] == "missing_cells" && one["params"]["city"] == "Deyang")
    );
    assert!(said.iter().any(|one| one["code"] == "few_industries"));
    let deyang = get(&server, &format!("{CC}/cities/Deyang?table={id}")).await;
    let power = deyang["profile"]["industries"]
        .as_array()
        .unwrap()
        .iter()
        .find(|one| one["industry"]["id"] == "Power")
        .unwrap()
        .clone();
    assert!(power["value"].is_null() && power["quotient"].is_null());
    assert_eq!(power["reason"], "missing");
    assert!(deyang["profile"]["city"]["total"].is_null());

    let quotients = command(&["city", "advantage"], &file, "location_quotient.csv");
    let complexity = command(&["city", "advantage"], &file, "complexity.csv");
    let partners = command(&["city", "pair"], &file, "partners.csv");
    for row in &quotients {
        let city = get(&server, &format!("{CC}/cities/{}?table={id}", row["city"])).await;
        for one in city["profile"]["industries"].as_array().unwrap() {
            same(
                &one["quotient"],
                &row[one["industry"]["id"].as_str().unwrap()],
            );
        }
        let own = complexity
            .iter()
            .find(|one| one["kind"] == "city" && one["name"] == row["city"])
            .unwrap();
        same(&city["profile"]["complexity"], &own["complexity"]);
        // Places are known here, so that of the command's parts only the complement can be held against the page's.
        let found = city["profile"]["partners"].as_array().unwrap();
        assert_eq!(found.len(), 5);
        for one in found {
            let pair = partners
                .iter()
                .find(|pair| one["a"]["id"] == *pair["a"] && one["b"]["id"] == *pair["b"]);
            if let Some(pair) = pair {
                same(&one["complement"]["value"], &pair["complement"]);
            }
        }
        // The same five as *Suggestions* has for the city, to the last digit.
        let asked = format!("{CC}/pairing?city={}&table={id}", row["city"]);
        assert_eq!(
            get(&server, &asked).await["pairs"],
            city["profile"]["partners"]
        );
    }
    let compared = get(
        &server,
        &format!("{CC}/cities?cities=Chengdu,500000,Luzhou&table={id}"),
    )
    .await;
    assert_eq!(compared["profiles"].as_array().unwrap().len(), 3);
    assert_eq!(compared["pairs"].as_array().unwrap().len(), 3);
    assert_eq!(compared["profiles"][1]["city"]["id"], "Chongqing");
    for wrong in [
        "Chengdu",
        "Chengdu,Chengdu",
        "Chengdu,Luzhou,Leshan,Yibin,Zigong",
    ] {
        assert_eq!(
            refused(&server, &format!("{CC}/cities?cities={wrong}&table={id}")).await,
            (400, "bad_parameter".to_owned())
        );
    }
}

/// Totals per authority as they stand in the file, and emissions per person weighed by people: Gini, Theil within and between
/// countries, variation, Moran's I with neighbours of the outlines. Made by PySAL and NumPy, see tests/golden/cluster/SOURCE.md.
#[tokio::test(flavor = "multi_thread")]
async fn the_ledger_of_the_united_kingdom_equals_pysal() {
    let test = uk().await;
    // The test's home has only the file; its outlines come with the region.
    regions::add(&test.home, &Actor::Operator, "uk")
        .await
        .unwrap();
    let server = router(App::new(test.home.clone()));
    let text = std::fs::read_to_string(golden("tests/golden/cluster/uk.json")).unwrap();
    let expected: Value = serde_json::from_str(&text).unwrap();
    let of = |key: &Value, name: &str| key[name].as_f64().unwrap();
    let base = "/api/v1/regions/uk/cluster?level=authority&group=country";
    let persons = get(&server, &format!("{base}&year=2020")).await;
    let totals = get(&server, &format!("{base}&year=2020&measure=carbon_total")).await;
    assert_eq!(persons["measure"], "carbon_per_person");
    assert_eq!(persons["weight"], "population");
    assert_eq!(totals["weight"], Value::Null);
    for year in ["2005", "2012", "2020"] {
        let row = |answer: &Value| {
            let years = answer["inequality"].as_array().unwrap();
            years
                .iter()
                .find(|one| one["year"] == year.parse::<i64>().unwrap())
                .unwrap()
                .clone()
        };
        let (ours, theirs) = (row(&totals), &expected[year]["total"]);
        assert_eq!(ours["cities"], expected[year]["cities"]);
        for key in [
            "gini",
            "theil_t",
            "within",
            "between",
            "variation",
            "moran",
            "moran_z",
        ] {
            near(&ours[key], of(theirs, key));
        }
        let (ours, theirs) = (row(&persons), &expected[year]["per_person"]);
        for key in [
            "mean",
            "gini",
            "theil_t",
            "theil_l",
            "variation",
            "moran",
            "moran_z",
        ] {
            near(&ours[key], of(theirs, key));
        }
        near(
            &Value::from(ours["within"].as_f64().unwrap() + ours["between"].as_f64().unwrap()),
            of(theirs, "theil_t"),
        );
    }
    let moran = &persons["moran"];
    assert_eq!(
        moran["pairs"].as_array().unwrap().len() as u64,
        expected["2020"]["pairs"].as_u64().unwrap()
    );
    near(
        &moran["expected"],
        of(&expected["2020"]["per_person"], "expected"),
    );
    near(
        &moran["variance"],
        of(&expected["2020"]["per_person"], "variance"),
    );
    // Local Moran and quadrants, 1 to 4 as PySAL counts them.
    let local = expected["2020"]["local"].as_object().unwrap();
    let mut checked = 0;
    for city in persons["cities"].as_array().unwrap() {
        let Some(theirs) = local.get(city["id"].as_str().unwrap()) else {
            assert_eq!(city["reason"], "no_neighbours", "{}", city["id"]);
            continue;
        };
        near(&city["local_moran"], theirs[0].as_f64().unwrap());
        let quadrant = ["high_high", "low_high", "low_low", "high_low"]
            [theirs[1].as_u64().unwrap() as usize - 1];
        assert_eq!(city["spot"], quadrant, "{}", city["id"]);
        checked += 1;
    }
    assert_eq!(checked, local.len());
    // Who is more than chance has an adjusted p of at most the level, at least as large as its own, and there are as many as are said.
    let cities = persons["cities"].as_array().unwrap();
    let sure = |city: &&Value| city["spot_significant"] == true;
    let level = moran["level"].as_f64().unwrap();
    for city in cities.iter().filter(|city| !city["spot_p"].is_null()) {
        let [p, adjusted] = ["spot_p", "spot_adjusted"].map(|key| city[key].as_f64().unwrap());
        assert!(p <= adjusted && adjusted <= 1.0);
        assert_eq!(sure(&city), adjusted <= level, "{}", city["id"]);
    }
    let count = cities.iter().filter(sure).count();
    assert_eq!(moran["significant"], count);
    assert!((1..local.len() / 2).contains(&count), "{count}");
    assert!(
        persons["similarity"]["cosine"]
            .as_array()
            .unwrap()
            .is_empty()
    );
    assert!(
        persons["findings"]
            .as_array()
            .unwrap()
            .iter()
            .any(|one| one["code"] == "cities_matrix_left_out")
    );

    // City regions, and what was cut from the ledger gives the command's figures.
    let regions = get(&server, "/api/v1/regions/uk/cluster").await;
    assert_eq!(regions["source"]["level"]["id"], "city_region");
    assert_eq!(regions["cities"].as_array().unwrap().len(), 12);
    assert_eq!(regions["source"]["years"].as_array().unwrap().len(), 16);
    let cut = test.dir.path().join("uk.csv");
    let output = Command::new(env!("CARGO_BIN_EXE_carbonshed"))
        .arg("--home")
        .arg(test.dir.path())
        .args(["city", "from", "uk", "--year", "2020", "--out"])
        .arg(&cut)
        .output()
        .unwrap();
    assert!(output.status.success(), "{}", super::text(&output.stderr));
    let at = |name: &str| {
        regions["cities"]
            .as_array()
            .unwrap()
            .iter()
            .position(|city| city["id"] == name)
            .unwrap()
    };
    for row in command(&["city", "similarity"], &cut, "pairs.csv") {
        let cell = at(&row["a"]) * 12 + at(&row["b"]);
        near(
            &regions["similarity"]["cosine"][cell],
            row["similarity"].parse().unwrap(),
        );
    }
    // Change splits without a rest, and paths have their sixteen years.
    let city = get(&server, "/api/v1/regions/uk/cities/TVCA").await;
    let shift = &city["profile"]["shift"];
    let sum: f64 = ["national", "mix", "regional"]
        .iter()
        .map(|key| shift[key].as_f64().unwrap())
        .sum();
    near(&shift["total"], sum);
    assert_eq!(city["profile"]["path_years"].as_array().unwrap().len(), 16);
    let ahead = city["profile"]["on_path"]
        .as_array()
        .unwrap()
        .iter()
        .find(|one| one["city"]["id"] == "GMCA")
        .unwrap()
        .clone();
    assert_eq!(
        ahead["lag_years"], 6,
        "Tees Valley walks where Greater Manchester was six years before"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn tables_are_kept_as_a_whole_or_refused() {
    let test = home(true).await;
    regions::add(&test.home, &Actor::Operator, "chengdu-chongqing")
        .await
        .unwrap();
    let keep =
        |table: NewTable| kept::import(&test.home, &Actor::Operator, "chengdu-chongqing", table);
    for (kind, name) in [
        (CityTableKind::Flows, "flows"),
        (CityTableKind::Integration, "integration"),
        (CityTableKind::Ladder, "ladder"),
        (CityTableKind::Resources, "resources"),
    ] {
        let made = keep(new(kind, name, &format!("tests/golden/ties/{name}.csv")))
            .await
            .unwrap();
        assert_eq!(made.table.kind, kind);
    }
    let server = router(App::new(test.home.clone()));
    let ties = get(&server, &format!("{CC}/ties")).await;
    // The command's figures on the same files.
    let core = command(
        &["city", "core"],
        &golden("tests/golden/ties/flows.csv"),
        "core.csv",
    );
    for row in &core {
        let cities = ties["flows"]["cities"].as_array().unwrap();
        let city = cities
            .iter()
            .find(|one| one["city"]["id"] == row["place"].as_str())
            .unwrap();
        assert_eq!(city["core"], row["part"] == "core");
        same(&city["through"], &row["flow"]);
    }
    // Without masses there are no models; with them they are those of the command, to the last digit.
    assert_eq!(ties["flows"]["models"], Value::Null);
    let mut with_places = new(CityTableKind::Flows, "flows", "tests/golden/ties/flows.csv");
    let places = golden("tests/golden/ties/places.csv");
    // In any order: what stands in a file says which it is.
    with_places
        .files
        .insert(0, ("p.csv".to_owned(), std::fs::read(&places).unwrap()));
    keep(with_places.clone()).await.unwrap();
    let models = get(&server, &format!("{CC}/ties")).await["flows"].clone();
    let words = ["city", "gravity", "--places", places.to_str().unwrap()];
    let flows = golden("tests/golden/ties/flows.csv");
    let of = |at: &Value| {
        let at = at.as_u64().unwrap() as usize;
        models["cities"][at]["city"]["id"]
            .as_str()
            .unwrap()
            .to_owned()
    };
    let rows = models["models"]["flows"].as_array().unwrap();
    let written = command(&words, &flows, "models.csv");
    assert_eq!((rows.len(), written.len()), (20, 20));
    for row in &written {
        let found = rows
            .iter()
            .find(|one| of(&one["from"]) == row["from"] && of(&one["to"]) == row["to"])
            .unwrap();
        for (ours, theirs) in [
            ("value", "flow"),
            ("km", "km"),
            ("gravity", "gravity"),
            ("radiation", "radiation"),
        ] {
            same(&found[ours], &row[theirs]);
        }
    }
    let terms = command(&words, &flows, "gravity.csv");
    for (row, found) in terms
        .iter()
        .zip(models["models"]["terms"].as_array().unwrap())
    {
        assert_eq!(found["term"], row["term"].as_str());
        for name in ["coefficient", "standard_error"] {
            same(&found[name], &row[name]);
        }
    }
    assert_eq!(
        (terms.len(), &models["models"]["gravity"]["pairs"]),
        (4, &20.into())
    );
    // statsmodels has the same share of deviance (tests/golden/ties).
    near(
        &models["models"]["gravity"]["explained"],
        0.7991401271975443,
    );
    let twice = NewTable {
        files: vec![with_places.files[0].clone(), with_places.files[0].clone()],
        ..with_places
    };
    assert!(keep(twice).await.unwrap_err().message.contains("mass"));
    let index = command(
        &["city", "integration"],
        &golden("tests/golden/ties/integration.csv"),
        "index.csv",
    );
    for row in index.iter().filter(|row| row["area"] == "all") {
        let years = ties["integration"]["years"].as_array().unwrap();
        let year = years
            .iter()
            .find(|one| one["year"] == row["year"].parse::<i64>().unwrap())
            .unwrap();
        same(&year["index"], &row["index"]);
    }
    // 2022 lacks a value: no index, and it is said.
    assert!(
        ties["findings"]
            .as_array()
            .unwrap()
            .iter()
            .any(|one| one["code"] == "integration_missing" && one["params"]["year"] == "2022")
    );
    let ladder = ties["ladder"]["pairs"].as_array().unwrap();
    assert_eq!(
        (ladder[0]["a"]["id"].as_str(), ladder[0]["rung"].as_u64()),
        (Some("Chengdu"), Some(3))
    );
    let positions = ties["positions"]["cities"].as_array().unwrap();
    let chengdu = positions
        .iter()
        .find(|one| one["city"]["id"] == "Chengdu")
        .unwrap();
    assert_eq!(chengdu["stated"], "leaders");
    assert_eq!(chengdu["found"], serde_json::json!(["leaders"]));

    // A chain, by folder and by what breaks.
    let folder = golden("tests/golden/chain/cars");
    let mut files: Vec<kept::File> = std::fs::read_dir(&folder)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .filter(|path| path.extension().is_some_and(|ending| ending == "csv"))
        .map(|path| {
            (
                path.file_name().unwrap().to_string_lossy().into_owned(),
                std::fs::read(&path).unwrap(),
            )
        })
        .collect();
    let chain = NewTable {
        files: files.clone(),
        ..new(CityTableKind::Chain, "cars", "tests/golden/ties/flows.csv")
    };
    let id = keep(chain.clone()).await.unwrap().table.id;
    let broken = get(&server, &format!("{CC}/chains/{id}?break=salt")).await;
    // A delivery that the answer names can be broken, too.
    let link = broken["links"][0].as_str().unwrap().replace('>', "%3E");
    let cut = get(&server, &format!("{CC}/chains/{id}?break={link}")).await;
    assert!(cut["sums"]["lost_output_yuan"].as_f64().unwrap() > 0.0);
    near(&broken["sums"]["lost_final_yuan"], 3_280_000_000.0);
    assert_eq!(broken["tables"].as_array().unwrap().len(), 5);
    assert_eq!(
        refused(&server, &format!("{CC}/chains/{id}?break=nobody"))
            .await
            .0,
        400
    );
    // Of one city, by its code as by its name: its own rows, and those in which it is the partner.
    let all = get(&server, &format!("{CC}/chains/{id}")).await;
    let own = get(&server, &format!("{CC}/chains/{id}?city=500000")).await;
    assert_eq!(
        own,
        get(&server, &format!("{CC}/chains/{id}?city=Chongqing")).await
    );
    let (mut of_city, mut of_all) = (0, 0);
    for (whole, part) in all["tables"]
        .as_array()
        .unwrap()
        .iter()
        .zip(own["tables"].as_array().unwrap())
    {
        of_all += whole["rows"].as_array().unwrap().len();
        let rows = whole["rows"].as_array().unwrap().iter();
        let of = |row: &&Value| {
            row.as_array()
                .unwrap()
                .iter()
                .any(|cell| cell == "Chongqing")
        };
        let expected: Vec<&Value> = rows.filter(of).collect();
        assert_eq!(
            part["rows"].as_array().unwrap().iter().collect::<Vec<_>>(),
            expected
        );
        of_city += expected.len();
    }
    assert!(0 < of_city && of_city < of_all, "{of_city} of {of_all}");
    let none = get(&server, &format!("{CC}/chains/{id}?city=Nowhere")).await;
    let tables = none["tables"].as_array().unwrap().iter();
    assert!(
        tables
            .map(|table| &table["rows"])
            .all(|rows| rows.as_array().unwrap().is_empty())
    );
    files.retain(|(name, _)| name != "needs.csv");
    let refusal = keep(NewTable {
        name: "no needs".to_owned(),
        files,
        ..chain
    })
    .await
    .unwrap_err();
    assert!(refusal.message.contains("needs.csv"), "{refusal}");

    // A bad row refuses the whole, and nothing is kept of it.
    let bad = NewTable {
        files: vec![(
            "flows.csv".to_owned(),
            b"from,to,flow\nChengdu,Chongqing,1\nChongqing,Chengdu,much\n".to_vec(),
        )],
        ..new(CityTableKind::Flows, "bad", "tests/golden/ties/flows.csv")
    };
    let refusal = keep(bad).await.unwrap_err();
    assert!(refusal.message.contains("row 3, column flow"), "{refusal}");
    let fault = refusal.finding.unwrap();
    assert_eq!(fault.location.unwrap().row, Some(3));
    let nameless = NewTable {
        synthetic: false,
        ..new(CityTableKind::Flows, "whose", "tests/golden/ties/flows.csv")
    };
    assert!(
        keep(nameless)
            .await
            .unwrap_err()
            .message
            .contains("where the table comes from")
    );
    let wrong = new(
        CityTableKind::Similarity,
        "wrong",
        "tests/golden/city/structure.csv",
    );
    assert!(keep(wrong).await.is_err());
    let list = get(&server, &format!("{CC}/city-tables")).await;
    assert_eq!(list.as_array().unwrap().len(), 5);
    assert!(
        list.as_array()
            .unwrap()
            .iter()
            .all(|one| one["synthetic"] == true)
    );
    // Without structures there is nothing to compare, and it is said how to get there.
    assert_eq!(
        refused(&server, &format!("{CC}/cluster")).await.1,
        "no_data"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn a_table_comes_in_by_http_from_who_may() {
    let test = home(true).await;
    regions::add(&test.home, &Actor::Operator, "chengdu-chongqing")
        .await
        .unwrap();
    for (name, roles) in [("reader", [Role::Viewer]), ("officer", [Role::Officer])] {
        test.home
            .store()
            .create_user(name, "a-long-enough-password", &roles)
            .await
            .unwrap();
    }
    let server = router(App::new(test.home.clone()));
    let body = |kind: &str, more: &str| {
        format!(
            "--XX\r\nContent-Disposition: form-data; name=\"kind\"\r\n\r\n{kind}\r\n--XX\r\nContent-Disposition: form-data; name=\"name\"\r\n\r\nmine\r\n{more}--XX\r\nContent-Disposition: form-data; name=\"file\"; filename=\"mine.csv\"\r\n\r\ncity,industry,value\nChengdu,a,3\nChengdu,b,1\nLuzhou,a,1\nLuzhou,b,4\nNowhere,a,2\r\n--XX--\r\n"
        )
    };
    let post = |secret: Option<String>, body: String| {
        let mut request = Request::post(format!("{CC}/city-tables"))
            .header(header::CONTENT_TYPE, "multipart/form-data; boundary=XX");
        if let Some(secret) = secret {
            request = request.header(header::AUTHORIZATION, format!("Bearer {secret}"));
        }
        request.body(Body::from(body)).unwrap()
    };
    let token = |name: &'static str| {
        let store = test.home.store().clone();
        async move { store.create_token(name, "test", None).await.unwrap().secret }
    };
    let source = "--XX\r\nContent-Disposition: form-data; name=\"source\"\r\n\r\na survey\r\n";
    assert_eq!(
        send(&server, post(None, body("structure", source))).await.0,
        401
    );
    assert_eq!(
        send(
            &server,
            post(Some(token("reader").await), body("structure", source))
        )
        .await
        .0,
        403
    );
    let officer = token("officer").await;
    assert_eq!(
        send(&server, post(Some(officer.clone()), body("structure", "")))
            .await
            .0,
        400
    );
    assert_eq!(
        send(&server, post(Some(officer.clone()), body("poem", source)))
            .await
            .0,
        400
    );
    let (status, made) = send(&server, post(Some(officer), body("structure", source))).await;
    assert_eq!(status, 201, "{made}");
    assert_eq!(made["table"]["by"], "officer");
    assert!(
        made["findings"]
            .as_array()
            .unwrap()
            .iter()
            .any(|one| one["code"] == "missing_cells")
    );
    let answer = get(&server, &format!("{CC}/cluster")).await;
    assert_eq!(answer["cities"].as_array().unwrap().len(), 3);
    // cos((3, 1), (1, 4)) = 7 / sqrt(10 17)
    near(&answer["similarity"]["cosine"][1], 7.0 / 170.0_f64.sqrt());
    assert!(
        answer["findings"]
            .as_array()
            .unwrap()
            .iter()
            .any(
                |one| one["code"] == "cities_without_place" && one["params"]["cities"] == "Nowhere"
            )
    );
}

/// An input-output table with regions as pymrio saves it: steps to final use and from primary inputs by NumPy, and what the others lose
/// if a region-industry stops by plain sweeps.
#[tokio::test(flavor = "multi_thread")]
async fn a_trade_table_is_a_chain_of_region_industries() {
    let test = home(true).await;
    regions::add(&test.home, &Actor::Operator, "chengdu-chongqing")
        .await
        .unwrap();
    let folder = golden("tests/golden/trade/three-regions/case");
    let files: Vec<kept::File> = ["Z.txt", "Y.txt", "unit.txt"]
        .iter()
        .map(|name| {
            (
                (*name).to_owned(),
                std::fs::read(folder.join(name)).unwrap(),
            )
        })
        .collect();
    let table = NewTable {
        files,
        ..new(
            CityTableKind::Chain,
            "three regions",
            "tests/golden/ties/flows.csv",
        )
    };
    let id = kept::import(&test.home, &Actor::Operator, "chengdu-chongqing", table)
        .await
        .unwrap()
        .table
        .id;
    let server = router(App::new(test.home.clone()));
    let answer = get(&server, &format!("{CC}/chains/{id}")).await;
    let expected: Value = serde_json::from_str(
        &std::fs::read_to_string(golden("tests/golden/cluster/chain.json")).unwrap(),
    )
    .unwrap();
    let result = |name: &str| {
        let tables = answer["tables"].as_array().unwrap();
        let table = tables.iter().find(|one| one["name"] == name).unwrap();
        let head: Vec<String> = serde_json::from_value(table["head"].clone()).unwrap();
        let rows: Vec<Vec<String>> = serde_json::from_value(table["rows"].clone()).unwrap();
        let at = move |column: &str| head.iter().position(|one| one == column).unwrap();
        (at, rows)
    };
    let (at, rows) = result("position");
    let ids: Vec<String> = serde_json::from_value(expected["ids"].clone()).unwrap();
    assert_eq!(rows.len(), ids.len());
    for (row, (n, id)) in rows.iter().zip(ids.iter().enumerate()) {
        assert_eq!(&row[at("process")], id);
        for key in ["upstreamness", "downstreamness"] {
            let ours: f64 = row[at(key)].parse().unwrap();
            near(&Value::from(ours), expected[key][n].as_f64().unwrap());
        }
    }
    let (at, rows) = result("critical");
    for row in &rows {
        let ours: f64 = row[at("others_lose_yuan")].parse().unwrap();
        let theirs = expected["others_lose"][&row[at("firm")]].as_f64().unwrap();
        assert!((ours - theirs).abs() <= 1e-6 * theirs, "{ours} {theirs}");
    }
}

/// A workbook of the sheets' rows, each cell as text or, where it is one, as number.
fn workbook(rows: &[Vec<String>]) -> Vec<u8> {
    let mut book = rust_xlsxwriter::Workbook::new();
    let sheet = book.add_worksheet();
    for (row, cells) in rows.iter().enumerate() {
        for (column, cell) in cells.iter().enumerate() {
            let (row, column) = (row as u32, column as u16);
            match cell.parse::<f64>() {
                Ok(number) => sheet.write_number(row, column, number).unwrap(),
                Err(_) => sheet.write_string(row, column, cell).unwrap(),
            };
        }
    }
    book.save_to_buffer().unwrap()
}

/// Flows that a user brings between the city regions of the United Kingdom, as text and as workbook: the models take people from the region's
/// statistics, and are those of the command that is given the same people and places in a file.
#[tokio::test(flavor = "multi_thread")]
async fn flows_that_are_brought_are_fitted_with_the_regions_own_people() {
    let test = uk().await;
    regions::add(&test.home, &Actor::Operator, "uk")
        .await
        .unwrap();
    let view = test.home.region("uk").await.unwrap();
    let server = router(App::new(test.home.clone()));
    let cities: Vec<_> = view
        .places
        .iter()
        .filter(|one| one.level == "city_region")
        .collect();
    let people = get(
        &server,
        "/api/v1/regions/uk/cluster?level=city_region&measure=population&year=2018",
    )
    .await;
    let persons = |code: &str| {
        let all = people["cities"].as_array().unwrap();
        let city = all.iter().find(|one| one["id"] == code).unwrap();
        city["measure"].as_f64().unwrap()
    };
    let mut rows = vec![
        "from,to,amount,kind,unit,period,source"
            .split(',')
            .map(str::to_owned)
            .collect::<Vec<_>>(),
    ];
    let mut places = "id,mass,lon,lat\n".to_owned();
    for (a, from) in cities.iter().enumerate() {
        let (lon, lat) = from.lon_lat.unwrap();
        places.push_str(&format!(
            "{},{},{lon},{lat}\n",
            from.code,
            persons(&from.code)
        ));
        for (b, to) in cities.iter().enumerate().filter(|(b, _)| *b != a) {
            // An invented amount that no model gives exactly; names and codes in turn.
            let amount = (1 + (a * 7 + b * 13) % 29) as f64 * 0.5;
            let name = if b % 2 == 0 {
                to.name.en.clone()
            } else {
                to.code.clone()
            };
            for (kind, period) in [("trips", "2018"), ("trips", "2017"), ("post", "2018")] {
                let amount = if kind == "post" { amount + 1.0 } else { amount };
                rows.push(
                    [
                        from.code.as_str(),
                        &name,
                        &amount.to_string(),
                        kind,
                        "thousand",
                        period,
                        "made up",
                    ]
                    .map(str::to_owned)
                    .to_vec(),
                );
            }
        }
    }
    let csv: String = rows
        .iter()
        .map(|row| {
            row.iter()
                .map(|cell| {
                    if cell.contains(',') {
                        format!("\"{cell}\"")
                    } else {
                        cell.clone()
                    }
                })
                .collect::<Vec<_>>()
                .join(",")
                + "\n"
        })
        .collect();
    let table = |name: &str, files: Vec<kept::File>| NewTable {
        files,
        ..new(CityTableKind::Flows, name, "tests/golden/ties/flows.csv")
    };
    let keep = |table: NewTable| kept::import(&test.home, &Actor::Operator, "uk", table);
    let text = keep(table(
        "text",
        vec![("flows.csv".to_owned(), csv.clone().into_bytes())],
    ))
    .await
    .unwrap()
    .table
    .id;
    let book = keep(table(
        "book",
        vec![("flows.xlsx".to_owned(), workbook(&rows))],
    ))
    .await
    .unwrap()
    .table
    .id;
    let ties = |id: u32, more: &str| {
        let (server, path) = (
            server.clone(),
            format!("/api/v1/regions/uk/ties?flows={id}{more}"),
        );
        async move { get(&server, &path).await["flows"].clone() }
    };
    let shown = ties(text, "").await;
    assert_eq!(
        (&shown["kind"], &shown["period"], &shown["unit"]),
        (&"trips".into(), &"2018".into(), &"thousand".into())
    );
    assert_eq!(
        shown["kinds"][0]["periods"],
        serde_json::json!(["2017", "2018"])
    );
    assert_eq!(
        shown["mass"],
        serde_json::json!({"indicator": "population", "year": 2018})
    );
    assert_eq!(shown["sources"], serde_json::json!(["made up"]));
    let mut same_book = ties(book, "").await;
    same_book["table"] = shown["table"].clone();
    assert_eq!(same_book, shown);
    let post = ties(text, "&kind=post").await;
    assert_ne!(post["models"], shown["models"]);
    // Earlier flows take the people of their own year.
    assert_eq!(ties(text, "&period=2017").await["mass"]["year"], 2017);

    // The command on the same flows, with people and places in a file.
    let dir = tempfile::tempdir().unwrap();
    let (flows, file) = (dir.path().join("flows.csv"), dir.path().join("places.csv"));
    // It knows no region: one name for each city.
    let plain = cities
        .iter()
        .fold(csv, |text, city| text.replace(&city.name.en, &city.code));
    std::fs::write(&flows, plain).unwrap();
    std::fs::write(&file, places).unwrap();
    let words = [
        "city",
        "gravity",
        "--places",
        file.to_str().unwrap(),
        "--kind",
        "trips",
    ];
    let models = &shown["models"];
    assert_eq!(models["gravity"]["pairs"], 132);
    for (row, found) in command(&words, &flows, "gravity.csv")
        .iter()
        .zip(models["terms"].as_array().unwrap())
    {
        assert_eq!(found["term"], row["term"].as_str());
        near(&found["coefficient"], row["coefficient"].parse().unwrap());
        near(
            &found["standard_error"],
            row["standard_error"].parse().unwrap(),
        );
    }
    assert!(models["radiation"]["common"].as_f64().unwrap() > 0.0);

    // What is wrong is named by file, row and column, in a workbook as in a text, and nothing is kept.
    rows[5][2] = "many".to_owned();
    rows[9][1] = "Paris".to_owned();
    let refusal = keep(table(
        "bad",
        vec![("flows.xlsx".to_owned(), workbook(&rows))],
    ))
    .await
    .unwrap_err();
    assert!(
        refusal
            .message
            .starts_with("flows.xlsx, row 6, column amount: ")
            && refusal.message.ends_with("(and one fault more)"),
        "{refusal}"
    );
    let at = refusal.finding.unwrap().location.unwrap();
    assert_eq!(
        (at.file.as_str(), at.row, at.field.as_deref()),
        ("flows.xlsx", Some(6), Some("amount"))
    );
    let refusal = keep(table(
        "bad",
        vec![("flows.xlsx".to_owned(), b"no workbook".to_vec())],
    ))
    .await
    .unwrap_err();
    assert!(refusal.message.starts_with("flows.xlsx: "), "{refusal}");
    let list = get(&server, "/api/v1/regions/uk/city-tables").await;
    assert_eq!(list.as_array().unwrap().len(), 2);
}

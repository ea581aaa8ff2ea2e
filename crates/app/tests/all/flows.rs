//! Trade tables and traced grids beside a region's ledger: kept, shown, and what they change in it.

use super::{TestHome, home};
use app::http::routes::router;
use app::http::state::App;
use app::usecase::Actor;
use app::usecase::flows::balances::{self, NewBalance};
use app::usecase::flows::grids::{self, NewGrid};
use app::usecase::import::Upload;
use app::usecase::readings::{account, files};
use app::usecase::regions;
use axum::Router;
use axum::body::{Body, to_bytes};
use axum::http::{Request, header};
use flow::formats::npy;
use flow::grid::Losses;
use metering::parse::ParseOptions;
use serde_json::Value;
use std::path::Path;
use store::Role;
use tower::ServiceExt;

const CASE: &str = concat!(
    env!("CARGO_MANIFEST_DIR"),
    "/../../tests/golden/trade/three-regions"
);

async fn uk_without_file() -> TestHome {
    let test = home(true).await;
    regions::add(&test.home, &Actor::Operator, "uk")
        .await
        .unwrap();
    test
}

async fn send(router: &Router, request: Request<Body>) -> (u16, Value) {
    let response = router.clone().oneshot(request).await.unwrap();
    let status = response.status().as_u16();
    let bytes = to_bytes(response.into_body(), usize::MAX).await.unwrap();
    (status, serde_json::from_slice(&bytes).unwrap())
}

async fn get(router: &Router, path: &str) -> (u16, Value) {
    send(router, Request::get(path).body(Body::empty()).unwrap()).await
}

fn near(found: f64, expected: f64) {
    assert!(
        (found - expected).abs() <= 1e-9 * expected.abs().max(1.0),
        "{found} is not {expected}"
    );
}

/// Coal makes 100 MW at A, where 50 are used; the line brings 50 MW to B, where wind makes 10 MW more in every hour.
fn two_buses(folder: &Path, coal_t_per_mwh: f64, hours: usize) {
    std::fs::create_dir_all(folder).unwrap();
    let wind = (0..hours).flat_map(|hour| [100.0, 10.0 * hour as f64]);
    for (name, shape, values) in [
        ("branches", vec![1, 2], vec![0.0, 1.0]),
        ("flow", vec![hours, 1], vec![50.0; hours]),
        ("gen_bus", vec![2], vec![0.0, 1.0]),
        ("gen_mw", vec![hours, 2], wind.collect()),
        ("gen_ef", vec![2], vec![coal_t_per_mwh, 0.0]),
    ] {
        let bytes = npy::write(&shape, &values);
        std::fs::write(folder.join(format!("{name}.npy")), bytes).unwrap();
    }
}

fn new_grid(folder: &Path, start: &str) -> NewGrid {
    let buses = folder.join("buses.csv.txt");
    std::fs::write(&buses, "bus,zone,lon,lat\n1,GB,-1.5,53\n").unwrap();
    NewGrid {
        name: "two buses".to_owned(),
        source: String::new(),
        synthetic: true,
        start: start.to_owned(),
        step_minutes: 60,
        losses: Losses::User,
        factors: None,
        buses: Some(buses),
        set_factors: true,
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_traced_grid_gives_readings_their_hourly_factors() {
    let test = uk_without_file().await;
    let upload = Upload::new(
        "meters.csv",
        b"code,place,carrier,unit,resolution,register,interval_minutes,digits,parent,zone\nM,BDG,electricity,kWh,0.001,interval,60,,,GB\n".to_vec(),
    );
    files::import_meters(&test.home, &Actor::Operator, "uk", &upload)
        .await
        .unwrap();
    // 4 kWh in every hour of the day on which the clocks go forward: 23 hours.
    let start: jiff::Timestamp = "2024-03-31T00:00:00Z".parse().unwrap();
    let mut text = String::from("meter,at,value\n");
    for hour in 0..23 {
        text += &format!("M,{},4\n", start + jiff::SignedDuration::from_hours(hour));
    }
    let upload = Upload::new("day.csv", text.into_bytes());
    files::import(
        &test.home,
        &Actor::Operator,
        "uk",
        upload,
        ParseOptions::default(),
        false,
    )
    .await
    .unwrap();
    let folder = test.dir.path().join("grid");
    // B has 50 MW with the coal's carbon among 50 + 10 h.
    let expected = |coal: f64| {
        (0..23)
            .map(|h| 4.0 * 50.0 * coal / (50.0 + 10.0 * f64::from(h)))
            .sum::<f64>()
    };
    for (coal, readings) in [(0.9, 23), (0.45, 23)] {
        two_buses(&folder, coal, 23);
        let new = new_grid(&folder, "2024-03-31T00:00");
        let kept = grids::import(&test.home, &Actor::Operator, "uk", &folder, new)
            .await
            .unwrap();
        // One local day of two zones: B's is named, A's is its own.
        assert_eq!((kept.days, kept.factor_days), (1, 2));
        let run = account::run(&test.home, &Actor::Operator, "uk", false)
            .await
            .unwrap();
        assert_eq!(run.readings, readings);
        assert!(
            (run.emissions_kg - expected(coal)).abs() < 1e-6,
            "{} is not {}",
            run.emissions_kg,
            expected(coal)
        );
    }
    let server = router(App::new(test.home.clone()));
    let (_, list) = get(&server, "/api/v1/regions/uk/grids").await;
    assert_eq!(list.as_array().unwrap().len(), 1, "the newest of a name");
    assert_eq!(list[0]["synthetic"], true);
    assert_eq!(list[0]["factor_zones"], serde_json::json!(["0", "GB"]));
    let path = format!("/api/v1/regions/uk/grids/{}", list[0]["id"]);
    let (_, day) = get(&server, &path).await;
    let steps = day["steps"].as_array().unwrap();
    assert_eq!(steps.len(), 23);
    assert_eq!(steps[1]["at"], "2024-03-31T02:00+01:00");
    near(
        steps[5]["intensity"][1].as_f64().unwrap(),
        50.0 * 0.45 / 100.0,
    );
    near(steps[5]["through_mw"][1].as_f64().unwrap(), 100.0);
    assert_eq!(
        get(&server, &format!("{path}?date=2024-04-01")).await.0,
        400
    );
    assert_eq!(get(&server, "/api/v1/regions/uk/grids/99").await.0, 404);
    // Where the factors come from is on the job that set them.
    let imports = test.home.store().committed_imports("uk").await.unwrap();
    let sha = list[0]["sha256"].as_str().unwrap();
    assert!(
        imports
            .iter()
            .any(|import| import.job.file_name == format!("trace of two buses ({sha})"))
    );

    // A day that lacks hours sets nothing and keeps nothing: under a name of its own, and under one whose older grid then stays.
    two_buses(&folder, 0.9, 12);
    for name in ["half a day", "two buses"] {
        let new = NewGrid {
            name: name.to_owned(),
            ..new_grid(&folder, "2024-05-01T00:00")
        };
        let refused = grids::import(&test.home, &Actor::Operator, "uk", &folder, new)
            .await
            .unwrap_err();
        assert!(refused.message.contains("12 of 24 hours"), "{refused}");
        let (_, now) = get(&server, "/api/v1/regions/uk/grids").await;
        assert_eq!(now, list);
    }
    let run = account::run(&test.home, &Actor::Operator, "uk", false)
        .await
        .unwrap();
    assert_eq!(run.import, None, "no factor was changed");
}

fn form(path: &str, secret: &str, parts: &[(&str, Option<&str>, &[u8])]) -> Request<Body> {
    let mut body = Vec::new();
    for (name, file, bytes) in parts {
        let file = file
            .map(|file| format!("; filename=\"{file}\""))
            .unwrap_or_default();
        let head = format!("--XX\r\nContent-Disposition: form-data; name=\"{name}\"{file}\r\n\r\n");
        body.extend_from_slice(head.as_bytes());
        body.extend_from_slice(bytes);
        body.extend_from_slice(b"\r\n");
    }
    body.extend_from_slice(b"--XX--\r\n");
    Request::post(path)
        .header(header::CONTENT_TYPE, "multipart/form-data; boundary=XX")
        .header(header::AUTHORIZATION, format!("Bearer {secret}"))
        .body(Body::from(body))
        .unwrap()
}

/// The table as plain CSV, as `trace aggregate` writes it: nothing is put together.
fn plain() -> Vec<(&'static str, String)> {
    let read = |name: &str| std::fs::read_to_string(format!("{CASE}/case/{name}")).unwrap();
    let mut files: std::collections::BTreeMap<String, String> = Default::default();
    for name in [
        "Z.txt",
        "Y.txt",
        "unit.txt",
        "file_parameters.json",
        "emissions/F.txt",
        "emissions/F_Y.txt",
        "emissions/unit.txt",
        "emissions/file_parameters.json",
    ] {
        files.insert(name.to_owned(), read(name));
    }
    flow::jobs::table_files(&flow::formats::mrio::read(&files).unwrap())
}

#[tokio::test(flavor = "multi_thread")]
async fn a_trade_table_is_brought_in_and_says_who_emits_for_whom() {
    let test = uk_without_file().await;
    let store = test.home.store();
    for (name, role) in [("olga", Role::Officer), ("vic", Role::Viewer)] {
        store
            .create_user(name, "correct horse 1", &[role])
            .await
            .unwrap();
    }
    let officer = store.create_token("olga", "t", None).await.unwrap().secret;
    let viewer = store.create_token("vic", "t", None).await.unwrap().secret;
    let server = router(App::new(test.home.clone()));
    let path = "/api/v1/regions/uk/trade-tables";
    let files = plain();
    let mut parts: Vec<(&str, Option<&str>, &[u8])> = files
        .iter()
        .map(|(name, text)| ("file", Some(*name), text.as_bytes()))
        .collect();
    parts.extend([("name", None, &b"three"[..]), ("year", None, b"2020")]);
    let (status, refused) = send(&server, form(path, &viewer, &parts)).await;
    assert_eq!(
        (status, &refused["error"]["code"]),
        (403, &"not_allowed".into())
    );
    // Neither a source nor a word that it is invented.
    let (status, refused) = send(&server, form(path, &officer, &parts)).await;
    assert_eq!(
        (status, &refused["error"]["code"]),
        (400, &"bad_parameter".into())
    );
    parts.push(("synthetic", None, b"true"));
    let (status, made) = send(&server, form(path, &officer, &parts)).await;
    assert_eq!(status, 201, "{made}");
    assert_eq!(made["table"]["synthetic"], true);
    assert_eq!(made["regions"].as_array().unwrap().len(), 3);
    assert_eq!(made["regions"][0]["name"], "Riverton");
    assert!(made["stressor"].as_str().unwrap().contains("CO2"));
    // The matrix that NumPy gives from pymrio's inverse.
    let expected: Vec<f64> = std::fs::read_to_string(format!("{CASE}/expected/bilateral_CO2.txt"))
        .unwrap()
        .lines()
        .skip(1)
        .flat_map(|line| {
            line.split('\t')
                .skip(1)
                .map(|cell| cell.parse::<f64>().unwrap())
                .collect::<Vec<_>>()
        })
        .collect();
    assert_eq!(expected.len(), 9);
    let number = |value: &Value| value.as_f64().unwrap();
    for (found, expected) in made["bilateral"].as_array().unwrap().iter().zip(&expected) {
        near(number(found), *expected);
    }
    let sum = |key: &str| -> f64 {
        let regions = made["regions"].as_array().unwrap();
        regions.iter().map(|region| number(&region[key])).sum()
    };
    for key in ["consumption", "shared_half", "shared_value_added"] {
        assert!((sum(key) - sum("production")).abs() < 1e-6, "{key}");
    }
    assert!((sum("imports") - sum("exports")).abs() < 1e-9);

    // The newest of a name counts; another kind of emissions is asked for by its name.
    let (status, _) = send(&server, form(path, &officer, &parts)).await;
    assert_eq!(status, 201);
    let (_, list) = get(&server, path).await;
    let list = list.as_array().unwrap();
    assert_eq!(
        (list.len(), list[0]["stressors"].as_array().unwrap().len()),
        (1, 2)
    );
    let methane = list[0]["stressors"][1]["name"].as_str().unwrap();
    let (_, of) = get(
        &server,
        &format!(
            "{path}/{}?stressor={}",
            list[0]["id"],
            methane.replace('/', "%2F").replace(' ', "%20")
        ),
    )
    .await;
    assert!(of["stressor"].as_str().unwrap().contains("CH4"), "{of}");
    let (status, of) = get(&server, &format!("{path}/{}?stressor=gold", list[0]["id"])).await;
    assert_eq!(
        (status, &of["error"]["code"]),
        (404, &"unknown_name".into())
    );

    assert_eq!(list[0]["stressors"][0]["unit"], "kt");
    // Without its units it is kept only if somebody says them.
    let mut bare: Vec<(&str, Option<&str>, &[u8])> = parts.clone();
    bare.retain(|part| part.1 != Some("F_unit.txt"));
    let (status, refused) = send(&server, form(path, &officer, &bare)).await;
    assert_eq!(
        (status, &refused["error"]["code"]),
        (422, &"no_unit".into()),
        "{refused}"
    );
    let what = refused["error"]["params"]["what"].as_str().unwrap();
    assert!(what.contains("CO2"), "{what}");
    bare.push(("unit", None, b"kt"));
    let (status, made) = send(&server, form(path, &officer, &bare)).await;
    assert_eq!((status, &made["unit"]), (201, &"kt".into()), "{made}");

    // A table with a faulty cell is refused by file, row and column, and nothing is kept.
    let broken = files[0].1.replacen(",", ",x", 30);
    let mut wrong = parts.clone();
    wrong[0].2 = broken.as_bytes();
    wrong.retain(|part| part.0 != "name");
    wrong.push(("name", None, b"broken"));
    let (status, refused) = send(&server, form(path, &officer, &wrong)).await;
    assert_eq!(status, 422, "{refused}");
    assert!(
        refused["error"]["message"]
            .as_str()
            .unwrap()
            .contains("Z.csv")
    );
    let (_, list) = get(&server, path).await;
    assert_eq!(list.as_array().unwrap().len(), 1);
}

/// The town of `flow`'s tests, kept with a region whose ledger is empty: all of its carbon is in the balance alone, and is seen to be.
#[tokio::test(flavor = "multi_thread")]
async fn a_balance_is_kept_and_its_chain_adds_up() {
    let test = uk_without_file().await;
    let server = router(App::new(test.home.clone()));
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("../flow/tests/data/town_balance.csv");
    let new = NewBalance {
        name: "town".into(),
        year: 2019,
        synthetic: true,
        ..NewBalance::default()
    };
    let nameless = NewBalance {
        synthetic: false,
        ..new.clone()
    };
    let put = async |new| balances::import(&test.home, &Actor::Operator, "uk", &file, new).await;
    assert!(put(nameless).await.is_err());
    let nowhere = NewBalance {
        place: Some("NOWHERE".into()),
        ..new.clone()
    };
    assert!(put(nowhere).await.is_err());
    put(new.clone()).await.unwrap();
    let path = "/api/v1/regions/uk";
    let (_, list) = get(&server, &format!("{path}/balances")).await;
    assert_eq!(list.as_array().unwrap().len(), 1);
    let number = |value: &Value| value.as_f64().unwrap();
    near(number(&list[0]["consumption_t"]), 110.0);
    near(number(&list[0]["production_t"]), 100.0);
    assert_eq!(list[0]["synthetic"], true);

    let chain = format!("{path}/chain?indicator=carbon_total&stages=field,place");
    let (status, of) = get(&server, &format!("{chain}&period=2019")).await;
    assert_eq!(status, 200, "{of}");
    assert_eq!(of["unit"], "kt");
    near(number(&of["balance"]), 0.11);
    near(number(&of["ledger"]), 0.0);
    near(number(&of["only_balance"]), 0.11);
    near(number(&of["only_ledger"]), 0.0);
    for stage in 0..4 {
        let nodes = of["nodes"].as_array().unwrap().iter();
        let sum: f64 = nodes
            .filter(|node| node["stage"] == stage)
            .map(|node| number(&node["value"]))
            .sum();
        near(sum, 0.11);
    }
    for (words, status) in [
        ("&period=2018", 404),
        ("&period=2019-05", 400),
        ("&period=2019&view=production", 400),
        ("&period=2019&field=industry", 400),
    ] {
        let (found, of) = get(&server, &format!("{chain}{words}")).await;
        assert_eq!(found, status, "{words}: {of}");
    }
    let (found, _) = get(
        &server,
        &format!("{path}/chain?period=2019&stages=place,field"),
    )
    .await;
    assert_eq!(found, 400);
    // What was wrong is said with its value.
    for (words, name, value) in [
        ("&period=2019-05", "period", "2019-05"),
        ("&period=2019&view=production", "view", "production"),
        ("&period=2019&field=industry", "field", "industry"),
    ] {
        let (_, of) = get(&server, &format!("{chain}{words}")).await;
        let params = &of["error"]["params"];
        assert_eq!(
            (&params["name"], &params["value"]),
            (&name.into(), &value.into()),
            "{of}"
        );
    }
    let earlier = NewBalance {
        name: "town 2018".into(),
        year: 2018,
        ..new
    };
    put(earlier).await.unwrap();
    // Two years with 0.11 kt each.
    let (found, of) = get(&server, &format!("{chain}&period=2018..2019")).await;
    assert_eq!(found, 200, "{of}");
    near(number(&of["balance"]), 0.22);
}

/// A balance comes in by the form, as file or as text; what is wrong in it is said with file, row and column.
#[tokio::test(flavor = "multi_thread")]
async fn a_balance_is_brought_in_by_a_form() {
    let test = uk_without_file().await;
    let store = test.home.store();
    for (name, role) in [("olga", Role::Officer), ("vic", Role::Viewer)] {
        store
            .create_user(name, "correct horse 1", &[role])
            .await
            .unwrap();
    }
    let officer = store.create_token("olga", "t", None).await.unwrap().secret;
    let viewer = store.create_token("vic", "t", None).await.unwrap().secret;
    let server = router(App::new(test.home.clone()));
    let path = "/api/v1/regions/uk/balances";
    let district = std::fs::read_to_string(
        Path::new(env!("CARGO_MANIFEST_DIR"))
            .join("../../data/examples/balance-district/balance.csv"),
    )
    .unwrap();
    let parts = |text: &str| -> Vec<(&'static str, Option<&'static str>, Vec<u8>)> {
        vec![
            ("file", Some("town.csv"), text.as_bytes().to_vec()),
            ("name", None, b"town".to_vec()),
            ("year", None, b"2019".to_vec()),
            ("place", None, Vec::new()),
            ("method", None, b"energy".to_vec()),
            ("synthetic", None, b"true".to_vec()),
        ]
    };
    let ask = |secret: &str, parts: &[(&'static str, Option<&'static str>, Vec<u8>)]| {
        let parts: Vec<(&str, Option<&str>, &[u8])> = parts
            .iter()
            .map(|(name, file, bytes)| (*name, *file, &bytes[..]))
            .collect();
        form(path, secret, &parts)
    };
    let (status, _) = send(&server, ask(&viewer, &parts(&district))).await;
    assert_eq!(status, 403);
    let wrong = |text: String, fault: &'static str, row: u32, column: Option<u32>| {
        (text, fault, row, column)
    };
    for (text, fault, row, column) in [
        wrong(district.replace("900000", "many"), "number", 9, Some(4)),
        wrong(
            district.replace("supply,rail", "gift,rail"),
            "kind",
            9,
            Some(1),
        ),
        wrong(
            district.replace("rail,coal", "rail,peat"),
            "carrier",
            9,
            Some(3),
        ),
        wrong(
            district.replace("wires,power,45000", "wires,power,-45000"),
            "negative",
            22,
            None,
        ),
        wrong(
            district.replace("energy,factor_t", "energy,carbon"),
            "column",
            1,
            None,
        ),
    ] {
        let (status, refused) = send(&server, ask(&officer, &parts(&text))).await;
        let error = &refused["error"];
        assert_eq!(
            (status, &error["code"]),
            (422, &"refused".into()),
            "{refused}"
        );
        assert_eq!(error["params"]["fault"], fault, "{refused}");
        assert_eq!(error["location"]["file"], "town.csv");
        assert_eq!(error["location"]["row"], row, "{refused}");
        assert_eq!(
            error["location"]["column"].as_u64(),
            column.map(u64::from),
            "{refused}"
        );
    }
    let (_, list) = get(&server, path).await;
    assert_eq!(list.as_array().unwrap().len(), 0);
    let mut nothing = parts(&district);
    nothing.remove(0);
    let (status, refused) = send(&server, ask(&officer, &nothing)).await;
    assert_eq!(
        (status, &refused["error"]["code"]),
        (400, &"bad_body".into())
    );
    let mut method = parts(&district);
    method[4].2 = b"price".to_vec();
    let (status, refused) = send(&server, ask(&officer, &method)).await;
    assert_eq!(
        (status, &refused["error"]["params"]["value"]),
        (400, &"price".into())
    );
    // As text instead of a file.
    let mut pasted = parts(&district);
    pasted[0] = ("text", None, district.clone().into_bytes());
    let (status, made) = send(&server, ask(&officer, &pasted)).await;
    assert_eq!((status, &made["method"]), (201, &"energy".into()), "{made}");
    assert_eq!(made["exported_t"].to_string(), "0.0");
    // Its supplies and processes are named in both languages.
    let chain = "/api/v1/regions/uk/chain?indicator=carbon_total&stages=field,place&period=2019";
    let (status, of) = get(&server, chain).await;
    assert_eq!(status, 200, "{of}");
    let named = |id: &str| {
        let mut nodes = of["nodes"].as_array().unwrap().iter();
        let node = nodes.find(|node| node["id"] == id);
        node.unwrap_or_else(|| panic!("{id}: {of}"))["label"].clone()
    };
    assert_eq!(named("0:supply:=gas")["zh"], "天然气");
    assert_eq!(named("1:conversion:=Coking")["en"], "Coking");
    assert_eq!(named("1:conversion:=Coking")["zh"], "炼焦");
}

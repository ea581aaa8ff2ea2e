//! From a figure down to the reading: what every level says adds up to the level above, by sums worked out by hand.

use super::readings::{
    PLACE, Served, accounted, factors, quarters, served, set_factors, take, with_meters,
};
use metering::parse::ParseOptions;
use serde_json::Value;

fn number(node: &Value) -> f64 {
    node.as_f64()
        .unwrap_or_else(|| panic!("no number but {node}"))
}

/// Opens one child after the other, as a reader does, until a node of this kind.
async fn down_to(server: &Served, question: &str, kind: &str) -> (Value, Vec<Value>) {
    let mut node = server.get(&format!("explain?{question}&depth=1")).await;
    let mut path = Vec::new();
    for _ in 0..20 {
        if node["kind"] == kind {
            return (node, path);
        }
        path.push(node.clone());
        let inside = node["children"].as_array().unwrap();
        node = match inside.first() {
            Some(child) => child.clone(),
            None => {
                let link = node["link"].as_str().expect("a way further down");
                server.get(&format!("explain?{link}&depth=1")).await
            }
        };
    }
    panic!("no {kind} below {question}");
}

async fn opened(server: &Served, node: &Value) -> Value {
    let link = node["link"].as_str().unwrap();
    server.get(&format!("explain?{link}&depth=1")).await
}

#[tokio::test(flavor = "multi_thread")]
async fn a_figure_leads_to_the_reading_and_every_level_adds_up() {
    let test = with_meters(&format!(
        "M,{PLACE},electricity,kWh,0.001,interval,15,,,GB\nN,{PLACE},electricity,kWh,0.001,interval,15,,,GB\n"
    ))
    .await;
    let (first, second, third) = (
        "2024-01-01T00:00:00Z",
        "2024-01-02T00:00:00Z",
        "2024-01-03T00:00:00Z",
    );
    // Hours of 0.01, 0.02 ... 0.24 kg/kWh on both days.
    set_factors(&test, factors(first, 24)).await;
    set_factors(&test, factors(second, 24)).await;
    for (meter, value) in [("M", "1"), ("N", "0.5")] {
        let file = quarters(meter, first, third, value).into_bytes();
        take(&test, "two-days.csv", file, ParseOptions::default()).await;
    }
    accounted(&test).await;
    let server = served(&test).await;
    let question = format!("indicator=carbon_total&place={PLACE}&period=2024-01");
    let (behind, path) = down_to(&server, &question, "readings").await;
    let entry = path.iter().find(|node| node["kind"] == "entry").unwrap();
    let product = path.iter().find(|node| node["kind"] == "product").unwrap();
    assert_eq!(product["formula"], "E = Σ (AD(h) × EF(h))");

    // M: 2 days x 4 x (0.01 + ... + 0.24) = 2 x 12 kg; N half of it; 36 kg in all, and 2 x 96 x 1.5 = 288 kWh.
    let whole = opened(&server, &behind).await;
    let read = &whole["readings"];
    assert_eq!(number(&behind["value"]), 288.0);
    assert_eq!(number(&whole["value"]), 288.0);
    assert_eq!(number(&read["with_factor"]), 288.0);
    assert_eq!(number(&read["co2_kg"]), 36.0);
    let tonnes = match entry["unit"].as_str().unwrap() {
        "t" | "t CO2e" => number(&entry["value"]),
        "kt" | "kt CO2e" => number(&entry["value"]) * 1e3,
        other => panic!("unit {other}"),
    };
    assert!((tonnes * 1e3 - 36.0).abs() < 1e-9, "{tonnes} t");
    assert_eq!(
        (&read["slots"], &read["present"]),
        (&384.into(), &384.into())
    );
    assert_eq!(read["zones"], serde_json::json!(["GB"]));
    assert_eq!(read["factor_sources"], serde_json::json!(["factors.csv"]));
    let run = &read["run"];
    assert!(number(&run["readings_version"]) >= 2.0 && number(&run["factors_version"]) >= 2.0);
    assert_eq!(run["newer"], false);

    let meters = whole["children"].as_array().unwrap();
    let of = |node: &Value| {
        (
            node["readings"]["meter"]["code"]
                .as_str()
                .unwrap()
                .to_owned(),
            number(&node["value"]),
            number(&node["readings"]["co2_kg"]),
        )
    };
    assert_eq!(
        meters.iter().map(of).collect::<Vec<_>>(),
        [("M".to_owned(), 192.0, 24.0), ("N".to_owned(), 96.0, 12.0)]
    );
    for meter in meters {
        let (code, amount, kg) = of(meter);
        let month = opened(&server, meter).await;
        let days = month["children"].as_array().unwrap();
        assert_eq!(days.len(), 2);
        let sum: f64 = days.iter().map(|day| number(&day["value"])).sum();
        let sum_kg: f64 = days
            .iter()
            .map(|day| number(&day["readings"]["co2_kg"]))
            .sum();
        assert_eq!((sum, sum_kg), (amount, kg));
        for day in days {
            let date = day["readings"]["first_date"].as_str().unwrap();
            let slots = server.get(&format!("meters/{code}/day?date={date}")).await;
            assert_eq!(slots["co2_kg"], day["readings"]["co2_kg"]);
            let kg: f64 = slots["slots"]
                .as_array()
                .unwrap()
                .iter()
                .map(|slot| number(&slot["value"]) * number(&slot["factor_kg_per_unit"]))
                .sum();
            // A slot is a product that is not rounded; the day is rounded to the microgram.
            assert!((kg - number(&day["readings"]["co2_kg"])).abs() < 1e-9);
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_has_no_factor_of_its_hour_is_said_and_what_came_later_too() {
    let test = with_meters(&format!(
        "M,{PLACE},electricity,kWh,0.001,interval,15,,,GB\n"
    ))
    .await;
    let (first, second, third) = (
        "2024-01-01T00:00:00Z",
        "2024-01-02T00:00:00Z",
        "2024-01-03T00:00:00Z",
    );
    set_factors(&test, factors(first, 24)).await;
    let file = quarters("M", first, third, "1").into_bytes();
    take(&test, "two-days.csv", file, ParseOptions::default()).await;
    accounted(&test).await;
    let server = served(&test).await;
    let question = format!("indicator=carbon_total&place={PLACE}&period=2024-01");
    let (behind, path) = down_to(&server, &question, "readings").await;
    let product = path.iter().find(|node| node["kind"] == "product").unwrap();
    assert_eq!(product["formula"], "E = Σ (AD(h) × EF(h)) + AD(rest) × EF");
    // The first day has factors, the second none: 96 of 192 kWh, 12 kg.
    let whole = opened(&server, &behind).await;
    assert_eq!(number(&whole["readings"]["with_factor"]), 96.0);
    assert_eq!(number(&whole["readings"]["co2_kg"]), 12.0);
    let month = opened(&server, &whole["children"][0]).await;
    let kg: Vec<&Value> = month["children"]
        .as_array()
        .unwrap()
        .iter()
        .map(|day| &day["readings"]["co2_kg"])
        .collect();
    assert_eq!(kg, [&Value::from(12.0), &Value::Null]);
    // A correction that no run has summed yet changes nothing that is explained, but is said.
    let file = quarters("M", first, second, "2").into_bytes();
    take(&test, "corrected.csv", file, ParseOptions::default()).await;
    let before = opened(&server, &behind).await;
    assert_eq!(number(&before["value"]), 192.0);
    assert_eq!(before["readings"]["run"]["newer"], true);
    let month = opened(&server, &before["children"][0]).await;
    assert_eq!(number(&month["children"][0]["value"]), 96.0);
    accounted(&test).await;
    let after = opened(&server, &behind).await;
    assert_eq!(number(&after["value"]), 288.0);
    assert_eq!(number(&after["readings"]["co2_kg"]), 24.0);
    assert_eq!(after["readings"]["run"]["newer"], false);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_virtual_meter_says_what_it_is_worked_out_from() {
    let test = with_meters(&format!(
        "A,{PLACE},electricity,kWh,0.001,interval,15,,ALL,\nB,{PLACE},electricity,kWh,0.001,interval,15,,ALL,\nC,{PLACE},electricity,kWh,0.001,interval,15,,A,\nALL,{PLACE},electricity,kWh,0.001,interval,15,,,\n"
    ))
    .await;
    let table = format!("code,place,carrier,formula\nALL,{PLACE},electricity,A + B - 0.5*C\n");
    let upload = app::usecase::import::Upload::new("all.csv", table.into_bytes());
    app::usecase::readings::files::import_meters(
        &test.home,
        &app::usecase::Actor::Operator,
        "uk",
        &upload,
    )
    .await
    .unwrap();
    let (from, to) = ("2024-01-01T00:00:00Z", "2024-01-02T00:00:00Z");
    for (meter, value) in [("A", "3"), ("B", "2"), ("C", "1")] {
        let file = quarters(meter, from, to, value).into_bytes();
        take(&test, "part.csv", file, ParseOptions::default()).await;
    }
    accounted(&test).await;
    let server = served(&test).await;
    let question = format!("indicator=energy_total&place={PLACE}&period=2024-01");
    let (behind, _) = down_to(&server, &question, "readings").await;
    let whole = opened(&server, &behind).await;
    // Only ALL counts: 96 x (3 + 2 - 0.5).
    assert_eq!(whole["children"].as_array().unwrap().len(), 1);
    let all = &whole["children"][0];
    assert_eq!(number(&all["value"]), 432.0);
    assert_eq!(all["formula"], "A + B - 0.5*C");
    let related = |node: &Value| -> Vec<(String, String, Option<f64>, f64)> {
        node["readings"]["related"]
            .as_array()
            .unwrap()
            .iter()
            .map(|one| {
                (
                    one["role"].as_str().unwrap().to_owned(),
                    one["meter"]["code"].as_str().unwrap().to_owned(),
                    one["factor"].as_f64(),
                    number(&one["amount"]),
                )
            })
            .collect()
    };
    let text = str::to_owned;
    assert_eq!(
        related(all),
        [
            (text("part"), text("A"), Some(1.0), 288.0),
            (text("part"), text("B"), Some(1.0), 192.0),
            (text("part"), text("C"), Some(-0.5), 96.0),
        ]
    );
    let link = all["readings"]["related"][0]["link"].as_str().unwrap();
    let part = server.get(&format!("explain?{link}")).await;
    assert_eq!(
        related(&part),
        [
            (text("child"), text("C"), None, 96.0),
            (text("parent"), text("ALL"), None, 432.0),
        ]
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn findings_are_searched_by_names_words_and_reasons_and_quality_keeps_to_its_place() {
    let test = with_meters(&format!(
        "K-1,{PLACE},electricity,kWh,1,interval,60,,,\nK-2,CMD,electricity,kWh,1,interval,60,,,\n"
    ))
    .await;
    let table = format!(
        "code,name,name_zh,place,carrier,interval_minutes\nK-1,Kiln house,窑房,{PLACE},electricity,60\nK-2,Pump,水泵,CMD,electricity,60\n"
    );
    let upload = app::usecase::import::Upload::new("names.csv", table.into_bytes());
    let operator = app::usecase::Actor::Operator;
    app::usecase::readings::files::import_meters(&test.home, &operator, "uk", &upload)
        .await
        .unwrap();
    let case = |meter: &str, place: &str, message: &str| store::NewCase {
        mark: meter.to_owned(),
        kind: "spike".to_owned(),
        meter: Some(meter.to_owned()),
        enterprise: None,
        place: Some(place.to_owned()),
        score: 0.5,
        content: serde_json::json!({
            "from": "2024-01-01", "to": "2024-01-01", "message": message, "evidence": null,
            "reason": {"code": "spike", "params": {"secret": "walrus"}},
        }),
    };
    let store = test.home.store();
    let mut found = [
        case("K-1", PLACE, "Far above the usual"),
        case("K-2", "CMD", "Stands still"),
    ];
    // Found for 12 hours without a change, as the search for it has it.
    found[1].content["reason"] =
        serde_json::json!({"code": "flat_line_idle", "params": {"hours": "12"}});
    found[1].content["message"] = "Stands still: hours 12".into();
    store.open_cases("uk", &found).await.unwrap();
    let server = served(&test).await;
    let search = async |q: &str| -> Vec<String> {
        let page = server.get(&format!("cases?q={q}")).await;
        let rows = page["rows"].as_array().unwrap().clone();
        assert_eq!(page["total"].as_u64().unwrap() as usize, rows.len());
        rows.iter()
            .map(|row| row["subject"]["meter"].as_str().unwrap().to_owned())
            .collect()
    };
    // Code, names in both languages, Pinyin whole and by initials, the sentence; not what stands beside it in the store.
    for (q, meters) in [
        ("k-2", vec!["K-2"]),
        ("kiln", vec!["K-1"]),
        ("%E6%B0%B4%E6%B3%B5", vec!["K-2"]),
        ("shuibeng", vec!["K-2"]),
        ("yf", vec!["K-1"]),
        ("STANDS%20still", vec!["K-2"]),
        ("the%20usual", vec!["K-1"]),
        ("K-", vec!["K-1", "K-2"]),
        ("walrus", vec![]),
        // The reason by its code, and in the words that are shown: 以往最长; 读数连续 12 小时停在, and of 13 hours.
        ("flat_line_idle", vec!["K-2"]),
        ("%E4%BB%A5%E5%BE%80%E6%9C%80%E9%95%BF", vec!["K-2"]),
        (
            "%E8%AF%BB%E6%95%B0%E8%BF%9E%E7%BB%AD%2012%20%E5%B0%8F%E6%97%B6%E5%81%9C%E5%9C%A8",
            vec!["K-2"],
        ),
        (
            "%E8%AF%BB%E6%95%B0%E8%BF%9E%E7%BB%AD%2013%20%E5%B0%8F%E6%97%B6%E5%81%9C%E5%9C%A8",
            vec![],
        ),
        ("stood%20still%20at", vec!["K-2"]),
    ] {
        assert_eq!(search(q).await, meters, "{q}");
    }
    // What people wrote.
    let id = server.get("cases?q=kiln").await["rows"][0]["id"].clone();
    let body = serde_json::json!({"action": "explain", "text": "The annual overhaul"});
    let path = format!("cases/{id}/actions");
    let kind = "application/json";
    let (status, answer) = server
        .send("POST", &path, kind, None, body.to_string())
        .await;
    assert!(status.is_success(), "{answer}");
    assert_eq!(search("overhaul").await, ["K-1"]);

    // Two hours of K-1, one of K-2: each place has its own, and those below it.
    let file = "meter,at,value\nK-1,2024-01-01T00:00:00Z,1\nK-1,2024-01-01T01:00:00Z,1\nK-2,2024-01-01T00:00:00Z,1\n";
    take(
        &test,
        "hours.csv",
        file.as_bytes().to_vec(),
        ParseOptions::default(),
    )
    .await;
    accounted(&test).await;
    for (place, meters, present) in [(PLACE, 1, 2), ("CMD", 1, 1), ("GLA", 2, 3), ("SCT", 0, 0)] {
        let answer = server
            .get(&format!("data-quality?by=place&period=2024&place={place}"))
            .await;
        let totals = &answer["totals"];
        assert_eq!(
            (&totals["meters"], &totals["present"], &answer["total"]),
            (&meters.into(), &present.into(), &meters.into()),
            "{place}"
        );
    }
    let whole = server.get("data-quality?period=2024").await;
    assert_eq!(whole["totals"]["present"], 3);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_file_says_how_far_it_is_and_can_be_cancelled_until_it_is_written() {
    use app::usecase::job::Watch;
    use store::ImportState;
    let test = with_meters(&format!("M,{PLACE},electricity,kWh,0.001,interval,15,,,\n")).await;
    let server = served(&test).await;
    let send = async |name: &str, rows: &str| -> u64 {
        let body = format!(
            "--x\r\ncontent-disposition: form-data; name=\"file\"; filename=\"{name}\"\r\n\r\n{rows}\r\n--x--\r\n"
        );
        let (status, answer) = server
            .send(
                "POST",
                "readings/files",
                "multipart/form-data; boundary=x",
                None,
                body,
            )
            .await;
        assert_eq!(status, axum::http::StatusCode::ACCEPTED, "{answer}");
        answer["import"].as_u64().unwrap()
    };
    let over = async |import: u64| -> Value {
        let end = std::time::Instant::now() + std::time::Duration::from_secs(60);
        loop {
            let job = server.get(&format!("/imports/{import}")).await;
            if job["finished_at"].is_string() {
                return job;
            }
            assert!(std::time::Instant::now() < end, "{job}");
            tokio::time::sleep(std::time::Duration::from_millis(20)).await;
        }
    };
    // The answer comes when the file is there; its number says the rest. A bad file is refused with its findings.
    let day = quarters("M", "2024-01-01T00:00:00Z", "2024-01-02T00:00:00Z", "1");
    let job = over(send("day.csv", &day).await).await;
    assert_eq!(
        (&job["state"], &job["rows"]),
        (&"committed".into(), &96.into())
    );
    let bad = over(send("bad.csv", "meter,at,value\nM,never,1\n").await).await;
    assert_eq!(bad["state"], "refused");
    assert_eq!(bad["findings"], 1);
    // What is written cannot be taken back.
    let (status, answer) = server
        .send(
            "POST",
            &format!("/imports/{}/cancel", job["import"]),
            "application/json",
            None,
            "{}".to_owned(),
        )
        .await;
    assert!(status.is_client_error(), "{answer}");

    // Somebody cancels while rows are being checked: the next notice stops it, and nothing of it counts.
    let (store, handle) = (test.home.store().clone(), tokio::runtime::Handle::current());
    let (begun, number) = tokio::sync::oneshot::channel();
    let seen = std::sync::Arc::new(std::sync::Mutex::new(Vec::new()));
    let notes = std::sync::Arc::clone(&seen);
    let mut number = Some(number);
    let mut import = None;
    let watch = Watch {
        begun: Some(begun),
        progress: Some(Box::new(move |state, done, total| {
            notes.lock().unwrap().push((state, done, total));
            if state == ImportState::Checking && import.is_none() {
                let seq = handle.block_on(number.take().unwrap()).unwrap();
                let why = serde_json::json!({"code": "cancelled", "message": "by hand"});
                handle.block_on(store.cancel_import(seq, &why)).unwrap();
                import = Some(seq);
            }
        })),
    };
    let day = quarters("M", "2024-01-02T00:00:00Z", "2024-01-03T00:00:00Z", "1");
    let upload = app::usecase::import::Upload::new("more.csv", day.into_bytes());
    let size = upload.bytes.len() as u64;
    let operator = app::usecase::Actor::Operator;
    let options = ParseOptions::default();
    let done = app::usecase::readings::files::import_watched(
        &test.home, &operator, "uk", upload, options, false, watch,
    )
    .await;
    assert!(done.is_err());
    let seen = seen.lock().unwrap().clone();
    assert_eq!(seen[0], (ImportState::Reading, 0, size));
    assert!(
        !seen
            .iter()
            .any(|(state, ..)| *state == ImportState::Prepared)
    );
    let last = test.home.store().imports(Some("uk"), 1, 0).await.unwrap();
    assert_eq!(last[0].state, ImportState::Interrupted);
    assert_eq!(accounted(&test).await.energy_kwh, 96.0);
}

/// Files that were merged are removed, and what an explanation or a publication goes back to stays.
#[tokio::test(flavor = "multi_thread")]
async fn explanations_and_publications_outlive_the_removal_of_merged_files() {
    use app::usecase::Actor;
    use app::usecase::readings::compact;
    let test = with_meters(&format!("M,{PLACE},electricity,kWh,1,interval,15,,,\n")).await;
    let day = async |day: u8| {
        let (from, to) = (
            format!("2024-01-{day:02}T00:00:00Z"),
            format!("2024-01-{:02}T00:00:00Z", day + 1),
        );
        let file = quarters("M", &from, &to, "1").into_bytes();
        take(&test, &format!("{day}.csv"), file, ParseOptions::default()).await;
    };
    let merge = async || -> (usize, usize) {
        // Files that went within this very millisecond would stay.
        tokio::time::sleep(std::time::Duration::from_millis(20)).await;
        let done = compact::run(&test.home, &Actor::Operator, "uk", 1, Some(0))
            .await
            .unwrap();
        let of = done.iter().find(|one| one.table == "readings").unwrap();
        (of.merged.files_before, of.files_removed)
    };
    let lake = test.home.lake().clone();
    let there = |version: u64| {
        let files = lake.files_at(lake::Table::Readings, "uk", version).unwrap();
        files.iter().all(|path| path.exists())
    };
    let server = served(&test).await;
    // Down to the readings of a day, always through what comes first: the meter's days, and 96 kWh of the day.
    let explained = async |days: usize| {
        let question = format!("indicator=energy_total&place={PLACE}&period=2024-01");
        let (mut node, _) = down_to(&server, &question, "readings").await;
        assert_eq!(number(&node["value"]), 96.0 * days as f64);
        let (mut parts, mut values) = (Vec::new(), Vec::new());
        for _ in 0..12 {
            let children = node["children"].as_array().cloned().unwrap_or_default();
            parts.push(children.len());
            values.push(node["value"].as_f64());
            node = match (children.first(), node["link"].as_str()) {
                (Some(child), _) => child.clone(),
                (None, Some(link)) => server.get(&format!("explain?{link}&depth=1")).await,
                (None, None) => break,
            };
        }
        assert!(
            parts.contains(&days) && values.contains(&Some(96.0)),
            "{parts:?} {values:?}"
        );
    };
    day(1).await;
    day(2).await;
    accounted(&test).await;
    let published = lake.version(lake::Table::Readings).unwrap();
    let body = serde_json::json!({"title": "January", "period": "2024-01"}).to_string();
    let (status, answer) = server
        .send("POST", "publications", "application/json", None, body)
        .await;
    assert!(status.is_success(), "{answer}");
    let versions = answer["versions"]["data"].as_str().unwrap();
    assert!(
        versions
            .split('.')
            .any(|part| part == format!("r{published}"))
    );
    // Merged, and nothing can go: the last run and the publication read the small files.
    assert_eq!(merge().await, (2, 0));
    assert!(there(published));
    explained(2).await;
    // A later run reads other versions; a run between needs nothing any more.
    day(3).await;
    accounted(&test).await;
    let between = lake.version(lake::Table::Readings).unwrap();
    merge().await;
    explained(3).await;
    day(4).await;
    accounted(&test).await;
    let (merged, removed) = merge().await;
    assert!(merged >= 2 && removed >= 2, "{merged} {removed}");
    assert!(there(published) && !there(between));
    explained(4).await;
    let days = lake::readings::Days::default();
    let scanned = lake.scan_days_at(published, "uk", &days, || 0, |count, _| *count += 1);
    assert_eq!(scanned.unwrap().into_iter().sum::<i32>(), 2);
}

//! The exchange board through the whole: pages say what commands say, contacts wait for both, rights, conservation, search.

use super::{TestHome, home, text};
use app::http::dto::{
    BoardQuery, MatchQuery, NetworkQuery, NewBoardEntryRequest, NewIntroductionRequest, ToolAnswer,
    ToolFile, ToolRequest,
};
use app::http::routes::router;
use app::http::state::App;
use app::refusal::ErrorCode;
use app::text_index::{Document, TextIndex};
use app::usecase::board::{self, enter, introductions, matches};
use app::usecase::{Actor, regions, tools};
use axum::body::{Body, to_bytes};
use axum::http::{Request, StatusCode, header};
use planning::supply::rank::{Weights, rank};
use planning::supply::text::Corpus;
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::process::Command;
use store::Role;
use tower::ServiceExt;

const REGION: &str = "chengdu-chongqing";

fn root(path: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("../..")
        .join(path)
}

async fn region() -> TestHome {
    let test = home(true).await;
    regions::add(&test.home, &Actor::Operator, REGION)
        .await
        .unwrap();
    test
}

async fn user(test: &TestHome, name: &str, role: Role) -> Actor {
    let store = test.home.store();
    Actor::User(
        store
            .create_user(name, "a-long-enough-password", &[role])
            .await
            .unwrap(),
    )
}

fn folder(path: &str) -> Vec<enter::BroughtFile> {
    let mut files: Vec<enter::BroughtFile> = std::fs::read_dir(root(path))
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .filter(|path| path.extension().is_some_and(|end| end == "csv"))
        .filter(|path| !path.ends_with("labelled.csv"))
        .map(|path| enter::BroughtFile {
            name: path.file_name().unwrap().to_string_lossy().into_owned(),
            text: std::fs::read_to_string(&path).unwrap(),
        })
        .collect();
    files.sort_by(|a, b| a.name.cmp(&b.name));
    files
}

async fn bring(test: &TestHome, path: &str) {
    let entered = enter::files(
        &test.home,
        &Actor::Operator,
        REGION,
        None,
        true,
        folder(path),
    )
    .await
    .unwrap();
    assert!(!entered.refused, "{:?}", entered.findings);
}

/// What the program itself writes for the same files.
fn command(words: &[&str], files: &[&str]) -> BTreeMap<String, (Vec<String>, Vec<Vec<String>>)> {
    let out = tempfile::tempdir().unwrap();
    let output = Command::new(env!("CARGO_BIN_EXE_carbonshed"))
        .args(words)
        .args(files.iter().map(|path| root(path)))
        .arg("--out")
        .arg(out.path())
        .output()
        .unwrap();
    assert!(output.status.success(), "{}", text(&output.stderr));
    std::fs::read_dir(out.path())
        .unwrap()
        .map(|entry| {
            let path = entry.unwrap().path();
            let mut reader = csv::Reader::from_path(&path).unwrap();
            let head = reader
                .headers()
                .unwrap()
                .iter()
                .map(str::to_owned)
                .collect();
            let rows = reader
                .records()
                .map(|row| row.unwrap().iter().map(str::to_owned).collect())
                .collect();
            let name = path.file_name().unwrap().to_string_lossy().into_owned();
            (name, (head, rows))
        })
        .collect()
}

fn same(answer: &ToolAnswer, files: &BTreeMap<String, (Vec<String>, Vec<Vec<String>>)>) {
    assert_eq!(answer.tables.len(), files.len());
    for table in &answer.tables {
        let (head, rows) = &files[&table.file];
        assert_eq!(&table.columns, head, "{}", table.file);
        assert_eq!(&table.rows, rows, "{}", table.file);
        assert!(!rows.is_empty(), "{}", table.file);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn exchange_the_network_of_a_page_is_the_commands() {
    for case in ["park-gas", "straw"] {
        let test = region().await;
        let path = format!("tests/golden/exchange/{case}");
        bring(&test, &path).await;
        let asked = NetworkQuery {
            carbon_yuan_per_t: Some(80.0),
            detour: Some(1.25),
        };
        let page = matches::network(&test.home, &Actor::Public, REGION, asked)
            .await
            .unwrap();
        let words = [
            "symbiosis",
            "match",
            "--carbon-yuan-per-t",
            "80",
            "--detour",
            "1.25",
        ];
        same(&page.result, &command(&words, &[&path]));
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn exchange_the_matches_of_a_page_are_the_commands() {
    let test = region().await;
    bring(&test, "tests/golden/supply").await;
    let page = matches::matches(&test.home, &Actor::Public, REGION, MatchQuery::default())
        .await
        .unwrap();
    let files = [
        "tests/golden/supply/offers.csv",
        "tests/golden/supply/needs.csv",
    ];
    let written = command(&["supply"], &files);
    same(&page.result, &written);
    assert_eq!(page.matches.len(), written["matches.csv"].1.len());
    // What a person sees of a match adds up to its score.
    for one in &page.matches {
        let known = one.parts.iter().filter_map(|p| Some((p.value?, p.weight)));
        let (sum, all) = known.fold((0.0, 0.0), |(s, a), (v, w)| (s + v * w, a + w));
        assert!((sum / all - one.score).abs() < 1e-12);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn exchange_sites_routes_and_shares_of_a_page_are_the_commands() {
    let test = region().await;
    for example in tools::examples(&test.home, &Actor::Public).unwrap() {
        let paths: Vec<String> = example
            .files
            .iter()
            .map(|file| format!("data/examples/{}/{}", example.id, file.name))
            .collect();
        let paths: Vec<&str> = paths.iter().map(String::as_str).collect();
        let written = command(&[example.tool.as_str()], &paths);
        let asked = ToolRequest {
            files: example.files.clone(),
            lenient: None,
        };
        let (home, actor) = (&test.home, &Actor::Public);
        let answer = match example.tool.as_str() {
            "site" => {
                let answer = tools::site(home, actor, asked).await.unwrap();
                assert!(answer.best.is_some() && answer.front_complete);
                // Everybody is served wholly, from sites that were chosen, in every choice.
                for choice in answer.front.iter().chain(&answer.best) {
                    let mut shares: BTreeMap<&str, f64> = BTreeMap::new();
                    for one in &choice.served {
                        assert!(choice.sites.contains(&one.site));
                        *shares.entry(&one.client).or_default() += one.share;
                    }
                    let clients = answer.places.iter().filter(|p| p.kind == "client");
                    assert_eq!(shares.len(), clients.count());
                    assert!(shares.values().all(|share| (share - 1.0).abs() < 1e-9));
                }
                answer.result
            }
            "route" => {
                let answer = tools::route(home, actor, asked).await.unwrap();
                for route in &answer.routes {
                    for pair in route.legs.windows(2) {
                        assert_eq!(pair[0].to, pair[1].from);
                    }
                    // Changes of mode come on top of the links.
                    let links: f64 = route.legs.iter().map(|leg| leg.yuan.unwrap()).sum();
                    assert!(route.yuan.unwrap() >= links - 0.02);
                }
                answer.result
            }
            _ => tools::share(home, actor, asked).await.unwrap().result,
        };
        same(&answer, &written);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn exchange_shares_sum_to_the_fen_through_http() {
    let test = region().await;
    let server = router(App::new(test.home.clone()));
    let file = |name: &str| {
        let text = std::fs::read_to_string(root("data/examples/moved-plant").join(name)).unwrap();
        serde_json::json!({"name": name, "text": text})
    };
    let body = serde_json::json!({"files": [file("amounts.csv"), file("rules.csv")]});
    let request = Request::post("/api/v1/tools/share")
        .header(header::CONTENT_TYPE, "application/json")
        .body(Body::from(body.to_string()))
        .unwrap();
    let response = server.oneshot(request).await.unwrap();
    assert_eq!(response.status(), StatusCode::OK);
    let bytes = to_bytes(response.into_body(), usize::MAX).await.unwrap();
    let answer: serde_json::Value = serde_json::from_slice(&bytes).unwrap();
    let table = &answer["result"]["tables"][0];
    let fen = |text: &str| text.replace('.', "").parse::<i64>().unwrap();
    let mut sums: BTreeMap<(String, String, String), i64> = BTreeMap::new();
    for row in table["rows"].as_array().unwrap() {
        let cell = |at: usize| row[at].as_str().unwrap().to_owned();
        *sums.entry((cell(0), cell(1), cell(2))).or_default() += fen(&cell(4));
    }
    let mut reader = csv::ReaderBuilder::new()
        .comment(Some(b'#'))
        .from_path(root("data/examples/moved-plant/amounts.csv"))
        .unwrap();
    let mut amounts = 0;
    for row in reader.records() {
        let row = row.unwrap();
        let key = (row[0].to_owned(), row[1].to_owned(), row[2].to_owned());
        assert_eq!(sums[&key], fen(&row[3]), "{key:?}");
        amounts += 1;
    }
    assert_eq!((amounts, sums.len()), (10, 10));
}

/// The invented board of the demo: nothing is used twice, no heat goes uphill, what is saved is what the parts save.
#[tokio::test(flavor = "multi_thread")]
async fn exchange_the_demo_board_conserves() {
    let test = region().await;
    bring(&test, "data/examples/board/symbiosis").await;
    bring(&test, "data/examples/board/supply").await;
    let page = matches::network(&test.home, &Actor::Public, REGION, NetworkQuery::default())
        .await
        .unwrap();
    let table = |name: &str| page.result.tables.iter().find(|t| t.file == name).unwrap();
    let number = |row: &[String], columns: &[String], name: &str| -> Option<f64> {
        let at = columns.iter().position(|c| c == name).unwrap();
        row[at].parse().ok()
    };
    let exchanges = table("exchanges.csv");
    let of = |row: &[String], name: &str| number(row, &exchanges.columns, name);
    let mut gain = 0.0;
    let mut materials = std::collections::BTreeSet::new();
    for row in &exchanges.rows {
        gain += of(row, "gain_yuan").unwrap();
        materials.insert(row[4].clone());
        assert!(of(row, "sent").unwrap() >= of(row, "lost").unwrap());
        if let (Some(has), Some(asked)) = (of(row, "arrives_c"), of(row, "asked_c")) {
            assert!(has > asked, "{row:?}");
        }
    }
    // The park's network, straw, and more.
    for material in [
        "hydrogen",
        "carbon_dioxide",
        "steam",
        "straw",
        "hot_water",
        "fly_ash",
    ] {
        assert!(materials.contains(material), "{material}: {materials:?}");
    }
    let sum = |name: &str| {
        let one = page.result.sums.iter().find(|s| s.name == name).unwrap();
        one.value.unwrap()
    };
    assert!((gain - sum("gain_yuan")).abs() < 1e-6 * gain);
    let rest = table("rest.csv");
    for row in &rest.rows {
        let of = |name: &str| number(row, &rest.columns, name).unwrap();
        assert!(of("used") <= of("quantity") * (1.0 + 1e-9), "{row:?}");
        assert!((of("used") + of("rest") - of("quantity")).abs() <= 1e-6 * of("quantity"));
    }
    // Each way of splitting gives the whole gain away.
    let mut splits: BTreeMap<&str, f64> = BTreeMap::new();
    let all = table("splits.csv");
    for row in &all.rows {
        *splits.entry(&row[0]).or_default() += row[2].parse::<f64>().unwrap();
    }
    for (method, yuan) in splits {
        if method != "stated_prices" {
            assert!(
                (yuan - gain).abs() < 1.0 + 1e-6 * gain,
                "{method}: {yuan}, {gain}"
            );
        }
    }
    let local = matches::local(
        &test.home,
        &Actor::Public,
        REGION,
        Some("Chengdu,Chongqing"),
    )
    .await
    .unwrap();
    let written = command(
        &["local", "--cities", "Chengdu,Chongqing"],
        &["data/examples/board/supply/purchases.csv"],
    );
    same(&local, &written);
    let found = board::list(
        &test.home,
        &Actor::Public,
        REGION,
        BoardQuery {
            q: Some("秸秆".to_owned()),
            ..BoardQuery::default()
        },
    )
    .await
    .unwrap();
    assert!(found.entries.iter().take(4).all(|one| one.what == "straw"));
    assert!(found.total >= 4 && found.synthetic);
}

fn supply(side: &str, id: &str, firm: &str, contact: &str) -> NewBoardEntryRequest {
    let cells = [
        ("id", id),
        ("firm", firm),
        ("city", "Chengdu"),
        ("kind", "part"),
        ("text", "gearbox castings 齿轮箱铸件"),
    ];
    NewBoardEntryRequest {
        family: "supply".to_owned(),
        side: side.to_owned(),
        cells: cells
            .iter()
            .map(|(name, cell)| ((*name).to_owned(), (*cell).to_owned()))
            .collect(),
        partner: None,
        contact: Some(contact.to_owned()),
    }
}

/// Who sees whose contact, after each act: (act by whom, what the seller sees of the buyer, what the buyer sees of the seller).
#[tokio::test(flavor = "multi_thread")]
async fn exchange_contacts_wait_for_both_sides() {
    let test = region().await;
    let home = &test.home;
    let seller = user(&test, "seller", Role::Viewer).await;
    let buyer = user(&test, "buyer", Role::Viewer).await;
    let other = user(&test, "other", Role::Officer).await;
    let admin = user(&test, "boss", Role::Admin).await;
    let offer = enter::one(
        home,
        &seller,
        REGION,
        supply("offer", "o", "Seller", "sell@x.example"),
    )
    .await
    .unwrap();
    let need = enter::one(
        home,
        &buyer,
        REGION,
        supply("need", "n", "Buyer", "buy@x.example"),
    )
    .await
    .unwrap();
    // No list, of whatever kind, holds a contact.
    for actor in [&Actor::Public, &seller, &buyer, &other, &admin] {
        let page = board::list(home, actor, REGION, BoardQuery::default())
            .await
            .unwrap();
        let matches = matches::matches(home, actor, REGION, MatchQuery::default())
            .await
            .unwrap();
        let all = serde_json::to_string(&page).unwrap() + &serde_json::to_string(&matches).unwrap();
        assert!(!all.contains("x.example"));
        assert_eq!(matches.matches.len(), 1);
    }
    let request = NewIntroductionRequest {
        offer,
        need,
        message: "Shall we talk?".to_owned(),
    };
    // A third cannot ask, nor can an administrator for others.
    for actor in [&other, &admin] {
        let refused = introductions::ask(home, actor, REGION, &request).await;
        assert_eq!(refused.unwrap_err().code, ErrorCode::NotAllowed);
    }
    let refused = introductions::ask(home, &Actor::Public, REGION, &request).await;
    assert_eq!(refused.unwrap_err().code, ErrorCode::NotSignedIn);

    let hidden = (None, None);
    let open = (Some("buy@x.example"), Some("sell@x.example"));
    // Each row: what is done, by whom, whether it goes, the state, what the two see of each other.
    type Seen<'a> = (Option<&'a str>, Option<&'a str>);
    type Step<'a> = (&'a str, &'a Actor, bool, &'a str, Seen<'a>);
    let rounds: [&[Step<'_>]; 3] = [
        &[
            ("ask", &buyer, true, "asked", hidden),
            ("ask", &seller, false, "asked", hidden),
            // Who asked cannot agree for the other.
            ("agree", &buyer, false, "asked", hidden),
            ("agree", &other, false, "asked", hidden),
            ("agree", &admin, false, "asked", hidden),
            ("withdraw", &seller, false, "asked", hidden),
            ("agree", &seller, true, "agreed", open),
            ("decline", &seller, false, "agreed", open),
            ("withdraw", &buyer, true, "withdrawn", hidden),
            ("agree", &seller, false, "withdrawn", hidden),
        ],
        &[
            ("ask", &seller, true, "asked", hidden),
            ("decline", &buyer, true, "declined", hidden),
            ("agree", &buyer, false, "declined", hidden),
        ],
        &[
            ("ask", &buyer, true, "asked", hidden),
            ("withdraw", &buyer, true, "withdrawn", hidden),
        ],
    ];
    for round in rounds {
        let mut id = 0;
        for (act, actor, goes, state, (of_buyer, of_seller)) in round {
            let done = match *act {
                "ask" => introductions::ask(home, actor, REGION, &request).await,
                act => introductions::act(home, actor, REGION, id, act).await,
            };
            assert_eq!(done.is_ok(), *goes, "{act} by {:?}: {done:?}", actor.name());
            if let Ok(made) = done {
                id = made.id;
            }
            let seen = |list: app::http::dto::IntroductionList| {
                list.rows.into_iter().find(|one| one.id == id).unwrap()
            };
            let list = introductions::list(home, &seller, REGION).await.unwrap();
            let seller_sees = seen(list);
            let list = introductions::list(home, &buyer, REGION).await.unwrap();
            let buyer_sees = seen(list);
            assert_eq!(
                (seller_sees.state.as_str(), buyer_sees.state.as_str()),
                (*state, *state)
            );
            assert_eq!(seller_sees.contact_of_need.as_deref(), *of_buyer, "{act}");
            assert_eq!(buyer_sees.contact_of_offer.as_deref(), *of_seller, "{act}");
            // One's own is always there, and nobody else sees that there is anything.
            assert_eq!(
                seller_sees.contact_of_offer.as_deref(),
                Some("sell@x.example")
            );
            assert_eq!(buyer_sees.contact_of_need.as_deref(), Some("buy@x.example"));
            for actor in [&other, &admin] {
                let list = introductions::list(home, actor, REGION).await.unwrap();
                assert!(list.rows.is_empty());
            }
        }
    }
    // All of it is on the record.
    let acts: Vec<String> = home
        .store()
        .audit_log(None, 100)
        .await
        .unwrap()
        .into_iter()
        .map(|record| record.action)
        .filter(|action| action.starts_with("introduction_"))
        .collect();
    let count = |action: &str| acts.iter().filter(|one| *one == action).count();
    assert_eq!(count("introduction_asked"), 3);
    assert_eq!(count("introduction_agreed"), 1);
    assert_eq!(count("introduction_declined"), 1);
    assert_eq!(count("introduction_withdrawn"), 2);
    // Agreed once more, then the offer goes: the contact goes with it.
    let made = introductions::ask(home, &buyer, REGION, &request)
        .await
        .unwrap();
    introductions::act(home, &seller, REGION, made.id, "agree")
        .await
        .unwrap();
    board::take_back(home, &seller, REGION, offer)
        .await
        .unwrap();
    let left = introductions::list(home, &buyer, REGION).await.unwrap();
    assert!(left.rows.is_empty());
}

#[tokio::test(flavor = "multi_thread")]
async fn exchange_entries_belong_to_who_entered_them() {
    let test = region().await;
    let home = &test.home;
    let one = user(&test, "one", Role::Viewer).await;
    let two = user(&test, "two", Role::Viewer).await;
    let admin = user(&test, "boss", Role::Admin).await;
    let new = || supply("offer", "o", "One", "one@x.example");
    let public = enter::one(home, &Actor::Public, REGION, new()).await;
    assert_eq!(public.unwrap_err().code, ErrorCode::NotSignedIn);
    let id = enter::one(home, &one, REGION, new()).await.unwrap();
    let taken = enter::one(home, &two, REGION, new()).await;
    assert_eq!(taken.unwrap_err().code, ErrorCode::NameTaken);
    let not_his = board::take_back(home, &two, REGION, id).await;
    assert_eq!(not_his.unwrap_err().code, ErrorCode::NotAllowed);
    // The same again changes nothing, something else takes its place.
    assert_eq!(enter::one(home, &one, REGION, new()).await.unwrap(), id);
    let mut changed = new();
    changed.cells.insert("days".to_owned(), "20".to_owned());
    let next = enter::one(home, &one, REGION, changed).await.unwrap();
    assert!(next > id);
    let gone = board::take_back(home, &one, REGION, id).await;
    assert_eq!(gone.unwrap_err().code, ErrorCode::UnknownEntry);
    board::take_back(home, &admin, REGION, next).await.unwrap();
    // What the reader refuses is refused, and tables for all are an officer's.
    let mut wrong = new();
    wrong.cells.insert("days".to_owned(), "soon".to_owned());
    let refused = enter::one(home, &one, REGION, wrong).await.unwrap_err();
    assert_eq!(refused.code, ErrorCode::Refused);
    assert_eq!(refused.params["name"], "days");
    let beside = vec![enter::BroughtFile {
        name: "purchases.csv".to_owned(),
        text: "buyer_city,seller_city,yuan\nA,A,1\n".to_owned(),
    }];
    let denied = enter::files(home, &one, REGION, None, false, beside).await;
    assert_eq!(denied.unwrap_err().code, ErrorCode::NotAllowed);
    let page = board::list(home, &one, REGION, BoardQuery::default()).await;
    assert_eq!(page.unwrap().total, 0);
}

/// Precision, rank and gain by hand: of the ranking o1, o2 for n1 the second was found useful: 1/2 of two places, 1/2, and 1/log2(3).
#[tokio::test(flavor = "multi_thread")]
async fn exchange_a_ranking_is_measured_by_what_people_accept() {
    let test = region().await;
    bring(&test, "tests/golden/supply").await;
    let home = &test.home;
    let actor = user(&test, "one", Role::Viewer).await;
    let ask = || matches::matches(home, &actor, REGION, MatchQuery::default());
    let before = ask().await.unwrap();
    assert_eq!(before.quality.judged_needs, 0);
    assert_eq!(before.quality.precision, None);
    let need = before.matches.iter().find(|m| m.place == 2).unwrap().need;
    let list: Vec<u32> = before
        .matches
        .iter()
        .filter(|m| m.need == need)
        .map(|m| m.offer.id)
        .collect();
    let public = matches::judge(home, &Actor::Public, REGION, list[1], need, true).await;
    assert_eq!(public.unwrap_err().code, ErrorCode::NotSignedIn);
    // The newest word of a person counts.
    for useful in [false, true] {
        matches::judge(home, &actor, REGION, list[1], need, useful)
            .await
            .unwrap();
    }
    let after = ask().await.unwrap();
    let places = list.len().min(5) as f64;
    assert_eq!(after.quality.judged_needs, 1);
    assert_eq!(after.quality.precision, Some(1.0 / places));
    assert_eq!(after.quality.reciprocal_rank, Some(0.5));
    let gain = after.quality.discounted_gain.unwrap();
    assert!((gain - 1.0 / 3f64.log2()).abs() < 1e-12);
    let judged = after
        .matches
        .iter()
        .find(|m| m.need == need && m.place == 2);
    assert_eq!(judged.unwrap().useful, 1);
    assert_eq!(judged.unwrap().my_opinion, Some(true));
}

/// Questions with the offers that answer them, and offers with their texts.
type Labelled = (Vec<(String, Vec<String>)>, Vec<(String, String)>);

fn labelled() -> Labelled {
    let read = |path: &str| {
        csv::ReaderBuilder::new()
            .comment(Some(b'#'))
            .from_path(root(path))
            .unwrap()
    };
    let questions = read("tests/golden/supply/labelled.csv")
        .records()
        .map(|row| {
            let row = row.unwrap();
            let relevant = row[1].split(';').map(str::to_owned).collect();
            (row[0].to_owned(), relevant)
        })
        .collect();
    let offers = read("data/examples/board/supply/offers.csv")
        .records()
        .map(|row| {
            let row = row.unwrap();
            (row[0].to_owned(), row[4].to_owned())
        })
        .collect();
    (questions, offers)
}

/// Share of the labelled offers that stand among the first five: by the index and by pairs of characters.
#[test]
fn exchange_the_index_finds_no_less_than_pairs_of_characters() {
    let (questions, offers) = labelled();
    let documents: Vec<Document<'_>> = offers
        .iter()
        .enumerate()
        .map(|(at, (_, text))| Document {
            at,
            text,
            code: None,
        })
        .collect();
    let index = TextIndex::new(&documents).unwrap();
    let corpus = Corpus::new(offers.iter().map(|(_, text)| text.as_str()));
    let (mut by_index, mut by_pairs) = (0.0, 0.0);
    for (question, relevant) in &questions {
        let share = |found: &[usize]| {
            let hits = found.iter().filter(|at| relevant.contains(&offers[**at].0));
            hits.count() as f64 / relevant.len() as f64
        };
        let found = index.search(question, None, 5);
        let mut order: Vec<(usize, f64)> = corpus
            .alike(question)
            .unwrap_or_default()
            .into_iter()
            .enumerate()
            .filter(|(_, alike)| *alike > 0.0)
            .collect();
        order.sort_by(|a, b| b.1.total_cmp(&a.1));
        let pairs: Vec<usize> = order.into_iter().take(5).map(|(at, _)| at).collect();
        by_index += share(&found);
        by_pairs += share(&pairs);
        println!(
            "{question}: {} by the index, {} by pairs",
            share(&found),
            share(&pairs)
        );
    }
    let count = questions.len() as f64;
    println!(
        "recall of the first five: {} and {}",
        by_index / count,
        by_pairs / count
    );
    assert!(by_index >= by_pairs);
    assert!(by_index / count > 0.8);
}

/// With few offers the index proposes all that have anything in common, so the ranking is the same as of all pairs.
#[test]
fn exchange_by_the_index_is_the_ranking_of_all_pairs_where_it_proposes_all() {
    let read = |name: &str| {
        let path = root("data/examples/board/supply").join(name);
        let text = std::fs::read_to_string(path).unwrap();
        planning::supply::read::read(planning::sheet::Source {
            file: name,
            text: &text,
        })
        .0
    };
    let (offers, needs) = (read("offers.csv"), read("needs.csv"));
    let weights = Weights::default();
    let (all, _) = rank(&offers, &needs, &weights, 5);
    let (some, findings) = matches::by_index(&offers, &needs, &weights, 5).unwrap();
    assert_eq!(findings[0].code, "supply_by_index");
    for (need, (all, some)) in needs.iter().zip(all.iter().zip(&some)) {
        // An offer that the index did not propose has only a single character or the first digit of a code in common.
        let first = |list: &[planning::supply::rank::Match]| list.first().map(|m| m.offer);
        assert_eq!(first(all), first(some), "{}", need.text);
        for found in some {
            assert!(all.contains(found), "{}: the figures differ", need.text);
        }
    }
    assert!(some.iter().map(Vec::len).sum::<usize>() > 12);
}

#[tokio::test(flavor = "multi_thread")]
async fn exchange_too_much_is_refused_before_it_is_worked_on() {
    let test = region().await;
    let mut text =
        String::from("kind,id,value,lon,lat,demand\nsetting,aim,median,,,\nsetting,sites,2,,,\n");
    for n in 0..600 {
        text += &format!("client,c{n},,104,30,1\nsite,s{n},,104,30,\n");
    }
    let asked = ToolRequest {
        files: vec![ToolFile {
            name: "site.csv".to_owned(),
            text,
        }],
        lenient: None,
    };
    let refused = tools::site(&test.home, &Actor::Public, asked).await;
    assert_eq!(refused.unwrap_err().code, ErrorCode::TooLarge);
}

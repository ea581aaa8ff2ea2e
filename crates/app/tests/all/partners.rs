//! The cooperation of cities: who sees what before, during and after an agreement; edits; files between two homes.

use super::{TestHome, home, small_district};
use app::config::{Config, Layer};
use app::home::Home;
use app::http::dto::{
    AgreementActRequest, GrantCostRequest, GrantRequest, Label, OrganisationRequest,
    PartnerFiguresQuery, PartnerKeyRequest, PartnershipRequest, PlanEditRequest, PlanEditsRequest,
    SideRequest, TiesQuery,
};
use app::refusal::{ErrorCode, Result};
use app::usecase::Actor;
use app::usecase::cities::ties;
use app::usecase::partners::{
    agreement, exchange, figures, grants, ladders, organisations, pairs, plan, public,
};
use app::usecase::readings::Clock;
use planning::partnership::Side;
use planning::partnership::file::{self, PartnerFile};
use serde_json::{Value, json};
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};
use store::Role;

const PAIR: &str = "east-west";
const DAY_US: i64 = 86_400_000_000;

/// A home with a clock of its own, that begins on 2026-03-01, and no public reading.
struct World {
    _test: TestHome,
    home: Home,
    now_us: Arc<AtomicI64>,
}

impl World {
    async fn of(test: TestHome) -> World {
        let start: jiff::Timestamp = "2026-03-01T08:00:00Z".parse().unwrap();
        let now_us = Arc::new(AtomicI64::new(start.as_microsecond()));
        let clock = Arc::clone(&now_us);
        let config = Config::of([Layer::default()]);
        let home = Home::open_with(
            test.dir.path(),
            config,
            // Every look at the clock is a millisecond later.
            Clock::new(move || clock.fetch_add(1_000, Ordering::SeqCst)),
        )
        .await
        .unwrap();
        World {
            _test: test,
            home,
            now_us,
        }
    }

    fn later(&self, days: i64) {
        self.now_us.fetch_add(days * DAY_US, Ordering::SeqCst);
    }

    async fn user(&self, name: &str, role: Role, organisation: Option<&str>) -> Actor {
        let store = self.home.store();
        store
            .create_user(name, "long enough 1", &[role])
            .await
            .unwrap();
        if let Some(id) = organisation {
            organisations::add_member(&self.home, &Actor::Operator, id, name)
                .await
                .unwrap();
        }
        Actor::User(store.user(name).await.unwrap())
    }

    async fn organisation(&self, id: &str, ledger: bool, remote: bool) {
        let label = |text: &str| Label {
            en: text.to_owned(),
            zh: text.to_owned(),
        };
        let new = OrganisationRequest {
            id: id.to_owned(),
            name: label(id),
            kind: "government".to_owned(),
            city: label(if id.starts_with('e') { "East" } else { "West" }),
            region: ledger.then(|| "district".to_owned()),
            place: None,
            remote,
        };
        organisations::put(&self.home, &Actor::Operator, &new)
            .await
            .unwrap();
    }

    async fn pair(&self, id: Option<&str>) {
        let side = |lead: &str| SideRequest {
            city: None,
            country: None,
            lead: lead.to_owned(),
            organisations: Vec::new(),
        };
        let new = PartnershipRequest {
            id: id.map(str::to_owned),
            name: None,
            reference: None,
            since_year: Some(2026),
            a: side("east"),
            b: side("west"),
        };
        let made = pairs::create(&self.home, &Actor::Operator, &new)
            .await
            .unwrap();
        assert_eq!(made.id, id.unwrap_or(PAIR));
    }

    async fn edit(&self, actor: &Actor, seen: u32, edits: Value) -> Result<u32> {
        let asked = PlanEditsRequest {
            seen,
            edits: serde_json::from_value::<Vec<PlanEditRequest>>(edits).unwrap(),
        };
        Ok(plan::edit(&self.home, actor, PAIR, &asked).await?.version)
    }

    async fn act(&self, actor: &Actor, act: Value) -> Result<String> {
        let asked: AgreementActRequest = serde_json::from_value(act).unwrap();
        let page = agreement::act(&self.home, actor, PAIR, &asked).await?;
        Ok(page.state.code().to_owned())
    }

    /// Ids of the items that somebody sees.
    async fn sees(&self, actor: &Actor) -> Result<Vec<String>> {
        let plan = plan::get(&self.home, actor, PAIR, None).await?;
        Ok(plan.items.into_iter().map(|item| item.id).collect())
    }

    async fn figure(&self, actor: &Actor, side: &str, by: Option<&str>) -> Result<usize> {
        let asked = PartnerFiguresQuery {
            side: side.to_owned(),
            indicator: "carbon_total".to_owned(),
            by: by.map(str::to_owned),
            year: None,
        };
        let found = figures::get(&self.home, actor, PAIR, &asked).await?;
        assert!(found.total.value.is_some());
        Ok(found.rows.len())
    }
}

fn project(title: &str) -> Value {
    json!({"op": "put", "kind": "project", "title": title})
}

fn terms() -> Value {
    json!({
        "shares": [
            {"what": "projects", "detail": "full", "side": "a"},
            {"what": "budget", "detail": "total", "side": "a"},
            {"what": "emissions", "detail": "by_field", "side": "a", "public": true},
            {"what": "projects", "detail": "full", "side": "b"},
            {"what": "contacts", "detail": "full", "side": "b"}
        ],
        "recognitions": [{"id": "label", "kind": "certificate", "scheme": "Energy label", "issued_in": "both", "from": "2026-03-01"}],
        "tasks": [{"id": "list", "title": "List the schemes", "side": "b", "until": "2026-04-01"}],
        "notice_days": 30, "from": "2026-03-01"
    })
}

fn word<T: std::fmt::Debug>(result: Result<T>) -> String {
    match result {
        Ok(value) => format!("{value:?}"),
        Err(refusal) => refusal.code.code(),
    }
}

/// Two cities on one installation, an item of each kind that the table asks about.
async fn two_cities() -> (World, [(&'static str, Actor); 7]) {
    let world = World::of(small_district().await).await;
    for (id, ledger) in [("east", true), ("west", true), ("east-firm", false)] {
        world.organisation(id, ledger, false).await;
    }
    world.pair(None).await;
    let actors = [
        (
            "ana of east",
            world.user("ana", Role::Officer, Some("east")).await,
        ),
        (
            "vera of east",
            world.user("vera", Role::Viewer, Some("east")).await,
        ),
        (
            "bo of west",
            world.user("bo", Role::Officer, Some("west")).await,
        ),
        (
            "a firm beside",
            world.user("fi", Role::Officer, Some("east-firm")).await,
        ),
        (
            "an administrator",
            world.user("root", Role::Admin, None).await,
        ),
        ("a viewer", world.user("guest", Role::Viewer, None).await),
        ("signed out", Actor::Public),
    ];
    let (ana, bo) = (&actors[0].1, &actors[2].1);
    let line = |project: &str, currency: &str| {
        json!({"op": "put", "kind": "budget", "title": "pipes", "project": project, "currency": currency,
            "planned": 1_000, "spent": 250, "funder": "city"})
    };
    let contact =
        json!({"op": "put", "kind": "contact", "name": "desk", "email": "desk@example.org"});
    world
        .edit(ana, 0, json!([project("heat"), line("a1", "EUR"), contact]))
        .await
        .unwrap();
    world
        .edit(bo, 0, json!([project("grid"), line("b1", "CNY"), contact]))
        .await
        .unwrap();
    (world, actors)
}

/// What everybody sees and may do, phase by phase.
#[tokio::test(flavor = "multi_thread")]
async fn partners_see_what_the_agreement_says_and_nothing_more() {
    let (world, actors) = two_cities().await;
    let (ana, bo) = (actors[0].1.clone(), actors[2].1.clone());
    let own_a = r#"["a1", "a2", "a3"]"#;
    let own_b = r#"["b1", "b2", "b3"]"#;
    let of_a = r#"["a1", "a2", "a3", "b1", "b3"]"#;
    let of_b = r#"["a1", "b1", "b2", "b3"]"#;
    let apart = "not_a_partner";
    let out = "not_signed_in";
    let outside = [
        [apart; 5].map(str::to_owned),
        [apart; 5].map(str::to_owned),
        [apart; 5].map(str::to_owned),
        [out; 5].map(str::to_owned),
    ];
    let fields = world
        .figure(&ana, "a", Some("field"))
        .await
        .unwrap()
        .to_string();
    assert_ne!(fields, "0");
    // Plan; figures of a by field; of b as a total; of a by enterprise; the agreement's state.
    let closed = |state: &str| {
        let mut rows = vec![
            [own_a, &fields, "not_shared", "18", state].map(str::to_owned),
            [own_a, &fields, "not_shared", "18", state].map(str::to_owned),
            [own_b, "not_shared", "0", "not_shared", state].map(str::to_owned),
        ];
        rows.extend(outside.clone());
        rows
    };
    let open = |state: &str| {
        let mut rows = vec![
            [of_a, &fields, "not_shared", "18", state].map(str::to_owned),
            [of_a, &fields, "not_shared", "18", state].map(str::to_owned),
            [of_b, &fields, "0", "not_shared", state].map(str::to_owned),
        ];
        rows.extend(outside.clone());
        rows
    };
    let check = async |phase: &str, expected: Vec<[String; 5]>, public: bool| {
        for ((name, actor), expected) in actors.iter().zip(expected) {
            let state = agreement::get(&world.home, actor, PAIR).await;
            let found = [
                word(world.sees(actor).await),
                word(world.figure(actor, "a", Some("field")).await),
                word(world.figure(actor, "b", None).await),
                word(world.figure(actor, "a", Some("enterprise")).await),
                state.map_or_else(
                    |refusal| refusal.code.code(),
                    |page| page.state.code().to_owned(),
                ),
            ];
            assert_eq!(found, expected, "{phase}: {name}");
        }
        let page = public::get(&world.home, PAIR).await;
        assert_eq!(page.is_ok(), public, "{phase}");
        assert_eq!(
            public::list(&world.home).await.unwrap().len(),
            usize::from(public)
        );
    };
    check("before", closed("none"), false).await;
    world
        .act(&ana, json!({"act": "propose", "terms": terms()}))
        .await
        .unwrap();
    check("proposed", closed("proposed"), false).await;
    world
        .act(&bo, json!({"act": "accept", "agreement": "a1"}))
        .await
        .unwrap();
    check("in force", open("in_force"), true).await;
    // Sums where only sums are shared, and none where nothing is.
    let seen = plan::get(&world.home, &bo, PAIR, None).await.unwrap();
    let budget = seen.totals_of_other.budget.unwrap();
    assert_eq!(
        (
            budget[0].currency.as_str(),
            budget[0].planned,
            budget[0].spent
        ),
        ("EUR", 1_000, 250)
    );
    let seen = plan::get(&world.home, &ana, PAIR, None).await.unwrap();
    assert!(seen.totals_of_other.budget.is_none());
    assert_eq!(seen.totals_of_other.projects.unwrap().total, 1);
    world
        .act(&bo, json!({"act": "give_notice", "agreement": "a1"}))
        .await
        .unwrap();
    check("notice", open("notice"), true).await;
    world.later(29);
    check("last day", open("notice"), true).await;
    world.later(1);
    check("after", closed("ended"), false).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn only_ones_own_side_is_edited_and_only_by_who_may() {
    let (world, actors) = two_cities().await;
    let seen = 2;
    let mine = json!([project("more")]);
    let theirs = json!([{"op": "remove", "id": "b1"}]);
    for ((name, actor), expected) in actors.iter().zip([
        ("3", "not_your_side"),
        ("not_allowed", "not_allowed"),
        ("4", "5"),
        ("not_a_partner", "not_a_partner"),
        ("not_a_partner", "not_a_partner"),
        ("not_a_partner", "not_a_partner"),
        ("not_signed_in", "not_signed_in"),
    ]) {
        let own = word(world.edit(actor, seen, mine.clone()).await);
        let other = word(world.edit(actor, seen, theirs.clone()).await);
        assert_eq!((own.as_str(), other.as_str()), expected, "{name}");
    }
    let ana = &actors[0].1;
    let wrong = async |edit: Value| {
        let refusal = world.edit(ana, seen, json!([edit])).await.unwrap_err();
        let of = |name: &str| refusal.params.get(name).cloned().unwrap_or_default();
        (refusal.code.code(), of("field"), of("reason"))
    };
    let says =
        |field: &str, reason: &str| ("bad_item".to_owned(), field.to_owned(), reason.to_owned());
    assert_eq!(
        wrong(json!({"op": "put", "kind": "project"})).await,
        says("title", "blank")
    );
    assert_eq!(
        wrong(json!({"op": "put", "kind": "vision", "text": "x", "due": "2026-01-01"})).await,
        says("due", "not_of_this_kind")
    );
    assert_eq!(
        wrong(
            json!({"op": "put", "kind": "document", "title": "x", "file_name": "x", "size_bytes": 1,
            "sha256": "0".repeat(64), "media_type": "x"})
        )
        .await,
        says("kind", "not_allowed")
    );
    // A project of the other side that is not shown cannot be told from one that is not there.
    for project in ["b4", "b99"] {
        let edit = json!({"op": "put", "kind": "milestone", "title": "x", "project": project, "due": "2026-09-01"});
        assert_eq!(wrong(edit).await, says("project", "unknown"));
    }
    let history = plan::history(&world.home, ana, PAIR).await.unwrap();
    let versions: Vec<u32> = history.iter().map(|one| one.version).collect();
    assert_eq!(versions, [3, 1], "the other side's revisions are not shown");
    assert_eq!(history[0].by.as_deref(), Some("ana"));
    let before = plan::get(&world.home, ana, PAIR, Some(1)).await.unwrap();
    assert_eq!(before.items.len(), 3);
}

#[tokio::test(flavor = "multi_thread")]
async fn who_edits_at_once_loses_nothing() {
    let (world, actors) = two_cities().await;
    let (ana, bo) = (&actors[0].1, &actors[2].1);
    let (one, two, three, four) = tokio::join!(
        world.edit(ana, 2, json!([project("one")])),
        world.edit(bo, 2, json!([project("two")])),
        world.edit(ana, 2, json!([project("three")])),
        world.edit(bo, 2, json!([project("four")])),
    );
    for result in [&one, &two, &three, &four] {
        result.as_ref().unwrap();
    }
    let ids = async |actor| world.sees(actor).await.unwrap().len();
    assert_eq!((ids(ana).await, ids(bo).await), (5, 5));
    let seen = plan::get(&world.home, ana, PAIR, None)
        .await
        .unwrap()
        .version;
    let change =
        |title: &str| json!([{"op": "put", "id": "a1", "kind": "project", "title": title}]);
    let (x, y) = tokio::join!(
        world.edit(ana, seen, change("x")),
        world.edit(ana, seen, change("y"))
    );
    let lost = [&x, &y].into_iter().filter(|one| one.is_err()).count();
    assert_eq!(lost, 1, "{x:?} {y:?}");
    let refusal = x.err().or(y.err()).unwrap();
    assert_eq!(refusal.code, ErrorCode::StaleVersion);
}

#[tokio::test(flavor = "multi_thread")]
async fn four_eyes_and_order_hold_for_agreements() {
    let (world, actors) = two_cities().await;
    let (ana, vera, bo) = (&actors[0].1, &actors[1].1, &actors[2].1);
    let propose = json!({"act": "propose", "terms": terms()});
    let accept = json!({"act": "accept", "agreement": "a1"});
    assert_eq!(word(world.act(vera, propose.clone()).await), "not_allowed");
    assert_eq!(world.act(ana, propose).await.unwrap(), "proposed");
    assert_eq!(word(world.act(ana, accept.clone()).await), "four_eyes");
    // The person who proposed, moved to the other city by an administrator.
    organisations::add_member(&world.home, &Actor::Operator, "west", "ana")
        .await
        .unwrap();
    assert_eq!(word(world.act(ana, accept.clone()).await), "four_eyes");
    assert_eq!(world.act(bo, accept.clone()).await.unwrap(), "in_force");
    assert_eq!(word(world.act(bo, accept).await), "wrong_state");
    let kept = json!({"act": "task_done", "agreement": "a1", "task": "list"});
    world.act(bo, kept.clone()).await.unwrap();
    assert_eq!(word(world.act(bo, kept).await), "wrong_state");
    let bad = json!({"act": "propose", "terms": {"notice_days": 9_999, "from": "2026-01-01"}});
    assert_eq!(word(world.act(bo, bad).await), "bad_terms");
    let page = agreement::get(&world.home, bo, PAIR).await.unwrap();
    let now = page.in_force.unwrap();
    assert_eq!(now.terms.recognitions[0].state.code(), "in_force");
    assert_eq!(now.terms.tasks[0].status.code(), "done");
    assert_eq!(page.acts.len(), 3);
    // The ladder counts what is recorded: one promise kept, one paper recognised, no meeting yet.
    let ladder = agreement::standing(&world.home, bo, PAIR).await.unwrap();
    let known = |name: &str| {
        ladder
            .known
            .iter()
            .find(|one| one.indicator == name)
            .unwrap()
            .value
    };
    assert_eq!(
        (
            known("tasks_done"),
            known("mutual_recognitions"),
            known("exchanges_per_year")
        ),
        (Some(1.0), Some(1.0), Some(0.0))
    );
    assert_eq!((ladder.rung, ladder.level), (0, None));
    let meeting = json!([{"op": "put", "kind": "meeting", "title": "first", "on": "2026-02-20"}]);
    world.edit(bo, 2, meeting).await.unwrap();
    // A budget line of b under a project of a makes it joint.
    let line = json!([{"op": "put", "kind": "budget", "title": "x", "project": "a1", "currency": "EUR",
        "planned": 5, "spent": 0, "funder": "west"}]);
    world.edit(bo, 3, line).await.unwrap();
    let ladder = agreement::standing(&world.home, bo, PAIR).await.unwrap();
    assert_eq!(ladder.level.as_deref(), Some("coordination"));
}

#[tokio::test(flavor = "multi_thread")]
async fn an_indicator_of_the_plan_is_the_figure_of_the_ledger() {
    let (world, actors) = two_cities().await;
    let ana = &actors[0].1;
    let item = |field: Option<&str>, carrier: Option<&str>| {
        json!({"op": "put", "kind": "indicator", "indicator": "carbon_total", "base_year": 2020, "target_year": 2030,
            "target": 0.5, "field": field, "carrier": carrier})
    };
    let edits = json!([
        item(None, None),
        item(Some("industry"), None),
        item(None, Some("peat of nowhere"))
    ]);
    world.edit(ana, 2, edits).await.unwrap();
    let rows = figures::indicators(&world.home, ana, PAIR).await.unwrap();
    assert_eq!(rows.len(), 3);
    let view = world.home.region("district").await.unwrap();
    let cut = app::http::dto::CutQuery {
        indicator: app::http::dto::IndicatorId::from_code("carbon_total"),
        period: Some("2021".to_owned()),
        ..Default::default()
    };
    let asked = app::http::dto::CubeQuery::default();
    let total = app::usecase::figures::cube(&view, &cut, &asked).unwrap();
    // The same bits as on the figures' pages.
    assert_eq!(rows[0].actual.value, total.total.value);
    assert_eq!(
        (rows[0].actual.year, rows[0].source.code()),
        (Some(2021), "ledger")
    );
    let (base, actual) = (rows[0].base.value.unwrap(), rows[0].actual.value.unwrap());
    let way = (base - actual) / (base - 0.5) * 100.0;
    assert!((rows[0].achieved_percent.unwrap() - way).abs() < 1e-9);
    let industry = app::http::dto::CutQuery {
        field: Some("industry".to_owned()),
        ..cut
    };
    let part = app::usecase::figures::cube(&view, &industry, &asked).unwrap();
    assert_eq!(rows[1].actual.value, part.total.value);
    // What the ledger does not have is missing with its reason, not nothing.
    assert!(rows[2].actual.value.is_none() && rows[2].actual.reason.is_some());
}

#[tokio::test(flavor = "multi_thread")]
async fn the_public_sees_what_both_marked() {
    let (world, actors) = two_cities().await;
    let (ana, bo) = (&actors[0].1, &actors[2].1);
    let contact = json!([{"op": "put", "id": "b3", "kind": "contact", "name": "desk", "email": "desk@example.org", "public": true}]);
    world.edit(bo, 2, contact).await.unwrap();
    assert_eq!(
        word(public::get(&world.home, PAIR).await.map(|_| ())),
        "unknown_partnership"
    );
    world
        .act(ana, json!({"act": "propose", "terms": terms()}))
        .await
        .unwrap();
    world
        .act(bo, json!({"act": "accept", "agreement": "a1"}))
        .await
        .unwrap();
    let page = public::get(&world.home, PAIR).await.unwrap();
    let ids: Vec<&str> = page.items.iter().map(|item| item.id.as_str()).collect();
    assert_eq!(ids, ["b3"]);
    assert_eq!(
        (&page.items[0].email, &page.items[0].changed_by),
        (&None, &None)
    );
    assert_eq!(page.figures.len(), 1);
    assert_eq!(
        (
            page.figures[0].side.code(),
            page.figures[0].indicator.as_str()
        ),
        ("a", "carbon_total")
    );
    assert!(page.figures[0].value.is_some());
    // The district is invented, and the page says so.
    assert!(page.figures[0].synthetic);
    assert!(page.topics.is_empty());
}

/// A document that is marked public, and one that is not: by the door of the members, actor by actor, and by the door of everybody.
#[tokio::test(flavor = "multi_thread")]
async fn a_public_document_is_everybodys_while_an_agreement_holds() {
    let (world, actors) = two_cities().await;
    let (ana, bo) = (&actors[0].1, &actors[2].1);
    let new = |public: bool| plan::NewDocument {
        title: "Minutes".to_owned(),
        file_name: "minutes.txt".to_owned(),
        media_type: "text/plain".to_owned(),
        bytes: b"agreed".to_vec(),
        public,
        ..Default::default()
    };
    let open = plan::add_document(&world.home, ana, PAIR, new(true))
        .await
        .unwrap();
    let closed = plan::add_document(&world.home, ana, PAIR, new(false))
        .await
        .unwrap();
    let check = async |phase: &str, everybody: [&str; 2]| {
        let members = ["6", "6", "unknown_item", "not_a_partner"];
        let rest = ["not_a_partner", "not_a_partner", "not_signed_in"];
        for ((name, actor), expected) in actors.iter().zip(members.iter().chain(&rest)) {
            for item in [&open.id, &closed.id] {
                let found = plan::document(&world.home, actor, PAIR, item).await;
                assert_eq!(
                    word(found.map(|(_, _, bytes)| bytes.len())),
                    *expected,
                    "{phase}: {name}"
                );
            }
        }
        for (item, expected) in [&open.id, &closed.id].into_iter().zip(everybody) {
            let found = plan::public_document(&world.home, PAIR, item).await;
            assert_eq!(
                word(found.map(|(_, _, bytes)| bytes.len())),
                expected,
                "{phase}"
            );
        }
    };
    check("before", ["unknown_partnership"; 2]).await;
    let propose = json!({"act": "propose", "terms": terms()});
    world.act(ana, propose).await.unwrap();
    check("proposed", ["unknown_partnership"; 2]).await;
    let accept = json!({"act": "accept", "agreement": "a1"});
    world.act(bo, accept).await.unwrap();
    check("in force", ["6", "unknown_item"]).await;
    // Not a document, or nothing at all: the same answer.
    for item in ["a1", "z9", "nonsense"] {
        let found = plan::public_document(&world.home, PAIR, item).await;
        assert_eq!(word(found.map(|_| ())), "unknown_item");
    }
    let notice = json!({"act": "give_notice", "agreement": "a1"});
    world.act(bo, notice).await.unwrap();
    check("notice", ["6", "unknown_item"]).await;
    world.later(31);
    check("ended", ["unknown_partnership"; 2]).await;
}

/// What the partnership comes to on the ladder of its region's page: agreement and tasks are counted, by what each may see.
#[tokio::test(flavor = "multi_thread")]
async fn the_regions_ladder_counts_agreements_and_tasks_as_they_are_seen() {
    let (world, actors) = two_cities().await;
    let (ana, bo) = (&actors[0].1, &actors[2].1);
    let count = async |who: usize| {
        let all = ladders::of_region(&world.home, &actors[who].1, "district").await;
        let all = all.unwrap();
        let [one] = &all[..] else { panic!("{all:?}") };
        assert!(one.of_region && one.id == PAIR);
        let known = one.known.get("tasks_done").copied();
        (one.agreements, one.tasks, one.tasks_done, known)
    };
    assert_eq!(count(0).await, (0, 0, 0, Some(0.0)));
    assert_eq!(count(5).await, (0, 0, 0, None));
    assert_eq!(
        word(ladders::of_region(&world.home, &Actor::Public, "district").await),
        "not_signed_in"
    );
    let meeting = json!([{"op": "put", "kind": "meeting", "title": "kick-off", "on": "2026-02-20"},
        {"op": "put", "kind": "task", "title": "list", "who": "ana", "until": "2026-03-01", "done_on": "2026-02-25"}]);
    world.edit(ana, 2, meeting).await.unwrap();
    let propose = json!({"act": "propose", "terms": terms()});
    world.act(ana, propose).await.unwrap();
    let accept = json!({"act": "accept", "agreement": "a1"});
    world.act(bo, accept).await.unwrap();
    // Ana sees her own task and the promise of the other side; Bo, with whom meetings are not shared, the promise alone; a guest nothing of both.
    assert_eq!(count(0).await, (1, 2, 1, Some(1.0)));
    assert_eq!(count(2).await, (1, 1, 0, Some(0.0)));
    assert_eq!(count(5).await, (1, 0, 0, None));
    let done = json!({"act": "task_done", "agreement": "a1", "task": "list"});
    world.act(bo, done).await.unwrap();
    assert_eq!(count(0).await, (1, 2, 2, Some(2.0)));
    assert_eq!(count(2).await, (1, 1, 1, Some(1.0)));
    assert_eq!(count(5).await, (1, 0, 0, None));

    let view = world.home.region("district").await.unwrap();
    let rung = async |who: usize| {
        let all = ladders::of_region(&world.home, &actors[who].1, "district").await;
        let asked = TiesQuery::default();
        let ties = ties::show(&view, &asked, &[], &all.unwrap()).unwrap();
        let ladder = ties.ladder.unwrap();
        assert!(ladder.table.is_none());
        let [pair] = &ladder.pairs[..] else {
            panic!("{:?}", ladder.pairs)
        };
        assert_eq!(pair.partnership.as_deref(), Some(PAIR));
        let lacks = pair.lacks.iter();
        let lacks: Vec<_> = lacks.map(|one| (one.indicator.clone(), one.has)).collect();
        (pair.rung, lacks)
    };
    // A meeting is networking; coordination needs a joint plan. What a guest does not see he does not know.
    assert_eq!(
        rung(0).await,
        (1, vec![("joint_plans".to_owned(), Some(0.0))])
    );
    assert_eq!(
        rung(5).await,
        (0, vec![("exchanges_per_year".to_owned(), None)])
    );
    let page = agreement::standing(&world.home, ana, PAIR).await.unwrap();
    assert_eq!(page.rung, 1, "the pair's own page says the same");
}

/// East and west on an installation each, with the keys of each other.
async fn two_homes() -> (World, Actor, World, Actor) {
    let east = World::of(small_district().await).await;
    let west = World::of(home(true).await).await;
    for (world, own) in [(&east, "east"), (&west, "west")] {
        for id in ["east", "west"] {
            let local = id == own;
            world.organisation(id, local && id == "east", !local).await;
        }
        world.pair(None).await;
    }
    let ana = east.user("ana", Role::Officer, Some("east")).await;
    let bo = west.user("bo", Role::Officer, Some("west")).await;
    for (world, other, organisation) in [(&east, &west, "west"), (&west, &east, "east")] {
        let key = exchange::key(&other.home, &Actor::Operator).await.unwrap();
        let mut asked = PartnerKeyRequest {
            public_key: key.public_key,
            fingerprint: "0".repeat(64),
            organisation: organisation.to_owned(),
        };
        let accept = async |asked: &PartnerKeyRequest| {
            word(
                exchange::accept(&world.home, &Actor::Operator, asked)
                    .await
                    .map(|_| ()),
            )
        };
        assert_eq!(accept(&asked).await, "fingerprint_differs");
        asked.fingerprint = key.fingerprint;
        assert_eq!(accept(&asked).await, "()");
    }
    (east, ana, west, bo)
}

async fn export(world: &World, actor: &Actor) -> String {
    exchange::export(&world.home, actor, PAIR, None)
        .await
        .unwrap()
}

async fn import(world: &World, actor: &Actor, text: &str) -> String {
    let result = exchange::import(&world.home, actor, Some(PAIR), text).await;
    word(result.map(|done| done.sequence))
}

/// Every leaf of a JSON value, as pointers.
fn leaves(value: &Value, at: String, out: &mut Vec<String>) {
    match value {
        Value::Object(map) if !map.is_empty() => {
            for (key, one) in map {
                leaves(
                    one,
                    format!("{at}/{}", key.replace('~', "~0").replace('/', "~1")),
                    out,
                );
            }
        }
        Value::Array(list) if !list.is_empty() => {
            for (n, one) in list.iter().enumerate() {
                leaves(one, format!("{at}/{n}"), out);
            }
        }
        _ => out.push(at),
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn two_installations_agree_and_share_by_files() {
    let (east, ana, west, bo) = two_homes().await;
    let secret = [
        json!({"op": "put", "kind": "contact", "name": "top secret desk"}),
        project("heat"),
        json!({"op": "put", "kind": "budget", "title": "secret line", "project": "a2", "currency": "EUR", "planned": 1_000, "spent": 250, "funder": "city"}),
    ];
    east.edit(&ana, 0, json!(secret)).await.unwrap();
    east.act(&ana, json!({"act": "propose", "terms": terms()}))
        .await
        .unwrap();
    // Without an agreement a file brings the proposal and nothing else.
    let first = export(&east, &ana).await;
    assert!(!first.contains("heat") && !first.contains("secret"));
    assert_eq!(import(&west, &bo, &first).await, "1");
    assert_eq!(west.sees(&bo).await.unwrap(), [""; 0]);
    assert_eq!(
        west.act(&bo, json!({"act": "accept", "agreement": "a1"}))
            .await
            .unwrap(),
        "in_force"
    );
    west.edit(
        &bo,
        0,
        json!([{"op": "put", "kind": "contact", "name": "western desk"}]),
    )
    .await
    .unwrap();
    assert_eq!(import(&east, &ana, &export(&west, &bo).await).await, "1");
    assert_eq!(east.sees(&ana).await.unwrap(), ["a1", "a2", "a3", "b1"]);
    let second = export(&east, &ana).await;
    // Shared: projects, the sum of the budget, emissions by field. Not: contacts, budget lines, enterprises.
    assert!(second.contains("heat") && !second.contains("secret"));
    let parsed: Value = serde_json::from_str(&second).unwrap();
    let cuts: Vec<&str> = parsed["contents"]["figures"]
        .as_array()
        .unwrap()
        .iter()
        .map(|t| t["cut"].as_str().unwrap())
        .collect();
    assert_eq!(cuts, ["total", "by_field"]);
    assert_eq!(
        parsed["contents"]["totals"]["budget"]["EUR"],
        json!({"planned": 1_000, "spent": 250})
    );

    // Any leaf changed, and the file is not taken; nothing of it is.
    let rows = async |world: &World| {
        let store = world.home.store();
        let plan = store.partner_rows(PAIR, "plan").await.unwrap().len();
        let agreement = store.partner_rows(PAIR, "agreement").await.unwrap().len();
        (
            plan,
            agreement,
            store.partner_files(PAIR).await.unwrap().len(),
        )
    };
    let before = rows(&west).await;
    let mut pointers = Vec::new();
    leaves(&parsed, String::new(), &mut pointers);
    assert!(pointers.len() > 60, "{}", pointers.len());
    for pointer in &pointers {
        let mut changed = parsed.clone();
        let leaf = changed.pointer_mut(pointer).unwrap();
        *leaf = match &leaf {
            Value::String(text) => json!(format!("{text}x")),
            Value::Number(number) => json!(number.as_i64().unwrap() + 1),
            Value::Bool(yes) => json!(!*yes),
            _ => json!("x"),
        };
        let expected: &[&str] = match pointer.as_str() {
            "/sender" => &["unknown_key"],
            "/signature" => &["bad_partner_file"],
            _ => &["bad_signature"],
        };
        let text = format!("{changed}\n");
        let found = import(&west, &bo, &text).await;
        assert!(expected.contains(&found.as_str()), "{pointer}: {found}");
    }
    // A signature of the right form that is another.
    let mut forged = parsed.clone();
    forged["signature"] = json!("0".repeat(128));
    assert_eq!(
        import(&west, &bo, &format!("{forged}\n")).await,
        "bad_signature"
    );
    // Something added, something taken away.
    for key in ["contents", "side", "at", "format"] {
        let mut less = parsed.clone();
        less.as_object_mut().unwrap().remove(key);
        assert_eq!(
            import(&west, &bo, &format!("{less}\n")).await,
            "bad_signature"
        );
    }
    assert_eq!(rows(&west).await, before);

    assert_eq!(import(&west, &bo, &second).await, "2");
    assert_eq!(import(&west, &bo, &second).await, "replayed_file");
    assert_eq!(import(&west, &bo, &first).await, "older_file");
    assert_eq!(west.sees(&bo).await.unwrap(), ["a2", "b1"]);
    let seen = plan::get(&west.home, &bo, PAIR, None).await.unwrap();
    assert_eq!(seen.totals_of_other.budget.unwrap()[0].planned, 1_000);
    assert!(
        seen.items
            .iter()
            .all(|item| item.side.code() == "b" || !item.editable)
    );
    // Figures of the other side, the same bits as in its own ledger.
    let asked = PartnerFiguresQuery {
        side: "a".to_owned(),
        indicator: "carbon_total".to_owned(),
        by: Some("field".to_owned()),
        year: None,
    };
    let here = figures::get(&west.home, &bo, PAIR, &asked).await.unwrap();
    let there = figures::get(&east.home, &ana, PAIR, &asked).await.unwrap();
    assert_eq!((&here.rows, &here.total), (&there.rows, &there.total));
    assert_eq!(
        (here.source.code(), there.source.code()),
        ("file", "ledger")
    );
    assert_eq!(
        word(west.figure(&bo, "a", Some("enterprise")).await),
        "not_shared"
    );

    // Notice travels too, and when it has run out nothing is shown any more.
    west.act(&bo, json!({"act": "give_notice", "agreement": "a1"}))
        .await
        .unwrap();
    assert_eq!(import(&east, &ana, &export(&west, &bo).await).await, "2");
    for world in [&east, &west] {
        world.later(30);
    }
    assert_eq!(east.sees(&ana).await.unwrap(), ["a1", "a2", "a3"]);
    assert_eq!(west.sees(&bo).await.unwrap(), ["b1"]);
    assert_eq!(word(west.figure(&bo, "a", None).await), "not_shared");
    let last = export(&east, &ana).await;
    assert!(!last.contains("heat"));
    assert_eq!(import(&west, &bo, &last).await, "3");

    // A revoked key opens nothing.
    let key = exchange::key(&east.home, &Actor::Operator).await.unwrap();
    exchange::revoke(&west.home, &Actor::Operator, &key.fingerprint)
        .await
        .unwrap();
    assert_eq!(
        import(&west, &bo, &export(&east, &ana).await).await,
        "unknown_key"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn a_file_of_another_partnership_or_side_is_refused() {
    let (east, ana, west, bo) = two_homes().await;
    west.pair(Some("other")).await;
    let text = export(&east, &ana).await;
    let other = exchange::import(&west.home, &bo, Some("other"), &text).await;
    assert_eq!(word(other.map(|_| ())), "wrong_partnership");
    // Nobody of the other side, no viewer, no stranger hands a file in.
    let vera = west.user("vera", Role::Viewer, Some("west")).await;
    let guest = west.user("guest", Role::Officer, None).await;
    assert_eq!(import(&west, &vera, &text).await, "not_allowed");
    assert_eq!(import(&west, &guest, &text).await, "not_a_partner");
    assert_eq!(import(&west, &Actor::Public, &text).await, "not_signed_in");
    // East's file is of side a; west has east on that side. Handed in where east is on no side at all, it is refused.
    assert_eq!(import(&east, &ana, &text).await, "unknown_key");
    // The operator may export for the one side that is here, and not for the other.
    let remote = exchange::export(&west.home, &Actor::Operator, PAIR, Some(Side::A)).await;
    assert_eq!(word(remote.map(|_| ())), "bad_parameter");
    // A user cannot be put into an organisation that lives elsewhere.
    let moved = organisations::add_member(&west.home, &Actor::Operator, "east", "bo").await;
    assert_eq!(word(moved.map(|_| ())), "remote_organisation");
}

#[cfg(unix)]
#[tokio::test]
async fn the_key_is_its_owners_alone() {
    use std::os::unix::fs::PermissionsExt;
    let test = home(false).await;
    let first = exchange::key(&test.home, &Actor::Operator).await.unwrap();
    let again = exchange::key(&test.home, &Actor::Operator).await.unwrap();
    assert_eq!(first, again);
    let path = test.dir.path().join(exchange::KEY_FILE);
    let mode = std::fs::metadata(path).unwrap().permissions().mode();
    assert_eq!(mode & 0o777, 0o600);
    let public = exchange::key(&test.home, &Actor::Public).await;
    assert_eq!(word(public.map(|_| ())), "not_signed_in");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_document_is_kept_by_its_hash_and_shown_as_the_agreement_says() {
    let (world, actors) = two_cities().await;
    let (ana, bo, guest) = (&actors[0].1, &actors[2].1, &actors[5].1);
    let new = |bytes: Vec<u8>| plan::NewDocument {
        title: "Minutes".to_owned(),
        file_name: "minutes.txt".to_owned(),
        media_type: "text/plain".to_owned(),
        bytes,
        ..Default::default()
    };
    let made = plan::add_document(&world.home, ana, PAIR, new(b"agreed".to_vec()))
        .await
        .unwrap();
    let hash = "9eace41237dcecc2fd793cf88494b80062add70fac8358316003ac38866257da";
    assert_eq!(made.sha256.as_deref(), Some(hash));
    assert_eq!(made.size_bytes, Some(6));
    let read = async |actor: &Actor| {
        let found = plan::document(&world.home, actor, PAIR, &made.id).await;
        word(found.map(|(name, _, bytes)| (name, bytes.len())))
    };
    assert_eq!(read(ana).await, r#"("minutes.txt", 6)"#);
    assert_eq!(read(bo).await, "unknown_item");
    assert_eq!(read(guest).await, "not_a_partner");
    let mut more = terms();
    more["shares"]
        .as_array_mut()
        .unwrap()
        .push(json!({"what": "documents", "detail": "full", "side": "a"}));
    world
        .act(ana, json!({"act": "propose", "terms": more}))
        .await
        .unwrap();
    world
        .act(bo, json!({"act": "accept", "agreement": "a1"}))
        .await
        .unwrap();
    assert_eq!(read(bo).await, r#"("minutes.txt", 6)"#);
    let large = new(vec![0; plan::DOCUMENT_BYTES_MAX + 1]);
    let refused = plan::add_document(&world.home, ana, PAIR, large).await;
    assert_eq!(word(refused.map(|_| ())), "too_large");
}

/// The documents' own figures: 30 % of the investment and at most 50 million yuan; 40 vouchers of 500 euros a year.
#[tokio::test]
async fn grants_explain_themselves() {
    let test = home(true).await;
    let cost = |kind: &str, currency: &str, amount: i64| GrantCostRequest {
        kind: kind.to_owned(),
        year: 2024,
        currency: currency.to_owned(),
        amount,
    };
    let ask = |applicant: &str, costs| GrantRequest {
        project: "x".to_owned(),
        start: 2024,
        facts: [("applicant".to_owned(), applicant.to_owned())].into(),
        costs,
        done: Vec::new(),
    };
    // 200 million yuan: 30 % would be 60 million. 100 million: 30 million.
    for (amount, granted, code) in [
        (20_000_000_000, 5_000_000_000, "grant_share_cap"),
        (10_000_000_000, 3_000_000_000, "grant_share_share"),
    ] {
        let asked = ask(
            "industrial_park",
            vec![cost("software_and_hardware", "CNY", amount)],
        );
        let found = grants::calculate(&test.home, &Actor::Public, &asked).unwrap();
        let one = found
            .grants
            .iter()
            .find(|one| one.rule == "shenzhen_5g_park")
            .unwrap();
        assert_eq!(
            (one.granted, one.explanation.code.as_str()),
            (granted, code)
        );
        assert_eq!(found.totals[0].granted, granted);
    }
    // 30,000 euros are 60 vouchers; a year has 40.
    let asked = ask("sme", vec![cost("assessment", "EUR", 3_000_000)]);
    let found = grants::calculate(&test.home, &Actor::Public, &asked).unwrap();
    let one = found
        .grants
        .iter()
        .find(|one| one.rule == "wallonia_vouchers")
        .unwrap();
    assert_eq!((one.units, one.granted), (Some(40), 2_000_000));
    assert_eq!(one.explanation.params["granted"], "20000.00");
    assert!(
        one.explanation
            .message
            .contains("40 vouchers of 500.00 EUR")
    );
    let negative = ask("sme", vec![cost("assessment", "EUR", -1)]);
    let refused = grants::calculate(&test.home, &Actor::Public, &negative);
    assert_eq!(word(refused.map(|_| ())), "bad_parameter");
}

/// Documents travel with their bytes. A partner who signs what is not his to say, or what is not so, is refused all the same.
#[tokio::test(flavor = "multi_thread")]
async fn a_signature_does_not_make_a_lie_true() {
    let (east, ana, west, bo) = two_homes().await;
    let shares = json!([{"what": "documents", "detail": "full", "side": "a"}]);
    let terms = json!({"shares": shares, "notice_days": 30, "from": "2026-03-01"});
    east.act(&ana, json!({"act": "propose", "terms": terms}))
        .await
        .unwrap();
    assert_eq!(import(&west, &bo, &export(&east, &ana).await).await, "1");
    west.act(&bo, json!({"act": "accept", "agreement": "a1"}))
        .await
        .unwrap();
    assert_eq!(import(&east, &ana, &export(&west, &bo).await).await, "1");
    let new = plan::NewDocument {
        title: "Minutes".to_owned(),
        file_name: "minutes.txt".to_owned(),
        media_type: "text/plain".to_owned(),
        bytes: b"agreed".to_vec(),
        ..Default::default()
    };
    let made = plan::add_document(&east.home, &ana, PAIR, new)
        .await
        .unwrap();
    let text = export(&east, &ana).await;
    let hex = std::fs::read_to_string(east._test.dir.path().join(exchange::KEY_FILE)).unwrap();
    let key = ed25519_dalek::SigningKey::from_bytes(&file::unhex::<32>(hex.trim()).unwrap());
    let honest: Value = serde_json::from_str(&text).unwrap();
    let lie = |change: &dyn Fn(&mut Value)| {
        let mut value = honest.clone();
        value.as_object_mut().unwrap().remove("signature");
        change(&mut value);
        let told: PartnerFile = serde_json::from_value(value).unwrap();
        file::sign(&told, &key).unwrap()
    };
    let sha256 = made.sha256.clone().unwrap();
    type Lie<'a> = (&'a str, &'a dyn Fn(&mut Value));
    let lies: [Lie<'_>; 5] = [
        ("bytes of another document", &|file| {
            file["contents"]["documents"][&sha256] = json!("b3RoZXI=");
        }),
        ("a document of nobody", &|file| {
            file["contents"]["items"] = json!([]);
        }),
        ("an item of the other side", &|file| {
            file["contents"]["items"][0]["side"] = json!("b");
        }),
        ("an act of the other side", &|file| {
            file["contents"]["acts"][0]["id"] = json!("b7");
        }),
        ("other terms than were proposed", &|file| {
            file["contents"]["acts"][0]["terms"]["notice_days"] = json!(0);
        }),
    ];
    let before = west.home.store().partner_rows(PAIR, "plan").await.unwrap();
    for (what, change) in lies {
        assert_eq!(
            import(&west, &bo, &lie(change)).await,
            "bad_partner_file",
            "{what}"
        );
    }
    let other_side = lie(&|file| file["side"] = json!("b"));
    assert_eq!(import(&west, &bo, &other_side).await, "wrong_partnership");
    let after = west.home.store().partner_rows(PAIR, "plan").await.unwrap();
    assert_eq!(before, after);
    assert_eq!(import(&west, &bo, &text).await, "2");
    let (name, _, bytes) = plan::document(&west.home, &bo, PAIR, &made.id)
        .await
        .unwrap();
    assert_eq!(
        (name.as_str(), bytes.as_slice()),
        ("minutes.txt", &b"agreed"[..])
    );
}

/// A notice of 30 days given today cannot be said to have been given two months ago: a file states dates, and who takes it in knows when
/// the last one came.
#[tokio::test(flavor = "multi_thread")]
async fn acts_of_a_file_are_not_dated_otherwise_than_they_can_have_been() {
    let (east, ana, west, bo) = two_homes().await;
    east.act(&ana, json!({"act": "propose", "terms": terms()}))
        .await
        .unwrap();
    assert_eq!(import(&west, &bo, &export(&east, &ana).await).await, "1");
    west.act(&bo, json!({"act": "accept", "agreement": "a1"}))
        .await
        .unwrap();
    assert_eq!(import(&east, &ana, &export(&west, &bo).await).await, "1");
    for world in [&east, &west] {
        world.later(59);
    }
    // 29 April: the file has all acts until now.
    assert_eq!(import(&west, &bo, &export(&east, &ana).await).await, "2");
    for world in [&east, &west] {
        world.later(1);
    }
    east.act(&ana, json!({"act": "give_notice", "agreement": "a1"}))
        .await
        .unwrap();
    let text = export(&east, &ana).await;
    let hex = std::fs::read_to_string(east._test.dir.path().join(exchange::KEY_FILE)).unwrap();
    let key = ed25519_dalek::SigningKey::from_bytes(&file::unhex::<32>(hex.trim()).unwrap());
    let honest: Value = serde_json::from_str(&text).unwrap();
    assert_eq!(honest["contents"]["acts"][1]["on"], "2026-04-30");
    let lie = |at: Option<&str>, act_at: Option<&str>, act_on: Option<&str>| {
        let mut value = honest.clone();
        value.as_object_mut().unwrap().remove("signature");
        for (pointer, to) in [
            ("/at", at),
            ("/contents/acts/1/at", act_at),
            ("/contents/acts/1/on", act_on),
        ] {
            if let Some(to) = to {
                *value.pointer_mut(pointer).unwrap() = json!(to);
            }
        }
        let told: PartnerFile = serde_json::from_value(value).unwrap();
        file::sign(&told, &key).unwrap()
    };
    let long_ago = Some("2026-03-02T08:00:00Z");
    for (what, text) in [
        (
            "notice before a file that had none",
            lie(None, long_ago, Some("2026-03-02")),
        ),
        (
            "the same in a file that says to be as old",
            lie(long_ago, long_ago, Some("2026-03-02")),
        ),
        (
            "another day than that of its time",
            lie(None, None, Some("2026-03-02")),
        ),
        (
            "an act that is younger than its file",
            lie(None, Some("2026-05-01T08:00:00Z"), Some("2026-05-01")),
        ),
        (
            "a file of a time to come",
            lie(
                Some("2026-05-09T08:00:00Z"),
                Some("2026-05-08T08:00:00Z"),
                Some("2026-05-08"),
            ),
        ),
    ] {
        assert_eq!(
            import(&west, &bo, &text).await,
            "bad_partner_file",
            "{what}"
        );
        let page = agreement::get(&west.home, &bo, PAIR).await.unwrap();
        assert_eq!(page.state.code(), "in_force", "{what}");
    }
    assert_eq!(import(&west, &bo, &text).await, "3");
    let page = agreement::get(&west.home, &bo, PAIR).await.unwrap();
    assert_eq!(page.state.code(), "notice");
    // 30 days from 30 April: the last day is 29 May.
    west.later(29);
    let page = agreement::get(&west.home, &bo, PAIR).await.unwrap();
    assert_eq!(page.state.code(), "notice");
    west.later(1);
    let page = agreement::get(&west.home, &bo, PAIR).await.unwrap();
    assert_eq!(page.state.code(), "ended");
}

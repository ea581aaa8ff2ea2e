//! Plans, agreements, what is seen, and signed files: worked by hand, and laws over random plans.

use ed25519_dalek::SigningKey;
use jiff::Timestamp;
use jiff::civil::{Date, date};
use planning::partnership::agreement::{
    self, Act, ActRefused, Deed, Detail, IssuedIn, Paper, Promise, Recognition, Share, State,
    Terms, What,
};
use planning::partnership::file::{self, Contents, FORMAT, FileRefused, PartnerFile};
use planning::partnership::item::{AMOUNT_MAX, Body, Item, Number, Sphere};
use planning::partnership::plan::{Change, Draft, EditRefused, Plan, Revision};
use planning::partnership::seen::{self, Viewer};
use planning::partnership::status::{self, Status};
use planning::partnership::{Id, Side};
use proptest::prelude::*;
use std::collections::BTreeMap;

const TODAY: Date = date(2026, 5, 20);

fn at(second: i64) -> Timestamp {
    Timestamp::from_second(1_780_000_000 + second).unwrap()
}

fn id(text: &str) -> Id {
    text.parse().unwrap()
}

fn project(title: &str) -> Body {
    Body::Project {
        title: title.to_owned(),
        text: None,
        topics: Vec::new(),
        start: None,
        end: None,
    }
}

fn milestone(project: &str, start: Option<Date>, due: Date, done_on: Option<Date>) -> Body {
    Body::Milestone {
        title: "step".to_owned(),
        project: Some(project.to_owned()),
        due,
        start,
        done_on,
    }
}

fn budget(project: &str, currency: &str, planned: i64, spent: i64, funder: &str) -> Body {
    Body::Budget {
        title: "line".to_owned(),
        project: Some(project.to_owned()),
        currency: currency.to_owned(),
        planned,
        spent,
        funder: funder.to_owned(),
        year: None,
    }
}

fn contact(name: &str) -> Body {
    Body::Contact {
        name: name.to_owned(),
        institution: None,
        email: Some("x@example.org".to_owned()),
        phone: Some("1".to_owned()),
        text: None,
        project: None,
    }
}

fn indicator(place: Option<&str>, field: Option<&str>) -> Body {
    Body::Indicator {
        indicator: "carbon_total".to_owned(),
        base_year: 2015,
        target_year: 2030,
        target: Number(0.1 + 0.2),
        title: None,
        place: place.map(str::to_owned),
        field: field.map(str::to_owned),
        carrier: None,
        project: None,
    }
}

fn new(body: Body) -> Draft {
    Draft::Put {
        id: None,
        name: None,
        public: false,
        body,
    }
}

fn put(id: Id, body: Body) -> Draft {
    Draft::Put {
        id: Some(id),
        name: None,
        public: false,
        body,
    }
}

fn edit(
    plan: &Plan,
    side: Side,
    seen: u32,
    drafts: Vec<Draft>,
) -> Result<Vec<Change>, EditRefused> {
    plan.edit(side, seen, drafts, &|_| true, &|topic| topic == "sdg_07")
}

/// Edits and puts the revision on top; gives the ids.
fn done(plan: &mut Plan, side: Side, drafts: Vec<Draft>) -> Vec<Id> {
    let changes = edit(plan, side, plan.version, drafts).unwrap();
    let ids = changes.iter().map(Change::id).collect();
    plan.push(&Revision {
        version: plan.version + 1,
        at: at(i64::from(plan.version)),
        side,
        by: Some(format!("user-{side}")),
        organisation: Some(format!("org-{side}")),
        from_file: false,
        changes,
    });
    ids
}

#[test]
fn ids_are_given_in_turn_and_never_twice() {
    let mut plan = Plan::default();
    let made = done(
        &mut plan,
        Side::A,
        vec![new(project("one")), new(project("two"))],
    );
    assert_eq!(made, [id("a1"), id("a2")]);
    assert_eq!(
        done(&mut plan, Side::B, vec![new(project("of b"))]),
        [id("b1")]
    );
    done(&mut plan, Side::A, vec![Draft::Remove { id: id("a2") }]);
    assert_eq!(
        done(&mut plan, Side::A, vec![new(project("three"))]),
        [id("a3")]
    );
    assert_eq!(plan.version, 4);
}

#[test]
fn new_items_point_at_each_other_by_name_and_parts_go_with_their_project() {
    let mut plan = Plan::default();
    let named = |name: &str, body| Draft::Put {
        id: None,
        name: Some(name.to_owned()),
        public: false,
        body,
    };
    let drafts = vec![
        named("p", project("grid")),
        new(milestone("p", None, TODAY, None)),
        new(budget("p", "EUR", 100, 0, "city")),
    ];
    assert_eq!(
        done(&mut plan, Side::A, drafts),
        [id("a1"), id("a2"), id("a3")]
    );
    assert_eq!(plan.items[&id("a2")].item.body.project(), Some("a1"));
    // The other side's part stays: it is theirs.
    done(
        &mut plan,
        Side::B,
        vec![new(budget("a1", "CNY", 700, 0, "city"))],
    );
    let gone = done(&mut plan, Side::A, vec![Draft::Remove { id: id("a1") }]);
    assert_eq!(gone, [id("a1"), id("a2"), id("a3")]);
    assert_eq!(plan.items.keys().copied().collect::<Vec<_>>(), [id("b1")]);
}

#[test]
fn only_a_stale_item_stops_an_edit() {
    let mut plan = Plan::default();
    done(
        &mut plan,
        Side::A,
        vec![new(project("one")), new(project("two"))],
    );
    let seen = plan.version;
    done(
        &mut plan,
        Side::A,
        vec![put(id("a1"), project("one, changed"))],
    );
    done(&mut plan, Side::B, vec![new(project("of b"))]);
    // Who saw version 1 may still change a2, and may not overwrite a1.
    assert!(edit(&plan, Side::A, seen, vec![put(id("a2"), project("x"))]).is_ok());
    assert_eq!(
        edit(&plan, Side::A, seen, vec![put(id("a1"), project("x"))]),
        Err(EditRefused::Stale {
            item: id("a1"),
            version: 2
        })
    );
    // All or nothing: one stale item, and the other is not taken either.
    let both = vec![put(id("a2"), project("x")), put(id("a1"), project("x"))];
    assert!(edit(&plan, Side::A, seen, both).is_err());
    let now = plan.version;
    done(&mut plan, Side::A, vec![Draft::Remove { id: id("a2") }]);
    assert_eq!(
        edit(&plan, Side::A, now, vec![put(id("a2"), project("x"))]),
        Err(EditRefused::Stale {
            item: id("a2"),
            version: 4
        })
    );
    assert_eq!(
        edit(&plan, Side::A, 9, vec![]),
        Err(EditRefused::NoVersion { seen: 9 })
    );
}

#[test]
fn what_is_not_sound_or_not_ones_own_is_refused_with_its_field() {
    let mut plan = Plan::default();
    done(&mut plan, Side::A, vec![new(project("one"))]);
    done(&mut plan, Side::B, vec![new(project("of b"))]);
    let refused = |draft: Draft| edit(&plan, Side::A, plan.version, vec![draft]).unwrap_err();
    assert_eq!(
        refused(put(id("b1"), project("x"))),
        EditRefused::NotYours { item: id("b1") }
    );
    assert_eq!(
        refused(Draft::Remove { id: id("b1") }),
        EditRefused::NotYours { item: id("b1") }
    );
    assert_eq!(
        refused(put(id("a7"), project("x"))),
        EditRefused::Unknown { item: id("a7") }
    );
    let two_cuts = Body::Indicator {
        indicator: "carbon_total".to_owned(),
        base_year: 2015,
        target_year: 2030,
        target: Number(1.0),
        title: None,
        place: Some("X".to_owned()),
        field: Some("industry".to_owned()),
        carrier: None,
        project: None,
    };
    let both_names = Body::Institution {
        role: Sphere::Research,
        organisation: Some("x".to_owned()),
        name: Some("x".to_owned()),
        text: None,
        project: None,
    };
    for (body, field, reason) in [
        (project(" "), "title", "blank"),
        (project(&"x".repeat(301)), "title", "too_long"),
        (milestone("a9", None, TODAY, None), "project", "unknown"),
        (
            milestone("a1", Some(date(2026, 5, 21)), TODAY, None),
            "due",
            "wrong_order",
        ),
        (budget("a1", "eur", 1, 1, "x"), "currency", "no_currency"),
        (budget("a1", "EUR", -1, 1, "x"), "planned", "out_of_range"),
        (
            budget("a1", "EUR", 1, AMOUNT_MAX + 1, "x"),
            "spent",
            "out_of_range",
        ),
        (two_cuts, "place", "one_cut_only"),
        (indicator(None, Some("no field")), "field", "unknown"),
        (both_names, "name", "either_organisation_or_name"),
        (
            Body::Topic {
                topic: "sdg_99".to_owned(),
            },
            "topic",
            "unknown",
        ),
    ] {
        match refused(new(body)) {
            EditRefused::Bad { index: 0, fault } => {
                assert_eq!((fault.field, fault.reason), (field, reason));
            }
            other => panic!("{field} {reason}: {other:?}"),
        }
    }
    assert!(
        edit(
            &plan,
            Side::A,
            2,
            vec![new(Body::Topic {
                topic: "sdg_07".to_owned()
            })]
        )
        .is_ok()
    );
    // A new part under what goes in the same request would hang in the air.
    let mixed = vec![
        new(milestone("a1", None, TODAY, None)),
        Draft::Remove { id: id("a1") },
    ];
    assert!(edit(&plan, Side::A, plan.version, mixed).is_err());
}

#[test]
fn states_follow_from_the_day() {
    let yesterday = date(2026, 5, 19);
    let tomorrow = date(2026, 5, 21);
    for (start, due, done_on, expected) in [
        (None, tomorrow, None, Status::Planned),
        (None, TODAY, None, Status::Planned),
        (None, yesterday, None, Status::Late),
        (Some(TODAY), tomorrow, None, Status::UnderWay),
        (Some(tomorrow), tomorrow, None, Status::Planned),
        (None, yesterday, Some(TODAY), Status::Done),
        // What is to be done tomorrow is not done.
        (None, tomorrow, Some(tomorrow), Status::Planned),
    ] {
        let found = status::of_dates(TODAY, start, due, done_on);
        assert_eq!(found, expected, "{start:?} {due} {done_on:?}");
    }
}

#[test]
fn a_project_stands_as_its_milestones_do() {
    let mut plan = Plan::default();
    done(&mut plan, Side::A, vec![new(project("grid"))]);
    let status = |plan: &Plan| {
        let items: Vec<Item> = plan.items.values().map(|k| k.item.clone()).collect();
        status::projects(&items, TODAY).remove(0)
    };
    assert_eq!(status(&plan).status, Status::Planned);
    assert_eq!(status(&plan).progress_percent(), None);
    let early = date(2026, 2, 1);
    done(
        &mut plan,
        Side::A,
        vec![
            new(milestone("a1", Some(date(2026, 1, 1)), early, Some(early))),
            new(milestone("a1", None, date(2026, 9, 1), None)),
        ],
    );
    let one = status(&plan);
    assert_eq!(
        (one.status, one.milestones, one.done),
        (Status::UnderWay, 2, 1)
    );
    assert_eq!(one.progress_percent(), Some(50.0));
    assert_eq!(
        (one.start, one.end),
        (Some(date(2026, 1, 1)), Some(date(2026, 9, 1)))
    );
    // A milestone of the partner counts as well.
    done(
        &mut plan,
        Side::B,
        vec![new(milestone("a1", None, early, None))],
    );
    assert_eq!(
        (status(&plan).status, status(&plan).late),
        (Status::Late, 1)
    );
    let progress = status(&plan).progress_percent().unwrap();
    assert!((progress - 100.0 / 3.0).abs() < 1e-9);
}

fn share(what: &str, detail: Detail, side: Side, public: bool) -> Share {
    Share {
        what: what.parse().unwrap(),
        detail,
        side,
        public,
    }
}

fn terms(shares: Vec<Share>) -> Terms {
    Terms {
        shares,
        recognitions: vec![Recognition {
            id: "ce".to_owned(),
            kind: Paper::Certificate,
            scheme: "Energy label".to_owned(),
            issued_in: IssuedIn::Both,
            from: date(2026, 1, 1),
            until: None,
        }],
        tasks: vec![Promise {
            id: "t1".to_owned(),
            title: "list the schemes".to_owned(),
            side: Side::B,
            until: date(2026, 6, 30),
        }],
        notice_days: 30,
        from: date(2026, 5, 10),
        until: None,
    }
}

fn act(name: &str, second: i64, on: Date, deed: Deed) -> Act {
    let id = id(name);
    Act {
        id,
        organisation: format!("org-{}", id.side),
        by: Some(format!("user-{}", id.side)),
        at: at(second),
        on,
        deed,
    }
}

fn accepted() -> Vec<Act> {
    let propose = Deed::Propose {
        terms: terms(vec![]),
    };
    vec![
        act("a1", 0, date(2026, 5, 1), propose),
        act(
            "b1",
            1,
            date(2026, 5, 5),
            Deed::Accept {
                agreement: id("a1"),
            },
        ),
    ]
}

fn state(acts: &[Act], today: Date) -> State {
    agreement::agreements(acts, today)[0].state
}

#[test]
fn an_agreement_begins_is_given_notice_and_ends() {
    let mut acts = accepted();
    assert_eq!(state(&acts[..1], TODAY), State::Proposed);
    assert_eq!(state(&acts, date(2026, 5, 9)), State::Accepted);
    assert_eq!(state(&acts, date(2026, 5, 10)), State::InForce);
    acts.push(act(
        "b2",
        2,
        TODAY,
        Deed::GiveNotice {
            agreement: id("a1"),
        },
    ));
    // 20 May and 30 days: it holds to 18 June and no longer on the 19th.
    assert_eq!(
        agreement::agreements(&acts, TODAY)[0].ends,
        Some(date(2026, 6, 19))
    );
    assert_eq!(state(&acts, date(2026, 6, 18)), State::Notice);
    assert_eq!(state(&acts, date(2026, 6, 19)), State::Ended);
    assert!(agreement::in_force(&agreement::agreements(&acts, date(2026, 6, 19))).is_none());
}

#[test]
fn who_proposed_cannot_accept() {
    let acts = &accepted()[..1];
    let list = agreement::agreements(acts, TODAY);
    let accept = Deed::Accept {
        agreement: id("a1"),
    };
    let four_eyes = Err(ActRefused::FourEyes {
        agreement: id("a1"),
    });
    let may =
        |side, organisation, user| agreement::may(&list, side, organisation, Some(user), &accept);
    assert_eq!(may(Side::A, "org-a", "user-a"), four_eyes);
    assert_eq!(may(Side::A, "another", "another"), four_eyes);
    // An organisation that changed sides, or a person that changed organisations.
    assert_eq!(may(Side::B, "org-a", "user-b"), four_eyes);
    assert_eq!(may(Side::B, "org-b", "user-a"), four_eyes);
    assert_eq!(may(Side::B, "org-b", "user-b"), Ok(()));
    // The fold says the same of an act that came by another way.
    let forged = [acts[0].clone(), act("a2", 1, TODAY, accept)];
    assert_eq!(state(&forged, TODAY), State::Proposed);
}

#[test]
fn acts_need_their_state() {
    let acts = accepted();
    let list = agreement::agreements(&acts, TODAY);
    let may = |side, deed: Deed| agreement::may(&list, side, "x", None, &deed);
    let a1 = id("a1");
    for deed in [
        Deed::Accept { agreement: a1 },
        Deed::Reject { agreement: a1 },
        Deed::Withdraw { agreement: a1 },
    ] {
        assert!(matches!(
            may(Side::B, deed),
            Err(ActRefused::WrongState { .. })
        ));
    }
    assert_eq!(may(Side::A, Deed::GiveNotice { agreement: a1 }), Ok(()));
    let kept = |task: &str| Deed::TaskDone {
        agreement: a1,
        task: task.to_owned(),
    };
    assert_eq!(may(Side::B, kept("t1")), Ok(()));
    assert!(matches!(
        may(Side::A, kept("t1")),
        Err(ActRefused::Unknown { .. })
    ));
    assert!(matches!(
        may(Side::B, kept("t2")),
        Err(ActRefused::Unknown { .. })
    ));
    let unknown = Deed::Accept {
        agreement: id("b7"),
    };
    assert!(matches!(
        may(Side::B, unknown),
        Err(ActRefused::Unknown { .. })
    ));
}

#[test]
fn a_later_agreement_takes_the_place_of_the_earlier() {
    let mut acts = accepted();
    let mut amended = terms(vec![share("budget", Detail::Full, Side::A, false)]);
    amended.from = date(2026, 6, 1);
    acts.push(act("b2", 5, TODAY, Deed::Propose { terms: amended }));
    acts.push(act(
        "a2",
        6,
        TODAY,
        Deed::Accept {
            agreement: id("b2"),
        },
    ));
    for (today, states) in [
        (date(2026, 5, 31), [State::InForce, State::Accepted]),
        (date(2026, 6, 1), [State::Ended, State::InForce]),
    ] {
        let list = agreement::agreements(&acts, today);
        assert_eq!([list[0].state, list[1].state], states);
    }
}

#[test]
fn terms_must_be_sound() {
    let with = |change: fn(&mut Terms)| {
        let mut terms = terms(vec![share("budget", Detail::Full, Side::A, false)]);
        change(&mut terms);
        terms.check().map_err(|fault| (fault.field, fault.reason))
    };
    assert_eq!(with(|_| {}), Ok(()));
    assert_eq!(
        with(|t| t.shares[0].detail = Detail::ByField),
        Err(("shares.detail", "not_allowed"))
    );
    assert_eq!(
        with(|t| t.shares.push(t.shares[0])),
        Err(("shares", "twice"))
    );
    assert_eq!(
        with(|t| t.notice_days = 3_651),
        Err(("notice_days", "out_of_range"))
    );
    assert_eq!(
        with(|t| t.until = Some(date(2026, 5, 9))),
        Err(("until", "wrong_order"))
    );
    assert_eq!(
        with(|t| t.tasks.push(t.tasks[0].clone())),
        Err(("tasks.id", "twice"))
    );
    assert_eq!(
        with(|t| t.recognitions[0].until = Some(date(2025, 1, 1))),
        Err(("recognitions.until", "wrong_order"))
    );
}

/// One item of every kind of side B, and a link to a project of its own.
fn of_every_kind() -> Plan {
    let mut plan = Plan::default();
    let line = "x".to_owned();
    done(
        &mut plan,
        Side::B,
        vec![
            new(project("b1")),
            new(Body::Vision { text: line.clone() }),
            new(Body::Topic {
                topic: "sdg_07".to_owned(),
            }),
            new(Body::Institution {
                role: Sphere::Industry,
                organisation: None,
                name: Some(line.clone()),
                text: None,
                project: None,
            }),
            new(Body::Decision {
                title: line.clone(),
                on: TODAY,
                text: None,
                who: None,
                project: None,
            }),
            new(milestone("b1", None, TODAY, None)),
            new(Body::Risk {
                title: line.clone(),
                probability: 2,
                effect: 5,
                answer: line.clone(),
                project: None,
            }),
            new(contact("b8")),
            new(budget("b1", "CNY", 100, 40, "city")),
            new(indicator(None, None)),
            new(indicator(None, Some("industry"))),
            new(indicator(Some("T1"), None)),
            new(Body::Meeting {
                title: line.clone(),
                on: TODAY,
                text: None,
                venue: None,
                who: None,
                project: None,
            }),
            new(Body::Task {
                title: line.clone(),
                who: line.clone(),
                until: TODAY,
                done_on: None,
                meeting: None,
                project: None,
            }),
            new(Body::Document {
                title: line.clone(),
                file_name: line.clone(),
                size_bytes: 1,
                sha256: "0".repeat(64),
                media_type: line,
                project: Some("b1".to_owned()),
            }),
        ],
    );
    plan
}

fn seen_by(viewer: Viewer, shares: Vec<Share>) -> Vec<u32> {
    let terms = terms(shares);
    seen::items(&of_every_kind(), viewer, Some(&terms))
        .iter()
        .map(|kept| kept.item.id.number)
        .collect()
}

#[test]
fn the_other_side_is_seen_as_far_as_it_is_shared() {
    let a = Viewer::Side(Side::A);
    let all: Vec<u32> = (1..=15).collect();
    // One's own is always seen, with and without an agreement.
    assert_eq!(seen_by(Viewer::Side(Side::B), vec![]), all);
    assert_eq!(
        seen::items(&of_every_kind(), Viewer::Side(Side::B), None).len(),
        15
    );
    // Of the other, nothing without an agreement, and nothing by an agreement that shares nothing.
    assert!(seen::items(&of_every_kind(), a, None).is_empty());
    assert!(seen_by(a, vec![]).is_empty());
    for (what, detail, expected) in [
        ("projects", Detail::Full, &[1u32, 2, 3, 4, 5, 6, 7][..]),
        ("projects", Detail::Total, &[]),
        ("contacts", Detail::Full, &[8]),
        ("budget", Detail::Full, &[9]),
        ("budget", Detail::Total, &[]),
        ("emissions", Detail::Total, &[10]),
        ("indicator:carbon_total", Detail::Total, &[10]),
        // Any cut brings the total along, and no other cut.
        ("emissions", Detail::ByField, &[10, 11]),
        ("emissions", Detail::ByTown, &[10, 12]),
        ("emissions", Detail::ByEnterprise, &[10]),
        ("energy", Detail::ByField, &[]),
        ("indicator:carbon_intensity", Detail::Total, &[]),
        ("meetings", Detail::Full, &[13, 14]),
        ("documents", Detail::Full, &[15]),
        ("certificates", Detail::Total, &[]),
    ] {
        assert_eq!(
            seen_by(a, vec![share(what, detail, Side::B, false)]),
            expected,
            "{what}"
        );
        // What A shows says nothing of what A sees.
        assert!(
            seen_by(a, vec![share(what, detail, Side::A, false)]).is_empty(),
            "{what}"
        );
    }
}

#[test]
fn links_to_what_is_not_seen_are_blank() {
    let terms = terms(vec![share("budget", Detail::Full, Side::B, false)]);
    let seen = seen::items(&of_every_kind(), Viewer::Side(Side::A), Some(&terms));
    assert_eq!(seen[0].item.body.project(), None);
    let own = seen::items(&of_every_kind(), Viewer::Side(Side::B), Some(&terms));
    assert_eq!(own[8].item.body.project(), Some("b1"));
}

#[test]
fn the_public_sees_what_is_marked_and_no_address() {
    let mut plan = of_every_kind();
    let public = |id, body| Draft::Put {
        id: Some(id),
        name: None,
        public: true,
        body,
    };
    done(&mut plan, Side::B, vec![public(id("b8"), contact("b8"))]);
    assert!(seen::items(&plan, Viewer::Public, None).is_empty());
    let terms = terms(vec![]);
    let seen = seen::items(&plan, Viewer::Public, Some(&terms));
    assert_eq!(seen.len(), 1);
    match &seen[0].item.body {
        Body::Contact {
            name, email, phone, ..
        } => {
            assert_eq!((name.as_str(), email, phone), ("b8", &None, &None));
        }
        other => panic!("{other:?}"),
    }
}

#[test]
fn sums_are_shown_where_only_sums_are_shared() {
    let plan = of_every_kind();
    let none = seen::totals(&plan, Side::B, Some(&terms(vec![])), TODAY);
    assert_eq!((none.projects, none.budget), (None, None));
    let shares = vec![
        share("projects", Detail::Total, Side::B, false),
        share("budget", Detail::Total, Side::B, false),
    ];
    let some = seen::totals(&plan, Side::B, Some(&terms(shares)), TODAY);
    assert_eq!(
        some.projects.map(|counts| (counts.total, counts.planned)),
        Some((1, 1))
    );
    let budget = some.budget.unwrap();
    assert_eq!((budget["CNY"].planned, budget["CNY"].spent), (100, 40));
}

fn key(seed: u8) -> SigningKey {
    SigningKey::from_bytes(&[seed; 32])
}

fn signed(contents: Contents) -> String {
    let sender = file::fingerprint(&key(1).verifying_key());
    let made = PartnerFile {
        format: FORMAT.to_owned(),
        sender,
        sequence: 3,
        partnership: "x-y".to_owned(),
        side: Side::B,
        at: at(0),
        contents,
    };
    file::sign(&made, &key(1)).unwrap()
}

fn open(text: &str) -> Result<PartnerFile, FileRefused> {
    let known = key(1).verifying_key();
    file::open(text, &|fingerprint| {
        (fingerprint == file::fingerprint(&known)).then_some(known)
    })
}

#[test]
fn a_file_comes_back_as_it_was_and_any_changed_byte_is_refused() {
    // One line of a budget, with text, whole numbers and a link: a signature is checked for nearly every byte.
    let items = of_every_kind()
        .items
        .values()
        .filter(|kept| kept.item.id.number == 9)
        .map(|kept| kept.item.clone())
        .collect();
    let contents = Contents {
        items,
        ..Contents::default()
    };
    let text = signed(contents.clone());
    assert_eq!(open(&text).unwrap().contents, contents);
    let bytes = text.as_bytes();
    for position in 0..bytes.len() - 1 {
        let mut changed = bytes.to_vec();
        changed[position] ^= 1;
        if let Ok(text) = String::from_utf8(changed) {
            assert!(open(&text).is_err(), "byte {position}");
        }
    }
    // The same in other bytes.
    let pretty: serde_json::Value = serde_json::from_str(&text).unwrap();
    let pretty = serde_json::to_string_pretty(&pretty).unwrap();
    assert!(matches!(open(&pretty), Err(FileRefused::NoFile { .. })));
}

#[test]
fn a_file_of_another_key_is_refused() {
    let text = signed(Contents::default());
    let stranger = file::open(&text, &|_| None);
    assert!(matches!(stranger, Err(FileRefused::UnknownKey { .. })));
    // Signed by one key in the name of another.
    let other = key(2).verifying_key();
    assert_eq!(
        file::open(&text, &|_| Some(other)),
        Err(FileRefused::BadSignature)
    );
}

/// RFC 8032, 7.1, test 2: the signature is the field's own.
#[test]
fn signatures_are_those_of_the_standard() {
    use ed25519_dalek::Signer;
    let secret =
        file::unhex::<32>("4ccd089b28ff96da9db6c346ec114e0f5b8a319f35aba624da8cf6ed4fb8a6fb");
    let key = SigningKey::from_bytes(&secret.unwrap());
    assert_eq!(
        file::hex(key.verifying_key().as_bytes()),
        "3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c"
    );
    assert_eq!(
        file::hex(&key.sign(&[0x72]).to_bytes()),
        "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da\
         085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00"
    );
}

#[test]
fn weak_keys_are_none() {
    // The neutral element, and points of order 2, 4: a signature of such a key fits anything.
    for text in [
        "0100000000000000000000000000000000000000000000000000000000000000",
        "0000000000000000000000000000000000000000000000000000000000000000",
        "ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
    ] {
        assert!(file::public_key(text).is_none(), "{text}");
    }
    assert!(file::public_key("zz").is_none());
}

fn amounts() -> impl Strategy<Value = Vec<(bool, u8, u8, i64, i64)>> {
    let line = (
        any::<bool>(),
        0u8..3,
        0u8..3,
        0..=AMOUNT_MAX,
        0..=AMOUNT_MAX,
    );
    prop::collection::vec(line, 0..60)
}

#[derive(Debug, Clone)]
enum Step {
    Make(Side, String),
    Change(Side, usize, String),
    Remove(Side, usize),
}

fn steps() -> impl Strategy<Value = Vec<Step>> {
    let side = prop_oneof![Just(Side::A), Just(Side::B)];
    let step = prop_oneof![
        3 => (side.clone(), "[a-z]{1,5}").prop_map(|(s, t)| Step::Make(s, t)),
        2 => (side.clone(), 0usize..20, "[a-z]{1,5}").prop_map(|(s, n, t)| Step::Change(s, n, t)),
        1 => (side, 0usize..20).prop_map(|(s, n)| Step::Remove(s, n)),
    ];
    prop::collection::vec(step, 0..60)
}

proptest! {
    /// Over funders and over sides, and by currency, budgets come to the same, and to what was put in.
    #[test]
    fn budgets_are_conserved(lines in amounts()) {
        let items: Vec<Item> = lines.iter().enumerate().map(|(n, (b, currency, funder, planned, spent))| {
            let side = if *b { Side::B } else { Side::A };
            let currency = ["CNY", "EUR", "USD"][usize::from(*currency)];
            let funder = ["city", "firm", "fund"][usize::from(*funder)];
            Item { id: Id { side, number: n as u32 + 1 }, side, public: false, body: budget("a1", currency, *planned, *spent, funder) }
        }).collect();
        let sums = status::budget(&items);
        let mut whole = (0i128, 0i128);
        for sum in sums.values() {
            for parts in [sum.by_funder.values().collect::<Vec<_>>(), sum.by_side.values().collect()] {
                prop_assert_eq!(parts.iter().map(|p| p.planned).sum::<i64>(), sum.all.planned);
                prop_assert_eq!(parts.iter().map(|p| p.spent).sum::<i64>(), sum.all.spent);
            }
            whole.0 += i128::from(sum.all.planned);
            whole.1 += i128::from(sum.all.spent);
        }
        let put_in = lines.iter().fold((0i128, 0i128), |s, l| (s.0 + i128::from(l.3), s.1 + i128::from(l.4)));
        prop_assert_eq!(whole, put_in);
    }

    /// Revisions of both sides, in any order, leave what each side did last, and lose nothing; every earlier version can be had again.
    #[test]
    fn a_merge_of_revisions_keeps_everything(steps in steps()) {
        let mut plan = Plan::default();
        let mut revisions: Vec<Revision> = Vec::new();
        let mut expected: BTreeMap<Id, String> = BTreeMap::new();
        let mut states = vec![expected.clone()];
        for step in steps {
            let own = |side: Side, n: usize, expected: &BTreeMap<Id, String>| {
                let all: Vec<Id> = expected.keys().copied().filter(|id| id.side == side).collect();
                (!all.is_empty()).then(|| all[n % all.len()])
            };
            let (side, draft) = match step {
                Step::Make(side, text) => (side, new(Body::Vision { text })),
                Step::Change(side, n, text) => match own(side, n, &expected) {
                    Some(id) => (side, put(id, Body::Vision { text })),
                    None => continue,
                },
                Step::Remove(side, n) => match own(side, n, &expected) {
                    Some(id) => (side, Draft::Remove { id }),
                    None => continue,
                },
            };
            let changes = edit(&plan, side, plan.version, vec![draft]).unwrap();
            for change in &changes {
                match change {
                    Change::Put { item } => match &item.body {
                        Body::Vision { text } => { expected.insert(item.id, text.clone()); }
                        _ => unreachable!(),
                    },
                    Change::Remove { id } => { expected.remove(id); }
                }
            }
            let revision = Revision {
                version: plan.version + 1, at: at(0), side, by: None, organisation: None, from_file: false, changes,
            };
            plan.push(&revision);
            revisions.push(revision);
            states.push(expected.clone());
        }
        for (version, state) in states.iter().enumerate() {
            let plan = Plan::of(&revisions[..version]);
            let texts: BTreeMap<Id, String> = plan.items.values().map(|kept| match &kept.item.body {
                Body::Vision { text } => (kept.item.id, text.clone()),
                _ => unreachable!(),
            }).collect();
            prop_assert_eq!(&texts, state);
        }
    }

    /// In whatever order acts come, the agreement is the same.
    #[test]
    fn the_order_of_acts_does_not_matter(seed in 0usize..24, notice in any::<bool>()) {
        let mut acts = accepted();
        acts.push(act("b2", 5, TODAY, Deed::TaskDone { agreement: id("a1"), task: "t1".to_owned() }));
        if notice {
            acts.push(act("a2", 6, TODAY, Deed::GiveNotice { agreement: id("a1") }));
        }
        let sorted = format!("{:?}", agreement::agreements(&acts, TODAY));
        let n = acts.len();
        acts.swap(seed % n, (seed / n) % n);
        acts.rotate_left(seed % n);
        prop_assert_eq!(format!("{:?}", agreement::agreements(&acts, TODAY)), sorted);
    }
}

#[test]
fn a_partner_cannot_write_on_ones_own_side() {
    let mut plan = Plan::default();
    done(&mut plan, Side::A, vec![new(project("own"))]);
    let item = Item {
        id: id("a1"),
        side: Side::A,
        public: true,
        body: project("taken over"),
    };
    assert_eq!(
        plan.take(Side::B, std::slice::from_ref(&item)),
        Err(EditRefused::NotYours { item: id("a1") })
    );
    let disguised = Item {
        side: Side::B,
        ..item
    };
    assert!(plan.take(Side::B, &[disguised]).is_err());
}

#[test]
fn what_is_shared_has_one_name() {
    for text in [
        "emissions",
        "energy",
        "projects",
        "budget",
        "contacts",
        "documents",
        "meetings",
        "certificates",
        "indicator:gdp",
    ] {
        assert_eq!(text.parse::<What>().unwrap().to_string(), text);
    }
    assert!("indicator:no".parse::<What>().is_err());
    assert!("all".parse::<What>().is_err());
}

proptest! {
    // Every case signs and checks two files, which takes long where nothing is optimised.
    #![proptest_config(ProptestConfig::with_cases(48))]

    /// What B sends and A takes in is what the agreement shows of A, and nothing more: whatever is shared, and whatever came before.
    #[test]
    fn a_file_brings_what_is_shared_and_nothing_more(first in prop::collection::vec(any::<bool>(), 8), then in prop::collection::vec(any::<bool>(), 8)) {
        let all = [
            share("projects", Detail::Full, Side::B, false),
            share("budget", Detail::Full, Side::B, false),
            share("contacts", Detail::Full, Side::B, false),
            share("meetings", Detail::Full, Side::B, false),
            share("documents", Detail::Full, Side::B, false),
            share("emissions", Detail::Total, Side::B, false),
            share("emissions", Detail::ByField, Side::B, false),
            share("emissions", Detail::ByTown, Side::B, false),
        ];
        let sender = of_every_kind();
        let mut receiver = Plan::default();
        done(&mut receiver, Side::A, vec![new(project("own"))]);
        for chosen in [first, then] {
            let shares = all.iter().zip(&chosen).filter(|(_, yes)| **yes).map(|(s, _)| *s).collect();
            let terms = terms(shares);
            let sent: Vec<Item> = seen::items(&sender, Viewer::Side(Side::A), Some(&terms))
                .into_iter().map(|kept| kept.item).filter(|item| item.side == Side::B).collect();
            let contents = Contents { items: sent.clone(), ..Contents::default() };
            let came = open(&signed(contents)).unwrap().contents.items;
            prop_assert_eq!(&came, &sent);
            let changes = receiver.take(Side::B, &came).unwrap();
            receiver.push(&Revision {
                version: receiver.version + 1, at: at(1), side: Side::B, by: None, organisation: None, from_file: true, changes,
            });
            let there: Vec<Item> = receiver.of_side(Side::B).map(|kept| kept.item.clone()).collect();
            prop_assert_eq!(&there, &sent);
            // Seen through the same terms it is all seen, and the receiver's own is untouched.
            let seen = seen::items(&receiver, Viewer::Side(Side::A), Some(&terms));
            prop_assert_eq!(seen.len(), sent.len() + 1);
            // The same file again changes nothing.
            prop_assert!(receiver.take(Side::B, &came).unwrap().is_empty());
        }
    }
}

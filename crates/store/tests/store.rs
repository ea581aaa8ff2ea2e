//! The store on both databases.

mod common;
#[path = "store/partners.rs"]
mod partners;

use std::collections::{BTreeMap, HashSet};

use common::{enterprise, new_import, on_each, place, region, with_region};
use inventory::finding::{Finding, Location, Severity};
use jiff::{SignedDuration, Timestamp};
use store::{
    Boundary, FindingFilter, ImportCounts, ImportPayload, ImportState, Role, Store, StoreError,
};

#[test]
fn master_data_comes_back_as_it_was_given() {
    on_each(|url| async move {
        let store = Store::open(&url).await.unwrap();
        // Not in the order of codes: the order given is the order shown.
        let places = [
            place("z", None),
            place("b", Some("z")),
            place("a", Some("z")),
        ];
        let enterprises: Vec<_> = (0..2500)
            .map(|n| enterprise(&format!("e{n:04}"), "a"))
            .collect();
        let boundaries = [Boundary {
            level: "town".to_owned(),
            geojson_gz: vec![0, 159, 146, 150],
        }];
        let version = store
            .upsert_region(&region("r"), &places, &enterprises, &boundaries)
            .await
            .unwrap();
        assert_eq!(version, 1);
        assert_eq!(store.places("r").await.unwrap(), places);
        assert_eq!(store.enterprises("r").await.unwrap(), enterprises);
        assert_eq!(store.master_counts("r").await.unwrap(), (3, 2500));
        assert_eq!(store.boundary_levels("r").await.unwrap(), ["town"]);
        assert_eq!(
            store.boundary("r", "town").await.unwrap().unwrap(),
            boundaries[0].geojson_gz
        );
        assert_eq!(store.boundary("r", "district").await.unwrap(), None);

        // Again, with one name changed: replaced in place, others stay, the version grows.
        let mut changed = places[1].clone();
        changed.name.en = "Changed".to_owned();
        let version = store
            .upsert_region(&region("r"), std::slice::from_ref(&changed), &[], &[])
            .await
            .unwrap();
        assert_eq!(version, 2);
        assert_eq!(
            store.places("r").await.unwrap(),
            [places[0].clone(), changed, places[2].clone()]
        );
        let record = store.region("r").await.unwrap();
        assert_eq!((record.region, record.data_version), (region("r"), 2));
        assert!(matches!(
            store.region("x").await,
            Err(StoreError::UnknownRegion { .. })
        ));

        // An enterprise in a place that is not there: nothing of the call is written.
        let error = store
            .upsert_region(
                &region("q"),
                &[place("z", None)],
                &[enterprise("e", "nowhere")],
                &[],
            )
            .await
            .unwrap_err();
        assert_eq!(error.code(), "store_failed");
        assert_eq!(store.regions().await.unwrap().len(), 1);
    });
}

#[test]
fn a_commit_applies_the_payload_once_and_bumps_the_version() {
    on_each(|url| async move {
        let store = with_region(&url).await;
        let seq = store.begin_import(&new_import("r", "aa")).await.unwrap();
        assert_eq!(seq, 1);
        store
            .set_import_progress(seq, ImportState::Reading, 5, 10)
            .await
            .unwrap();
        assert_eq!(store.import(seq).await.unwrap().progress, (5, 10));
        let counts = ImportCounts {
            rows: 10,
            activities: 9,
            rejected: 1,
            ..Default::default()
        };
        let payload = ImportPayload {
            places: vec![place("d2", Some("d"))],
            enterprises: vec![enterprise("e1", "d2")],
            ..ImportPayload::default()
        };
        store.prepare_import(seq, &counts, &payload).await.unwrap();
        // Prepared: nothing of it is seen yet.
        assert_eq!(store.prepared_imports().await.unwrap().len(), 1);
        assert_eq!(store.places("r").await.unwrap().len(), 2);
        assert_eq!(store.committed_seqs("r").await.unwrap(), HashSet::new());
        let sha = new_import("r", "aa").sha256;
        assert_eq!(
            store.find_committed("r", "m", "1", &sha).await.unwrap(),
            None
        );

        assert_eq!(store.commit_import(seq).await.unwrap(), 2);
        assert_eq!(store.places("r").await.unwrap().len(), 3);
        assert_eq!(store.enterprises("r").await.unwrap().len(), 1);
        assert_eq!(store.committed_seqs("r").await.unwrap(), HashSet::from([1]));
        assert_eq!(
            store.find_committed("r", "m", "1", &sha).await.unwrap(),
            Some(1)
        );
        assert_eq!(
            store.find_committed("r", "m", "2", &sha).await.unwrap(),
            None
        );
        let done = store.import(seq).await.unwrap();
        assert_eq!((done.state, done.counts), (ImportState::Committed, counts));
        assert!(done.finished.is_some());

        // Twice is once.
        assert_eq!(store.commit_import(seq).await.unwrap(), 2);
        assert_eq!(store.data_version("r").await.unwrap(), 2);
        assert!(store.unfinished_imports().await.unwrap().is_empty());
    });
}

#[test]
fn states_only_move_forward() {
    on_each(|url| async move {
        let store = with_region(&url).await;
        assert!(matches!(
            store.begin_import(&new_import("x", "aa")).await,
            Err(StoreError::UnknownRegion { .. })
        ));
        let nothing = (ImportCounts::default(), ImportPayload::default());
        let refused = |result: Result<(), StoreError>| {
            assert_eq!(result.unwrap_err().code(), "wrong_import_state");
        };
        let seq = store.begin_import(&new_import("r", "aa")).await.unwrap();
        refused(store.commit_import(seq).await.map(drop));
        assert_eq!(store.unfinished_imports().await.unwrap().len(), 1);
        store.mark_interrupted(seq).await.unwrap();
        // The process that still believed in the job learns that it was ended.
        refused(
            store
                .set_import_progress(seq, ImportState::Checking, 1, 1)
                .await,
        );
        refused(store.prepare_import(seq, &nothing.0, &nothing.1).await);
        refused(store.commit_import(seq).await.map(drop));
        refused(store.mark_interrupted(seq).await);

        let second = store.begin_import(&new_import("r", "bb")).await.unwrap();
        assert!(second > seq, "numbers are never given twice");
        store
            .prepare_import(second, &nothing.0, &nothing.1)
            .await
            .unwrap();
        refused(
            store
                .finish_import(second, ImportState::Committed, None, None)
                .await,
        );
        let why = serde_json::json!({"code": "disk_full"});
        store
            .finish_import(second, ImportState::Failed, None, Some(&why))
            .await
            .unwrap();
        assert_eq!(store.import(second).await.unwrap().error, Some(why));
        assert!(matches!(
            store.import(99).await,
            Err(StoreError::UnknownImport { import: 99 })
        ));
        let listed: Vec<_> = store
            .imports(Some("r"), 10, 0)
            .await
            .unwrap()
            .into_iter()
            .map(|one| one.seq)
            .collect();
        assert_eq!(listed, [second, seq]);
    });
}

#[test]
fn of_two_processes_one_ends_the_job() {
    on_each(|url| async move {
        let store = with_region(&url).await;
        let other = Store::open(&url).await.unwrap();
        for round in 0..10 {
            let seq = store
                .begin_import(&new_import("r", &format!("{round:02}")))
                .await
                .unwrap();
            store
                .prepare_import(seq, &ImportCounts::default(), &ImportPayload::default())
                .await
                .unwrap();
            let before = store.data_version("r").await.unwrap();
            let (a, b) = tokio::join!(store.commit_import(seq), other.mark_interrupted(seq));
            let state = store.import(seq).await.unwrap().state;
            let after = store.data_version("r").await.unwrap();
            match state {
                ImportState::Committed => assert!(a.is_ok() && b.is_err() && after == before + 1),
                ImportState::Interrupted => assert!(a.is_err() && b.is_ok() && after == before),
                other => panic!("{other}"),
            }
        }
    });
}

#[test]
fn findings_page_filter_and_count() {
    on_each(|url| async move {
        let store = with_region(&url).await;
        let seq = store.begin_import(&new_import("r", "aa")).await.unwrap();
        let findings: Vec<_> = (0..2300u32)
            .map(|n| Finding {
                code: if n % 10 == 0 {
                    "unknown_place"
                } else {
                    "blank_cell"
                }
                .to_owned(),
                severity: if n % 10 == 0 {
                    Severity::Error
                } else {
                    Severity::Note
                },
                location: (n > 0).then(|| Location {
                    file: "f.csv".to_owned(),
                    row: Some(n),
                    ..Default::default()
                }),
                params: BTreeMap::from([("found".to_owned(), "值".to_owned())]),
                message: format!("finding {n}"),
            })
            .collect();
        store.add_findings(seq, &findings).await.unwrap();
        let all = FindingFilter::default();
        let (total, page) = store.findings(&all, 3, 1999).await.unwrap();
        assert_eq!(total, 2300);
        let page: Vec<_> = page.into_iter().map(|row| row.finding).collect();
        assert_eq!(page, findings[1999..2002]);
        let errors = FindingFilter {
            region: Some("r".to_owned()),
            import: Some(seq),
            severity: Some(Severity::Error),
            code: Some("unknown_place".to_owned()),
        };
        assert_eq!(store.findings(&errors, 0, 0).await.unwrap().0, 230);
        let elsewhere = FindingFilter {
            region: Some("q".to_owned()),
            ..Default::default()
        };
        assert_eq!(store.findings(&elsewhere, 10, 0).await.unwrap().0, 0);
        let counts: Vec<_> = store
            .finding_counts(&all)
            .await
            .unwrap()
            .into_iter()
            .map(|one| (one.code, one.severity, one.count))
            .collect();
        assert_eq!(
            counts,
            [
                ("blank_cell".to_owned(), Severity::Note, 2070),
                ("unknown_place".to_owned(), Severity::Error, 230)
            ]
        );
        assert_eq!(store.rejects(seq).await.unwrap(), None);
        store.put_rejects(seq, vec![31, 139]).await.unwrap();
        assert_eq!(store.rejects(seq).await.unwrap(), Some(vec![31, 139]));
    });
}

#[test]
fn only_the_right_password_opens() {
    on_each(|url| async move {
        let store = Store::open(&url).await.unwrap();
        let made = store
            .create_user("王.officer", "correct horse", &[Role::Admin, Role::Viewer])
            .await
            .unwrap();
        assert_eq!(
            store
                .authenticate("王.officer", "correct horse")
                .await
                .unwrap(),
            made
        );
        let code = |result: Result<_, StoreError>| result.map(drop).unwrap_err().code();
        assert_eq!(
            code(store.authenticate("王.officer", "correct hors").await),
            "not_authenticated"
        );
        assert_eq!(
            code(store.authenticate("nobody", "correct horse").await),
            "not_authenticated"
        );
        assert_eq!(
            code(store.create_user("王.officer", "another pass", &[]).await),
            "user_exists"
        );
        assert_eq!(
            code(store.create_user("a b", "another pass", &[]).await),
            "bad_user_name"
        );
        assert_eq!(
            code(store.create_user("short", "1234567", &[]).await),
            "bad_password"
        );
        store
            .set_password("王.officer", "new password")
            .await
            .unwrap();
        assert_eq!(
            code(store.authenticate("王.officer", "correct horse").await),
            "not_authenticated"
        );
        let token = store.create_token("王.officer", "ci", None).await.unwrap();
        assert_eq!(
            store.authenticate_token(&token.secret).await.unwrap().name,
            "王.officer"
        );
        assert!(
            store.tokens("王.officer").await.unwrap()[0]
                .last_used
                .is_some()
        );
        let past = Timestamp::now() - SignedDuration::from_secs(1);
        let ended = store
            .create_token("王.officer", "old", Some(past))
            .await
            .unwrap();
        assert_eq!(
            code(store.authenticate_token(&ended.secret).await),
            "not_authenticated"
        );
        assert_eq!(
            code(store.authenticate_token("cs_guess").await),
            "not_authenticated"
        );
        let user = store
            .set_user("王.officer", &[Role::Viewer], true)
            .await
            .unwrap();
        assert_eq!((user.roles, user.disabled), (vec![Role::Viewer], true));
        assert_eq!(
            code(store.authenticate("王.officer", "new password").await),
            "not_authenticated"
        );
        assert_eq!(
            code(store.authenticate_token(&token.secret).await),
            "not_authenticated"
        );
        store
            .delete_token("王.officer", token.token.id)
            .await
            .unwrap();
        let again = store.delete_token("王.officer", token.token.id).await;
        assert_eq!(again.unwrap_err().code(), "unknown_token");
        assert_eq!(store.users().await.unwrap().len(), 1);
    });
}

#[test]
fn sessions_end() {
    on_each(|url| async move {
        let store = Store::open(&url).await.unwrap();
        let later =
            Timestamp::from_millisecond(Timestamp::now().as_millisecond() + 60_000).unwrap();
        let past = Timestamp::from_millisecond(1).unwrap();
        store.create_session("a", b"one", later).await.unwrap();
        let twice = store.create_session("a", b"two", later).await;
        assert_eq!(twice.unwrap_err().code(), "session_exists");
        assert_eq!(
            store.load_session("a").await.unwrap(),
            Some((b"one".to_vec(), later))
        );
        store.save_session("a", b"two", later).await.unwrap();
        store.save_session("b", b"x", past).await.unwrap();
        assert_eq!(store.load_session("a").await.unwrap().unwrap().0, b"two");
        assert_eq!(store.load_session("b").await.unwrap(), None);
        assert_eq!(store.delete_expired_sessions().await.unwrap(), 1);
        store.delete_session("a").await.unwrap();
        assert_eq!(store.load_session("a").await.unwrap(), None);
    });
}

#[test]
fn the_audit_log_reads_backwards_in_pages() {
    on_each(|url| async move {
        let store = Store::open(&url).await.unwrap();
        for n in 0..5 {
            store
                .audit(
                    Some("officer"),
                    "import_committed",
                    &format!("import {n}"),
                    &serde_json::json!({"n": n}),
                )
                .await
                .unwrap();
        }
        let first = store.audit_log(None, 2).await.unwrap();
        assert_eq!(first[0].subject, "import 4");
        let next = store.audit_log(Some(first[1].id), 2).await.unwrap();
        assert_eq!(next[0].detail, serde_json::json!({"n": 2}));
    });
}

#[test]
fn several_openers_make_one_schema() {
    on_each(|url| async move {
        let opened = (0..8).map(|_| {
            tokio::spawn({
                let url = url.clone();
                async move { Store::open(&url).await.map(drop) }
            })
        });
        for one in opened.collect::<Vec<_>>() {
            one.await.unwrap().unwrap();
        }
    });
}

#[test]
fn two_writers_share_the_file() {
    on_each(|url| async move {
        let a = with_region(&url).await;
        let b = Store::open(&url).await.unwrap();
        let work = |store: Store, first: usize| async move {
            for n in 0..20 {
                let seq = store
                    .begin_import(&new_import("r", &format!("{:04}", first + n)))
                    .await
                    .unwrap();
                store
                    .prepare_import(seq, &ImportCounts::default(), &ImportPayload::default())
                    .await
                    .unwrap();
                store.commit_import(seq).await.unwrap();
            }
        };
        let (one, two) = tokio::join!(tokio::spawn(work(a.clone(), 0)), tokio::spawn(work(b, 100)));
        one.unwrap();
        two.unwrap();
        assert_eq!(a.data_version("r").await.unwrap(), 41);
        assert_eq!(a.committed_seqs("r").await.unwrap().len(), 40);
    });
}

#[tokio::test]
async fn an_address_that_cannot_be_opened_says_so_without_its_password() {
    let bad = Store::open("mysql://u:secret@h/d").await.unwrap_err();
    assert_eq!(bad.code(), "bad_store_url");
    assert!(!bad.to_string().contains("secret"), "{bad}");
    let folder = tempfile::tempdir().unwrap();
    let missing = Store::open_file(&folder.path().join("no/such/folder.db"))
        .await
        .unwrap_err();
    assert_eq!(missing.code(), "store_cannot_open");
    assert!(
        missing.to_string().contains("no/such/folder.db"),
        "{missing}"
    );
    let odd = folder.path().join("a b%20#?库.db");
    Store::open_file(&odd).await.unwrap().close().await.unwrap();
    assert!(odd.exists());
}

#[test]
fn a_board_entry_has_one_owner_and_an_introduction_one_state() {
    use store::{Consent, Family, NewBoardEntry, Side};
    on_each(|url| async move {
        let store = with_region(&url).await;
        let row = |side: Side, name: &str, text: &str| NewBoardEntry {
            family: Family::Supply,
            side,
            name: name.to_owned(),
            contact: Some("a@b.example".to_owned()),
            synthetic: false,
            cells: BTreeMap::from([("text".to_owned(), text.to_owned())]),
        };
        let first = [row(Side::Offer, "x", "one"), row(Side::Need, "x", "two")];
        let tables = [("rules".to_owned(), "a\n".to_owned())];
        let before = store.board_version("r").await.unwrap();
        let ids = store
            .enter_board("r", Some("ann"), &first, &tables)
            .await
            .unwrap()
            .unwrap();
        assert_eq!(ids.len(), 2);
        assert_ne!(store.board_version("r").await.unwrap(), before);
        assert_eq!(store.board("r").await.unwrap()[0].row, first[0]);
        assert_eq!(
            store.board_table("r", "rules").await.unwrap().as_deref(),
            Some("a\n")
        );
        // The same once more keeps its number; somebody else's name refuses all; a change ends the old row.
        let again = store.enter_board("r", Some("ann"), &first, &[]).await;
        assert!(again.unwrap().unwrap().is_empty());
        let other = [row(Side::Offer, "y", "new"), row(Side::Need, "x", "mine")];
        let taken = store.enter_board("r", Some("bob"), &other, &[]).await;
        let names = taken.unwrap().unwrap_err();
        assert_eq!(names, [(Family::Supply, Side::Need, "x".to_owned())]);
        assert_eq!(store.board("r").await.unwrap().len(), 2);
        let changed = [row(Side::Offer, "x", "better")];
        let next = store.enter_board("r", Some("ann"), &changed, &[]).await;
        let next = next.unwrap().unwrap();
        assert_eq!(next.len(), 1);
        let old = store.board_entry("r", ids[0]).await.unwrap().unwrap();
        assert!(old.ended.is_some());
        // One introduction at a time, and each step once.
        let pair = (next[0], ids[1]);
        let ask = || store.ask_introduction("r", pair, Side::Need, Some("bob"), "hello");
        let id = ask().await.unwrap().unwrap();
        assert_eq!(ask().await.unwrap(), None);
        let step = |from, to| store.move_introduction("r", id, (from, to), Some("ann"));
        assert!(step(Consent::Asked, Consent::Agreed).await.unwrap());
        assert!(!step(Consent::Asked, Consent::Declined).await.unwrap());
        let kept = store.introductions("r").await.unwrap();
        assert_eq!(kept[0].state, Consent::Agreed);
        assert_eq!(kept[0].answered_by.as_deref(), Some("ann"));
        assert!(step(Consent::Agreed, Consent::Withdrawn).await.unwrap());
        assert!(ask().await.unwrap().is_some());
        // The newest word of each counts.
        for (who, useful) in [("ann", true), ("bob", false), ("ann", false)] {
            store.judge_match("r", pair, who, useful).await.unwrap();
        }
        let opinions = store.opinions("r").await.unwrap();
        let said: Vec<(&str, bool)> = opinions.iter().map(|o| (o.by.as_str(), o.useful)).collect();
        assert_eq!(said, [("bob", false), ("ann", false)]);
        assert!(store.end_board_entry("r", next[0]).await.unwrap());
        assert!(!store.end_board_entry("r", next[0]).await.unwrap());
        assert_eq!(store.board("r").await.unwrap().len(), 1);
    });
}

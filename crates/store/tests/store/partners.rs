//! Rows of plans and agreements, and files of partners, on both databases.

use super::common::on_each;
use jiff::Timestamp;
use serde_json::json;
use store::{NewPartnerRow, PartnerFileRow, Role, Store, StoreError};

fn row(version: u32) -> NewPartnerRow {
    NewPartnerRow {
        subject: "plan",
        version,
        at: Timestamp::from_millisecond(1_780_000_000_123).unwrap(),
        by: Some("ana".to_owned()),
        organisation: Some("east".to_owned()),
        content: json!({ "number": version }),
    }
}

fn file(sequence: u64) -> PartnerFileRow {
    PartnerFileRow {
        partnership: "p".to_owned(),
        direction: "in".to_owned(),
        side: "a".to_owned(),
        fingerprint: "f".to_owned(),
        sequence,
        at: Timestamp::from_millisecond(5).unwrap(),
        by: None,
        sha256: Some("h".to_owned()),
    }
}

async fn with_pair(url: &str) -> Store {
    let store = Store::open(url).await.unwrap();
    for id in ["east", "west"] {
        store
            .put_organisation(id, &json!({ "name": id }))
            .await
            .unwrap();
    }
    store
        .put_partnership("p", &json!({ "a": "east" }), true)
        .await
        .unwrap();
    store
}

#[test]
fn rows_are_written_once_and_without_gaps() {
    on_each(|url| async move {
        let store = with_pair(&url).await;
        store
            .add_partner_rows("p", &[row(1), row(2)], None)
            .await
            .unwrap();
        for version in [1, 2, 4] {
            let refused = store.add_partner_rows("p", &[row(version)], None).await;
            assert!(
                matches!(refused, Err(StoreError::WrittenMeanwhile)),
                "{version}"
            );
        }
        // All or nothing: the second of these cannot be, so the first is not there either.
        assert!(
            store
                .add_partner_rows("p", &[row(3), row(5)], None)
                .await
                .is_err()
        );
        let rows = store.partner_rows("p", "plan").await.unwrap();
        assert_eq!(rows.len(), 2);
        let (first, given) = (&rows[0], row(1));
        assert_eq!(
            (first.at, &first.by, &first.content),
            (given.at, &given.by, &given.content)
        );
        assert!(
            store
                .partner_rows("p", "agreement")
                .await
                .unwrap()
                .is_empty()
        );
        // Of many writers of one number one succeeds.
        let writers = (0..6).map(|_| {
            let store = store.clone();
            tokio::spawn(async move { store.add_partner_rows("p", &[row(3)], None).await.is_ok() })
        });
        let mut won = 0;
        for writer in writers.collect::<Vec<_>>() {
            won += u32::from(writer.await.unwrap());
        }
        assert_eq!(
            (won, store.partner_rows("p", "plan").await.unwrap().len()),
            (1, 3)
        );
    });
}

#[test]
fn a_file_and_its_rows_come_together_or_not_at_all() {
    on_each(|url| async move {
        let store = with_pair(&url).await;
        store
            .add_partner_rows("p", &[row(1)], Some((&file(7), &json!({ "at": "x" }))))
            .await
            .unwrap();
        let twice = store
            .add_partner_rows("p", &[row(2)], Some((&file(7), &json!({ "at": "x" }))))
            .await;
        assert!(matches!(twice, Err(StoreError::WrittenMeanwhile)));
        assert_eq!(store.partner_rows("p", "plan").await.unwrap().len(), 1);
        assert_eq!(store.partner_files("p").await.unwrap(), [file(7)]);
        let kept = store.last_partner_file("p", "a").await.unwrap();
        assert_eq!(kept, Some(json!({ "at": "x" })));
        assert_eq!(store.last_partner_file("p", "b").await.unwrap(), None);
        let at = Timestamp::from_millisecond(9).unwrap();
        for expected in [1, 2] {
            let number = store
                .next_partner_file("p", "b", "own", Some("ana"), at)
                .await
                .unwrap();
            assert_eq!(number, expected);
        }
        assert_eq!(store.partner_files("p").await.unwrap().len(), 3);
    });
}

#[test]
fn a_user_belongs_to_one_organisation_and_a_key_can_be_revoked() {
    on_each(|url| async move {
        let store = with_pair(&url).await;
        store
            .create_user("ana", "long enough 1", &[Role::Officer])
            .await
            .unwrap();
        assert_eq!(store.organisation_of("ana").await.unwrap(), None);
        for id in ["east", "west"] {
            store.set_organisation_of("ana", Some(id)).await.unwrap();
            assert_eq!(
                store.organisation_of("ana").await.unwrap().as_deref(),
                Some(id)
            );
        }
        assert_eq!(
            store.members().await.unwrap(),
            [("ana".to_owned(), "west".to_owned())]
        );
        store.set_organisation_of("ana", None).await.unwrap();
        assert!(store.members().await.unwrap().is_empty());
        let unknown = store.set_organisation_of("nobody", Some("east")).await;
        assert!(matches!(unknown, Err(StoreError::UnknownUser { .. })));
        // The database itself keeps users out of organisations that there are not.
        assert!(
            store
                .set_organisation_of("ana", Some("nowhere"))
                .await
                .is_err()
        );
        let taken = store.put_partnership("p", &json!({}), true).await;
        assert!(matches!(taken, Err(StoreError::WrittenMeanwhile)));
        store
            .put_partnership("p", &json!({ "a": "other" }), false)
            .await
            .unwrap();
        assert_eq!(
            store.partnership("p").await.unwrap().unwrap().content["a"],
            "other"
        );

        store
            .accept_partner_key("f", "k", "east", Some("root"))
            .await
            .unwrap();
        assert!(store.revoke_partner_key("f").await.unwrap());
        assert!(!store.revoke_partner_key("f").await.unwrap());
        assert!(store.partner_keys().await.unwrap()[0].revoked.is_some());
        store
            .accept_partner_key("f", "k", "west", None)
            .await
            .unwrap();
        let keys = store.partner_keys().await.unwrap();
        assert_eq!(
            (keys.len(), keys[0].organisation.as_str(), keys[0].revoked),
            (1, "west", None)
        );
    });
}

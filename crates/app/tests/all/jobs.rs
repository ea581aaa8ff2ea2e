//! Jobs and those who wait for them.

use super::home;
use app::usecase::Actor;
use app::usecase::job::{self, Done, Watch};
use app::usecase::readings::new_job;
use app::usecase::regions;
use std::sync::mpsc;
use std::time::Duration;
use store::{ImportCounts, ImportPayload, ImportState};
use tokio::sync::oneshot;

/// Who asked goes away while the job works: it ends as if somebody had waited.
#[tokio::test(flavor = "multi_thread")]
async fn a_job_goes_to_its_end_when_nobody_waits_for_it() {
    let test = home(true).await;
    regions::add(&test.home, &Actor::Operator, "uk")
        .await
        .unwrap();
    let (begun, number) = oneshot::channel();
    let (go_on, wait) = mpsc::channel::<()>();
    let home = test.home.clone();
    let request = tokio::spawn(async move {
        let watch = Watch {
            begun: Some(begun),
            ..Watch::default()
        };
        let new = new_job("uk", "readings", "left.csv", None);
        job::watched(&home, &new, watch, move |bench| {
            wait.recv().unwrap();
            bench.prepare(&ImportCounts::default(), &ImportPayload::default(), &[])?;
            Ok(Done::Whole(()))
        })
        .await
    });
    let seq = number.await.unwrap();
    request.abort();
    assert!(request.await.unwrap_err().is_cancelled());
    go_on.send(()).unwrap();
    let mut state = None;
    for _ in 0..500 {
        let import = test.home.store().import(seq).await.unwrap();
        state = Some(import.state);
        if import.state == ImportState::Committed {
            break;
        }
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    assert_eq!(state, Some(ImportState::Committed));
}

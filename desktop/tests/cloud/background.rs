//! Sync by itself, while somebody is signed in.

use crate::house::{EMAIL, House};
use crate::samples::{alert, at};
use alfa_copilot::{Alerts, Problem};
use alfa_desktop::clock::SystemClock;
use alfa_desktop::cloud::{Account, Background, Keeping};
use alfa_desktop::paths::Paths;
use alfa_desktop::store::Store;
use alfa_sync::{DataKey, Outcome};
use std::sync::{Arc, Mutex};
use std::time::Duration;
use tokio::task::JoinHandle;
use tokio_util::sync::CancellationToken;

struct Alive {
    paths: Paths,
    store: Store,
    rounds: Arc<Mutex<Vec<Result<Outcome, Problem>>>>,
    cancel: CancellationToken,
    task: JoinHandle<()>,
}

/// A computer where somebody is signed in, and ALFA lives.
async fn alive(house: &House, name: &str, key: &DataKey) -> Alive {
    let paths = Paths::resolve_in(Some(house.folder().join(name).as_os_str())).unwrap();
    let session = house.sign_in(name).await;
    Account::new(&house.url, EMAIL, &session, key.clone(), Keeping::File).save(&paths).await.unwrap();
    let store = Store::open(&paths.database, at(0)).unwrap().store;
    let background = Background::new(paths.clone(), store.clone(), Arc::new(SystemClock::new(None)));
    let (rounds, cancel) = (Arc::new(Mutex::new(Vec::new())), CancellationToken::new());
    let told = Arc::clone(&rounds);
    let task = tokio::spawn(background.run(cancel.clone(), move |done| told.lock().unwrap().push(done.clone())));
    Alive { paths, store, rounds, cancel, task }
}

impl Alive {
    fn rounds(&self) -> usize {
        self.rounds.lock().unwrap().len()
    }

    async fn until(&self, what: &str, holds: impl AsyncFn() -> bool) {
        let waiting = async {
            while !holds().await {
                tokio::time::sleep(Duration::from_millis(50)).await;
            }
        };
        tokio::time::timeout(Duration::from_secs(120), waiting).await.unwrap_or_else(|_| panic!("{what}"));
    }

    /// What was changed here is at the server.
    async fn sent(&self) {
        self.until("nothing waits any more", async || {
            let status = self.store.sync_status().await.unwrap();
            status.waiting == 0 && status.synced_at.is_some()
        })
        .await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_done_here_is_sent_without_being_asked_and_signing_out_ends_it() {
    let house = House::start().await;
    let key = DataKey::new().unwrap();
    let home = alive(&house, "casa", &key).await;
    home.until("a first round", async || home.rounds() > 0).await;
    home.store.put_alert(&alert(1)).await.unwrap();
    home.sent().await;
    let work = alive(&house, "trabalho", &key).await;
    work.until("the alert comes", async || work.store.alerts().await.unwrap().len() == 1).await;
    assert!(home.rounds.lock().unwrap().iter().all(Result::is_ok));

    // a round by hand beside it does not trouble it: they take turns, and share the session
    let mut by_hand = Account::load(&home.paths).await.unwrap().unwrap();
    for number in 2..6 {
        home.store.put_alert(&alert(number)).await.unwrap();
        by_hand.sync(&home.paths, &home.store, &SystemClock::new(None)).await.unwrap();
    }
    home.sent().await;
    work.store.put_alert(&alert(9)).await.unwrap();
    work.until("they come with the next round", async || work.store.alerts().await.unwrap().len() == 6).await;
    assert!(home.rounds.lock().unwrap().iter().chain(work.rounds.lock().unwrap().iter()).all(Result::is_ok));

    // another process signs out, between two rounds as it must: no more is sent. What was made here may have missed the round that brought the rest
    work.sent().await;
    let between = work.store.sync_lock().await.unwrap();
    Account::forget(&work.paths).await.unwrap();
    drop(between);
    work.store.put_alert(&alert(10)).await.unwrap();
    work.until("it notices", async || {
        let lately = work.rounds();
        tokio::time::sleep(Duration::from_secs(3)).await;
        work.rounds() == lately
    })
    .await;
    assert_eq!(work.store.sync_status().await.unwrap().waiting, 1);
    for computer in [home, work] {
        computer.cancel.cancel();
        tokio::time::timeout(Duration::from_secs(60), computer.task).await.unwrap().unwrap();
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn without_the_server_it_waits_and_goes_on_when_it_is_back() {
    let house = House::start().await;
    let home = alive(&house, "casa", &DataKey::new().unwrap()).await;
    home.until("a first round", async || home.rounds() > 0).await;
    house.kill_postgres();
    home.store.put_alert(&alert(1)).await.unwrap();
    home.until("a round fails", async || home.rounds.lock().unwrap().iter().any(Result::is_err)).await;
    assert_eq!(home.store.sync_status().await.unwrap().waiting, 1);
    house.resume_postgres();
    home.sent().await;
    home.cancel.cancel();
    tokio::time::timeout(Duration::from_secs(60), home.task).await.unwrap().unwrap();
}

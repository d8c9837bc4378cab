//! A watch whose disk is full, whose data another process holds, or that is not alone.

use crate::roles::{block_on, play, role, stage};
use crate::watching::{
    Ear, Watching, alert, diary, firings, keep_watched, market, now, open, pair, price, set_price, until,
    watch_elsewhere, watching, watching_app,
};
use alfa_copilot::{Alerts, StoreError};
use alfa_desktop::watch::AlertWatch;
use alfa_domain::DeliveryState;
use alfa_market::standin::{Provider, StandIn};
use chrono::TimeDelta;
use rusqlite::Connection;
use rust_decimal::Decimal;
use std::io::{BufRead, BufReader, Write};
use std::path::Path;
use std::process::{Child, Stdio};
use std::sync::{Arc, Mutex};

/// A watch with one alert that a higher price will meet; the level.
async fn ready(folder: &Path, market: &StandIn, ear: Ear) -> (Watching, Decimal) {
    let start = price(market);
    let level = (start * Decimal::new(102, 2)).round_dp(2);
    let app = open(folder, market).await;
    keep_watched(&app, pair(), now(), start).await;
    let alert = alert(&format!("price crosses_up {level}"), now());
    app.store.put_alert(&alert).await.unwrap();
    let watching = watching_app(app, ear);
    // what it has to keep at the beginning is kept
    watching.until(|| async { watching.app.store.armings().await.unwrap().contains_key(&alert.id) }).await;
    until(|| async { market.sockets(Provider::Binance) > 0 }).await;
    (watching, level)
}

async fn sent_once(watching: &Watching) {
    watching
        .until(|| async {
            let told = firings(&watching.app).await;
            told.len() == 1 && told[0].deliveries[0].state == DeliveryState::Sent
        })
        .await;
    assert_eq!(firings(&watching.app).await[0].deliveries[0].attempts, 1);
}

/// Another process that writes and does not come to an end.
fn lock_data(path: &Path) -> Child {
    let mut child = role("watch_faults::role_holds_the_data", path.to_str().unwrap())
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let (held, holds) = std::sync::mpsc::channel();
    let lines = BufReader::new(child.stdout.take().unwrap()).lines();
    // to the end: it could not print into a pipe that nobody reads
    std::thread::spawn(move || {
        lines.map(Result::unwrap).filter(|line| line.ends_with("held")).for_each(|_| held.send(()).unwrap());
    });
    holds.recv().expect("the role ended");
    child
}

#[test]
#[ignore = "a role"]
fn role_holds_the_data() {
    let Some(path) = stage() else { return };
    let data = Connection::open(path).unwrap();
    data.busy_timeout(std::time::Duration::from_secs(30)).unwrap();
    data.execute_batch("BEGIN IMMEDIATE").unwrap();
    println!("held");
    std::io::stdout().flush().unwrap();
    std::thread::sleep(std::time::Duration::from_secs(7));
    data.execute_batch("COMMIT").unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn what_fires_while_another_process_holds_the_data_is_kept_and_told_afterwards() {
    let folder = tempfile::tempdir().unwrap();
    let market = market(51).await;
    let (mut watching, level) = ready(folder.path(), &market, Ear::default()).await;
    let mut other = lock_data(watching.app.store.path());
    set_price(&market, level + Decimal::ONE);
    // and it goes back before anybody can write
    tokio::time::sleep(std::time::Duration::from_millis(500)).await;
    set_price(&market, level - level / Decimal::ONE_HUNDRED);
    watching.stays_silent().await;
    assert!(firings(&watching.app).await.is_empty(), "told before it was kept it could be told twice");
    assert!(other.wait().unwrap().success());
    let told = watching.next().await;
    assert_eq!(told.price.value, level + Decimal::ONE);
    sent_once(&watching).await;
    watching.stays_silent().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_telling_whose_outcome_cannot_be_kept_is_not_done_again() {
    let folder = tempfile::tempdir().unwrap();
    let market = market(52).await;
    let other: Arc<Mutex<Option<Child>>> = Arc::default();
    let ear = Ear::default();
    let (path, locker) = (folder.path().join("alfa.db"), Arc::clone(&other));
    *ear.meanwhile.lock().unwrap() = Some(Box::new(move || *locker.lock().unwrap() = Some(lock_data(&path))));
    let (mut watching, level) = ready(folder.path(), &market, ear).await;
    assert_eq!(watching.app.store.path(), folder.path().join("alfa.db"));
    set_price(&market, level + Decimal::ONE);
    watching.next().await;
    let mut other = other.lock().unwrap().take().unwrap();
    assert!(tokio::task::spawn_blocking(move || other.wait()).await.unwrap().unwrap().success());
    sent_once(&watching).await;
    watching.stays_silent().await;
}

/// A small file system of its own, where the system lets an ordinary program have one.
#[cfg(target_os = "linux")]
#[test]
fn a_watch_survives_a_full_disk() {
    use std::process::Command;
    let allowed = Command::new("unshare").args(["-rm", "mount", "-t", "tmpfs", "alfa", "/mnt"]).output();
    if !allowed.is_ok_and(|output| output.status.success()) {
        eprintln!("this system allows no file system of one's own");
        return;
    }
    let folder = tempfile::tempdir().unwrap();
    let stage = folder.path().to_str().unwrap();
    let inner = role("watch_faults::role_watches_on_a_full_disk", stage);
    let mut command = Command::new("unshare");
    command.args(["-rm", "sh", "-c", "mount -t tmpfs -o size=6m alfa \"$0\" && exec \"$@\"", stage]);
    command.arg(inner.get_program()).args(inner.get_args()).env(crate::roles::STAGE, stage);
    play(command);
}

#[test]
#[ignore = "a role"]
fn role_watches_on_a_full_disk() {
    let Some(folder) = stage() else { return };
    let folder = Path::new(&folder);
    block_on(async {
        let market = market(53).await;
        let (mut watching, level) = ready(folder, &market, Ear::default()).await;
        let filler = folder.join("filler");
        std::fs::write(&filler, vec![1; 3_000_000]).unwrap();
        let long = "palavra ".repeat(2_000);
        let mut number = 0;
        let error = loop {
            number += 1;
            if let Err(error) = watching.app.store.remember(&format!("{number}"), &long).await {
                break error;
            }
        };
        assert!(matches!(error, StoreError::DiskFull), "{error}");
        crate::disk_full::fill_up(&folder.join("last bytes"));
        set_price(&market, level + Decimal::ONE);
        watching.stays_silent().await;
        assert!(firings(&watching.app).await.is_empty());
        std::fs::remove_file(&filler).unwrap();
        let told = watching.next().await;
        assert_eq!(told.price.value, level + Decimal::ONE);
        sent_once(&watching).await;
        watching.stays_silent().await;
        watching.end().await;
    });
}

#[tokio::test(flavor = "multi_thread")]
async fn of_two_watches_one_tells_and_the_other_takes_over_when_it_ends() {
    let folder = tempfile::tempdir().unwrap();
    let market = market(54).await;
    let start = price(&market);
    let app = open(folder.path(), &market).await;
    let steps = [2, 4].map(|percent| start + start * Decimal::new(percent, 2));
    let alerts = steps.map(|level| alert(&format!("price crosses_up {}", level.round_dp(2)), now()));
    for alert in &alerts {
        app.store.put_alert(alert).await.unwrap();
    }
    keep_watched(&app, pair(), now(), start).await;
    let mut first = watch_elsewhere(folder.path(), &market, TimeDelta::zero());
    until(|| async { app.store.watch_lock().unwrap().is_none() }).await;
    let refused = AlertWatch::new(&app, Vec::new()).alone().err().unwrap();
    assert_eq!(refused.code, "already_watching");
    assert!(!refused.message.is_empty() && !refused.action.is_empty());
    drop(app);

    let mut second = watching(folder.path(), &market, Vec::new()).await;
    until(|| async { market.sockets(Provider::Binance) > 0 }).await;
    set_price(&market, steps[0] + Decimal::ONE);
    until(|| async { diary(folder.path()).len() == 1 }).await;
    second.stays_silent().await;
    first.kill().unwrap();
    first.wait().unwrap();
    second.until(|| async { second.app.store.watch_lock().unwrap().is_none() }).await;
    until(|| async { market.sockets(Provider::Binance) > 0 }).await;
    set_price(&market, steps[1] + Decimal::ONE);
    loop {
        // killed in the middle of its telling, the first leaves that to the second; and the price is that of the candle where the
        // crossing came before the second had live prices
        if second.next().await.alert == alerts[1].id {
            break;
        }
    }
    assert_eq!(diary(folder.path()).len(), 1);
    assert_eq!(firings(&second.end().await).await.len(), 2);
}

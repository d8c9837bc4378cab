//! A server that is asked to end: it says so first, finishes what runs, and ends.

use crate::client::{Computer, account};
use crate::processes::{Postgres, Server};
use sqlx::{Connection, PgConnection};
use std::time::{Duration, Instant};

#[tokio::test(flavor = "multi_thread")]
async fn asked_to_end_it_says_so_finishes_what_runs_and_ends_asked_twice_it_ends_at_once() {
    let postgres = Postgres::start().await;
    let (folder, database) = (postgres.folder.path(), postgres.cluster.url());
    let mut server = Server::start(folder, &database, &[("ALFA_SERVER_SHUTDOWN_NOTICE_S", "1")]);
    server.answers(200).await;
    account(&server.url(), folder, "ana@exemplo.com").await;
    let mut computer = Computer::sign_in(&server.url(), "ana@exemplo.com").await;

    // a push that runs as long as the test holds the account's row
    let mut held = PgConnection::connect(&database).await.unwrap();
    let mut lock = held.begin().await.unwrap();
    sqlx::query("SELECT 1 FROM sync_head FOR UPDATE").execute(&mut *lock).await.unwrap();
    let ops = computer.messages(2);
    let mut pushing = computer.clone();
    let sent = ops.clone();
    let running = tokio::spawn(async move { pushing.push(&sent).await });
    let mut other = PgConnection::connect(&database).await.unwrap();
    let end = Instant::now() + Duration::from_secs(10);
    while waiting(&mut other).await == 0 {
        assert!(Instant::now() < end, "the push did not come");
        tokio::time::sleep(Duration::from_millis(10)).await;
    }

    server.signal("TERM");
    server.answers(503).await;
    let said = computer.get("/readyz").await;
    assert_eq!(said.body["code"], "ending");
    assert_eq!(computer.get("/v1/devices").await.status, 200, "during the notice requests are still taken");
    let end = Instant::now() + Duration::from_secs(10);
    while computer.get("/healthz").await.status != 0 {
        assert!(Instant::now() < end, "it still takes requests");
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    assert!(server.is_running(), "it waits for the push");
    lock.rollback().await.unwrap();
    let pushed = running.await.unwrap();
    assert_eq!(pushed.status, 200, "{}", pushed.body);
    assert!(server.ended().await.success());

    let mut server = Server::start(folder, &database, &[]);
    server.answers(200).await;
    computer.url = server.url();
    assert_eq!(computer.all().await, ops);
    // at the keyboard: no notice; the second time nothing is waited for
    let mut lock = held.begin().await.unwrap();
    sqlx::query("SELECT 1 FROM sync_head FOR UPDATE").execute(&mut *lock).await.unwrap();
    let more = computer.messages(2);
    let running = tokio::spawn(async move { computer.push(&more).await });
    while waiting(&mut other).await == 0 {
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
    server.signal("INT");
    let end = Instant::now() + Duration::from_secs(10);
    while !server.log().contains("ending: what runs may finish") {
        assert!(Instant::now() < end, "{}", server.log());
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    assert!(server.is_running());
    server.signal("INT");
    let since = Instant::now();
    assert!(server.ended().await.success());
    assert!(since.elapsed() < Duration::from_secs(2), "{:?}", since.elapsed());
    assert_eq!(running.await.unwrap().status, 0, "cut");
}

/// How many wait for a lock.
async fn waiting(connection: &mut PgConnection) -> i64 {
    let asked = "SELECT count(*) FROM pg_stat_activity WHERE wait_event_type = 'Lock'";
    sqlx::query_scalar(asked).fetch_one(connection).await.unwrap()
}

//! Pulls from a copy that lags, and is killed: nobody sees less than what was done.

use crate::client::{Computer, account};
use crate::processes::{Postgres, Server};
use alfa_sync_server::private_postgres::PrivatePostgres;
use reqwest::Method;
use sqlx::{Connection, PgConnection};
use std::time::{Duration, Instant};

/// How many pulls' connections the copy has.
async fn pulled(copy: &mut PgConnection) -> i64 {
    let asked =
        "SELECT count(*) FROM pg_stat_activity WHERE application_name = 'alfa-sync-server' AND query LIKE '%FROM op%'";
    sqlx::query_scalar(asked).fetch_one(copy).await.unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn pulls_come_from_the_replica_and_see_what_was_done_while_it_lags_or_is_away() {
    let postgres = Postgres::start().await;
    let folder = postgres.folder.path().to_owned();
    let (postgres, replica): (Postgres, PrivatePostgres) = tokio::task::spawn_blocking(move || {
        let replica = postgres.cluster.replica(&postgres.folder.path().join("replica")).unwrap();
        (postgres, replica)
    })
    .await
    .unwrap();
    let with = [("ALFA_SERVER_DATABASE_REPLICA_URL", replica.url())];
    let with: Vec<(&str, &str)> = with.iter().map(|(key, value)| (*key, value.as_str())).collect();
    let server = Server::start(&folder, &postgres.cluster.url(), &with);
    server.answers(200).await;
    account(&server.url(), &folder, "ana@exemplo.com").await;
    let mut computer = Computer::sign_in(&server.url(), "ana@exemplo.com").await;
    let lost = Computer::sign_in(&server.url(), "ana@exemplo.com").await;
    let mut ops = computer.messages(3);
    assert_eq!(computer.push(&ops).await.status, 200);
    assert_eq!(computer.all().await, ops, "at once, however far the copy is");
    let mut copy = PgConnection::connect(&replica.url()).await.unwrap();
    let end = Instant::now() + Duration::from_secs(10);
    while pulled(&mut copy).await == 0 {
        assert_eq!(computer.all().await, ops);
        assert!(Instant::now() < end, "no pull comes to the replica");
        tokio::time::sleep(Duration::from_millis(50)).await;
    }

    sqlx::query("SELECT pg_wal_replay_pause()").execute(&mut copy).await.unwrap();
    let more = computer.messages(2);
    assert_eq!(computer.push(&more).await.status, 200);
    ops.extend(more);
    assert_eq!(computer.all().await, ops, "what it has just pushed");
    assert_eq!(lost.all().await, ops, "and what another has");
    let revoke = format!("/v1/devices/{}", lost.session);
    assert_eq!(computer.ask(Method::DELETE, &revoke, None).await.status, 204);
    assert_eq!(
        lost.pull(0).await.status,
        401,
        "a device that was revoked gets nothing, though the replica does not know it"
    );
    sqlx::query("SELECT pg_wal_replay_resume()").execute(&mut copy).await.unwrap();

    replica.kill();
    let since = Instant::now();
    while since.elapsed() < Duration::from_secs(2) {
        assert_eq!(computer.all().await, ops, "without the replica");
    }
}

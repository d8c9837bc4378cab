//! The work beside the requests, when processes die under it, and what the clock causes.

use crate::cloud::{Cloud, PASSWORD};
use crate::mail::{mails, once, within};
use crate::peers::{Peer, free_port, python, start};
use alfa_sync_server::jobs::desk::{self, Count};
use alfa_sync_server::{App, Background, cron, leases};
use secrecy::ExposeSecret;
use serde_json::{Value, json};
use std::collections::{BTreeMap, BTreeSet};
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};
use uuid::Uuid;

/// The server itself, with the configuration of another.
pub fn program(cloud: &Cloud, set: &[(&str, String)]) -> Command {
    let mut program = Command::new(env!("CARGO_BIN_EXE_alfa-sync-server"));
    let config = &cloud.app.config;
    program
        .env("DATABASE_URL", config.database_url.expose_secret())
        .env("ALFA_SERVER_SIGNING_KEY", config.signing_key.expose_secret())
        .env("ALFA_SERVER_SECRET_KEY", config.secret_key.expose_secret())
        .env("ALFA_SERVER_MAIL_FOLDER", &config.mail.folder)
        .env("ALFA_SERVER_STORAGE_FOLDER", &config.storage.folder)
        .env("ALFA_SERVER_LISTEN", format!("127.0.0.1:{}", free_port()))
        .env("RUST_LOG", "error")
        .envs(set.iter().cloned());
    program
}

async fn counted(cloud: &Cloud) -> Count {
    let nothing = Count { name: String::new(), waiting: 0, running: 0, dead: 0, late_s: 0 };
    let counts = desk::stats(&cloud.app.pool).await.unwrap();
    counts.into_iter().find(|count| count.name == "mail").unwrap_or(nothing)
}

#[tokio::test(flavor = "multi_thread")]
async fn a_worker_killed_in_the_middle_leaves_its_jobs_to_another_and_each_is_done_once() {
    let folder = tempfile::tempdir().unwrap();
    let (port, file) = (free_port(), folder.path().join("mails"));
    let smtp_url = format!("smtp://127.0.0.1:{port}");
    // it has taken a mail for two seconds before it says so
    let slow = |seconds: &str| start(python("smtp.py").arg(port.to_string()).arg(&file).args(["--slow", seconds])).0;
    let first_peer = slow("600");
    let cloud =
        Cloud::with(&[("ALFA_SERVER_SMTP_URL", smtp_url.clone()), ("ALFA_SERVER_WORKER", "false".into())]).await;
    let people: BTreeSet<String> = (0..6).map(|number| format!("pessoa{number}@exemplo.com")).collect();
    for email in &people {
        let made = cloud.post("/v1/accounts", None, json!({ "email": email, "password": PASSWORD })).await;
        assert_eq!(made.0, 202);
    }
    assert_eq!(counted(&cloud).await.waiting, 6, "without a worker they wait");
    let set = [("ALFA_SERVER_SMTP_URL", smtp_url), ("ALFA_SERVER_WORKER_PLACES", "3".to_owned())];
    let first = Peer::of(program(&cloud, &set).arg("serve").stdout(Stdio::null()).spawn().unwrap());
    once("three mails on their way", async || {
        (counted(&cloud).await.running == 3 && mails(&file).len() == 3).then_some(())
    })
    .await;
    // SIGKILL, after the mail server has taken them and before the worker knows
    drop(first);
    let killed = Instant::now();
    drop(first_peer);
    let _peer = slow("0");
    let _second = Peer::of(program(&cloud, &set).arg("serve").stdout(Stdio::null()).spawn().unwrap());
    let took = within(Duration::from_secs(60), "the end of every job", async || {
        let left = counted(&cloud).await;
        (left.waiting + left.running + left.dead == 0).then_some(killed.elapsed())
    })
    .await;
    let mut ids: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    for mail in mails(&file) {
        let to = mail["to"][0].as_str().unwrap().to_owned();
        ids.entry(to).or_default().insert(mail["id"].as_str().unwrap().to_owned());
    }
    assert_eq!(ids.keys().cloned().collect::<BTreeSet<_>>(), people, "everybody got it");
    assert!(ids.values().all(|ids| ids.len() == 1), "sent again it is the same mail: {ids:?}");
    eprintln!("killed with three of six on their way, all were done {took:.1?} later");
    // the operator's own command sees the same
    let said = program(&cloud, &[]).args(["jobs", "list", "--json"]).output().unwrap();
    let said: Vec<Value> = serde_json::from_slice(&said.stdout).unwrap();
    assert!(said.iter().all(|job| job["name"] != "mail"), "{said:?}");
    let said = program(&cloud, &[]).args(["jobs", "show", &Uuid::nil().to_string()]).output().unwrap();
    assert!(!said.status.success());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_lease_has_one_holder_and_passes_on_when_it_is_not_renewed() {
    let cloud = Cloud::start().await;
    let pool = &cloud.app.pool;
    let (one, other) = (Uuid::from_u128(1), Uuid::from_u128(2));
    let long = Duration::from_secs(60);
    let hold = async |holder, keep| leases::hold(pool, "teste", holder, keep).await.unwrap();
    assert_eq!(hold(one, long).await, Some(1));
    assert_eq!(hold(other, long).await, None);
    assert_eq!(hold(one, Duration::ZERO).await, Some(1), "renewed, and over at once");
    assert_eq!(hold(other, long).await, Some(2));
    assert_eq!(hold(one, long).await, None);
    leases::release(pool, "teste", one).await.unwrap();
    assert_eq!(hold(one, long).await, None, "only its holder gives it back");
    leases::release(pool, "teste", other).await.unwrap();
    assert_eq!(hold(one, long).await, Some(3));
    // of many at the same time one gets it
    let many = futures::future::join_all((0..5).map(|number| {
        let holder = Uuid::from_u128(100 + number);
        async move { leases::hold(pool, "outra", holder, long).await.unwrap() }
    }));
    assert_eq!(many.await.into_iter().flatten().count(), 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn the_clock_removes_what_has_ended_and_asks_what_the_server_needs_whichever_instance_does_it() {
    let cloud = Cloud::with(&[("ALFA_SERVER_SMTP_URL", format!("smtp://127.0.0.1:{}", free_port()))]).await;
    let pool = &cloud.app.pool;
    let other = App::start((*cloud.app.config).clone()).await.unwrap();
    let _other = Background::start(&other);
    let health = once("the parts", async || {
        let parts = cron::health(pool).await.unwrap();
        (parts.len() >= 3).then_some(parts)
    })
    .await;
    let up: BTreeMap<&str, bool> = health.iter().map(|part| (part.part.as_str(), part.up)).collect();
    assert_eq!((up["database"], up["mail"], up["store"]), (true, false, true), "{health:?}");
    // an instance that does no job says the same, but nothing of what nobody asks any more
    sqlx::query("INSERT INTO health SELECT 'gone', false, NULL, 1, now() - interval '1 hour', now()")
        .execute(pool)
        .await
        .unwrap();
    let metrics = format!("127.0.0.1:{}", free_port());
    let set = [("ALFA_SERVER_METRICS_LISTEN", metrics.clone()), ("ALFA_SERVER_WORKER", "false".to_owned())];
    let _third = Peer::of(program(&cloud, &set).arg("serve").stdout(Stdio::null()).spawn().unwrap());
    let told = within(Duration::from_secs(20), "its metrics", async || {
        reqwest::get(format!("http://{metrics}/metrics")).await.ok()?.text().await.ok()
    })
    .await;
    let parts: BTreeSet<&str> = told.lines().filter(|line| line.starts_with("alfa_part_up{")).collect();
    let expected =
        [("database", 1), ("mail", 0), ("store", 1)].map(|(part, up)| format!("alfa_part_up{{part=\"{part}\"}} {up}"));
    assert_eq!(parts, expected.iter().map(String::as_str).collect());
    sqlx::query(
        "INSERT INTO account (id, email, email_key, password_hash) VALUES (gen_random_uuid(), 'a@b.co', 'a@b.co', '')",
    )
    .execute(pool)
    .await
    .unwrap();
    for (hash, ended) in [("velho", "2 days"), ("novo", "-2 days")] {
        let sql = format!(
            "INSERT INTO mailed_code (hash, user_id, purpose, expires_at) SELECT '{hash}', id, 'verify', now() - interval '{ended}' FROM account"
        );
        sqlx::query(sqlx::AssertSqlSafe(sql)).execute(pool).await.unwrap();
    }
    sqlx::query("UPDATE cron SET caused_at = now() - interval '2 hours'").execute(pool).await.unwrap();
    once("the cleanup", async || {
        let left: Vec<(Vec<u8>,)> = sqlx::query_as("SELECT hash FROM mailed_code").fetch_all(pool).await.unwrap();
        (left == [(b"novo".to_vec(),)]).then_some(())
    })
    .await;
    let (holders,): (i64,) =
        sqlx::query_as("SELECT count(*) FROM lease WHERE name = 'cron'").fetch_one(pool).await.unwrap();
    assert_eq!(holders, 1);
}

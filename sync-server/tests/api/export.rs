//! Everything that is somebody's: as it is exported, and as it is erased, for every table the schema has.

use crate::cloud::{Cloud, PASSWORD, SignedIn, answer};
use crate::second_factor::turn_on;
use reqwest::{Method, Response};
use serde_json::{Value, json};
use sqlx::AssertSqlSafe;
use std::collections::{BTreeMap, BTreeSet};
use std::time::Duration;

/// Every table that goes with an account, over however many others.
pub async fn owned(cloud: &Cloud) -> BTreeSet<String> {
    let found: Vec<(String,)> = sqlx::query_as(
        "WITH RECURSIVE owned (id) AS (
             SELECT 'account'::regclass::oid
             UNION SELECT k.conrelid FROM pg_constraint k JOIN owned ON k.confrelid = owned.id WHERE k.contype = 'f' AND k.confdeltype = 'c'
         )
         SELECT relname::text FROM owned JOIN pg_class ON pg_class.oid = owned.id",
    )
    .fetch_all(&cloud.app.pool)
    .await
    .unwrap();
    // work that waits comes and goes
    found.into_iter().map(|(table,)| table).filter(|table| table != "job").collect()
}

async fn exported(cloud: &Cloud, signed: &SignedIn) -> Vec<Value> {
    let body = Some(json!({ "password": PASSWORD }));
    let response = cloud.ask(Method::POST, "/v1/account/export", Some(&signed.access), body).await;
    assert_eq!(response.status(), 200);
    assert_eq!(response.headers()["content-type"], "application/x-ndjson");
    response.text().await.unwrap().lines().map(|line| serde_json::from_str(line).unwrap()).collect()
}

/// Something of everything.
pub async fn lived(cloud: &Cloud, email: &str) -> SignedIn {
    cloud.account(email).await;
    let home = cloud.sign_in(email, "casa").await;
    let key = json!({ "wrapped": "AAAA", "check": "AAAA" });
    assert_eq!(cloud.ask(Method::PUT, "/v1/sync/key", Some(&home.access), Some(key)).await.status(), 201);
    let mut device = crate::sync::Device::of(cloud, home.clone()).await;
    for number in 1..=50 {
        let op = device.op(alfa_sync::Collection::Messages, number, alfa_sync::Kind::Put, 1);
        device.pushed(cloud, &[op]).await;
    }
    let change = Some(json!({ "password": PASSWORD, "email": format!("outro.{email}") }));
    assert_eq!(cloud.ask(Method::PUT, "/v1/account/email", Some(&home.access), change).await.status(), 202);
    turn_on(cloud, &home).await;
    home
}

#[tokio::test(flavor = "multi_thread")]
async fn an_export_has_every_row_of_its_user_and_of_nobody_else() {
    let cloud = Cloud::start().await;
    let ida = lived(&cloud, "ida@exemplo.com").await;
    lived(&cloud, "joel@exemplo.com").await;
    let lines = exported(&cloud, &ida).await;
    assert!(lines[0]["about"].as_str().unwrap().contains("uma linha de JSON"));
    let (end, rows) = (lines.last().unwrap(), &lines[1..lines.len() - 1]);
    assert_eq!(end["end"]["rows"], rows.len());
    let text = Value::from(lines.clone()).to_string();
    assert!(!text.contains("joel") && !text.contains("password_hash"), "{text:.2000}");
    let mut counted: BTreeMap<&str, i64> = BTreeMap::new();
    for row in rows {
        *counted.entry(row["table"].as_str().unwrap()).or_default() += 1;
    }
    // both have lived alike: half of every table is hers, but for what the export itself recorded
    let mut tables = owned(&cloud).await;
    tables.insert("audit".to_owned());
    assert!(tables.len() >= 14, "{tables:?}");
    for table in tables {
        let sql = AssertSqlSafe(format!("SELECT count(*) FROM {table}"));
        let (count,): (i64,) = sqlx::query_as(sql).fetch_one(&cloud.app.pool).await.unwrap();
        let once = i64::from(table.starts_with("audit"));
        assert_eq!(counted.get(&*table).copied().unwrap_or_default() * 2 - once, count, "{table}");
    }
    let wrong = cloud.post("/v1/account/export", Some(&ida.access), json!({ "password": "não é esta" })).await;
    assert_eq!(wrong.1["code"], "wrong_password");
}

/// More than what fits between the database and who reads.
async fn full(cloud: &Cloud, email: &str) -> SignedIn {
    cloud.account(email).await;
    sqlx::query(
        "INSERT INTO op (user_id, seq, op_id, device_id, dev_n, hlc, collection, entity, kind, schema_v, body, hash, live)
         SELECT id, n, gen_random_uuid(), id, n, n, 1, gen_random_uuid(), 1, 1, decode(repeat('ab', 250000), 'hex'), '', true
         FROM account, generate_series(1, 120) n WHERE email = $1",
    )
    .bind(email)
    .execute(&cloud.app.pool)
    .await
    .unwrap();
    cloud.sign_in(email, "casa").await
}

async fn begun(cloud: &Cloud, signed: &SignedIn) -> Response {
    let body = Some(json!({ "password": PASSWORD }));
    cloud.ask(Method::POST, "/v1/account/export", Some(&signed.access), body).await
}

#[tokio::test(flavor = "multi_thread")]
async fn an_export_is_whole_however_slowly_it_is_read() {
    let cloud = Cloud::start().await;
    let ida = full(&cloud, "ida@exemplo.com").await;
    // what the connections' own limits do in half a minute, they do in half a second
    let mut held = Vec::new();
    while let Ok(mut connection) = cloud.app.pool.acquire().await {
        for limit in ["SET statement_timeout = '500ms'", "SET idle_in_transaction_session_timeout = '500ms'"] {
            sqlx::query(limit).execute(&mut *connection).await.unwrap();
        }
        held.push(connection);
    }
    drop(held);
    let mut response = begun(&cloud, &ida).await;
    let (mut text, mut rests) = (Vec::new(), 0);
    while let Some(piece) = response.chunk().await.unwrap() {
        text.extend_from_slice(&piece);
        if text.len() / 20_000_000 > rests {
            rests += 1;
            tokio::time::sleep(Duration::from_millis(1_500)).await;
        }
    }
    let last = text.trim_ascii_end().rsplit(|byte| *byte == b'\n').next().unwrap();
    let last: Value = serde_json::from_slice(last).unwrap();
    assert!(last["end"]["rows"].as_u64().is_some_and(|rows| rows > 120) && rests > 1, "{rests} {last:.200}");
}

#[tokio::test(flavor = "multi_thread")]
async fn who_reads_an_export_slowly_keeps_nobody_else_waiting_for_long() {
    let cloud = Cloud::with(&[("ALFA_SERVER_EXPORT_TIMEOUT_S", "2".to_owned())]).await;
    let ida = full(&cloud, "ida@exemplo.com").await;
    let slow = [begun(&cloud, &ida).await, begun(&cloud, &ida).await];
    assert_eq!(slow.each_ref().map(|response| response.status().as_u16()), [200, 200]);
    assert_eq!(answer(begun(&cloud, &ida).await).await.1["code"], "export_busy");
    tokio::time::sleep(Duration::from_secs(4)).await;
    assert_eq!(begun(&cloud, &ida).await.status(), 200);
    for response in slow {
        let text = response.text().await.unwrap_or_default();
        assert!(!text.contains("{\"end\""), "what is broken off does not look whole");
    }
}

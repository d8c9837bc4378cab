//! The audit log: what is recorded, and that what is changed afterwards is found.

use crate::cloud::{Cloud, PASSWORD};
use alfa_sync_server::audit::{Head, VerifyError, verify};
use reqwest::Method;
use serde_json::json;
use sqlx::{AssertSqlSafe, Connection, PgConnection};

async fn connection(cloud: &Cloud) -> PgConnection {
    PgConnection::connect_with(&cloud.app.pool.connect_options()).await.unwrap()
}

async fn walked(cloud: &Cloud, kept: Option<&Head>) -> Result<Head, (i64, &'static str)> {
    match verify(&mut connection(cloud).await, &cloud.app.config, kept).await {
        Ok(verified) => Ok(verified.head),
        Err(VerifyError::Broken(broken)) => Err((broken.seq, broken.why)),
        Err(VerifyError::Database(error)) => panic!("{error}"),
    }
}

/// The events of an account, in order.
async fn events(cloud: &Cloud, email: &str) -> Vec<String> {
    let found: Vec<(String,)> =
        sqlx::query_as("SELECT event FROM audit JOIN account ON subject = audit_subject WHERE email = $1 ORDER BY seq")
            .bind(email)
            .fetch_all(&cloud.app.pool)
            .await
            .unwrap();
    found.into_iter().map(|(event,)| event).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn what_happens_to_an_account_is_recorded_and_erased_with_it_while_the_chain_holds() {
    let cloud = Cloud::start().await;
    cloud.account("ana@exemplo.com").await;
    cloud.account("rui@exemplo.com").await;
    let home = cloud.sign_in("ana@exemplo.com", "casa").await;
    let lost = cloud.sign_in("ana@exemplo.com", "perdido").await;
    cloud.sign_in("rui@exemplo.com", "casa").await;
    for email in ["ana@exemplo.com", "ninguem@exemplo.com"] {
        let wrong = json!({ "email": email, "password": "não é esta", "device_name": "casa", "platform": "linux" });
        assert_eq!(cloud.post("/v1/sessions", None, wrong).await.0, 401);
    }
    let revoke = format!("/v1/devices/{}", lost.session_id);
    assert_eq!(cloud.ask(Method::DELETE, &revoke, Some(&home.access), None).await.status(), 204);
    let key = json!({ "wrapped": "AAAA", "check": "AAAA" });
    assert_eq!(cloud.ask(Method::PUT, "/v1/sync/key", Some(&home.access), Some(key)).await.status(), 201);
    let changed = json!({ "password": PASSWORD, "new_password": "outra senha comprida" });
    assert_eq!(cloud.ask(Method::PUT, "/v1/account/password", Some(&home.access), Some(changed)).await.status(), 204);
    let told =
        ["account_verified", "sign_in", "sign_in", "sign_in_failed", "device_revoked", "key_put", "password_changed"];
    assert_eq!(events(&cloud, "ana@exemplo.com").await, told);
    let (text,): (String,) =
        sqlx::query_as("SELECT text FROM audit_detail JOIN audit USING (seq) WHERE event = 'device_revoked'")
            .fetch_one(&cloud.app.pool)
            .await
            .unwrap();
    let detail: serde_json::Value = serde_json::from_str(&text).unwrap();
    assert_eq!(detail, json!({ "from": "127.0.0.1", "device": lost.session_id }));
    let before = walked(&cloud, None).await.unwrap();
    assert_eq!(before.seq, 10, "two accounts' and one of nobody");

    let erase = Some(json!({ "password": "outra senha comprida" }));
    assert_eq!(cloud.ask(Method::DELETE, "/v1/account", Some(&home.access), erase).await.status(), 204);
    let after = walked(&cloud, Some(&before)).await.unwrap();
    assert_eq!(after.seq, 11);
    let (left,): (i64,) = sqlx::query_as("SELECT count(*) FROM audit_detail").fetch_one(&cloud.app.pool).await.unwrap();
    assert_eq!(left, 2, "the other's alone");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_stolen_refresh_token_is_recorded_and_told_by_mail() {
    let cloud = Cloud::start().await;
    cloud.account("bia@exemplo.com").await;
    let first = cloud.sign_in("bia@exemplo.com", "notebook da Bia").await;
    let refresh = async || cloud.post("/v1/sessions/refresh", None, json!({ "refresh_token": first.refresh })).await.0;
    assert_eq!(refresh().await, 200);
    sqlx::query("UPDATE refresh_token SET used_at = used_at - interval '61 seconds' WHERE used_at IS NOT NULL")
        .execute(&cloud.app.pool)
        .await
        .unwrap();
    assert_eq!(refresh().await, 401);
    assert_eq!(events(&cloud, "bia@exemplo.com").await.last().unwrap(), "token_reused");
    let mails = cloud.mails_to("bia@exemplo.com", 2).await;
    assert!(mails.iter().any(|mail| mail.contains("notebook da Bia")), "{mails:?}");
    assert_eq!(refresh().await, 401, "a device that is gone is not told of again");
    assert_eq!(events(&cloud, "bia@exemplo.com").await.len(), 3);
}

#[tokio::test(flavor = "multi_thread")]
async fn many_at_a_time_make_one_chain() {
    let cloud = Cloud::start().await;
    let people = ["caio@exemplo.com", "lia@exemplo.com", "mel@exemplo.com"];
    for email in people {
        cloud.account(email).await;
    }
    let signs = people.iter().flat_map(|email| {
        let cloud = &cloud;
        (0..4).map(async move |number| cloud.sign_in(email, &format!("casa {number}")).await)
    });
    futures::future::join_all(signs).await;
    assert_eq!(walked(&cloud, None).await.unwrap().seq, 15);
}

#[tokio::test(flavor = "multi_thread")]
async fn whatever_is_changed_in_the_database_is_found() {
    let cloud = Cloud::start().await;
    cloud.account("davi@exemplo.com").await;
    cloud.account("eva@exemplo.com").await;
    for name in ["um", "dois", "três"] {
        cloud.sign_in("davi@exemplo.com", name).await;
    }
    let whole = walked(&cloud, None).await.unwrap();
    assert_eq!(whole.seq, 5);
    let pool = &cloud.app.pool;
    for refused in [
        "UPDATE audit SET event = 'sign_out' WHERE seq = 3",
        "DELETE FROM audit",
        "TRUNCATE audit CASCADE",
        "UPDATE audit_detail SET text = '{}'",
        "DELETE FROM audit_detail WHERE seq = 3",
        "DELETE FROM audit_head",
    ] {
        let error = sqlx::query(refused).execute(pool).await.unwrap_err().to_string();
        assert!(error.contains("the audit log is only added to"), "{refused}: {error}");
    }
    // who owns the database goes past its triggers and keys
    let owner = async |sql: &str| {
        let sql = format!("BEGIN; SET LOCAL session_replication_role = replica; {sql}; COMMIT");
        sqlx::raw_sql(AssertSqlSafe(sql)).execute(&mut connection(&cloud).await).await.unwrap();
    };
    let tables = ["account", "audit", "audit_detail", "audit_head"];
    owner(&tables.map(|table| format!("CREATE TABLE kept_{table} AS TABLE {table}")).join(";")).await;
    let restored = tables.map(|table| format!("DELETE FROM {table}; INSERT INTO {table} TABLE kept_{table}")).join(";");
    let cut = "DELETE FROM audit_detail WHERE seq = 5; DELETE FROM audit WHERE seq = 5";
    let head_of_4 = "; UPDATE audit_head SET seq = 4, hash = (SELECT hash FROM audit WHERE seq = 4)";
    let tampered: [(&str, i64); 13] = [
        ("UPDATE audit SET event = 'sign_out' WHERE seq = 3", 3),
        ("UPDATE audit SET at = at - interval '1 hour' WHERE seq = 3", 3),
        ("UPDATE audit SET subject = (SELECT subject FROM audit WHERE seq = 2) WHERE seq = 3", 3),
        ("UPDATE audit SET hash = decode(repeat('ab', 32), 'hex') WHERE seq = 5", 5),
        ("DELETE FROM audit_detail WHERE seq = 1; DELETE FROM audit WHERE seq = 1", 1),
        ("DELETE FROM audit_detail WHERE seq = 3; DELETE FROM audit WHERE seq = 3", 3),
        (
            "UPDATE audit SET seq = -3 WHERE seq = 3; UPDATE audit SET seq = 3 WHERE seq = 4; UPDATE audit SET seq = 4 WHERE seq = -3",
            3,
        ),
        ("UPDATE audit_detail SET text = replace(text, '127.0.0.1', '10.0.0.1') WHERE seq = 4", 4),
        ("DELETE FROM audit_detail WHERE seq = 4", 4),
        ("DELETE FROM account WHERE email = 'eva@exemplo.com'; DELETE FROM audit_detail WHERE seq = 2", 2),
        (cut, 5),
        (&format!("{cut}{head_of_4}"), 4),
        ("DELETE FROM audit_head", 5),
    ];
    // the end of an earlier day, with its seal, holds; whoever has kept a later head sees it
    let (seq, hash, seal): (i64, Vec<u8>, Vec<u8>) =
        sqlx::query_as("SELECT seq, hash, seal FROM audit_head").fetch_one(pool).await.unwrap();
    cloud.sign_in("davi@exemplo.com", "quatro").await;
    let later = walked(&cloud, Some(&whole)).await.unwrap();
    owner("DELETE FROM audit_detail WHERE seq = 6; DELETE FROM audit WHERE seq = 6").await;
    sqlx::query("UPDATE audit_head SET seq = $1, hash = $2, seal = $3")
        .bind(seq)
        .bind(hash)
        .bind(seal)
        .execute(pool)
        .await
        .unwrap();
    assert_eq!(walked(&cloud, None).await, Ok(whole.clone()));
    assert_eq!(walked(&cloud, Some(&later)).await, Err((6, "it is missing, and was there when the head was kept")));
    for (sql, row) in tampered {
        owner(sql).await;
        let found = walked(&cloud, None).await;
        assert_eq!(found.clone().map_err(|(seq, _)| seq), Err(row), "{sql}: {found:?}");
        owner(&restored).await;
        assert_eq!(walked(&cloud, None).await, Ok(whole.clone()));
    }
}

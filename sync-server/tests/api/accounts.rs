//! Accounts, sessions, devices.

use crate::cloud::{Cloud, PASSWORD, answer, signed_in};
use crate::export::{lived, owned};
use reqwest::Method;
use serde_json::json;
use std::time::Duration;

pub fn code_of(mail: &str) -> String {
    mail.lines().map(str::trim).find(|line| line.len() == 43 && !line.contains(' ')).expect(mail).to_owned()
}

#[tokio::test(flavor = "multi_thread")]
async fn an_account_is_made_proved_and_used() {
    let cloud = Cloud::start().await;
    let sign_in =
        json!({ "email": "ana@exemplo.com.br", "password": PASSWORD, "device_name": "casa", "platform": "linux" });
    let made = cloud.post("/v1/accounts", None, json!({ "email": " Ana@exemplo.com.br", "password": PASSWORD })).await;
    assert_eq!(made.0, 202);
    let early = cloud.post("/v1/sessions", None, sign_in.clone()).await;
    assert_eq!((early.0, &early.1["code"]), (403, &json!("email_unverified")));
    // the first code did not come at once: asked again, there is another
    let first = code_of(&cloud.mails_to("Ana@exemplo.com.br", 1).await[0]);
    let body = json!({ "email": "Ana@exemplo.com.br", "password": PASSWORD });
    assert_eq!(cloud.post("/v1/accounts", None, body).await.0, 202);
    let mails = cloud.mails_to("Ana@exemplo.com.br", 2).await;
    let code = mails.iter().map(|mail| code_of(mail)).find(|code| *code != first).unwrap();
    assert_eq!(cloud.post("/v1/accounts/verify", None, json!({ "code": code })).await.0, 204);
    assert_eq!(cloud.post("/v1/accounts/verify", None, json!({ "code": first })).await.0, 422, "one is enough");
    // the same answer for an address that is proved; its owner is told
    let again = cloud
        .post("/v1/accounts", None, json!({ "email": "ana@EXEMPLO.com.br", "password": "outra senha qualquer" }))
        .await;
    assert_eq!(again.0, 202);
    let told = cloud.mails_to("ana@EXEMPLO.com.br", 1).await;
    assert!(told[0].contains("tem uma conta"), "{}", told[0]);
    assert_eq!(cloud.post("/v1/accounts/verify", None, json!({ "code": code })).await.0, 422, "a code is used once");
    let (status, session) = cloud.post("/v1/sessions", None, sign_in.clone()).await;
    assert_eq!(status, 201, "{session}");
    let signed = signed_in(&session);
    let (_, devices) = cloud.get("/v1/devices", &signed.access).await;
    assert_eq!((devices.as_array().unwrap().len(), &devices[0]["name"]), (1, &json!("casa")));

    let mut wrong = sign_in.clone();
    wrong["password"] = "uma senha errada".into();
    let wrong = cloud.post("/v1/sessions", None, wrong).await;
    let mut nobody = sign_in;
    nobody["email"] = "ninguem@exemplo.com.br".into();
    assert_eq!(
        cloud.post("/v1/sessions", None, nobody).await,
        wrong,
        "an unknown address and a wrong password look the same"
    );
    assert_eq!(wrong.1["code"], "wrong_credentials");

    let ended = cloud.ask(Method::DELETE, "/v1/sessions/current", Some(&signed.access), None).await;
    assert_eq!(ended.status(), 204);
    assert_eq!(cloud.get("/v1/devices", &signed.access).await.0, 401, "a signed-out device's token is of no use");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_refresh_token_has_one_successor_and_its_reuse_revokes_the_device() {
    let cloud = Cloud::start().await;
    cloud.account("bia@exemplo.com").await;
    let first = cloud.sign_in("bia@exemplo.com", "casa").await;
    let refresh = async |token: &str| cloud.post("/v1/sessions/refresh", None, json!({ "refresh_token": token })).await;
    let (status, second) = refresh(&first.refresh).await;
    assert_eq!(status, 200);
    let second = signed_in(&second);
    assert_ne!(second.refresh, first.refresh);
    // the answer was lost: asked again at once, it is the same
    assert_eq!(signed_in(&refresh(&first.refresh).await.1).refresh, second.refresh);
    assert_eq!(refresh(&second.refresh).await.0, 200);
    assert_eq!(refresh("nonsense").await.0, 401);
    // a minute later it has been stolen
    sqlx::query("UPDATE refresh_token SET used_at = used_at - interval '61 seconds' WHERE used_at IS NOT NULL")
        .execute(&cloud.app.pool)
        .await
        .unwrap();
    assert_eq!(refresh(&first.refresh).await.0, 401);
    assert_eq!(cloud.get("/v1/devices", &second.access).await.0, 401, "the device is revoked, whoever has its tokens");
    assert_eq!(refresh(&second.refresh).await.0, 401);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_wrong_with_a_request_is_said() {
    let cloud = Cloud::start().await;
    let sign_up = async |body| cloud.post("/v1/accounts", None, body).await;
    let short = sign_up(json!({ "email": "a@b.co", "password": "curta" })).await;
    assert_eq!((short.0, &short.1["code"]), (422, &json!("password_too_short")));
    let address = sign_up(json!({ "email": "a b", "password": PASSWORD })).await;
    assert_eq!((address.0, &address.1["code"]), (422, &json!("bad_email")));
    let unknown = sign_up(json!({ "email": "a@b.co", "password": PASSWORD, "admin": true })).await;
    assert_eq!((unknown.0, &unknown.1["code"]), (422, &json!("invalid_request")));
    let route = cloud.get("/v2", "x").await;
    assert_eq!((route.0, &route.1["code"]), (404, &json!("no_such_route")));
    assert_eq!(cloud.get("/v1/accounts", "x").await.1["code"], "wrong_method");
    let large = cloud.post("/v1/accounts", None, json!({ "email": "x".repeat(2 << 20), "password": PASSWORD })).await;
    assert_eq!((large.0, &large.1["code"]), (413, &json!("too_large")));
    assert_eq!(cloud.get("/v1/devices", "x.y.z").await.0, 401);
    cloud.account("eva@exemplo.com").await;
    let nul = json!({ "email": "eva@exemplo.com", "password": PASSWORD, "device_name": "ca\0sa", "platform": "linux" });
    assert_eq!(cloud.post("/v1/sessions", None, nul).await.0, 422, "no byte of a request is the database's fault");
    let eva = cloud.sign_in("eva@exemplo.com", "casa").await;
    let key = json!({ "wrapped": "\0", "check": "AAAA" });
    let key = cloud.ask(Method::PUT, "/v1/sync/key", Some(&eva.access), Some(key)).await;
    assert_eq!(key.status(), 422);
    assert_eq!(cloud.get("/readyz", "").await.0, 200);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_device_can_be_revoked_from_another_and_by_nobody_else() {
    let cloud = Cloud::start().await;
    cloud.account("caio@exemplo.com").await;
    cloud.account("davi@exemplo.com").await;
    let home = cloud.sign_in("caio@exemplo.com", "casa").await;
    let lost = cloud.sign_in("caio@exemplo.com", "perdido").await;
    let other = cloud.sign_in("davi@exemplo.com", "outro").await;
    let path = format!("/v1/devices/{}", lost.session_id);
    let by_other = cloud.ask(Method::DELETE, &path, Some(&other.access), None).await;
    assert_eq!(by_other.status(), 404);
    assert_eq!(cloud.get("/v1/devices", &lost.access).await.0, 200);
    let by_owner = cloud.ask(Method::DELETE, &path, Some(&home.access), None).await;
    assert_eq!(by_owner.status(), 204);
    assert_eq!(cloud.get("/v1/devices", &lost.access).await.0, 401);
    let (_, left) = cloud.get("/v1/devices", &home.access).await;
    assert_eq!(left.as_array().unwrap().len(), 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_forgotten_password_is_replaced_by_a_mailed_code_and_all_devices_are_signed_out() {
    let cloud = Cloud::start().await;
    cloud.account("gil@exemplo.com").await;
    let home = cloud.sign_in("gil@exemplo.com", "casa").await;
    let reset = async |email: &str| cloud.post("/v1/accounts/reset", None, json!({ "email": email })).await;
    assert_eq!(
        reset("ninguem@exemplo.com").await,
        reset("Gil@exemplo.com").await,
        "known or not, the answer is the same"
    );
    let codes = |mails: Vec<String>| -> Vec<String> {
        mails.iter().filter(|mail| mail.contains("outra senha")).map(|mail| code_of(mail)).collect()
    };
    let first = codes(cloud.mails_to("gil@exemplo.com", 2).await).remove(0);
    assert_eq!(reset("gil@exemplo.com").await.0, 202);
    let both = codes(cloud.mails_to("gil@exemplo.com", 3).await);
    let code = both.into_iter().find(|code| *code != first).unwrap();
    let confirm = async |code: &str, password: &str| {
        cloud.post("/v1/accounts/reset/confirm", None, json!({ "code": code, "password": password })).await
    };
    assert_eq!(confirm(&code, "curta").await.1["code"], "password_too_short", "and the code still holds");
    assert_eq!(confirm(&first, "outra senha comprida").await.0, 204, "the code before it holds too");
    assert_eq!(confirm(&code, "mais uma senha comprida").await.1["code"], "bad_code", "and ends the others");
    assert_eq!(confirm(&first, "mais uma senha comprida").await.1["code"], "bad_code", "a code is used once");
    assert_eq!(cloud.get("/v1/devices", &home.access).await.0, 401);
    let refreshed = cloud.post("/v1/sessions/refresh", None, json!({ "refresh_token": home.refresh })).await;
    assert_eq!(refreshed.0, 401);
    let sign_in = async |password: &str| {
        let body =
            json!({ "email": "gil@exemplo.com", "password": password, "device_name": "casa", "platform": "linux" });
        cloud.post("/v1/sessions", None, body).await.0
    };
    assert_eq!((sign_in(PASSWORD).await, sign_in("outra senha comprida").await), (401, 201));
    let told = cloud.mails_to("gil@exemplo.com", 4).await;
    assert!(told.iter().any(|mail| mail.contains("foi trocada agora")));
    // a code for signing up is none for a new password, and an old one ends
    sqlx::query(
        "UPDATE mailed_code SET used_at = NULL, expires_at = now() - interval '1 second' WHERE purpose = 'reset'",
    )
    .execute(&cloud.app.pool)
    .await
    .unwrap();
    assert_eq!(confirm(&first, "mais uma senha comprida").await.1["code"], "bad_code");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_password_is_changed_by_its_owner_and_the_other_devices_are_signed_out() {
    let cloud = Cloud::start().await;
    cloud.account("hugo@exemplo.com").await;
    let (home, work) =
        (cloud.sign_in("hugo@exemplo.com", "casa").await, cloud.sign_in("hugo@exemplo.com", "trabalho").await);
    let change = async |now: &str, new: &str| {
        let body = json!({ "password": now, "new_password": new });
        cloud.ask(Method::PUT, "/v1/account/password", Some(&home.access), Some(body)).await.status().as_u16()
    };
    assert_eq!(change("não é esta senha", "outra senha comprida").await, 403);
    assert_eq!(change(PASSWORD, "curta").await, 422);
    assert_eq!(cloud.get("/v1/devices", &work.access).await.0, 200);
    assert_eq!(change(PASSWORD, "outra senha comprida").await, 204);
    assert_eq!(cloud.get("/v1/devices", &work.access).await.0, 401);
    assert_eq!(cloud.get("/v1/devices", &home.access).await.0, 200);
}

#[tokio::test(flavor = "multi_thread")]
async fn an_erased_account_leaves_nothing_in_any_table_and_touches_no_other() {
    let cloud = Cloud::start().await;
    let (ida, joel) = (lived(&cloud, "ida@exemplo.com").await, lived(&cloud, "joel@exemplo.com").await);
    let tables = owned(&cloud).await;
    assert!(tables.len() >= 14, "{tables:?}");
    let rows = async || {
        let mut counts = std::collections::BTreeMap::new();
        for table in &tables {
            let sql = sqlx::AssertSqlSafe(format!("SELECT count(*) FROM {table}"));
            let (count,): (i64,) = sqlx::query_as(sql).fetch_one(&cloud.app.pool).await.unwrap();
            counts.insert(table.clone(), count);
        }
        counts
    };
    cloud.jobs_done().await;
    let before = rows().await;
    let erase = async |password: &str| {
        let body = Some(json!({ "password": password }));
        cloud.ask(Method::DELETE, "/v1/account", Some(&ida.access), body).await.status().as_u16()
    };
    assert_eq!(erase("não é esta senha").await, 403);
    assert_eq!(rows().await, before);
    assert_eq!(erase(PASSWORD).await, 204);
    cloud.jobs_done().await;
    // both had as much
    for (table, count) in rows().await {
        assert_eq!(count * 2, before[&table], "{table}");
    }
    assert_eq!(cloud.get("/v1/devices", &ida.access).await.0, 401);
    assert_eq!(cloud.get("/v1/devices", &joel.access).await.0, 200);
    let told = cloud.mails_to("ida@exemplo.com", 4).await;
    assert!(told.iter().any(|mail| mail.contains("foram apagados")));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_password_cannot_be_guessed_by_trying() {
    let cloud = Cloud::start().await;
    cloud.account("nara@exemplo.com").await;
    cloud.account("olga@exemplo.com").await;
    let ask = async |email: &str, password: &str| {
        let body = json!({ "email": email, "password": password, "device_name": "casa", "platform": "linux" });
        cloud.ask(Method::POST, "/v1/sessions", None, Some(body)).await
    };
    let status = async |email: &str, password: &str| ask(email, password).await.status().as_u16();
    // whoever knows it is never kept out
    for _ in 0..8 {
        assert_eq!(status("nara@exemplo.com", PASSWORD).await, 201);
    }
    // an address without an account looks the same
    for email in ["nara@exemplo.com", "ninguem@exemplo.com"] {
        for _ in 0..5 {
            assert_eq!(status(email, "uma senha errada").await, 401);
        }
        let sixth = ask(email, "uma senha errada").await;
        let wait: u64 = sixth.headers()["retry-after"].to_str().unwrap().parse().unwrap();
        assert!((1..=60).contains(&wait), "{wait}");
        assert_eq!(answer(sixth).await.1["code"], "too_many_attempts");
    }
    assert_eq!(status("NARA@exemplo.com ", PASSWORD).await, 429, "however it is typed");
    assert_eq!(status("olga@exemplo.com", PASSWORD).await, 201, "others are not kept out");
    sqlx::query("UPDATE attempt SET since = since - interval '61 seconds'").execute(&cloud.app.pool).await.unwrap();
    assert_eq!(status("nara@exemplo.com", PASSWORD).await, 201);
    // nor by whoever has a device of it
    let nara = cloud.sign_in("nara@exemplo.com", "casa").await;
    let erase = async |password: &str| {
        let body = Some(json!({ "password": password }));
        cloud.ask(Method::DELETE, "/v1/account", Some(&nara.access), body).await.status().as_u16()
    };
    for _ in 0..5 {
        assert_eq!(erase("uma senha errada").await, 403);
    }
    assert_eq!(erase(PASSWORD).await, 429);
}

#[tokio::test(flavor = "multi_thread")]
async fn all_addresses_of_one_ipv6_network_are_one_where_passwords_are_guessed() {
    let cloud = Cloud::with(&[("ALFA_SERVER_TRUSTED_PROXIES", "127.0.0.1".to_owned())]).await;
    cloud.account("nara@exemplo.com").await;
    let status = async |from: &str| {
        let body = json!({ "email": "nara@exemplo.com", "password": "uma senha errada", "device_name": "casa", "platform": "linux" });
        let headers = [("content-type", "application/json"), ("x-forwarded-for", from)];
        cloud.upload("/v1/sessions", "", &headers, body.to_string()).await.status().as_u16()
    };
    for host in 1..=5 {
        assert_eq!(status(&format!("2001:db8:1:2:{host}:{host}::{host}")).await, 401);
    }
    assert_eq!(status("2001:db8:1:2:ffff::6").await, 429);
    assert_eq!(status("2001:db8:1:3::6").await, 401, "another network is another");
    assert_eq!(status("192.0.2.6").await, 401);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_proved_address_has_the_password_that_came_with_its_code() {
    let cloud = Cloud::start().await;
    let sign_up = async |email: &str, password: &str| {
        cloud.post("/v1/accounts", None, json!({ "email": email, "password": password })).await.0
    };
    let sign_in = async |password: &str| {
        let body =
            json!({ "email": "ana@exemplo.com", "password": password, "device_name": "casa", "platform": "linux" });
        cloud.post("/v1/sessions", None, body).await.0
    };
    assert_eq!(sign_up("Ana@exemplo.com", PASSWORD).await, 202);
    let own = code_of(&cloud.mails_to("Ana@exemplo.com", 1).await[0]);
    // somebody else asks with it before she has read her mail
    assert_eq!(sign_up("ANA@exemplo.com", "a senha de um estranho").await, 202);
    let other = code_of(&cloud.mails_to("ANA@exemplo.com", 1).await[0]);
    assert_eq!(sign_in("a senha de um estranho").await, 403);
    assert_eq!(cloud.post("/v1/accounts/verify", None, json!({ "code": own })).await.0, 204);
    assert_eq!((sign_in("a senha de um estranho").await, sign_in(PASSWORD).await), (401, 201));
    assert_eq!(cloud.post("/v1/accounts/verify", None, json!({ "code": other })).await.1["code"], "bad_code");
    assert_eq!((sign_in("a senha de um estranho").await, sign_in(PASSWORD).await), (401, 201));
    let (email,): (String,) = sqlx::query_as("SELECT email FROM account").fetch_one(&cloud.app.pool).await.unwrap();
    assert_eq!(email, "Ana@exemplo.com");
}

#[tokio::test(flavor = "multi_thread")]
async fn nobody_fills_a_mailbox_or_keeps_its_owner_from_a_new_password() {
    let cloud = Cloud::start().await;
    cloud.account("gil@exemplo.com").await;
    let ask = async |path: &str, body: serde_json::Value, times: usize| {
        for _ in 0..times {
            assert_eq!(cloud.post(path, None, body.clone()).await, (202, json!("")));
            cloud.jobs_done().await;
        }
    };
    let sign_up = |email: &str| json!({ "email": email, "password": "outra senha qualquer" });
    ask("/v1/accounts/reset", json!({ "email": "Gil@exemplo.com" }), 7).await;
    // one has had his own sign-up already
    ask("/v1/accounts", sign_up("gil@exemplo.com"), 7).await;
    ask("/v1/accounts", sign_up("nova@exemplo.com"), 7).await;
    let mails = cloud.mails_to("gil@exemplo.com", 0).await;
    let count = |text: &str| mails.iter().filter(|mail| mail.contains(text)).count();
    assert_eq!((count("outra senha"), count("tem uma conta")), (5, 4));
    assert_eq!(cloud.mails_to("nova@exemplo.com", 0).await.len(), 5);
    let (codes,): (i64,) =
        sqlx::query_as("SELECT count(*) FROM mailed_code WHERE purpose = 'verify' AND email LIKE 'nova%'")
            .fetch_one(&cloud.app.pool)
            .await
            .unwrap();
    assert_eq!(codes, 5, "what is not mailed is not kept");
    // whatever was asked for in his name, each code he has holds until one is used
    let code = code_of(mails.iter().find(|mail| mail.contains("outra senha")).unwrap());
    let confirm = json!({ "code": code, "password": "outra senha comprida" });
    assert_eq!(cloud.post("/v1/accounts/reset/confirm", None, confirm).await.0, 204);
    let (left,): (i64,) =
        sqlx::query_as("SELECT count(*) FROM mailed_code WHERE purpose = 'reset' AND used_at IS NULL")
            .fetch_one(&cloud.app.pool)
            .await
            .unwrap();
    assert_eq!(left, 0);
    // an hour later he is written to again
    sqlx::query("UPDATE attempt SET since = since - interval '61 minutes'").execute(&cloud.app.pool).await.unwrap();
    ask("/v1/accounts/reset", json!({ "email": "gil@exemplo.com" }), 1).await;
    let mails = cloud.mails_to("gil@exemplo.com", 0).await;
    assert_eq!(mails.iter().filter(|mail| mail.contains("escolher outra senha")).count(), 6);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_asks_for_a_new_password_waits_once() {
    let cloud = Cloud::with(&[("ALFA_SERVER_WORKER", "false".to_owned())]).await;
    for email in ["gil@exemplo.com", "GIL@exemplo.com", "ninguem@exemplo.com", " ninguem@exemplo.com"] {
        assert_eq!(cloud.post("/v1/accounts/reset", None, json!({ "email": email })).await.0, 202);
    }
    let (waiting,): (i64,) =
        sqlx::query_as("SELECT count(*) FROM job WHERE name = 'reset_code'").fetch_one(&cloud.app.pool).await.unwrap();
    assert_eq!(waiting, 2);
}

/// Tables that a sign-up stands still at while they are locked: what it does there takes part in how long it takes.
#[tokio::test(flavor = "multi_thread")]
async fn a_sign_up_does_the_same_for_every_address() {
    let cloud = Cloud::start().await;
    cloud.account("ana@exemplo.com").await;
    let sign_up = async |email: String| {
        cloud.post("/v1/accounts", None, json!({ "email": email, "password": "outra senha qualquer" })).await
    };
    for (number, table) in ["attempt", "account", "sync_head", "mailed_code", "job"].into_iter().enumerate() {
        cloud.jobs_done().await;
        let mut lock = cloud.app.pool.begin().await.unwrap();
        let sql = format!("LOCK TABLE {table} IN EXCLUSIVE MODE");
        sqlx::query(sqlx::AssertSqlSafe(sql)).execute(&mut *lock).await.unwrap();
        let mut asked = [
            Box::pin(sign_up("ana@exemplo.com".to_owned())),
            Box::pin(sign_up(format!("ninguem{number}@exemplo.com"))),
        ];
        tokio::time::sleep(Duration::from_millis(100)).await;
        for answer in &mut asked {
            assert!(tokio::time::timeout(Duration::from_millis(700), answer).await.is_err(), "{table}");
        }
        lock.rollback().await.unwrap();
        let [known, unknown] = asked;
        let (known, unknown) = tokio::join!(known, unknown);
        assert_eq!((known.0, &known), (202, &unknown));
    }
}

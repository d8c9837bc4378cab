//! Signing in with a second factor; the codes are made by another implementation.

use crate::cloud::{Cloud, PASSWORD, SignedIn, answer, signed_in};
use reqwest::Method;
use serde_json::{Value, json};
use std::process::Command;

/// RFC 6238 in a few lines of Python, so many time steps from now.
pub fn code(secret: &str, steps: i64) -> String {
    let program = "import base64, hmac, struct, sys, time
key = base64.b32decode(sys.argv[1])
digest = hmac.new(key, struct.pack('>Q', int(time.time()) // 30 + int(sys.argv[2])), 'sha1').digest()
at = digest[-1] & 15
print('%06d' % ((struct.unpack('>I', digest[at:at + 4])[0] & 0x7fffffff) % 1000000))";
    let output = Command::new("python3").args(["-c", program, secret, &steps.to_string()]).output().unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).unwrap().trim().to_owned()
}

/// Turns it on: the secret and the recovery codes.
pub async fn turn_on(cloud: &Cloud, signed: &SignedIn) -> (String, Vec<String>) {
    let begun = cloud.post("/v1/account/second-factor", Some(&signed.access), json!({ "password": PASSWORD })).await;
    assert_eq!(begun.0, 200, "{begun:?}");
    let secret = begun.1["secret"].as_str().unwrap().to_owned();
    assert!(begun.1["url"].as_str().unwrap().starts_with("otpauth://totp/ALFA:"), "{begun:?}");
    let first = json!({ "code": code(&secret, 0) });
    let (status, codes) = cloud.post("/v1/account/second-factor/confirm", Some(&signed.access), first).await;
    assert_eq!(status, 200, "{codes}");
    let codes: Vec<String> = serde_json::from_value(codes["recovery_codes"].clone()).unwrap();
    assert_eq!(codes.len(), 10);
    (secret, codes)
}

/// Time goes by.
async fn later(cloud: &Cloud) {
    for sql in ["UPDATE second_factor SET last_step = 0", "UPDATE attempt SET since = since - interval '2 minutes'"] {
        sqlx::query(sql).execute(&cloud.app.pool).await.unwrap();
    }
}

async fn ticket(cloud: &Cloud, email: &str) -> String {
    let body = json!({ "email": email, "password": PASSWORD, "device_name": "novo", "platform": "linux" });
    let (status, problem) = cloud.post("/v1/sessions", None, body).await;
    assert_eq!((status, &problem["code"]), (401, &json!("second_factor_required")), "{problem}");
    assert!(problem.get("access_token").is_none());
    problem["ticket"].as_str().unwrap().to_owned()
}

async fn second(cloud: &Cloud, ticket: &str, code: &str) -> (u16, Value) {
    cloud.post("/v1/sessions/second-factor", None, json!({ "ticket": ticket, "code": code })).await
}

#[tokio::test(flavor = "multi_thread")]
async fn a_code_is_asked_for_after_the_password_and_counts_once() {
    let cloud = Cloud::start().await;
    cloud.account("ana@exemplo.com").await;
    let home = cloud.sign_in("ana@exemplo.com", "casa").await;
    // one that was begun and not confirmed is not asked for
    let begun = cloud.post("/v1/account/second-factor", Some(&home.access), json!({ "password": PASSWORD })).await;
    assert_eq!(begun.0, 200);
    cloud.sign_in("ana@exemplo.com", "outro").await;
    let (secret, codes) = turn_on(&cloud, &home).await;
    assert_ne!(begun.1["secret"], secret);
    let again = cloud.post("/v1/account/second-factor", Some(&home.access), json!({ "password": PASSWORD })).await;
    assert_eq!((again.0, &again.1["code"]), (409, &json!("second_factor_on")));

    let first = ticket(&cloud, "ana@exemplo.com").await;
    assert_eq!(
        second(&cloud, &first, &code(&secret, 0)).await.1["code"],
        "wrong_code",
        "it confirmed the authenticator"
    );
    for far in [-3, 3] {
        assert_eq!(second(&cloud, &first, &code(&secret, far)).await.1["code"], "wrong_code", "{far} steps away");
    }
    let next = code(&secret, 1);
    let (status, session) = second(&cloud, &first, &next).await;
    assert_eq!(status, 201, "a clock may be half a minute off: {session}");
    assert_eq!(cloud.get("/v1/devices", &signed_in(&session).access).await.1[0]["name"], "novo");
    assert_eq!(second(&cloud, &first, &codes[0]).await.1["code"], "bad_ticket", "a ticket lets in once");
    let other = ticket(&cloud, "ana@exemplo.com").await;
    assert_eq!(second(&cloud, &other, &next).await.1["code"], "wrong_code", "a code counts once");
    // one that was not used comes back, however it is typed
    assert_eq!(second(&cloud, &other, &codes[0].to_lowercase().replace('-', " ")).await.0, 201);
    later(&cloud).await;
    let third = ticket(&cloud, "ana@exemplo.com").await;
    assert_eq!(second(&cloud, &third, &codes[0]).await.1["code"], "wrong_code", "a recovery code counts once");
    assert_eq!(second(&cloud, &third, &code(&secret, 0)).await.0, 201);
    let (_, state) = cloud.get("/v1/account/second-factor", &home.access).await;
    assert_eq!(state, json!({ "on": true, "recovery_codes_left": 9 }));
    let mails = cloud.mails_to("ana@exemplo.com", 3).await;
    assert!(mails.iter().any(|mail| mail.contains("Restam 9")), "{mails:?}");

    // other recovery codes, and off
    later(&cloud).await;
    let prove = |code: &str| json!({ "password": PASSWORD, "code": code });
    let renew = "/v1/account/second-factor/recovery-codes";
    let (status, fresh) = cloud.post(renew, Some(&home.access), prove(&code(&secret, 0))).await;
    assert_eq!(status, 200, "{fresh}");
    let end = async |body: Value| {
        answer(cloud.ask(Method::DELETE, "/v1/account/second-factor", Some(&home.access), Some(body)).await).await
    };
    assert_eq!(end(prove(&codes[1])).await.1["code"], "wrong_code", "the codes before hold no more");
    assert_eq!(end(json!({ "password": "não é esta", "code": "000000" })).await.1["code"], "wrong_password");
    assert_eq!(end(prove(fresh["recovery_codes"][0].as_str().unwrap())).await.0, 204);
    cloud.sign_in("ana@exemplo.com", "mais um").await;
    assert_eq!(end(prove("000000")).await.1["code"], "wrong_code");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_code_cannot_be_guessed_by_trying_and_the_owner_is_told() {
    let cloud = Cloud::start().await;
    cloud.account("bia@exemplo.com").await;
    let home = cloud.sign_in("bia@exemplo.com", "casa").await;
    let (secret, _) = turn_on(&cloud, &home).await;
    later(&cloud).await;
    let held = ticket(&cloud, "bia@exemplo.com").await;
    let other = ticket(&cloud, "bia@exemplo.com").await;
    for wrong in ["", "000000x", "nonsense", &"9".repeat(500), "AAAA-AAAA-AAAA-AAAA"] {
        assert_eq!(second(&cloud, &held, wrong).await.1["code"], "wrong_code", "{wrong}");
    }
    assert_eq!(second(&cloud, &held, &code(&secret, 0)).await.1["code"], "bad_ticket", "five wrong ones end it");
    assert_eq!(second(&cloud, &other, &code(&secret, 0)).await.1["code"], "too_many_attempts", "another does not help");
    let mails = cloud.mails_to("bia@exemplo.com", 3).await;
    assert!(mails.iter().any(|mail| mail.contains("errou v")), "{mails:?}");
    later(&cloud).await;
    assert_eq!(second(&cloud, &other, &code(&secret, 0)).await.0, 201);
    later(&cloud).await;
    let late = ticket(&cloud, "bia@exemplo.com").await;
    sqlx::query("UPDATE sign_in_ticket SET expires_at = now()").execute(&cloud.app.pool).await.unwrap();
    assert_eq!(second(&cloud, &late, &code(&secret, 0)).await.1["code"], "bad_ticket");
    // who has the database does not have the secret
    let (sealed,): (Vec<u8>,) =
        sqlx::query_as("SELECT secret FROM second_factor").fetch_one(&cloud.app.pool).await.unwrap();
    assert!(sealed.len() > 20 + 24);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_ticket_of_the_password_before_is_of_no_use() {
    let cloud = Cloud::start().await;
    cloud.account("ana@exemplo.com").await;
    let home = cloud.sign_in("ana@exemplo.com", "casa").await;
    let (secret, _) = turn_on(&cloud, &home).await;
    later(&cloud).await;
    let before = ticket(&cloud, "ana@exemplo.com").await;
    let change = Some(json!({ "password": PASSWORD, "new_password": "outra senha comprida" }));
    let changed = cloud.ask(Method::PUT, "/v1/account/password", Some(&home.access), change).await;
    assert_eq!(changed.status(), 204);
    assert_eq!(second(&cloud, &before, &code(&secret, 0)).await.1["code"], "bad_ticket");
}

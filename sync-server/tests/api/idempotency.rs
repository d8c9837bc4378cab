//! A request that is sent again is done once.

use crate::cloud::{Cloud, answer};
use crate::mail::once;
use crate::openai::OpenAi;
use crate::second_factor::code;
use crate::voice::{hosted, idle};
use reqwest::Response;
use serde_json::{Value, json};
use std::collections::BTreeSet;

const JOBS: &str = "/v1/audio/jobs";

async fn send(cloud: &Cloud, path: &str, token: &str, key: &str, body: &Value) -> Response {
    let headers = [("content-type", "application/json"), ("idempotency-key", key)];
    cloud.upload(path, token, &headers, body.to_string()).await
}

/// Status and body, and whether they are those of before.
async fn answered(response: Response) -> (u16, Value, bool) {
    let replayed = response.headers().get("idempotency-replayed").is_some_and(|value| value == "true");
    let (status, body) = answer(response).await;
    (status, body, replayed)
}

async fn jobs(cloud: &Cloud) -> i64 {
    sqlx::query_scalar("SELECT count(*) FROM audio_job").fetch_one(&cloud.app.pool).await.unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_job_that_is_sent_again_is_made_once_and_answered_alike() {
    let openai = OpenAi::start().await;
    let (cloud, token) = hosted(&openai, &[]).await;
    let (say, other) = (json!({ "text": "Bom dia." }), json!({ "text": "Boa noite." }));
    let (status, first, replayed) = answered(send(&cloud, JOBS, &token, "um", &say).await).await;
    assert_eq!((status, replayed), (202, false), "{first}");
    cloud.jobs_done().await;
    let again = answered(send(&cloud, JOBS, &token, "um", &say).await).await;
    assert_eq!(again, (202, first.clone(), true), "the answer of then, though it is done by now");
    let (status, problem, _) = answered(send(&cloud, JOBS, &token, "um", &other).await).await;
    assert_eq!((status, &problem["code"]), (422, &json!("idempotency_key_reused")), "{problem}");
    assert_eq!(answered(send(&cloud, JOBS, &token, "dois", &say).await).await.0, 202);
    assert_eq!(jobs(&cloud).await, 2);
    // without a key each is one of its own
    assert_eq!(cloud.post(JOBS, Some(&token), say.clone()).await.0, 202);
    assert_eq!(jobs(&cloud).await, 3);
    // another's key is another key
    cloud.account("mel@exemplo.com").await;
    let mel = cloud.sign_in("mel@exemplo.com", "casa").await.access;
    let (status, hers, replayed) = answered(send(&cloud, JOBS, &mel, "um", &say).await).await;
    assert_eq!((status, replayed), (202, false));
    assert_ne!(hers["id"], first["id"]);
    let long = "x".repeat(256);
    for bad in ["", "com um espaco", long.as_str()] {
        let (status, problem, _) = answered(send(&cloud, JOBS, &token, bad, &say).await).await;
        assert_eq!((status, &problem["code"]), (422, &json!("bad_idempotency_key")), "{bad:?}");
    }
    // after a day it is forgotten
    let pool = &cloud.app.pool;
    sqlx::query("UPDATE idempotency SET created_at = now() - interval '25 hours' WHERE key = 'um'")
        .execute(pool)
        .await
        .unwrap();
    sqlx::query("UPDATE cron SET caused_at = now() - interval '2 hours'").execute(pool).await.unwrap();
    once("the cleanup", async || {
        let left: Vec<String> = sqlx::query_scalar("SELECT key FROM idempotency").fetch_all(pool).await.unwrap();
        (left == ["dois"]).then_some(())
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_recording_that_is_sent_again_is_not_kept_again() {
    let openai = OpenAi::start().await;
    let (cloud, token) = idle(&openai, &[]).await;
    let recording = |seconds: usize| alfa_speech::wav::encode(&vec![0.1; 16_000 * seconds], 16_000).unwrap();
    let headers = [("content-type", "audio/wav"), ("idempotency-key", "um")];
    let first = answered(cloud.upload(JOBS, &token, &headers, recording(70)).await).await;
    assert_eq!((first.0, first.2), (202, false), "{first:?}");
    let kept = cloud.app.storage.list("audio").await.unwrap();
    assert_eq!(kept.len(), 2, "{kept:?}");
    let again = answered(cloud.upload(JOBS, &token, &headers, recording(70)).await).await;
    assert_eq!(again, (202, first.1, true));
    let (status, problem, _) = answered(cloud.upload(JOBS, &token, &headers, recording(71)).await).await;
    assert_eq!((status, &problem["code"]), (422, &json!("idempotency_key_reused")));
    assert_eq!((cloud.app.storage.list("audio").await.unwrap(), jobs(&cloud).await), (kept, 1));
}

#[tokio::test(flavor = "multi_thread")]
async fn of_many_at_the_same_time_one_is_done_and_what_failed_may_be_tried_again() {
    let openai = OpenAi::start().await;
    let (cloud, token) = idle(&openai, &[("ALFA_SERVER_FREE_CHARACTERS", "10")]).await;
    let say = json!({ "text": "dez letras" });
    for round in 0..5 {
        let key = format!("volta-{round}");
        let all = (0..5).map(|_| async { answered(send(&cloud, JOBS, &token, &key, &say).await).await });
        let all = futures::future::join_all(all).await;
        assert!(all.iter().all(|(status, ..)| *status == 202), "{all:?}");
        assert_eq!(all.iter().filter(|(.., replayed)| !replayed).count(), 1, "{all:?}");
        let ids: BTreeSet<&str> = all.iter().map(|(_, body, _)| body["id"].as_str().unwrap()).collect();
        assert_eq!(ids.len(), 1, "{all:?}");
        assert_eq!(cloud.app.storage.list("audio").await.unwrap().len(), 1, "what the others had put is gone");
        // the quota is used up: that keeps no key
        let (status, problem, _) = answered(send(&cloud, JOBS, &token, &format!("outra-{round}"), &say).await).await;
        assert_eq!((status, &problem["code"]), (429, &json!("quota_exhausted")));
        let path = format!("{JOBS}/{}", ids.first().unwrap());
        assert_eq!(cloud.ask(reqwest::Method::DELETE, &path, Some(&token), None).await.status(), 204);
        let again = answered(send(&cloud, JOBS, &token, &format!("outra-{round}"), &say).await).await;
        assert_eq!((again.0, again.2), (202, false), "{again:?}");
        let path = format!("{JOBS}/{}", again.1["id"].as_str().unwrap());
        assert_eq!(cloud.ask(reqwest::Method::DELETE, &path, Some(&token), None).await.status(), 204);
        for name in cloud.app.storage.list("audio").await.unwrap() {
            cloud.app.storage.delete(&name).await.unwrap();
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn recovery_codes_whose_answer_was_lost_are_shown_again_to_the_same_request() {
    let cloud = Cloud::start().await;
    cloud.account("ana@exemplo.com").await;
    let home = cloud.sign_in("ana@exemplo.com", "casa").await.access;
    let password = crate::cloud::PASSWORD;
    let (_, begun) = cloud.post("/v1/account/second-factor", Some(&home), json!({ "password": password })).await;
    let secret = begun["secret"].as_str().unwrap();
    let confirm = "/v1/account/second-factor/confirm";
    let body = json!({ "code": code(secret, 0) });
    let first = answered(send(&cloud, confirm, &home, "a", &body).await).await;
    assert_eq!((first.0, first.2), (200, false), "{first:?}");
    assert_eq!(answered(send(&cloud, confirm, &home, "a", &body).await).await, (200, first.1.clone(), true));
    // without the key it is on, and its codes are shown to nobody
    let (status, problem) = cloud.post(confirm, Some(&home), body).await;
    assert_eq!((status, &problem["code"]), (409, &json!("no_second_factor_begun")));

    sqlx::query("UPDATE second_factor SET last_step = 0").execute(&cloud.app.pool).await.unwrap();
    let renew = "/v1/account/second-factor/recovery-codes";
    let body = json!({ "password": password, "code": code(secret, 0) });
    let all = (0..3).map(|_| async { answered(send(&cloud, renew, &home, "b", &body).await).await });
    let all = futures::future::join_all(all).await;
    assert!(all.iter().all(|(status, body, _)| (*status, body) == (200, &all[0].1)), "one set for all: {all:?}");
    assert_ne!(all[0].1, first.1);
    // they do not lie open
    let sealed: Vec<Vec<u8>> =
        sqlx::query_scalar("SELECT sealed FROM idempotency").fetch_all(&cloud.app.pool).await.unwrap();
    assert_eq!(sealed.len(), 2);
    assert!(sealed.iter().all(|sealed| !sealed.windows(8).any(|part| part == b"recovery")));
}

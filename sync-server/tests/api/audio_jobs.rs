//! Long recordings and texts, as jobs: what whoever sends one can rely on.

use crate::cloud::{Cloud, PASSWORD, answer};
use crate::jobs::program;
use crate::line::{Line, State};
use crate::mail::{once, within};
use crate::openai::{OpenAi, QUESTION, question};
use crate::peers::{Peer, free_port};
use crate::storage::s3;
use crate::voice::{hosted, idle, used};
use alfa_speech::wav;
use alfa_sync_server::App;
use alfa_sync_server::jobs::desk;
use futures::StreamExt;
use reqwest::{Method, StatusCode, Url};
use secrecy::ExposeSecret;
use serde_json::{Value, json};
use std::process::Stdio;
use std::time::Duration;

const JOBS: &str = "/v1/audio/jobs";
/// From one question to the next in a long recording, so that no part of it has two.
const APART_S: usize = 46;

/// The repository's question, so many times.
fn recording(questions: usize) -> Vec<u8> {
    let once = wav::read_bytes(&question()).unwrap().samples;
    let mut samples = Vec::new();
    for number in 1..=questions {
        samples.extend_from_slice(&once);
        samples.resize(number * APART_S * 16_000, 0.0);
    }
    wav::encode(&samples, 16_000).unwrap()
}

fn silence(seconds: usize) -> Vec<u8> {
    wav::encode(&vec![0.0; 16_000 * seconds], 16_000).unwrap()
}

async fn send(cloud: &Cloud, token: &str, recording: Vec<u8>) -> (u16, Value) {
    answer(cloud.upload(JOBS, token, &[("content-type", "audio/wav")], recording).await).await
}

async fn say(cloud: &Cloud, token: &str, text: &str) -> (u16, Value) {
    cloud.post(JOBS, Some(token), json!({ "text": text })).await
}

async fn of(cloud: &Cloud, token: &str, job: &Value) -> Value {
    let (status, found) = cloud.get(&format!("{JOBS}/{}", job["id"].as_str().unwrap()), token).await;
    assert_eq!(status, 200, "{found}");
    found
}

/// The job, once it stands so.
async fn until(cloud: &Cloud, token: &str, job: &Value, state: &str) -> Value {
    within(Duration::from_secs(60), state, async || {
        Some(of(cloud, token, job).await).filter(|found| found["state"] == state)
    })
    .await
}

async fn objects(cloud: &Cloud) -> Vec<String> {
    cloud.app.storage.list("audio").await.unwrap()
}

/// What is held of the quotas.
async fn held(cloud: &Cloud) -> i64 {
    sqlx::query_scalar("SELECT coalesce(sum(amount), 0)::bigint FROM usage_hold")
        .fetch_one(&cloud.app.pool)
        .await
        .unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_long_recording_is_recognised_part_by_part_and_counted_once() {
    let openai = OpenAi::start().await;
    let (cloud, token) = hosted(&openai, &[]).await;
    let (status, job) = send(&cloud, &token, recording(4)).await;
    assert_eq!((status, &job["kind"]), (202, &json!("transcribe")), "{job}");
    assert_eq!(job["seconds"], 184.0);
    assert!(job.get("text").is_none() && job.get("code").is_none(), "{job}");
    let done = until(&cloud, &token, &job, "done").await;
    assert_eq!(done["text"], [QUESTION; 4].join(" "), "{done}");
    assert_eq!((&done["progress"], &done["engine"]), (&json!(1.0), &json!("openai:gpt-4o-transcribe")));
    let segments = done["segments"].as_array().unwrap();
    assert_eq!(segments.len(), 4);
    for (number, segment) in segments.iter().enumerate() {
        let (begin, end) = (segment["begin"].as_f64().unwrap(), segment["end"].as_f64().unwrap());
        let from = (number * APART_S) as f64;
        assert!((from - 0.5..from + 1.0).contains(&begin) && end > begin && end < from + 5.0, "{segment}");
    }
    assert_eq!(openai.asked().0, 4, "each part once");
    assert_eq!((used(&cloud, &token, "heard_ms").await, held(&cloud).await), (184_000, 0));
    // what was given is not kept a moment longer than it is of use, and what is kept says nothing to whoever reads the store
    let left = once("the result alone", async || Some(objects(&cloud).await).filter(|left| left.len() == 1)).await;
    let kept = cloud.app.storage.get(&left[0]).await.unwrap().unwrap();
    assert!(!kept.windows(7).any(|part| part == b"Bitcoin"), "{left:?}");
    let (_, list) = cloud.get(JOBS, &token).await;
    assert_eq!((list.as_array().unwrap().len(), list[0].get("text"), &list[0]["state"]), (1, None, &json!("done")));
    let sound = cloud.get(&format!("{JOBS}/{}/audio", job["id"].as_str().unwrap()), &token).await;
    assert_eq!((sound.0, &sound.1["code"]), (404, &json!("no_audio")));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_killed_worker_leaves_what_is_done_and_another_goes_on_from_there() {
    let openai = OpenAi::start().await;
    openai.hear_slowly(700);
    let (cloud, token) = idle(&openai, &[]).await;
    let set = [
        ("ALFA_SERVER_OPENAI_BASE_URL", openai.url.clone()),
        ("ALFA_SERVER_OPENAI_API_KEY", "operator-key".to_owned()),
    ];
    let start = || Peer::of(program(&cloud, &set).arg("serve").stdout(Stdio::null()).spawn().unwrap());
    let (status, job) = send(&cloud, &token, recording(6)).await;
    assert_eq!((status, &job["state"]), (202, &json!("queued")), "{job}");
    let first = start();
    let parts = async || -> i64 {
        sqlx::query_scalar("SELECT count(*) FROM audio_part").fetch_one(&cloud.app.pool).await.unwrap()
    };
    once("two parts", async || (parts().await >= 2).then_some(())).await;
    let running = of(&cloud, &token, &job).await;
    assert_eq!(running["state"], "running", "{running}");
    assert!((0.1..0.9).contains(&running["progress"].as_f64().unwrap()), "{running}");
    // SIGKILL, in the middle of a part
    drop(first);
    let (kept, asked) = (parts().await, openai.asked().0);
    assert!(kept < 6);
    let _second = start();
    let done = until(&cloud, &token, &job, "done").await;
    assert_eq!(done["text"], [QUESTION; 6].join(" "), "{done}");
    assert_eq!(openai.asked().0 - asked, usize::try_from(6 - kept).unwrap(), "what was kept is not heard again");
    assert_eq!((used(&cloud, &token, "heard_ms").await, held(&cloud).await), (276_000, 0), "and counted once");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_long_text_waits_for_its_voice_and_is_one_sound() {
    let openai = OpenAi::start().await;
    let (cloud, token) = hosted(&openai, &[]).await;
    openai.fail(true);
    let text = "O Bitcoin subiu bem hoje, e o Ether também subiu um pouco. ".repeat(60);
    let body = json!({ "text": text, "voice": "openai:nova", "speed": 1.1 });
    let (status, job) = cloud.post(JOBS, Some(&token), body).await;
    assert_eq!(
        (status, &job["kind"], &job["characters"]),
        (202, &json!("speak"), &json!(text.chars().count())),
        "{job}"
    );
    let pool = &cloud.app.pool;
    once("a run that found nobody", async || {
        let jobs = desk::list(pool, false, 10).await.unwrap();
        jobs.into_iter()
            .find(|job| job.name == "long_audio" && job.waits > 0 && job.code.as_deref() == Some("voice_away"))
    })
    .await;
    assert!(["queued", "running"].contains(&of(&cloud, &token, &job).await["state"].as_str().unwrap()));
    let sound = format!("{JOBS}/{}/audio", job["id"].as_str().unwrap());
    assert_eq!(cloud.get(&sound, &token).await.1["code"], "not_done");
    assert_eq!(used(&cloud, &token, "characters").await, 0);
    openai.fail(false);
    let done = until(&cloud, &token, &job, "done").await;
    let parts = openai.spoken();
    assert!(parts.len() >= 3, "{}", parts.len());
    assert_eq!(parts.join(" "), text.trim(), "in its order, and no word of it twice");
    assert_eq!((&done["audio"], &done["seconds"]), (&json!(sound), &json!((parts.len() * 300) as f64 / 1_000.0)));
    let response = cloud.ask(Method::GET, &sound, Some(&token), None).await;
    assert_eq!(
        (response.status(), &response.headers()["content-type"]),
        (StatusCode::OK, &"audio/wav".parse().unwrap())
    );
    let clip = wav::read_clip(&response.bytes().await.unwrap(), 60.0).unwrap();
    assert_eq!((clip.rate, clip.samples.len()), (24_000, parts.len() * 24_000 * 3 / 10));
    assert!((clip.samples[0] - 6_000.0 / 32_768.0).abs() < 0.001);
    assert_eq!(used(&cloud, &token, "characters").await, text.chars().count() as u64);
    assert_eq!(used(&cloud, &token, "spoken_ms").await, parts.len() as u64 * 300);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_fails_for_good_says_why_and_costs_nothing() {
    let openai = OpenAi::start().await;
    let (cloud, token) = hosted(&openai, &[]).await;
    let pool = &cloud.app.pool;
    // in what was given
    let (_, mute) = send(&cloud, &token, silence(50)).await;
    let failed = until(&cloud, &token, &mute, "failed").await;
    assert_eq!(
        (&failed["code"], &failed["detail"]),
        (&json!("no_speech"), &json!("Não ouvi ninguém falando na gravação."))
    );
    assert_eq!(openai.asked().0, 0, "silence is sent nowhere");
    once("an empty store", async || objects(&cloud).await.is_empty().then_some(())).await;
    // by the service: that is a dead letter, about which the operator decides
    openai.refuse(true);
    let (_, refused) = send(&cloud, &token, recording(2)).await;
    let failed = until(&cloud, &token, &refused, "failed").await;
    assert_eq!(failed["code"], "voice_refused", "{failed}");
    assert!(failed["detail"].as_str().unwrap().contains("nada foi descontado") && failed.get("text").is_none());
    assert_eq!((used(&cloud, &token, "heard_ms").await, held(&cloud).await), (0, 0));
    let letter = desk::list(pool, true, 10).await.unwrap().remove(0);
    assert_eq!((letter.name.as_str(), letter.code.as_deref()), ("long_audio", Some("voice_refused")));
    openai.refuse(false);
    assert_eq!(desk::requeue(pool, letter.id).await.unwrap(), desk::Done::Done);
    let done = until(&cloud, &token, &refused, "done").await;
    assert_eq!((&done["text"], done.get("code")), (&json!([QUESTION; 2].join(" ")), None));
    assert_eq!(used(&cloud, &token, "heard_ms").await, 92_000);
    // by the operator
    openai.fail(true);
    let (_, removed) = say(&cloud, &token, "oi").await;
    within(Duration::from_secs(20), "its work removed", async || {
        let jobs = desk::list(pool, false, 10).await.unwrap();
        let work = jobs.into_iter().find(|job| job.name == "long_audio")?;
        (desk::remove(pool, work.id).await.unwrap() == desk::Done::Done).then_some(())
    })
    .await;
    let removed = of(&cloud, &token, &removed).await;
    assert_eq!((&removed["state"], &removed["code"]), (&json!("failed"), &json!("removed")));
    assert!(removed["ended_at"].is_string() && removed["kept_until"].is_string(), "{removed}");
    assert_eq!(held(&cloud).await, 0, "it holds nothing of the quota any more");
    openai.fail(false);
    openai.refuse(true);
    let (_, refused) = send(&cloud, &token, recording(1)).await;
    until(&cloud, &token, &refused, "failed").await;
    assert!(objects(&cloud).await.len() > 1, "a dead letter's may be heard again");
    let letter = desk::list(pool, true, 10).await.unwrap().remove(0);
    assert_eq!(desk::remove(pool, letter.id).await.unwrap(), desk::Done::Done);
    // of the one that was done its result
    once("the result alone", async || (objects(&cloud).await.len() == 1).then_some(())).await;
    assert_eq!(of(&cloud, &token, &refused).await["code"], "voice_refused", "why it failed stays");
}

#[tokio::test(flavor = "multi_thread")]
async fn one_whose_commit_nobody_hears_of_is_done_all_the_same() {
    let openai = OpenAi::start().await;
    let (cloud, token) = hosted(&openai, &[]).await;
    let pool = &cloud.app.pool;
    sqlx::raw_sql(
        "CREATE FUNCTION slow() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN PERFORM pg_sleep(1.5); RETURN NULL; END $$;
         CREATE CONSTRAINT TRIGGER slow AFTER INSERT ON audio_job DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION slow()",
    )
    .execute(pool)
    .await
    .unwrap();
    // another instance, whose way to the database breaks while it commits
    let mut config = (*cloud.app.config).clone();
    let mut database = Url::parse(config.database_url.expose_secret()).unwrap();
    let line = Line::to(database.port().unwrap()).await;
    database.set_port(Some(line.port)).unwrap();
    config.database_url = database.to_string().into();
    let other = Cloud::serve(&App::start(config).await.unwrap()).await;
    let sent = reqwest::Client::new()
        .post(format!("{other}{JOBS}"))
        .bearer_auth(&token)
        .header("content-type", "audio/wav")
        .header("idempotency-key", "um")
        .body(recording(2))
        .send();
    let sent = tokio::spawn(sent);
    once("its COMMIT", async || {
        let commits: i64 = sqlx::query_scalar(
            "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND wait_event = 'PgSleep'",
        )
        .fetch_one(pool)
        .await
        .unwrap();
        (commits == 1).then_some(())
    })
    .await;
    line.set(State::Cut);
    let (status, problem) = answer(sent.await.unwrap().unwrap()).await;
    assert_eq!((status, &problem["code"]), (503, &json!("database_away")), "{problem}");
    once("the job all the same", async || {
        let jobs: i64 = sqlx::query_scalar("SELECT count(*) FROM audio_job").fetch_one(pool).await.unwrap();
        (jobs == 1).then_some(())
    })
    .await;
    let headers = [("content-type", "audio/wav"), ("idempotency-key", "um")];
    let (status, job) = answer(cloud.upload(JOBS, &token, &headers, recording(2)).await).await;
    assert_eq!(status, 202, "{job}");
    assert_eq!(until(&cloud, &token, &job, "done").await["text"], [QUESTION; 2].join(" "));
}

#[tokio::test(flavor = "multi_thread")]
async fn few_recordings_of_an_account_come_at_a_time_and_one_that_breaks_off_leaves_nothing() {
    let openai = OpenAi::start().await;
    let (cloud, token) = idle(&openai, &[("ALFA_SERVER_UPLOAD_TIMEOUT_S", "15")]).await;
    let pool = &cloud.app.pool;
    let other = Cloud::serve(&cloud.another_instance().await).await;
    let beginning = recording(2)[..2_500_000].to_vec();
    let stall = |url: &str| {
        let parts =
            futures::stream::iter([Ok::<_, std::io::Error>(beginning.clone())]).chain(futures::stream::pending());
        let request = reqwest::Client::new().post(format!("{url}{JOBS}")).bearer_auth(&token);
        let request = request.header("content-type", "audio/wav").body(reqwest::Body::wrap_stream(parts));
        tokio::spawn(request.send())
    };
    let (gone, slow, slower) = (stall(&cloud.url), stall(&other), stall(&other));
    once("their first pieces", async || (objects(&cloud).await.len() == 3).then_some(())).await;
    let (status, problem) = send(&cloud, &token, silence(1)).await;
    assert_eq!((status, &problem["code"]), (429, &json!("too_many_at_once")), "{problem}");
    assert_eq!(objects(&cloud).await.len(), 3);
    assert_eq!(say(&cloud, &token, "Bom dia.").await.0, 202, "a text is small");
    sqlx::query("INSERT INTO account (id, email, email_key, password_hash, verified_at) SELECT gen_random_uuid(), 'mel@exemplo.com', 'mel@exemplo.com', password_hash, now() FROM account")
        .execute(pool)
        .await
        .unwrap();
    let mel = cloud.sign_in("mel@exemplo.com", "casa").await.access;
    assert_eq!(send(&cloud, &mel, silence(1)).await.0, 202, "another account has places of its own");
    // its client leaves
    gone.abort();
    once("what the one had put gone", async || (objects(&cloud).await.len() == 4).then_some(())).await;
    once("its place", async || (send(&cloud, &token, silence(1)).await.0 == 202).then_some(())).await;
    // the others take too long
    for late in [slow, slower] {
        let (status, problem) = answer(late.await.unwrap().unwrap()).await;
        assert_eq!((status, &problem["code"]), (408, &json!("too_slow")), "{problem}");
    }
    once("only what is taken", async || (objects(&cloud).await.len() == 3).then_some(())).await;
    let places =
        async || -> i64 { sqlx::query_scalar("SELECT count(*) FROM audio_upload").fetch_one(pool).await.unwrap() };
    once("every place", async || (places().await == 0).then_some(())).await;
    // of a server that died they end by themselves
    sqlx::query("INSERT INTO audio_upload SELECT gen_random_uuid(), id, now() + interval '1 minute' FROM account, generate_series(1, 3) WHERE email = 'lia@exemplo.com'")
        .execute(pool)
        .await
        .unwrap();
    assert_eq!(send(&cloud, &token, silence(1)).await.0, 429);
    sqlx::query("UPDATE audio_upload SET expires_at = now()").execute(pool).await.unwrap();
    assert_eq!(send(&cloud, &token, silence(1)).await.0, 202);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_job_is_its_owners_alone_and_goes_when_it_is_deleted() {
    let openai = OpenAi::start().await;
    let (cloud, token) = hosted(&openai, &[]).await;
    cloud.account("mel@exemplo.com").await;
    let other = cloud.sign_in("mel@exemplo.com", "casa").await.access;
    let (_, job) = say(&cloud, &token, "Bom dia.").await;
    until(&cloud, &token, &job, "done").await;
    let path = format!("{JOBS}/{}", job["id"].as_str().unwrap());
    let ask =
        async |method: Method, path: &str, token: &str| answer(cloud.ask(method, path, Some(token), None).await).await;
    let all = [(Method::GET, path.clone()), (Method::GET, format!("{path}/audio")), (Method::DELETE, path.clone())];
    for (method, path) in &all {
        let (status, problem) = ask(method.clone(), path, &other).await;
        assert_eq!((status, &problem["code"]), (404, &json!("no_such_job")), "{method} {path}");
    }
    assert_eq!(cloud.get(JOBS, &other).await.1, json!([]));
    assert_eq!(of(&cloud, &token, &job).await["state"], "done");
    assert_eq!(ask(Method::DELETE, &path, &token).await.0, 204);
    for (method, path) in &all {
        assert_eq!(ask(method.clone(), path, &token).await.0, 404, "{method} {path}");
    }
    once("an empty store", async || objects(&cloud).await.is_empty().then_some(())).await;
    // one that runs ends with it, and costs nothing
    openai.hear_slowly(1_500);
    let (_, job) = send(&cloud, &token, recording(3)).await;
    until(&cloud, &token, &job, "running").await;
    let path = format!("{JOBS}/{}", job["id"].as_str().unwrap());
    assert_eq!(ask(Method::DELETE, &path, &token).await.0, 204);
    cloud.jobs_done().await;
    assert_eq!((used(&cloud, &token, "heard_ms").await, held(&cloud).await), (0, 0));
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_too_much_or_no_recording_is_refused_and_leaves_nothing() {
    let openai = OpenAi::start().await;
    let set = [
        ("ALFA_SERVER_RECORDING_MEGABYTES", "4"),
        ("ALFA_SERVER_RECORDING_MINUTES", "1"),
        ("ALFA_SERVER_FREE_HEARD_MINUTES", "1"),
        ("ALFA_SERVER_LONG_CHARACTERS", "30"),
        ("ALFA_SERVER_FREE_CHARACTERS", "40"),
    ];
    let (cloud, token) = idle(&openai, &set).await;
    for (kind, body, status, code) in [
        ("audio/wav", vec![0; 4_000_001], 413, "too_large"),
        ("audio/wav", silence(61), 422, "recording_too_long"),
        ("audio/wav", b"no wav at all".to_vec(), 422, "not_wav"),
        ("audio/wav", vec![7; 3_000_000], 422, "not_wav"),
        ("audio/wav", Vec::new(), 422, "no_speech"),
        ("audio/mpeg", silence(1), 415, "wrong_content_type"),
        ("application/json", b"{".to_vec(), 400, "not_json"),
        ("application/json", b"{}".to_vec(), 422, "invalid_request"),
        ("application/json", json!({ "text": "a".repeat(31) }).to_string().into_bytes(), 422, "invalid_request"),
        ("application/json", json!({ "text": " " }).to_string().into_bytes(), 422, "invalid_request"),
        ("application/json", json!({ "text": "oi", "speed": 9 }).to_string().into_bytes(), 422, "invalid_request"),
        ("application/json", json!({ "text": "oi", "voice": "x" }).to_string().into_bytes(), 422, "unknown_voice"),
        ("application/json", vec![b' '; 10_000], 413, "too_large"),
    ] {
        let (got, problem) = answer(cloud.upload(JOBS, &token, &[("content-type", kind)], body).await).await;
        assert_eq!((got, &problem["code"]), (status, &json!(code)), "{problem}");
    }
    // of unknown length: it is noticed as it comes
    let pieces = futures::stream::iter((0..50).map(|_| Ok::<_, std::io::Error>(silence(3))));
    let stream = reqwest::Body::wrap_stream(pieces);
    let (got, problem) = answer(cloud.upload(JOBS, &token, &[("content-type", "audio/wav")], stream).await).await;
    assert_eq!((got, &problem["code"]), (413, &json!("too_large")), "{problem}");
    // what waits is held of the quota
    assert_eq!(send(&cloud, &token, silence(40)).await.0, 202);
    let (status, problem) = send(&cloud, &token, silence(40)).await;
    assert_eq!(
        (status, &problem["code"], &problem["quota"]),
        (429, &json!("quota_exhausted"), &json!(60_000)),
        "{problem}"
    );
    assert_eq!(say(&cloud, &token, &"a".repeat(30)).await.0, 202);
    assert_eq!(say(&cloud, &token, &"a".repeat(30)).await.1["code"], "quota_exhausted");
    // but it is no question in progress
    assert_eq!(cloud.post("/api/audio/speak", Some(&token), json!({ "text": "cinco" })).await.0, 200);
    let left = objects(&cloud).await;
    assert_eq!(left.len(), 2, "of the two that were taken: {left:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn it_goes_with_the_account_after_its_days_and_where_it_belongs_to_nothing() {
    let openai = OpenAi::start().await;
    let (cloud, token) = hosted(&openai, &[]).await;
    let pool = &cloud.app.pool;
    let (_, old) = say(&cloud, &token, "Isto é velho.").await;
    let (_, young) = say(&cloud, &token, "Isto é novo.").await;
    until(&cloud, &token, &old, "done").await;
    until(&cloud, &token, &young, "done").await;
    let (one, other) = (old["id"].as_str().unwrap(), young["id"].as_str().unwrap());
    sqlx::query("UPDATE audio_job SET ended_at = now() - interval '4 days' WHERE id = $1::uuid")
        .bind(one)
        .execute(pool)
        .await
        .unwrap();
    // of an upload that broke off long ago, and of one that still comes
    let user = objects(&cloud).await[0].split('/').nth(1).unwrap().to_owned();
    let (broken, coming) = ("01890000-0000-7000-8000-000000000000".to_owned(), uuid::Uuid::now_v7().to_string());
    for job in [&broken, &coming] {
        cloud.app.storage.put(&format!("audio/{user}/{job}/in/00000"), b"x".to_vec()).await.unwrap();
    }
    sqlx::query("UPDATE cron SET caused_at = now() - interval '2 hours'").execute(pool).await.unwrap();
    once("the cleanup", async || {
        let left = objects(&cloud).await;
        let has = |job: &str| left.iter().any(|name| name.contains(job));
        (!has(one) && has(other) && !has(&broken) && has(&coming)).then_some(())
    })
    .await;
    assert_eq!(cloud.get(&format!("{JOBS}/{one}"), &token).await.0, 404);
    let erase = Some(json!({ "password": PASSWORD }));
    assert_eq!(cloud.ask(Method::DELETE, "/v1/account", Some(&token), erase).await.status(), 204);
    once("an empty store", async || objects(&cloud).await.is_empty().then_some(())).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn in_a_bucket_it_is_the_same_and_its_absence_is_said() {
    let port = free_port();
    let bucket = s3(port).await;
    let openai = OpenAi::start().await;
    let endpoint = format!("http://127.0.0.1:{port}");
    let set = [
        ("ALFA_SERVER_S3_ENDPOINT", endpoint.as_str()),
        ("ALFA_SERVER_S3_BUCKET", "alfa"),
        ("ALFA_SERVER_S3_ACCESS_KEY_ID", "k"),
        ("ALFA_SERVER_S3_SECRET_ACCESS_KEY", "s"),
    ];
    let (cloud, token) = hosted(&openai, &set).await;
    let (_, heard) = send(&cloud, &token, recording(2)).await;
    let (_, spoken) = say(&cloud, &token, "Bom dia.").await;
    assert_eq!(until(&cloud, &token, &heard, "done").await["text"], [QUESTION; 2].join(" "));
    let sound = until(&cloud, &token, &spoken, "done").await["audio"].as_str().unwrap().to_owned();
    assert_eq!(cloud.ask(Method::GET, &sound, Some(&token), None).await.status(), 200);
    once("the results alone", async || (objects(&cloud).await.len() == 2).then_some(())).await;
    drop(bucket);
    let (status, problem) = cloud.get(&sound, &token).await;
    assert_eq!((status, &problem["code"]), (503, &json!("store_away")), "{problem}");
    assert_eq!(send(&cloud, &token, recording(1)).await.1["code"], "store_away");
    assert_eq!(held(&cloud).await, 0, "nothing is held for what was not taken");
    // it comes back empty: what it had is deleted all the same
    let _bucket = s3(port).await;
    for job in [heard, spoken] {
        let path = format!("{JOBS}/{}", job["id"].as_str().unwrap());
        assert_eq!(cloud.ask(Method::DELETE, &path, Some(&token), None).await.status(), 204);
    }
    let (_, again) = say(&cloud, &token, "Bom dia de novo.").await;
    until(&cloud, &token, &again, "done").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_store_cut_in_mid_load_costs_no_recording_that_was_taken() {
    let port = free_port();
    let _bucket = s3(port).await;
    let line = Line::to(port).await;
    let openai = OpenAi::start().await;
    let endpoint = format!("http://127.0.0.1:{}", line.port);
    let set = [
        ("ALFA_SERVER_S3_ENDPOINT", endpoint.as_str()),
        ("ALFA_SERVER_S3_BUCKET", "alfa"),
        ("ALFA_SERVER_S3_ACCESS_KEY_ID", "k"),
        ("ALFA_SERVER_S3_SECRET_ACCESS_KEY", "s"),
        ("ALFA_SERVER_FREE_HEARD_MINUTES", "600"),
    ];
    let (cloud, token) = hosted(&openai, &set).await;
    let over = std::sync::atomic::AtomicBool::new(false);
    let goes_on = || !over.load(std::sync::atomic::Ordering::Relaxed);
    let sender = async || {
        let (mut taken, mut refused) = (Vec::new(), 0);
        while goes_on() {
            match send(&cloud, &token, recording(1)).await {
                (202, job) => taken.push(job),
                (503, problem) if problem["code"] == "store_away" => refused += 1,
                // those that wait for the store
                (429, problem) if problem["code"] == "too_many_at_once" => {}
                (status, problem) => panic!("{status}: {problem}"),
            }
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
        (taken, refused)
    };
    let operator = async {
        for _ in 0..3 {
            tokio::time::sleep(Duration::from_millis(700)).await;
            line.set(State::Cut);
            tokio::time::sleep(Duration::from_millis(1_500)).await;
            line.set(State::Through);
        }
        tokio::time::sleep(Duration::from_millis(700)).await;
        over.store(true, std::sync::atomic::Ordering::Relaxed);
    };
    let ((mut taken, mut refused), (more, and_more), ()) = tokio::join!(sender(), sender(), operator);
    taken.extend(more);
    refused += and_more;
    assert!(taken.len() >= 3 && refused >= 3, "{} taken, {refused} refused", taken.len());
    for job in &taken {
        assert_eq!(until(&cloud, &token, job, "done").await["text"], QUESTION);
    }
    let heard = used(&cloud, &token, "heard_ms").await;
    assert_eq!((heard, held(&cloud).await), (taken.len() as u64 * 46_000, 0), "each counted once, nothing held");
    let (_, list) = cloud.get(JOBS, &token).await;
    assert_eq!(list.as_array().unwrap().len(), taken.len());
}

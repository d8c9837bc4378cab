//! Hosted voice: one recording to text, one text to sound, what an account has of it, and the market the operator relays.

use crate::cloud::{Cloud, answer};
use crate::openai::{OpenAi, QUESTION, question};
use alfa_market::standin::{Provider, StandIn, World};
use reqwest::Method;
use serde_json::{Value, json};
use std::time::Duration;

/// A server with voice on these quotas, and somebody signed in.
pub async fn hosted(openai: &OpenAi, set: &[(&str, &str)]) -> (Cloud, String) {
    let voice = [("ALFA_SERVER_OPENAI_BASE_URL", openai.url.as_str()), ("ALFA_SERVER_OPENAI_API_KEY", "operator-key")];
    let set = [&voice, set].concat();
    let set: Vec<(&str, String)> = set.iter().map(|(key, value)| (*key, (*value).to_owned())).collect();
    let cloud = Cloud::with(&set).await;
    cloud.account("lia@exemplo.com").await;
    let token = cloud.sign_in("lia@exemplo.com", "casa").await.access;
    (cloud, token)
}

/// The same, where nobody does jobs.
pub async fn idle(openai: &OpenAi, set: &[(&str, &str)]) -> (Cloud, String) {
    let voice = [
        ("ALFA_SERVER_OPENAI_BASE_URL", openai.url.as_str()),
        ("ALFA_SERVER_OPENAI_API_KEY", "operator-key"),
        ("ALFA_SERVER_WORKER", "false"),
    ];
    let set: Vec<(&str, String)> = voice.iter().chain(set).map(|(key, value)| (*key, (*value).to_owned())).collect();
    let cloud = Cloud::with(&set).await;
    let made = json!({ "email": "lia@exemplo.com", "password": crate::cloud::PASSWORD });
    assert_eq!(cloud.post("/v1/accounts", None, made).await.0, 202);
    sqlx::query("UPDATE account SET verified_at = now()").execute(&cloud.app.pool).await.unwrap();
    let token = cloud.sign_in("lia@exemplo.com", "casa").await.access;
    (cloud, token)
}

pub async fn used(cloud: &Cloud, token: &str, kind: &str) -> u64 {
    let (status, usage) = cloud.get("/v1/account/usage", token).await;
    assert_eq!(status, 200, "{usage}");
    let of_kind = usage["used"].as_array().unwrap().iter().find(|one| one["kind"] == kind).unwrap();
    of_kind["used"].as_u64().unwrap()
}

/// The count comes after the sound: so long it may take.
pub async fn until_used(cloud: &Cloud, token: &str, kind: &str, amount: u64) {
    for _ in 0..400 {
        if used(cloud, token, kind).await == amount {
            return;
        }
        tokio::time::sleep(Duration::from_millis(25)).await;
    }
    panic!("{kind}: {} instead of {amount}", used(cloud, token, kind).await);
}

fn silence(seconds: usize) -> Vec<u8> {
    alfa_speech::wav::encode(&vec![0.0; 16_000 * seconds], 16_000).unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_recording_is_recognised_and_counted() {
    let openai = OpenAi::start().await;
    let (cloud, token) = hosted(&openai, &[]).await;
    let (status, heard) = answer(cloud.send("/api/audio/transcribe", &token, question()).await).await;
    assert_eq!((status, &heard["text"]), (200, &json!(QUESTION)), "{heard}");
    assert_eq!(heard["engine"], "openai:gpt-4o-transcribe");
    let millis = (heard["seconds"].as_f64().unwrap() * 1_000.0).ceil() as u64;
    assert!((1_000..10_000).contains(&millis), "{heard}");
    assert_eq!(used(&cloud, &token, "heard_ms").await, millis);

    // what cannot be recognised has its code, and costs nothing
    let long = alfa_speech::wav::encode(&vec![0.1; 16_000 * 61], 16_000).unwrap();
    for (body, status, code) in [
        (silence(2), 422, "no_speech"),
        (b"no wav at all".to_vec(), 422, "not_wav"),
        (Vec::new(), 422, "no_speech"),
        (long, 422, "recording_too_long"),
        (vec![0; (4 << 20) + 1], 413, "too_large"),
    ] {
        let (got, problem) = answer(cloud.send("/api/audio/transcribe", &token, body).await).await;
        assert_eq!((got, &problem["code"]), (status, &json!(code)), "{problem}");
    }
    assert_eq!(openai.asked().0, 1, "nothing of it was sent anywhere");
    openai.fail(true);
    let (status, problem) = answer(cloud.send("/api/audio/transcribe", &token, question()).await).await;
    assert_eq!((status, &problem["code"]), (503, &json!("voice_away")));
    assert_eq!(used(&cloud, &token, "heard_ms").await, millis);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_text_is_spoken_as_it_is_made() {
    let openai = OpenAi::start().await;
    let (cloud, token) = hosted(&openai, &[("ALFA_SERVER_VOICES", "openai:nova,openai:onyx")]).await;
    let say = json!({ "text": "O Bitcoin está em alta.", "voice": "openai:onyx", "speed": 1.2 });
    let spoken = cloud.ask(Method::POST, "/api/audio/speak", Some(&token), Some(say)).await;
    assert_eq!((spoken.status().as_u16(), &spoken.headers()["x-audio-rate"]), (200, &"24000".parse().unwrap()));
    assert_eq!(spoken.headers()["content-type"], "audio/pcm;rate=24000;channels=1");
    let sound = spoken.bytes().await.unwrap();
    assert_eq!(sound.len(), 24_000 * 2 * 3 / 10);
    assert_eq!(i16::from_le_bytes([sound[0], sound[1]]), 6_000);
    until_used(&cloud, &token, "characters", 23).await;
    assert_eq!(used(&cloud, &token, "spoken_ms").await, 300);

    for (say, status, code) in [
        (json!({ "text": "oi", "voice": "openai:alloy" }), 422, "unknown_voice"),
        (json!({ "text": " " }), 422, "invalid_request"),
        (json!({ "text": "a".repeat(2_001) }), 422, "invalid_request"),
        (json!({ "text": "oi", "speed": 9 }), 422, "invalid_request"),
        (json!({ "text": "oi", "pitch": 1 }), 422, "invalid_request"),
    ] {
        let (got, problem) = cloud.post("/api/audio/speak", Some(&token), say).await;
        assert_eq!((got, &problem["code"]), (status, &json!(code)), "{problem}");
    }
    openai.fail(true);
    let (status, problem) = cloud.post("/api/audio/speak", Some(&token), json!({ "text": "oi" })).await;
    assert_eq!((status, &problem["code"]), (503, &json!("voice_away")), "{problem}");
    openai.fail(false);

    // who leaves in the middle ends it, and what was made counts
    openai.speak_without_end();
    let mut endless = cloud.ask(Method::POST, "/api/audio/speak", Some(&token), Some(json!({ "text": "oi" }))).await;
    assert!(endless.chunk().await.unwrap().is_some());
    drop(endless);
    until_used(&cloud, &token, "characters", 25).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn requests_at_the_same_time_cannot_use_more_than_the_quota() {
    let openai = OpenAi::start().await;
    let (cloud, token) = hosted(&openai, &[("ALFA_SERVER_FREE_CHARACTERS", "25")]).await;
    // five characters each: five of twenty fit, whatever comes first
    let say = async || cloud.post("/api/audio/speak", Some(&token), json!({ "text": "cinco" })).await.0;
    let mut spoken = 0;
    for _ in 0..4 {
        let answers = futures::future::join_all((0..5).map(|_| say())).await;
        assert!(answers.iter().all(|status| [200, 429].contains(status)), "{answers:?}");
        spoken += answers.iter().filter(|status| **status == 200).count();
        until_used(&cloud, &token, "characters", spoken as u64 * 5).await;
    }
    assert_eq!((spoken, openai.asked().1), (5, 5));
    let (status, problem) = cloud.post("/api/audio/speak", Some(&token), json!({ "text": "cinco" })).await;
    assert_eq!((status, &problem["code"], &problem["quota"]), (429, &json!("quota_exhausted"), &json!(25)));
    let (_, usage) = cloud.get("/v1/account/usage", &token).await;
    assert_eq!((&usage["subscription"]["plan"], &usage["resets_at"]), (&json!("free"), &problem["resets_at"]));

    // another account has its own, and so has another plan
    cloud.account("mel@exemplo.com").await;
    let other = cloud.sign_in("mel@exemplo.com", "casa").await.access;
    assert_eq!(cloud.post("/api/audio/speak", Some(&other), json!({ "text": "cinco" })).await.0, 200);
    let plus = "INSERT INTO subscription (user_id, plan, until) SELECT id, 'plus', now() + $1 * interval '1 day' FROM account WHERE email = 'lia@exemplo.com'";
    sqlx::query(plus).bind(1).execute(&cloud.app.pool).await.unwrap();
    assert_eq!(cloud.post("/api/audio/speak", Some(&token), json!({ "text": "cinco" })).await.0, 200);
    // one that is over is none
    sqlx::query("UPDATE subscription SET until = now() - interval '1 second'").execute(&cloud.app.pool).await.unwrap();
    assert_eq!(cloud.post("/api/audio/speak", Some(&token), json!({ "text": "cinco" })).await.0, 429);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_began_in_the_month_before_runs_but_is_not_of_this_months_quota() {
    let openai = OpenAi::start().await;
    let (cloud, token) = hosted(&openai, &[("ALFA_SERVER_FREE_CHARACTERS", "25")]).await;
    let begin = async || {
        let sql = "INSERT INTO usage_hold (id, user_id, month, kind, amount, expires_at)
             SELECT gen_random_uuid(), id, (date_trunc('month', now()) - interval '1 month')::date, 1, 20, now() + interval '1 hour' FROM account";
        sqlx::query(sql).execute(&cloud.app.pool).await.unwrap();
    };
    let say = async || cloud.post("/api/audio/speak", Some(&token), json!({ "text": "cinco" })).await;
    for _ in 0..3 {
        begin().await;
    }
    assert_eq!(say().await.0, 200);
    until_used(&cloud, &token, "characters", 5).await;
    begin().await;
    let (status, problem) = say().await;
    assert_eq!((status, &problem["code"]), (429, &json!("too_many_at_once")), "{problem}");
}

#[tokio::test(flavor = "multi_thread")]
async fn prices_are_relayed_only_of_the_listed_sources() {
    let market = StandIn::start(World::random(7)).await.unwrap();
    let sources = ("ALFA_SERVER_MARKET_SOURCES", "mercadobitcoin".to_owned());
    let cloud = Cloud::with(&[sources, ("ALFA_SERVER_MARKET_GATEWAY", market.url().to_string())]).await;
    cloud.account("lia@exemplo.com").await;
    let token = cloud.sign_in("lia@exemplo.com", "casa").await.access;
    let (status, price) = cloud.get("/api/market/price?coin=btc", &token).await;
    let real = market.price(Provider::MercadoBitcoin, &"BTC".parse().unwrap(), &"BRL".parse().unwrap()).unwrap();
    let given: rust_decimal::Decimal = price["quote"]["price"].as_str().unwrap().parse().unwrap();
    assert_eq!((status, given), (200, real), "{price}");
    assert!(price["quote"]["source"].as_str().unwrap().starts_with("Mercado Bitcoin"), "{price}");
    assert!(price["quote"]["at"].is_string());
    let (status, candles) = cloud.get("/api/market/candles?coin=BTC&timeframe=1h&count=24", &token).await;
    assert_eq!((status, candles["candles"].as_array().map(Vec::len)), (200, Some(24)), "{candles}");
    // the same candles for whoever asks a moment later, and fewer of them
    let candles = async |count: usize| {
        let (status, found) = cloud.get(&format!("/api/market/candles?coin=BTC&count={count}"), &token).await;
        let found = found["candles"].as_array().unwrap_or_else(|| panic!("{status} {found}")).clone();
        let asked = market.asked(Provider::MercadoBitcoin);
        (found, asked.iter().filter(|path| path.contains("candles")).count())
    };
    let (many, asked) = candles(200).await;
    assert_eq!((many.len(), candles(50).await), (200, (many[150..].to_vec(), asked)));
    assert_eq!(candles(300).await.1, asked + 1, "more of them are asked for");
    for (path, status, code) in [
        ("/api/market/price?coin=n%C3%A3o", 422, "invalid_request"),
        ("/api/market/candles?coin=BTC&timeframe=2h", 422, "invalid_request"),
        ("/api/market/candles?coin=BTC&count=501", 422, "invalid_request"),
        ("/api/market/price?coin=ZZZZZZ", 404, "unknown_coin"),
    ] {
        let (got, problem) = cloud.get(path, &token).await;
        assert_eq!((got, &problem["code"]), (status, &json!(code)), "{problem}");
    }
    let others = [Provider::Binance, Provider::CoinGecko, Provider::AwesomeApi, Provider::Ptax, Provider::FearGreed];
    assert!(others.iter().all(|other| market.requests(*other) == 0), "no other source was asked");
    let (status, problem): (u16, Value) = cloud.post("/api/audio/speak", Some(&token), json!({ "text": "oi" })).await;
    assert_eq!((status, &problem["code"]), (404, &json!("voice_unavailable")));
}

#[test]
fn the_server_builds_without_whisper() {
    let tree = ["tree", "--frozen", "--package", "alfa-sync-server", "--edges", "normal,build", "--prefix", "none"];
    let output = std::process::Command::new(env!("CARGO")).args(tree).output().unwrap();
    let text = String::from_utf8(output.stdout).unwrap();
    assert!(text.contains("alfa-speech "), "{text}{}", String::from_utf8_lossy(&output.stderr));
    assert!(!text.contains("whisper-rs"), "{text}");
}

//! The daily report by e-mail.

use crate::cloud::{Cloud, answer};
use alfa_market::standin::{Fault, Provider, StandIn, World};
use alfa_sync_server::reports;
use chrono::{DateTime, Utc};
use reqwest::Method;
use serde_json::{Value, json};
use std::time::Duration;

const EMAIL: &str = "ana@exemplo.com";

async fn cloud_over(market: &StandIn) -> (Cloud, String) {
    let url = market.url().to_string();
    let cloud = Cloud::with(&[("ALFA_SERVER_WATCH_MARKET", url)]).await;
    cloud.account(EMAIL).await;
    let signed = cloud.sign_in(EMAIL, "casa").await;
    (cloud, signed.access)
}

async fn put(cloud: &Cloud, token: &str, report: Value) -> (u16, Value) {
    answer(cloud.ask(Method::PUT, "/v1/account/report", Some(token), Some(report)).await).await
}

fn report(coins: &[&str]) -> Value {
    json!({ "enabled": true, "hour": 8, "minute": 30, "time_zone": "America/Sao_Paulo", "coins": coins })
}

/// The hour of the report came so long ago.
async fn came(cloud: &Cloud, ago: &'static str) {
    let sql = format!("UPDATE report SET next_at = now() - interval '{ago}'");
    sqlx::query(sqlx::AssertSqlSafe(sql)).execute(&cloud.app.pool).await.unwrap();
}

async fn now(cloud: &Cloud) -> DateTime<Utc> {
    sqlx::query_as::<_, (DateTime<Utc>,)>("SELECT now()").fetch_one(&cloud.app.pool).await.unwrap().0
}

#[tokio::test(flavor = "multi_thread")]
async fn at_its_hour_it_comes_once_with_every_figure_and_its_source() {
    let market = StandIn::start(World::random(7)).await.unwrap();
    let (cloud, token) = cloud_over(&market).await;
    let (status, set) = put(&cloud, &token, report(&["BTC", "ETH"])).await;
    assert_eq!((status, &set["coins"]), (200, &json!(["BTC", "ETH"])));
    came(&cloud, "1 second").await;
    let (app, moment) = (cloud.another_instance().await, now(&cloud).await);
    let (one, other) = tokio::join!(reports::send_due(&cloud.app, moment), reports::send_due(&app, moment));
    assert!(one.unwrap() + other.unwrap() <= 1, "of two that look one finds it");
    let mail = cloud.mails_to(EMAIL, 2).await.into_iter().find(|mail| mail.contains("Suas moedas")).unwrap();
    for part in ["Bitcoin (BTC)", "Ethereum (ETH)", "em 24 horas", "Binance BTCBRL", "text/html", "RSI"] {
        assert!(mail.contains(part), "{part}: {mail}");
    }
    // the next one is tomorrow's
    let (_, next) = cloud.get("/v1/account/report", &token).await;
    assert!(next["next_at"].as_str().unwrap().parse::<DateTime<Utc>>().unwrap() > moment);
    assert_eq!(reports::send_due(&app, moment).await.unwrap(), 0);
    tokio::time::sleep(Duration::from_secs(1)).await;
    assert_eq!(cloud.mails_to(EMAIL, 2).await.len(), 2);
}

#[tokio::test(flavor = "multi_thread")]
async fn without_a_market_it_waits_and_after_an_hour_says_that_there_is_none() {
    let market = StandIn::start(World::random(8)).await.unwrap();
    let (cloud, token) = cloud_over(&market).await;
    for provider in [Provider::Binance, Provider::MercadoBitcoin, Provider::CoinGecko] {
        market.fail(provider, Some(Fault::Down));
    }
    put(&cloud, &token, report(&["BTC"])).await;
    came(&cloud, "1 second").await;
    reports::send_due(&cloud.app, now(&cloud).await).await.unwrap();
    let waits = async || {
        let code: Option<(Option<String>,)> = sqlx::query_as("SELECT code FROM job WHERE name = 'crypto_analysis'")
            .fetch_optional(&cloud.app.pool)
            .await
            .unwrap();
        code.and_then(|(code,)| code)
    };
    for _ in 0..400 {
        if waits().await.is_some() {
            break;
        }
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    assert_eq!(waits().await.as_deref(), Some("market_away"));
    sqlx::query("DELETE FROM job WHERE name = 'crypto_analysis'").execute(&cloud.app.pool).await.unwrap();
    came(&cloud, "61 minutes").await;
    reports::send_due(&cloud.app, now(&cloud).await).await.unwrap();
    let mail = cloud.mails_to(EMAIL, 2).await.into_iter().find(|mail| mail.contains("nenhuma fonte")).unwrap();
    assert!(mail.contains("text/html"));
}

#[tokio::test(flavor = "multi_thread")]
async fn what_cannot_be_meant_is_refused_by_its_code() {
    let cloud = Cloud::start().await;
    cloud.account(EMAIL).await;
    let token = cloud.sign_in(EMAIL, "casa").await.access;
    let with = |field: &str, value: Value| {
        let mut report = report(&["BTC"]);
        report[field] = value;
        report
    };
    let many: Vec<&str> = vec!["BTC"; 21];
    for (report, code) in [
        (with("hour", json!(24)), "bad_hour"),
        (with("minute", json!(60)), "bad_hour"),
        (with("time_zone", json!("Brasília")), "bad_time_zone"),
        (with("coins", json!([])), "bad_coins"),
        (with("coins", json!(many)), "bad_coins"),
        (with("coins", json!(["NADADISSO"])), "bad_coins"),
        (with("more", json!(1)), "invalid_request"),
    ] {
        assert_eq!(put(&cloud, &token, report.clone()).await.1["code"], code, "{report}");
    }
    let (_, off) = put(&cloud, &token, with("enabled", json!(false))).await;
    assert_eq!(off["next_at"], Value::Null);
}

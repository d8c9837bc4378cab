//! Alerts watched by the cloud, over a market that stands in for the exchanges: what fires is told once, whoever of the instances dies.

use crate::cloud::{Cloud, SignedIn};
use crate::sync::Device;
use alfa_domain::{Channel, Currency, Ticker, Timeframe};
use alfa_market::standin::{Provider, StandIn, World};
use alfa_notify::{SIGNATURE_HEADER, signature};
use alfa_sync::{Collection, Kind, firing_entity};
use alfa_sync_server::watch;
use axum::Router;
use axum::body::Bytes;
use axum::extract::State;
use axum::http::{HeaderMap, Uri};
use chrono::{DateTime, TimeDelta, Utc};
use reqwest::Method;
use rust_decimal::Decimal;
use serde_json::{Value, json};
use std::sync::{Arc, Mutex};
use std::time::Duration;
use tokio_util::sync::CancellationToken;
use uuid::Uuid;

const EMAIL: &str = "ana@exemplo.com";
const SECRET: &str = "um segredo bem comprido";

fn btc() -> Ticker {
    "BTC".parse().unwrap()
}

#[expect(clippy::disallowed_methods, reason = "the real time, as the stand-in market has it")]
fn now() -> DateTime<Utc> {
    Utc::now()
}

fn price(market: &StandIn) -> Decimal {
    market.price(Provider::Binance, &btc(), &Currency::Brl).unwrap()
}

fn set_price(market: &StandIn, price: Decimal) {
    market.set_price(Provider::Binance, &btc(), &Currency::Brl, price);
}

/// The first market in which Bitcoin is dear enough that levels of two digits tell prices apart, and that is so.
async fn market_where(is_so: impl Fn(&StandIn) -> bool) -> StandIn {
    for seed in 700.. {
        let market = StandIn::start(World::random(seed)).await.unwrap();
        if price(&market) > Decimal::from(10_000) && is_so(&market) {
            return market;
        }
    }
    unreachable!("there are worlds enough")
}

/// A server over this market that watches nothing by itself.
async fn cloud_over(market: &StandIn, more: &[(&str, &str)]) -> Cloud {
    let url = market.url().to_string();
    let more = more.iter().map(|(name, value)| (*name, (*value).to_owned()));
    let set: Vec<(&str, String)> = more.chain([("ALFA_SERVER_WATCH_MARKET", url)]).collect();
    let cloud = Cloud::with(&set).await;
    cloud.account(EMAIL).await;
    cloud
}

/// An instance that watches until it is told to end, or dropped without a word.
struct Instance {
    ended: CancellationToken,
    task: tokio::task::JoinHandle<()>,
}

impl Instance {
    async fn start(cloud: &Cloud) -> Self {
        let ended = CancellationToken::new();
        let app = cloud.another_instance().await;
        let task = tokio::spawn(watch::run(app, ended.clone()));
        Self { ended, task }
    }

    async fn end(self) {
        self.ended.cancel();
        self.task.await.unwrap();
    }

    fn kill(&self) {
        self.task.abort();
    }
}

/// An alert as a device writes it, asked for a while ago.
async fn alert(
    cloud: &Cloud,
    device: &mut Device,
    number: u128,
    condition: &str,
    channels: &[Channel],
    at: DateTime<Utc>,
) {
    let mut op = device.op(Collection::Alerts, number, Kind::Put, 10);
    let body = json!({
        "id": Uuid::from_u128(number), "version": 1, "coin": "BTC", "quote": "BRL", "condition": condition, "span": null,
        "cooldown_s": 0, "hysteresis_pct": "0.2", "channels": serde_json::to_string(channels).unwrap(), "state": "active",
        "said": "", "created_at": at.timestamp_micros(),
    });
    op.body = body.to_string().into_bytes();
    device.pushed(cloud, &[op]).await;
}

async fn until(what: &str, holds: impl AsyncFn() -> bool) {
    let waiting = async {
        while !holds().await {
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
    };
    tokio::time::timeout(Duration::from_secs(60), waiting).await.unwrap_or_else(|_| panic!("{what}"));
}

async fn count(cloud: &Cloud, sql: &'static str) -> i64 {
    sqlx::query_as::<_, (i64,)>(sql).fetch_one(&cloud.app.pool).await.unwrap().0
}

/// The alert is watched, and its price is known.
async fn watched(cloud: &Cloud) {
    until("the alerts are watched", async || {
        count(cloud, "SELECT count(*) FROM watched").await > 0
            && count(cloud, "SELECT count(*) FROM arming").await
                >= count(cloud, "SELECT count(*) FROM entity WHERE collection = 7 AND kind = 0").await
    })
    .await;
}

async fn put_channels(cloud: &Cloud, signed: &SignedIn, channels: Value) -> (u16, Value) {
    let answer = cloud.ask(Method::PUT, "/v1/alerts/channels", Some(&signed.access), Some(channels)).await;
    crate::cloud::answer(answer).await
}

/// What came to a server that takes everything.
type Came = Arc<Mutex<Vec<(String, HeaderMap, Bytes)>>>;

async fn receiver() -> (String, Came) {
    let came = Came::default();
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    let take = async |State(came): State<Came>, uri: Uri, headers: HeaderMap, body: Bytes| {
        came.lock().unwrap().push((uri.path().to_owned(), headers, body));
        axum::Json(json!({ "ok": true, "result": {} }))
    };
    let routes = Router::new().fallback(take).with_state(Arc::clone(&came));
    tokio::spawn(async move { axum::serve(listener, routes).await });
    (url, came)
}

#[tokio::test(flavor = "multi_thread")]
async fn what_fires_is_told_over_each_channel_once_and_comes_to_the_devices() {
    let market = market_where(|_| true).await;
    let (url, came) = receiver().await;
    let set = [("ALFA_SERVER_PRIVATE_WEBHOOKS", "true"), ("ALFA_SERVER_TELEGRAM_API", url.as_str())];
    let cloud = cloud_over(&market, &set).await;
    let mut device = Device::of(&cloud, cloud.sign_in(EMAIL, "casa").await).await;
    let channels = json!({
        "email": { "enabled": true, "when_away": true },
        "webhook": { "url": format!("{url}/casa?x=1"), "secret": SECRET },
        "telegram": { "token": "123:abc", "chat": "42" },
    });
    assert_eq!(put_channels(&cloud, &device.signed, channels).await.0, 200);
    let (begin, all) = (price(&market), [Channel::Tray, Channel::Email, Channel::Webhook, Channel::Telegram]);
    let level = (begin * Decimal::new(101, 2)).round_dp(2);
    alert(&cloud, &mut device, 1, &format!("price crosses_up {level}"), &all, now()).await;
    let instance = Instance::start(&cloud).await;
    watched(&cloud).await;
    set_price(&market, level + Decimal::TEN);

    let mail = cloud.mails_to(EMAIL, 2).await.into_iter().find(|mail| mail.contains("disparou")).unwrap();
    assert!(mail.contains("Bitcoin"), "{mail}");
    until("webhook and Telegram are told", async || came.lock().unwrap().len() == 2).await;
    let taken = came.lock().unwrap().clone();
    let (_, headers, body) = taken.iter().find(|(path, ..)| path == "/casa").unwrap();
    assert_eq!(headers[SIGNATURE_HEADER], signature(&SECRET.into(), body).as_str());
    let posted: Value = serde_json::from_slice(body).unwrap();
    assert_eq!((&posted["version"], &posted["arming"], &posted["late"]), (&json!(1), &json!(1), &json!(false)));
    assert_eq!(posted["price"]["source"], "Binance BTCBRL");
    let (_, _, message) = taken.iter().find(|(path, ..)| path == "/bot123:abc/sendMessage").unwrap();
    assert_eq!(serde_json::from_slice::<Value>(message).unwrap()["text"], posted["text"]);

    // it stands among the account's changes, under the entity every device makes of it
    let entity = firing_entity(Uuid::from_u128(1), 1, 1);
    let path = format!("/v1/sync/pull?epoch={}&device={}&after=0&limit=100", device.welcome.epoch, device.id);
    let (_, pulled) = cloud.get(&path, &device.signed.access).await;
    let firings: Vec<&Value> =
        pulled["ops"].as_array().unwrap().iter().filter(|op| op["collection"] == "firings").collect();
    assert_eq!(firings.iter().map(|op| &op["entity"]).collect::<Vec<_>>(), [&json!(entity)]);

    // it goes back and crosses again: the alert has done its work, for the next leader too
    instance.end().await;
    let next = Instance::start(&cloud).await;
    until("another watches", async || count(&cloud, "SELECT term FROM lease WHERE name = 'watch'").await == 2).await;
    for price in [begin, level + Decimal::ONE_HUNDRED] {
        set_price(&market, price);
        tokio::time::sleep(Duration::from_secs(1)).await;
    }
    next.end().await;
    assert_eq!(count(&cloud, "SELECT count(*) FROM firing").await, 1);
    assert_eq!(count(&cloud, "SELECT count(*) FROM job WHERE name = 'tell_firing'").await, 0);
    assert_eq!(came.lock().unwrap().len(), 2);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_leader_that_is_killed_while_prices_cross_leaves_nothing_untold_and_nothing_told_twice() {
    let market = market_where(|_| true).await;
    let cloud = cloud_over(&market, &[]).await;
    let mut device = Device::of(&cloud, cloud.sign_in(EMAIL, "casa").await).await;
    let begin = price(&market);
    let level = |percent: i64| (begin * Decimal::new(1_000 + percent, 3)).round_dp(2);
    for number in 1..=5 {
        let condition = format!("price crosses_up {}", level(i64::try_from(number).unwrap()));
        alert(&cloud, &mut device, number, &condition, &[Channel::Email], now()).await;
    }
    let first = Instance::start(&cloud).await;
    watched(&cloud).await;
    let listening = market.sockets(Provider::Binance);
    let second = Instance::start(&cloud).await;
    until("the second listens", async || market.sockets(Provider::Binance) > listening).await;
    let kept_after = now() + TimeDelta::seconds(4);
    until("the first has kept where it is", async || {
        let kept: (DateTime<Utc>,) =
            sqlx::query_as("SELECT max(at) FROM watched").fetch_one(&cloud.app.pool).await.unwrap();
        set_price(&market, begin);
        kept.0 > kept_after
    })
    .await;
    first.kill();
    // nobody leads: all are crossed, and the price is back before anybody does
    for percent in [3, 6, 0] {
        set_price(&market, level(percent));
        tokio::time::sleep(Duration::from_millis(1_500)).await;
    }
    assert_eq!(count(&cloud, "SELECT count(*) FROM firing").await, 0, "nobody leads yet");
    until("all fired", async || count(&cloud, "SELECT count(*) FROM firing").await == 5).await;
    let mails = cloud.mails_to(EMAIL, 6).await;
    assert_eq!(mails.iter().filter(|mail| mail.contains("disparou")).count(), 5);
    set_price(&market, level(8));
    tokio::time::sleep(Duration::from_secs(2)).await;
    second.end().await;
    assert_eq!(count(&cloud, "SELECT count(*) FROM firing").await, 5);
    assert_eq!(count(&cloud, "SELECT count(*) FROM op WHERE collection = 9").await, 5);
    assert_eq!(cloud.mails_to(EMAIL, 6).await.len(), 6, "one that proved the address, and one each");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_crossing_while_no_instance_ran_is_found_in_the_candles_and_said_to_be_late() {
    let minutes = |market: &StandIn| market.candles(Provider::Binance, &btc(), &Currency::Brl, Timeframe::M1, 121);
    let high = |market: &StandIn| minutes(market).iter().map(|candle| candle.high).max().unwrap();
    let ends = |market: &StandIn| minutes(market)[..5].iter().map(|c| c.high).max().unwrap().max(price(market));
    let market = market_where(|market| high(market) > ends(market) * Decimal::new(1_002, 3)).await;
    let level = ((high(&market) + ends(&market)) / Decimal::TWO).round_dp(2);
    let cloud = cloud_over(&market, &[]).await;
    let mut device = Device::of(&cloud, cloud.sign_in(EMAIL, "casa").await).await;
    let asked = now() - TimeDelta::hours(3);
    alert(&cloud, &mut device, 1, &format!("price crosses_up {level}"), &[Channel::Email], asked).await;
    let before = &minutes(&market)[2];
    // as a leader left it that ended two hours ago
    sqlx::query("INSERT INTO watched VALUES ('BTC', 'BRL', $1, $2, 'Binance BTCBRL')")
        .bind(before.open_at)
        .bind(before.open.to_string())
        .execute(&cloud.app.pool)
        .await
        .unwrap();
    let instance = Instance::start(&cloud).await;
    until("it is found", async || count(&cloud, "SELECT count(*) FROM firing").await == 1).await;
    instance.end().await;
    let (firing,): (String,) = sqlx::query_as("SELECT firing FROM firing").fetch_one(&cloud.app.pool).await.unwrap();
    let firing: Value = serde_json::from_str(&firing).unwrap();
    assert_eq!(firing["late"], true);
    assert!(firing["text"].as_str().unwrap().contains("quando eu não estava olhando"), "{firing}");
}

#[tokio::test(flavor = "multi_thread")]
async fn whoever_claims_first_tells_and_the_others_hear_that_it_is_told() {
    let cloud = Cloud::start().await;
    cloud.account(EMAIL).await;
    let mut home = Device::of(&cloud, cloud.sign_in(EMAIL, "casa").await).await;
    let work = cloud.sign_in(EMAIL, "trabalho").await;
    alert(&cloud, &mut home, 1, "price crosses_up 1000000", &[Channel::Tray], now()).await;
    let claim = async |signed: &SignedIn, way: &str, alert: u128| {
        let body = json!({ "alert": Uuid::from_u128(alert), "version": 1, "arming": 1, "way": way });
        cloud.post("/v1/alerts/firings/claim", Some(&signed.access), body).await
    };
    let told = json!({ "alert": Uuid::from_u128(1), "version": 1, "arming": 1, "way": "computer" });
    assert_eq!(claim(&home.signed, "computer", 1).await, (200, json!({ "verdict": "yours" })));
    assert_eq!(claim(&home.signed, "computer", 1).await, (200, json!({ "verdict": "yours" })), "asked again");
    let (_, waits) = claim(&work, "computer", 1).await;
    assert_eq!(waits["verdict"], "wait");
    assert!((1..=60).contains(&waits["seconds"].as_i64().unwrap()), "{waits}");
    assert_eq!(claim(&work, "email", 1).await.1["verdict"], "yours", "another way is another claim");
    assert_eq!(cloud.post("/v1/alerts/firings/told", Some(&home.signed.access), told.clone()).await.0, 204);
    let (_, verdict) = claim(&work, "computer", 1).await;
    assert_eq!((&verdict["verdict"], &verdict["by"]), (&json!("told"), &json!("device")));
    assert_eq!(claim(&home.signed, "computer", 1).await.1["by"], "you");
    // what is claimed and not told in a minute is anybody's
    sqlx::query("UPDATE telling SET claimed_at = now() - interval '61 s' WHERE way = 'email'")
        .execute(&cloud.app.pool)
        .await
        .unwrap();
    assert_eq!(claim(&home.signed, "email", 1).await.1["verdict"], "yours");
    assert_eq!(claim(&home.signed, "computer", 9).await.1["code"], "no_such_alert");
    let zero = json!({ "alert": Uuid::from_u128(1), "version": 0, "arming": 1, "way": "computer" });
    assert_eq!(cloud.post("/v1/alerts/firings/claim", Some(&work.access), zero).await.0, 422);
    // another account has no part in it
    cloud.account("mel@exemplo.com").await;
    let other = cloud.sign_in("mel@exemplo.com", "casa").await;
    assert_eq!(cloud.post("/v1/alerts/firings/told", Some(&other.access), told).await.0, 404);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_secret_of_a_channel_is_sealed_and_never_given_back() {
    let cloud = Cloud::start().await;
    cloud.account(EMAIL).await;
    let signed = cloud.sign_in(EMAIL, "casa").await;
    let (status, fresh) = cloud.get("/v1/alerts/channels", &signed.access).await;
    assert_eq!((status, &fresh["email"]["enabled"], &fresh["webhook"]), (200, &json!(true), &Value::Null));
    let email = json!({ "enabled": true, "when_away": false });
    let hook = |url: &str, secret: Value| json!({ "email": email, "webhook": { "url": url, "secret": secret }, "telegram": { "token": "123:ABCdef", "chat": "@canal" } });
    let (status, shown) = put_channels(&cloud, &signed, hook("https://exemplo.com.br/oculto", json!(SECRET))).await;
    assert_eq!(status, 200, "{shown}");
    for part in [SECRET, "oculto", "123:ABCdef"] {
        assert!(!shown.to_string().contains(part), "{shown}");
    }
    let (sealed,): (Vec<u8>,) =
        sqlx::query_as("SELECT sealed FROM alert_channels").fetch_one(&cloud.app.pool).await.unwrap();
    assert!(!String::from_utf8_lossy(&sealed).contains("oculto"));
    // without a secret the one from before stays
    let (_, kept) = put_channels(&cloud, &signed, hook("https://exemplo.com.br/outro", Value::Null)).await;
    assert_eq!(kept["webhook"], shown["webhook"]);
    for (url, code) in [
        ("http://exemplo.com.br/", "bad_webhook"),
        ("https://127.0.0.1/", "bad_webhook"),
        ("https://[::ffff:10.0.0.1]/", "bad_webhook"),
        ("nada", "bad_webhook"),
    ] {
        assert_eq!(put_channels(&cloud, &signed, hook(url, json!(SECRET))).await.1["code"], code, "{url}");
    }
    let none = json!({ "email": email, "webhook": null, "telegram": null });
    assert_eq!(put_channels(&cloud, &signed, none).await.1["webhook"], Value::Null);
    let first =
        json!({ "email": email, "webhook": { "url": "https://exemplo.com.br/", "secret": null }, "telegram": null });
    assert_eq!(put_channels(&cloud, &signed, first).await.1["code"], "secret_missing");
}

//! Alerts watched over a market that speaks the exchanges' own formats: kept, told once, found late.

use alfa_alerts::Pair;
use alfa_copilot::{Alerts, Problem};
use alfa_desktop::app::{App, AppOptions};
use alfa_desktop::market::MarketSource;
use alfa_desktop::paths::Paths;
use alfa_desktop::store::{Passed, Told, Watched};
use alfa_desktop::watch::{AlertWatch, Teller, Untold};
use alfa_domain::{Alert, AlertId, AlertState, Channel, Currency, DeliveryState, Firing, Ticker, Timeframe};
use alfa_market::standin::{Provider, StandIn, World};
use async_trait::async_trait;
use chrono::{DateTime, TimeDelta, Utc};
use rust_decimal::Decimal;
use std::collections::VecDeque;
use std::path::Path;
use std::sync::atomic::{AtomicU8, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;
use tokio::sync::mpsc;
use tokio_util::sync::CancellationToken;

/// Tells a test, after failing as often as it was told to.
struct Ear {
    told: mpsc::UnboundedSender<Firing>,
    failures: Mutex<VecDeque<Untold>>,
}

#[async_trait]
impl Teller for Ear {
    fn channel(&self) -> Channel {
        Channel::Tray
    }

    async fn tell(&self, firing: &Firing) -> Result<(), Untold> {
        if let Some(failure) = self.failures.lock().unwrap().pop_front() {
            return Err(failure);
        }
        self.told.send(firing.clone()).unwrap();
        Ok(())
    }
}

/// A watch that runs, with what it tells.
struct Watching {
    app: App,
    told: mpsc::UnboundedReceiver<Firing>,
    cancel: CancellationToken,
    task: tokio::task::JoinHandle<()>,
}

async fn open(folder: &Path, market: &StandIn) -> App {
    let options = AppOptions {
        market: Some(MarketSource::Gateway(market.url())),
        paths: Some(Paths::resolve_in(Some(folder.as_os_str())).unwrap()),
        offline: true,
        llm_off: true,
        ..AppOptions::default()
    };
    App::open(options).await.unwrap().0
}

async fn watching(folder: &Path, market: &StandIn, failures: Vec<Untold>) -> Watching {
    let app = open(folder, market).await;
    let (sender, told) = mpsc::unbounded_channel();
    let ear = Ear { told: sender, failures: Mutex::new(failures.into()) };
    let cancel = CancellationToken::new();
    let watch = AlertWatch::new(&app, vec![Arc::new(ear)]);
    let task = tokio::spawn(watch.run(cancel.clone()));
    Watching { app, told, cancel, task }
}

impl Watching {
    async fn next(&mut self) -> Firing {
        tokio::time::timeout(Duration::from_secs(60), self.told.recv()).await.expect("nothing was told").unwrap()
    }

    async fn end(self) -> App {
        self.cancel.cancel();
        self.task.await.unwrap();
        self.app
    }

    /// Waits for something that the watch will do.
    async fn until<F: Future<Output = bool>>(&self, what: impl Fn() -> F) {
        for _ in 0..600 {
            if what().await {
                return;
            }
            tokio::time::sleep(Duration::from_millis(100)).await;
        }
        panic!("it did not happen in a minute");
    }
}

fn btc() -> Ticker {
    "BTC".parse().unwrap()
}

/// Tells alerts apart that were made in one millisecond.
static NEXT: AtomicU8 = AtomicU8::new(1);

fn alert(condition: &str, created_at: DateTime<Utc>) -> Alert {
    Alert {
        id: AlertId::new(created_at, [NEXT.fetch_add(1, Ordering::Relaxed); 10]),
        version: 1,
        coin: btc(),
        quote: Currency::Brl,
        condition: condition.parse().unwrap(),
        window: None,
        cooldown_s: 0,
        hysteresis_pct: Decimal::new(2, 1),
        channels: vec![Channel::Tray],
        state: AlertState::Active,
        said: String::new(),
        created_at,
    }
}

#[expect(clippy::disallowed_methods, reason = "the real time, as the stand-in market has it")]
fn now() -> DateTime<Utc> {
    Utc::now()
}

fn price(market: &StandIn) -> Decimal {
    market.price(Provider::Binance, &btc(), &Currency::Brl).unwrap()
}

/// As if a watch had come so far and ended.
async fn keep_watched(app: &App, pair: Pair, at: DateTime<Utc>, price: Decimal) {
    let watched = vec![(pair, Watched { at, price, source: "Binance BTCBRL".to_owned() })];
    app.store.record_passed(Passed { watched, ..Passed::default() }, at).await.unwrap();
}

async fn firings(app: &App) -> Vec<Told> {
    app.store.firings(0, 100).await.unwrap()
}

#[tokio::test]
async fn a_live_crossing_is_kept_and_told_once() {
    let folder = tempfile::tempdir().unwrap();
    let market = StandIn::start(World::random(11)).await.unwrap();
    let start = price(&market);
    let level = (start * Decimal::new(102, 2)).round_dp(2);
    let alert = alert(&format!("price crosses_up {level}"), now());
    let mut watching = watching(folder.path(), &market, Vec::new()).await;
    watching.app.store.put_alert(&alert).await.unwrap();
    watching.until(|| async { market.sockets(Provider::Binance) > 0 }).await;
    // it may not have the first price yet: it is moved until the watch has seen it
    let pair = (btc(), Currency::Brl);
    watching.until(|| async { watching.app.store.watched_until(&pair).await.unwrap().is_some() }).await;
    let above = level + Decimal::ONE;
    market.set_price(Provider::Binance, &btc(), &Currency::Brl, above);
    let told = watching.next().await;
    assert_eq!((told.alert, told.version, told.arming, told.late), (alert.id, 1, 1, false));
    assert_eq!((told.price.value, told.price.source.as_str()), (above, "Binance BTCBRL"));
    assert!(told.text.contains("disparou") && told.text.contains("Bitcoin"), "{}", told.text);
    watching.until(|| async { firings(&watching.app).await[0].deliveries[0].state == DeliveryState::Sent }).await;
    assert_eq!(watching.app.store.alerts().await.unwrap()[0].state, AlertState::Fired);
    // it crosses again, and nobody asked for that
    market.set_price(Provider::Binance, &btc(), &Currency::Brl, start);
    market.set_price(Provider::Binance, &btc(), &Currency::Brl, above);
    let app = watching.end().await;
    assert_eq!(firings(&app).await.len(), 1);
    drop(app);
    let mut again = self::watching(folder.path(), &market, Vec::new()).await;
    tokio::time::timeout(Duration::from_secs(3), again.told.recv()).await.unwrap_err();
    assert_eq!(firings(&again.app).await.len(), 1);
}

#[tokio::test]
async fn a_crossing_while_nobody_watched_is_found_late_with_its_true_time() {
    let folder = tempfile::tempdir().unwrap();
    let market = StandIn::start(World::random(12)).await.unwrap();
    // two hours ago the watch ended; the price went up in between, and came back
    let candles = market.candles(Provider::Binance, &btc(), &Currency::Brl, Timeframe::M1, 121);
    let begin = &candles[0];
    let (highest, level) = {
        let last = candles.last().unwrap().close;
        let highest = candles.iter().max_by_key(|candle| candle.high).unwrap();
        (highest, (highest.high + begin.close.max(last)) / Decimal::TWO)
    };
    let ended = begin.open_at + TimeDelta::seconds(59);
    let app = open(folder.path(), &market).await;
    let pair = (btc(), Currency::Brl);
    keep_watched(&app, pair, ended, begin.close).await;
    let crossed = alert(&format!("price crosses_up {}", level.normalize()), ended - TimeDelta::hours(1));
    // the same, but asked for only now: what happened before is none of its business
    let later = alert(&format!("price crosses_up {}", level.normalize()), now());
    for alert in [&crossed, &later] {
        app.store.put_alert(alert).await.unwrap();
    }
    drop(app);
    let mut watching = watching(folder.path(), &market, Vec::new()).await;
    let told = watching.next().await;
    assert_eq!(told.alert, crossed.id);
    assert!(told.late && told.text.contains("quando eu não estava olhando"), "{}", told.text);
    let first = candles.iter().find(|candle| candle.high >= level).unwrap();
    assert!(
        told.at >= first.open_at && told.at < first.open_at + TimeDelta::minutes(1),
        "{} is not in the minute of {}, nor {}",
        told.at,
        first.open_at,
        highest.open_at
    );
    let app = watching.end().await;
    assert_eq!(firings(&app).await.len(), 1);
}

#[tokio::test]
async fn a_channel_that_fails_is_tried_again_and_one_that_cannot_is_given_up() {
    let folder = tempfile::tempdir().unwrap();
    let market = StandIn::start(World::random(13)).await.unwrap();
    let app = open(folder.path(), &market).await;
    let level = price(&market) / Decimal::TWO;
    // it is above already: "above" needs no crossing
    let mut above = alert(&format!("price > {}", level.round_dp(2)), now());
    above.channels = vec![Channel::Tray, Channel::Telegram];
    app.store.put_alert(&above).await.unwrap();
    drop(app);
    let failure = Untold { problem: Problem::new("busy", "Ocupado.", "Espere."), again: true };
    let mut watching = watching(folder.path(), &market, vec![failure]).await;
    let told = watching.next().await;
    assert_eq!(told.alert, above.id);
    watching
        .until(|| async {
            let told = &firings(&watching.app).await[0];
            told.deliveries.iter().all(|delivery| delivery.state != DeliveryState::Pending)
        })
        .await;
    let told = firings(&watching.app).await.remove(0);
    let of = |channel: Channel| told.deliveries.iter().find(|delivery| delivery.channel == channel).unwrap();
    assert_eq!((of(Channel::Tray).state, of(Channel::Tray).attempts), (DeliveryState::Sent, 2));
    assert_eq!(of(Channel::Telegram).state, DeliveryState::Failed);
    assert!(of(Channel::Telegram).problem.as_ref().unwrap().contains("não está configurado"));
}

/// Writes each telling to a file before it returns, as a notification is seen before the program knows.
struct Diary {
    path: std::path::PathBuf,
}

#[async_trait]
impl Teller for Diary {
    fn channel(&self) -> Channel {
        Channel::Tray
    }

    async fn tell(&self, firing: &Firing) -> Result<(), Untold> {
        use std::io::Write;
        let mut diary = std::fs::OpenOptions::new().create(true).append(true).open(&self.path).unwrap();
        writeln!(diary, "{}", firing.alert).unwrap();
        Ok(())
    }
}

/// The stage is the data folder and the market's address.
#[test]
#[ignore = "a role of `killed_at_any_moment_nothing_is_lost_and_nothing_fires_twice`"]
fn role_watches_until_it_is_killed() {
    let Some(stage) = crate::roles::stage() else { return };
    let (folder, url) = stage.split_once('|').unwrap();
    crate::roles::block_on(async {
        let options = AppOptions {
            market: Some(url.parse().unwrap()),
            paths: Some(Paths::resolve_in(Some(folder.as_ref())).unwrap()),
            offline: true,
            llm_off: true,
            ..AppOptions::default()
        };
        let (app, _) = App::open(options).await.unwrap();
        let diary = Diary { path: Path::new(folder).join("diary") };
        AlertWatch::new(&app, vec![Arc::new(diary)]).run(CancellationToken::new()).await;
    });
}

#[tokio::test(flavor = "multi_thread")]
async fn killed_at_any_moment_nothing_is_lost_and_nothing_fires_twice() {
    const ALERTS: i64 = 60;
    const KILLS: u64 = 8;
    let folder = tempfile::tempdir().unwrap();
    let market = StandIn::start(World::random(14)).await.unwrap();
    let start = price(&market);
    let step = start / Decimal::from(200);
    let app = open(folder.path(), &market).await;
    let pair = (btc(), Currency::Brl);
    // the watch has been at it: what it saw last is where the price is
    keep_watched(&app, pair, now(), start).await;
    let made = now();
    for number in 1..=ALERTS {
        let level = start + step * Decimal::from(number);
        app.store.put_alert(&alert(&format!("price crosses_up {level}"), made)).await.unwrap();
    }
    drop(app);
    let stage = format!("{}|{}", folder.path().display(), market.url());
    let mut level = 0;
    for kill in 0..KILLS {
        let mut child = crate::roles::role("watch::role_watches_until_it_is_killed", &stage)
            .stdout(std::process::Stdio::null())
            .stderr(std::process::Stdio::null())
            .spawn()
            .unwrap();
        // a life of half a second to some three, of no round length
        let life = Duration::from_millis(500 + (kill * 7_919) % 2_600);
        let begun = std::time::Instant::now();
        while begun.elapsed() < life {
            level = (level + 1).min(ALERTS * (i64::try_from(kill).unwrap() + 1) / i64::try_from(KILLS).unwrap());
            let price = start + step * (Decimal::from(level) + Decimal::new(5, 1));
            market.set_price(Provider::Binance, &btc(), &Currency::Brl, price);
            tokio::time::sleep(Duration::from_millis(40)).await;
        }
        child.kill().unwrap();
        child.wait().unwrap();
    }
    let top = start + step * Decimal::from(ALERTS + 1);
    market.set_price(Provider::Binance, &btc(), &Currency::Brl, top);
    // the last life ends by itself
    let watching = watching(folder.path(), &market, Vec::new()).await;
    watching
        .until(|| async {
            let told = firings(&watching.app).await;
            told.len() >= usize::try_from(ALERTS).unwrap()
                && told.iter().all(|told| told.deliveries[0].state == DeliveryState::Sent)
        })
        .await;
    let mut heard = Vec::new();
    let mut watching = watching;
    while let Ok(firing) = watching.told.try_recv() {
        heard.push(firing.alert);
    }
    let app = watching.end().await;
    let fired = firings(&app).await;
    let mut alerts: Vec<AlertId> = fired.iter().map(|told| told.firing.alert).collect();
    alerts.sort();
    alerts.dedup();
    assert_eq!((fired.len(), alerts.len()), (60, 60), "each fired once");
    let diary = std::fs::read_to_string(folder.path().join("diary")).unwrap_or_default();
    assert!(!diary.is_empty(), "no life was long enough for anything to be told in it");
    heard.extend(diary.lines().map(|line| line.parse::<AlertId>().unwrap()));
    let twice = heard.len() - alerts.len();
    for alert in alerts {
        assert!(heard.contains(&alert), "an alert fired and nobody was told");
    }
    // only the telling in hand when it was killed may be done again, and then only that one
    assert!(twice <= usize::try_from(KILLS).unwrap(), "{twice} were told twice");
}

#[tokio::test]
async fn the_channels_of_the_settings_tell_and_a_wrong_one_says_so() {
    let folder = tempfile::tempdir().unwrap();
    let market = StandIn::start(World::random(15)).await.unwrap();
    let (sender, mut came) = mpsc::unbounded_channel();
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}/casa", listener.local_addr().unwrap());
    let routes = axum::Router::new().fallback(move |body: String| async move {
        sender.send(body).unwrap();
    });
    tokio::spawn(async move { axum::serve(listener, routes).await });
    let mut app = open(folder.path(), &market).await;
    app.settings.notify.webhook_url = url;
    app.settings.notify.telegram_chat = "123".to_owned();
    let mut alert = alert(&format!("price > {}", (price(&market) / Decimal::TWO).round_dp(2)), now());
    alert.channels = vec![Channel::Webhook, Channel::Telegram];
    app.store.put_alert(&alert).await.unwrap();
    let secrets = alfa_desktop::secrets::Secrets::new("alfa-test-without-keys");
    let tellers = alfa_desktop::watch::channels(&app.settings, &secrets).await;
    assert_eq!(tellers.iter().map(|teller| teller.channel()).collect::<Vec<_>>(), alert.channels);
    let cancel = CancellationToken::new();
    let task = tokio::spawn(AlertWatch::new(&app, tellers).run(cancel.clone()));
    let (told, watching) = (mpsc::unbounded_channel().1, app);
    let watching = Watching { app: watching, told, cancel, task };
    let body = tokio::time::timeout(Duration::from_secs(60), came.recv()).await.unwrap().unwrap();
    let body: serde_json::Value = serde_json::from_str(&body).unwrap();
    assert_eq!((body["coin"].as_str(), body["alert"].as_str()), (Some("BTC"), Some(alert.id.to_string().as_str())));
    watching
        .until(|| async {
            let deliveries = &firings(&watching.app).await[0].deliveries;
            deliveries.iter().all(|delivery| delivery.state != DeliveryState::Pending)
        })
        .await;
    let told = firings(&watching.app).await.remove(0);
    assert_eq!(told.deliveries[0].state, DeliveryState::Sent);
    assert_eq!(told.deliveries[1].state, DeliveryState::Failed, "there is no key for the bot");
    assert!(told.deliveries[1].problem.as_ref().unwrap().contains("chave"), "{:?}", told.deliveries[1]);
    watching.end().await;
}

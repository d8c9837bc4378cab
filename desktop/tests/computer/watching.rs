//! A watch over the stand-in market, with what it tells and a clock that can be set.

use alfa_alerts::Pair;
use alfa_copilot::{Clock, Responder, Toolbox};
use alfa_desktop::app::{App, AppOptions};
use alfa_desktop::clock::SystemClock;
use alfa_desktop::market::MarketSource;
use alfa_desktop::paths::Paths;
use alfa_desktop::store::Told;
use alfa_desktop::watch::{AlertWatch, Announcement, Teller, Untold};
use alfa_domain::{Alert, AlertId, AlertState, Candle, Channel, CoinTable, Currency, Firing, Ticker, Timeframe};
use alfa_language::Language;
use alfa_market::standin::{Provider, StandIn, World};
use alfa_watch::{Passed, Watched};
use async_trait::async_trait;
use chrono::{DateTime, TimeDelta, Utc};
use rust_decimal::Decimal;
use std::collections::VecDeque;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU8, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;
use tokio::sync::mpsc;
use tokio_util::sync::CancellationToken;

/// What is done in the middle of a telling.
pub type Meanwhile = Box<dyn FnOnce() + Send>;

/// Tells a test, after failing as often as it was told to.
#[derive(Default)]
pub struct Ear {
    told: Option<mpsc::UnboundedSender<Firing>>,
    announced: Option<mpsc::UnboundedSender<Announcement>>,
    pub failures: Mutex<VecDeque<Untold>>,
    pub meanwhile: Mutex<Option<Meanwhile>>,
}

impl Ear {
    /// Tells it to this channel.
    pub fn telling(told: mpsc::UnboundedSender<Firing>) -> Self {
        Self { told: Some(told), ..Self::default() }
    }
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
        if let Some(meanwhile) = self.meanwhile.lock().unwrap().take() {
            meanwhile();
        }
        self.told.as_ref().unwrap().send(firing.clone()).unwrap();
        Ok(())
    }

    async fn announce(&self, announcement: &Announcement) -> Result<(), Untold> {
        self.announced.as_ref().unwrap().send(announcement.clone()).unwrap();
        Ok(())
    }
}

/// A watch that runs, with what it tells.
pub struct Watching {
    pub app: App,
    pub told: mpsc::UnboundedReceiver<Firing>,
    pub announced: mpsc::UnboundedReceiver<Announcement>,
    pub cancel: CancellationToken,
    pub task: tokio::task::JoinHandle<()>,
}

pub async fn open(folder: &Path, market: &StandIn) -> App {
    open_at(folder, MarketSource::Gateway(market.url())).await
}

async fn open_at(folder: &Path, market: MarketSource) -> App {
    let options = AppOptions {
        market: Some(market),
        paths: Some(Paths::resolve_in(Some(folder.as_os_str())).unwrap()),
        offline: true,
        llm_off: true,
        ..AppOptions::default()
    };
    App::open(options).await.unwrap().0
}

pub async fn watching(folder: &Path, market: &StandIn, failures: Vec<Untold>) -> Watching {
    watching_app(open(folder, market).await, Ear { failures: Mutex::new(failures.into()), ..Ear::default() })
}

/// Watches with this app, telling this ear.
pub fn watching_app(app: App, mut ear: Ear) -> Watching {
    let ((heard, told), (said, announced)) = (mpsc::unbounded_channel(), mpsc::unbounded_channel());
    (ear.told, ear.announced) = (Some(heard), Some(said));
    let cancel = CancellationToken::new();
    let task = tokio::spawn(AlertWatch::new(&app, vec![Arc::new(ear)]).run(cancel.clone()));
    Watching { app, told, announced, cancel, task }
}

impl Watching {
    pub async fn next(&mut self) -> Firing {
        tokio::time::timeout(Duration::from_secs(60), self.told.recv()).await.expect("nothing was told").unwrap()
    }

    pub async fn next_announcement(&mut self) -> Announcement {
        let next = tokio::time::timeout(Duration::from_secs(60), self.announced.recv());
        next.await.expect("nothing was announced").unwrap()
    }

    /// Nothing is told for some beats.
    #[track_caller]
    pub fn stays_silent(&mut self) -> impl Future<Output = ()> {
        let place = std::panic::Location::caller();
        async move {
            tokio::time::sleep(Duration::from_secs(3)).await;
            assert!(
                self.told.try_recv().is_err() && self.announced.try_recv().is_err(),
                "it was not silent at {place}"
            );
        }
    }

    pub async fn end(self) -> App {
        self.cancel.cancel();
        self.task.await.unwrap();
        self.app
    }

    /// Waits for something that the watch will do.
    pub async fn until<F: Future<Output = bool>>(&self, what: impl Fn() -> F) {
        until(what).await;
    }
}

/// Waits for something that will be.
pub async fn until<F: Future<Output = bool>>(what: impl Fn() -> F) {
    for _ in 0..600 {
        if what().await {
            return;
        }
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
    panic!("it did not happen in a minute");
}

pub fn btc() -> Ticker {
    "BTC".parse().unwrap()
}

pub fn pair() -> Pair {
    (btc(), Currency::Brl)
}

/// Tells alerts apart that were made in one millisecond.
static NEXT: AtomicU8 = AtomicU8::new(1);

pub fn alert(condition: &str, created_at: DateTime<Utc>) -> Alert {
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
pub fn now() -> DateTime<Utc> {
    Utc::now()
}

pub fn price(market: &StandIn) -> Decimal {
    market.price(Provider::Binance, &btc(), &Currency::Brl).unwrap()
}

/// A market in which Bitcoin costs so much that a level of two digits tells prices apart; its seed is a hundred times the number or higher.
pub async fn market(number: u64) -> StandIn {
    market_where(number, |market| price(market) > Decimal::from(10_000)).await
}

/// The first market behind a number that is so.
pub async fn market_where(number: u64, is_so: impl Fn(&StandIn) -> bool) -> StandIn {
    world_where(number, |world| world, is_so).await
}

/// The same of worlds that were changed.
pub async fn world_where(number: u64, changed: impl Fn(World) -> World, is_so: impl Fn(&StandIn) -> bool) -> StandIn {
    for seed in number * 100.. {
        let market = StandIn::start(changed(World::random(seed))).await.unwrap();
        if is_so(&market) {
            return market;
        }
    }
    unreachable!("there are worlds enough")
}

/// A market that was higher in the last two hours than at their ends, its minutes, and a price between.
pub async fn a_peak_in_two_hours() -> (StandIn, Vec<Candle>, Decimal) {
    let minutes = |market: &StandIn| market.candles(Provider::Binance, &btc(), &Currency::Brl, Timeframe::M1, 121);
    let highest = |candles: &[Candle]| candles.iter().map(|candle| candle.high).max().unwrap();
    // the watch ends in one of the first minutes; what crosses in the last ones is not told as late
    let ends = |market: &StandIn| {
        let minutes = minutes(market);
        highest(&minutes[..5]).max(highest(&minutes[minutes.len() - 5..])).max(price(market))
    };
    let market = market_where(31, |market| {
        price(market) > Decimal::from(10_000) && highest(&minutes(market)) > ends(market) * Decimal::new(1_002, 3)
    })
    .await;
    let level = ((highest(&minutes(&market)) + ends(&market)) / Decimal::TWO).round_dp(2);
    let candles = minutes(&market);
    (market, candles, level)
}

pub fn set_price(market: &StandIn, price: Decimal) {
    market.set_price(Provider::Binance, &btc(), &Currency::Brl, price);
}

/// As if a watch had come so far and ended.
pub async fn keep_watched(app: &App, pair: Pair, at: DateTime<Utc>, price: Decimal) {
    let watched = vec![(pair, Watched { at, price, source: "Binance BTCBRL".to_owned() })];
    app.store.record_passed(Passed { watched, ..Passed::default() }, at).await.unwrap();
}

pub async fn firings(app: &App) -> Vec<Told> {
    app.store.firings(0, 100).await.unwrap()
}

/// The real clock, set ahead or back, in São Paulo.
pub struct SetClock {
    ahead: Mutex<TimeDelta>,
}

impl SetClock {
    pub fn ahead(ahead: TimeDelta) -> Arc<Self> {
        Arc::new(Self { ahead: Mutex::new(ahead) })
    }

    /// It shows this moment now and goes on from there.
    pub fn at(moment: DateTime<Utc>) -> Arc<Self> {
        Self::ahead(moment - now())
    }

    pub fn set(&self, moment: DateTime<Utc>) {
        *self.ahead.lock().unwrap() = moment - now();
    }

    /// The computer slept, or somebody set its clock.
    pub fn jump(&self, by: TimeDelta) {
        *self.ahead.lock().unwrap() += by;
    }
}

impl Clock for SetClock {
    fn now(&self) -> DateTime<Utc> {
        now() + *self.ahead.lock().unwrap()
    }

    fn zone(&self) -> chrono_tz::Tz {
        chrono_tz::America::Sao_Paulo
    }

    fn random(&self) -> [u8; 10] {
        SystemClock::new(None).random()
    }
}

/// The app with another clock; the market keeps its own.
pub fn with_clock(mut app: App, clock: &Arc<SetClock>) -> App {
    let (clock, coins): (Arc<dyn Clock>, _) = (Arc::clone(clock) as _, CoinTable::shipped());
    let language = Arc::new(Language::new(&coins));
    let tools = Toolbox::new(app.market.clone(), Arc::new(app.store.clone()), Arc::clone(&clock), coins);
    (app.clock, app.responder) = (clock, Responder::new(language, tools));
    app
}

/// Writes each telling to a file before it returns, as a notification is seen before the program knows.
struct Diary {
    path: PathBuf,
}

impl Diary {
    fn note(&self, what: &str) {
        let mut diary = std::fs::OpenOptions::new().create(true).append(true).open(&self.path).unwrap();
        writeln!(diary, "{what}").unwrap();
    }
}

#[async_trait]
impl Teller for Diary {
    fn channel(&self) -> Channel {
        Channel::Tray
    }

    async fn tell(&self, firing: &Firing) -> Result<(), Untold> {
        self.note(&firing.alert.to_string());
        Ok(())
    }

    /// As long as somebody speaks.
    async fn announce(&self, announcement: &Announcement) -> Result<(), Untold> {
        self.note(&announcement.written);
        std::future::pending().await
    }
}

/// What was told by watches that were killed.
pub fn diary(folder: &Path) -> Vec<String> {
    let text = std::fs::read_to_string(folder.join("diary")).unwrap_or_default();
    text.lines().map(str::to_owned).collect()
}

/// Starts a watch in a process of its own, its clock ahead by so much.
pub fn watch_elsewhere(folder: &Path, market: &StandIn, ahead: TimeDelta) -> std::process::Child {
    let stage = format!("{}|{}|{}", folder.display(), market.url(), ahead.num_milliseconds());
    crate::roles::role("watching::role_watches_until_it_is_killed", &stage)
        .stdout(std::process::Stdio::null())
        .stderr(std::process::Stdio::null())
        .spawn()
        .unwrap()
}

/// The stage is the data folder, the market's address and how far the clock is ahead, in milliseconds.
#[test]
#[ignore = "a role of the tests that kill a watch"]
fn role_watches_until_it_is_killed() {
    let Some(stage) = crate::roles::stage() else { return };
    let [folder, url, ahead] = stage.split('|').collect::<Vec<_>>()[..] else { panic!("{stage}") };
    let clock = SetClock::ahead(TimeDelta::milliseconds(ahead.parse().unwrap()));
    crate::roles::block_on(async {
        let app = with_clock(open_at(folder.as_ref(), url.parse().unwrap()).await, &clock);
        let diary = Diary { path: Path::new(folder).join("diary") };
        AlertWatch::new(&app, vec![Arc::new(diary)]).run(CancellationToken::new()).await;
    });
}

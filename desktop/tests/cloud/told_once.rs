//! Several that watch one alert: the user is told once.

use crate::house::{Computer, EMAIL, House};
use crate::samples::at;
use alfa_copilot::Alerts;
use alfa_desktop::app::{App, AppOptions};
use alfa_desktop::cloud::{Account, Background, CloudClaims, Keeping};
use alfa_desktop::market::MarketSource;
use alfa_desktop::paths::Paths;
use alfa_desktop::watch::{AlertWatch, Teller, Untold};
use alfa_domain::{
    Alert, AlertId, AlertState, Channel, Currency, DeliveryState, Fact, Firing, FiringId, Ticker, ToldBy, Unit,
};
use alfa_market::standin::{Provider, StandIn, World};
use alfa_sync::DataKey;
use alfa_watch::{NewFiring, Passed};
use async_trait::async_trait;
use rust_decimal::Decimal;
use std::sync::{Arc, Mutex};
use std::time::Duration;
use tokio_util::sync::CancellationToken;

type Tellings = Arc<Mutex<Vec<(&'static str, Firing)>>>;

/// What a computer tells over a channel, noted under the computer's name.
struct Ear {
    name: &'static str,
    channel: Channel,
    tellings: Tellings,
}

#[async_trait]
impl Teller for Ear {
    fn channel(&self) -> Channel {
        self.channel
    }

    async fn tell(&self, firing: &Firing) -> Result<(), Untold> {
        self.tellings.lock().unwrap().push((self.name, firing.clone()));
        Ok(())
    }
}

/// A computer where ALFA lives: it syncs and watches.
struct Desk {
    app: App,
    cancel: CancellationToken,
}

async fn desk(
    house: &House,
    market: &StandIn,
    name: &'static str,
    key: &DataKey,
    channel: Channel,
    tellings: &Tellings,
) -> Desk {
    let paths = Paths::resolve_in(Some(house.folder().join(name).as_os_str())).unwrap();
    let session = house.sign_in(name).await;
    Account::new(&house.url, EMAIL, &session, key.clone(), Keeping::File).save(&paths).await.unwrap();
    let options = AppOptions {
        market: Some(MarketSource::Gateway(market.url())),
        paths: Some(paths.clone()),
        offline: true,
        llm_off: true,
        ..AppOptions::default()
    };
    let app = App::open(options).await.unwrap().0;
    let background = Background::new(paths, app.store.clone(), Arc::clone(&app.clock));
    let claims = CloudClaims::new(app.store.clone(), background.session());
    let ear = Ear { name, channel, tellings: Arc::clone(tellings) };
    let watch = AlertWatch::new(&app, vec![Arc::new(ear)]).claiming(Arc::new(claims));
    let cancel = CancellationToken::new();
    tokio::spawn(background.run(cancel.clone(), |_| {}));
    tokio::spawn(watch.run(cancel.clone()));
    Desk { app, cancel }
}

impl Drop for Desk {
    fn drop(&mut self) {
        self.cancel.cancel();
    }
}

impl Desk {
    /// It has this many alerts and knows their price.
    async fn watches(&self, count: usize) {
        until("the alerts are watched", async || {
            self.app.store.alerts().await.unwrap().len() == count
                && self.app.store.armings().await.unwrap().len() == count
                && self.app.store.watched_until(&(btc(), Currency::Brl)).await.unwrap().is_some()
        })
        .await;
    }
}

async fn until(what: &str, holds: impl AsyncFn() -> bool) {
    let waiting = async {
        while !holds().await {
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
    };
    tokio::time::timeout(Duration::from_secs(90), waiting).await.unwrap_or_else(|_| panic!("{what}"));
}

fn btc() -> Ticker {
    "BTC".parse().unwrap()
}

fn price(market: &StandIn) -> Decimal {
    market.price(Provider::Binance, &btc(), &Currency::Brl).unwrap()
}

async fn market() -> StandIn {
    for seed in 900.. {
        let market = StandIn::start(World::random(seed)).await.unwrap();
        if price(&market) > Decimal::from(10_000) {
            return market;
        }
    }
    unreachable!("there are worlds enough")
}

fn alert(number: u8, condition: &str, channel: Channel) -> Alert {
    Alert {
        id: AlertId::new(at(0), [number; 10]),
        version: 1,
        coin: btc(),
        quote: Currency::Brl,
        condition: condition.parse().unwrap(),
        window: None,
        cooldown_s: 0,
        hysteresis_pct: Decimal::new(2, 1),
        channels: vec![channel],
        state: AlertState::Active,
        said: String::new(),
        created_at: at(0),
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn two_computers_that_watch_one_alert_show_one_notification() {
    let (house, market, key, tellings) =
        (House::start().await, market().await, DataKey::new().unwrap(), Tellings::default());
    let home = desk(&house, &market, "casa", &key, Channel::Tray, &tellings).await;
    let level = (price(&market) * Decimal::new(101, 2)).round_dp(2);
    home.app.store.put_alert(&alert(1, &format!("price crosses_up {level}"), Channel::Tray)).await.unwrap();
    until("the alert is in the cloud", async || home.app.store.sync_status().await.unwrap().waiting == 0).await;
    let work = desk(&house, &market, "trabalho", &key, Channel::Tray, &tellings).await;
    home.watches(1).await;
    work.watches(1).await;
    market.set_price(Provider::Binance, &btc(), &Currency::Brl, level + Decimal::TEN);
    let settled = async |desk: &Desk| {
        let firings = desk.app.store.firings(0, 10).await.unwrap();
        firings.len() == 1 && firings[0].deliveries.iter().all(|delivery| delivery.state == DeliveryState::Sent)
    };
    until("both know that it is told", async || settled(&home).await && settled(&work).await).await;
    assert_eq!(tellings.lock().unwrap().len(), 1);
    let mut told_by = Vec::new();
    for desk in [&home, &work] {
        let firing = desk.app.store.firings(0, 1).await.unwrap().remove(0);
        assert!(firing.deliveries[0].told_at.is_some());
        told_by.push(firing.deliveries[0].told_by);
        assert_eq!(desk.app.store.alerts().await.unwrap()[0].state, AlertState::Fired);
    }
    told_by.sort_unstable_by_key(Option::is_some);
    assert_eq!(told_by, [None, Some(ToldBy::Device)]);
}

#[tokio::test(flavor = "multi_thread")]
async fn the_cloud_and_a_computer_send_one_mail_and_what_the_cloud_found_alone_comes_to_the_computer() {
    let market = market().await;
    let house = House::start_over(&market).await;
    let (key, tellings) = (DataKey::new().unwrap(), Tellings::default());
    let home = desk(&house, &market, "casa", &key, Channel::Email, &tellings).await;
    let level = |percent: i64| (price(&market) * Decimal::new(100 + percent, 2)).round_dp(2);
    let (first, second) = (level(1), level(3));
    home.app.store.put_alert(&alert(1, &format!("price crosses_up {first}"), Channel::Email)).await.unwrap();
    home.app.store.put_alert(&alert(2, &format!("price crosses_up {second}"), Channel::Email)).await.unwrap();
    home.watches(2).await;
    house.watches(2).await;
    market.set_price(Provider::Binance, &btc(), &Currency::Brl, first + Decimal::TEN);
    let sent = async |desk: &Desk, count: usize| {
        let firings = desk.app.store.firings(0, 10).await.unwrap();
        let all = firings.iter().flat_map(|told| &told.deliveries);
        firings.len() == count && all.filter(|delivery| delivery.state == DeliveryState::Sent).count() == count
    };
    until("the computer knows that it is told", async || sent(&home, 1).await).await;
    until("the cloud knows it too", async || house.told("email").await == 1).await;
    assert_eq!(tellings.lock().unwrap().len() + house.mails("disparou"), 1);

    // with the computer away the cloud tells, and the computer finds it told when it comes back
    let store = home.app.store.clone();
    drop(home);
    let mails = house.mails("disparou");
    market.set_price(Provider::Binance, &btc(), &Currency::Brl, second + Decimal::TEN);
    until("the cloud tells", async || house.mails("disparou") == mails + 1).await;
    drop(store);
    let before = tellings.lock().unwrap().len();
    let work = desk(&house, &market, "trabalho", &key, Channel::Email, &tellings).await;
    until("it finds both told", async || sent(&work, 2).await).await;
    assert_eq!(tellings.lock().unwrap().len(), before);
}

/// As if the watch had found it.
async fn fire(computer: &Computer, alert: &Alert) {
    let price = Fact {
        name: "price BTC/BRL".to_owned(),
        value: 1.into(),
        unit: Unit::Money(Currency::Brl),
        source: "Binance BTCBRL".to_owned(),
        at: at(5),
        derived_from: Vec::new(),
    };
    let firing = Firing {
        id: FiringId::new(at(5), [9; 10]),
        alert: alert.id,
        version: 1,
        arming: 1,
        coin: btc(),
        price,
        at: at(5),
        late: false,
        text: "Seu alerta disparou.".to_owned(),
        spoken: "Seu alerta disparou.".to_owned(),
    };
    let firings = vec![NewFiring { firing, repeats: true, channels: vec![Channel::Tray] }];
    computer.store.record_passed(Passed { firings, ..Passed::default() }, at(5)).await.unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn an_alert_that_stays_here_is_never_heard_of_elsewhere_and_one_that_is_called_back_is_forgotten_there() {
    let house = House::start().await;
    let key = DataKey::new().unwrap();
    let (home, work) = (house.computer("casa", &key).await, house.computer("trabalho", &key).await);
    let (secret, shared) = (
        alert(1, "price crosses_up 900000; repeat", Channel::Tray),
        alert(2, "price crosses_up 800000", Channel::Tray),
    );
    home.store.put_local_alert(&secret).await.unwrap();
    home.store.put_alert(&shared).await.unwrap();
    fire(&home, &secret).await;
    home.client.round().await.unwrap();
    work.client.round().await.unwrap();
    let ids = async |computer: &Computer| -> Vec<AlertId> {
        computer.store.alerts().await.unwrap().iter().map(|alert| alert.id).collect()
    };
    assert_eq!(ids(&work).await, [shared.id]);
    assert_eq!(house.count("SELECT count(*) FROM op").await, 1, "of the other not even a firing left");

    // called back: gone everywhere but here
    let fresh = AlertId::new(at(9), [7; 10]);
    assert_eq!(home.store.set_alert_leaves(shared.id, false, fresh, at(9)).await.unwrap(), Some(shared.id));
    for computer in [&home, &work, &home] {
        computer.client.round().await.unwrap();
    }
    assert_eq!(ids(&work).await, []);
    assert_eq!(ids(&home).await.len(), 2);
    assert_eq!(house.count("SELECT count(*) FROM op WHERE live AND body <> ''").await, 0);

    // and let go again, under another name: what was deleted there stays deleted
    assert_eq!(home.store.set_alert_leaves(shared.id, true, fresh, at(10)).await.unwrap(), Some(fresh));
    home.client.round().await.unwrap();
    work.client.round().await.unwrap();
    assert_eq!(ids(&work).await, [fresh]);
    assert_eq!(ids(&home).await.len(), 2);
    let edited = Alert { version: 2, ..secret };
    home.store.put_alert(&edited).await.unwrap();
    home.client.round().await.unwrap();
    assert_eq!(home.store.alert_leaves(edited.id).await.unwrap(), Some(false), "an edit lets nothing out");
    assert_eq!(house.count("SELECT count(*) FROM op WHERE live AND body <> ''").await, 1);
}

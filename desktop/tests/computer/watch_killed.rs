//! A watch that is killed: nothing is lost, nothing fires twice.

use crate::watching::{
    Ear, SetClock, alert, btc, diary, firings, keep_watched, market, now, open, pair, price, set_price, until,
    watch_elsewhere, watching, watching_app, with_clock,
};
use alfa_copilot::Alerts;
use alfa_domain::{AlertId, Currency, DeliveryState};
use alfa_market::standin::Provider;
use chrono::TimeDelta;
use rust_decimal::Decimal;
use std::time::Duration;

#[tokio::test(flavor = "multi_thread")]
async fn killed_at_any_moment_nothing_is_lost_and_nothing_fires_twice() {
    const ALERTS: i64 = 60;
    const KILLS: u64 = 8;
    let folder = tempfile::tempdir().unwrap();
    let market = market(14).await;
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
    let mut level = 0;
    for kill in 0..KILLS {
        let mut child = watch_elsewhere(folder.path(), &market, TimeDelta::zero());
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
    let diary = diary(folder.path());
    assert!(!diary.is_empty(), "no life was long enough for anything to be told in it");
    heard.extend(diary.iter().map(|line| line.parse::<AlertId>().unwrap()));
    let twice = heard.len() - alerts.len();
    for alert in alerts {
        assert!(heard.contains(&alert), "an alert fired and nobody was told");
    }
    // only the telling in hand when it was killed may be done again, and then only that one
    assert!(twice <= usize::try_from(KILLS).unwrap(), "{twice} were told twice");
}

/// A repeating alert that fired and whose price is still there: the crossing that is known must not be found again, neither between the
/// last price that was kept and the first live one, nor in the candles of the gap.
#[tokio::test(flavor = "multi_thread")]
async fn killed_after_a_firing_the_same_crossing_fires_no_more() {
    for (seed, asleep) in [(21, TimeDelta::zero()), (22, TimeDelta::minutes(5))] {
        let folder = tempfile::tempdir().unwrap();
        let market = market(seed).await;
        let start = price(&market);
        let above = start * Decimal::new(106, 2);
        let app = open(folder.path(), &market).await;
        keep_watched(&app, pair(), now(), start).await;
        let level = (start * Decimal::new(102, 2)).round_dp(2);
        app.store.put_alert(&alert(&format!("price crosses_up {level}; repeat"), now())).await.unwrap();
        let mut child = watch_elsewhere(folder.path(), &market, TimeDelta::zero());
        until(|| async { market.sockets(Provider::Binance) > 0 }).await;
        set_price(&market, above);
        until(|| async { !diary(folder.path()).is_empty() }).await;
        child.kill().unwrap();
        child.wait().unwrap();
        let fired = firings(&app).await.remove(0).firing;
        let watched = app.store.watched_until(&pair()).await.unwrap().unwrap();
        assert!(watched.at >= fired.at, "the firing of {} is kept, and the price of {}", fired.at, watched.at);
        assert_eq!((watched.price, watched.source), (fired.price.value, fired.price.source));

        let clock = SetClock::ahead(asleep);
        let watching = watching_app(with_clock(app, &clock), Ear::default());
        watching
            .until(|| async {
                watching.app.store.watched_until(&pair()).await.unwrap().is_some_and(|last| last.at > watched.at)
            })
            .await;
        let mut watching = watching;
        watching.stays_silent().await;
        assert_eq!(firings(&watching.end().await).await.len(), 1);
    }
}

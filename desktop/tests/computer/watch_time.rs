//! A watch whose clock jumps: the computer slept, or somebody set it; and what happens at a time of its own.

use crate::watching::{
    Ear, SetClock, a_peak_in_two_hours, alert, btc, firings, keep_watched, market, market_where, now, open, pair,
    price, set_price, until, watching_app, with_clock, world_where,
};
use alfa_copilot::{Alerts, Clock};
use alfa_domain::{Candle, Channel, Currency, DeliveryState, Indicator, Timeframe};
use alfa_market::indicators;
use alfa_market::standin::{Provider, StandIn};
use chrono::{DateTime, TimeDelta, Utc};
use rust_decimal::Decimal;

#[tokio::test]
async fn what_crossed_while_the_computer_slept_is_found_once_at_its_true_time() {
    let folder = tempfile::tempdir().unwrap();
    let (market, candles, level) = a_peak_in_two_hours().await;
    let slept_at = candles[0].open_at + TimeDelta::seconds(59);
    // the clock stands where the computer will fall asleep; prices are those of now
    let clock = SetClock::at(slept_at);
    let app = with_clock(open(folder.path(), &market).await, &clock);
    let crossed = alert(&format!("price crosses_up {level}; repeat"), slept_at - TimeDelta::hours(1));
    app.store.put_alert(&crossed).await.unwrap();
    keep_watched(&app, pair(), slept_at, price(&market)).await;
    let mut watching = watching_app(app, Ear::default());
    // it watches live prices before it sleeps
    until(|| async { market.sockets(Provider::Binance) > 0 }).await;
    watching.stays_silent().await;
    clock.set(now());
    let told = watching.next().await;
    assert!(told.late && told.text.contains("quando eu não estava olhando"), "{}", told.text);
    let first = candles.iter().find(|candle| candle.high >= level).unwrap();
    assert!(told.at >= first.open_at && told.at < first.open_at + TimeDelta::minutes(1), "{}", told.at);
    // awake it goes on with live prices
    let below = (level * Decimal::new(9, 1)).round_dp(2);
    set_price(&market, below);
    watching.until(|| async { watching.app.store.watched_until(&pair()).await.unwrap().unwrap().price == below }).await;
    let above = level.round_dp(2) + Decimal::ONE;
    set_price(&market, above);
    loop {
        // the path of the night may have crossed more than once
        let told = watching.next().await;
        if told.price.value == above {
            assert!(!told.late);
            break;
        }
        assert!(told.late);
    }
    let app = watching.end().await;
    let mut armings: Vec<u32> = firings(&app).await.iter().map(|told| told.firing.arming).collect();
    armings.reverse();
    assert_eq!(armings, (1..=u32::try_from(armings.len()).unwrap()).collect::<Vec<_>>(), "each crossing once");
}

#[tokio::test]
async fn a_clock_that_is_set_back_holds_nothing_up() {
    let folder = tempfile::tempdir().unwrap();
    let market =
        world_where(12, |world| world.off_by(TimeDelta::hours(5)), |market| price(market) > Decimal::from(10_000))
            .await;
    let start = price(&market);
    let clock = SetClock::ahead(TimeDelta::hours(5));
    let app = with_clock(open(folder.path(), &market).await, &clock);
    let level = (start * Decimal::new(102, 2)).round_dp(2);
    app.store.put_alert(&alert(&format!("price crosses_up {level}"), now())).await.unwrap();
    let mut watching = watching_app(app, Ear::default());
    watching.until(|| async { watching.app.store.watched_until(&pair()).await.unwrap().is_some() }).await;
    let last = watching.app.store.watched_until(&pair()).await.unwrap().unwrap();
    assert!(last.at > now() + TimeDelta::hours(4), "{}", last.at);
    clock.jump(TimeDelta::hours(-5));
    let set_back = clock.now();
    // how far it came is kept in the new time
    watching
        .until(|| async {
            let last = watching.app.store.watched_until(&pair()).await.unwrap().unwrap();
            last.at <= clock.now()
        })
        .await;
    set_price(&market, level + Decimal::ONE);
    let told = watching.next().await;
    assert!(!told.late && told.at >= set_back - TimeDelta::minutes(1) && told.at <= clock.now(), "{}", told.at);
    watching.until(|| async { firings(&watching.app).await[0].deliveries[0].state == DeliveryState::Sent }).await;
}

#[tokio::test]
async fn a_firing_that_is_put_off_is_told_once_more_at_its_time() {
    let folder = tempfile::tempdir().unwrap();
    let market = market(33).await;
    let clock = SetClock::ahead(TimeDelta::zero());
    let app = with_clock(open(folder.path(), &market).await, &clock);
    let mut above = alert(&format!("price > {}", (price(&market) / Decimal::TWO).round_dp(2)), now());
    // a channel beyond this computer is not put off, and its letter is not sent twice
    above.channels = vec![Channel::Tray, Channel::Telegram];
    app.store.put_alert(&above).await.unwrap();
    let mut watching = watching_app(app, Ear::default());
    let first = watching.next().await;
    let settled = || async {
        let told = firings(&watching.app).await.remove(0);
        told.deliveries.iter().all(|delivery| delivery.state != DeliveryState::Pending)
    };
    until(settled).await;
    let told_at = firings(&watching.app).await[0].deliveries[0].told_at.unwrap();
    assert!(told_at >= first.at && told_at <= clock.now());
    let asked = clock.now();
    assert!(watching.app.store.snooze(first.id, asked, TimeDelta::minutes(10)).await.unwrap());
    let due = |minutes: i64| {
        let store = watching.app.store.clone();
        async move { store.due_deliveries(Channel::Tray, asked + TimeDelta::minutes(minutes), 10).await.unwrap().len() }
    };
    assert_eq!((due(9).await, due(10).await), (0, 1));
    clock.jump(TimeDelta::minutes(9));
    watching.stays_silent().await;
    clock.jump(TimeDelta::minutes(1));
    let again = watching.next().await;
    assert_eq!((again.id, &again.text), (first.id, &first.text));
    until(|| async {
        let told = firings(&watching.app).await.remove(0);
        told.deliveries.iter().all(|delivery| delivery.state != DeliveryState::Pending)
    })
    .await;
    watching.stays_silent().await;
    let deliveries = firings(&watching.app).await.remove(0).deliveries;
    assert_eq!(deliveries[0].state, DeliveryState::Sent);
    assert_eq!(deliveries[0].told_at, Some(told_at), "the user heard of it first then");
    assert_eq!((deliveries[1].state, deliveries[1].told_at), (DeliveryState::Failed, None));
}

/// The RSI at the close of the last candle and of the one before, with that last candle.
fn rsi(candles: &[Candle], now: DateTime<Utc>) -> (Decimal, Decimal, Candle) {
    let closed = candles.partition_point(|candle| candle.open_at + TimeDelta::hours(1) <= now);
    let at = |count: usize| indicators::compute(Indicator::Rsi(14), &candles[..count]).unwrap().main();
    (at(closed - 1), at(closed), candles[closed - 1].clone())
}

#[tokio::test]
async fn an_indicator_is_watched_at_the_close_of_its_candles() {
    // a candle must not close in the middle of it
    while (now() + TimeDelta::minutes(2)).timestamp() / 3_600 != now().timestamp() / 3_600 {
        tokio::time::sleep(std::time::Duration::from_secs(1)).await;
    }
    // a world in which the last candle moved it
    let hours = |market: &StandIn| market.candles(Provider::Binance, &btc(), &Currency::Brl, Timeframe::H1, 400);
    let market = market_where(41, |market| {
        let (before, after, _) = rsi(&hours(market), now());
        (after - before).abs() > Decimal::from(3)
    })
    .await;
    let (before, after, last) = rsi(&hours(&market), now());
    let folder = tempfile::tempdir().unwrap();
    let clock = SetClock::ahead(TimeDelta::hours(-1));
    let app = with_clock(open(folder.path(), &market).await, &clock);
    let level = ((before + after) / Decimal::TWO).round_dp(1);
    let (way, other) = if after > before { ("up", "down") } else { ("down", "up") };
    let [mut crossed, mut wrong] =
        [way, other].map(|way| alert(&format!("rsi(14) crosses_{way} {level}"), clock.now()));
    (crossed.window, wrong.window) = (Some("1h".parse().unwrap()), Some("1h".parse().unwrap()));
    for alert in [&crossed, &wrong] {
        app.store.put_alert(alert).await.unwrap();
    }
    let mut watching = watching_app(app, Ear::default());
    // the reading before is the one the next is compared with
    until(|| async {
        market.asked(Provider::Binance).iter().any(|asked| asked.contains("klines") && asked.contains("1h"))
    })
    .await;
    watching.stays_silent().await;
    clock.jump(TimeDelta::hours(1));
    let told = watching.next().await;
    assert_eq!(told.alert, crossed.id);
    assert_eq!(told.at, last.open_at + TimeDelta::hours(1));
    assert_eq!((told.price.value, told.price.source.as_str()), (last.close, "Binance BTCBRL"));
    assert!(told.text.contains("RSI") && told.text.contains("1 hora"), "{}", told.text);
    watching.stays_silent().await;
    assert_eq!(firings(&watching.end().await).await.len(), 1);
}

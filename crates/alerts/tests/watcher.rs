//! The user's alerts over prices and readings.
#![expect(clippy::unwrap_used, reason = "helpers of tests stand outside the test functions")]

use alfa_alerts::{BadRule, Fired, Measure, Memory, Pair, Readings, Watcher, path};
use alfa_domain::{Alert, AlertId, AlertState, Candle, Channel, Currency, Indicator};
use chrono::{DateTime, Utc};
use rust_decimal::Decimal;
use std::collections::HashMap;

fn alert(number: u8, condition: &str, window: Option<&str>) -> Alert {
    let at = DateTime::<Utc>::UNIX_EPOCH;
    Alert {
        id: AlertId::new(at, [number; 10]),
        version: 1,
        coin: "BTC".parse().unwrap(),
        quote: Currency::Brl,
        condition: condition.parse().unwrap(),
        window: window.map(|window| window.parse().unwrap()),
        cooldown_s: 0,
        hysteresis_pct: Decimal::new(2, 1),
        channels: vec![Channel::Tray],
        state: AlertState::Active,
        said: String::new(),
        created_at: at,
    }
}

fn watcher(alerts: &[Alert]) -> Watcher {
    let mut watcher = Watcher::new(chrono_tz::America::Sao_Paulo);
    assert_eq!(watcher.set(alerts, &HashMap::new(), 0), []);
    watcher
}

fn btc() -> Pair {
    ("BTC".parse().unwrap(), Currency::Brl)
}

/// The prices one after another, a second apart; the alerts that fired.
fn prices(watcher: &mut Watcher, prices: &[i64]) -> Vec<Fired> {
    let pair = btc();
    (1..).zip(prices).flat_map(|(second, price)| watcher.price(&pair, second * 1_000, Decimal::from(*price))).collect()
}

#[test]
fn an_alert_fires_once_and_is_watched_no_more() {
    let alerts = [alert(1, "price crosses_up 100", None), alert(2, "price crosses_down 50", None)];
    let mut watcher = watcher(&alerts);
    assert_eq!(watcher.pairs(), [btc()]);
    let fired = prices(&mut watcher, &[90, 110, 90, 110]);
    assert_eq!(
        fired,
        [Fired { alert: alerts[0].id, version: 1, arming: 1, at_ms: 2_000, repeats: false }],
        "the second crossing is nobody's"
    );
}

#[test]
fn what_is_watched_goes_on_when_others_come_and_a_new_version_begins_anew() {
    let mut alerts = vec![alert(1, "price crosses_up 100; repeat", None)];
    let mut watcher = watcher(&alerts);
    assert_eq!(prices(&mut watcher, &[90, 110]).len(), 1);
    alerts.push(alert(2, "price crosses_up 120", None));
    watcher.set(&alerts, &HashMap::new(), 0);
    assert_eq!(prices(&mut watcher, &[110, 105, 125]).len(), 1, "the first is disarmed: it has not gone back");
    alerts[0].version = 2;
    watcher.set(&alerts[..1], &HashMap::new(), 0);
    let fired = prices(&mut watcher, &[99, 101]);
    assert_eq!(fired.iter().map(|fired| (fired.version, fired.arming)).collect::<Vec<_>>(), [(2, 1)]);
}

#[test]
fn a_paused_alert_is_not_watched() {
    let mut alerts = [alert(1, "price crosses_up 100", None)];
    let mut watcher = watcher(&alerts);
    alerts[0].state = AlertState::Paused;
    watcher.set(&alerts, &HashMap::new(), 0);
    assert!(watcher.pairs().is_empty());
    assert_eq!(prices(&mut watcher, &[90, 110]), []);
}

#[test]
fn an_earlier_run_is_remembered() {
    let alerts = [alert(1, "price crosses_up 100; repeat", None)];
    let mut first = watcher(&alerts);
    let fired = prices(&mut first, &[90, 110, 99, 110]);
    assert_eq!(fired.iter().map(|fired| fired.arming).collect::<Vec<_>>(), [1, 2]);
    let armed = first.armed_again();
    assert_eq!(armed, [(alerts[0].id, Memory { version: 1, arming: 2, fired_ms: None })]);
    // it fired for the second time and has not gone back: the next run must not fire at once
    let memory = Memory { version: 1, arming: 2, fired_ms: Some(fired[1].at_ms) };
    let mut second = Watcher::new(chrono_tz::America::Sao_Paulo);
    second.set(&alerts, &HashMap::from([(alerts[0].id, memory)]), 0);
    let fired = prices(&mut second, &[99, 101, 90, 110]);
    assert_eq!(fired.iter().map(|fired| (fired.arming, fired.at_ms)).collect::<Vec<_>>(), [(3, 4_000)]);
}

#[test]
fn a_change_over_a_day_is_known_from_the_first_price_on_where_its_past_is() {
    let alerts = [alert(1, "pct >= 5", Some("24h")), alert(2, "price new_high", Some("24h"))];
    let day = 86_400_000;
    let past: Vec<_> = (0..=24).map(|hour| (hour * day / 24, Decimal::from(100 - hour))).collect();
    let mut informed = watcher(&alerts);
    assert_eq!(informed.unknown(), [(btc(), day)]);
    informed.history(&btc(), &past);
    let at = |price: i64, minute: i64| (day + minute * 60_000, Decimal::from(price));
    let mut fired = Vec::new();
    for (at, price) in [at(99, 1), at(100, 2), at(105, 3)] {
        fired.extend(informed.price(&btc(), at, price).into_iter().map(|fired| (fired.alert, fired.at_ms)));
    }
    // 100 is no new high: the first hour's high still lies within the day when it is reached
    assert_eq!(fired, [(alerts[1].id, day + 120_000), (alerts[0].id, day + 180_000)]);
    assert!(informed.unknown().is_empty());
    let mut ignorant = watcher(&alerts);
    assert_eq!(ignorant.price(&btc(), day, Decimal::from(100)), []);
    assert_eq!(ignorant.price(&btc(), day + 60_000, Decimal::from(200)), [], "nothing is said of a day nobody knows");
}

#[test]
fn what_happened_before_an_alert_was_made_is_none_of_its_business() {
    let mut made_later = alert(1, "price crosses_up 100", None);
    made_later.created_at = DateTime::from_timestamp_millis(3_500).unwrap();
    let changed_later = Alert { version: 2, ..alert(2, "price crosses_up 100", None) };
    let mut watcher = Watcher::new(chrono_tz::UTC);
    watcher.set(&[made_later, changed_later], &HashMap::new(), 4_500);
    let fired = prices(&mut watcher, &[90, 110, 90, 110, 90, 110]);
    assert_eq!(fired.iter().map(|fired| (fired.version, fired.at_ms)).collect::<Vec<_>>(), [(1, 4_000), (2, 6_000)]);
}

#[test]
fn an_alert_whose_last_day_has_passed_is_told_once() {
    let alerts = [alert(1, "price crosses_up 100; until 1970-01-02", None)];
    let mut watcher = watcher(&alerts);
    // the day ends at three in the morning of the next in UTC
    let end = (2 * 24 + 3) * 3_600_000;
    assert_eq!(watcher.expired(end - 1), []);
    assert_eq!(watcher.expired(end), [alerts[0].id]);
    assert_eq!(watcher.expired(end + 1), []);
}

#[test]
fn indicators_are_readings_of_closed_candles() {
    let alerts = [
        alert(1, "rsi(14) crosses_down 30", Some("4h")),
        alert(2, "sma(50) crosses_up sma(200)", None),
        alert(3, "macd crosses_up signal", Some("1h")),
        alert(4, "volume >= 2x", None),
    ];
    let mut watcher = watcher(&alerts);
    assert!(watcher.pairs().is_empty());
    let readings = watcher.readings();
    assert_eq!(readings.len(), 4);
    let of = |measure: Measure| readings.iter().find(|readings| readings.measure == measure).unwrap().clone();
    let rsi = of(Measure::Indicator(Indicator::Rsi(14)));
    assert_eq!(rsi.timeframe.as_str(), "4h");
    let cross = of(Measure::Difference(Indicator::Sma(50), Indicator::Sma(200)));
    assert_eq!(cross.timeframe.as_str(), "1d");
    let mut fired = |readings: &Readings, values: &[i64]| -> Vec<AlertId> {
        (1..)
            .zip(values)
            .flat_map(|(at, value)| watcher.reading(readings, at, Decimal::from(*value)))
            .map(|fired| fired.alert)
            .collect()
    };
    assert_eq!(fired(&rsi, &[45, 29, 35, 20]), [alerts[0].id]);
    assert_eq!(fired(&cross, &[-10, -1, 5]), [alerts[1].id]);
    assert_eq!(fired(&of(Measure::MacdHistogram), &[3, -1, 1]), [alerts[2].id]);
    assert_eq!(fired(&of(Measure::VolumeRatio), &[1, 1, 3]), [alerts[3].id]);
}

#[test]
fn what_cannot_be_watched_is_said() {
    let mut watcher = Watcher::new(chrono_tz::UTC);
    let alerts = [alert(1, "pct >= 5", None), alert(2, "at 5", None), alert(3, "price reaches 5", None)];
    let refused = watcher.set(&alerts, &HashMap::new(), 0);
    assert_eq!(refused, [(alerts[0].id, BadRule::Window), (alerts[1].id, BadRule::Condition)]);
    assert_eq!(watcher.pairs().len(), 1, "the others are watched");
}

#[test]
fn a_candle_is_gone_through_whole() {
    let of = Decimal::from;
    let candle = |open: i64, close: i64| Candle {
        open_at: DateTime::from_timestamp_millis(600_000).unwrap(),
        open: of(open),
        high: of(20),
        low: of(1),
        close: of(close),
        volume: of(1),
    };
    let prices = |candle: &Candle| path(candle, 60_000).map(|(_, price)| price);
    assert_eq!(prices(&candle(5, 6)), [of(5), of(1), of(20), of(6)]);
    assert_eq!(prices(&candle(6, 5)), [of(6), of(20), of(1), of(5)]);
    let times = path(&candle(5, 6), 60_000).map(|(at, _)| at);
    assert_eq!((times[0], times[3]), (600_000, 659_999));
}

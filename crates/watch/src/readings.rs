//! Indicators at the close of their candles.

use alfa_alerts::{Measure, Readings};
use alfa_domain::{Candle, Indicator};
use alfa_market::{CandleSpan, Market, indicators};
use chrono::{DateTime, TimeDelta, Utc};
use rust_decimal::Decimal;

/// The candles before that a volume is compared with.
const VOLUME_MEAN: usize = 20;
/// At most so many closed candles are gone through after a time when nobody watched.
const MOST: usize = 50;

/// The reading at the close of one candle.
pub(super) struct Close {
    pub at: DateTime<Utc>,
    pub value: Decimal,
    /// The close itself.
    pub price: Decimal,
}

/// What was read.
pub(super) struct Closed {
    pub readings: Readings,
    /// The oldest first; `None` where no source answered.
    pub closes: Option<(Vec<Close>, String)>,
}

/// The readings at the closes after `since`, the one before it first; without `since` the last alone.
pub(super) async fn closed(
    market: Market,
    readings: Readings,
    since: Option<DateTime<Utc>>,
    now: DateTime<Utc>,
) -> Closed {
    let closes = read(&market, &readings, since, now).await;
    Closed { readings, closes }
}

async fn read(
    market: &Market,
    readings: &Readings,
    since: Option<DateTime<Utc>>,
    now: DateTime<Utc>,
) -> Option<(Vec<Close>, String)> {
    let length = TimeDelta::seconds(readings.timeframe.seconds());
    let missed = since.map_or(0, |since| (now - since).num_seconds() / readings.timeframe.seconds().max(1));
    let missed = usize::try_from(missed).unwrap_or(0).min(MOST);
    let wanted = wanted(readings.measure) + missed + 2;
    let (coin, currency) = &readings.pair;
    let found = market.candles(coin, currency, readings.timeframe, CandleSpan::Last(wanted)).await.ok()?;
    let closed = found.candles.partition_point(|candle| candle.open_at + length <= now);
    let candles = &found.candles[..closed];
    let first = (candles.len()).saturating_sub(missed + 1);
    let closes = (first..candles.len())
        .filter_map(|last| {
            let value = measure(readings.measure, &candles[..=last])?;
            Some(Close { at: candles[last].open_at + length, value, price: candles[last].close })
        })
        .filter(|close| since.is_none_or(|since| close.at > since))
        .collect();
    Some((closes, found.source))
}

fn wanted(measure: Measure) -> usize {
    match measure {
        Measure::Indicator(indicator) | Measure::CloseOver(indicator) => indicators::candles_wanted(indicator),
        Measure::Difference(first, second) => indicators::candles_wanted(first).max(indicators::candles_wanted(second)),
        Measure::MacdHistogram => indicators::candles_wanted(MACD),
        Measure::VolumeRatio => VOLUME_MEAN + 1,
        Measure::Turnover => 1,
    }
}

const MACD: Indicator = Indicator::Macd(12, 26, 9);

fn measure(measure: Measure, candles: &[Candle]) -> Option<Decimal> {
    let last = candles.last()?;
    let main = |indicator| indicators::compute(indicator, candles).ok().map(|reading| reading.main());
    match measure {
        Measure::Indicator(indicator) => main(indicator),
        Measure::Difference(first, second) => main(first)?.checked_sub(main(second)?),
        Measure::CloseOver(indicator) => last.close.checked_sub(main(indicator)?),
        Measure::MacdHistogram => indicators::compute(MACD, candles).ok()?.get("histogram"),
        Measure::VolumeRatio => {
            let before = candles.len().checked_sub(VOLUME_MEAN + 1).map(|first| &candles[first..candles.len() - 1])?;
            let sum: Decimal = before.iter().map(|candle| candle.volume).sum();
            last.volume.checked_mul(Decimal::from(VOLUME_MEAN))?.checked_div(sum)
        }
        Measure::Turnover => last.volume.checked_mul(last.close),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_volume_is_compared_with_the_twenty_before() {
        let candle = |minute: i64, volume: i64| Candle {
            open_at: DateTime::from_timestamp(minute * 60, 0).unwrap(),
            open: Decimal::TEN,
            high: Decimal::TEN,
            low: Decimal::TEN,
            close: Decimal::TEN,
            volume: Decimal::from(volume),
        };
        let mut candles: Vec<Candle> = (0..20).map(|minute| candle(minute, 4)).collect();
        assert_eq!(measure(Measure::VolumeRatio, &candles), None);
        candles.push(candle(20, 10));
        assert_eq!(measure(Measure::VolumeRatio, &candles), Some("2.5".parse().unwrap()));
        assert_eq!(measure(Measure::Turnover, &candles), Some(Decimal::from(100)));
        assert_eq!(
            measure(Measure::CloseOver(Indicator::Sma(20)), &candles).map(|v| v.round_dp(6)),
            Some(Decimal::ZERO)
        );
    }
}

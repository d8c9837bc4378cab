//! The candles of a time when nobody watched.

use alfa_alerts::{Pair, path};
use alfa_domain::{Candle, Timeframe};
use alfa_market::{CandleSpan, Market};
use chrono::{DateTime, TimeDelta, Utc};
use rust_decimal::Decimal;

/// At most so many candles are fetched for a stretch of time: minutes for half a day, longer ones for longer.
const MOST: i64 = 720;

/// What a pair was between the last price that was watched and now.
pub(super) struct Gap {
    pub pair: Pair,
    /// Up to when it was asked about.
    pub to: DateTime<Utc>,
    /// Prices in order of time, in milliseconds since 1970, and their source; `None` where no source answered.
    pub ticks: Option<(Vec<(i64, Decimal)>, String)>,
}

/// What a pair was before it was watched.
pub(super) struct History {
    pub pair: Pair,
    pub ticks: Option<Vec<(i64, Decimal)>>,
}

/// The shortest timeframe that covers a stretch with few enough candles.
fn timeframe_for(length: TimeDelta) -> Timeframe {
    let fits = |timeframe: &Timeframe| length.num_seconds() / timeframe.seconds() <= MOST;
    Timeframe::ALL.into_iter().find(fits).unwrap_or(Timeframe::Mo1)
}

/// The prices of a stretch of time.
async fn prices(
    market: &Market,
    pair: &Pair,
    from: DateTime<Utc>,
    to: DateTime<Utc>,
) -> Option<(Vec<(i64, Decimal)>, String)> {
    let timeframe = timeframe_for(to - from);
    let length = TimeDelta::seconds(timeframe.seconds());
    // the candle that holds the first moment began before it
    let span = CandleSpan::Between(from - length, to);
    let candles = market.candles(&pair.0, &pair.1, timeframe, span).await.ok()?;
    let ticks = candles.candles.iter().flat_map(|candle| within(candle, timeframe, from, to)).collect();
    Some((ticks, candles.source))
}

/// The path of a candle, as far as it lies between two moments. Of the candle that holds the first moment nobody knows which of its prices
/// came after it: only its end is taken.
fn within(
    candle: &Candle,
    timeframe: Timeframe,
    from: DateTime<Utc>,
    to: DateTime<Utc>,
) -> impl Iterator<Item = (i64, Decimal)> {
    let (from, to) = (from.timestamp_millis(), to.timestamp_millis());
    let begun_before = candle.open_at.timestamp_millis() < from;
    let path = path(candle, timeframe.seconds() * 1_000);
    let skip = if begun_before { path.len() - 1 } else { 0 };
    // a candle that is still open has its close before its end
    path.into_iter().skip(skip).map(move |(at, price)| (at.min(to), price)).filter(move |(at, _)| *at > from)
}

pub(super) async fn gap(market: Market, pair: Pair, since: DateTime<Utc>, now: DateTime<Utc>) -> Gap {
    Gap { ticks: prices(&market, &pair, since, now).await, pair, to: now }
}

pub(super) async fn history(market: Market, pair: Pair, length_ms: i64, now: DateTime<Utc>) -> History {
    let from = now - TimeDelta::milliseconds(length_ms) - TimeDelta::milliseconds(length_ms / MOST);
    History { ticks: prices(&market, &pair, from, now).await.map(|(ticks, _)| ticks), pair }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(minute: i64) -> DateTime<Utc> {
        DateTime::from_timestamp(minute * 60, 0).unwrap()
    }

    fn candle(minute: i64) -> Candle {
        let of = Decimal::from;
        Candle { open_at: at(minute), open: of(5), high: of(9), low: of(1), close: of(6), volume: of(1) }
    }

    #[test]
    fn a_longer_gap_is_looked_up_in_longer_candles() {
        assert_eq!(timeframe_for(TimeDelta::minutes(30)), Timeframe::M1);
        assert_eq!(timeframe_for(TimeDelta::hours(24)), Timeframe::M5);
        assert_eq!(timeframe_for(TimeDelta::days(30)), Timeframe::H1);
        assert_eq!(timeframe_for(TimeDelta::days(5_000)), Timeframe::W1);
    }

    #[test]
    fn of_the_candle_that_was_watched_in_part_only_the_end_counts() {
        let half = at(10) + TimeDelta::seconds(30);
        let prices: Vec<_> = within(&candle(10), Timeframe::M1, half, at(20)).map(|(_, price)| price).collect();
        assert_eq!(prices, [Decimal::from(6)]);
        let whole: Vec<_> = within(&candle(11), Timeframe::M1, half, at(20)).collect();
        assert_eq!(whole.len(), 4);
    }

    #[test]
    fn a_candle_that_is_still_open_ends_now() {
        let now = at(10) + TimeDelta::seconds(30);
        let last = within(&candle(10), Timeframe::M1, at(5), now).last().unwrap();
        assert_eq!(last, (now.timestamp_millis(), Decimal::from(6)));
    }
}

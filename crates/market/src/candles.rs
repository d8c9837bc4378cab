//! What holds for candles of every source: checked, in order, and made longer where a source lacks a timeframe.

use crate::Problem;
use crate::feeds::Pair;
use alfa_domain::{Candle, Quote, Timeframe};
use chrono::{DateTime, Datelike, NaiveDate, NaiveTime, TimeDelta, TimeZone, Utc};
use chrono_tz::America::Sao_Paulo;
use rust_decimal::Decimal;

/// Candles in order of time, each once and plausible.
///
/// # Errors
/// `Implausible` for a price that is not positive or a high below a low; `NoData` when there are none.
pub(crate) fn check(mut candles: Vec<Candle>) -> Result<Vec<Candle>, Problem> {
    for candle in &candles {
        let (high, low) = (candle.high, candle.low);
        let within = |price: Decimal| low <= price && price <= high;
        for price in [candle.open, high, low, candle.close] {
            crate::net::positive(price)?;
        }
        if !within(candle.open) || !within(candle.close) || candle.volume < Decimal::ZERO {
            return Err(Problem::Implausible(format!("candle of {}", candle.open_at)));
        }
    }
    candles.sort_by_key(|c| c.open_at);
    candles.dedup_by_key(|c| c.open_at);
    if candles.is_empty() { Err(Problem::NoData) } else { Ok(candles) }
}

/// When the candle that holds a moment begins; days, weeks from Monday and months are those of UTC.
pub(crate) fn begin(at: DateTime<Utc>, timeframe: Timeframe) -> DateTime<Utc> {
    let midnight = |date: NaiveDate| date.and_time(NaiveTime::MIN).and_utc();
    let date = at.date_naive();
    match timeframe {
        Timeframe::W1 => midnight(date - TimeDelta::days(date.weekday().num_days_from_monday().into())),
        Timeframe::Mo1 => midnight(date.with_day(1).unwrap_or(date)),
        _ => {
            let length = timeframe.seconds();
            DateTime::from_timestamp(at.timestamp().div_euclid(length) * length, 0).unwrap_or(at)
        }
    }
}

/// When the candle that begins at this moment ends.
pub(crate) fn end(begin: DateTime<Utc>, timeframe: Timeframe) -> DateTime<Utc> {
    match timeframe {
        Timeframe::Mo1 => begin.checked_add_months(chrono::Months::new(1)).unwrap_or(begin),
        _ => begin + TimeDelta::seconds(timeframe.seconds()),
    }
}

/// So many candles before the one that holds `at`, counted with it: when the first begins.
pub(crate) fn begin_of_last(count: usize, at: DateTime<Utc>, timeframe: Timeframe) -> DateTime<Utc> {
    let earlier = u32::try_from(count.saturating_sub(1)).unwrap_or(u32::MAX).min(1_000_000);
    let last = begin(at, timeframe);
    match timeframe {
        Timeframe::Mo1 => last.checked_sub_months(chrono::Months::new(earlier)).unwrap_or(last),
        _ => last - TimeDelta::seconds(timeframe.seconds().saturating_mul(earlier.into())),
    }
}

/// Longer candles from shorter ones, which are in order.
pub(crate) fn resample(candles: &[Candle], timeframe: Timeframe) -> Vec<Candle> {
    let mut longer: Vec<Candle> = Vec::new();
    for candle in candles {
        let open_at = begin(candle.open_at, timeframe);
        match longer.last_mut().filter(|last| last.open_at == open_at) {
            Some(last) => {
                last.high = last.high.max(candle.high);
                last.low = last.low.min(candle.low);
                last.close = candle.close;
                last.volume = last.volume.checked_add(candle.volume).unwrap_or(last.volume);
            }
            None => longer.push(Candle { open_at, ..candle.clone() }),
        }
    }
    longer
}

/// Each price times a factor; `None` where a product cannot be held.
pub(crate) fn scaled(candles: &[Candle], factor: Decimal) -> Option<Vec<Candle>> {
    let scale = |candle: &Candle| {
        Some(Candle {
            open: candle.open.checked_mul(factor)?,
            high: candle.high.checked_mul(factor)?,
            low: candle.low.checked_mul(factor)?,
            close: candle.close.checked_mul(factor)?,
            ..candle.clone()
        })
    };
    candles.iter().map(scale).collect()
}

/// Candles of A in B times candles of B in C, moment by moment: A in C. The high is the high of A at the dearer end of B's candle, the
/// low at the cheaper: inside a candle the sources do not say which came first.
pub(crate) fn crossed(first: &[Candle], second: &[Candle]) -> Vec<Candle> {
    let mut others = second.iter().peekable();
    let cross = |a: &Candle| {
        while others.next_if(|b| b.open_at < a.open_at).is_some() {}
        let b = others.peek().filter(|b| b.open_at == a.open_at)?;
        Some(Candle {
            open_at: a.open_at,
            open: a.open.checked_mul(b.open)?,
            high: a.high.checked_mul(b.open.max(b.close))?,
            low: a.low.checked_mul(b.open.min(b.close))?,
            close: a.close.checked_mul(b.close)?,
            volume: a.volume,
        })
    };
    first.iter().filter_map(cross).collect()
}

/// When a day begins in America/Sao_Paulo. Where midnight was skipped by daylight saving time, an hour later.
pub(crate) fn day_begin(day: NaiveDate) -> Option<DateTime<Utc>> {
    let local = |hour: u32| Sao_Paulo.from_local_datetime(&day.and_hms_opt(hour, 0, 0)?).earliest();
    Some(local(0).or_else(|| local(1))?.to_utc())
}

/// The day in America/Sao_Paulo.
pub(crate) fn day_of(at: DateTime<Utc>) -> NaiveDate {
    at.with_timezone(&Sao_Paulo).date_naive()
}

/// A day's candle as a price at its close.
pub(crate) fn closing_quote(pair: &Pair, candle: &Candle, source: String, close: DateTime<Utc>) -> Quote {
    Quote {
        coin: pair.coin.clone(),
        currency: pair.currency.clone(),
        price: candle.close,
        change_24h: crate::net::ratio_pct(candle.open, candle.close),
        high_24h: Some(candle.high),
        low_24h: Some(candle.low),
        volume_24h: candle.volume.checked_mul(candle.close),
        source,
        at: close,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn candle(minute: i64, open: i64, high: i64, low: i64, close: i64) -> Candle {
        let open_at = DateTime::from_timestamp(minute * 60, 0).unwrap();
        let of = Decimal::from;
        Candle { open_at, open: of(open), high: of(high), low: of(low), close: of(close), volume: Decimal::ONE }
    }

    #[test]
    fn longer_candles_hold_the_shorter_ones() {
        let minutes = [candle(4, 5, 6, 4, 5), candle(5, 5, 9, 5, 8), candle(7, 8, 8, 2, 3), candle(10, 3, 4, 3, 4)];
        let fives = resample(&minutes, Timeframe::M5);
        assert_eq!(fives.len(), 3);
        let middle = Candle { volume: Decimal::TWO, ..candle(5, 5, 9, 2, 3) };
        assert_eq!(fives[1], middle);
    }

    #[test]
    fn weeks_begin_on_monday_and_months_on_the_first() {
        let sunday = "2026-11-22T15:00:00Z".parse().unwrap();
        assert_eq!(begin(sunday, Timeframe::W1).to_rfc3339(), "2026-11-16T00:00:00+00:00");
        assert_eq!(begin(sunday, Timeframe::Mo1).to_rfc3339(), "2026-11-01T00:00:00+00:00");
        assert_eq!(begin(sunday, Timeframe::H4).to_rfc3339(), "2026-11-22T12:00:00+00:00");
        assert_eq!(begin_of_last(3, sunday, Timeframe::Mo1).to_rfc3339(), "2026-09-01T00:00:00+00:00");
    }

    #[test]
    fn a_day_of_sao_paulo_knows_its_old_daylight_saving_time() {
        let day = |text: &str| day_begin(text.parse().unwrap()).unwrap().to_rfc3339();
        assert_eq!(day("2026-11-22"), "2026-11-22T03:00:00+00:00");
        assert_eq!(day("2018-01-10"), "2018-01-10T02:00:00+00:00");
        // clocks went from 0:00 to 1:00 that night
        assert_eq!(day("2018-11-04"), "2018-11-04T03:00:00+00:00");
    }

    #[test]
    fn a_candle_that_cannot_be_is_refused() {
        assert!(check(vec![candle(1, 5, 6, 4, 5)]).is_ok());
        assert_eq!(check(Vec::new()), Err(Problem::NoData));
        for bad in [candle(1, 5, 4, 6, 5), candle(1, 0, 6, 0, 5), candle(1, 7, 6, 4, 5), candle(1, -5, 6, -5, 5)] {
            assert!(matches!(check(vec![bad]), Err(Problem::Implausible(_))));
        }
    }
}

//! The simulated market as a source like any other; everything it says is marked.

use super::walk::Bar;
use super::world::{World, WorldCoin};
use crate::feeds::{CandleQuery, Feed, Pair};
use crate::net::ratio_pct;
use crate::{CandleSpan, Clock, FearGreed, FearGreedClass, Figure, Mover, Overview, Problem, candles};
use alfa_domain::{Candle, CoinTable, Currency, Quote, Ticker, Timeframe, Window};
use async_trait::async_trait;
use chrono::{DateTime, Datelike, NaiveDate, TimeDelta, Utc};
use rust_decimal::Decimal;
use rust_decimal::prelude::FromPrimitive;
use std::sync::Arc;
use std::time::Duration;

/// Two places at which the same coins are traded.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Venue {
    /// Where prices are taken from.
    First,
    /// Where they differ by a fraction of a percent.
    Second,
}

pub(crate) struct Simulated {
    world: Arc<World>,
    coins: CoinTable,
    clock: Clock,
    venue: Venue,
}

impl Simulated {
    pub(crate) fn both(world: World, coins: &CoinTable, clock: &Clock) -> [Self; 2] {
        let world = Arc::new(world);
        [Venue::First, Venue::Second].map(|venue| Self {
            world: Arc::clone(&world),
            coins: coins.clone(),
            clock: Arc::clone(clock),
            venue,
        })
    }

    fn now(&self) -> DateTime<Utc> {
        self.world.at.unwrap_or_else(|| (self.clock)())
    }

    fn coin(&self, ticker: &Ticker) -> Result<&WorldCoin, Problem> {
        self.world.coin(ticker).ok_or(Problem::NoPair)
    }

    /// The price in dollars.
    fn dollars(&self, coin: &WorldCoin, at: DateTime<Utc>) -> f64 {
        if coin.stable { coin.walk.close(day(at)) } else { coin.walk.price(at.timestamp_millis()) }
    }

    /// How much of a currency a dollar is; it stands still within a day, so that candles of all lengths agree.
    fn per_dollar(&self, currency: &Currency, at: DateTime<Utc>) -> Result<f64, Problem> {
        let day = day(at);
        let rate = match currency {
            Currency::Usd => 1.0,
            Currency::Brl => self.world.dollar.close(day),
            Currency::Eur => self.world.dollar.close(day) / self.world.euro.close(day),
            Currency::Usdt => 1.0 / self.coin(&"USDT".parse().map_err(|_| Problem::NoPair)?)?.walk.close(day),
            Currency::Coin(other) => 1.0 / self.dollars(self.coin(other)?, at),
        };
        let premium = match self.venue {
            Venue::First => 1.0,
            Venue::Second => {
                1.0 + 0.004 * (2.0 * super::walk::unit(self.world.dollar.seed, 77, at.timestamp() / 600) - 1.0)
            }
        };
        Ok(rate * premium)
    }

    /// The price of a coin, a dollar or a euro.
    fn price(&self, pair: &Pair, at: DateTime<Utc>) -> Result<Decimal, Problem> {
        if pair.coin.as_str() == pair.currency.code() {
            return Err(Problem::NoPair);
        }
        if let Some(price) = self.recorded(pair, Timeframe::M1, at).and_then(|candles| Some(candles.last()?.close)) {
            return Ok(price);
        }
        let day = day(at);
        let price = match pair.coin.as_str() {
            "USD" if pair.currency == Currency::Brl => self.world.dollar.close(day),
            "EUR" if pair.currency == Currency::Brl => self.world.euro.close(day),
            "USD" | "EUR" | "BRL" => return Err(Problem::NoPair),
            _ => self.dollars(self.coin(&pair.coin)?, at) * self.per_dollar(&pair.currency, at)?,
        };
        digits(price)
    }

    fn source(&self, pair: &Pair) -> String {
        format!("{} {pair}", self.name())
    }

    fn quote(&self, pair: &Pair, at: DateTime<Utc>) -> Result<Quote, Problem> {
        let price = self.price(pair, at)?;
        let before = self.price(pair, at - TimeDelta::hours(24)).ok();
        let span =
            CandleSpan::Between(candles::begin(at - TimeDelta::hours(24), Timeframe::M15), at + TimeDelta::seconds(1));
        let query = CandleQuery { timeframe: Timeframe::M15, span, now: at };
        let around = if matches!(pair.coin.as_str(), "USD" | "EUR") {
            Vec::new()
        } else {
            self.candles_of(pair, query).unwrap_or_default()
        };
        let traded =
            around.iter().skip(1).filter_map(|c| c.volume.checked_mul(c.close)).fold(Decimal::ZERO, |sum, v| sum + v);
        Ok(Quote {
            coin: pair.coin.clone(),
            currency: pair.currency.clone(),
            price,
            change_24h: before.and_then(|before| ratio_pct(before, price)),
            high_24h: around.iter().map(|c| c.high).max(),
            low_24h: around.iter().map(|c| c.low).min(),
            volume_24h: (!traded.is_zero()).then(|| traded.round_dp(2)),
            source: self.source(pair),
            at,
        })
    }

    /// Recorded candles that began by a moment, at a length they can be made to.
    fn recorded(&self, pair: &Pair, timeframe: Timeframe, until: DateTime<Utc>) -> Option<Vec<Candle>> {
        let fits = |r: &&super::recording::Recording| {
            r.pair == *pair && (r.timeframe <= timeframe || timeframe == Timeframe::M1)
        };
        let recording = self.world.recordings.iter().filter(fits).max_by_key(|r| r.timeframe)?;
        let until: Vec<Candle> = recording.candles.iter().take_while(|c| c.open_at <= until).cloned().collect();
        Some(if recording.timeframe < timeframe { candles::resample(&until, timeframe) } else { until })
    }

    fn candles_of(&self, pair: &Pair, query: CandleQuery) -> Result<Vec<Candle>, Problem> {
        let now = self.world.at.unwrap_or(query.now);
        let (from, to) = match query.span {
            CandleSpan::Last(count) => {
                (candles::begin_of_last(count, now, query.timeframe), now + TimeDelta::seconds(1))
            }
            CandleSpan::Between(from, to) => (from, to.min(now + TimeDelta::seconds(1))),
        };
        let within = |mut all: Vec<Candle>| {
            all.retain(|c| c.open_at >= from && c.open_at < to);
            if all.is_empty() { Err(Problem::NoData) } else { Ok(all) }
        };
        if let Some(recorded) = self.recorded(pair, query.timeframe, now) {
            return within(recorded);
        }
        if let Currency::Coin(other) = &pair.currency {
            // coin against coin: highs and lows of two prices that both move are estimated
            let first = self.candles_of(&Pair::new(&pair.coin, &Currency::Usd), query)?;
            let second = self.candles_of(&Pair::new(other, &Currency::Usd), query)?;
            return within(candles::crossed(&first, &turned(&second)));
        }
        let coin = self.coin(&pair.coin)?;
        let base = match query.timeframe {
            Timeframe::W1 | Timeframe::Mo1 => Timeframe::D1,
            other => other,
        };
        let begin = candles::begin(from, query.timeframe).timestamp().max(self.world.since * 86_400);
        let now_begin = candles::begin(now, base).timestamp();
        let end = candles::begin(to + TimeDelta::seconds(base.seconds() - 1), base).timestamp();
        let mut all = Vec::new();
        let mut push = |at: i64, bar: Bar| -> Result<(), Problem> {
            let open_at = DateTime::from_timestamp(at, 0).ok_or(Problem::NoData)?;
            let rate = self.per_dollar(&pair.currency, open_at)?;
            let still = coin.walk.close(day(open_at));
            let figure = |price: f64| digits(if coin.stable { still } else { price } * rate);
            all.push(Candle {
                open_at,
                open: figure(bar.open)?,
                high: figure(bar.high)?,
                low: figure(bar.low)?,
                close: figure(bar.close)?,
                volume: Decimal::from_f64(bar.volume).unwrap_or_default().round_dp(6),
            });
            Ok(())
        };
        let closed_end = end.min(now_begin);
        if begin < closed_end {
            for (at, bar) in coin.walk.bars(base, begin, closed_end) {
                push(at, bar)?;
            }
        }
        if now_begin < end && now_begin >= begin {
            let (at, bar) = coin.walk.bar_until(base, now.timestamp_millis());
            push(at, bar)?;
        }
        if base != query.timeframe {
            all = candles::resample(&all, query.timeframe);
        }
        within(all)
    }

    fn cap(&self, coin: &WorldCoin, currency: &Currency, at: DateTime<Utc>) -> Result<Decimal, Problem> {
        let cap = self.dollars(coin, at) * coin.supply * self.per_dollar(currency, at)?;
        Decimal::from_f64(cap).map(|cap| cap.round_dp(2)).ok_or(Problem::NoData)
    }

    /// All coins with their capitalisation, the largest first.
    fn ranked(&self, currency: &Currency, at: DateTime<Utc>) -> Result<Vec<(Ticker, Decimal)>, Problem> {
        let cap = |coin: &WorldCoin| Ok((coin.ticker.clone(), self.cap(coin, currency, at)?));
        let mut caps: Vec<(Ticker, Decimal)> = self.world.coins.iter().map(cap).collect::<Result<_, Problem>>()?;
        caps.sort_by_key(|(_, cap)| std::cmp::Reverse(*cap));
        Ok(caps)
    }
}

fn day(at: DateTime<Utc>) -> i64 {
    at.timestamp().div_euclid(86_400)
}

fn turned(candles: &[Candle]) -> Vec<Candle> {
    let turn = |value: Decimal| Decimal::ONE.checked_div(value);
    let candle = |c: &Candle| {
        Some(Candle { open: turn(c.open)?, high: turn(c.low)?, low: turn(c.high)?, close: turn(c.close)?, ..c.clone() })
    };
    candles.iter().filter_map(candle).collect()
}

/// A price as exchanges print it: two decimals from a hundred up, else six digits.
pub(crate) fn rounded(price: f64) -> Option<Decimal> {
    let exact = Decimal::from_f64(price)?;
    let rounded = if price >= 100.0 { exact.round_dp(2) } else { exact.round_sf(6)? };
    crate::net::positive(rounded).ok().map(|price| price.normalize())
}

fn digits(price: f64) -> Result<Decimal, Problem> {
    rounded(price).ok_or_else(|| Problem::Implausible(price.to_string()))
}

#[async_trait]
impl Feed for Simulated {
    fn name(&self) -> &'static str {
        match self.venue {
            Venue::First => "simulado",
            Venue::Second => "simulado B",
        }
    }

    fn quote_ttl(&self) -> Duration {
        Duration::ZERO
    }

    async fn quotes(&self, pairs: &[Pair]) -> Vec<Result<Quote, Problem>> {
        let now = self.now();
        pairs.iter().map(|pair| self.quote(pair, now)).collect()
    }

    async fn candles(&self, pair: &Pair, query: CandleQuery) -> Result<Vec<Candle>, Problem> {
        self.candles_of(pair, query)
    }

    async fn close_of(&self, pair: &Pair, date: NaiveDate, close: DateTime<Utc>) -> Result<Quote, Problem> {
        let begin = candles::day_begin(date).ok_or(Problem::NoData)?;
        if day(begin) < self.world.since || close > self.now() {
            return Err(Problem::NoData);
        }
        // the last moment of the day, not the first of the next
        let last = close - TimeDelta::milliseconds(1);
        Ok(Quote { at: close, ..self.quote(pair, last)? })
    }

    async fn movers(&self, currency: &Currency, window: Window) -> Result<Vec<Mover>, Problem> {
        let now = self.now();
        let today = candles::day_of(now);
        let first = |year: i32, month: u32| NaiveDate::from_ymd_opt(year, month, 1).and_then(candles::day_begin);
        let months = |n: u32| now.checked_sub_months(chrono::Months::new(n));
        let (from, to) = match window {
            Window::Minutes(n) => (Some(now - TimeDelta::minutes(n.into())), now),
            Window::Hours(n) => (Some(now - TimeDelta::hours(n.into())), now),
            Window::Days(n) => (now.checked_sub_signed(TimeDelta::days(n.into())), now),
            Window::Months(n) => (months(n), now),
            Window::Years(n) => (n.checked_mul(12).and_then(months), now),
            Window::YearToDate => (first(today.year(), 1), now),
            Window::MonthToDate => (first(today.year(), today.month()), now),
            Window::All => (DateTime::from_timestamp(self.world.since * 86_400, 0), now),
            Window::Date(date) => {
                (candles::day_begin(date), date.succ_opt().and_then(candles::day_begin).unwrap_or(now).min(now))
            }
            Window::Month(month) => {
                let begin = first(month.year, month.month);
                let next = begin.and_then(|begin| begin.checked_add_months(chrono::Months::new(1)));
                (begin, next.unwrap_or(now).min(now))
            }
        };
        let from = from.filter(|from| *from < to && day(*from) >= self.world.since).ok_or(Problem::NoData)?;
        let mover = |(coin, cap): (Ticker, Decimal)| {
            let pair = Pair::new(&coin, currency);
            let price = self.price(&pair, now).ok()?;
            let change_pct = ratio_pct(self.price(&pair, from).ok()?, self.price(&pair, to).ok()?)?;
            let name = self.coins.get(&coin).map_or_else(|| coin.to_string(), |known| known.name.clone());
            Some(Mover {
                coin,
                name,
                price,
                change_pct,
                market_cap: Some(cap),
                source: self.name().to_owned(),
                at: now,
            })
        };
        Ok(self.ranked(currency, now)?.into_iter().filter_map(mover).collect())
    }

    async fn market_cap(&self, coin: &Ticker, currency: &Currency) -> Result<Figure, Problem> {
        let now = self.now();
        let value = self.cap(self.coin(coin)?, currency, now)?;
        let place = self.ranked(currency, now)?.iter().position(|(ticker, _)| ticker == coin);
        let rank = place.and_then(|place| u32::try_from(place + 1).ok());
        Ok(Figure { value, unit_currency: currency.clone(), source: self.name().to_owned(), at: now, rank })
    }

    async fn overview(&self, currency: &Currency) -> Result<Overview, Problem> {
        let now = self.now();
        let caps = self.ranked(currency, now)?;
        let total: Decimal = caps.iter().map(|(_, cap)| *cap).sum();
        let before: Decimal =
            self.ranked(&Currency::Usd, now - TimeDelta::hours(24))?.iter().map(|(_, cap)| *cap).sum();
        let dollars: Decimal = self.ranked(&Currency::Usd, now)?.iter().map(|(_, cap)| *cap).sum();
        let share = |cap: Decimal| cap.checked_mul(Decimal::ONE_HUNDRED)?.checked_div(total).map(|s| s.round_dp(4));
        let mut volume = Decimal::ZERO;
        for coin in &self.world.coins {
            let pair = Pair::new(&coin.ticker, currency);
            volume += self.quote(&pair, now).ok().and_then(|quote| quote.volume_24h).unwrap_or_default();
        }
        Ok(Overview {
            currency: currency.clone(),
            total_cap: total,
            volume_24h: volume,
            cap_change_24h_pct: ratio_pct(before, dollars),
            dominance: caps.into_iter().take(10).filter_map(|(coin, cap)| Some((coin, share(cap)?))).collect(),
            source: self.name().to_owned(),
            at: now,
        })
    }

    /// Greed where Bitcoin rose in a month, fear where it fell.
    async fn fear_greed(&self) -> Result<FearGreed, Problem> {
        let now = self.now();
        let first = self.world.coins.first().ok_or(Problem::NoData)?;
        let month = first.walk.close(day(now) - 1) / first.walk.close(day(now) - 31) - 1.0;
        let value = Decimal::from_f64((50.0 + 180.0 * month).clamp(5.0, 95.0).round()).ok_or(Problem::NoData)?;
        Ok(FearGreed { value, class: FearGreedClass::of(value), source: self.name().to_owned(), at: now })
    }

    async fn probe(&self) -> Result<(), Problem> {
        Ok(())
    }
}

//! Figures of the whole market: movers, capitalisations, dominance, fear and greed.

use crate::feeds::{CandleQuery, Pair};
use crate::history::Faults;
use crate::market::Inner;
use crate::route::Depth;
use crate::{CandleSpan, FearGreed, Figure, MarketError, Mover, Overview, candles};
use alfa_domain::{Currency, Quote, Ticker, Timeframe, Window};
use chrono::{DateTime, Datelike, Months, NaiveDate, TimeDelta, Utc};
use futures::StreamExt;
use std::sync::Arc;
use std::time::Duration;
use tokio::time::Instant;

/// How many of the largest coins are looked at where no source lists the whole market for a window.
const LARGEST: usize = 40;
/// Questions for candles at the same time.
const AT_ONCE: usize = 8;

impl Inner {
    pub(crate) async fn movers(
        self: &Arc<Self>,
        currency: &Currency,
        window: Window,
    ) -> Result<Vec<Mover>, MarketError> {
        let deadline = Instant::now() + self.config.deadline;
        let mut faults = Faults::default();
        for source in &self.sources.aggregators {
            let asked = source.feed.movers(currency, window);
            let found = tokio::time::timeout_at(deadline, asked).await.unwrap_or(Err(crate::Problem::TimedOut));
            if let Some(movers) = faults.note(source, found) {
                return Ok(movers);
            }
        }
        let movers = self.movers_of_exchanges(currency, window, deadline).await;
        if !movers.is_empty() {
            return Ok(movers);
        }
        Err(if faults.problems.is_empty() {
            let coin = self.coins.iter().next().map(|coin| coin.ticker.clone());
            coin.map_or(MarketError::Unavailable(Vec::new()), |coin| MarketError::NoHistory {
                coin,
                currency: currency.clone(),
                date: None,
            })
        } else {
            MarketError::Unavailable(faults.problems)
        })
    }

    /// The largest coins by the exchanges' own tickers, or by the candle in which the window begins.
    async fn movers_of_exchanges(
        self: &Arc<Self>,
        currency: &Currency,
        window: Window,
        deadline: Instant,
    ) -> Vec<Mover> {
        let coins: Vec<Ticker> = self.coins.iter().take(LARGEST).map(|coin| coin.ticker.clone()).collect();
        let quotes = self.resolve(coins, currency, Depth::Leg, deadline).await;
        let quotes = quotes.into_iter().filter_map(Result::ok).map(|quoted| quoted.quote);
        let mover = |quote: Quote, change_pct| Mover {
            name: self.coins.get(&quote.coin).map_or_else(|| quote.coin.to_string(), |coin| coin.name.clone()),
            coin: quote.coin,
            price: quote.price,
            change_pct,
            market_cap: None,
            source: quote.source,
            at: quote.at,
        };
        if matches!(window, Window::Hours(24) | Window::Days(1)) {
            return quotes.filter_map(|quote| quote.change_24h.map(|change| mover(quote, change))).collect();
        }
        let now = (self.clock)();
        let Some(begin) = begin_of(window, now) else { return Vec::new() };
        let length = now - begin;
        let timeframe = [Timeframe::M1, Timeframe::M15, Timeframe::H1, Timeframe::H4]
            .into_iter()
            .find(|timeframe| length.num_seconds() <= timeframe.seconds() * 200)
            .unwrap_or(Timeframe::D1);
        // the price that stood when the window began: the close of the candle before
        let begin = candles::begin(begin, timeframe);
        let span = CandleSpan::Between(begin, begin + TimeDelta::seconds(timeframe.seconds() * 3));
        let query = CandleQuery { timeframe, span, now };
        let change = |quote: Quote| async move {
            let mut faults = Faults::default();
            let (then, _, unit) = self.exchange_candles(&quote.coin, currency, query, deadline, &mut faults).await?;
            let change = crate::net::ratio_pct(then.first()?.open, quote.price)?;
            (unit == *currency).then_some((quote, change))
        };
        let found: Vec<Option<(Quote, _)>> =
            futures::stream::iter(quotes).map(change).buffered(AT_ONCE).collect().await;
        found.into_iter().flatten().map(|(quote, change)| mover(quote, change)).collect()
    }

    pub(crate) async fn market_cap(
        self: &Arc<Self>,
        coin: &Ticker,
        currency: &Currency,
    ) -> Result<Figure, MarketError> {
        let mut faults = Faults::default();
        for currency in [currency, &Currency::Usd] {
            for source in &self.sources.aggregators {
                let asked = tokio::time::timeout(self.config.deadline, source.feed.market_cap(coin, currency)).await;
                if let Some(figure) = faults.note(source, asked.unwrap_or(Err(crate::Problem::TimedOut))) {
                    return Ok(figure);
                }
            }
            if !faults.problems.is_empty() {
                break;
            }
        }
        Err(match self.coins.get(coin) {
            _ if !faults.problems.is_empty() => MarketError::Unavailable(faults.problems),
            Some(_) => MarketError::NoPair { coin: coin.clone(), currency: currency.clone() },
            None => MarketError::UnknownCoin(coin.clone()),
        })
    }

    pub(crate) async fn overview(self: &Arc<Self>, currency: &Currency) -> Result<Overview, MarketError> {
        let mut faults = Faults::default();
        for currency in [currency, &Currency::Usd] {
            for source in &self.sources.aggregators {
                let key = (source.name(), currency.clone());
                let asked = self.overviews.get(&key, Duration::from_secs(60), source.feed.overview(currency));
                let asked = tokio::time::timeout(self.config.deadline, asked).await;
                if let Some(overview) = faults.note(source, asked.unwrap_or(Err(crate::Problem::TimedOut))) {
                    return Ok(overview);
                }
            }
            if !faults.problems.is_empty() {
                break;
            }
        }
        Err(MarketError::Unavailable(faults.problems))
    }

    pub(crate) async fn fear_greed(self: &Arc<Self>) -> Result<FearGreed, MarketError> {
        let mut faults = Faults::default();
        for source in &self.sources.sentiment {
            let name = source.name();
            let asked = self.index.get(&name, Duration::from_secs(1_800), source.feed.fear_greed());
            let asked = tokio::time::timeout(self.config.deadline, asked).await;
            if let Some(index) = faults.note(source, asked.unwrap_or(Err(crate::Problem::TimedOut))) {
                return Ok(index);
            }
        }
        Err(MarketError::Unavailable(faults.problems))
    }

    /// Pairs that a warm board should hold: reais, and USDT for prices in dollars.
    pub(crate) fn warm_pairs(coins: &[Ticker]) -> impl Iterator<Item = Pair> + '_ {
        coins.iter().flat_map(|coin| [Pair::new(coin, &Currency::Brl), Pair::new(coin, &Currency::Usdt)])
    }
}

/// When a lookback begins; `None` for one without a beginning.
fn begin_of(window: Window, now: DateTime<Utc>) -> Option<DateTime<Utc>> {
    let today = candles::day_of(now);
    let first = |year, month| NaiveDate::from_ymd_opt(year, month, 1).and_then(candles::day_begin);
    match window {
        Window::Minutes(n) => now.checked_sub_signed(TimeDelta::minutes(n.into())),
        Window::Hours(n) => now.checked_sub_signed(TimeDelta::hours(n.into())),
        Window::Days(n) => now.checked_sub_signed(TimeDelta::days(n.into())),
        Window::Months(n) => now.checked_sub_months(Months::new(n)),
        Window::Years(n) => now.checked_sub_months(Months::new(n.checked_mul(12)?)),
        Window::YearToDate => first(today.year(), 1),
        Window::MonthToDate => first(today.year(), today.month()),
        Window::Date(day) => candles::day_begin(day),
        Window::Month(month) => first(month.year, month.month),
        Window::All => None,
    }
    .filter(|begin| *begin < now)
}

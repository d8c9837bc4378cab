//! Candles and the prices of past days. In the currency asked where the pair exists; else made of the pair with USDT, which has real
//! highs, lows and volumes; CoinGecko's price points last.

use crate::candles::{self, crossed, scaled};
use crate::derive::{self, Change};
use crate::feeds::{CandleQuery, Pair};
use crate::market::Inner;
use crate::route::{Answer, is_fiat};
use crate::source::Source;
use crate::{CandleSpan, Candles, MarketError, Problem, Quoted, SourceProblem};
use alfa_domain::{Candle, Currency, Ticker, Timeframe};
use chrono::{DateTime, NaiveDate, Utc};
use rust_decimal::Decimal;
use std::future::Future;
use std::sync::Arc;
use tokio::time::Instant;

/// Candles asked for in one question, at most.
const MOST: usize = 50_000;

/// Candles of one source, with its name and the currency they are in.
type Found = (Vec<Candle>, String, Currency);

impl Inner {
    pub(crate) async fn candles(
        self: &Arc<Self>,
        coin: &Ticker,
        currency: &Currency,
        timeframe: Timeframe,
        span: CandleSpan,
    ) -> Result<Candles, MarketError> {
        let now = (self.clock)();
        let span = match span {
            CandleSpan::Last(count) => CandleSpan::Last(count.clamp(1, MOST)),
            CandleSpan::Between(from, to) => {
                let most = chrono::TimeDelta::seconds(timeframe.seconds().saturating_mul(MOST as i64));
                CandleSpan::Between(from.max(to - most), to)
            }
        };
        let query = CandleQuery { timeframe, span, now };
        let deadline = Instant::now() + self.config.deadline;
        let mut faults = Faults::default();
        let mut found = self.exchange_candles(coin, currency, query, deadline, &mut faults).await;
        // candles in USDT are the last resort of those in dollars
        let in_usdt = found.take_if(|(_, _, unit)| unit != currency);
        if found.is_none() {
            let pair = Pair::new(coin, currency);
            for source in &self.sources.aggregators {
                if let Some(candles) = faults.note(source, within(deadline, source.candles(&pair, query)).await) {
                    found = Some((candles.to_vec(), source.feed.label(&pair), currency.clone()));
                    break;
                }
            }
        }
        match found.or(in_usdt) {
            Some((candles, source, currency)) => {
                Ok(Candles { candles, source, coin: coin.clone(), currency, timeframe })
            }
            None => Err(self.no_history(coin, currency, None, faults)),
        }
    }

    /// Candles of the exchanges: in the currency, or made of pairs with USDT.
    pub(crate) async fn exchange_candles(
        self: &Arc<Self>,
        coin: &Ticker,
        currency: &Currency,
        query: CandleQuery,
        deadline: Instant,
        faults: &mut Faults,
    ) -> Option<Found> {
        let pair = Pair::new(coin, currency);
        for source in &self.sources.exchanges {
            if let Some(candles) = faults.note(source, within(deadline, source.candles(&pair, query)).await) {
                return Some((candles.to_vec(), source.feed.label(&pair), currency.clone()));
            }
        }
        let source = self.sources.exchanges.first()?;
        let usdt = Pair::new(coin, &Currency::Usdt);
        let in_usdt = |faults: &mut Faults, found| faults.note(source, found);
        let label = source.feed.label(&usdt);
        if coin.as_str() == "USDT" || *currency == Currency::Usdt {
            return None;
        }
        if *currency == Currency::Usd {
            let (found, tether) =
                tokio::join!(within(deadline, source.candles(&usdt, query)), self.usdt_in_dollars(deadline));
            let found = in_usdt(faults, found)?;
            return Some(match tether.ok().and_then(|tether| Some((scaled(&found, tether.quote.price)?, tether))) {
                Some((candles, tether)) => {
                    (candles, format!("{label} × {}", derive::label(&tether.quote)), Currency::Usd)
                }
                None => (found.to_vec(), label, Currency::Usdt),
            });
        }
        // the other leg: USDT in reais as it is, euros or another coin in USDT turned round
        let (other, turned) = match currency {
            Currency::Brl => (Pair { coin: "USDT".parse().ok()?, currency: Currency::Brl }, false),
            _ => (Pair { coin: currency.code().parse().ok()?, currency: Currency::Usdt }, true),
        };
        let (found, second) = tokio::join!(
            within(deadline, source.candles(&usdt, query)),
            within(deadline, source.candles(&other, query))
        );
        let (found, second) = (in_usdt(faults, found)?, in_usdt(faults, second)?);
        let second = if turned { inverted(&second) } else { second.to_vec() };
        let candles = candles::check(crossed(&found, &second)).ok()?;
        let sign = if turned { '÷' } else { '×' };
        Some((candles, format!("{label} {sign} {}", source.feed.label(&other)), currency.clone()))
    }

    /// The last price of a day in America/Sao_Paulo, in the order of sources for a price.
    pub(crate) async fn price_on(
        self: &Arc<Self>,
        coin: &Ticker,
        currency: &Currency,
        day: NaiveDate,
    ) -> Result<Quoted, MarketError> {
        let none = |faults| Err(self.no_history(coin, currency, Some(day), faults));
        let today = candles::day_of((self.clock)());
        let close = day.succ_opt().and_then(candles::day_begin);
        let Some(close) = close.filter(|_| day < today) else { return none(Faults::default()) };
        let deadline = Instant::now() + self.config.deadline;
        let mut faults = Faults::default();
        let found = if is_fiat(coin) {
            self.rate_on(coin, currency, day, close, deadline, &mut faults).await
        } else {
            match self.close_of(coin, currency, day, close, deadline, &mut faults).await {
                Some(found) => Some(found),
                None => self.crossed_close(coin, currency, day, close, deadline, &mut faults).await,
            }
        };
        match found {
            Some(mut quoted) => {
                quoted.skipped = faults.problems;
                Ok(quoted)
            }
            None => none(faults),
        }
    }

    /// The day's close without a cross.
    async fn close_of(
        self: &Arc<Self>,
        coin: &Ticker,
        currency: &Currency,
        day: NaiveDate,
        close: DateTime<Utc>,
        deadline: Instant,
        faults: &mut Faults,
    ) -> Option<Quoted> {
        let pair = Pair::new(coin, currency);
        for source in &self.sources.exchanges {
            if let Some(quote) = faults.note(source, within(deadline, source.close_of(&pair, day, close)).await) {
                return Some(Quoted::direct(quote));
            }
        }
        if *currency == Currency::Usd
            && coin.as_str() != "USDT"
            && let Some(source) = self.sources.exchanges.first()
        {
            let usdt = Pair::new(coin, &Currency::Usdt);
            let (found, tether) = tokio::join!(
                within(deadline, source.close_of(&usdt, day, close)),
                self.tether_on(day, close, deadline)
            );
            let found = faults.note(source, found);
            if let (Some(found), Ok(tether)) = (found, tether) {
                return derive::times(&Quoted::direct(found), &tether, Change::OfFirst);
            }
        }
        for source in &self.sources.aggregators {
            if let Some(quote) = faults.note(source, within(deadline, source.close_of(&pair, day, close)).await) {
                return Some(Quoted::direct(quote));
            }
        }
        None
    }

    /// USDT in dollars on that day; where that cannot be had, today's: it hardly moves, and the path says when it is of.
    async fn tether_on(self: &Arc<Self>, day: NaiveDate, close: DateTime<Utc>, deadline: Instant) -> Answer {
        let Ok(tether) = "USDT".parse() else { return Err(Vec::new()) };
        let pair = Pair { coin: tether, currency: Currency::Usd };
        for source in &self.sources.aggregators {
            if let Ok(quote) = within(deadline, source.close_of(&pair, day, close)).await {
                return Ok(Quoted::direct(quote));
            }
        }
        self.usdt_in_dollars(deadline).await
    }

    /// Through the dollar or the real of that day.
    async fn crossed_close(
        self: &Arc<Self>,
        coin: &Ticker,
        currency: &Currency,
        day: NaiveDate,
        close: DateTime<Utc>,
        deadline: Instant,
        faults: &mut Faults,
    ) -> Option<Quoted> {
        let fiat = |code: &str| code.parse::<Ticker>().ok();
        match currency {
            Currency::Brl => {
                let price = self.close_of(coin, &Currency::Usd, day, close, deadline, faults).await?;
                let rate = self.rate_on(&fiat("USD")?, &Currency::Brl, day, close, deadline, faults).await?;
                derive::times(&price, &rate, Change::Compounded)
            }
            Currency::Usd | Currency::Eur => {
                let price = self.close_of(coin, &Currency::Brl, day, close, deadline, faults).await?;
                let rate = self.rate_on(&fiat(currency.code())?, &Currency::Brl, day, close, deadline, faults).await?;
                derive::over(&price, &rate, currency)
            }
            Currency::Usdt | Currency::Coin(_) => {
                let other = fiat(currency.code())?;
                let price = self.close_of(coin, &Currency::Brl, day, close, deadline, faults).await?;
                let rate = self.close_of(&other, &Currency::Brl, day, close, deadline, faults).await?;
                derive::over(&price, &rate, currency)
            }
        }
    }

    async fn rate_on(
        self: &Arc<Self>,
        base: &Ticker,
        currency: &Currency,
        day: NaiveDate,
        close: DateTime<Utc>,
        deadline: Instant,
        faults: &mut Faults,
    ) -> Option<Quoted> {
        let pair = Pair::new(base, currency);
        for source in &self.sources.fiat {
            if let Some(quote) = faults.note(source, within(deadline, source.close_of(&pair, day, close)).await) {
                return Some(Quoted::direct(quote));
            }
        }
        None
    }

    fn no_history(&self, coin: &Ticker, currency: &Currency, date: Option<NaiveDate>, faults: Faults) -> MarketError {
        if !faults.problems.is_empty() {
            return MarketError::Unavailable(faults.problems);
        }
        if self.coins.get(coin).is_none() && !is_fiat(coin) {
            return MarketError::UnknownCoin(coin.clone());
        }
        MarketError::NoHistory { coin: coin.clone(), currency: currency.clone(), date }
    }
}

fn inverted(candles: &[Candle]) -> Vec<Candle> {
    let turn = |value: Decimal| Decimal::ONE.checked_div(value);
    let candle = |c: &Candle| {
        Some(Candle { open: turn(c.open)?, high: turn(c.low)?, low: turn(c.high)?, close: turn(c.close)?, ..c.clone() })
    };
    candles.iter().filter_map(candle).collect()
}

async fn within<T>(deadline: Instant, asked: impl Future<Output = Result<T, Problem>>) -> Result<T, Problem> {
    tokio::time::timeout_at(deadline, asked).await.unwrap_or(Err(Problem::TimedOut))
}

/// What went wrong on the way, each source once.
#[derive(Default)]
pub(crate) struct Faults {
    pub(crate) problems: Vec<SourceProblem>,
}

impl Faults {
    /// What was found, or its fault noted.
    pub(crate) fn note<T>(&mut self, source: &Source, found: Result<T, Problem>) -> Option<T> {
        match found {
            Ok(found) => Some(found),
            Err(problem) => {
                let fault = source.fault(problem);
                self.problems
                    .extend(fault.filter(|f| !self.problems.iter().any(|known| known.source_name == f.source_name)));
                None
            }
        }
    }
}

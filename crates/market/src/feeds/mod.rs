//! The sources, each in a file of its own behind [`Feed`]: nothing else knows a provider's JSON.

pub(crate) mod awesomeapi;
pub(crate) mod binance;
pub(crate) mod coingecko;
pub(crate) mod coinmarketcap;
pub(crate) mod fear_greed;
pub(crate) mod mercado_bitcoin;
pub(crate) mod ptax;

use crate::{FearGreed, Figure, Mover, Overview, Problem};
use alfa_domain::{Candle, Coin, Currency, Quote, Ticker, Timeframe, Window};
use async_trait::async_trait;
use chrono::{DateTime, NaiveDate, Utc};
use std::fmt;
use std::time::Duration;

/// A coin and what it is priced in.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) struct Pair {
    pub(crate) coin: Ticker,
    pub(crate) currency: Currency,
}

impl Pair {
    pub(crate) fn new(coin: &Ticker, currency: &Currency) -> Self {
        Self { coin: coin.clone(), currency: currency.clone() }
    }
}

impl fmt::Display for Pair {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}/{}", self.coin, self.currency)
    }
}

/// Which candles a feed is asked for. `now` bounds what is asked, and tells feeds that count back from a moment where to begin.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) struct CandleQuery {
    pub(crate) timeframe: Timeframe,
    pub(crate) span: crate::CandleSpan,
    pub(crate) now: DateTime<Utc>,
}

/// A source of market data. What it does not offer stays `Unsupported`.
#[async_trait]
pub(crate) trait Feed: Send + Sync {
    /// The name as it is shown.
    fn name(&self) -> &'static str;

    /// The name with its word for a pair, as it is shown beside candles.
    fn label(&self, pair: &Pair) -> String {
        format!("{} {pair}", self.name())
    }

    /// How long a quote may be kept without asking again.
    fn quote_ttl(&self) -> Duration {
        Duration::from_millis(1_500)
    }

    /// The prices of these pairs, in their order.
    async fn quotes(&self, pairs: &[Pair]) -> Vec<Result<Quote, Problem>> {
        vec![Err(Problem::Unsupported); pairs.len()]
    }

    /// Candles, the oldest first.
    async fn candles(&self, _pair: &Pair, _query: CandleQuery) -> Result<Vec<Candle>, Problem> {
        Err(Problem::Unsupported)
    }

    /// The last price of a day in America/Sao_Paulo; `close` is the moment the day ends.
    async fn close_of(&self, _pair: &Pair, _day: NaiveDate, _close: DateTime<Utc>) -> Result<Quote, Problem> {
        Err(Problem::Unsupported)
    }

    /// The largest coins and their change over a window.
    async fn movers(&self, _currency: &Currency, _window: Window) -> Result<Vec<Mover>, Problem> {
        Err(Problem::Unsupported)
    }

    /// A coin's market capitalisation.
    async fn market_cap(&self, _coin: &Ticker, _currency: &Currency) -> Result<Figure, Problem> {
        Err(Problem::Unsupported)
    }

    /// The whole market.
    async fn overview(&self, _currency: &Currency) -> Result<Overview, Problem> {
        Err(Problem::Unsupported)
    }

    /// The fear and greed index.
    async fn fear_greed(&self) -> Result<FearGreed, Problem> {
        Err(Problem::Unsupported)
    }

    /// The largest coins, for the coin table.
    async fn coins(&self) -> Result<Vec<Coin>, Problem> {
        Err(Problem::Unsupported)
    }

    /// Learns which pairs there are, so that later questions need not find out. Failing is no harm.
    async fn prepare(&self) {}

    /// A small question that shows whether it answers.
    async fn probe(&self) -> Result<(), Problem>;

    /// Its live ticks, if it has any.
    fn live(&self) -> Option<&dyn Live> {
        None
    }
}

/// A source's WebSocket.
pub(crate) trait Live: Send + Sync {
    /// The addresses to try, the first one that answers is used.
    fn addresses(&self, pairs: &[Pair]) -> Vec<reqwest::Url>;
    /// What is sent after connecting, for the address of this index.
    fn greeting(&self, address: usize, pairs: &[Pair]) -> Vec<String>;
    /// What is sent so often to be kept.
    fn keepalive(&self) -> Option<(Duration, String)>;
    /// What a message says. Never panics, whatever it is given.
    fn read(&self, text: &str) -> Message;
}

/// What came over a WebSocket.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Message {
    /// New prices.
    Ticks(Vec<Quote>),
    /// The server is about to close: connect anew at once.
    Leaving,
    /// Nothing of use.
    Other,
}

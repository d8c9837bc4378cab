//! What the market answers: every figure with its source and time.

use crate::{Problem, SourceProblem};
use alfa_domain::{Candle, Currency, Quote, Ticker, Timeframe};
use chrono::{DateTime, Utc};
use rust_decimal::Decimal;
use std::time::Duration;

/// A price and how it was come by.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Quoted {
    /// The price. Its `source` names the source and pair, or the path of a derived price.
    pub quote: Quote,
    /// The prices it was derived from, in order ("BTC in USDT", "USDT in USD"); empty where the source gave it.
    pub path: Vec<Quote>,
    /// No source answered: this is the last known price, so old.
    pub stale: Option<Duration>,
    /// The sources asked first that failed. Sources that merely lack the pair are not among them.
    pub skipped: Vec<SourceProblem>,
    /// A second source that differs by more than the set percentage.
    pub disagreement: Option<Disagreement>,
}

impl Quoted {
    /// A price as its source gave it.
    pub fn direct(quote: Quote) -> Self {
        Self { quote, path: Vec::new(), stale: None, skipped: Vec::new(), disagreement: None }
    }
}

/// Another source's price that is far from the one used.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Disagreement {
    /// The other source's price.
    pub other: Quote,
    /// By how much it differs, in percent points of the price used; positive where the other is higher.
    pub pct: Decimal,
}

/// Which candles are asked.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum CandleSpan {
    /// The last so many, the one that is still open included.
    Last(usize),
    /// Those that begin at or after the first moment and before the second.
    Between(DateTime<Utc>, DateTime<Utc>),
}

/// Candles of one pair, the oldest first; the last may still be open. Days, weeks (from Monday) and months are those of UTC, as on
/// the exchanges' own charts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Candles {
    /// The candles.
    pub candles: Vec<Candle>,
    /// Where they came from, with the path of derived ones.
    pub source: String,
    /// The coin.
    pub coin: Ticker,
    /// The currency of their prices: the one asked, except that candles in dollars are in `USDT` where no price of USDT in dollars can
    /// be had.
    pub currency: Currency,
    /// How long each lasts.
    pub timeframe: Timeframe,
}

/// One of the large coins and how far its price moved over a window.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mover {
    /// The coin.
    pub coin: Ticker,
    /// Its name.
    pub name: String,
    /// Its price in the currency asked.
    pub price: Decimal,
    /// The change over the window, in percent points, signed.
    pub change_pct: Decimal,
    /// Its market capitalisation in the currency asked.
    pub market_cap: Option<Decimal>,
    /// Where the figures came from.
    pub source: String,
    /// The moment they stand for.
    pub at: DateTime<Utc>,
}

/// A single figure, such as a market capitalisation.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Figure {
    /// The value.
    pub value: Decimal,
    /// What it counts: the currency asked, or US$ where the source does not have it in that one.
    pub unit_currency: Currency,
    /// Where it came from.
    pub source: String,
    /// The moment it stands for.
    pub at: DateTime<Utc>,
    /// The coin's place by market capitalisation, from 1.
    pub rank: Option<u32>,
}

/// The whole market in a few figures.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Overview {
    /// The currency of the amounts: the one asked, or US$ where the source does not have it in that one.
    pub currency: Currency,
    /// Capitalisation of all coins.
    pub total_cap: Decimal,
    /// Traded in 24 hours.
    pub volume_24h: Decimal,
    /// Change of the capitalisation in 24 hours, in percent points, counted in US$ by the sources.
    pub cap_change_24h_pct: Option<Decimal>,
    /// Shares of the whole capitalisation in percent points, the largest first.
    pub dominance: Vec<(Ticker, Decimal)>,
    /// Where they came from.
    pub source: String,
    /// The moment they stand for.
    pub at: DateTime<Utc>,
}

/// What the fear and greed index says in words.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum FearGreedClass {
    /// 0 to 24
    ExtremeFear,
    /// 25 to 45
    Fear,
    /// 46 to 54
    Neutral,
    /// 55 to 75
    Greed,
    /// 76 to 100
    ExtremeGreed,
}

impl FearGreedClass {
    /// The class of a value, by the bounds the publisher uses.
    pub fn of(value: Decimal) -> Self {
        if value < Decimal::from(25) {
            Self::ExtremeFear
        } else if value < Decimal::from(46) {
            Self::Fear
        } else if value < Decimal::from(55) {
            Self::Neutral
        } else if value < Decimal::from(76) {
            Self::Greed
        } else {
            Self::ExtremeGreed
        }
    }
}

/// The fear and greed index.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FearGreed {
    /// 0 (extreme fear) to 100 (extreme greed).
    pub value: Decimal,
    /// What the publisher calls it.
    pub class: FearGreedClass,
    /// Where it came from.
    pub source: String,
    /// The moment it stands for.
    pub at: DateTime<Utc>,
}

/// How one source is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SourceHealth {
    /// The source as it is shown.
    pub source: String,
    /// How long it took to answer, or why it did not.
    pub answered: Result<Duration, Problem>,
}

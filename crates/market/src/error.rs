//! Why a question could not be answered.

use alfa_domain::{Currency, Quote, Ticker};
use chrono::NaiveDate;
use std::path::PathBuf;
use std::time::Duration;

/// What went wrong at one source.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Problem {
    /// No connection could be made, or it broke off.
    #[error("unreachable: {0}")]
    Unreachable(String),
    /// It did not answer in time.
    #[error("no answer in time")]
    TimedOut,
    /// It asked for silence (429 or 418), or its published limit is used up; it is left alone for so long.
    #[error("limit reached, asked again in {} s", retry_after.as_secs())]
    Limited {
        /// How long it is left alone.
        retry_after: Duration,
    },
    /// It answered with this HTTP status.
    #[error("answered with status {0}")]
    Status(u16),
    /// It refused the user's key.
    #[error("refused the key")]
    BadKey,
    /// What it sent is not what its documentation says.
    #[error("unreadable answer: {0}")]
    Garbage(String),
    /// What it sent cannot be a price: zero, negative, absurd.
    #[error("implausible figure: {0}")]
    Implausible(String),
    /// It does not have this pair, coin or currency.
    #[error("does not have this pair")]
    NoPair,
    /// It does not have data this far back.
    #[error("has no data for this time")]
    NoData,
    /// It does not offer this kind of data.
    #[error("does not offer this")]
    Unsupported,
}

impl Problem {
    /// Whether the source works and merely lacks what was asked.
    pub fn is_lack(&self) -> bool {
        matches!(self, Self::NoPair | Self::NoData | Self::Unsupported)
    }
}

/// A source and what went wrong there.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{source_name}: {problem}")]
pub struct SourceProblem {
    /// The source as it is shown: "Binance", "Mercado Bitcoin" …
    pub source_name: String,
    /// What went wrong.
    pub problem: Problem,
}

/// Why the market could not answer.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum MarketError {
    /// Neither the coin table nor any source knows this ticker.
    #[error("unknown coin {0}")]
    UnknownCoin(Ticker),
    /// Every source answered, and none has this coin in this currency.
    #[error("no source has {coin} in {currency}")]
    NoPair {
        /// The coin.
        coin: Ticker,
        /// The currency asked.
        currency: Currency,
    },
    /// No source could answer; each with its reason.
    #[error("no source answered: {}", list(.0))]
    Unavailable(Vec<SourceProblem>),
    /// No source answered, and the last known price is older than may be said.
    #[error("the last known price is {} s old", age.as_secs())]
    TooOld {
        /// The last known price.
        quote: Box<Quote>,
        /// How old it is.
        age: Duration,
    },
    /// The sources have the coin, but no data for this day or span.
    #[error("no history of {coin} in {currency}")]
    NoHistory {
        /// The coin.
        coin: Ticker,
        /// The currency asked.
        currency: Currency,
        /// The day, if one was asked.
        date: Option<NaiveDate>,
    },
    /// A folder of recorded or simulated data cannot be used.
    #[error("{}: {problem}", path.display())]
    BadReplay {
        /// The file.
        path: PathBuf,
        /// What is wrong with it.
        problem: String,
    },
    /// The configuration cannot be used.
    #[error("market configuration: {0}")]
    BadConfig(String),
}

fn list(problems: &[SourceProblem]) -> String {
    problems.iter().map(ToString::to_string).collect::<Vec<_>>().join("; ")
}

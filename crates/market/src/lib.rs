//! Market data: prices, candles, market figures and indicators, each with the source it came from.
//!
//! - [`Market`]: the one facade; [`MarketConfig`], [`Endpoints`]: where and how it asks
//! - [`Quoted`], [`Candles`], [`Mover`], [`Figure`], [`Overview`], [`FearGreed`]: what it answers
//! - [`MarketError`], [`SourceProblem`], [`Problem`]: why it could not
//! - [`indicators`]: RSI, MACD and the like over candles
//! - `standin` (a feature): a server that speaks the providers' formats, for tests and benchmarks

#![forbid(unsafe_code)]

mod answer;
mod board;
mod candles;
mod config;
mod derive;
mod error;
mod feeds;
mod figures;
mod history;
pub mod indicators;
mod known;
mod live;
mod market;
mod net;
mod route;
mod simulated;
mod slots;
mod source;
#[cfg(feature = "standin")]
pub mod standin;
mod wiring;

pub use answer::{
    CandleSpan, Candles, Disagreement, FearGreed, FearGreedClass, Figure, Mover, Overview, Quoted, SourceHealth,
};
pub use config::{Clock, Endpoints, MarketConfig, SOURCES};
pub use error::{MarketError, Problem, SourceProblem};
pub use market::Market;
pub use reqwest::Url;

//! Prices, charts and the portfolio.

use alfa_copilot::Problem;
use alfa_domain::{Candle, Currency, Fact, Quote, Side, Ticker};
use chrono::{DateTime, Utc};
use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// A coin of the watchlist.
#[derive(Debug, Clone, Serialize, TS)]
pub struct WatchedCoin {
    /// The coin.
    pub coin: Ticker,
    /// Its name.
    pub name: String,
    /// Its price; null with a problem.
    pub quote: Option<Quote>,
    /// Why there is no price.
    pub problem: Option<Problem>,
    /// Closing prices of the last 24 hours, the oldest first.
    #[ts(type = "Decimal[]")]
    pub spark: Vec<Decimal>,
}

/// A coin by its name.
#[derive(Debug, Clone, Serialize, TS)]
pub struct CoinName {
    /// Its ticker.
    pub ticker: Ticker,
    /// Its name.
    pub name: String,
}

/// Candles of a chart.
#[derive(Debug, Clone, Serialize, TS)]
#[ts(rename = "Candles")]
pub struct CandleChart {
    /// The oldest first.
    pub candles: Vec<Candle>,
    /// Where they came from.
    pub source: String,
    /// When they were had.
    pub at: DateTime<Utc>,
}

/// An indicator at one candle.
#[derive(Debug, Clone, Serialize, TS)]
pub struct IndicatorPoint {
    /// When the candle began.
    pub at: DateTime<Utc>,
    /// Null while it warms up.
    #[ts(type = "Decimal | null")]
    pub value: Option<Decimal>,
}

/// One line of an indicator.
#[derive(Debug, Clone, Serialize, TS)]
pub struct IndicatorLine {
    /// "sma", "upper", "middle", "lower", "rsi", "macd", "signal", "histogram".
    pub name: String,
    /// A point for each candle of the chart.
    pub points: Vec<IndicatorPoint>,
}

/// The lines of an indicator.
#[derive(Debug, Clone, Serialize, TS)]
pub struct IndicatorLines {
    /// "rsi(14)".
    pub indicator: String,
    /// Its lines.
    pub lines: Vec<IndicatorLine>,
}

/// The market as a whole.
#[derive(Debug, Clone, Serialize, TS)]
#[ts(rename = "Overview")]
pub struct MarketOverview {
    /// "market_cap", "volume_24h", "dominance BTC", "fear_greed".
    pub facts: Vec<Fact>,
    /// The biggest gains of 24 hours.
    pub gainers: Vec<Quote>,
    /// The biggest losses of 24 hours.
    pub losers: Vec<Quote>,
}

/// What is held of a coin.
#[derive(Debug, Clone, Serialize, TS)]
pub struct Position {
    /// The coin.
    pub coin: Ticker,
    /// Its name.
    pub name: String,
    /// Units held.
    #[ts(type = "Decimal")]
    pub amount: Decimal,
    /// What a unit cost on average.
    #[ts(type = "Decimal")]
    pub average_price: Decimal,
    /// Null where no price could be had.
    #[ts(type = "Decimal | null")]
    pub price: Option<Decimal>,
    /// What it is worth.
    #[ts(type = "Decimal | null")]
    pub value: Option<Decimal>,
    /// What it is worth beyond its cost.
    #[ts(type = "Decimal | null")]
    pub profit: Option<Decimal>,
    /// Percent points.
    #[ts(type = "Decimal | null")]
    pub profit_pct: Option<Decimal>,
    /// Where the price came from.
    pub source: String,
    /// When the source gave it.
    pub at: DateTime<Utc>,
}

/// All that is held.
#[derive(Debug, Clone, Serialize, TS)]
#[ts(rename = "Portfolio")]
pub struct PortfolioView {
    /// What is held of each coin.
    pub positions: Vec<Position>,
    /// "portfolio value", "portfolio profit", "portfolio profit %".
    pub facts: Vec<Fact>,
}

/// A buy or sell that is to be recorded.
#[derive(Debug, Clone, Deserialize, TS)]
pub struct NewTrade {
    /// Bought or sold.
    pub side: Side,
    /// The coin.
    pub coin: Ticker,
    /// Units of the coin; positive.
    #[ts(type = "Decimal")]
    pub amount: Decimal,
    /// Of one unit, in `currency`.
    #[ts(type = "Decimal")]
    pub price: Decimal,
    /// The currency of the price.
    pub currency: Currency,
    /// When it happened.
    pub at: DateTime<Utc>,
}

/// What became of an import.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, TS)]
pub struct ImportReport {
    /// Trades added.
    pub added: usize,
    /// Lines passed over.
    pub skipped: usize,
    /// Portuguese, one a line that could not be read.
    pub problems: Vec<String>,
}

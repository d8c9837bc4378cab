//! An answer: text for the screen, words for the voice, cards, and the facts all of it rests on.

use alfa_domain::{Alert, Candle, Currency, Fact, Quote, Ticker, Timeframe};
use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};

/// Something the window shows beside the text.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Card {
    /// A price.
    Quote {
        /// The quote.
        quote: Quote,
    },
    /// Several rows of figures, such as a comparison, the day's gains or a portfolio.
    Table {
        /// Its title.
        title: String,
        /// One row a coin: its ticker and the names of its facts.
        rows: Vec<CardRow>,
    },
    /// A candle chart.
    Chart {
        /// The coin.
        coin: Ticker,
        /// The currency of the prices.
        currency: Currency,
        /// How long one candle lasts.
        timeframe: Timeframe,
        /// The candles, the oldest first.
        candles: Vec<Candle>,
    },
    /// Alerts that were made, changed or listed.
    Alerts {
        /// The alerts.
        alerts: Vec<Alert>,
    },
}

/// A row of a [`Card::Table`].
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub struct CardRow {
    /// The coin.
    pub coin: Ticker,
    /// Its figures, in the order of the columns.
    #[cfg_attr(feature = "typescript", ts(type = "Decimal[]"))]
    pub values: Vec<Decimal>,
}

/// What ALFA says.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub struct Answer {
    /// For the screen, with exact figures.
    pub text: String,
    /// For the voice: words only, figures rounded by the one rule.
    pub spoken: String,
    /// What the window shows beside it.
    pub cards: Vec<Card>,
    /// Every figure in it.
    pub facts: Vec<Fact>,
}

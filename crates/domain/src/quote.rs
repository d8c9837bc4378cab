//! A price at a moment, from one source.

use crate::{Currency, Ticker};
use chrono::{DateTime, Utc};
use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};

/// What one unit of a coin costs, according to one source.
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub struct Quote {
    /// The coin.
    #[cfg_attr(feature = "openapi", schema(value_type = String))]
    pub coin: Ticker,
    /// The currency of the price.
    #[cfg_attr(feature = "openapi", schema(value_type = String))]
    pub currency: Currency,
    /// The price of one unit.
    #[cfg_attr(feature = "typescript", ts(type = "Decimal"))]
    #[cfg_attr(feature = "openapi", schema(value_type = String))]
    pub price: Decimal,
    /// Change over the last 24 hours in percent points, the source's own figure.
    #[cfg_attr(feature = "typescript", ts(type = "Decimal | null"))]
    #[cfg_attr(feature = "openapi", schema(value_type = Option<String>))]
    pub change_24h: Option<Decimal>,
    /// Highest price of the last 24 hours.
    #[cfg_attr(feature = "typescript", ts(type = "Decimal | null"))]
    #[cfg_attr(feature = "openapi", schema(value_type = Option<String>))]
    pub high_24h: Option<Decimal>,
    /// Lowest price of the last 24 hours.
    #[cfg_attr(feature = "typescript", ts(type = "Decimal | null"))]
    #[cfg_attr(feature = "openapi", schema(value_type = Option<String>))]
    pub low_24h: Option<Decimal>,
    /// Traded amount of the last 24 hours, in units of `currency`.
    #[cfg_attr(feature = "typescript", ts(type = "Decimal | null"))]
    #[cfg_attr(feature = "openapi", schema(value_type = Option<String>))]
    pub volume_24h: Option<Decimal>,
    /// The source and its pair, as it is shown: "Binance BTCBRL", "CoinGecko", "Binance BTCUSDT × AwesomeAPI USD-BRL".
    pub source: String,
    /// When the source gave this price.
    pub at: DateTime<Utc>,
}

//! Where and how the sources are asked.

use chrono::{DateTime, Utc};
use reqwest::Url;
use rust_decimal::Decimal;
use secrecy::SecretString;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

/// The real time, passed in: the age of quotes is measured by it.
pub type Clock = Arc<dyn Fn() -> DateTime<Utc> + Send + Sync>;

/// Where the sources are.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub enum Endpoints {
    /// Each at its own public address.
    #[default]
    Live,
    /// All of them at one address, each under its own first path (`/binance`, `/mercadobitcoin`, `/coingecko`, `/coinmarketcap`,
    /// `/awesomeapi`, `/ptax`, `/fng`), then the provider's own path; WebSockets at `/binance-stream` and `/mercadobitcoin-stream`.
    Gateway(Url),
}

/// The sources that need no key, by their first path at a gateway.
pub const SOURCES: [&str; 6] = ["binance", "mercadobitcoin", "coingecko", "awesomeapi", "ptax", "fng"];

/// How the market asks its sources. `Default` is what a user without keys has.
#[derive(Debug, Clone)]
pub struct MarketConfig {
    /// Where the sources are.
    pub endpoints: Endpoints,
    /// Only these sources are asked, by their first path at a gateway ([`SOURCES`]); `None` asks all.
    pub only: Option<Vec<String>>,
    /// The user's own CoinMarketCap key; without it that source is not asked.
    pub coinmarketcap_key: Option<SecretString>,
    /// A CoinGecko demo key, for higher limits.
    pub coingecko_key: Option<SecretString>,
    /// The longest one request may take.
    pub timeout: Duration,
    /// The longest one question may take, over all sources and retries.
    pub deadline: Duration,
    /// The last known price is refused past this age.
    pub max_age: Duration,
    /// Two sources that differ by more than so many percent are said to disagree.
    pub disagreement_pct: Decimal,
    /// How much longer a question may take to hear a second source for comparison.
    pub second_opinion: Duration,
    /// A live tick older than this is not used.
    pub board_age: Duration,
    /// A small JSON file that keeps the last known prices for the next process; none keeps them in memory only.
    pub last_known: Option<PathBuf>,
}

impl Default for MarketConfig {
    fn default() -> Self {
        Self {
            endpoints: Endpoints::Live,
            only: None,
            coinmarketcap_key: None,
            coingecko_key: None,
            timeout: Duration::from_millis(2_500),
            deadline: Duration::from_secs(6),
            max_age: Duration::from_secs(15 * 60),
            disagreement_pct: Decimal::TWO,
            second_opinion: Duration::from_millis(150),
            board_age: Duration::from_secs(5),
            last_known: None,
        }
    }
}

//! The one facade over all sources.

use crate::{
    CandleSpan, Candles, Clock, FearGreed, Figure, MarketConfig, MarketError, Mover, Overview, Quoted, SourceHealth,
};
use alfa_domain::{CoinTable, Currency, Quote, Ticker, Timeframe, Window};
use chrono::NaiveDate;
use std::path::Path;
use std::sync::Arc;
use tokio::sync::broadcast;

/// The market. Cheap to clone: all clones share one board, one cache and the limits of each source.
#[derive(Clone)]
pub struct Market {
    inner: Arc<Inner>,
}

struct Inner {
    coins: CoinTable,
    ticks: broadcast::Sender<Quote>,
    simulated: bool,
}

#[expect(unused_variables, clippy::unused_async, reason = "bodies follow")]
impl Market {
    /// A market that asks real sources.
    ///
    /// # Errors
    /// `BadConfig` when the gateway's address cannot be a base or no HTTP client can be made.
    pub fn new(coins: CoinTable, config: MarketConfig, clock: Clock) -> Result<Self, MarketError> {
        Ok(Self { inner: Arc::new(Inner { coins, ticks: broadcast::channel(1024).0, simulated: false }) })
    }

    /// A market of recorded or simulated data, see `simulated/README.md` for the folder's format. Every source it names begins with
    /// "simulado".
    ///
    /// # Errors
    /// `BadReplay` names the file that cannot be used.
    pub fn replay(coins: CoinTable, dir: &Path, clock: Clock) -> Result<Self, MarketError> {
        Ok(Self { inner: Arc::new(Inner { coins, ticks: broadcast::channel(1024).0, simulated: true }) })
    }

    /// The simulated market that ships with ALFA.
    ///
    /// # Errors
    /// None in practice: the data is part of the program.
    pub fn simulated_default(coins: CoinTable, clock: Clock) -> Result<Self, MarketError> {
        Ok(Self { inner: Arc::new(Inner { coins, ticks: broadcast::channel(1024).0, simulated: true }) })
    }

    /// Whether what it says is simulated.
    pub fn simulated(&self) -> bool {
        self.inner.simulated
    }

    /// What one unit of a coin costs, by the first source that answers.
    ///
    /// # Errors
    /// `UnknownCoin`, `NoPair`, `Unavailable`, `TooOld`.
    pub async fn quote(&self, coin: &Ticker, currency: &Currency) -> Result<Quoted, MarketError> {
        Err(MarketError::UnknownCoin(coin.clone()))
    }

    /// As [`Self::quote`] for several coins at once, in their order.
    pub async fn quotes(&self, coins: &[Ticker], currency: &Currency) -> Vec<Result<Quoted, MarketError>> {
        Vec::new()
    }

    /// The same price at each exchange that has the pair.
    ///
    /// # Errors
    /// As [`Self::quote`], when not one exchange answers.
    pub async fn spread(&self, coin: &Ticker, currency: &Currency) -> Result<Vec<Quote>, MarketError> {
        Err(MarketError::UnknownCoin(coin.clone()))
    }

    /// Candles, the oldest first.
    ///
    /// # Errors
    /// `UnknownCoin`, `NoPair`, `NoHistory`, `Unavailable`.
    pub async fn candles(
        &self,
        coin: &Ticker,
        currency: &Currency,
        timeframe: Timeframe,
        span: CandleSpan,
    ) -> Result<Candles, MarketError> {
        Err(MarketError::UnknownCoin(coin.clone()))
    }

    /// The last price of a day in America/Sao_Paulo; of today, the price now.
    ///
    /// # Errors
    /// `NoHistory` for a day before the coin was traded or after today; else as [`Self::quote`].
    pub async fn price_on(&self, coin: &Ticker, currency: &Currency, date: NaiveDate) -> Result<Quoted, MarketError> {
        Err(MarketError::UnknownCoin(coin.clone()))
    }

    /// What a dollar, a euro or a USDT costs in reais.
    ///
    /// # Errors
    /// `NoPair` for another base, `Unavailable`, `TooOld`.
    pub async fn fx(&self, base: &Currency) -> Result<Quoted, MarketError> {
        Err(MarketError::Unavailable(Vec::new()))
    }

    /// The largest coins and how far each moved over the window, in the order of their market capitalisation.
    ///
    /// # Errors
    /// `Unavailable`; `NoHistory` for a window no source has.
    pub async fn movers(&self, currency: &Currency, window: Window) -> Result<Vec<Mover>, MarketError> {
        Err(MarketError::Unavailable(Vec::new()))
    }

    /// A coin's market capitalisation.
    ///
    /// # Errors
    /// `UnknownCoin`, `Unavailable`.
    pub async fn market_cap(&self, coin: &Ticker, currency: &Currency) -> Result<Figure, MarketError> {
        Err(MarketError::UnknownCoin(coin.clone()))
    }

    /// Capitalisation, volume and dominance of the whole market.
    ///
    /// # Errors
    /// `Unavailable`.
    pub async fn overview(&self, currency: &Currency) -> Result<Overview, MarketError> {
        Err(MarketError::Unavailable(Vec::new()))
    }

    /// The fear and greed index.
    ///
    /// # Errors
    /// `Unavailable`.
    pub async fn fear_greed(&self) -> Result<FearGreed, MarketError> {
        Err(MarketError::Unavailable(Vec::new()))
    }

    /// Starts the live board in the background (WebSockets, seeded by REST), so that quotes of these coins stand on it. Needs a Tokio
    /// runtime; calling it again adds coins.
    pub fn warm(&self, coins: &[Ticker]) {}

    /// Live ticks; a receiver that falls behind loses the oldest.
    pub fn ticks(&self) -> broadcast::Receiver<Quote> {
        self.inner.ticks.subscribe()
    }

    /// The coin table extended by the largest coins it did not know.
    ///
    /// # Errors
    /// `Unavailable`.
    pub async fn grow_coins(&self) -> Result<CoinTable, MarketError> {
        Ok(self.inner.coins.clone())
    }

    /// Asks every source for something small and says how each is.
    pub async fn health(&self) -> Vec<SourceHealth> {
        Vec::new()
    }
}

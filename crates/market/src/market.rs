//! The one facade over all sources.

use crate::feeds::Pair;
use crate::known::LastKnown;
use crate::route::{Depth, is_fiat};
use crate::simulated::{Simulated, World};
use crate::slots::Slots;
use crate::source::Source;
use crate::wiring::Sources;
use crate::{
    CandleSpan, Candles, Clock, FearGreed, Figure, MarketConfig, MarketError, Mover, Overview, Quoted, SourceHealth,
    candles, derive,
};
use alfa_domain::{CoinTable, Currency, Quote, Ticker, Timeframe, Window};
use chrono::NaiveDate;
use std::collections::BTreeSet;
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;
use tokio::sync::{broadcast, watch};
use tokio::time::Instant;

/// Ticks a listener may fall behind.
const TICKS: usize = 4_096;

/// The market. Cheap to clone: all clones share one board, one cache and the limits of each source.
#[derive(Clone)]
pub struct Market {
    inner: Arc<Inner>,
}

pub(crate) struct Inner {
    pub(crate) coins: CoinTable,
    pub(crate) config: MarketConfig,
    pub(crate) clock: Clock,
    pub(crate) sources: Sources,
    pub(crate) simulated: bool,
    pub(crate) known: LastKnown,
    pub(crate) overviews: Slots<(&'static str, Currency), Overview>,
    pub(crate) index: Slots<&'static str, FearGreed>,
    ticks: broadcast::Sender<Quote>,
    /// The pairs that should stand on the board; the streams end with it.
    wanted: watch::Sender<BTreeSet<Pair>>,
    streaming: AtomicBool,
}

impl Inner {
    fn market(coins: CoinTable, config: MarketConfig, clock: Clock, sources: Sources, simulated: bool) -> Market {
        let known = LastKnown::new(config.last_known.clone());
        Market {
            inner: Arc::new(Self {
                coins,
                config,
                clock,
                sources,
                simulated,
                known,
                overviews: Slots::new(),
                index: Slots::new(),
                ticks: broadcast::channel(TICKS).0,
                wanted: watch::channel(BTreeSet::new()).0,
                streaming: AtomicBool::new(false),
            }),
        }
    }

    fn simulated(coins: CoinTable, world: World, clock: Clock) -> Market {
        let clock = match world.at {
            Some(at) => Arc::new(move || at),
            None => clock,
        };
        let config = MarketConfig::default();
        let [first, second] = Simulated::both(world, &coins, &clock).map(|feed| Source::new(feed, config.board_age));
        let alone = || vec![Arc::clone(&first)];
        let sources = Sources {
            aggregators: alone(),
            fiat: alone(),
            sentiment: alone(),
            exchanges: vec![Arc::clone(&first), second],
        };
        Self::market(coins, config, clock, sources, true)
    }

    fn deadline(&self) -> Instant {
        Instant::now() + self.config.deadline
    }
}

impl Market {
    /// A market that asks real sources.
    ///
    /// # Errors
    /// `BadConfig` when the gateway's address cannot be a base or no HTTP client can be made.
    pub fn new(coins: CoinTable, config: MarketConfig, clock: Clock) -> Result<Self, MarketError> {
        let sources = Sources::real(&coins, &config, &clock)?;
        Ok(Inner::market(coins, config, clock, sources, false))
    }

    /// A market of recorded or simulated data, see `simulated/README.md` for the folder's format. Every source it names begins with
    /// "simulado".
    ///
    /// # Errors
    /// `BadReplay` names the file that cannot be used.
    pub fn replay(coins: CoinTable, dir: &Path, clock: Clock) -> Result<Self, MarketError> {
        Ok(Inner::simulated(coins, World::read(dir)?, clock))
    }

    /// The simulated market that ships with ALFA.
    ///
    /// # Errors
    /// None in practice: the data is part of the program.
    pub fn simulated_default(coins: CoinTable, clock: Clock) -> Result<Self, MarketError> {
        Ok(Inner::simulated(coins, World::shipped()?, clock))
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
        let unknown = || Err(MarketError::UnknownCoin(coin.clone()));
        self.quotes(std::slice::from_ref(coin), currency).await.pop().unwrap_or_else(unknown)
    }

    /// As [`Self::quote`] for several coins at once, in their order.
    pub async fn quotes(&self, coins: &[Ticker], currency: &Currency) -> Vec<Result<Quoted, MarketError>> {
        let inner = &self.inner;
        let trivial = |coin: &Ticker| is_fiat(coin) || coin.as_str() == currency.code();
        let asked: Vec<Ticker> = coins.iter().filter(|coin| !trivial(coin)).cloned().collect();
        let found = inner.resolve(asked, currency, Depth::Whole, inner.deadline()).await;
        if !inner.simulated {
            inner.known.put(found.iter().filter_map(|answer| answer.as_ref().ok()), (inner.clock)());
        }
        let mut found = found.into_iter();
        let mut answers = Vec::with_capacity(coins.len());
        for coin in coins {
            answers.push(if coin.as_str() == currency.code() {
                Ok(derive::identity(coin, currency, (inner.clock)()))
            } else if is_fiat(coin) {
                self.fiat(coin, currency).await
            } else {
                inner.conclude(coin, currency, found.next().unwrap_or(Err(Vec::new())))
            });
        }
        answers
    }

    /// A dollar or a euro in reais, as a coin might be asked for.
    async fn fiat(&self, coin: &Ticker, currency: &Currency) -> Result<Quoted, MarketError> {
        match coin.as_str().parse() {
            Ok(base) if *currency == Currency::Brl => self.rate(coin, &base).await,
            _ => Err(MarketError::NoPair { coin: coin.clone(), currency: currency.clone() }),
        }
    }

    async fn rate(&self, coin: &Ticker, base: &Currency) -> Result<Quoted, MarketError> {
        let inner = &self.inner;
        let found = inner.rate(base, inner.deadline()).await;
        if !inner.simulated {
            inner.known.put(found.iter(), (inner.clock)());
        }
        inner.conclude(coin, &Currency::Brl, found)
    }

    /// The same price at each exchange that has the pair.
    ///
    /// # Errors
    /// As [`Self::quote`], when not one exchange answers.
    pub async fn spread(&self, coin: &Ticker, currency: &Currency) -> Result<Vec<Quote>, MarketError> {
        let inner = &self.inner;
        let pair = Pair::new(coin, currency);
        let ask = |source: &Arc<Source>| {
            let (source, pair) = (Arc::clone(source), pair.clone());
            async move {
                let found = tokio::time::timeout(inner.config.deadline, source.quote(&pair)).await;
                found.unwrap_or(Err(crate::Problem::TimedOut)).map_err(|problem| source.fault(problem))
            }
        };
        let found = futures::future::join_all(inner.sources.exchanges.iter().map(ask)).await;
        let mut quotes = Vec::new();
        let mut faults = Vec::new();
        for answer in found {
            match answer {
                Ok(quote) => quotes.push(quote),
                Err(fault) => faults.extend(fault),
            }
        }
        if !quotes.is_empty() {
            return Ok(quotes);
        }
        // not one pair: then what a price is made of is all there is
        match inner.conclude(coin, currency, Err(faults)) {
            Err(MarketError::NoPair { .. } | MarketError::UnknownCoin(_)) => {
                Ok(vec![self.quote(coin, currency).await?.quote])
            }
            other => Ok(vec![other?.quote]),
        }
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
        self.inner.candles(coin, currency, timeframe, span).await
    }

    /// The last price of a day in America/Sao_Paulo; of today, the price now.
    ///
    /// # Errors
    /// `NoHistory` for a day before the coin was traded or after today; else as [`Self::quote`].
    pub async fn price_on(&self, coin: &Ticker, currency: &Currency, date: NaiveDate) -> Result<Quoted, MarketError> {
        if date == candles::day_of((self.inner.clock)()) {
            return self.quote(coin, currency).await;
        }
        self.inner.price_on(coin, currency, date).await
    }

    /// What a dollar, a euro or a USDT costs in reais.
    ///
    /// # Errors
    /// `NoPair` for another base, `Unavailable`, `TooOld`.
    pub async fn fx(&self, base: &Currency) -> Result<Quoted, MarketError> {
        let no_pair = |coin| MarketError::NoPair { coin, currency: Currency::Brl };
        let coin = base.code().parse::<Ticker>().map_err(|error| MarketError::BadConfig(error.to_string()))?;
        match base {
            Currency::Usd | Currency::Eur => self.rate(&coin, base).await,
            Currency::Usdt => self.quote(&coin, &Currency::Brl).await,
            Currency::Brl | Currency::Coin(_) => Err(no_pair(coin)),
        }
    }

    /// The largest coins and how far each moved over the window, in the order of their market capitalisation.
    ///
    /// # Errors
    /// `Unavailable`; `NoHistory` for a window no source has.
    pub async fn movers(&self, currency: &Currency, window: Window) -> Result<Vec<Mover>, MarketError> {
        self.inner.movers(currency, window).await
    }

    /// A coin's market capitalisation.
    ///
    /// # Errors
    /// `UnknownCoin`, `Unavailable`.
    pub async fn market_cap(&self, coin: &Ticker, currency: &Currency) -> Result<Figure, MarketError> {
        self.inner.market_cap(coin, currency).await
    }

    /// Capitalisation, volume and dominance of the whole market.
    ///
    /// # Errors
    /// `Unavailable`.
    pub async fn overview(&self, currency: &Currency) -> Result<Overview, MarketError> {
        self.inner.overview(currency).await
    }

    /// The fear and greed index.
    ///
    /// # Errors
    /// `Unavailable`.
    pub async fn fear_greed(&self) -> Result<FearGreed, MarketError> {
        self.inner.fear_greed().await
    }

    /// Starts the live board in the background (WebSockets, seeded by REST), so that quotes of these coins stand on it. Needs a Tokio
    /// runtime; calling it again adds coins.
    pub fn warm(&self, coins: &[Ticker]) {
        let Ok(runtime) = tokio::runtime::Handle::try_current() else {
            tracing::debug!("the board stays cold: there is no runtime");
            return;
        };
        let inner = &self.inner;
        if inner.simulated {
            return;
        }
        inner.wanted.send_if_modified(|wanted| {
            let before = wanted.len();
            wanted.extend(Inner::warm_pairs(coins).filter(|pair| pair.coin.as_str() != pair.currency.code()));
            wanted.len() > before
        });
        let first = !inner.streaming.swap(true, Ordering::SeqCst);
        for source in &inner.sources.exchanges {
            let (source, wanted, ticks) = (Arc::clone(source), inner.wanted.subscribe(), inner.ticks.clone());
            runtime.spawn(async move {
                source.feed.prepare().await;
                let pairs: Vec<Pair> = wanted.borrow().iter().cloned().collect();
                let seeds: Vec<Quote> = source.quotes(&pairs).await.into_iter().flatten().collect();
                source.board.put(&seeds);
                if first {
                    crate::live::run(source, wanted, ticks).await;
                }
            });
        }
        if first {
            // what prices in dollars and crosses will need
            let market = Arc::downgrade(inner);
            runtime.spawn(async move {
                if let Some(market) = market.upgrade() {
                    let deadline = market.deadline();
                    let _ = tokio::join!(market.usdt_in_dollars(deadline), market.rate(&Currency::Usd, deadline));
                }
            });
        }
    }

    /// Live ticks; a receiver that falls behind loses the oldest.
    pub fn ticks(&self) -> broadcast::Receiver<Quote> {
        self.inner.ticks.subscribe()
    }

    /// The coin table extended by the largest coins it did not know.
    ///
    /// # Errors
    /// `Unavailable`.
    pub async fn grow_coins(&self) -> Result<CoinTable, MarketError> {
        let inner = &self.inner;
        let mut faults = crate::history::Faults::default();
        for source in &inner.sources.aggregators {
            let asked = tokio::time::timeout(Duration::from_secs(30), source.feed.coins()).await;
            if let Some(coins) = faults.note(source, asked.unwrap_or(Err(crate::Problem::TimedOut))) {
                return Ok(inner.coins.extended(coins));
            }
        }
        if faults.problems.is_empty() {
            Ok(inner.coins.clone())
        } else {
            Err(MarketError::Unavailable(faults.problems))
        }
    }

    /// Asks every source for something small and says how each is.
    pub async fn health(&self) -> Vec<SourceHealth> {
        let ask = |source: Arc<Source>| async move {
            let began = Instant::now();
            let answer = tokio::time::timeout(self.inner.config.deadline, source.feed.probe()).await;
            let answered = answer.unwrap_or(Err(crate::Problem::TimedOut)).map(|()| began.elapsed());
            SourceHealth { source: source.name().to_owned(), answered }
        };
        futures::future::join_all(self.inner.sources.all().into_iter().map(ask)).await
    }
}

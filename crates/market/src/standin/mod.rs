//! A market to test against: one server on this computer that speaks every provider's real format under the gateway's paths, with prices
//! of its own, faults on demand and a count of what it was asked.
//!
//! ```no_run
//! # async fn example() -> std::io::Result<()> {
//! use alfa_market::standin::{Fault, Provider, StandIn, World};
//! let market = StandIn::start(World::random(42)).await?;
//! market.fail(Provider::Binance, Some(Fault::Down));
//! let gateway = alfa_market::Endpoints::Gateway(market.url());
//! # Ok(()) }
//! ```

mod aggregators;
mod exchanges;
mod fault;
mod fiat;
mod streams;
mod world;

pub use fault::Fault;
pub use world::{Provider, World};

use alfa_domain::{Candle, Currency, Ticker, Timeframe};
use axum::Router;
use reqwest::Url;
use rust_decimal::Decimal;
use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError, RwLock};
use tokio::sync::broadcast;

/// The running server; it ends when this is dropped.
pub struct StandIn {
    url: Url,
    shared: Arc<Shared>,
    task: tokio::task::JoinHandle<()>,
}

/// What the handlers work on.
struct Shared {
    world: RwLock<World>,
    faults: Mutex<HashMap<Provider, (Fault, usize)>>,
    requests: Mutex<HashMap<Provider, Vec<String>>>,
    sockets: Mutex<HashMap<Provider, usize>>,
    /// A price was set: streams tell of it.
    moved: broadcast::Sender<(Provider, Ticker, Currency)>,
}

impl Shared {
    fn world(&self) -> std::sync::RwLockReadGuard<'_, World> {
        self.world.read().unwrap_or_else(PoisonError::into_inner)
    }
}

/// An answer that is only a status.
struct StatusError(axum::http::StatusCode);

impl axum::response::IntoResponse for StatusError {
    fn into_response(self) -> axum::response::Response {
        (self.0, axum::Json(serde_json::json!({"error": self.0.as_str()}))).into_response()
    }
}

impl StandIn {
    /// Starts serving at a free port of this computer.
    ///
    /// # Errors
    /// When no port can be had.
    pub async fn start(world: World) -> std::io::Result<Self> {
        let listener = tokio::net::TcpListener::bind(("127.0.0.1", 0)).await?;
        let url = format!("http://{}/", listener.local_addr()?).parse().map_err(std::io::Error::other)?;
        let shared = Arc::new(Shared {
            world: RwLock::new(world),
            faults: Mutex::default(),
            requests: Mutex::default(),
            sockets: Mutex::default(),
            moved: broadcast::channel(1_024).0,
        });
        let routes = Router::new()
            .merge(exchanges::routes())
            .merge(aggregators::routes())
            .merge(fiat::routes())
            .layer(axum::middleware::from_fn_with_state(Arc::clone(&shared), fault::layer))
            .merge(streams::routes())
            .with_state(Arc::clone(&shared));
        let task = tokio::spawn(async move {
            if let Err(error) = axum::serve(listener, routes).await {
                tracing::error!(%error, "the stand-in market ended");
            }
        });
        Ok(Self { url, shared, task })
    }

    /// The gateway's address.
    pub fn url(&self) -> Url {
        self.url.clone()
    }

    /// The price a provider gives; `None` where it does not have the pair.
    pub fn price(&self, provider: Provider, coin: &Ticker, currency: &Currency) -> Option<Decimal> {
        self.shared.world().ticker(provider, coin, currency).map(|ticker| ticker.price)
    }

    /// The change of 24 hours in percent points that a provider gives.
    pub fn change(&self, provider: Provider, coin: &Ticker, currency: &Currency) -> Option<Decimal> {
        self.shared.world().ticker(provider, coin, currency).map(|ticker| ticker.change_pct)
    }

    /// The candles a provider gives: the last so many, the oldest first.
    pub fn candles(
        &self,
        provider: Provider,
        coin: &Ticker,
        currency: &Currency,
        timeframe: Timeframe,
        count: usize,
    ) -> Vec<Candle> {
        let world = self.shared.world();
        let begin = crate::candles::begin_of_last(count, world.moment(), timeframe);
        world.candles(provider, coin, currency, timeframe, begin, world.moment()).unwrap_or_default()
    }

    /// The coins it has.
    pub fn coins(&self) -> Vec<Ticker> {
        self.shared.world().coins().to_vec()
    }

    /// Sets a price at one provider; its candles are scaled to end there, and its stream tells of it at once.
    pub fn set_price(&self, provider: Provider, coin: &Ticker, currency: &Currency, price: Decimal) {
        self.shared.world.write().unwrap_or_else(PoisonError::into_inner).set_price(provider, coin, currency, price);
        // no stream may be open
        let _ = self.shared.moved.send((provider, coin.clone(), currency.clone()));
    }

    /// Makes a provider fail from now on, or work again.
    pub fn fail(&self, provider: Provider, fault: Option<Fault>) {
        let mut faults = self.shared.faults.lock().unwrap_or_else(PoisonError::into_inner);
        match fault {
            Some(fault) => faults.insert(provider, (fault, 0)),
            None => faults.remove(&provider),
        };
    }

    /// How often a provider was asked over HTTP.
    pub fn requests(&self, provider: Provider) -> usize {
        self.asked(provider).len()
    }

    /// What a provider was asked over HTTP: paths with queries, in order.
    pub fn asked(&self, provider: Provider) -> Vec<String> {
        self.shared.requests.lock().unwrap_or_else(PoisonError::into_inner).get(&provider).cloned().unwrap_or_default()
    }

    /// How often a WebSocket was opened at a provider.
    pub fn sockets(&self, provider: Provider) -> usize {
        self.shared.sockets.lock().unwrap_or_else(PoisonError::into_inner).get(&provider).copied().unwrap_or_default()
    }
}

impl Drop for StandIn {
    fn drop(&mut self) {
        self.task.abort();
    }
}

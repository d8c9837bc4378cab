//! What the watch and the reports look at.

use crate::Config;
use alfa_copilot::Clock;
use alfa_domain::CoinTable;
use alfa_market::{Market, MarketConfig, MarketError};
use chrono::{DateTime, SubsecRound, Utc};
use chrono_tz::Tz;
use std::sync::Arc;

/// Most of Brazil lives by it: an alert's last day is counted in it.
const ZONE: Tz = chrono_tz::America::Sao_Paulo;

/// Market, coins and clock; the market is asked nothing before somebody needs it.
pub struct Surroundings {
    /// The sources of `watch_market`.
    pub market: Market,
    /// Those that can be watched.
    pub coins: CoinTable,
    /// The server's.
    pub clock: Arc<dyn Clock>,
}

impl Surroundings {
    pub(crate) fn new(config: &Config) -> Result<Self, MarketError> {
        let coins = CoinTable::shipped();
        let endpoints = MarketConfig { endpoints: config.watch.market.clone(), ..MarketConfig::default() };
        let market = Market::new(coins.clone(), endpoints, Arc::new(crate::clock::now))?;
        Ok(Self { market, coins, clock: Arc::new(ServerClock) })
    }
}

struct ServerClock;

impl Clock for ServerClock {
    /// In whole microseconds, as Postgres keeps them.
    fn now(&self) -> DateTime<Utc> {
        crate::clock::now().trunc_subsecs(6)
    }

    fn zone(&self) -> Tz {
        ZONE
    }

    fn random(&self) -> [u8; 10] {
        let mut bytes = [0; 10];
        if getrandom::fill(&mut bytes).is_err() {
            bytes.copy_from_slice(&uuid::Uuid::now_v7().as_bytes()[6..]);
        }
        bytes
    }
}

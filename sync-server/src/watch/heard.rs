//! What every instance hears of the market, whether it leads or not: the next leader goes on from the last price the one before kept.

use super::Surroundings;
use alfa_alerts::Pair;
use alfa_domain::{Quote, Ticker};
use chrono::{DateTime, TimeDelta, Utc};
use sqlx::PgPool;
use std::collections::{HashMap, VecDeque};
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;
use tokio::sync::broadcast::error::RecvError;
use tokio::time::{MissedTickBehavior, interval};

/// So far back is remembered: longer than a leader can be silent before it is replaced, and longer than it keeps prices to itself.
const MEMORY: TimeDelta = TimeDelta::seconds(120);
/// Of a pair at most so many prices are kept.
const MOST: usize = 2_000;
/// Which pairs are watched is looked up this often.
const LOOK: Duration = Duration::from_secs(10);

/// The prices of the last two minutes.
#[derive(Default)]
pub(super) struct Heard {
    pairs: Mutex<HashMap<Pair, Lately>>,
}

struct Lately {
    /// From then on nothing was missed.
    since: DateTime<Utc>,
    quotes: VecDeque<Quote>,
}

impl Heard {
    /// Listens, for ever.
    pub async fn listen(&self, around: &Surroundings, pool: &PgPool) {
        let mut ticks = around.market.ticks();
        let mut looks = interval(LOOK);
        looks.set_missed_tick_behavior(MissedTickBehavior::Delay);
        loop {
            tokio::select! {
                tick = ticks.recv() => match tick {
                    Ok(quote) => self.put(quote, around.clock.now()),
                    // what was lost was never heard
                    Err(RecvError::Lagged(_)) => self.lock().clear(),
                    Err(RecvError::Closed) => return,
                },
                _ = looks.tick() => {
                    let coins: Result<Vec<(String,)>, _> =
                        sqlx::query_as("SELECT DISTINCT coin FROM watched WHERE at > now() - interval '1 day'").fetch_all(pool).await;
                    let coins: Vec<Ticker> = coins.unwrap_or_default().iter().filter_map(|(coin,)| coin.parse().ok()).collect();
                    if !coins.is_empty() {
                        around.market.warm(&coins);
                    }
                }
            }
        }
    }

    fn lock(&self) -> MutexGuard<'_, HashMap<Pair, Lately>> {
        self.pairs.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn put(&self, quote: Quote, now: DateTime<Utc>) {
        let mut pairs = self.lock();
        let pair = (quote.coin.clone(), quote.currency.clone());
        let lately = pairs.entry(pair).or_insert_with(|| Lately { since: now, quotes: VecDeque::new() });
        lately.quotes.push_back(quote);
        while lately.quotes.len() > MOST || lately.quotes.front().is_some_and(|first| now - first.at > MEMORY) {
            if let Some(gone) = lately.quotes.pop_front() {
                lately.since = lately.since.max(gone.at);
            }
        }
    }

    /// The prices of a pair after a moment, in the order they came; `None` where not all of that time was heard.
    pub fn since(&self, pair: &Pair, at: DateTime<Utc>) -> Option<Vec<Quote>> {
        let pairs = self.lock();
        let lately = pairs.get(pair).filter(|lately| lately.since <= at)?;
        Some(lately.quotes.iter().filter(|quote| quote.at > at).cloned().collect())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use alfa_domain::Currency;

    fn at(second: i64) -> DateTime<Utc> {
        DateTime::from_timestamp(1_700_000_000 + second, 0).unwrap()
    }

    fn quote(second: i64) -> Quote {
        Quote {
            coin: "BTC".parse().unwrap(),
            currency: Currency::Brl,
            price: second.into(),
            change_24h: None,
            high_24h: None,
            low_24h: None,
            volume_24h: None,
            source: "Binance BTCBRL".to_owned(),
            at: at(second),
        }
    }

    #[test]
    fn it_knows_what_it_heard_and_from_when_on_it_heard_all() {
        let (heard, pair) = (Heard::default(), ("BTC".parse().unwrap(), Currency::Brl));
        (10..200).for_each(|second| heard.put(quote(second), at(second)));
        let after = heard.since(&pair, at(190)).unwrap();
        assert_eq!(after.iter().map(|quote| quote.at).collect::<Vec<_>>(), (191..200).map(at).collect::<Vec<_>>());
        assert_eq!(heard.since(&pair, at(40)), None, "that is too long ago");
        assert_eq!(heard.since(&("ETH".parse().unwrap(), Currency::Brl), at(190)), None);
    }
}

//! The live board: the last tick of every pair a source streams.

use crate::feeds::Pair;
use alfa_domain::Quote;
use std::collections::HashMap;
use std::sync::{PoisonError, RwLock};
use std::time::{Duration, Instant};

/// While the stream is alive a pair without trades is silent: its last tick still stands for so many times the board's age.
const SILENCE: u32 = 3;

pub(crate) struct Board {
    age: Duration,
    state: RwLock<State>,
}

#[derive(Default)]
struct State {
    ticks: HashMap<Pair, (Quote, Instant)>,
    /// When the present connection was made.
    connected: Option<Instant>,
    /// When it was last heard of.
    heard: Option<Instant>,
}

impl Board {
    /// A tick older than `age` is not used.
    pub(crate) fn new(age: Duration) -> Self {
        Self { age, state: RwLock::default() }
    }

    pub(crate) fn connected(&self) {
        let mut state = self.state.write().unwrap_or_else(PoisonError::into_inner);
        state.connected = Some(Instant::now());
    }

    pub(crate) fn disconnected(&self) {
        let mut state = self.state.write().unwrap_or_else(PoisonError::into_inner);
        state.connected = None;
        state.heard = None;
    }

    pub(crate) fn put(&self, ticks: &[Quote]) {
        let now = Instant::now();
        let mut state = self.state.write().unwrap_or_else(PoisonError::into_inner);
        state.heard = Some(now);
        for tick in ticks {
            state.ticks.insert(Pair::new(&tick.coin, &tick.currency), (tick.clone(), now));
        }
    }

    /// The price that stands on the board, if it is fresh.
    pub(crate) fn get(&self, pair: &Pair) -> Option<Quote> {
        let state = self.state.read().unwrap_or_else(PoisonError::into_inner);
        let (quote, at) = state.ticks.get(pair)?;
        let alive = state.heard.is_some_and(|heard| heard.elapsed() <= self.age)
            && state.connected.is_some_and(|connected| connected <= *at)
            && at.elapsed() <= self.age * SILENCE;
        (at.elapsed() <= self.age || alive).then(|| quote.clone())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use alfa_domain::Currency;
    use rust_decimal::Decimal;

    #[test]
    fn an_old_tick_is_not_used() {
        let quote = Quote {
            coin: "BTC".parse().unwrap(),
            currency: Currency::Brl,
            price: Decimal::TEN,
            change_24h: None,
            high_24h: None,
            low_24h: None,
            volume_24h: None,
            source: "Binance BTCBRL".into(),
            at: chrono::DateTime::UNIX_EPOCH,
        };
        let pair = Pair::new(&quote.coin, &quote.currency);
        let fresh = Board::new(Duration::from_secs(60));
        fresh.put(std::slice::from_ref(&quote));
        assert_eq!(fresh.get(&pair), Some(quote.clone()));
        let strict = Board::new(Duration::ZERO);
        strict.put(std::slice::from_ref(&quote));
        std::thread::sleep(Duration::from_millis(2));
        assert_eq!(strict.get(&pair), None);
    }
}

//! Alerts watched: the market's prices through the watcher, and what fires kept. Device and cloud both run it, each over a [`WatchStore`] of its own.
//!
//! - [`Watch`]: the loop; `round`: what it knows while it runs; `keeping`: what of that is not yet put away; `held`: prices that wait
//! - `past`: the candles of a time when nobody watched; `readings`: indicators at the close of their candles
//! - [`WatchStore`]: where alerts come from and what was found goes; [`Passed`]: that

#![forbid(unsafe_code)]

mod held;
mod keeping;
mod past;
mod readings;
mod round;
mod store;

pub use store::{Loaded, NewFiring, Passed, WatchStore, Watched};

use alfa_copilot::Clock;
use alfa_domain::{CoinTable, Quote};
use alfa_market::Market;
use chrono::TimeDelta;
use round::Round;
use std::sync::Arc;
use std::time::Duration;
use tokio::sync::broadcast::error::RecvError;
use tokio::sync::{Notify, mpsc};
use tokio::time::{MissedTickBehavior, interval};
use tokio_util::sync::CancellationToken;

/// How often the watch looks after everything that is no tick.
const BEAT: Duration = Duration::from_secs(1);

/// What a question in the background came to.
enum Found {
    /// Prices of pairs that had been silent; those that failed are not among them.
    Quotes(Vec<Quote>),
    /// What a pair was while nobody watched.
    Gap(past::Gap),
    /// What a pair was before its alerts were made.
    History(past::History),
    /// An indicator at the close of its last candles.
    Readings(readings::Closed),
}

/// What the loop needs. One loop at a time runs over a store.
pub struct Watch {
    /// Where alerts come from and what was found goes.
    pub store: Arc<dyn WatchStore>,
    /// Where prices come from.
    pub market: Market,
    /// The time, and the zone an alert's last day is counted in.
    pub clock: Arc<dyn Clock>,
    /// For the coins' names.
    pub coins: CoinTable,
    /// Up to where prices were watched is kept this often.
    pub keep_after: TimeDelta,
    /// A time between two runs that is longer is looked up in candles.
    pub gap: TimeDelta,
    /// Told when alerts changed, so that the watch need not find out by itself, which takes it some seconds.
    pub changed: Arc<Notify>,
}

impl Watch {
    /// Watches until it is cancelled. What fires is kept before anybody hears of it; what cannot be kept is kept as soon as it can.
    pub async fn run(&self, cancel: &CancellationToken) {
        let (found, mut finds) = mpsc::unbounded_channel();
        let mut ticks = self.market.ticks();
        let mut beats = interval(BEAT);
        beats.set_missed_tick_behavior(MissedTickBehavior::Delay);
        let mut round = Round::new(self, found);
        loop {
            tokio::select! {
                biased;
                () = cancel.cancelled() => break,
                () = self.changed.notified() => round.alerts_changed(),
                find = finds.recv() => if let Some(find) = find { round.found(find) },
                tick = ticks.recv() => match tick {
                    Ok(quote) => round.live(&quote),
                    Err(RecvError::Lagged(_)) => round.fell_behind(),
                    Err(RecvError::Closed) => break,
                },
                _ = beats.tick() => round.beat(),
            }
            round.settle().await;
        }
        round.end().await;
    }
}

//! Alerts watched on this computer: live prices in, firings kept and told; and schedules spoken.
//!
//! - [`AlertWatch`]: the loop; `round`: what it knows while it runs; `keeping`: what of that is not yet put away; `held`: prices that wait
//! - `past`: the candles of a time when nobody watched; `readings`: indicators at the close of their candles
//! - `schedules`: what is spoken at its time
//! - [`Teller`]: a channel over which a firing is told; `telling`: trying until it is; [`channels`]: those the user set up

mod channels;
mod held;
mod keeping;
mod past;
mod readings;
mod round;
mod schedules;
mod telling;

pub use channels::{VoiceTeller, channels};
pub use telling::{Announcement, Teller, Untold};

use crate::app::App;
use crate::store::{Store, WatchLock};
use alfa_copilot::{Clock, Problem, Toolbox};
use alfa_domain::Quote;
use alfa_market::Market;
use round::Round;
use std::sync::Arc;
use std::time::Duration;
use tokio::sync::broadcast::error::RecvError;
use tokio::sync::{Notify, mpsc};
use tokio::time::{MissedTickBehavior, interval};
use tokio_util::sync::CancellationToken;

/// How often the watch looks after everything that is no tick.
const BEAT: Duration = Duration::from_secs(1);
/// Where somebody else watches it looks this often whether they ended.
const TURN_AFTER: Duration = Duration::from_secs(3);

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

/// Watches the user's alerts until it is cancelled.
pub struct AlertWatch {
    store: Store,
    market: Market,
    clock: Arc<dyn Clock>,
    tools: Toolbox,
    tellers: Vec<Arc<dyn Teller>>,
    changed: Arc<Notify>,
    lock: Option<WatchLock>,
}

impl AlertWatch {
    /// Over the data and the market of `app`, telling over `tellers`.
    pub fn new(app: &App, tellers: Vec<Arc<dyn Teller>>) -> Self {
        Self {
            store: app.store.clone(),
            market: app.market.clone(),
            clock: Arc::clone(&app.clock),
            tools: app.responder.tools().clone(),
            tellers,
            changed: Arc::new(Notify::new()),
            lock: None,
        }
    }

    /// Takes the right to watch now, for whoever does not want to wait for it.
    ///
    /// # Errors
    /// `already_watching`: somebody else watches this data.
    pub fn alone(mut self) -> Result<Self, Problem> {
        self.lock = Some(self.store.watch_lock()?.ok_or_else(already_watching)?);
        Ok(self)
    }

    /// Told when alerts changed, so that the watch need not find out by itself, which takes it some seconds.
    pub fn changed(&self) -> Arc<Notify> {
        Arc::clone(&self.changed)
    }

    /// Watches, as soon as nobody else does. What fires is kept before it is told; what cannot be kept is kept as soon as it can.
    pub async fn run(mut self, cancel: CancellationToken) {
        tokio::select! {
            biased;
            () = cancel.cancelled() => return,
            () = self.turn() => {}
        }
        tokio::select! {
            () = self.watch(&cancel) => {}
            () = schedules::run(&self) => {}
        }
    }

    async fn watch(&self, cancel: &CancellationToken) {
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

    /// Waits until nobody else watches this data.
    async fn turn(&mut self) {
        while self.lock.is_none() {
            match self.store.watch_lock() {
                Ok(Some(lock)) => self.lock = Some(lock),
                Ok(None) => tokio::time::sleep(TURN_AFTER).await,
                Err(error) => {
                    tracing::warn!(%error, "whether somebody else watches the alerts cannot be known yet");
                    tokio::time::sleep(TURN_AFTER).await;
                }
            }
        }
    }
}

fn already_watching() -> Problem {
    Problem::new(
        "already_watching",
        "Outra ALFA neste computador já está vigiando os seus alertas.",
        "Deixe que ela avise, ou feche-a e tente de novo.",
    )
}

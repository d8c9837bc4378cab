//! Alerts watched on this computer: live prices in, firings kept and told; and schedules spoken.
//!
//! - [`AlertWatch`]: `alfa_watch`'s loop over this computer's data (`data`), as long as nobody else on it watches
//! - `schedules`: what is spoken at its time
//! - [`Claims`]: who tells, where others watch the same alert
//! - [`Teller`]: a channel over which a firing is told; `telling`: trying until it is; [`channels`]: those the user set up

mod channels;
mod claims;
mod data;
mod schedules;
mod telling;

pub use channels::{VoiceTeller, channels};
pub use claims::{Alone, Claimed, Claims};
pub use telling::{Announcement, Teller, Untold};

use crate::app::App;
use crate::store::{Store, WatchLock};
use alfa_copilot::{Clock, Problem, Toolbox};
use alfa_market::Market;
use alfa_watch::Watch;
use chrono::TimeDelta;
use data::Data;
use std::sync::Arc;
use std::time::Duration;
use telling::Telling;
use tokio::sync::Notify;
use tokio_util::sync::CancellationToken;

/// Where somebody else watches it looks this often whether they ended.
const TURN_AFTER: Duration = Duration::from_secs(3);

/// Watches the user's alerts until it is cancelled.
pub struct AlertWatch {
    store: Store,
    market: Market,
    clock: Arc<dyn Clock>,
    tools: Toolbox,
    tellers: Vec<Arc<dyn Teller>>,
    claims: Arc<dyn Claims>,
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
            claims: Arc::new(Alone),
            changed: Arc::new(Notify::new()),
            lock: None,
        }
    }

    /// Tells what these let it tell.
    #[must_use]
    pub fn claiming(self, claims: Arc<dyn Claims>) -> Self {
        Self { claims, ..self }
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
        let (tellers, claims) = (self.tellers.clone(), Arc::clone(&self.claims));
        let telling = Telling::new(self.store.clone(), Arc::clone(&self.clock), tellers, claims);
        let watch = Watch {
            store: Arc::new(Data { store: self.store.clone(), telling: Arc::new(telling) }),
            market: self.market.clone(),
            clock: Arc::clone(&self.clock),
            coins: self.tools.coins().clone(),
            keep_after: TimeDelta::seconds(15),
            gap: TimeDelta::seconds(60),
            changed: Arc::clone(&self.changed),
        };
        watch.run(cancel).await;
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

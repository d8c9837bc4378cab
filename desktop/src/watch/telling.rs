//! Telling what fired, over each channel, until it is told.

use crate::store::Store;
use alfa_copilot::{Clock, Problem};
use alfa_domain::{Channel, Delivery, DeliveryState, Firing, FiringId};
use async_trait::async_trait;
use chrono::TimeDelta;
use std::collections::HashMap;
use std::sync::{Arc, PoisonError};
use std::time::Duration;
use tokio::sync::{Mutex, OwnedMutexGuard};
use tokio_util::task::TaskTracker;

/// A channel is given so long for one telling.
const PATIENCE: Duration = Duration::from_secs(30);
/// After so many tries a telling is given up: with the waits between them some six hours.
const TRIES: u32 = 12;
/// Tellings done in one go.
const BATCH: usize = 50;

/// Why a firing could not be told.
#[derive(Debug, Clone)]
pub struct Untold {
    /// What happened.
    pub problem: Problem,
    /// It may work later.
    pub again: bool,
}

/// A text that no alert stands behind, such as what a schedule speaks.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Announcement {
    /// What it is about.
    pub title: String,
    /// For the screen.
    pub written: String,
    /// For the voice.
    pub spoken: String,
}

/// A channel over which firings are told.
#[async_trait]
pub trait Teller: Send + Sync {
    /// Which one.
    fn channel(&self) -> Channel;
    /// Tells a firing. Told twice with the same identifier it should show once, where the channel can.
    async fn tell(&self, firing: &Firing) -> Result<(), Untold>;
    /// Tells a text; channels that are for alerts alone pass it over.
    async fn announce(&self, _announcement: &Announcement) -> Result<(), Untold> {
        Ok(())
    }
}

/// What came of tellings over one channel and could not be kept yet: they are done, and must not be done again for that.
type Lane = Arc<Mutex<Vec<(FiringId, Delivery)>>>;

/// Tells what is due, over these channels. Each has its own lane: what is being spoken does not hold up a notification.
pub(super) struct Telling {
    store: Store,
    clock: Arc<dyn Clock>,
    tellers: Vec<Arc<dyn Teller>>,
    lanes: std::sync::Mutex<HashMap<Channel, Lane>>,
    under_way: TaskTracker,
}

impl Telling {
    pub fn new(store: Store, clock: Arc<dyn Clock>, tellers: Vec<Arc<dyn Teller>>) -> Self {
        Self { store, clock, tellers, lanes: std::sync::Mutex::default(), under_way: TaskTracker::new() }
    }

    /// Tells what is due in the background, over each channel that is not at it already.
    pub fn begin(self: &Arc<Self>) {
        let telling = Arc::clone(self);
        self.under_way.spawn(async move {
            let Ok(channels) = telling.store.due_channels(telling.clock.now()).await else { return };
            for channel in channels {
                if let Ok(unkept) = telling.lane(channel).try_lock_owned() {
                    let teller = Arc::clone(&telling);
                    telling.under_way.spawn(async move { teller.tell_due(channel, unkept).await });
                }
            }
        });
    }

    fn lane(&self, channel: Channel) -> Lane {
        let mut lanes = self.lanes.lock().unwrap_or_else(PoisonError::into_inner);
        Arc::clone(lanes.entry(channel).or_default())
    }

    /// Waits until what was begun is told and kept.
    pub async fn finish(&self) {
        self.under_way.close();
        self.under_way.wait().await;
    }

    /// Each telling is tried and its outcome kept before the next.
    async fn tell_due(&self, channel: Channel, mut unkept: OwnedMutexGuard<Vec<(FiringId, Delivery)>>) {
        while let Some((firing, outcome)) = unkept.last() {
            if !self.keep(*firing, outcome).await {
                return;
            }
            unkept.pop();
        }
        let Ok(due) = self.store.due_deliveries(channel, self.clock.now(), BATCH).await else { return };
        for (firing, delivery) in due {
            // the watch ends: what was not begun is told by the next
            if self.under_way.is_closed() {
                return;
            }
            let outcome = self.tell(&firing, delivery).await;
            if !self.keep(firing.id, &outcome).await {
                unkept.push((firing.id, outcome));
                return;
            }
        }
    }

    async fn tell(&self, firing: &Firing, delivery: Delivery) -> Delivery {
        let outcome = match self.tellers.iter().find(|teller| teller.channel() == delivery.channel) {
            Some(teller) => tokio::time::timeout(PATIENCE, teller.tell(firing)).await.unwrap_or_else(|_| {
                let problem = Problem::new("telling_timed_out", "O canal não respondeu a tempo.", "Confira o canal.");
                Err(Untold { problem, again: true })
            }),
            None => Err(Untold {
                problem: Problem::new(
                    "channel_not_set_up",
                    "Esse canal não está configurado.",
                    "Configure o canal nos ajustes.",
                ),
                again: false,
            }),
        };
        let attempts = delivery.attempts + 1;
        let (state, problem) = match outcome {
            Ok(()) => (DeliveryState::Sent, None),
            Err(untold) if untold.again && attempts < TRIES => {
                (DeliveryState::Pending, Some(untold.problem.sentence()))
            }
            Err(untold) => (DeliveryState::Failed, Some(untold.problem.sentence())),
        };
        let told_at = (state == DeliveryState::Sent).then(|| self.clock.now());
        Delivery { channel: delivery.channel, state, problem, attempts, told_at }
    }

    async fn keep(&self, firing: FiringId, outcome: &Delivery) -> bool {
        let kept = self.store.record_delivery(firing, outcome, self.clock.now(), wait(outcome.attempts)).await;
        if let Err(error) = &kept {
            tracing::warn!(%error, "what came of telling an alert could not be kept yet");
        }
        kept.is_ok()
    }
}

/// Five seconds, then twice as long each time, an hour at most.
fn wait(attempts: u32) -> TimeDelta {
    TimeDelta::seconds((5_i64 << attempts.saturating_sub(1).min(12)).min(3_600))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn waits_grow_to_an_hour() {
        assert_eq!([1, 2, 3, 11, 40].map(|attempts| wait(attempts).num_seconds()), [5, 10, 20, 3_600, 3_600]);
    }
}

//! Telling what fired, over each channel, until it is told.

use super::claims::{Claimed, Claims};
use crate::store::Store;
use alfa_copilot::{Clock, Problem};
use alfa_domain::{Channel, Delivery, DeliveryState, Firing, FiringId};
use async_trait::async_trait;
use chrono::{DateTime, TimeDelta, Utc};
use std::collections::HashMap;
use std::sync::{Arc, PoisonError};
use std::time::Duration;
use tokio::sync::{Mutex, OwnedMutexGuard};
use tokio::time::Instant;
use tokio_util::task::TaskTracker;

/// A channel is given so long for one telling.
const PATIENCE: Duration = Duration::from_secs(30);
/// After so many tries a telling is given up: with the waits between them some six hours.
const TRIES: u32 = 12;
/// What the cloud could not be told is tried again after so long.
const REPORT_AGAIN: Duration = Duration::from_secs(20);
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
    claims: Arc<dyn Claims>,
    lanes: std::sync::Mutex<HashMap<Channel, Lane>>,
    under_way: TaskTracker,
    /// When what was told may be reported again, after it could not.
    reporting: Mutex<Option<Instant>>,
}

impl Telling {
    pub fn new(store: Store, clock: Arc<dyn Clock>, tellers: Vec<Arc<dyn Teller>>, claims: Arc<dyn Claims>) -> Self {
        Self {
            store,
            clock,
            tellers,
            claims,
            lanes: std::sync::Mutex::default(),
            under_way: TaskTracker::new(),
            reporting: Mutex::default(),
        }
    }

    /// Tells what is due in the background, over each channel that is not at it already.
    pub fn begin(self: &Arc<Self>) {
        let telling = Arc::clone(self);
        self.under_way.spawn(async move {
            let now = telling.clock.now();
            telling.report(now).await;
            let Ok(channels) = telling.store.due_channels(now).await else { return };
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
            // told here before, it is told again because the user asked for that
            let claimed = match delivery.told_at {
                Some(_) => Claimed::Yours,
                None => self.claims.claim(&firing, channel).await,
            };
            let outcome = match &claimed {
                Claimed::Told { by, at } => Delivery {
                    state: DeliveryState::Sent,
                    told_at: Some(*at),
                    told_by: Some(*by),
                    problem: None,
                    ..delivery
                },
                Claimed::Wait(wait) => {
                    let now = self.clock.now();
                    if let Err(error) = self.store.record_delivery(firing.id, &delivery, now, *wait).await {
                        tracing::warn!(%error, "that another is about to tell an alert could not be kept");
                        return;
                    }
                    continue;
                }
                Claimed::Yours | Claimed::Unasked => self.tell(&firing, delivery).await,
            };
            if !self.keep(firing.id, &outcome).await {
                unkept.push((firing.id, outcome));
                return;
            }
            if outcome.state == DeliveryState::Sent && outcome.told_by.is_none() {
                let known = matches!(claimed, Claimed::Yours) && self.claims.told(&firing, channel).await;
                if !known && let Err(error) = self.store.set_unreported(firing.id, channel, true).await {
                    tracing::warn!(%error, "that the cloud does not know of a telling could not be kept");
                }
            }
        }
    }

    /// Lets the cloud know what was told while it could not be asked.
    async fn report(&self, now: DateTime<Utc>) {
        let Ok(mut not_before) = self.reporting.try_lock() else { return };
        if !self.claims.can_be_asked() || not_before.is_some_and(|then| Instant::now() < then) {
            return;
        }
        let Ok(unreported) = self.store.unreported(now - TimeDelta::days(1)).await else { return };
        for (firing, channel) in unreported {
            if !self.claims.told(&firing, channel).await {
                // it may be that the alert itself has not come there yet
                *not_before = Some(Instant::now() + REPORT_AGAIN);
                return;
            }
            if let Err(error) = self.store.set_unreported(firing.id, channel, false).await {
                tracing::warn!(%error, "that the cloud knows of a telling could not be kept");
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
        Delivery { channel: delivery.channel, state, problem, attempts, told_at, told_by: None }
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

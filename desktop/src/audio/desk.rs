//! Where utterances are handed in: what the callers and the thread of the speaker share.

use super::voice::Shared;
use alfa_speech::Clip;
use std::collections::VecDeque;
use std::sync::atomic::Ordering;
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};
use tokio::sync::watch;

/// What the thread last said about the utterance it plays.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct Status {
    pub(super) epoch: u32,
    /// How many of its clips were played to the end.
    pub(super) done: u64,
    /// There is no speaker any more.
    pub(super) lost: bool,
}

/// Where utterances are handed in.
#[derive(Debug)]
pub(super) struct Desk {
    pub(super) shared: Arc<Shared>,
    orders: Mutex<Orders>,
    pub(super) ordered: Condvar,
    pub(super) status: watch::Sender<Status>,
}

/// What was handed in, and what is known of it.
#[derive(Debug, Default)]
pub(super) struct Orders {
    pub(super) epoch: u32,
    pub(super) clips: VecDeque<Clip>,
    pub(super) enqueued: u64,
    pub(super) warm: bool,
    /// The ends of utterances that are over: epoch, first audible sample, what was heard.
    over: VecDeque<(u32, Option<Instant>, Duration)>,
    pub(super) rate: u32,
    /// What other devices had taken of an utterance before they were lost.
    pub(super) carried: (u32, Duration),
}

impl Desk {
    pub(super) fn new() -> Self {
        let orders = Orders { epoch: 1, ..Orders::default() };
        Self {
            shared: Arc::new(Shared::new()),
            orders: Mutex::new(orders),
            ordered: Condvar::new(),
            status: watch::Sender::default(),
        }
    }

    /// A new utterance; all before it are silent from the device's next callback on.
    pub(super) fn begin(&self) -> u32 {
        let mut orders = self.lock();
        let old = orders.epoch;
        let end = (old, self.shared.first_audible(old), self.heard_of(&orders, old));
        orders.over.push_back(end);
        if orders.over.len() > 8 {
            orders.over.pop_front();
        }
        orders.epoch = orders.epoch.wrapping_add(1).max(1);
        orders.clips.clear();
        orders.enqueued = 0;
        self.shared.epoch.store(orders.epoch, Ordering::Release);
        let epoch = orders.epoch;
        drop(orders);
        self.ordered.notify_all();
        // Whoever waits for the old one looks again.
        self.status.send_modify(|_| ());
        epoch
    }

    pub(super) fn stop(&self, epoch: u32) {
        if !self.is_stale(epoch) {
            self.begin();
        }
    }

    pub(super) fn warm(&self) {
        self.lock().warm = true;
        self.ordered.notify_all();
    }

    pub(super) fn play(&self, epoch: u32, clip: Clip) -> bool {
        let mut orders = self.lock();
        if orders.epoch != epoch {
            return false;
        }
        orders.clips.push_back(clip);
        orders.enqueued += 1;
        drop(orders);
        self.ordered.notify_all();
        true
    }

    pub(super) fn enqueued(&self, epoch: u32) -> u64 {
        let orders = self.lock();
        if orders.epoch == epoch { orders.enqueued } else { 0 }
    }

    pub(super) fn is_stale(&self, epoch: u32) -> bool {
        self.lock().epoch != epoch
    }

    pub(super) fn status(&self) -> watch::Receiver<Status> {
        self.status.subscribe()
    }

    pub(super) fn first_audible(&self, epoch: u32) -> Option<Instant> {
        let orders = self.lock();
        match orders.over.iter().find(|(over, ..)| *over == epoch) {
            Some((_, at, _)) => *at,
            None => self.shared.first_audible(epoch),
        }
    }

    pub(super) fn heard(&self, epoch: u32) -> Duration {
        let orders = self.lock();
        match orders.over.iter().find(|(over, ..)| *over == epoch) {
            Some((.., heard)) => *heard,
            None => self.heard_of(&orders, epoch),
        }
    }

    #[expect(clippy::cast_precision_loss, reason = "an utterance has far fewer than 2^52 samples")]
    pub(super) fn heard_of(&self, orders: &Orders, epoch: u32) -> Duration {
        let here = Duration::from_secs_f64(self.shared.handed(epoch) as f64 / f64::from(orders.rate.max(1)));
        let (carried_epoch, before) = orders.carried;
        if carried_epoch == epoch { before + here } else { here }
    }

    pub(super) fn lock(&self) -> MutexGuard<'_, Orders> {
        self.orders.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

//! Sync that goes on by itself while somebody is signed in.

use super::live::Live;
use super::{Account, Session, SharedSession, usage};
use crate::paths::Paths;
use crate::store::Store;
use alfa_copilot::{Clock, Problem};
use alfa_sync::Outcome;
use std::sync::Arc;
use std::time::Duration;
use tokio::time::{Instant, sleep};
use tokio_util::sync::CancellationToken;

/// Between two rounds in which nothing happens.
const POLL: Duration = Duration::from_secs(30);
/// So long after it a change made here is on its way.
const LOOK: Duration = Duration::from_secs(2);
/// After a first failure at most so long; twice as long after each other one.
const FIRST_WAIT: Duration = Duration::from_secs(15);
const LONGEST_WAIT: Duration = Duration::from_secs(600);

/// Keeps a data folder level with its account. Signing in and out by another process is seen at the next round.
pub struct Background {
    paths: Paths,
    store: Store,
    clock: Arc<dyn Clock>,
    signed: Option<(Account, Arc<Session>)>,
    shared: SharedSession,
    /// Where somebody is signed in: hears of changes made elsewhere.
    live: Option<Live>,
    /// What the account has used is asked for again from then on.
    usage_after: Option<Instant>,
}

impl std::fmt::Debug for Background {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Background").field("signed_in", &self.signed.is_some()).finish_non_exhaustive()
    }
}

impl Background {
    /// Of this folder's data.
    pub fn new(paths: Paths, store: Store, clock: Arc<dyn Clock>) -> Self {
        Self { paths, store, clock, signed: None, shared: SharedSession::default(), live: None, usage_after: None }
    }

    /// Its session, for others who ask the cloud.
    pub fn session(&self) -> SharedSession {
        self.shared.clone()
    }

    /// Shares its session by this.
    #[must_use]
    pub fn sharing(self, shared: &SharedSession) -> Self {
        Self { shared: shared.clone(), ..self }
    }

    /// Goes on until it is cancelled; a round that has begun is ended first. `done` hears how each round ended. Rounds come every 30 s, two
    /// seconds after a change made here, and when the cloud says that something changed; after a failure on a timer of their own (full jitter, from 15 s to ten minutes), whatever is
    /// changed meanwhile.
    pub async fn run(mut self, cancel: CancellationToken, done: impl Fn(&Result<Outcome, Problem>) + Send) {
        let mut failures = 0;
        while !cancel.is_cancelled() {
            let until = match self.round().await.transpose() {
                None => Instant::now() + POLL,
                Some(result) => {
                    failures = if result.is_ok() { 0 } else { failures + 1 };
                    done(&result);
                    if !cancel.is_cancelled() {
                        self.pull_usage().await;
                    }
                    Instant::now() + if failures == 0 { POLL } else { wait_after(failures, &self.clock.random()) }
                }
            };
            let look = failures == 0 && self.signed.is_some();
            if cancel.run_until_cancelled(self.rest(until, look)).await.is_none() {
                return;
            }
        }
    }

    /// Until then, or, where it is looked for, until there is something to send or to fetch.
    async fn rest(&mut self, until: Instant, look: bool) {
        let pulled = self.store.sync_pulled().await.unwrap_or(i64::MAX);
        while let Some(left) = until.checked_duration_since(Instant::now()).filter(|left| !left.is_zero()) {
            let nap = sleep(if look { left.min(LOOK) } else { left });
            match self.live.as_mut().filter(|_| look) {
                None => nap.await,
                Some(live) => tokio::select! {
                    () = nap => {}
                    () = live.beyond(pulled) => return,
                },
            }
            if look && self.store.sync_status().await.is_ok_and(|status| status.waiting > 0) {
                return;
            }
        }
    }

    /// One round; `None` where nobody is signed in.
    async fn round(&mut self) -> Result<Option<Outcome>, Problem> {
        let _alone = self.store.sync_lock().await?;
        let Some(mut account) = Account::load(&self.paths).await? else {
            (self.signed, self.live, self.usage_after) = (None, None, None);
            self.shared.set(None);
            return Ok(None);
        };
        let session = match self.signed.take() {
            Some((before, session)) if before.is_as(&account) => session,
            // the first round, or another process signed in or renewed the session
            _ => {
                self.shared.set(None);
                self.live = None;
                account.resume(&self.paths).await?
            }
        };
        self.shared.set(Some(Arc::clone(&session)));
        let outcome = account.round(&session, &self.paths, &self.store, &*self.clock).await?;
        self.live.get_or_insert_with(|| Live::listen(Arc::clone(&session)));
        self.signed = Some((account, session));
        Ok(Some(outcome))
    }

    /// After a round that was told, and not after each: nobody waits for it.
    async fn pull_usage(&mut self) {
        let now = Instant::now();
        if self.signed.is_none() || self.usage_after.is_some_and(|after| now < after) {
            return;
        }
        self.usage_after = Some(now + usage::EVERY.to_std().unwrap_or_default());
        let Ok(_alone) = self.store.sync_lock().await else { return };
        // it may have been signed out meanwhile
        let kept = Account::load(&self.paths).await.ok().flatten();
        if let Some((account, session)) = self.signed.as_mut()
            && kept.is_some_and(|kept| account.is_as(&kept))
        {
            account.pull_usage(session, &self.paths, &self.store, &*self.clock).await;
        }
    }
}

/// Full jitter: anything between a second and twice as much as the last time.
fn wait_after(failures: u32, random: &[u8; 10]) -> Duration {
    let longest = FIRST_WAIT.saturating_mul(1 << (failures - 1).min(16)).min(LONGEST_WAIT);
    let part = u32::from(u16::from_be_bytes([random[0], random[1]]));
    longest.mul_f64(f64::from(part) / f64::from(u16::MAX)).max(Duration::from_secs(1))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn waits_grow_up_to_ten_minutes_and_are_never_nothing() {
        let (least, most) = ([0; 10], [255; 10]);
        assert_eq!(wait_after(1, &most), Duration::from_secs(15));
        assert_eq!(wait_after(3, &most), Duration::from_secs(60));
        assert_eq!(wait_after(40, &most), Duration::from_secs(600));
        assert_eq!(wait_after(40, &least), Duration::from_secs(1));
    }
}

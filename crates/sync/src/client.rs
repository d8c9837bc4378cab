//! One round of sync: say hello, push what changed here, pull what changed elsewhere, compare.

use crate::wire::{Bucket, Buckets, Hello, Placed, Pulled, Push, Pushed, Refusal, SnapshotPart, Verdict, Welcome};
use crate::{Collection, Digest, Op, sealed_version};
use async_trait::async_trait;
use std::collections::BTreeMap;
use uuid::Uuid;

/// So many times a round begins again before it gives up until the next: each time the server said something new about this device.
const TRIES: usize = 8;
/// Changes asked for at once.
const PAGE: usize = 500;
/// With so many places still to pull, a snapshot comes first.
const MANY: i64 = 4_000;

/// Where a device stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Position {
    /// The device, as far as sync goes.
    pub device_id: Uuid,
    /// The server's, as last heard.
    pub epoch: Option<Uuid>,
    /// Up to where it has pulled.
    pub after: i64,
    /// The last of its changes the server said it has.
    pub acked: i64,
    /// The last number it gave to a change.
    pub last_made: i64,
    /// It was away for so long that deletions may have been forgotten meanwhile.
    pub stale: bool,
}

/// The device's own data could not be read or written.
#[derive(Debug, thiserror::Error)]
#[error("{0}")]
pub struct StoreFailure(pub String);

/// What a device keeps. Every call is one transaction.
#[async_trait]
pub trait Store: Send + Sync {
    /// Where it stands.
    async fn position(&self) -> Result<Position, StoreFailure>;
    /// The next changes for the server in the order of their numbers, made of what changed here and is none yet. The same ones until they
    /// are settled.
    async fn outgoing(&self, most_ops: usize, most_bytes: usize) -> Result<Vec<Op>, StoreFailure>;
    /// What the server said to each of these; rejected ones go where the user sees them.
    async fn settle(&self, ops: &[Op], verdicts: &[Verdict]) -> Result<(), StoreFailure>;
    /// Takes in what changed elsewhere, and that everything up to `after` is pulled.
    async fn apply(&self, ops: &[Placed], after: i64) -> Result<(), StoreFailure>;
    /// The digests of what the server holds, as far as this device knows.
    async fn digests(&self) -> Result<BTreeMap<Collection, Digest>, StoreFailure>;
    /// As [`Self::digests`], of the parts of one collection.
    async fn buckets(&self, collection: Collection) -> Result<Buckets, StoreFailure>;
    /// The device was away for so long that deletions may have been forgotten meanwhile, until both ends were compared in full; the server knows
    /// so many of its changes.
    async fn set_stale(&self, stale: bool, last_dev_n: i64) -> Result<(), StoreFailure>;
    /// Makes a part level with the server's: takes what holds there and is missing here, and what is missing there is made ready to be sent
    /// again; or, where this device is stale, was deleted and is deleted here. Gives how many of each.
    async fn heal(&self, collection: Collection, bucket: u8, theirs: &[Placed])
    -> Result<(usize, usize), StoreFailure>;
    /// The version of the newest data key.
    fn key_version(&self) -> u32;
    /// As [`Self::renumber`], and stamped anew from the server's time on.
    async fn stamp_again(&self, last_dev_n: i64) -> Result<(), StoreFailure>;
    /// The server was restored: it knows so many of this device's changes, and everything is pulled anew.
    async fn restart(&self, epoch: Uuid, last_dev_n: i64) -> Result<(), StoreFailure>;
    /// What the server has not, of which it knows so many changes, is made again, sealed with the newest key, the first one after this number.
    async fn renumber(&self, last_dev_n: i64) -> Result<(), StoreFailure>;
    /// Goes on as a new device.
    async fn fork(&self) -> Result<(), StoreFailure>;
    /// The server's time, in milliseconds since 1970.
    async fn set_clock(&self, server_ms: i64) -> Result<(), StoreFailure>;
}

/// Why the server could not be asked.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum TransportError {
    /// The protocol's own.
    #[error("the server refuses: {0:?}")]
    Refused(Refusal),
    /// Signed out, or the device was revoked.
    #[error("signed out")]
    SignedOut,
    /// Too much at once, or not now.
    #[error("the server asks to wait {0} s")]
    Wait(u64),
    /// The server's problem, by its stable code.
    #[error("{status} {code}: {detail}")]
    Problem {
        /// HTTP.
        status: u16,
        /// Stable.
        code: String,
        /// For people.
        detail: String,
    },
    /// No answer, or none that can be read.
    #[error("unreachable: {0}")]
    Unreachable(String),
}

/// A snapshot as it comes.
#[async_trait]
pub trait Parts: Send {
    /// The next part; none after the last.
    async fn next(&mut self) -> Result<Option<SnapshotPart>, TransportError>;
}

/// The server.
#[async_trait]
pub trait Transport: Send + Sync {
    /// Who is there, and how far.
    async fn hello(&self, hello: &Hello) -> Result<Welcome, TransportError>;
    /// Sends changes.
    async fn push(&self, push: &Push) -> Result<Pushed, TransportError>;
    /// Asks for changes.
    async fn pull(&self, epoch: Uuid, device: Uuid, after: i64, limit: usize) -> Result<Pulled, TransportError>;
    /// Asks for all that holds after a place.
    async fn snapshot(&self, epoch: Uuid, device: Uuid, after: i64) -> Result<Box<dyn Parts>, TransportError>;
    /// Asks for the digests of a collection's parts.
    async fn buckets(&self, collection: Collection) -> Result<Buckets, TransportError>;
    /// Asks for a part.
    async fn bucket(&self, collection: Collection, bucket: u8) -> Result<Bucket, TransportError>;
}

/// Why a round did not come to its end. What is not sent yet is kept, and the next round goes on.
#[derive(Debug, thiserror::Error)]
pub enum SyncError {
    /// This device.
    #[error(transparent)]
    Store(#[from] StoreFailure),
    /// The server.
    #[error(transparent)]
    Transport(#[from] TransportError),
    /// The data key has changed: the new one is to be fetched before the next round.
    #[error("the data key has changed to version {0}")]
    KeyChanged(u32),
    /// The server was restored and has lost data keys: it knows those up to this version.
    #[error("the server has lost the data keys after version {0}")]
    KeysLost(u32),
    /// The server sends this device back to the start again and again.
    #[error("the server and this device do not come to terms")]
    Restless,
}

/// What a round did.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Outcome {
    /// Changes the server took.
    pub sent: usize,
    /// Of these, ones it put aside.
    pub rejected: usize,
    /// Changes that came.
    pub received: usize,
    /// Entities that were not level although both sides thought so.
    pub healed: usize,
}

/// One device against one server.
#[derive(Debug)]
pub struct Client<S, T> {
    /// This device.
    pub store: S,
    /// The server.
    pub transport: T,
}

enum Step {
    /// Begin again: something about this device changed.
    Again,
    /// Begin again, and make anew what the server will be found not to have.
    Redo(Redo),
    Failed(SyncError),
}

/// How changes are made anew. An answer that was lost may have been a yes: only the next hello says what the server has.
#[derive(Debug, Clone, Copy)]
enum Redo {
    /// With the newest key.
    Seal,
    /// With the time the server has.
    Stamp,
}

impl From<StoreFailure> for Step {
    fn from(failure: StoreFailure) -> Self {
        Self::Failed(failure.into())
    }
}

impl From<TransportError> for Step {
    fn from(error: TransportError) -> Self {
        Self::Failed(error.into())
    }
}

impl<S: Store, T: Transport> Client<S, T> {
    /// Sends and fetches until both ends are level.
    ///
    /// # Errors
    /// [`SyncError`]; nothing is lost by it.
    pub async fn round(&self) -> Result<Outcome, SyncError> {
        self.tries(None).await
    }

    /// As [`Self::round`], once the store has another newest key than before: what the server has not yet is sealed with that.
    ///
    /// # Errors
    /// As [`Self::round`].
    pub async fn round_with_another_key(&self) -> Result<Outcome, SyncError> {
        self.tries(Some(Redo::Seal)).await
    }

    async fn tries(&self, mut redo: Option<Redo>) -> Result<Outcome, SyncError> {
        let mut outcome = Outcome::default();
        for _ in 0..TRIES {
            match self.once(&mut redo, &mut outcome).await {
                Ok(()) => return Ok(outcome),
                Err(Step::Again) => {}
                Err(Step::Redo(how)) => redo = Some(how),
                Err(Step::Failed(error)) => return Err(error),
            }
        }
        Err(SyncError::Restless)
    }

    async fn once(&self, redo: &mut Option<Redo>, outcome: &mut Outcome) -> Result<(), Step> {
        let at = self.store.position().await?;
        let hello = Hello { device_id: at.device_id, epoch: at.epoch, after: at.after, acked: at.acked };
        let welcome = match self.transport.hello(&hello).await {
            Err(TransportError::Refused(refusal)) => return Err(self.obey(&refusal).await),
            other => other?,
        };
        self.store.set_clock(welcome.now_ms).await?;
        if welcome.key_version > self.store.key_version() {
            return Err(Step::Failed(SyncError::KeyChanged(welcome.key_version)));
        }
        if welcome.key_version < self.store.key_version() {
            // before anything is sealed with a key that a new device could not get
            return Err(Step::Failed(SyncError::KeysLost(welcome.key_version)));
        }
        if at.epoch != Some(welcome.epoch) {
            self.store.restart(welcome.epoch, welcome.last_dev_n).await?;
            return Err(Step::Again);
        }
        if welcome.last_dev_n > at.last_made {
            // changes of this name that this device did not make: it is a copy, or was itself restored
            self.store.fork().await?;
            return Err(Step::Again);
        }
        if let Some(how) = redo.take() {
            match how {
                Redo::Seal => self.store.renumber(welcome.last_dev_n).await?,
                Redo::Stamp => self.store.stamp_again(welcome.last_dev_n).await?,
            }
            return Err(Step::Again);
        }
        if welcome.stale && !at.stale {
            self.store.set_stale(true, welcome.last_dev_n).await?;
            return Err(Step::Again);
        }
        if at.stale {
            // before anything is sent: it may be of what was deleted
            let pulled = self.pull(&mut at.clone(), &welcome, outcome).await?;
            let compared = self.compare(&pulled, outcome).await;
            if let Err(Step::Failed(error)) = compared {
                return Err(Step::Failed(error));
            }
            self.store.set_stale(false, welcome.last_dev_n).await?;
            return Err(Step::Again);
        }
        // first what others changed: it may be of the rows whose changes are sent, and is put together with them here
        let (mut at, mut level) = (at, None);
        if welcome.head > at.after {
            level = Some(self.pull(&mut at, &welcome, outcome).await?);
        }
        for _ in 0..TRIES {
            let sent = self.push(&at, &welcome, outcome).await?;
            if let Some(pulled) = level.take().filter(|_| sent == 0) {
                return self.compare(&pulled, outcome).await;
            }
            level = Some(self.pull(&mut at, &welcome, outcome).await?);
        }
        // others change the same as fast as this device
        Err(Step::Again)
    }

    /// Sends what there is; how many changes that was.
    async fn push(&self, at: &Position, welcome: &Welcome, outcome: &mut Outcome) -> Result<usize, Step> {
        let mut sent = 0;
        loop {
            let ops = self.store.outgoing(welcome.most_ops, welcome.most_bytes).await?;
            if ops.is_empty() {
                return Ok(sent);
            }
            sent += ops.len();
            let push = Push { epoch: welcome.epoch, device_id: at.device_id, ops };
            let pushed = match self.transport.push(&push).await {
                Err(TransportError::Refused(refusal)) => return Err(self.obey(&refusal).await),
                other => other?,
            };
            if pushed.verdicts.len() != push.ops.len() {
                return Err(TransportError::Unreachable("as many verdicts as changes were due".to_owned()).into());
            }
            self.store.settle(&push.ops, &pushed.verdicts).await?;
            outcome.sent += push.ops.len();
            let rejected = |verdict: &&Verdict| matches!(verdict, Verdict::Rejected { .. });
            outcome.rejected += pushed.verdicts.iter().filter(rejected).count();
        }
    }

    /// All that holds after this place, as far as it comes; up to where.
    async fn snapshot(&self, at: &Position, epoch: Uuid, outcome: &mut Outcome) -> Result<i64, Step> {
        let mut parts = match self.transport.snapshot(epoch, at.device_id, at.after).await {
            Err(TransportError::Refused(refusal)) => return Err(self.obey(&refusal).await),
            other => other?,
        };
        let mut after = at.after;
        while let Some(part) = parts.next().await? {
            self.check_keys(&part.ops)?;
            if part.next < after {
                return Err(TransportError::Unreachable("a snapshot must go forward".to_owned()).into());
            }
            self.store.apply(&part.ops, part.next).await?;
            outcome.received += part.ops.iter().filter(|placed| placed.op.device_id != at.device_id).count();
            after = part.next;
        }
        Ok(after)
    }

    /// All there is after where this device stands, to the head; where it stands then is kept in `at` too.
    async fn pull(&self, at: &mut Position, welcome: &Welcome, outcome: &mut Outcome) -> Result<Pulled, Step> {
        let epoch = welcome.epoch;
        if welcome.head - at.after >= MANY {
            at.after = self.snapshot(at, epoch, outcome).await?;
        }
        loop {
            let after = at.after;
            let pulled = match self.transport.pull(epoch, at.device_id, after, PAGE).await {
                Err(TransportError::Refused(refusal)) => return Err(self.obey(&refusal).await),
                other => other?,
            };
            if pulled.next < after || (pulled.next == after && pulled.next < pulled.head) {
                return Err(TransportError::Unreachable("a pull must go forward".to_owned()).into());
            }
            self.check_keys(&pulled.ops)?;
            self.store.apply(&pulled.ops, pulled.next).await?;
            outcome.received += pulled.ops.iter().filter(|placed| placed.op.device_id != at.device_id).count();
            at.after = pulled.next;
            if at.after >= pulled.head {
                return Ok(pulled);
            }
        }
    }

    /// Both ends have the same changes: what holds must be the same.
    async fn compare(&self, pulled: &Pulled, outcome: &mut Outcome) -> Result<(), Step> {
        let ours = self.store.digests().await?;
        let mut to_send = 0;
        for collection in Collection::ALL {
            let of = |digests: &BTreeMap<Collection, Digest>| digests.get(&collection).copied().unwrap_or_default();
            if of(&ours) == of(&pulled.digests) {
                continue;
            }
            let theirs = self.transport.buckets(collection).await?;
            let ours = self.store.buckets(collection).await?;
            for bucket in 0..=u8::MAX {
                if ours.get(&bucket).copied().unwrap_or_default() == theirs.get(&bucket).copied().unwrap_or_default() {
                    continue;
                }
                let part = self.transport.bucket(collection, bucket).await?;
                self.check_keys(&part.ops)?;
                let (taken, missing) = self.store.heal(collection, bucket, &part.ops).await?;
                tracing::warn!(?collection, bucket, taken, missing, "a part was not level and is made so");
                outcome.healed += taken + missing;
                to_send += missing;
            }
        }
        if to_send > 0 { Err(Step::Again) } else { Ok(()) }
    }

    /// What was sealed with a key that changed just now is not taken for unreadable.
    fn check_keys(&self, ops: &[Placed]) -> Result<(), Step> {
        let sealed = ops.iter().filter(|placed| !placed.op.collection.is_readable());
        let newest = sealed.filter_map(|placed| sealed_version(&placed.op.body)).max().unwrap_or(0);
        if newest > self.store.key_version() { Err(Step::Failed(SyncError::KeyChanged(newest))) } else { Ok(()) }
    }

    /// Does what a refusal asks for.
    async fn obey(&self, refusal: &Refusal) -> Step {
        let done = match refusal {
            // the next hello tells the epoch and what the server has
            Refusal::EpochChanged { .. } => Ok(()),
            // sealed before the key changed and not sent until now, or the key changes just now
            Refusal::KeyChanged { version } if *version > self.store.key_version() => {
                return Step::Failed(SyncError::KeyChanged(*version));
            }
            Refusal::KeyChanged { .. } => return Step::Redo(Redo::Seal),
            Refusal::Gap { expected } => self.store.renumber(expected - 1).await,
            Refusal::DeviceForked => self.store.fork().await,
            Refusal::ClockAhead { .. } => return Step::Redo(Redo::Stamp),
        };
        match done {
            Ok(()) => Step::Again,
            Err(failure) => failure.into(),
        }
    }
}

//! Requests and answers of sync, as JSON.

use crate::{Collection, Digest, Hlc, Op, RotatedKey};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use uuid::Uuid;

/// Most changes in one push.
pub const MOST_OPS: usize = 1_000;
/// Most bytes of one push.
pub const MOST_BYTES: usize = 1 << 20;
/// A clock so far ahead is refused, in milliseconds.
pub const MOST_AHEAD_MS: i64 = 60_000;

/// `POST /v1/sync/hello`
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Hello {
    /// The device.
    pub device_id: Uuid,
    /// The epoch it knows.
    pub epoch: Option<Uuid>,
    /// Up to where it has pulled.
    pub after: i64,
    /// The last of its changes the server said it has.
    pub acked: i64,
}

/// What the server is, and where the device stands there.
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Welcome {
    /// Changes when the server was restored from a backup.
    pub epoch: Uuid,
    /// The last change there is.
    pub head: i64,
    /// The last of this device's changes it has.
    pub last_dev_n: i64,
    /// Deletions this device has not heard of may be forgotten: what it has from the server and the server has not is deleted.
    #[serde(default)]
    pub stale: bool,
    /// The version of the data key bodies are sealed with now.
    #[serde(default = "first_key")]
    pub key_version: u32,
    /// In milliseconds since 1970.
    pub now_ms: i64,
    /// Most changes in one push.
    pub most_ops: usize,
    /// Most bytes of one push.
    pub most_bytes: usize,
}

fn first_key() -> u32 {
    1
}

/// `GET /v1/sync/keys`
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct Keys {
    /// The data keys after the first one, in order.
    pub rotated: Vec<RotatedKey>,
    /// The signed-in devices.
    pub devices: Vec<DeviceKey>,
}

/// A signed-in device's public key.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct DeviceKey {
    /// The signed-in device.
    pub session_id: Uuid,
    /// What was put for it; none for one that has not put any yet.
    pub key: Option<ProvedKey>,
}

/// `PUT /v1/sync/device-key`
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct ProvedKey {
    /// Base64.
    pub public_key: String,
    /// That whoever put it holds the data key; base64.
    pub proof: String,
}

/// `POST /v1/sync/keys`: a device goes, and the data key changes with it; or a server that was restored is given back a key it has lost.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct Rotation {
    /// The signed-in device that goes; none where a key is given back.
    pub revoke: Option<Uuid>,
    /// The new key's: one more than the last.
    pub version: u32,
    /// For the recovery phrase; base64.
    pub wrapped: String,
    /// A known text sealed with it; base64.
    pub check: String,
    /// For every device that stays; none for one whose public key is not proved, which needs the phrase again.
    pub shares: BTreeMap<Uuid, Option<String>>,
}

/// `POST /v1/sync/push`
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Push {
    /// The epoch it knows.
    pub epoch: Uuid,
    /// The device all of these are of.
    pub device_id: Uuid,
    /// In the order of their `dev_n`.
    pub ops: Vec<Op>,
}

/// What became of one change.
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "verdict", rename_all = "snake_case")]
pub enum Verdict {
    /// It holds.
    Applied {
        /// Its place.
        seq: i64,
    },
    /// It was there.
    Duplicate {
        /// Its place.
        seq: i64,
    },
    /// It is kept in mind, but a later change of the same entity holds.
    Superseded {
        /// Its place.
        seq: i64,
    },
    /// It cannot be taken; the ones after it can.
    Rejected {
        /// Its place.
        seq: i64,
        /// A stable code.
        problem: String,
    },
}

/// What became of each change of a push, in its order.
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Pushed {
    /// One for each.
    pub verdicts: Vec<Verdict>,
    /// The last change there is.
    pub head: i64,
}

/// A change with its place.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Placed {
    /// Its place in the order of the account's changes.
    pub seq: i64,
    /// The change.
    #[serde(flatten)]
    pub op: Op,
}

/// `GET /v1/sync/pull?epoch&device&after&limit`
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Pulled {
    /// Changes that hold, in order.
    pub ops: Vec<Placed>,
    /// Pull after this next.
    pub next: i64,
    /// The last change there is; where `next` is this, all is pulled.
    pub head: i64,
    /// The last of this device's changes the server has.
    pub last_dev_n: i64,
    /// At the head: of each collection that has something.
    pub digests: BTreeMap<Collection, Digest>,
}

/// A part of `GET /v1/sync/snapshot?epoch&device&after`. The answer is one after another: four bytes of length (big-endian), then so many of it as JSON,
/// compressed as zlib does (RFC 1950). After each the device stands at `next`, and a snapshot that was cut goes on from there.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct SnapshotPart {
    /// Changes that hold, in order.
    pub ops: Vec<Placed>,
    /// Up to where this goes.
    pub next: i64,
    /// The last change there was; where `next` is this, it is the last part.
    pub head: i64,
}

/// Most bytes of a compressed part of a snapshot.
pub const MOST_PART: usize = 16 << 20;

/// `GET /v1/sync/buckets?collection`: the digests of the parts that have something.
pub type Buckets = BTreeMap<u8, Digest>;

/// `GET /v1/sync/bucket?collection&bucket`: all changes that hold in a part.
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Bucket {
    /// In the order of their places.
    pub ops: Vec<Placed>,
}

/// Why the server refuses a request of sync; the rest of its problem+json is for people.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "code", rename_all = "snake_case")]
pub enum Refusal {
    /// The server was restored: everything is to be compared.
    EpochChanged {
        /// The new one.
        epoch: Uuid,
    },
    /// The device's changes have a hole.
    Gap {
        /// The `dev_n` that is missing.
        expected: i64,
    },
    /// Something was sealed with an old data key: get the new one and seal again.
    KeyChanged {
        /// The new one's.
        version: u32,
    },
    /// Two devices say they are this one, or a change was changed: go on as a new device.
    DeviceForked,
    /// A change is dated in the future: stamp again.
    ClockAhead {
        /// The server's, in milliseconds since 1970.
        now_ms: i64,
        /// The change's.
        hlc: Hlc,
    },
}

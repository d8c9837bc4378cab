//! A change of one entity, as it travels.

use crate::{Hlc, Stamp};
use base64::Engine as _;
use base64::prelude::BASE64_STANDARD;
use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};
use uuid::Uuid;

/// What kind of thing an entity is. The number is that of the protocol and of the database, and never changes its meaning.
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[repr(i16)]
pub enum Collection {
    /// Conversations and their titles.
    Conversations = 1,
    /// What was said; never changed after.
    Messages = 2,
    /// The tools called for an answer; never changed after.
    ToolCalls = 3,
    /// One entity a coin.
    Watchlist = 4,
    /// Trades.
    Portfolio = 5,
    /// One entity a setting.
    Settings = 6,
    /// Alerts the server may read, because it watches them.
    Alerts = 7,
    /// Alerts that are watched on devices only.
    PrivateAlerts = 8,
    /// Alerts that fired; never changed after.
    Firings = 9,
    /// Spoken schedules.
    Schedules = 10,
}

impl Collection {
    /// All, in the order in which they are applied: what a row refers to comes first.
    pub const ALL: [Self; 10] = [
        Self::Conversations,
        Self::Messages,
        Self::ToolCalls,
        Self::Watchlist,
        Self::Portfolio,
        Self::Settings,
        Self::Alerts,
        Self::PrivateAlerts,
        Self::Firings,
        Self::Schedules,
    ];

    /// Its number.
    pub const fn number(self) -> i16 {
        self as i16
    }

    /// The collection of a number.
    pub fn of_number(number: i16) -> Option<Self> {
        Self::ALL.into_iter().find(|collection| collection.number() == number)
    }

    /// Whether a deletion holds against every other change, or only against earlier ones.
    pub const fn deletes_for_good(self) -> bool {
        !matches!(self, Self::Conversations | Self::Watchlist | Self::Settings)
    }

    /// Whether the server reads its bodies.
    pub const fn is_readable(self) -> bool {
        matches!(self, Self::Alerts | Self::Firings)
    }
}

/// What a change does.
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[repr(i16)]
pub enum Kind {
    /// The entity is now what the body says.
    Put = 0,
    /// The entity is gone; the body is empty.
    Delete = 1,
}

impl Kind {
    /// Its number.
    pub const fn number(self) -> i16 {
        self as i16
    }

    /// The kind of a number.
    pub fn of_number(number: i16) -> Option<Self> {
        match number {
            0 => Some(Self::Put),
            1 => Some(Self::Delete),
            _ => None,
        }
    }
}

/// SHA-256 of a change.
pub type OpHash = [u8; 32];

/// A change of one entity.
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Op {
    /// Names the change for ever.
    pub op_id: Uuid,
    /// The device that made it.
    pub device_id: Uuid,
    /// Counts the device's changes from 1, without gaps.
    #[cfg_attr(feature = "openapi", schema(minimum = 1))]
    pub dev_n: i64,
    /// When it was made.
    pub hlc: Hlc,
    /// What it is about.
    pub collection: Collection,
    /// Which one of these.
    pub entity: Uuid,
    /// What it does.
    pub kind: Kind,
    /// The version of the body's form, from 1.
    #[cfg_attr(feature = "openapi", schema(minimum = 1))]
    pub schema_v: i16,
    /// Sealed, or JSON where the server reads it; empty for a deletion. Base64 with padding on the wire.
    #[serde(with = "base64_text")]
    #[cfg_attr(feature = "openapi", schema(value_type = String, content_encoding = "base64"))]
    pub body: Vec<u8>,
}

impl Op {
    /// SHA-256 of everything it says, each field in a fixed number of bytes (big-endian), the body last.
    pub fn hash(&self) -> OpHash {
        let mut hash = Sha256::new();
        hash.update(b"alfa-op-1");
        hash.update(self.op_id.as_bytes());
        hash.update(self.device_id.as_bytes());
        hash.update(self.dev_n.to_be_bytes());
        hash.update(self.hlc.0.to_be_bytes());
        hash.update(self.collection.number().to_be_bytes());
        hash.update(self.entity.as_bytes());
        hash.update(self.kind.number().to_be_bytes());
        hash.update(self.schema_v.to_be_bytes());
        hash.update(&self.body);
        hash.finalize().into()
    }

    /// What decides whether it holds.
    pub fn stamp(&self) -> Stamp {
        Stamp { kind: self.kind, hlc: self.hlc, device_id: self.device_id, op_id: self.op_id }
    }
}

mod base64_text {
    use super::{BASE64_STANDARD, Deserialize};
    use base64::Engine as _;
    use serde::{Deserializer, Serializer, de::Error};

    pub fn serialize<S: Serializer>(bytes: &[u8], serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&BASE64_STANDARD.encode(bytes))
    }

    pub fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Vec<u8>, D::Error> {
        let text = std::borrow::Cow::<'de, str>::deserialize(deserializer)?;
        BASE64_STANDARD.decode(text.as_bytes()).map_err(D::Error::custom)
    }
}

/// Bytes as they are written on the wire.
pub(crate) fn to_base64(bytes: &[u8]) -> String {
    BASE64_STANDARD.encode(bytes)
}

pub(crate) fn from_base64(text: &str) -> Option<Vec<u8>> {
    BASE64_STANDARD.decode(text).ok()
}

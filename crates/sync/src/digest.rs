//! The sum of what holds.

use crate::{Collection, Kind, Stamp};
use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};
use std::fmt::{self, Display};
use std::str::FromStr;
use uuid::Uuid;

/// Into so many parts a collection falls when its digests differ.
pub const BUCKETS: usize = 256;

/// The part of its collection an entity is in: its last byte, as the first ones of a UUIDv7 are a time.
pub fn bucket(entity: Uuid) -> u8 {
    entity.as_bytes()[15]
}

/// The exclusive or of the first sixteen bytes of SHA-256 of each entity's holding change. Adding one twice takes it out again. Deletions count
/// nothing: the two ends may forget them at different times.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Hash)]
pub struct Digest(pub u128);

impl Digest {
    /// Of one entity alone; nothing where it is deleted.
    pub fn of(collection: Collection, entity: Uuid, stamp: &Stamp) -> Self {
        if stamp.kind == Kind::Delete {
            return Self::default();
        }
        let mut hash = Sha256::new();
        hash.update(collection.number().to_be_bytes());
        hash.update(entity.as_bytes());
        hash.update(stamp.kind.number().to_be_bytes());
        hash.update(stamp.hlc.0.to_be_bytes());
        hash.update(stamp.device_id.as_bytes());
        hash.update(stamp.op_id.as_bytes());
        let mut first = [0; 16];
        first.copy_from_slice(&hash.finalize()[..16]);
        Self(u128::from_be_bytes(first))
    }

    /// Puts another in, or takes it out.
    pub fn toggle(&mut self, other: Self) {
        self.0 ^= other.0;
    }
}

impl Display for Digest {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{:032x}", self.0)
    }
}

impl FromStr for Digest {
    type Err = std::num::ParseIntError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        u128::from_str_radix(text, 16).map(Self)
    }
}

impl Serialize for Digest {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Digest {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = std::borrow::Cow::<'de, str>::deserialize(deserializer)?;
        text.parse().map_err(serde::de::Error::custom)
    }
}

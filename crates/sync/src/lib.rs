//! What both ends of ALFA's sync share: the protocol in the words of both.
//!
//! - [`Op`], [`Collection`], [`Kind`]: a change of one entity, as it travels
//! - [`firing_entity`]: what a firing is known by
//! - [`Hlc`]: the hybrid logical clock changes are ordered by
//! - [`Stamp`]: which of two changes of an entity holds, on every device and on the server
//! - [`Digest`]: the sum of what holds, compared when both ends think they are level
//! - [`KeyRing`] of [`DataKey`]s, [`Phrase`]: what the server stores and cannot read
//! - [`PrivateKey`], [`PublicKey`]: the next data key for those that stay
//! - [`wire`]: requests and answers
//! - [`Client`] over a [`Store`] and a [`Transport`]: one round of sync

#![forbid(unsafe_code)]

mod cipher;
mod client;
mod digest;
mod exchange;
mod firing;
mod hlc;
mod op;
mod phrase;
mod ring;
#[cfg(feature = "openapi")]
mod schemas;
mod stamp;
pub mod wire;

pub use cipher::{CipherError, DataKey, Sealed, WrappedKey};
pub use client::{Client, Outcome, Parts, Position, Store, StoreFailure, SyncError, Transport, TransportError};
pub use digest::{BUCKETS, Digest, bucket};
pub use exchange::{PrivateKey, PublicKey};
pub use firing::firing_entity;
pub use hlc::Hlc;
pub use op::{Collection, Kind, Op, OpHash};
pub use phrase::{BadPhrase, Phrase};
pub use ring::{KeyRing, NextKey, RotatedKey, sealed_version};
pub use stamp::Stamp;

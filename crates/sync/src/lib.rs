//! What both ends of ALFA's sync share: the protocol in the words of both.
//!
//! - [`Op`], [`Collection`], [`Kind`]: a change of one entity, as it travels
//! - [`Hlc`]: the hybrid logical clock changes are ordered by
//! - [`Stamp`]: which of two changes of an entity holds, on every device and on the server
//! - [`Digest`]: the sum of what holds, compared when both ends think they are level
//! - [`DataKey`], [`Phrase`]: what the server stores and cannot read
//! - [`wire`]: requests and answers
//! - [`Client`] over a [`Store`] and a [`Transport`]: one round of sync

#![forbid(unsafe_code)]

mod cipher;
mod client;
mod digest;
mod hlc;
mod op;
mod phrase;
mod stamp;
pub mod wire;

pub use cipher::{CipherError, DataKey, Sealed, WrappedKey};
pub use client::{Client, Outcome, Position, Store, StoreFailure, SyncError, Transport, TransportError};
pub use digest::{BUCKETS, Digest, bucket};
pub use hlc::Hlc;
pub use op::{Collection, Kind, Op, OpHash};
pub use phrase::{BadPhrase, Phrase};
pub use stamp::Stamp;

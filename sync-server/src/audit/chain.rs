//! The chain's hashes.

use chrono::{DateTime, Utc};
use hmac::{Hmac, KeyInit, Mac};
use sha2::{Digest, Sha256};
use uuid::Uuid;

/// The hash before the first row.
pub(super) const START: [u8; 32] = [0; 32];

/// A row as it is hashed.
pub(super) struct Row<'a> {
    pub seq: i64,
    pub at: DateTime<Utc>,
    pub event: &'a str,
    pub subject: Uuid,
    pub detail: Option<&'a [u8]>,
}

impl Row<'_> {
    /// SHA-256 of the form's name, the hash before, place, time in microseconds, event, subject and detail, each of fixed length or with its
    /// length before it.
    pub fn hash(&self, before: &[u8]) -> [u8; 32] {
        let mut hash = Sha256::new();
        hash.update(b"alfa-audit-1");
        hash.update(before);
        hash.update(self.seq.to_be_bytes());
        hash.update(self.at.timestamp_micros().to_be_bytes());
        hash.update((self.event.len() as u64).to_be_bytes());
        hash.update(self.event.as_bytes());
        hash.update(self.subject.as_bytes());
        match self.detail {
            None => hash.update([0]),
            Some(detail) => {
                hash.update([1]);
                hash.update((detail.len() as u64).to_be_bytes());
                hash.update(detail);
            }
        }
        hash.finalize().into()
    }
}

/// What a row keeps of its detail: with the salt gone, nobody can try what it may have been.
pub(super) fn detail(salt: &[u8], text: &str) -> [u8; 32] {
    let mut hash = Sha256::new();
    hash.update(b"alfa-audit-detail-1");
    hash.update((salt.len() as u64).to_be_bytes());
    hash.update(salt);
    hash.update(text.as_bytes());
    hash.finalize().into()
}

/// Of the chain's end, under the server's secret.
pub(super) fn seal(secret: &[u8; 32], seq: i64, hash: &[u8]) -> Vec<u8> {
    let Ok(mut mac) = <Hmac<Sha256> as KeyInit>::new_from_slice(secret) else { return Vec::new() };
    mac.update(b"alfa-audit-head-1");
    mac.update(&seq.to_be_bytes());
    mac.update(hash);
    mac.finalize().into_bytes().to_vec()
}

//! The head row's digests, as bytes.

use alfa_sync::{Collection, Digest};
use std::collections::BTreeMap;

pub(super) type Digests = BTreeMap<Collection, Digest>;

/// Two bytes of a collection's number and sixteen of its digest.
const ENTRY: usize = 18;

pub(super) fn to_bytes(digests: &Digests) -> Vec<u8> {
    let mut bytes = Vec::with_capacity(digests.len() * ENTRY);
    for (collection, digest) in digests {
        bytes.extend_from_slice(&collection.number().to_be_bytes());
        bytes.extend_from_slice(&digest.0.to_be_bytes());
    }
    bytes
}

pub(super) fn of_bytes(bytes: &[u8]) -> Digests {
    let entry = |entry: &[u8]| {
        let (number, digest) = entry.split_first_chunk::<2>()?;
        let collection = Collection::of_number(i16::from_be_bytes(*number))?;
        Some((collection, Digest(u128::from_be_bytes(digest.try_into().ok()?))))
    };
    let entries = bytes.chunks_exact(ENTRY).filter_map(entry);
    // a collection whose every entity was taken out again has none
    entries.filter(|(_, digest)| digest.0 != 0).collect()
}

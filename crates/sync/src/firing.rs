//! Firings, which whoever watches makes.

use sha2::{Digest as _, Sha256};
use uuid::{Builder, Uuid};

/// The entity of a firing: it is known by its alert, the alert's version and its arming, so every device and the cloud make the same one.
pub fn firing_entity(alert: Uuid, version: i64, arming: i64) -> Uuid {
    let mut hash = Sha256::new();
    hash.update(b"alfa-firing-1");
    hash.update(alert.as_bytes());
    hash.update(version.to_be_bytes());
    hash.update(arming.to_be_bytes());
    let mut bytes = [0; 16];
    bytes.copy_from_slice(&hash.finalize()[..16]);
    Builder::from_custom_bytes(bytes).into_uuid()
}

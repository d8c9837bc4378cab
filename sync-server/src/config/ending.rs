//! How the server ends.

use super::{BadConfig, Reader};
use std::time::Duration;

/// The end.
#[derive(Debug, Clone)]
pub struct EndingConfig {
    /// `shutdown_notice_s`: asked to end (SIGTERM), it still takes requests for so many seconds while `/readyz` says 503, so that whoever spreads the
    /// requests stops sending them. 0 to 120, default 2.
    pub notice: Duration,
    /// `shutdown_drain_s`: requests that run then have so many seconds to finish. 1 to 600, default 20.
    pub drain: Duration,
}

impl EndingConfig {
    pub(super) const KEYS: [&'static str; 2] = ["shutdown_notice_s", "shutdown_drain_s"];

    pub(super) fn read(reader: &Reader<'_>) -> Result<Self, BadConfig> {
        Ok(Self {
            notice: Duration::from_secs(reader.number("shutdown_notice_s", 2, 0..=120)?),
            drain: Duration::from_secs(reader.number("shutdown_drain_s", 20, 1..=600)?),
        })
    }
}

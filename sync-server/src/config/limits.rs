//! How much somebody may ask.

use super::{BadConfig, Reader};

/// Requests in a minute; 0 is without end.
#[derive(Debug, Clone)]
pub struct LimitsConfig {
    /// `requests_per_user`: an account's, from all its devices. Default 6000.
    pub per_user: u32,
    /// `requests_per_address`: an address's, of who is not signed in. Default 1200.
    pub per_address: u32,
}

impl LimitsConfig {
    pub(super) const KEYS: [&'static str; 2] = ["requests_per_user", "requests_per_address"];

    pub(super) fn read(reader: &Reader<'_>) -> Result<Self, BadConfig> {
        Ok(Self {
            per_user: reader.number("requests_per_user", 6_000, 0..=10_000_000)?,
            per_address: reader.number("requests_per_address", 1_200, 0..=10_000_000)?,
        })
    }
}

//! The work beside the requests.

use super::{BadConfig, Reader};

/// The work beside the requests.
#[derive(Debug, Clone)]
pub struct JobsConfig {
    /// `worker`: whether this instance does it too. Default true.
    pub worker: bool,
    /// `worker_places`: at most so many jobs at once. Default 4.
    pub places: u32,
    /// `worker_long_places`: and so many of those that take minutes, recordings and long texts. Default 2.
    pub long_places: u32,
}

impl JobsConfig {
    pub(super) const KEYS: [&'static str; 3] = ["worker", "worker_places", "worker_long_places"];

    pub(super) fn read(reader: &Reader<'_>) -> Result<Self, BadConfig> {
        Ok(Self {
            worker: reader.flag("worker", true)?,
            places: reader.number("worker_places", 4, 1..=64)?,
            long_places: reader.number("worker_long_places", 2, 1..=64)?,
        })
    }
}

//! What several servers over one database share beside it. Redis carries it where it is set up; where it is not, or is away, each instance has its own:
//! no request fails and nothing is lost by it.
//!
//! - [`Redis`]: the connection, which is there or is not
//! - [`Limits`]: how many requests somebody may make
//! - [`Cache`]: what can be had again, kept for a while

mod cache;
mod limits;
mod near;
mod pokes;
mod redis;

pub use self::cache::Cache;
pub use self::limits::{Budget, Limits, Verdict};
pub use self::redis::Redis;

use crate::config::RedisConfig;
use crate::sync::pokes::Pokes;
use std::sync::Arc;

/// What is shared; cheap to clone.
#[derive(Debug, Clone)]
pub struct Instances {
    /// Redis, where it is set up.
    pub redis: Option<Redis>,
    /// Who used how much.
    pub limits: Limits,
    /// What can be had again.
    pub cache: Cache,
}

impl Instances {
    /// Connects in the background.
    ///
    /// # Errors
    /// The address cannot be read.
    pub(crate) fn start(config: &RedisConfig, pokes: &Arc<Pokes>) -> Result<Self, ::redis::RedisError> {
        let redis = config.url.as_ref().map(Redis::start).transpose()?;
        if let Some(redis) = &redis {
            pokes::carry(redis, pokes);
        }
        Ok(Self { limits: Limits::new(redis.clone()), cache: Cache::new(redis.clone()), redis })
    }
}

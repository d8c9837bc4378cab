//! What several instances share.

use super::{BadConfig, Reader, bad};
use redis::IntoConnectionInfo;
use secrecy::SecretString;

/// Redis.
#[derive(Debug, Clone)]
pub struct RedisConfig {
    /// `redis_url`: redis://user:password@host:6379/0, rediss:// with TLS, or unix:///path. Without it limits, cache and pokes are each instance's own. `REDIS_URL` counts too.
    pub url: Option<SecretString>,
}

impl RedisConfig {
    pub(super) const KEYS: [&'static str; 1] = ["redis_url"];

    pub(super) fn read(reader: &Reader<'_>) -> Result<Self, BadConfig> {
        let url = reader.url("redis_url", &["redis://", "rediss://", "unix://"])?;
        if url.as_deref().is_some_and(|url| url.into_connection_info().is_err()) {
            return Err(bad("redis_url", "must be as redis://user:password@host:6379/0"));
        }
        Ok(Self { url: url.map(Into::into) })
    }
}

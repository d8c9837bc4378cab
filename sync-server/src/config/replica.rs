//! Where pulls may be read.

use super::{BadConfig, Reader};
use secrecy::SecretString;

/// The read replica.
#[derive(Debug, Clone)]
pub struct ReplicaConfig {
    /// `database_replica_url`: a copy of the database by streaming replication. Pulls are read there as far as it has what they must see. Default none.
    pub url: Option<SecretString>,
}

impl ReplicaConfig {
    pub(super) const KEYS: [&'static str; 1] = ["database_replica_url"];

    pub(super) fn read(reader: &Reader<'_>) -> Result<Self, BadConfig> {
        let url = reader.url("database_replica_url", &["postgres://", "postgresql://"])?;
        Ok(Self { url: url.map(Into::into) })
    }
}

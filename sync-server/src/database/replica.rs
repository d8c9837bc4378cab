//! A copy of the database that lags behind it, and may be away: what is read there must be asked for again at the database where it is not enough.

use super::{Watch, options, pool};
use sqlx::PgPool;
use std::time::Duration;

/// A read waits so long for a connection; then the database itself is asked.
const PATIENCE: Duration = Duration::from_millis(200);
/// And so long for what it reads.
const LONGEST: Duration = Duration::from_millis(500);

/// The copy, there or away; cheap to clone.
#[derive(Debug, Clone)]
pub struct Replica {
    pool: PgPool,
    watch: Watch,
}

impl Replica {
    /// Looks for it in the background: it need not be there yet.
    ///
    /// # Errors
    /// The address cannot be read.
    pub fn start(url: &str, connections: u32) -> Result<Self, sqlx::Error> {
        let options = options(url)?;
        let watch = Watch::expect(options.clone(), "the replica");
        Ok(Self { pool: pool(options, connections, PATIENCE, &watch), watch })
    }

    /// Whether it answered the last time.
    pub fn is_there(&self) -> bool {
        self.watch.answers()
    }

    /// Reads there; `None` where it is away, slow, or cannot do it now.
    pub async fn read<T, E: std::fmt::Debug>(&self, read: impl AsyncFnOnce(&PgPool) -> Result<T, E>) -> Option<T> {
        if !self.is_there() {
            return None;
        }
        match tokio::time::timeout(LONGEST, read(&self.pool)).await {
            Ok(Ok(found)) => Some(found),
            Ok(Err(error)) => {
                tracing::debug!(?error, "the replica did not read it");
                None
            }
            Err(_) => None,
        }
    }
}

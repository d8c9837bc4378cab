//! A connection that is kept from one question to the next for as long as there are many: a pool asks the database twice whether a connection
//! that is given back is still good, which costs more than most questions.

use super::Watch;
use sqlx::pool::PoolConnection;
use sqlx::{PgConnection, PgPool, Postgres};
use std::time::Duration;
use tokio::time::Instant;

/// The pool looks at it, and renews it, at least so often.
const LONGEST: Duration = Duration::from_secs(60);

/// One connection of a pool, or none.
pub(super) struct Held {
    pool: PgPool,
    watch: Watch,
    kept: Option<(Instant, PoolConnection<Postgres>)>,
}

impl Held {
    /// None yet.
    pub fn new(pool: PgPool, watch: Watch) -> Self {
        Self { pool, watch, kept: None }
    }

    /// Whether there is one.
    pub fn is_kept(&self) -> bool {
        self.kept.is_some()
    }

    /// The one that is kept, where the database was not away since; else another.
    ///
    /// # Errors
    /// As the pool's.
    pub async fn connection(&mut self) -> Result<&mut PgConnection, sqlx::Error> {
        let good = |(since, _): &(Instant, _)| since.elapsed() < LONGEST && self.watch.trusts(since.elapsed());
        let kept = match self.kept.take().filter(good) {
            Some(kept) => kept,
            None => (Instant::now(), self.pool.acquire().await?),
        };
        Ok(&mut self.kept.insert(kept).1)
    }

    /// Back to the pool, which closes it where it is no good any more.
    pub fn give_back(&mut self) {
        self.kept = None;
    }
}

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

    /// Back to the pool, if it has no other for whoever wants one.
    pub fn spare(&mut self) {
        let all = self.pool.size() >= self.pool.options().get_max_connections();
        if all && self.pool.num_idle() == 0 {
            self.give_back();
        }
    }

    /// Back to the pool, which closes it where it is no good any more.
    pub fn give_back(&mut self) {
        self.kept = None;
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::database::{options, primary};
    use crate::private_postgres::PrivatePostgres;

    #[tokio::test]
    async fn the_last_connection_is_kept_from_nobody() {
        let folder = tempfile::tempdir().unwrap();
        #[cfg(unix)]
        std::fs::set_permissions(folder.path(), std::os::unix::fs::PermissionsExt::from_mode(0o755)).unwrap();
        let place = folder.path().join("postgres");
        let postgres =
            tokio::task::spawn_blocking(move || PrivatePostgres::start(&place, None, false)).await.unwrap().unwrap();
        let options = options(&postgres.url()).unwrap();
        let watch = Watch::start(options.clone(), "the database");
        let one_of = |connections| {
            let pool = primary(options.clone(), connections, &watch);
            (Held::new(pool.clone(), watch.clone()), pool)
        };
        let (mut held, _pool) = one_of(2);
        held.connection().await.unwrap();
        held.spare();
        assert!(held.is_kept());
        let (mut held, pool) = one_of(1);
        held.connection().await.unwrap();
        held.spare();
        assert!(!held.is_kept());
        pool.acquire().await.unwrap();
    }
}

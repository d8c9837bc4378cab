//! Opening the store: locks, pragmas, migrations, and the look for damage.

use super::error::{OpenError, of_io, of_sqlite};
use super::locks::{Opening, SyncLock, Using, WatchLock, beside};
use super::rebuild::{Rebuilt, rebuild};
use super::worker::Worker;
use alfa_copilot::StoreError;
use chrono::{DateTime, Utc};
use rusqlite::{Connection, Transaction, TransactionBehavior};
use rusqlite_migration::{M, MigrationDefinitionError, Migrations};
use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

/// All migrations, in order.
fn migrations() -> Migrations<'static> {
    Migrations::new(vec![
        M::up(include_str!("../../../migrations/sqlite/0001_start.sql")),
        M::up(include_str!("../../../migrations/sqlite/0002_firings.sql")),
        M::up(include_str!("../../../migrations/sqlite/0003_told.sql")),
        M::up(include_str!("../../../migrations/sqlite/0004_sync.sql")),
        M::up(include_str!("../../../migrations/sqlite/0005_calls.sql")),
        M::up(include_str!("../../../migrations/sqlite/0006_unseen.sql")),
        M::up(include_str!("../../../migrations/sqlite/0007_alerts_in_the_cloud.sql")),
        M::up(include_str!("../../../migrations/sqlite/0008_settings.sql")),
        M::up(include_str!("../../../migrations/sqlite/0009_parts.sql")),
    ])
}

/// A database up to this size is looked through at every start (a few tens of milliseconds at most); a larger one only when
/// the last run did not end well.
const ALWAYS_CHECKED_BYTES: u64 = 8 << 20;

/// How the store behaves.
#[derive(Debug, Clone, Copy)]
pub struct StoreOptions {
    /// How long to wait for another process before [`StoreError::Busy`].
    pub patience: Duration,
    /// How large the database may grow, in bytes; beyond it writing is refused with [`StoreError::DiskFull`].
    pub max_bytes: Option<u64>,
}

impl Default for StoreOptions {
    fn default() -> Self {
        Self { patience: Duration::from_secs(5), max_bytes: None }
    }
}

/// What opening the store came to.
#[derive(Debug)]
pub struct Opened {
    /// The store.
    pub store: Store,
    /// What happened to damaged data; to be told to the user.
    pub rebuilt: Option<Rebuilt>,
}

/// The user's data on this computer. Cheap to clone; closed when the last clone is dropped.
#[derive(Clone)]
pub struct Store {
    inner: Arc<Inner>,
}

struct Inner {
    // The order matters: both connections close before the lock is let go.
    writer: Worker,
    reader: Worker,
    _using: Using,
    path: PathBuf,
}

impl std::fmt::Debug for Store {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Store").field("path", &self.inner.path).finish_non_exhaustive()
    }
}

impl Store {
    /// Opens the database, makes it if it is missing, and brings it to the newest form. Several processes may have it open.
    /// Blocks for as long as that takes: milliseconds, or seconds while damage is repaired. `now` names the backup then.
    ///
    /// # Errors
    /// Written by a newer ALFA, damaged while somebody else uses it, or a failure of the disk.
    pub fn open(path: &Path, now: DateTime<Utc>) -> Result<Opened, OpenError> {
        Self::open_with(path, now, StoreOptions::default())
    }

    /// As [`Store::open`], with options.
    ///
    /// # Errors
    /// As [`Store::open`].
    pub fn open_with(path: &Path, now: DateTime<Utc>, options: StoreOptions) -> Result<Opened, OpenError> {
        let _opening = Opening::acquire(path, options.patience)?.ok_or(StoreError::Busy)?;
        let using = Using::join(path)?;
        make_private_file(path)?;
        let suspect = beside(path, ".suspect");

        let (connection, rebuilt) = match open_checked(path, &suspect, options) {
            Err(OpenError::Store(StoreError::Damaged(reason))) => {
                if !using.alone()? {
                    return Err(OpenError::DamagedInUse { path: path.to_owned() });
                }
                tracing::error!(%reason, "the database is damaged and is rebuilt from what can be read");
                let rebuilt = rebuild(path, now, &|connection| migrate(path, connection))?;
                let _ = fs::remove_file(&suspect);
                (open_checked(path, &suspect, options)?, Some(rebuilt))
            }
            other => (other?, None),
        };
        let reader = connect(path, options).map_err(|error| of_sqlite(&error))?;
        reader.pragma_update(None, "query_only", true).map_err(|error| of_sqlite(&error))?;
        let inner = Inner {
            writer: Worker::start("alfa-store-writer", connection, suspect.clone())?,
            reader: Worker::start("alfa-store-reader", reader, suspect)?,
            _using: using,
            path: path.to_owned(),
        };
        Ok(Opened { store: Self { inner: Arc::new(inner) }, rebuilt })
    }

    /// Writes in one transaction: all of it or nothing.
    pub(super) async fn write<T: Send + 'static>(
        &self,
        work: impl FnOnce(&Transaction<'_>) -> rusqlite::Result<T> + Send + 'static,
    ) -> Result<T, StoreError> {
        self.inner
            .writer
            .run(move |connection| {
                // Immediate: the right to write is asked for at the start, where waiting for another process works.
                let transaction = connection
                    .transaction_with_behavior(TransactionBehavior::Immediate)
                    .map_err(|error| of_sqlite(&error))?;
                let result = work(&transaction).map_err(|error| of_sqlite(&error))?;
                transaction.commit().map_err(|error| of_sqlite(&error))?;
                Ok(result)
            })
            .await
    }

    /// Reads from one state of the data.
    pub(super) async fn read<T: Send + 'static>(
        &self,
        work: impl FnOnce(&Connection) -> rusqlite::Result<T> + Send + 'static,
    ) -> Result<T, StoreError> {
        self.inner
            .reader
            .run(move |connection| {
                let transaction = connection.transaction().map_err(|error| of_sqlite(&error))?;
                work(&transaction).map_err(|error| of_sqlite(&error))
            })
            .await
    }
}

fn make_private_file(path: &Path) -> io::Result<()> {
    // SQLite gives its companion files the permissions of the database.
    crate::paths::private_file().write(true).create(true).truncate(false).open(path).map(drop)
}

/// A connection to a database that was looked through, where there is reason to, and brought to the newest form.
fn open_checked(path: &Path, suspect: &Path, options: StoreOptions) -> Result<Connection, OpenError> {
    // A write-ahead log that is still there means that the last run was cut off (or that another one is running).
    let cut_off = fs::metadata(beside(path, "-wal")).is_ok_and(|log| log.len() > 0);
    let small = fs::metadata(path).is_ok_and(|file| file.len() <= ALWAYS_CHECKED_BYTES);
    if !is_database(path)? {
        return Err(StoreError::Damaged("the file is no database".to_owned()).into());
    }
    let mut connection = connect(path, options).map_err(|error| of_sqlite(&error))?;
    if cut_off || small || suspect.exists() {
        check(&connection)?;
    }
    migrate(path, &mut connection)?;
    Ok(connection)
}

/// Whether the file is empty or begins as SQLite's files do. A short file of something else SQLite would take for an empty one
/// and overwrite.
fn is_database(path: &Path) -> io::Result<bool> {
    const MAGIC: &[u8; 16] = b"SQLite format 3\0";
    let mut begin = Vec::new();
    io::Read::read_to_end(&mut io::Read::take(fs::File::open(path)?, MAGIC.len() as u64), &mut begin)?;
    // A rollback journal holds the beginning of a file whose making was cut off.
    Ok(begin.is_empty() || begin == MAGIC || beside(path, "-journal").exists())
}

fn connect(path: &Path, options: StoreOptions) -> rusqlite::Result<Connection> {
    let connection = Connection::open(path)?;
    connection.busy_timeout(options.patience)?;
    // sync alone has some for each table
    connection.set_prepared_statement_cache_capacity(200);
    connection.pragma_update(None, "journal_mode", "wal")?;
    connection.pragma_update(None, "synchronous", "full")?;
    connection.pragma_update(None, "foreign_keys", true)?;
    connection.pragma_update(None, "secure_delete", true)?;
    if let Some(bytes) = options.max_bytes {
        let page: i64 = connection.pragma_query_value(None, "page_size", |row| row.get(0))?;
        let bytes = i64::try_from(bytes).unwrap_or(i64::MAX);
        // The pragma answers with the limit that holds.
        connection.pragma_update_and_check(None, "max_page_count", bytes / page.max(1), |_| Ok(()))?;
    }
    Ok(connection)
}

fn check(connection: &Connection) -> Result<(), StoreError> {
    let verdict: String =
        connection.query_row("PRAGMA quick_check(1)", [], |row| row.get(0)).map_err(|error| of_sqlite(&error))?;
    if verdict == "ok" { Ok(()) } else { Err(StoreError::Damaged(verdict)) }
}

fn migrate(path: &Path, connection: &mut Connection) -> Result<(), OpenError> {
    use rusqlite_migration::Error;
    migrations().to_latest(connection).map_err(|error| match error {
        Error::MigrationDefinition(MigrationDefinitionError::DatabaseTooFarAhead) => {
            OpenError::Newer { path: path.to_owned() }
        }
        Error::RusqliteError { err, .. } => of_sqlite(&err).into(),
        other => StoreError::Other(other.to_string()).into(),
    })
}

impl Store {
    /// The database file.
    pub fn path(&self) -> &Path {
        &self.inner.path
    }

    /// The right to watch the alerts and to tell of them; `None` while somebody else has it.
    ///
    /// # Errors
    /// The lock file cannot be used.
    pub fn watch_lock(&self) -> Result<Option<WatchLock>, StoreError> {
        WatchLock::take(&self.inner.path).map_err(|error| of_io(&error))
    }

    /// Waits for the right to sync this database, for as long as the lock is held.
    ///
    /// # Errors
    /// The lock file cannot be used.
    pub async fn sync_lock(&self) -> Result<SyncLock, StoreError> {
        let path = self.inner.path.clone();
        let taken = tokio::task::spawn_blocking(move || SyncLock::take(&path)).await.map_err(io::Error::other);
        taken.and_then(|taken| taken).map_err(|error| of_io(&error))
    }

    /// Moves what was deleted out of the write-ahead log as well.
    pub(super) async fn forget_log(&self) -> Result<(), StoreError> {
        self.inner
            .writer
            .run(|connection| {
                connection
                    .query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |_| Ok(()))
                    .map_err(|error| of_sqlite(&error))
            })
            .await
    }
}

/// The error of a file operation, for [`super::rebuild`].
pub(super) fn file_error(error: &io::Error) -> OpenError {
    of_io(error).into()
}

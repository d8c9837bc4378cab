//! Lock files beside the database: one held while it is opened, one shared by all who use it, one held by whoever watches the alerts.

use std::fs::{File, TryLockError};
use std::io;
use std::path::{Path, PathBuf};
use std::thread;
use std::time::{Duration, Instant};

/// `alfa.db` + `.suffix`.
pub(super) fn beside(database: &Path, suffix: &str) -> PathBuf {
    let mut name = database.as_os_str().to_owned();
    name.push(suffix);
    name.into()
}

/// Held while the database is checked, migrated or rebuilt, by one process at a time. Let go when dropped or killed.
#[derive(Debug)]
pub(super) struct Opening(#[expect(dead_code, reason = "the lock lives as long as the file is open")] File);

impl Opening {
    /// Waits for the lock; `None` when another process has held it all the time.
    pub(super) fn acquire(database: &Path, patience: Duration) -> io::Result<Option<Self>> {
        let file = lock_file(&beside(database, ".opening"))?;
        let deadline = Instant::now() + patience;
        loop {
            match file.try_lock() {
                Ok(()) => return Ok(Some(Self(file))),
                Err(TryLockError::Error(error)) => return Err(error),
                Err(TryLockError::WouldBlock) if Instant::now() >= deadline => return Ok(None),
                Err(TryLockError::WouldBlock) => thread::sleep(Duration::from_millis(10)),
            }
        }
    }
}

/// Held by everybody who has the database open, so that nobody replaces it under them.
#[derive(Debug)]
pub(super) struct Using(File);

impl Using {
    /// Joins those who use the database. Only whoever rebuilds it could be in the way, and the caller holds [`Opening`].
    pub(super) fn join(database: &Path) -> io::Result<Self> {
        let file = lock_file(&beside(database, ".use"))?;
        file.lock_shared()?;
        Ok(Self(file))
    }

    /// Whether the caller is alone and stays so while it holds [`Opening`]; then nobody else joins before it lets go.
    pub(super) fn alone(&self) -> io::Result<bool> {
        self.0.unlock()?;
        let alone = match self.0.try_lock() {
            Ok(()) => true,
            Err(TryLockError::WouldBlock) => false,
            Err(TryLockError::Error(error)) => return Err(error),
        };
        if alone {
            self.0.unlock()?;
        }
        self.0.lock_shared()?;
        Ok(alone)
    }
}

/// Held by the one who watches the alerts of a database: two would both tell. Let go when dropped or killed.
#[derive(Debug)]
pub struct WatchLock(#[expect(dead_code, reason = "the lock lives as long as the file is open")] File);

impl WatchLock {
    /// Takes the lock; `None` when somebody has it.
    pub(super) fn take(database: &Path) -> io::Result<Option<Self>> {
        let file = lock_file(&beside(database, ".watch"))?;
        match file.try_lock() {
            Ok(()) => Ok(Some(Self(file))),
            Err(TryLockError::WouldBlock) => Ok(None),
            Err(TryLockError::Error(error)) => Err(error),
        }
    }
}

/// Held during a round of sync: of two at once one would take the other's numbers for those of a copy. Let go when dropped or killed.
#[derive(Debug)]
pub struct SyncLock(#[expect(dead_code, reason = "the lock lives as long as the file is open")] File);

impl SyncLock {
    /// Waits until nobody else has it.
    pub(super) fn take(database: &Path) -> io::Result<Self> {
        let file = lock_file(&beside(database, ".sync"))?;
        file.lock()?;
        Ok(Self(file))
    }
}

fn lock_file(path: &Path) -> io::Result<File> {
    crate::paths::private_file().read(true).write(true).create(true).truncate(false).open(path)
}

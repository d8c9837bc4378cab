//! What SQLite says, in the words callers act on.

use alfa_copilot::StoreError;
use rusqlite::ErrorCode;
use std::io;
use std::path::PathBuf;

/// Why the store cannot be opened.
#[derive(Debug, thiserror::Error)]
pub enum OpenError {
    /// A newer ALFA has written the data; this one does not know its form.
    #[error("{} was written by a newer version of ALFA", path.display())]
    Newer {
        /// The database.
        path: PathBuf,
    },
    /// The data is damaged and cannot be rebuilt while another ALFA is using it.
    #[error("{} is damaged and in use by another process; close it and start again", path.display())]
    DamagedInUse {
        /// The database.
        path: PathBuf,
    },
    /// Everything else.
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl From<io::Error> for OpenError {
    fn from(error: io::Error) -> Self {
        Self::Store(of_io(&error))
    }
}

/// A storage error of an I/O error.
pub(super) fn of_io(error: &io::Error) -> StoreError {
    match error.kind() {
        io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded => StoreError::DiskFull,
        _ => StoreError::Other(error.to_string()),
    }
}

/// A storage error of an SQLite error.
pub(super) fn of_sqlite(error: &rusqlite::Error) -> StoreError {
    // SQLite reports a full disk while it grows its shared-memory file as an I/O error of its own.
    const SHARED_MEMORY_SIZE: i32 = rusqlite::ffi::SQLITE_IOERR_SHMSIZE;
    match error {
        rusqlite::Error::SqliteFailure(failure, _) => match (failure.code, failure.extended_code) {
            (ErrorCode::DatabaseBusy | ErrorCode::DatabaseLocked, _) => StoreError::Busy,
            (ErrorCode::DiskFull, _) | (_, SHARED_MEMORY_SIZE) => StoreError::DiskFull,
            (ErrorCode::DatabaseCorrupt | ErrorCode::NotADatabase, _) => StoreError::Damaged(error.to_string()),
            _ => StoreError::Other(error.to_string()),
        },
        rusqlite::Error::FromSqlConversionFailure(..)
        | rusqlite::Error::InvalidColumnType(..)
        | rusqlite::Error::IntegralValueOutOfRange(..) => StoreError::Damaged(error.to_string()),
        _ => StoreError::Other(error.to_string()),
    }
}

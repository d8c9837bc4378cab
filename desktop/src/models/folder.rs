//! The models folder: made when first written to, and one process at a time for a file.

use super::error::ModelError;
use super::transfer::write_error;
use std::fs::{File, TryLockError};
use std::io::Write;
use std::path::Path;
use std::time::Duration;
use tokio_util::sync::CancellationToken;

/// Makes the models folder.
pub(super) fn make(folder: &Path) -> Result<(), ModelError> {
    std::fs::create_dir_all(folder).map_err(|error| write_error(folder, 0, &error))
}

/// The right to write a file, until it is dropped (or the process dies: the system keeps it).
#[derive(Debug)]
pub(super) struct Lock {
    _file: File,
}

/// Takes the right to write `name`, waiting for whoever has it; `waiting` is called once if so.
pub(super) async fn lock(
    folder: &Path,
    name: &str,
    mut waiting: impl FnMut(),
    cancel: &CancellationToken,
) -> Result<Lock, ModelError> {
    let mut told = false;
    loop {
        if let Some(lock) = try_lock(folder, name)? {
            return Ok(lock);
        }
        if !told {
            waiting();
            told = true;
        }
        tokio::select! {
            () = cancel.cancelled() => return Err(ModelError::Cancelled),
            () = tokio::time::sleep(Duration::from_millis(100)) => {}
        }
    }
}

/// Takes the right to write `name` unless somebody has it. The empty `NAME.lock` stays: removing it would let two processes lock two files of that name.
pub(super) fn try_lock(folder: &Path, name: &str) -> Result<Option<Lock>, ModelError> {
    make(folder)?;
    let path = folder.join(format!("{name}.lock"));
    let file = File::options().create(true).truncate(false).write(true).open(&path);
    let file = file.map_err(|error| write_error(&path, 0, &error))?;
    match file.try_lock() {
        Ok(()) => Ok(Some(Lock { _file: file })),
        Err(TryLockError::WouldBlock) => Ok(None),
        // some network folders know no locks: two downloads there cost time, not correctness
        Err(TryLockError::Error(error)) if error.kind() == std::io::ErrorKind::Unsupported => {
            Ok(Some(Lock { _file: file }))
        }
        Err(TryLockError::Error(error)) => Err(write_error(&path, 0, &error)),
    }
}

/// Writes a file whole or not at all.
pub(super) fn write_whole(path: &Path, bytes: &[u8]) -> Result<(), ModelError> {
    let missing = bytes.len() as u64;
    let folder = path.parent().unwrap_or(Path::new("."));
    make(folder)?;
    let write = || {
        let mut file = tempfile::NamedTempFile::new_in(folder)?;
        file.write_all(bytes)?;
        file.as_file().sync_all()?;
        file.persist(path)?;
        Ok(())
    };
    write().map_err(|error: std::io::Error| write_error(path, missing, &error))
}

/// Makes a file of another folder stand in this one too, without a second copy where the system can.
pub(super) fn link(from: &Path, to: &Path, bytes: u64) -> Result<(), ModelError> {
    let to_error = |error: std::io::Error| write_error(to, bytes, &error);
    make(to.parent().unwrap_or(Path::new(".")))?;
    match std::fs::remove_file(to) {
        Err(error) if error.kind() != std::io::ErrorKind::NotFound => return Err(to_error(error)),
        _ => {}
    }
    #[cfg(unix)]
    {
        let from = std::path::absolute(from).map_err(to_error)?;
        std::os::unix::fs::symlink(from, to).map_err(to_error)
    }
    #[cfg(not(unix))]
    {
        std::fs::copy(from, to).map(|_| ()).map_err(to_error)
    }
}

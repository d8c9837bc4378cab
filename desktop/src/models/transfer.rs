//! One file on its way into the models folder, and how patiently it is waited for.

use super::error::{Attempt, Failure, ModelError};
use super::packages::Client;
use super::verified::{self, Verified};
use super::{ModelFile, Progress};
use std::io;
use std::path::{Path, PathBuf};
use std::time::Duration;
use tokio::sync::mpsc;
use tokio_util::sync::CancellationToken;

/// How patient a transfer is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Patience {
    /// The longest wait for a connection.
    pub connect: Duration,
    /// The longest wait for the next byte.
    pub stall: Duration,
    /// Tries of one source that bring nothing new before the next source is asked.
    pub tries: u32,
    /// The pause before the second try; it doubles with each further one.
    pub pause: Duration,
}

impl Default for Patience {
    fn default() -> Self {
        Self {
            connect: Duration::from_secs(10),
            stall: Duration::from_secs(20),
            tries: 3,
            pause: Duration::from_millis(500),
        }
    }
}

/// Why a source did not give the file.
#[derive(Debug)]
pub(super) enum Trouble {
    /// The source is at fault; the next one may have it.
    Source(Failure),
    /// No other source would help: cancelled, disk full, folder not writable.
    Halt(ModelError),
}

impl From<ModelError> for Trouble {
    fn from(error: ModelError) -> Self {
        Self::Halt(error)
    }
}

impl From<Failure> for Trouble {
    fn from(failure: Failure) -> Self {
        Self::Source(failure)
    }
}

/// One file on its way, with all that its sources need.
pub(super) struct Transfer<'a> {
    pub file: &'a ModelFile,
    pub folder: &'a Path,
    pub verified: &'a Verified,
    pub patience: Patience,
    pub clients: &'a [Client],
    pub progress: &'a mut (dyn FnMut(Progress) + Send),
    pub cancel: CancellationToken,
}

impl Transfer<'_> {
    /// Where the finished file stands.
    pub fn path(&self) -> PathBuf {
        self.folder.join(&self.file.name)
    }

    /// A file or folder of the unfinished transfer.
    pub fn unfinished(&self, what: &str) -> PathBuf {
        unfinished(self.folder, &self.file.name, what)
    }

    pub fn tell_downloading(&mut self, done: u64, total: u64) {
        (self.progress)(Progress::Downloading { file: self.file.name.clone(), done, total });
    }

    pub fn tell_failed(&mut self, source: &str, failure: &Failure) {
        let attempt = Attempt { source: source.to_owned(), failure: failure.clone() };
        (self.progress)(Progress::Failed { file: self.file.name.clone(), attempt });
    }

    /// Waits for `what`, but no longer than until the caller cancels.
    pub async fn unless_cancelled<T>(&self, what: impl Future<Output = T>) -> Result<T, ModelError> {
        tokio::select! {
            biased;
            () = self.cancel.cancelled() => Err(ModelError::Cancelled),
            result = what => Ok(result),
        }
    }

    /// Compares an unfinished file with the catalogue: the right one takes its final name, any other is thrown away.
    pub async fn accept(&mut self, made: &Path) -> Result<bool, ModelError> {
        let (name, total) = (&self.file.name, self.file.bytes);
        let progress = &mut *self.progress;
        let mut told = |done| progress(Progress::Verifying { file: name.clone(), done, total });
        let hash = verified::hash(made, &mut told, &self.cancel).await?;
        if hash != self.file.sha256 || length(made) != self.file.bytes {
            std::fs::remove_file(made).map_err(|error| write_error(made, 0, &error))?;
            return Ok(false);
        }
        let path = self.path();
        let settle = |()| std::fs::rename(made, &path);
        // the bytes reach the disk before the name does: a crash leaves an unfinished file, never a wrong finished one
        let synced = std::fs::File::open(made).and_then(|file| file.sync_all());
        synced.and_then(settle).map_err(|error| write_error(&path, 0, &error))?;
        self.verified.remember(&path, &hash);
        Ok(true)
    }
}

/// A file or folder of an unfinished transfer: "part" of a download, "made" from packages, "packages" themselves.
pub(super) fn unfinished(folder: &Path, name: &str, what: &str) -> PathBuf {
    folder.join(format!("{name}.{what}"))
}

/// The length of a file, 0 when there is none.
pub(super) fn length(path: &Path) -> u64 {
    std::fs::metadata(path).map_or(0, |metadata| metadata.len())
}

/// What a failed write means. `missing` is what was still to be written.
pub(super) fn write_error(path: &Path, missing: u64, error: &io::Error) -> ModelError {
    use io::ErrorKind::{FileTooLarge, QuotaExceeded, StorageFull};
    let path = path.to_owned();
    match error.kind() {
        StorageFull | QuotaExceeded | FileTooLarge => ModelError::DiskFull { path, missing },
        _ => ModelError::Unwritable { path, reason: error.to_string() },
    }
}

/// What work in a thread of its own uses to tell how far it is and to hear that it is not wanted any more.
pub(super) struct Reporter {
    done: mpsc::UnboundedSender<u64>,
    cancel: CancellationToken,
}

impl Reporter {
    pub fn cancelled(&self) -> bool {
        self.cancel.is_cancelled()
    }

    pub fn done(&self, bytes: u64) {
        // nobody listens any more only when the caller's future was dropped; then the thread ends by `cancelled`
        let _ = self.done.send(bytes);
    }
}

/// Runs blocking work in a thread of its own, passing what it reports to `told`. Returns when the work has returned, also when cancelled.
pub(super) async fn in_thread<T: Send + 'static>(
    work: impl FnOnce(&Reporter) -> T + Send + 'static,
    told: &mut (dyn FnMut(u64) + Send),
    cancel: &CancellationToken,
) -> io::Result<T> {
    // dropping the caller's future must stop the thread too
    let cancel = cancel.child_token();
    let _stop = cancel.clone().drop_guard();
    let (done, mut reports) = mpsc::unbounded_channel();
    let reporter = Reporter { done, cancel };
    let thread = tokio::task::spawn_blocking(move || work(&reporter));
    while let Some(bytes) = reports.recv().await {
        told(bytes);
    }
    thread.await.map_err(io::Error::other)
}

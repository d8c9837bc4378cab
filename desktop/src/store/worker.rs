//! A thread that owns a connection, so that SQLite never blocks the runtime.

use super::error::of_io;
use alfa_copilot::StoreError;
use rusqlite::Connection;
use std::path::PathBuf;
use std::sync::mpsc;
use std::thread::{self, JoinHandle};
use tokio::sync::oneshot;

type Job = Box<dyn FnOnce(&mut Connection) + Send>;

/// One connection and its thread; work is done in the order it was asked for. Dropping it finishes what was asked and closes
/// the connection.
pub(super) struct Worker {
    jobs: Option<mpsc::Sender<Job>>,
    thread: Option<JoinHandle<()>>,
    suspect: PathBuf,
}

impl Worker {
    /// `suspect` is the file that is made when damage shows, for the next start to look.
    pub(super) fn start(name: &str, mut connection: Connection, suspect: PathBuf) -> Result<Self, StoreError> {
        let (jobs, queue) = mpsc::channel::<Job>();
        let thread = thread::Builder::new()
            .name(name.to_owned())
            .spawn(move || {
                for job in queue {
                    job(&mut connection);
                }
            })
            .map_err(|error| of_io(&error))?;
        Ok(Self { jobs: Some(jobs), thread: Some(thread), suspect })
    }

    /// Does `work` on the thread. It is done even if the caller stops waiting.
    pub(super) async fn run<T: Send + 'static>(
        &self,
        work: impl FnOnce(&mut Connection) -> Result<T, StoreError> + Send + 'static,
    ) -> Result<T, StoreError> {
        let stopped = || StoreError::Other("the store has stopped".to_owned());
        let (reply, answer) = oneshot::channel();
        let suspect = self.suspect.clone();
        let job: Job = Box::new(move |connection| {
            let result = work(connection);
            if let Err(StoreError::Damaged(reason)) = &result {
                tracing::error!(%reason, "the stored data is damaged; the next start rebuilds it");
                let _ = std::fs::File::create(suspect);
            }
            let _ = reply.send(result);
        });
        self.jobs.as_ref().ok_or_else(stopped)?.send(job).map_err(|_| stopped())?;
        answer.await.map_err(|_| stopped())?
    }
}

impl Drop for Worker {
    fn drop(&mut self) {
        drop(self.jobs.take());
        if let Some(thread) = self.thread.take() {
            let _ = thread.join();
        }
    }
}

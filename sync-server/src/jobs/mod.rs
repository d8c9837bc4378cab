//! Work that is done beside the requests: made in the transaction that causes it, done once in effect (docs/JOBS.md).
//!
//! - [`Job`]: a kind of work; its kinds stand in `kinds.rs`
//! - [`enqueue`], [`enqueue_at`]: in the transaction that causes it
//! - [`Run`]: a job being done; [`Run::finish`] ends it in the transaction that has its effect
//! - [`desk`]: what the operator sees of them, and does

mod backoff;
pub mod desk;
mod kinds;
mod mail;
mod queue;
mod runner;
#[cfg(test)]
mod tests;

pub use mail::Mail;
pub use queue::{Run, enqueue, enqueue_at};
pub(crate) use runner::{Lane, work};

use crate::{App, Problem};
use serde::Serialize;
use serde::de::DeserializeOwned;
use sqlx::PgConnection;
use std::future::Future;
use std::time::Duration;
use uuid::Uuid;

/// Why a job is given up that the operator removes.
pub const REMOVED: &str = "removed";

/// A kind of work. A job may be begun several times (its process is killed, its lease lapses), so what it does outside the database must bear
/// that; what it does inside is done once, if it ends by [`Run::finish`] in the same transaction.
pub trait Job: Serialize + DeserializeOwned + Send + Sync + 'static {
    /// In snake_case; it stays the same for good, or jobs that wait are never done.
    const NAME: &'static str;
    /// After so many runs that failed it is dead. Runs that found another party away do not count for three days.
    const MOST_TRIES: i32 = 8;
    /// A run that takes longer has failed.
    const LONGEST: Duration = Duration::from_secs(60);
    /// Whether a run takes minutes: such have places of their own, so that a mail never waits behind them.
    const LONG: bool = false;

    /// Of jobs with one key at most one waits or runs; another is not made.
    fn key(&self) -> Option<String> {
        None
    }

    /// Whose it is: it goes with the account.
    fn user(&self) -> Option<Uuid> {
        None
    }

    /// As the operator may see it.
    fn shown(&self, app: &App) -> serde_json::Value {
        let _ = app;
        serde_json::to_value(self).unwrap_or_default()
    }

    /// What else is so once it is given up, in the transaction that gives it up; of one that is dead once more where the operator removes it
    /// ([`REMOVED`]): nobody can have it done again then.
    fn given_up(
        self,
        connection: &mut PgConnection,
        code: &'static str,
    ) -> impl Future<Output = Result<(), sqlx::Error>> + Send {
        let _ = (connection, code);
        async { Ok(()) }
    }

    /// Does it.
    fn run(self, app: App, run: Run) -> impl Future<Output = Result<(), Failure>> + Send;
}

/// Why a run did not do its job, and what becomes of the job.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Failure {
    /// In snake_case, without personal data.
    pub code: &'static str,
    /// In full; only the operator who asks for this job sees it.
    pub detail: String,
    /// What becomes of it.
    pub then: Then,
}

/// What becomes of a job that was not done.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Then {
    /// It is tried again, until it has been tried often enough.
    Again,
    /// Another party is away: it waits for it, up to three days.
    Wait,
    /// No other try would help: it is dead at once.
    Dead,
    /// This run has lost it: somebody else does it.
    Lost,
}

impl Failure {
    /// It is tried again.
    #[expect(clippy::needless_pass_by_value, reason = "whatever is at hand")]
    pub fn again(code: &'static str, detail: impl ToString) -> Self {
        Self { code, detail: detail.to_string(), then: Then::Again }
    }

    /// It waits for whom it needs.
    #[expect(clippy::needless_pass_by_value, reason = "whatever is at hand")]
    pub fn wait(code: &'static str, detail: impl ToString) -> Self {
        Self { code, detail: detail.to_string(), then: Then::Wait }
    }

    /// It is dead.
    #[expect(clippy::needless_pass_by_value, reason = "whatever is at hand")]
    pub fn dead(code: &'static str, detail: impl ToString) -> Self {
        Self { code, detail: detail.to_string(), then: Then::Dead }
    }
}

impl From<sqlx::Error> for Failure {
    fn from(error: sqlx::Error) -> Self {
        let detail = error.to_string();
        match Problem::from(error).status {
            503 => Self::wait("database_away", detail),
            _ => Self::again("database", detail),
        }
    }
}

impl From<Problem> for Failure {
    fn from(problem: Problem) -> Self {
        match problem.status {
            503 => Self::wait("database_away", problem.code),
            _ => Self::again("problem", problem.code),
        }
    }
}

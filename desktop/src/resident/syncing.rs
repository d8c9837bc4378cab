//! The account's data, kept level with the user's other computers while ALFA lives in the tray, and what the window is told of it.

use super::view::{Quarantined, Subject, SyncRound, SyncView};
use super::{Resident, locked};
use crate::cloud::{Account, Background, SharedSession};
use alfa_copilot::Problem;
use alfa_sync::Outcome;
use std::sync::{Arc, Mutex};
use std::time::Duration;
use tokio::task::JoinHandle;
use tokio_util::sync::CancellationToken;

/// A round is given so long to come to its end.
const PATIENCE: Duration = Duration::from_secs(5);

#[derive(Default)]
pub(super) struct Syncing {
    cancel: CancellationToken,
    task: Mutex<Option<JoinHandle<()>>>,
    /// Why the last round did not come to its end.
    problem: Mutex<Option<Problem>>,
    /// Of whoever is signed in.
    pub session: SharedSession,
}

impl Syncing {
    /// Ends it, after the round that goes on.
    pub async fn stop(&self) {
        self.cancel.cancel();
        let task = locked(&self.task).take();
        if let Some(task) = task
            && tokio::time::timeout(PATIENCE, task).await.is_err()
        {
            tracing::warn!("a round of sync did not end in time; the next one goes on");
        }
    }

    /// What was before says nothing of the account of now.
    pub fn forget(&self) {
        *locked(&self.problem) = None;
    }
}

/// Begins it. Nothing is asked of any server before somebody signs in.
pub(super) fn begin(resident: &Arc<Resident>) {
    let app = resident.app();
    let background = Background::new(app.paths.clone(), app.store.clone(), Arc::clone(&app.clock))
        .sharing(&resident.syncing.session);
    let weak = Arc::downgrade(resident);
    let task = background.run(resident.syncing.cancel.clone(), move |done| {
        let Some(resident) = weak.upgrade() else { return };
        resident.synced(done);
        if done.as_ref().is_ok_and(|outcome| outcome.received + outcome.healed > 0) {
            let resident = Arc::clone(&resident);
            tokio::spawn(async move {
                if let Err(problem) = resident.settings_from_file().await {
                    resident.notice(problem);
                }
            });
        }
        match done {
            // being without the network is no news
            Err(problem) if problem.code == "signed_out" => resident.notice(problem.clone()),
            Err(problem) => tracing::info!(code = %problem.code, "sync waits: {}", problem.message),
            Ok(_) => {}
        }
    });
    *locked(&resident.syncing.task) = Some(tokio::spawn(task));
}

impl Resident {
    /// How far sync has come.
    pub async fn sync_status(&self) -> Result<SyncView, Problem> {
        let status = self.app().store.sync_status().await?;
        let problem = locked(&self.syncing.problem).clone();
        Ok(SyncView {
            level: status.waiting == 0 && status.synced_at.is_some() && problem.is_none(),
            waiting: status.waiting,
            synced_at: status.synced_at,
            problem,
            quarantined: status
                .quarantined
                .into_iter()
                .map(|one| Quarantined { collection: one.collection, problem: one.problem, at: one.at })
                .collect(),
        })
    }

    /// One round of sync, at the end of which both ends are level.
    pub async fn sync_now(&self) -> Result<SyncRound, Problem> {
        let app = self.app();
        let mut account = Account::load(&app.paths).await?.ok_or_else(Account::missing)?;
        let done = account.sync(&app.paths, &app.store, &*app.clock).await;
        self.synced(&done);
        done.map(|outcome| SyncRound { sent: outcome.sent, received: outcome.received, rejected: outcome.rejected })
    }

    fn synced(&self, done: &Result<Outcome, Problem>) {
        *locked(&self.syncing.problem) = done.as_ref().err().cloned();
        match done {
            Ok(outcome) if outcome.received + outcome.healed > 0 => self.changed(&Subject::ALL),
            _ => self.changed(&[Subject::Sync]),
        }
    }
}

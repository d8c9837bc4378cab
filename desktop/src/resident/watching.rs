//! The alerts, watched while ALFA lives in the tray.

use super::firings::{BoothTeller, FiringTeller};
use super::view::AppEvent;
use super::{Resident, Subject, locked};
use crate::cloud::CloudClaims;
use crate::watch::{AlertWatch, Teller, channels};
use std::sync::{Arc, Mutex};
use std::time::Duration;
use tokio::sync::Notify;
use tokio::sync::broadcast::error::RecvError;
use tokio::task::JoinHandle;
use tokio_util::sync::CancellationToken;

/// The watch is given so long to put away what it knows.
const PATIENCE: Duration = Duration::from_secs(5);

struct Running {
    cancel: CancellationToken,
    changed: Arc<Notify>,
    task: JoinHandle<()>,
}

pub(super) struct Watching {
    running: Mutex<Option<Running>>,
}

impl Watching {
    pub fn new() -> Self {
        Self { running: Mutex::default() }
    }

    pub fn alerts_changed(&self) {
        if let Some(running) = &*locked(&self.running) {
            running.changed.notify_one();
        }
    }

    /// Ends the watch and waits until all is put away.
    pub async fn stop(&self) {
        let running = locked(&self.running).take();
        if let Some(running) = running {
            running.cancel.cancel();
            if tokio::time::timeout(PATIENCE, running.task).await.is_err() {
                tracing::warn!("the watch did not end in time");
            }
        }
    }
}

/// Tells the watch of alerts that were made or changed by voice.
pub(super) fn follow(resident: &Arc<Resident>) {
    let (weak, mut events) = (Arc::downgrade(resident), resident.events());
    tokio::spawn(async move {
        loop {
            let concerns = match events.recv().await {
                Ok(AppEvent::Changed { what }) => what.contains(&Subject::Alerts) || what.contains(&Subject::Schedules),
                Ok(_) => false,
                Err(RecvError::Lagged(_)) => true,
                Err(RecvError::Closed) => return,
            };
            let Some(resident) = weak.upgrade() else { return };
            if concerns {
                resident.watching.alerts_changed();
            }
        }
    });
}

impl Resident {
    /// The channels over which firings are told here.
    pub(super) async fn tellers(&self) -> Vec<Arc<dyn Teller>> {
        let app = self.app();
        let mut tellers = channels(&app.settings, &app.secrets).await;
        tellers.push(Arc::new(FiringTeller::new(Arc::clone(&self.shell), self.events.clone())));
        tellers.push(Arc::new(BoothTeller::new(self.talk.orders(), app.settings.window.speak_alerts)));
        tellers
    }

    /// Watches the alerts from now on, with the settings of the moment.
    pub(super) async fn watch_alerts(&self) {
        self.watching.stop().await;
        let app = self.app();
        let claims = CloudClaims::new(app.store.clone(), self.syncing.session.clone());
        let watch = AlertWatch::new(&app, self.tellers().await).claiming(Arc::new(claims));
        let changed = watch.changed();
        let cancel = CancellationToken::new();
        let task = tokio::spawn(watch.run(cancel.clone()));
        *locked(&self.watching.running) = Some(Running { cancel, changed, task });
    }
}

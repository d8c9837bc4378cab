//! ALFA behind the window: on its way, there, or not to be had.

use alfa_copilot::Problem;
use alfa_desktop::resident::Resident;
use std::sync::Arc;
use tokio::sync::watch;

type Opened = Option<Result<Arc<Resident>, Problem>>;

/// Where commands find ALFA. Cheap to clone.
#[derive(Clone)]
pub(crate) struct Ready(watch::Receiver<Opened>);

/// The other end.
pub(crate) struct Opening(watch::Sender<Opened>);

/// Both ends.
pub(crate) fn ready() -> (Opening, Ready) {
    let (sender, receiver) = watch::channel(None);
    (Opening(sender), Ready(receiver))
}

impl Opening {
    /// It is there, or is not to be had.
    pub fn done(&self, opened: Result<Arc<Resident>, Problem>) {
        self.0.send_replace(Some(opened));
    }
}

impl Ready {
    /// Waits until ALFA is there.
    pub async fn resident(&self) -> Result<Arc<Resident>, Problem> {
        let mut opened = self.0.clone();
        let found = opened.wait_for(Option::is_some).await.ok().and_then(|opened| opened.clone());
        found.unwrap_or_else(|| Err(Problem::new("closing", "A ALFA está fechando.", "Abra-a de novo.")))
    }

    /// ALFA, if it is there by now.
    pub fn now(&self) -> Option<Arc<Resident>> {
        self.0.borrow().clone()?.ok()
    }
}

//! The first things a window asks.

use super::view::{AppEvent, Link, OpenPage, Status};
use super::{Resident, locked};
use alfa_copilot::Problem;

/// Remembers that the first use was gone through.
const FIRST_USE_DONE: &str = "first_use_done";

/// Whether a window has asked for anything yet.
pub(super) enum Opening {
    /// None has; the page it is to show then.
    NoWindow(Option<OpenPage>),
    /// One has, and hears events from now on.
    Window,
}

impl Opening {
    /// The window asks. The page it is to show.
    fn meet(&mut self) -> Option<OpenPage> {
        match std::mem::replace(self, Self::Window) {
            Self::NoWindow(open) => open,
            Self::Window => None,
        }
    }
}

impl Resident {
    /// What the window asks first.
    pub async fn status(&self) -> Result<Status, Problem> {
        let app = self.app();
        let hotkey = self.shell.hotkey();
        Ok(Status {
            version: env!("CARGO_PKG_VERSION").to_owned(),
            first_use: app.store.remembered(FIRST_USE_DONE).await?.is_none(),
            simulated_market: app.market.simulated(),
            hotkey: app.settings.hotkey.clone(),
            hotkey_state: hotkey.state,
            hotkey_way: hotkey.way,
            hotkey_message: hotkey.message,
            talk: self.talk.state(),
            notices: locked(&self.notices).clone(),
            crash_log: locked(&self.crash_log).take().map(|path| path.display().to_string()),
            pending_recordings: app.recordings.pending().map(|pending| pending.len()).unwrap_or_default(),
            keyring: *self.keyring.borrow(),
            open: locked(&self.opening).meet(),
        })
    }

    /// The first use was gone through.
    pub async fn finish_first_use(&self) -> Result<(), Problem> {
        Ok(self.app().store.remember(FIRST_USE_DONE, "1").await?)
    }

    /// Opens a page outside in the browser.
    pub async fn open_link(&self, link: Link) -> Result<(), Problem> {
        self.shell.open_link(link.address())
    }

    /// Tells the window to open a page; `id` is what on it. A window that is only coming up finds it in its first [`Status`].
    pub fn open_page(&self, page: &str, id: Option<String>) {
        if let Opening::NoWindow(open) = &mut *locked(&self.opening) {
            *open = Some(OpenPage { page: page.to_owned(), id: id.clone() });
        }
        self.tell(AppEvent::Open { page: page.to_owned(), id });
    }

    /// Tells the window something the user should know.
    pub fn notice(&self, problem: Problem) {
        let mut notices = locked(&self.notices);
        if !notices.contains(&problem) {
            notices.push(problem.clone());
            self.tell(AppEvent::Notice { problem });
        }
    }
}

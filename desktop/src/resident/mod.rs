//! ALFA as it lives in the tray: everything the window asks for, and what goes on by itself. The shell's commands call it.
//!
//! - [`Resident`]: opened once and kept; [`Shell`]: what it needs of the shell around it
//! - [`view`]: what the window is shown
//! - `start`, `talking`, `board`, `portfolio`, `alerts`, `firings`, `history`, `options`, `sound`, `models`, `keys`, `account`, `by_browser`, `second_factor`, `owner`, `report`: its methods, by page
//! - `watching`: the alerts, watched while it lives; `syncing`: the account's data, kept level; `prices`: the live prices of what is shown

mod account;
mod alerts;
mod board;
mod by_browser;
mod firings;
mod history;
mod keys;
mod models;
mod options;
mod owner;
mod portfolio;
mod prices;
mod report;
mod second_factor;
mod sound;
mod start;
mod syncing;
mod talking;
mod tray;
pub mod view;
mod watching;

pub use history::ExportFormat;
pub use tray::TrayView;

use crate::app::{App, AppOptions};
use crate::talk::Talk;
use alfa_copilot::Problem;
use arc_swap::ArcSwap;
use async_trait::async_trait;
use std::path::PathBuf;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use tokio::sync::{broadcast, watch};
use tokio_util::sync::CancellationToken;
use view::{AppEvent, HotkeyReport, Keyring, Subject};

/// Events that wait for a slow window.
const EVENTS: usize = 2_048;
/// What is to be said to the cloud at the end is said by then.
const PATIENCE: std::time::Duration = std::time::Duration::from_secs(3);

/// What ALFA needs of the shell around it.
#[async_trait]
pub trait Shell: Send + Sync {
    /// Takes another talk key; the old one stays where that fails.
    ///
    /// # Errors
    /// The key is no key, or another program has it.
    async fn set_hotkey(&self, keys: &str) -> Result<(), Problem>;
    /// What became of the talk key.
    fn hotkey(&self) -> HotkeyReport;
    /// Starts with the system from now on, or no more.
    ///
    /// # Errors
    /// The system refuses.
    fn set_autostart(&self, on: bool) -> Result<(), Problem>;
    /// Opens an address in the user's browser.
    ///
    /// # Errors
    /// There is none.
    fn open_link(&self, address: &str) -> Result<(), Problem>;
    /// Shows a firing as a desktop notification.
    ///
    /// # Errors
    /// No notification service answers.
    async fn notify(&self, firing: &alfa_domain::Firing) -> Result<(), Problem>;
    /// Shows a text as a desktop notification.
    ///
    /// # Errors
    /// No notification service answers.
    async fn notify_text(&self, title: &str, text: &str) -> Result<(), Problem>;
    /// Shows the window, where the desktop has no other way to tell the user something.
    fn come_forward(&self);
}

/// ALFA in the tray.
pub struct Resident {
    app: Arc<ArcSwap<App>>,
    shell: Arc<dyn Shell>,
    events: broadcast::Sender<AppEvent>,
    talk: Talk,
    watching: watching::Watching,
    syncing: syncing::Syncing,
    /// On the way into an account.
    entrance: account::Entrance,
    downloads: models::Downloads,
    prices: prices::Prices,
    /// Runs while the microphone is tested.
    microphone_test: Mutex<Option<CancellationToken>>,
    /// What the user should know since the start.
    notices: Mutex<Vec<Problem>>,
    crash_log: Mutex<Option<PathBuf>>,
    opening: Mutex<start::Opening>,
    keyring: watch::Receiver<Keyring>,
    /// Settings are changed one at a time.
    changing: tokio::sync::Mutex<()>,
}

pub(crate) fn locked<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

impl Resident {
    /// Opens the user's data and begins to watch. Needs a Tokio runtime.
    ///
    /// # Errors
    /// As [`App::open`].
    pub async fn open(mut options: AppOptions, shell: Arc<dyn Shell>) -> Result<Arc<Self>, Problem> {
        let (events, _) = broadcast::channel(EVENTS);
        let downloads = models::Downloads::default();
        options.on_progress = Some(downloads.listener(events.clone()));
        let told = events.clone();
        options.on_notice = Some(Arc::new(move |problem| drop(told.send(AppEvent::Notice { problem }))));
        let (app, found) = App::open(options).await?;
        let crash_log = report::crash_log(&app.paths.logs);
        let secrets = app.secrets.clone();
        let app = Arc::new(ArcSwap::from_pointee(app));
        let (keyring, keyring_known) = watch::channel(Keyring::System);
        let told = events.clone();
        // a keyring that hangs must not keep the window waiting
        tokio::spawn(async move {
            if let crate::secrets::Location::Memory(_) = secrets.location().await {
                let _ = keyring.send(Keyring::Memory);
                let _ = told.send(AppEvent::Changed { what: vec![Subject::Settings] });
            }
        });
        let talk = Talk::start(Arc::clone(&app), events.clone());
        let resident = Arc::new(Self {
            watching: watching::Watching::new(),
            syncing: syncing::Syncing::default(),
            entrance: account::Entrance::default(),
            prices: prices::Prices::new(),
            notices: Mutex::new(found.problems()),
            crash_log: Mutex::new(crash_log),
            opening: Mutex::new(start::Opening::NoWindow(None)),
            microphone_test: Mutex::default(),
            changing: tokio::sync::Mutex::default(),
            keyring: keyring_known,
            downloads,
            app,
            shell,
            events,
            talk,
        });
        resident.watch_alerts().await;
        prices::follow(&resident);
        watching::follow(&resident);
        syncing::begin(&resident);
        Ok(resident)
    }

    /// ALFA with the settings of the moment.
    pub fn app(&self) -> Arc<App> {
        self.app.load_full()
    }

    /// The one stream of events.
    pub fn events(&self) -> broadcast::Receiver<AppEvent> {
        self.events.subscribe()
    }

    fn tell(&self, event: AppEvent) {
        // nobody listening is no fault: the tray may be all there is
        let _ = self.events.send(event);
    }

    fn changed(&self, what: &[Subject]) {
        self.tell(AppEvent::Changed { what: what.to_vec() });
    }

    /// Ends what goes on; what is to be kept is.
    pub async fn close(&self) {
        self.talk.order(crate::talk::Order::Key(crate::talk::KeyEvent::Stop));
        self.watching.stop().await;
        self.syncing.stop().await;
        // a device without the key shall not stand in the account's list
        let _ = tokio::time::timeout(PATIENCE, self.leave_sign_in()).await;
    }
}

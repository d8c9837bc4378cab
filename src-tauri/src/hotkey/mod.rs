//! The talk key, by whichever way this desktop has one.
//!
//! - `escape`: Esc, while ALFA listens and speaks
//! - `native`: X11, macOS and Windows, by their own registration
//! - `portal`: Wayland, by the desktop portal's global shortcuts
//!
//! Where neither works, the user sets up a key in his desktop that runs `alfa toggle`.

mod escape;
mod native;
#[cfg(target_os = "linux")]
mod portal;

pub(crate) use escape::Escape;

use alfa_copilot::Problem;
use alfa_desktop::resident::view::{HotkeyReport, HotkeyState, HotkeyWay};
use alfa_desktop::talk::KeyEvent;
use std::sync::{Mutex, PoisonError};
use tauri::AppHandle;
use tokio::sync::mpsc::UnboundedSender;

/// What to do where no program can have a key.
const BY_COMMAND: &str = "Este desktop não deixa um programa ter uma tecla global. Crie um atalho de teclado nas configurações do sistema \
                          que execute “alfa toggle”: ele começa e termina a pergunta.";

/// The talk key.
pub(crate) struct Hotkey {
    app: AppHandle,
    keys: UnboundedSender<KeyEvent>,
    taken: Mutex<Taken>,
}

struct Taken {
    report: HotkeyReport,
    /// The key that is registered now.
    shortcut: Option<String>,
    #[cfg(target_os = "linux")]
    portal: Option<portal::Portal>,
}

impl Hotkey {
    /// No key yet. What happens to it goes to `keys`.
    pub fn new(app: AppHandle, keys: UnboundedSender<KeyEvent>) -> Self {
        let report = HotkeyReport { state: HotkeyState::Unsupported, way: way(), message: None };
        let taken = Taken {
            report,
            shortcut: None,
            #[cfg(target_os = "linux")]
            portal: None,
        };
        Self { app, keys, taken: Mutex::new(taken) }
    }

    fn taken(&self) -> std::sync::MutexGuard<'_, Taken> {
        self.taken.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// What became of it.
    pub fn report(&self) -> HotkeyReport {
        self.taken().report.clone()
    }

    /// Takes the key at the start. Where that fails the report says why.
    pub async fn take(&self, keys: &str) {
        if let Err(problem) = self.change(keys).await {
            tracing::warn!(code = problem.code, message = problem.message, "the talk key could not be had");
            let mut taken = self.taken();
            taken.report.message = Some(problem.sentence());
            if problem.code == "hotkey_taken" || problem.code == "bad_hotkey" {
                taken.report.state = HotkeyState::Taken;
            }
        }
    }

    /// Takes another key. Where that fails the old one stays.
    pub async fn change(&self, keys: &str) -> Result<(), Problem> {
        native::parse(keys)?;
        match way() {
            HotkeyWay::X11 | HotkeyWay::Native => {
                let old = self.taken().shortcut.clone();
                if old.as_deref() != Some(keys) {
                    native::register(&self.app, keys, self.keys.clone())?;
                    if let Some(old) = old {
                        native::release(&self.app, &old);
                    }
                }
                let mut taken = self.taken();
                taken.shortcut = Some(keys.to_owned());
                taken.report = HotkeyReport { state: HotkeyState::Ready, way: way(), message: None };
                Ok(())
            }
            #[cfg(target_os = "linux")]
            HotkeyWay::Portal => self.by_portal(keys).await,
            _ => {
                self.by_command();
                Ok(())
            }
        }
    }

    #[cfg(target_os = "linux")]
    async fn by_portal(&self, keys: &str) -> Result<(), Problem> {
        // the desktop itself keeps and changes the key of a portal
        if self.taken().portal.is_some() {
            self.taken().report.message =
                Some("A tecla é mudada nas configurações de atalhos do seu desktop.".to_owned());
            return Ok(());
        }
        match portal::Portal::bind(keys, self.keys.clone()).await {
            Ok((portal, trigger)) => {
                let mut taken = self.taken();
                let message = (!trigger.is_empty()).then(|| format!("O seu desktop deu a tecla: {trigger}."));
                taken.report = HotkeyReport { state: HotkeyState::Ready, way: HotkeyWay::Portal, message };
                taken.portal = Some(portal);
            }
            Err(error) => {
                tracing::info!(%error, "no global shortcuts by the portal");
                self.by_command();
            }
        }
        Ok(())
    }

    fn by_command(&self) {
        self.taken().report = HotkeyReport {
            state: HotkeyState::Unsupported,
            way: HotkeyWay::ToggleCommand,
            message: Some(BY_COMMAND.to_owned()),
        };
    }
}

/// By which way a key can be had here.
fn way() -> HotkeyWay {
    if !cfg!(target_os = "linux") {
        return HotkeyWay::Native;
    }
    let set = |name: &str| std::env::var_os(name).is_some_and(|value| !value.is_empty());
    match (set("WAYLAND_DISPLAY"), set("DISPLAY")) {
        (true, _) => HotkeyWay::Portal,
        (false, true) => HotkeyWay::X11,
        (false, false) => HotkeyWay::ToggleCommand,
    }
}

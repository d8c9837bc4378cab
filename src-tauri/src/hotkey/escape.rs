//! Esc, which is ALFA's everywhere while it listens, thinks and speaks, and nobody's business of it otherwise.

use super::way;
use alfa_desktop::resident::view::{AppEvent, HotkeyWay, TalkState};
use alfa_desktop::talk::KeyEvent;
use tauri::AppHandle;
use tauri_plugin_global_shortcut::{Code, GlobalShortcutExt, Modifiers, Shortcut, ShortcutState};
use tokio::sync::mpsc::UnboundedSender;
use tokio::sync::watch;

/// Takes Esc and gives it back.
pub(crate) struct Escape(watch::Sender<bool>);

impl Escape {
    /// Esc pressed while ALFA has it goes to `keys`.
    pub fn new(app: AppHandle, keys: UnboundedSender<KeyEvent>) -> Self {
        let (sender, wanted) = watch::channel(false);
        // a portal gives no keys for a moment; there the talk key and the tray stop it
        if matches!(way(), HotkeyWay::X11 | HotkeyWay::Native) {
            tauri::async_runtime::spawn(hold(app, keys, wanted));
        }
        Self(sender)
    }

    /// Follows the talk.
    pub fn follow(&self, event: &AppEvent) {
        if let AppEvent::Talk { state } = event {
            self.0.send_if_modified(|wanted| {
                let busy = *state != TalkState::Idle;
                std::mem::replace(wanted, busy) != busy
            });
        }
    }
}

async fn hold(app: AppHandle, keys: UnboundedSender<KeyEvent>, mut wanted: watch::Receiver<bool>) {
    let escape = Shortcut::new(None::<Modifiers>, Code::Escape);
    let mut held = false;
    while wanted.changed().await.is_ok() {
        let want = *wanted.borrow_and_update();
        if want == held {
            continue;
        }
        let (app, keys) = (app.clone(), keys.clone());
        // it waits for the window's thread
        let done = tauri::async_runtime::spawn_blocking(move || {
            let shortcuts = app.global_shortcut();
            if !want {
                return shortcuts.unregister(escape);
            }
            shortcuts.on_shortcut(escape, move |_, _, event| {
                if event.state() == ShortcutState::Pressed {
                    // nobody listens any more when ALFA ends
                    let _ = keys.send(KeyEvent::Stop);
                }
            })
        });
        match done.await {
            Ok(Ok(())) => held = want,
            Ok(Err(error)) => tracing::info!(%error, want, "Esc stays with another program"),
            Err(_) => return,
        }
    }
}

//! The desktop portal's global shortcuts, for Wayland: <https://flatpak.github.io/xdg-desktop-portal/docs/doc-org.freedesktop.portal.GlobalShortcuts.html>.

use alfa_desktop::talk::KeyEvent;
use ashpd::desktop::CreateSessionOptions;
use ashpd::desktop::global_shortcuts::{BindShortcutsOptions, GlobalShortcuts, NewShortcut};
use futures::StreamExt;
use std::time::Duration;
use tokio::sync::mpsc::UnboundedSender;

const TALK: &str = "talk";
/// A desktop may ask the user first.
const PATIENCE: Duration = Duration::from_secs(60);

/// A key bound by the portal, until it is dropped.
pub(super) struct Portal {
    listening: tauri::async_runtime::JoinHandle<()>,
}

impl Drop for Portal {
    fn drop(&mut self) {
        self.listening.abort();
    }
}

/// "Ctrl+Shift+Space" as the shortcuts specification writes it: "CTRL+SHIFT+space".
fn trigger(keys: &str) -> String {
    let mut parts: Vec<String> = keys.split('+').map(str::to_uppercase).collect();
    if let Some(last) = parts.last_mut() {
        let plain = last.strip_prefix("KEY").or_else(|| last.strip_prefix("DIGIT")).unwrap_or(last);
        *last = if plain.starts_with('F') && plain.len() > 1 { plain.to_owned() } else { plain.to_lowercase() };
    }
    parts.join("+")
}

impl Portal {
    /// Asks the desktop for the key; gives what the desktop calls the key it gave.
    pub async fn bind(keys: &str, events: UnboundedSender<KeyEvent>) -> Result<(Self, String), ashpd::Error> {
        let portal = GlobalShortcuts::new().await?;
        let session = portal.create_session(CreateSessionOptions::default()).await?;
        let wanted = [NewShortcut::new(TALK, "Falar com a ALFA").preferred_trigger(trigger(keys).as_str())];
        let request = portal.bind_shortcuts(&session, &wanted, None, BindShortcutsOptions::default());
        let request = tokio::time::timeout(PATIENCE, request).await.map_err(|_| ashpd::Error::NoResponse)??;
        let given = request.response()?;
        let name =
            given.shortcuts().first().map(|shortcut| shortcut.trigger_description().to_owned()).unwrap_or_default();
        let (mut pressed, mut released) = (portal.receive_activated().await?, portal.receive_deactivated().await?);
        let listening = tauri::async_runtime::spawn(async move {
            // the portal forgets the key with its session
            let _held = (portal, session);
            loop {
                let event = tokio::select! {
                    Some(_) = pressed.next() => KeyEvent::Pressed,
                    Some(_) = released.next() => KeyEvent::Released,
                    else => break,
                };
                if events.send(event).is_err() {
                    break;
                }
            }
        });
        Ok((Self { listening }, name))
    }
}

#[cfg(test)]
mod tests {
    use super::trigger;

    #[test]
    fn keys_are_written_as_the_portal_wants_them() {
        assert_eq!(trigger("Ctrl+Shift+Space"), "CTRL+SHIFT+space");
        assert_eq!(trigger("Alt+KeyA"), "ALT+a");
        assert_eq!(trigger("F9"), "F9");
    }
}

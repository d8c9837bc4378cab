//! X11's, macOS's and Windows's own registration.

use alfa_copilot::Problem;
use alfa_desktop::talk::KeyEvent;
use tauri::AppHandle;
use tauri_plugin_global_shortcut::{GlobalShortcutExt, Shortcut, ShortcutState};
use tokio::sync::mpsc::UnboundedSender;

/// A key from its text: "Ctrl+Shift+Space".
pub(super) fn parse(keys: &str) -> Result<Shortcut, Problem> {
    let shortcut: Shortcut = keys.parse().map_err(|_| {
        Problem::new(
            "bad_hotkey",
            format!("“{keys}” não é uma tecla que eu conheça."),
            "Use, por exemplo, Ctrl+Shift+Space ou F9.",
        )
    })?;
    let function_key = shortcut.key.to_string().starts_with('F') && shortcut.key.to_string().len() > 1;
    if shortcut.mods.is_empty() && !function_key {
        return Err(Problem::new(
            "bad_hotkey",
            format!("“{keys}” sozinha deixaria de funcionar em todos os outros programas."),
            "Junte Ctrl, Alt ou Shift, ou use uma tecla de função.",
        ));
    }
    Ok(shortcut)
}

pub(super) fn register(app: &AppHandle, keys: &str, events: UnboundedSender<KeyEvent>) -> Result<(), Problem> {
    let shortcut = parse(keys)?;
    app.global_shortcut()
        .on_shortcut(shortcut, move |_, _, event| {
            // nobody listens any more when ALFA ends
            let _ = events.send(match event.state() {
                ShortcutState::Pressed => KeyEvent::Pressed,
                ShortcutState::Released => KeyEvent::Released,
            });
        })
        .map_err(|error| {
            tracing::info!(%error, keys, "a key could not be registered");
            Problem::new(
                "hotkey_taken",
                format!("Outro programa já usa {keys}."),
                "Escolha outra tecla em Ajustes, ou feche o outro programa. Enquanto isso, fale pelo botão da janela ou pelo menu da bandeja.",
            )
        })
}

pub(super) fn release(app: &AppHandle, keys: &str) {
    if let Ok(shortcut) = parse(keys)
        && let Err(error) = app.global_shortcut().unregister(shortcut)
    {
        tracing::warn!(%error, keys, "a key could not be given back");
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_that_would_take_a_letter_from_everybody_are_refused() {
        for good in ["Ctrl+Shift+Space", "Alt+KeyA", "F9", "Ctrl+Alt+F12"] {
            assert!(parse(good).is_ok(), "{good}");
        }
        for bad in ["Space", "a", "Ctrl+", "Ctrl+Nada", ""] {
            assert_eq!(parse(bad).unwrap_err().code, "bad_hotkey", "{bad}");
        }
    }
}

//! macOS's and Windows's notifications. They have no actions here: the window and the tray have them.

use super::absent;
use alfa_copilot::Problem;
use alfa_domain::Firing;
use notify_rust::Notification;
use tauri::AppHandle;

/// The system's notifications.
pub(crate) struct Notifications;

impl Notifications {
    pub fn new(_app: AppHandle) -> Self {
        Self
    }

    async fn show(&self, title: String, text: String) -> Result<(), Problem> {
        let shown = tokio::task::spawn_blocking(move || {
            Notification::new().appname("ALFA").summary(&title).body(&text).show().map(drop)
        });
        match shown.await {
            Ok(shown) => shown.map_err(|error| absent(&error)),
            Err(error) => Err(absent(&error)),
        }
    }

    /// Shows a firing.
    pub async fn firing(&self, firing: &Firing) -> Result<(), Problem> {
        let title = if firing.late { "Alerta atrasado" } else { "Alerta" };
        self.show(format!("{title}: {}", firing.coin), firing.text.clone()).await
    }

    /// Shows a text.
    pub async fn text(&self, title: &str, text: &str) -> Result<(), Problem> {
        self.show(title.to_owned(), text.to_owned()).await
    }
}

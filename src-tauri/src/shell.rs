//! The shell as ALFA needs it.

use crate::hotkey::Hotkey;
use crate::notifications::Notifications;
use crate::windows;
use alfa_copilot::Problem;
use alfa_desktop::resident::Shell;
use alfa_desktop::resident::view::HotkeyReport;
use alfa_domain::Firing;
use async_trait::async_trait;
use std::sync::Arc;
use tauri::AppHandle;
use tauri_plugin_autostart::ManagerExt;
use tauri_plugin_opener::OpenerExt;

pub(crate) struct DesktopShell {
    app: AppHandle,
    hotkey: Arc<Hotkey>,
    notifications: Notifications,
}

impl DesktopShell {
    pub fn new(app: AppHandle, hotkey: Arc<Hotkey>) -> Self {
        Self { notifications: Notifications::new(app.clone()), app, hotkey }
    }
}

#[async_trait]
impl Shell for DesktopShell {
    async fn set_hotkey(&self, keys: &str) -> Result<(), Problem> {
        self.hotkey.change(keys).await
    }

    fn hotkey(&self) -> HotkeyReport {
        self.hotkey.report()
    }

    fn set_autostart(&self, on: bool) -> Result<(), Problem> {
        let autostart = self.app.autolaunch();
        let done = if on { autostart.enable() } else { autostart.disable() };
        match done {
            // there was none to take away
            Err(_) if !on && !autostart.is_enabled().unwrap_or(true) => Ok(()),
            done => done.map_err(|error| {
                Problem::new(
                    "autostart_failed",
                    format!("O sistema não deixou mudar o início automático: {error}."),
                    "Mude-o nas configurações do sistema.",
                )
            }),
        }
    }

    fn open_link(&self, address: &str) -> Result<(), Problem> {
        self.app.opener().open_url(address, None::<&str>).map_err(|error| {
            Problem::new(
                "no_browser",
                format!("Não consegui abrir o navegador: {error}."),
                format!("Abra {address} você mesmo."),
            )
        })
    }

    async fn notify(&self, firing: &Firing) -> Result<(), Problem> {
        self.notifications.firing(firing).await
    }

    fn come_forward(&self) {
        windows::show(&self.app);
    }

    async fn notify_text(&self, title: &str, text: &str) -> Result<(), Problem> {
        self.notifications.text(title, text).await
    }
}

//! The window, and the small one over everything while ALFA listens and speaks.

use crate::ready::Ready;
use alfa_copilot::TurnEvent;
use alfa_desktop::resident::view::{AppEvent, TalkState};
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;
use tauri::{AppHandle, LogicalPosition, Manager, WebviewUrl, WebviewWindow, WebviewWindowBuilder, WindowEvent};

/// The window.
pub(crate) const MAIN: &str = "main";
/// The small one.
pub(crate) const OVERLAY: &str = "overlay";

const TITLE: &str = "ALFA";
const SIZE: (f64, f64) = (1_180.0, 780.0);
const LEAST: (f64, f64) = (420.0, 560.0);
const OVERLAY_SIZE: (f64, f64) = (560.0, 92.0);
/// Between the small window and the lower edge of the screen.
const EDGE: f64 = 72.0;
/// What failed stays to be read.
const READ: Duration = Duration::from_secs(6);

/// Counts what the overlay was told, so that a late hiding does not hide what came after.
static SHOWN: AtomicU64 = AtomicU64::new(0);

/// Shows the window and brings it to the front.
pub(crate) fn show(app: &AppHandle) {
    let window = match app.get_webview_window(MAIN) {
        Some(window) => Ok(window),
        None => make(app),
    };
    match window {
        Ok(window) => {
            let shown = window.show().and_then(|()| window.unminimize()).and_then(|()| window.set_focus());
            if let Err(error) = shown {
                tracing::warn!(%error, "the window could not be shown");
            }
            visible(app, true);
        }
        Err(error) => tracing::error!(%error, "the window could not be made"),
    }
}

fn make(app: &AppHandle) -> tauri::Result<WebviewWindow> {
    let window = WebviewWindowBuilder::new(app, MAIN, WebviewUrl::App("index.html".into()))
        .title(TITLE)
        .inner_size(SIZE.0, SIZE.1)
        .min_inner_size(LEAST.0, LEAST.1)
        .visible(false)
        .build()?;
    let (closed, handle) = (window.clone(), app.clone());
    window.on_window_event(move |event| match event {
        // it goes on in the tray
        WindowEvent::CloseRequested { api, .. } => {
            api.prevent_close();
            if closed.hide().is_ok() {
                visible(&handle, false);
            }
        }
        WindowEvent::Focused(true) => visible(&handle, true),
        _ => {}
    });
    Ok(window)
}

fn visible(app: &AppHandle, visible: bool) {
    if let Some(resident) = app.state::<Ready>().now() {
        resident.set_visible(visible);
    }
}

/// The small window follows the talk, where the window itself does not show it.
pub(crate) fn follow(app: &AppHandle, event: &AppEvent) {
    match event {
        AppEvent::Talk { state: TalkState::Idle } => hide_overlay(app, Duration::ZERO),
        AppEvent::Talk { .. } => {
            let in_sight = app.get_webview_window(MAIN).is_some_and(|main| main.is_focused().unwrap_or_default());
            if !in_sight {
                show_overlay(app);
            }
        }
        AppEvent::Turn { event: TurnEvent::Failed { .. }, .. } => hide_overlay(app, READ),
        _ => {}
    }
}

fn show_overlay(app: &AppHandle) {
    SHOWN.fetch_add(1, Ordering::Relaxed);
    let made = match app.get_webview_window(OVERLAY) {
        Some(overlay) => Ok(overlay),
        None => make_overlay(app),
    };
    // clicks go through it; GTK wants it to be on the screen before it is told so
    let shown = made.and_then(|overlay| overlay.show().and_then(|()| overlay.set_ignore_cursor_events(true)));
    if let Err(error) = shown {
        tracing::warn!(%error, "the overlay could not be shown");
    }
}

fn make_overlay(app: &AppHandle) -> tauri::Result<WebviewWindow> {
    let builder = WebviewWindowBuilder::new(app, OVERLAY, WebviewUrl::App("overlay.html".into()))
        .title("ALFA: fala")
        .inner_size(OVERLAY_SIZE.0, OVERLAY_SIZE.1)
        .resizable(false)
        .decorations(false)
        .shadow(false)
        .always_on_top(true)
        .skip_taskbar(true)
        // the user goes on with what he does
        .focused(false)
        .focusable(false)
        .visible(false);
    let overlay = builder.build()?;
    if let Some(screen) = overlay.primary_monitor()? {
        let scale = screen.scale_factor();
        let size = screen.size().to_logical::<f64>(scale);
        let corner = screen.position().to_logical::<f64>(scale);
        let x = corner.x + (size.width - OVERLAY_SIZE.0) / 2.0;
        overlay.set_position(LogicalPosition::new(x, corner.y + size.height - OVERLAY_SIZE.1 - EDGE))?;
    }
    Ok(overlay)
}

/// Hides it after a while, unless it was shown anew meanwhile.
fn hide_overlay(app: &AppHandle, after: Duration) {
    let Some(overlay) = app.get_webview_window(OVERLAY) else { return };
    let shown = SHOWN.fetch_add(u64::from(!after.is_zero()), Ordering::Relaxed) + u64::from(!after.is_zero());
    tauri::async_runtime::spawn(async move {
        // what failed is told just before the talk is over: its words stay
        tokio::time::sleep(after.max(Duration::from_millis(150))).await;
        if SHOWN.load(Ordering::Relaxed) == shown
            && let Err(error) = overlay.hide()
        {
            tracing::warn!(%error, "the overlay could not be hidden");
        }
    });
}

//! The icon in the tray, and its menu: everything stands in the menu, for trays on Linux have no click.

use crate::ready::Ready;
use crate::windows;
use alfa_desktop::resident::view::{AppEvent, Subject, TalkState};
use alfa_desktop::resident::{Resident, TrayView};
use alfa_desktop::talk::KeyEvent;
use std::sync::{Arc, Mutex, PoisonError};
use tauri::image::Image;
use tauri::menu::{Menu, MenuBuilder, MenuItem, MenuItemBuilder};
use tauri::tray::TrayIconBuilder;
use tauri::{AppHandle, Manager, Wry};
use tokio::sync::Notify;

const ICON: &str = "alfa";

/// What the menu shows something of.
const SHOWN: [Subject; 3] = [Subject::Alerts, Subject::Watchlist, Subject::Settings];

macro_rules! picture {
    ($name:literal) => {
        include_bytes!(concat!("../icons/tray/", $name, "-32.png"))
    };
}

/// What the tray shows.
struct Shown {
    view: TrayView,
    icon: &'static [u8],
    talk: TalkState,
}

/// The tray's state and its wish to be drawn anew.
struct Tray {
    shown: Mutex<Shown>,
    stale: Arc<Notify>,
    stop: Mutex<Option<MenuItem<Wry>>>,
}

/// Puts the icon into the tray.
pub(crate) fn show(app: &AppHandle) {
    let view = TrayView::default();
    app.manage(Tray {
        shown: Mutex::new(Shown { view: view.clone(), icon: picture!("idle"), talk: TalkState::Idle }),
        stale: Arc::new(Notify::new()),
        stop: Mutex::default(),
    });
    let built = menu(app, &view, false).and_then(|menu| {
        let mut tray = TrayIconBuilder::with_id(ICON).menu(&menu).title("ALFA").on_menu_event(|app, event| {
            chosen(app, event.id().as_ref());
        });
        tray = tray.icon(Image::from_bytes(picture!("idle"))?);
        tray.build(app)
    });
    if let Err(error) = built {
        // ALFA works without: its window stays the way to it
        tracing::warn!(%error, "there is no tray");
    }
}

fn menu(app: &AppHandle, view: &TrayView, busy: bool) -> tauri::Result<Menu<Wry>> {
    let item = |id: &str, text: &str| MenuItemBuilder::with_id(id, text).build(app);
    let stop = MenuItemBuilder::with_id("stop", "Parar").enabled(busy).build(app)?;
    let mut menu = MenuBuilder::new(app).item(&item("talk", "Falar")?).item(&stop).separator();
    for (coin, line) in &view.prices {
        menu = menu.item(&item(&format!("price:{coin}"), line)?);
    }
    if !view.prices.is_empty() {
        menu = menu.separator();
    }
    menu = menu.item(&item("alerts", &alerts_line(view))?);
    if view.active > 0 {
        menu = menu.item(&item("pause", "Pausar alertas")?);
    } else if view.paused > 0 {
        menu = menu.item(&item("resume", "Retomar alertas")?);
    }
    let menu = menu.separator().item(&item("open", "Abrir a ALFA")?).item(&item("quit", "Sair")?).build()?;
    if let Some(tray) = app.try_state::<Tray>() {
        *tray.stop.lock().unwrap_or_else(PoisonError::into_inner) = Some(stop);
    }
    Ok(menu)
}

fn alerts_line(view: &TrayView) -> String {
    match (view.active, view.paused) {
        (0, 0) => "Sem alertas ativos".to_owned(),
        (0, paused) => format!("Alertas em pausa: {paused}"),
        (active, 0) => format!("Alertas ativos: {active}"),
        (active, paused) => format!("Alertas ativos: {active}, em pausa: {paused}"),
    }
}

fn chosen(app: &AppHandle, id: &str) {
    if id == "quit" {
        app.exit(0);
        return;
    }
    if id == "open" {
        windows::show(app);
        return;
    }
    let (app, id, ready) = (app.clone(), id.to_owned(), app.state::<Ready>().inner().clone());
    tauri::async_runtime::spawn(async move {
        let Ok(resident) = ready.resident().await else { return windows::show(&app) };
        match id.as_str() {
            "talk" => resident.key(KeyEvent::Toggled),
            "stop" => resident.key(KeyEvent::Stop),
            "alerts" => {
                windows::show(&app);
                resident.open_page("alerts", None);
            }
            "pause" | "resume" => {
                if let Err(problem) = resident.pause_all(id == "pause").await {
                    resident.notice(problem);
                }
            }
            price => {
                windows::show(&app);
                resident.open_page("board", price.strip_prefix("price:").map(str::to_owned));
            }
        }
    });
}

/// Draws the menu anew whenever what it shows has changed.
pub(crate) fn follow(app: &AppHandle, resident: &Arc<Resident>) {
    let (app, weak, stale) = (app.clone(), Arc::downgrade(resident), Arc::clone(&app.state::<Tray>().stale));
    stale.notify_one();
    tauri::async_runtime::spawn(async move {
        loop {
            stale.notified().await;
            let Some(resident) = weak.upgrade() else { return };
            let view = resident.tray().await;
            let tray = app.state::<Tray>();
            let busy = {
                let mut shown = tray.shown.lock().unwrap_or_else(PoisonError::into_inner);
                if shown.view == view {
                    continue;
                }
                shown.view = view.clone();
                shown.talk != TalkState::Idle
            };
            let drawn = menu(&app, &view, busy).and_then(|menu| match app.tray_by_id(ICON) {
                Some(icon) => icon.set_menu(Some(menu)),
                None => Ok(()),
            });
            if let Err(error) = drawn {
                tracing::warn!(%error, "the tray's menu could not be drawn");
            }
            show_icon(&app);
        }
    });
}

/// Something happened that the tray may show.
pub(crate) fn changed(app: &AppHandle, event: &AppEvent) {
    let tray = app.state::<Tray>();
    match event {
        AppEvent::Quotes { .. } | AppEvent::Firing { .. } => tray.stale.notify_one(),
        AppEvent::Changed { what } if what.iter().any(|what| SHOWN.contains(what)) => tray.stale.notify_one(),
        AppEvent::Talk { state } => {
            tray.shown.lock().unwrap_or_else(PoisonError::into_inner).talk = *state;
            if let Some(stop) = &*tray.stop.lock().unwrap_or_else(PoisonError::into_inner)
                && let Err(error) = stop.set_enabled(*state != TalkState::Idle)
            {
                tracing::warn!(%error, "the tray's menu could not be changed");
            }
            show_icon(app);
        }
        _ => {}
    }
}

/// The icon says what goes on.
fn show_icon(app: &AppHandle) {
    let tray = app.state::<Tray>();
    let wanted: &'static [u8] = {
        let mut shown = tray.shown.lock().unwrap_or_else(PoisonError::into_inner);
        let wanted: &'static [u8] = match shown.talk {
            TalkState::Opening | TalkState::Listening | TalkState::Hearing => picture!("listening"),
            TalkState::Thinking => picture!("thinking"),
            TalkState::Speaking => picture!("speaking"),
            TalkState::Idle if shown.view.active == 0 && shown.view.paused > 0 => picture!("paused"),
            TalkState::Idle => picture!("idle"),
        };
        if std::ptr::eq(shown.icon, wanted) {
            return;
        }
        shown.icon = wanted;
        wanted
    };
    let drawn = Image::from_bytes(wanted).and_then(|image| match app.tray_by_id(ICON) {
        Some(icon) => icon.set_icon(Some(image)),
        None => Ok(()),
    });
    if let Err(error) = drawn {
        tracing::warn!(%error, "the tray's icon could not be changed");
    }
}

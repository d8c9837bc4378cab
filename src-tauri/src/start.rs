//! The order in which things come up: the key first, so that talking never waits for the rest.

use crate::arguments::{Arguments, page_of};
use crate::hotkey::{Escape, Hotkey};
use crate::ready::{Opening, Ready, ready};
use crate::shell::DesktopShell;
use crate::{commands, journal, tray, windows};
use alfa_desktop::app::AppOptions;
use alfa_desktop::paths::Paths;
use alfa_desktop::resident::Resident;
use alfa_desktop::resident::view::AppEvent;
use alfa_desktop::settings::{Settings, SettingsFile};
use alfa_desktop::talk::KeyEvent;
use std::process::ExitCode;
use std::sync::Arc;
use std::time::Instant;
use tauri::async_runtime::spawn;
use tauri::{AppHandle, Emitter, Manager, RunEvent};
use tauri_plugin_autostart::MacosLauncher;
use tauri_plugin_window_state::StateFlags;
use tokio::sync::broadcast::error::RecvError;
use tokio::sync::mpsc;

/// The channel on which the window hears of everything.
const EVENTS: &str = "alfa";

/// Where there is no screen.
const NO_DISPLAY: &str = "Não encontrei uma tela para abrir a ALFA (no_display). Inicie-a numa sessão gráfica, ou use-a no terminal: \
                          “alfa talk” para falar, “alfa ask” para perguntar.";

/// Runs ALFA until it is quit.
pub(crate) fn run(arguments: Vec<String>) -> ExitCode {
    let began = Instant::now();
    quiet_webkit();
    if !display() {
        journal::complain(NO_DISPLAY);
        return ExitCode::FAILURE;
    }
    let paths = match Paths::resolve() {
        Ok(paths) => paths,
        Err(error) => {
            journal::complain(&format!("Não consigo usar a pasta de dados: {error}."));
            return ExitCode::FAILURE;
        }
    };
    journal::start(&paths.logs);
    let arguments = Arguments::read(arguments);
    let settings = SettingsFile::new(&paths.settings).load().map(|loaded| loaded.settings).unwrap_or_default();
    let built = tauri::Builder::default()
        .plugin(tauri_plugin_single_instance::init(|app, arguments, _folder| {
            // the first is the program itself
            second_start(app, Arguments::read(arguments.into_iter().skip(1)));
        }))
        .plugin(tauri_plugin_deep_link::init())
        .plugin(tauri_plugin_opener::init())
        .plugin(tauri_plugin_global_shortcut::Builder::new().build())
        .plugin(tauri_plugin_autostart::init(MacosLauncher::LaunchAgent, Some(vec!["--hidden"])))
        .plugin(
            tauri_plugin_window_state::Builder::new()
                .with_state_flags(StateFlags::SIZE | StateFlags::POSITION | StateFlags::MAXIMIZED)
                .with_denylist(&[windows::OVERLAY])
                .build(),
        )
        .invoke_handler(commands::handler())
        .setup(move |app| {
            set_up(app.handle(), arguments, &settings, began);
            Ok(())
        })
        .build(tauri::generate_context!());
    let app = match built {
        Ok(app) => app,
        Err(error) => {
            tracing::error!(%error, "the shell could not be built");
            journal::complain(&format!("A ALFA não conseguiu abrir: {error}."));
            journal::end();
            return ExitCode::FAILURE;
        }
    };
    app.run(|app, event| match event {
        // closing the last window leaves ALFA in the tray; only "Sair" gives a code
        RunEvent::ExitRequested { api, code: None, .. } => api.prevent_exit(),
        RunEvent::Exit => {
            if let Some(resident) = app.state::<Ready>().now() {
                tauri::async_runtime::block_on(resident.close());
            }
            journal::end();
        }
        _ => {}
    });
    ExitCode::SUCCESS
}

fn set_up(app: &AppHandle, arguments: Arguments, settings: &Settings, began: Instant) {
    let (opening, ready) = ready();
    app.manage(ready.clone());
    let (keys, pressed) = mpsc::unbounded_channel();
    let escape = Escape::new(app.clone(), keys.clone());
    let hotkey = Arc::new(Hotkey::new(app.clone(), keys));
    let (taken, wanted) = (Arc::clone(&hotkey), settings.hotkey.clone());
    spawn(async move {
        taken.take(&wanted).await;
        tracing::info!(millis = began.elapsed().as_millis(), "hotkey ready");
    });
    spawn(follow_keys(ready.clone(), pressed));
    tray::show(app);
    if !(arguments.hidden || settings.window.start_hidden) {
        windows::show(app);
    }
    let shell = Arc::new(DesktopShell::new(app.clone(), hotkey));
    let app = app.clone();
    spawn(async move { open(app, opening, shell, escape, arguments).await });
    spawn(end_when_told(ready));
}

/// Opens ALFA, and passes its events on for as long as it lives.
async fn open(app: AppHandle, opening: Opening, shell: Arc<DesktopShell>, escape: Escape, arguments: Arguments) {
    let options = AppOptions { market: arguments.market.clone(), ..AppOptions::default() };
    let resident = match Resident::open(options, shell).await {
        Ok(resident) => resident,
        Err(problem) => {
            tracing::error!(code = problem.code, message = problem.message, "ALFA could not be opened");
            opening.done(Err(problem));
            windows::show(&app);
            // the window shows it; commands go on failing with it
            return std::future::pending().await;
        }
    };
    let mut events = resident.events();
    opening.done(Ok(Arc::clone(&resident)));
    if let Some(main) = app.get_webview_window(windows::MAIN) {
        resident.set_visible(main.is_visible().unwrap_or_default());
    }
    tray::follow(&app, &resident);
    carry_out(&app, &resident, arguments).await;
    loop {
        match events.recv().await {
            Ok(event) => {
                escape.follow(&event);
                windows::follow(&app, &event);
                if let Err(error) = app.emit(EVENTS, &event) {
                    tracing::warn!(%error, "an event did not reach the window");
                }
                tray::changed(&app, &event);
            }
            // a window that fell behind reads everything again
            Err(RecvError::Lagged(_)) => {
                let _ =
                    app.emit(EVENTS, AppEvent::Changed { what: alfa_desktop::resident::view::Subject::ALL.to_vec() });
            }
            Err(RecvError::Closed) => return,
        }
    }
}

async fn follow_keys(ready: Ready, mut pressed: mpsc::UnboundedReceiver<KeyEvent>) {
    while let Some(event) = pressed.recv().await {
        // a key pressed while ALFA comes up is not lost
        match ready.resident().await {
            Ok(resident) => resident.key(event),
            Err(_) => return,
        }
    }
}

/// What a start, the first or a later one, asks for.
async fn carry_out(app: &AppHandle, resident: &Arc<Resident>, arguments: Arguments) {
    if arguments.toggle {
        resident.key(KeyEvent::Toggled);
    }
    if let Some(text) = arguments.ask {
        windows::show(app);
        resident.open_page("studio", None);
        if let Err(problem) = resident.ask(text).await {
            resident.notice(problem);
        }
    }
    if let Some((page, id)) = arguments.link.as_deref().and_then(page_of) {
        windows::show(app);
        resident.open_page(page, id);
    }
}

/// ALFA was started while it runs.
fn second_start(app: &AppHandle, arguments: Arguments) {
    let nothing = arguments.ask.is_none() && arguments.link.is_none() && !arguments.toggle;
    if nothing && !arguments.hidden {
        windows::show(app);
    }
    let (app, ready) = (app.clone(), app.state::<Ready>().inner().clone());
    spawn(async move {
        if let Ok(resident) = ready.resident().await {
            carry_out(&app, &resident, arguments).await;
        }
    });
}

/// A session that ends asks programs to end; what is to be kept is.
#[cfg(unix)]
async fn end_when_told(ready: Ready) {
    use tokio::signal::unix::{SignalKind, signal};
    let (Ok(mut end), Ok(mut interrupt)) = (signal(SignalKind::terminate()), signal(SignalKind::interrupt())) else {
        return;
    };
    tokio::select! {
        _ = end.recv() => {}
        _ = interrupt.recv() => {}
    }
    if let Some(resident) = ready.now() {
        resident.close().await;
    }
    journal::end();
    std::process::exit(0);
}

#[cfg(not(unix))]
async fn end_when_told(_ready: Ready) {}

/// Whether there is a screen to open windows on.
#[cfg(target_os = "linux")]
fn display() -> bool {
    gtk::init().is_ok()
}

#[cfg(not(target_os = "linux"))]
fn display() -> bool {
    true
}

/// WebKit's faster drawing shows an empty window with some graphics drivers.
#[cfg(target_os = "linux")]
#[expect(unsafe_code, reason = "set before any thread is started")]
fn quiet_webkit() {
    const DMABUF: &str = "WEBKIT_DISABLE_DMABUF_RENDERER";
    if std::env::var_os(DMABUF).is_none() {
        // SAFETY: this is the only thread yet
        unsafe { std::env::set_var(DMABUF, "1") };
    }
}

#[cfg(not(target_os = "linux"))]
fn quiet_webkit() {}

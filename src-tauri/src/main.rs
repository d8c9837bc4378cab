//! ALFA's shell: the window, the tray, the talk key and notifications around [`alfa_desktop::resident::Resident`].
//!
//! - `start`: the order in which things come up; `arguments`, `deep links`: what it is started with
//! - `ready`: ALFA behind the window; `commands`: what the window can ask; `typescript`: the same for the window's language
//! - `windows`: the window and the overlay; `tray`: the icon and its menu; `hotkey`: the talk key
//! - `notifications`: of alerts; `shell`: all of these as ALFA needs them
//! - `journal`: the log, and that of a crash

#![cfg_attr(not(debug_assertions), windows_subsystem = "windows")]

mod arguments;
mod commands;
mod hotkey;
mod journal;
mod notifications;
mod ready;
mod shell;
mod start;
mod tray;
#[cfg(test)]
mod typescript;
mod windows;

fn main() -> std::process::ExitCode {
    start::run(std::env::args().skip(1).collect())
}

//! The log on disk, and that of a crash.
//!
//! `alfa.log` is of this run and `alfa.old.log` of the one before. While ALFA runs, `running` holds its process; found at a start, the run
//! before did not come to its end, and its log is kept as `crash-TIME.log` for the user to look at. A panic writes such a log itself.

use std::fs;
use std::io::Write;
use std::panic;
use std::path::{Path, PathBuf};
use std::sync::{Mutex, OnceLock, PoisonError};
use tracing_subscriber::EnvFilter;

const LOG: &str = "alfa.log";
const OLD: &str = "alfa.old.log";
const RUNNING: &str = "running";

static FOLDER: OnceLock<PathBuf> = OnceLock::new();

/// Begins the log of this run in the folder, which is there.
pub(crate) fn start(folder: &Path) {
    if FOLDER.set(folder.to_owned()).is_err() {
        return;
    }
    let log = folder.join(LOG);
    let before = fs::read_to_string(folder.join(RUNNING)).ok();
    // a second start ends at once, and leaves the log to the first
    if before.as_deref().is_some_and(|process| is_alive(process.trim())) {
        return;
    }
    let kept = match before {
        Some(_) => fs::rename(&log, folder.join(crash_name())),
        None => fs::rename(&log, folder.join(OLD)),
    };
    // at the very first start there is none
    drop(kept);
    let _ = fs::write(folder.join(RUNNING), std::process::id().to_string());
    let filter =
        std::env::var("ALFA_LOG").unwrap_or_else(|_| "warn,alfa_shell=info,alfa_app=info,alfa_desktop=info".to_owned());
    let filter = EnvFilter::try_new(filter).unwrap_or_else(|_| "warn".into());
    // the first writes bodies it cannot read, and what is in them is the user's; the second calls every stream's end an error
    let silent = ["async_openai=off", "pulseaudio=off"].into_iter().filter_map(|directive| directive.parse().ok());
    let filter = silent.fold(filter, EnvFilter::add_directive);
    match fs::File::create(&log) {
        Ok(file) => {
            tracing_subscriber::fmt().with_env_filter(filter).with_ansi(false).with_writer(Mutex::new(file)).init();
        }
        // without a log ALFA runs all the same
        Err(_) => tracing_subscriber::fmt().with_env_filter(filter).with_writer(std::io::stderr).init(),
    }
    let before = panic::take_hook();
    panic::set_hook(Box::new(move |panicked| {
        if let Some(folder) = FOLDER.get() {
            let text = format!("{panicked}\n\n{}\n", std::backtrace::Backtrace::force_capture());
            let _ = fs::write(folder.join(crash_name()), text);
        }
        before(panicked);
    }));
}

/// This run came to its end.
pub(crate) fn end() {
    if let Some(folder) = FOLDER.get() {
        let mine =
            fs::read_to_string(folder.join(RUNNING)).is_ok_and(|process| process == std::process::id().to_string());
        if mine {
            let _ = fs::remove_file(folder.join(RUNNING));
        }
    }
}

/// Says to whoever started it from a terminal what could not be done.
pub(crate) fn complain(sentence: &str) {
    let _ = writeln!(std::io::stderr(), "{sentence}");
}

fn crash_name() -> String {
    static LAST: Mutex<u128> = Mutex::new(0);
    let now = std::time::UNIX_EPOCH.elapsed().map(|since| since.as_millis()).unwrap_or_default();
    let mut last = LAST.lock().unwrap_or_else(PoisonError::into_inner);
    *last = now.max(*last + 1);
    format!("crash-{last}.log")
}

/// Whether that process still runs: then this is a second start, which ends at once.
#[cfg(target_os = "linux")]
fn is_alive(process: &str) -> bool {
    let name = fs::read_to_string(format!("/proc/{process}/comm")).unwrap_or_default();
    name.trim_end().starts_with("alfa")
}

#[cfg(not(target_os = "linux"))]
fn is_alive(_process: &str) -> bool {
    false
}

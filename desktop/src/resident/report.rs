//! How ALFA fares: figures, the report for its makers, the log of a crash.

use super::Resident;
use super::view::StageLatencyRow;
use crate::secrets::Secret;
use crate::settings::KEYS;
use alfa_copilot::{Alerts, Problem};
use chrono::TimeDelta;
use secrecy::ExposeSecret;
use std::fmt::Write;
use std::path::{Path, PathBuf};
use std::time::Duration;

/// Figures are of the turns of so many days.
const DAYS: i64 = 30;
/// Lines of the log in the report.
const LOG_LINES: usize = 200;
/// The ending of a log that was offered.
const OFFERED: &str = "seen.log";

impl Resident {
    /// How long the stages of late turns took.
    pub async fn latency(&self) -> Result<Vec<StageLatencyRow>, Problem> {
        let app = self.app();
        let figures = app.store.latency(Some(app.clock.now() - TimeDelta::days(DAYS))).await?;
        let row = |figure: crate::store::StageLatency| StageLatencyRow {
            stage: figure.stage.as_str(),
            count: figure.turns,
            p50_ms: figure.p50,
            p95_ms: figure.p95,
        };
        Ok(figures.into_iter().map(row).collect())
    }

    /// A report for the maintainers: the system, the settings, the sources, figures and the end of the log; no secrets, nothing that was
    /// said.
    pub async fn diagnostics(&self) -> Result<String, Problem> {
        let app = self.app();
        let mut text = String::new();
        let mut line = |words: String| {
            // writing into a text cannot fail
            let _ = writeln!(text, "{words}");
        };
        line(format!("ALFA {} · {} {}", env!("CARGO_PKG_VERSION"), std::env::consts::OS, std::env::consts::ARCH));
        line(format!("hora: {}", app.clock.now().to_rfc3339()));
        let desktop = |name: &str| std::env::var(name).unwrap_or_default();
        line(format!("sessão: {} {}", desktop("XDG_SESSION_TYPE"), desktop("XDG_CURRENT_DESKTOP")));
        let hotkey = self.shell.hotkey();
        line(format!("tecla: {} {:?} por {:?}", app.settings.hotkey, hotkey.state, hotkey.way));
        line("\nconfigurações:".to_owned());
        for key in KEYS {
            let value = key.value(&app.settings);
            // addresses and names of the user's are nobody's business
            let private =
                key.name.starts_with("notify.") && !value.is_empty() && key.kind == crate::settings::Kind::Text;
            line(format!("  {} = {}", key.name, if private { "(definido)".to_owned() } else { without_login(&value) }));
        }
        line("\nsom:".to_owned());
        match tokio::time::timeout(Duration::from_secs(6), crate::audio::devices()).await {
            Ok(Ok(devices)) => {
                line(format!("  microfones: {}", devices.inputs.len()));
                line(format!("  alto-falantes: {}", devices.outputs.len()));
            }
            Ok(Err(error)) => line(format!("  {error}")),
            Err(_) => line("  o sistema de som não respondeu".to_owned()),
        }
        line("\nmodelos:".to_owned());
        for id in app.engines.models_used() {
            let status =
                app.models.status(&id).map(|status| format!("{status:?}")).unwrap_or_else(|error| error.to_string());
            line(format!("  {id}: {}", status.split_whitespace().next().unwrap_or_default()));
        }
        line("\nfontes:".to_owned());
        if app.market.simulated() {
            line("  mercado simulado".to_owned());
        }
        for source in app.market.health().await {
            let answer = match source.answered {
                Ok(time) => format!("{} ms", time.as_millis()),
                Err(problem) => problem.to_string(),
            };
            line(format!("  {}: {answer}", source.source));
        }
        let alerts =
            app.store.alerts().await.map(|alerts| alerts.len().to_string()).unwrap_or_else(|error| error.to_string());
        line(format!("\nalertas: {alerts}"));
        line("\nlatência (ms):".to_owned());
        for row in self.latency().await? {
            line(format!("  {}: p50 {:.0}, p95 {:.0}, {} turnos", row.stage, row.p50_ms, row.p95_ms, row.count));
        }
        line("\nfim do registro:".to_owned());
        let logs = app.paths.logs.clone();
        let tail = tokio::task::spawn_blocking(move || tail(&logs)).await.unwrap_or_default();
        line(tail);
        for secret in Secret::ALL {
            if let Some((value, _)) = app.secrets.get(secret).await {
                text = text.replace(value.expose_secret(), "(segredo)");
            }
        }
        if let Some(home) = directories::UserDirs::new() {
            text = text.replace(&home.home_dir().display().to_string(), "~");
        }
        Ok(text)
    }
}

/// An address may hold a name and a password.
fn without_login(value: &str) -> String {
    match (value.find("://"), value.rfind('@')) {
        (Some(scheme), Some(at)) if scheme < at => format!("{}://(segredo){}", &value[..scheme], &value[at..]),
        _ => value.to_owned(),
    }
}

fn tail(logs: &Path) -> String {
    let newest = newest(logs, "alfa");
    let text = newest.and_then(|path| std::fs::read_to_string(path).ok()).unwrap_or_default();
    let lines: Vec<&str> = text.lines().collect();
    lines[lines.len().saturating_sub(LOG_LINES)..].join("\n")
}

fn newest(folder: &Path, prefix: &str) -> Option<PathBuf> {
    let named = |path: &PathBuf| path.file_name().is_some_and(|name| name.to_string_lossy().starts_with(prefix));
    let files = std::fs::read_dir(folder).ok()?.flatten().map(|entry| entry.path()).filter(named);
    files.max_by_key(|path| path.metadata().and_then(|data| data.modified()).ok())
}

/// The log of the last crash, unless it was offered before; those before it are not offered any more either.
pub(super) fn crash_log(logs: &Path) -> Option<PathBuf> {
    let named = |path: &PathBuf| {
        let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
        name.starts_with("crash-") && name.ends_with(".log") && !name.ends_with(OFFERED)
    };
    let mut crashes: Vec<PathBuf> =
        std::fs::read_dir(logs).ok()?.flatten().map(|entry| entry.path()).filter(named).collect();
    // their names are times
    crashes.sort();
    let seen = crashes.into_iter().filter_map(|log| {
        let seen = log.with_extension(OFFERED);
        std::fs::rename(&log, &seen).ok().map(|()| seen)
    });
    seen.collect::<Vec<_>>().pop()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_keeps_its_login_for_itself() {
        assert_eq!(without_login("https://ana:senha@exemplo.com/v1"), "https://(segredo)@exemplo.com/v1");
        assert_eq!(without_login("https://exemplo.com/v1"), "https://exemplo.com/v1");
        assert_eq!(without_login("kokoro:pf_dora"), "kokoro:pf_dora");
    }

    #[test]
    fn the_log_of_a_crash_is_offered_once() {
        let folder = tempfile::tempdir().unwrap();
        assert_eq!(crash_log(folder.path()), None);
        std::fs::write(folder.path().join("crash-1.log"), "y").unwrap();
        std::fs::write(folder.path().join("crash-2.log"), "x").unwrap();
        let offered = crash_log(folder.path()).unwrap();
        assert_eq!(std::fs::read_to_string(offered).unwrap(), "x");
        assert_eq!(crash_log(folder.path()), None);
    }
}

//! API keys, with a keyring, without one, and with one that is broken.

use crate::roles::{block_on, play, role, stage};
use alfa_desktop::secrets::{Location, NoKeyring, Secret, Secrets};
use secrecy::{ExposeSecret, SecretString};
use std::path::Path;
use std::process::Command;
use std::time::{Duration, Instant};

const KEY: &str = "sk-jabuticaba-0123456789";

/// A role whose session has the bus at this address, and whose home is `folder`.
fn on_bus(name: &str, address: &str, folder: &Path) -> Command {
    let mut command = role(name, folder.to_str().unwrap());
    command.env("DBUS_SESSION_BUS_ADDRESS", address).env("HOME", folder).env("XDG_RUNTIME_DIR", folder);
    for secret in Secret::ALL {
        command.env_remove(secret.variable());
    }
    command
}

/// Runs roles one after the other in a session with a bus and, after `daemon`, a keyring.
fn in_session(folder: &Path, daemon: &str, roles: &[&str]) {
    for program in ["dbus-run-session", "gnome-keyring-daemon"] {
        let found = Command::new("sh").args(["-c", "command -v \"$0\"", program]).output().unwrap().status.success();
        assert!(found, "this test needs {program}: install dbus-daemon and gnome-keyring");
    }
    let program = std::env::current_exe().unwrap();
    let steps: Vec<String> = roles
        .iter()
        .map(|role| format!("\"{}\" --exact {role} --ignored --nocapture || exit 1", program.display()))
        .collect();
    let mut command = Command::new("dbus-run-session");
    command.args(["--", "sh", "-c", &format!("{daemon}\n{}", steps.join("\n"))]);
    command
        .env("HOME", folder)
        .env("XDG_DATA_HOME", folder)
        .env("XDG_RUNTIME_DIR", folder)
        .env(crate::roles::STAGE, folder);
    for secret in Secret::ALL {
        command.env_remove(secret.variable());
    }
    for variable in ["DISPLAY", "WAYLAND_DISPLAY", "GNOME_KEYRING_CONTROL"] {
        command.env_remove(variable);
    }
    play(command);
}

#[cfg(target_os = "linux")]
#[test]
fn a_key_lives_in_the_keyring_from_one_run_to_the_next() {
    let folder = tempfile::tempdir().unwrap();
    let daemon = "printf '\\n' | gnome-keyring-daemon --unlock --components=secrets --daemonize >/dev/null";
    in_session(folder.path(), daemon, &["secrets::role_sets_a_key", "secrets::role_finds_the_key"]);
    // Nothing on the disk shows it.
    for entry in walk(folder.path()) {
        let bytes = std::fs::read(&entry).unwrap_or_default();
        assert!(!bytes.windows(KEY.len()).any(|window| window == KEY.as_bytes()), "{}", entry.display());
    }
}

#[test]
#[ignore = "a role"]
fn role_sets_a_key() {
    if stage().is_none() {
        return;
    }
    block_on(async {
        let secrets = Secrets::new("alfa-test");
        assert_eq!(secrets.location().await, Location::Keyring);
        assert!(secrets.get(Secret::OpenAi).await.is_none());
        assert_eq!(secrets.set(Secret::OpenAi, SecretString::from("first")).await, Location::Keyring);
        assert_eq!(secrets.set(Secret::OpenAi, SecretString::from(KEY)).await, Location::Keyring);
        assert_eq!(secrets.set(Secret::CoinGecko, SecretString::from("other")).await, Location::Keyring);
        assert!(!format!("{secrets:?}").contains(KEY));
    });
}

#[test]
#[ignore = "a role"]
fn role_finds_the_key() {
    if stage().is_none() {
        return;
    }
    block_on(async {
        let secrets = Secrets::new("alfa-test");
        let (key, location) = secrets.get(Secret::OpenAi).await.unwrap();
        assert_eq!((key.expose_secret(), location), (KEY, Location::Keyring));
        assert!(Secrets::new("another-program").get(Secret::OpenAi).await.is_none());
        secrets.delete(Secret::OpenAi).await.unwrap();
        secrets.delete(Secret::OpenAi).await.unwrap();
        assert!(secrets.get(Secret::OpenAi).await.is_none());
        assert_eq!(secrets.get(Secret::CoinGecko).await.unwrap().0.expose_secret(), "other");
    });
}

#[cfg(target_os = "linux")]
#[test]
fn a_keyring_nobody_opened_leaves_the_key_in_memory() {
    let folder = tempfile::tempdir().unwrap();
    let daemon = "gnome-keyring-daemon --start --components=secrets --daemonize >/dev/null";
    in_session(folder.path(), daemon, &["secrets::role_keeps_the_key_in_memory"]);
}

#[cfg(target_os = "linux")]
#[test]
fn without_a_keyring_the_key_stays_in_memory_and_that_is_said() {
    let folder = tempfile::tempdir().unwrap();
    play(on_bus("secrets::role_keeps_the_key_in_memory", "unix:path=/nonexistent/bus", folder.path()));
}

#[test]
#[ignore = "a role"]
fn role_keeps_the_key_in_memory() {
    let Some(folder) = stage() else { return };
    block_on(async {
        let secrets = Secrets::new("alfa-test");
        let location = secrets.set(Secret::ElevenLabs, SecretString::from(KEY)).await;
        assert!(matches!(location, Location::Memory(_)), "{location:?}");
        let (key, location) = secrets.clone().get(Secret::ElevenLabs).await.unwrap();
        assert_eq!(key.expose_secret(), KEY);
        assert!(matches!(location, Location::Memory(_)), "{location:?}");
        assert!(secrets.get(Secret::OpenAi).await.is_none());
        let _ = secrets.delete(Secret::ElevenLabs).await;
        assert!(secrets.get(Secret::ElevenLabs).await.is_none());
    });
    for entry in walk(Path::new(&folder)) {
        let bytes = std::fs::read(&entry).unwrap_or_default();
        assert!(!bytes.windows(KEY.len()).any(|window| window == KEY.as_bytes()), "{}", entry.display());
    }
}

/// A bus that takes the connection and never says a word.
#[cfg(unix)]
#[test]
fn a_keyring_that_never_answers_costs_seconds_once() {
    let folder = tempfile::tempdir().unwrap();
    let socket = folder.path().join("bus");
    let listener = std::os::unix::net::UnixListener::bind(&socket).unwrap();
    std::thread::spawn(move || {
        let mut open = Vec::new();
        for connection in listener.incoming() {
            open.push(connection);
        }
    });
    play(on_bus("secrets::role_meets_a_silent_keyring", &format!("unix:path={}", socket.display()), folder.path()));
}

#[test]
#[ignore = "a role"]
fn role_meets_a_silent_keyring() {
    if stage().is_none() {
        return;
    }
    block_on(async {
        let secrets = Secrets::new("alfa-test");
        assert_eq!(secrets.location().await, Location::Memory(NoKeyring::Hangs));
        // From now on nobody waits: a hundred questions together take less than the patience with one.
        let began = Instant::now();
        for _ in 0..50 {
            assert_eq!(secrets.set(Secret::Llm, SecretString::from(KEY)).await, Location::Memory(NoKeyring::Hangs));
            let (key, location) = secrets.get(Secret::Llm).await.unwrap();
            assert_eq!((key.expose_secret(), location), (KEY, Location::Memory(NoKeyring::Hangs)));
        }
        assert!(began.elapsed() < Duration::from_secs(3));
        assert_eq!(secrets.delete(Secret::Llm).await, Err(NoKeyring::Hangs));
    });
}

#[test]
fn an_environment_variable_goes_before_everything_for_one_run() {
    let folder = tempfile::tempdir().unwrap();
    for secret in Secret::ALL {
        let mut command = on_bus("secrets::role_has_the_variable", "unix:path=/nonexistent/bus", folder.path());
        command.env(secret.variable(), format!(" {KEY}\n")).env("WHICH", secret.as_str());
        play(command);
    }
}

#[test]
#[ignore = "a role"]
fn role_has_the_variable() {
    if stage().is_none() {
        return;
    }
    let which: Secret = std::env::var("WHICH").unwrap().parse().unwrap();
    block_on(async {
        let secrets = Secrets::new("alfa-test");
        secrets.set(which, SecretString::from("stored")).await;
        for secret in Secret::ALL {
            let found = secrets.get(secret).await.map(|(key, location)| (key.expose_secret().to_owned(), location));
            let expected = (secret == which).then(|| (KEY.to_owned(), Location::Environment));
            assert_eq!(found, expected);
        }
    });
}

#[test]
fn names_of_keys_read_back_and_others_are_refused() {
    for secret in Secret::ALL {
        assert_eq!(secret.as_str().parse::<Secret>(), Ok(secret));
    }
    assert!("senha".parse::<Secret>().is_err());
}

fn walk(folder: &Path) -> Vec<std::path::PathBuf> {
    let mut files = Vec::new();
    for entry in std::fs::read_dir(folder).unwrap().flatten() {
        match entry.file_type() {
            Ok(kind) if kind.is_dir() => files.extend(walk(&entry.path())),
            Ok(kind) if kind.is_file() => files.push(entry.path()),
            _ => {}
        }
    }
    files
}

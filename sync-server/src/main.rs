//! `alfa-sync-server`: ALFA's cloud in one binary.
#![forbid(unsafe_code)]

mod operator;

use alfa_sync_server::private_postgres::PrivatePostgres;
use alfa_sync_server::{App, Config, telemetry};
use base64::Engine as _;
use base64::prelude::BASE64_STANDARD;
use clap::{Parser, Subcommand};
use std::error::Error;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::time::Duration;

/// The cloud of ALFA: accounts, and sync it cannot read.
#[derive(Parser)]
#[command(name = "alfa-sync-server", version)]
struct Arguments {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Brings the database up to date and serves
    Serve {
        /// The configuration, TOML; the environment (ALFA_SERVER_…, DATABASE_URL) comes before it
        #[arg(long, value_name = "FILE")]
        config: Option<PathBuf>,
        /// Keeps everything in this folder: a Postgres of its own where DATABASE_URL is unset, fresh keys, mails as files
        #[arg(long, value_name = "FOLDER")]
        private: Option<PathBuf>,
    },
    /// What is set
    Config {
        #[command(subcommand)]
        command: ConfigCommand,
    },
    /// The log of what happened to accounts
    #[command(subcommand)]
    Audit(operator::audit::Audit),
    /// What waits to be done beside the requests, and what could not be done
    Jobs {
        #[command(flatten)]
        place: Place,
        #[command(flatten)]
        jobs: operator::jobs::Jobs,
    },
    /// Whether what the server needs answers
    Health {
        #[command(flatten)]
        place: Place,
        #[command(flatten)]
        asked: operator::health::Asked,
    },
}

/// Which server is meant.
#[derive(clap::Args)]
struct Place {
    /// The configuration, TOML; the environment comes before it
    #[arg(long, global = true, value_name = "FILE")]
    config: Option<PathBuf>,
    /// A server that keeps everything in this folder, and runs
    #[arg(long, global = true, value_name = "FOLDER")]
    private: Option<PathBuf>,
}

impl Place {
    /// How that server is configured.
    fn config(&self) -> Result<Config, Box<dyn Error>> {
        let file = self.config.as_deref();
        Ok(match &self.private {
            None => Config::read(file, |name| std::env::var(name).ok())?,
            Some(folder) => {
                let own = private_values(folder, PrivatePostgres::running(&folder.join("postgres")))?;
                Config::read(file, |name| std::env::var(name).ok().or_else(|| own(name)))?
            }
        })
    }
}

#[derive(Subcommand)]
enum ConfigCommand {
    /// Says of each key what counts and where it comes from, or which one is wrong and what it should be
    Check {
        /// The configuration, TOML; the environment comes before it
        #[arg(long, value_name = "FILE")]
        config: Option<PathBuf>,
    },
}

fn main() -> ExitCode {
    let done = match Arguments::parse().command {
        Command::Serve { config, private } => serve(config.as_deref(), private.as_deref()),
        Command::Config { command: ConfigCommand::Check { config } } => {
            check(config.as_deref()).map(|()| ExitCode::SUCCESS)
        }
        Command::Audit(audit) => operator::audit::run(audit).map(|()| ExitCode::SUCCESS),
        Command::Health { place, asked: health } => {
            asked(&place, |app| async move { operator::health::run(&app, &health).await })
        }
        Command::Jobs { place, jobs } => asked(&place, |app| async move { operator::jobs::run(&app, &jobs).await }),
    };
    match done {
        Ok(code) => code,
        Err(error) => {
            // what is wrong may be the configuration, which says how the log looks
            telemetry::begin(None).end();
            tracing::error!("{error}");
            ExitCode::FAILURE
        }
    }
}

fn serve(file: Option<&Path>, private: Option<&Path>) -> Result<ExitCode, Box<dyn Error>> {
    let mut postgres = None;
    let config = match private {
        None => Config::read(file, |name| std::env::var(name).ok())?,
        Some(folder) => {
            std::fs::create_dir_all(folder)?;
            if std::env::var_os("DATABASE_URL").is_none() {
                postgres = Some(PrivatePostgres::start(&folder.join("postgres"), None, true)?);
            }
            let own = private_values(folder, postgres.as_ref().map(PrivatePostgres::url))?;
            Config::read(file, |name| std::env::var(name).ok().or_else(|| own(name)))?
        }
    };
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build()?;
    let unsent = {
        let _inside = runtime.enter();
        telemetry::begin(Some(&config.telemetry))
    };
    let served = runtime.block_on(alfa_sync_server::serve(config));
    // here, so that it goes wherever errors go
    if let Err(error) = &served {
        tracing::error!("{error}");
    }
    unsent.end();
    // what was cut does not keep the program
    runtime.shutdown_timeout(Duration::from_secs(1));
    drop(postgres);
    Ok(if served.is_ok() { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

/// Prints the configuration as TOML, secrets without what is secret in them.
fn check(file: Option<&Path>) -> Result<(), Box<dyn Error>> {
    let mut out = std::io::stdout().lock();
    for setting in Config::explain(file, |name| std::env::var(name).ok())? {
        let (key, source) = (setting.key, setting.source);
        match setting.value {
            Some(value) => writeln!(out, "{key} = {}  # {source}", toml::Value::String(value))?,
            None => writeln!(out, "# {key} is not set")?,
        }
    }
    Ok(())
}

/// Asks a server's database.
fn asked<F: Future<Output = Result<(), Box<dyn Error>>>>(
    place: &Place,
    ask: impl FnOnce(App) -> F,
) -> Result<ExitCode, Box<dyn Error>> {
    telemetry::begin(None).end();
    let config = place.config()?;
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    runtime.block_on(async { ask(App::start(config).await?).await })?;
    Ok(ExitCode::SUCCESS)
}

/// What a private server sets itself: its keys are made once and kept in the folder.
fn private_values(folder: &Path, url: Option<String>) -> Result<impl Fn(&str) -> Option<String>, Box<dyn Error>> {
    let key = |name: &str| -> Result<String, Box<dyn Error>> {
        let path = folder.join(name);
        if let Ok(text) = std::fs::read_to_string(&path) {
            return Ok(text);
        }
        let mut bytes = [0; 32];
        getrandom::fill(&mut bytes).map_err(|error| error.to_string())?;
        let text = BASE64_STANDARD.encode(bytes);
        // whole or not at all, and never for other eyes
        let fresh = path.with_extension("new");
        let mut file = std::fs::OpenOptions::new();
        file.write(true).create(true).truncate(true);
        #[cfg(unix)]
        std::os::unix::fs::OpenOptionsExt::mode(&mut file, 0o600);
        let mut file = file.open(&fresh)?;
        file.write_all(text.as_bytes())?;
        file.sync_all()?;
        std::fs::rename(&fresh, &path)?;
        Ok(text)
    };
    let (signing, secret) = (key("signing_key")?, key("secret_key")?);
    let mail = folder.join("mail").display().to_string();
    let storage = folder.join("storage").display().to_string();
    Ok(move |name: &str| match name {
        "DATABASE_URL" => url.clone(),
        "ALFA_SERVER_SIGNING_KEY" => Some(signing.clone()),
        "ALFA_SERVER_SECRET_KEY" => Some(secret.clone()),
        "ALFA_SERVER_MAIL_FOLDER" => Some(mail.clone()),
        "ALFA_SERVER_STORAGE_FOLDER" => Some(storage.clone()),
        _ => None,
    })
}

//! `alfa-sync-server`: ALFA's cloud in one binary.
#![forbid(unsafe_code)]

use alfa_sync_server::private_postgres::PrivatePostgres;
use alfa_sync_server::{App, Config, router};
use base64::Engine as _;
use base64::prelude::BASE64_STANDARD;
use clap::{Parser, Subcommand};
use std::error::Error;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

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
}

fn main() -> ExitCode {
    tracing_subscriber::fmt()
        .with_env_filter(tracing_subscriber::EnvFilter::try_from_default_env().unwrap_or_else(|_| "info".into()))
        .with_writer(std::io::stderr)
        .init();
    let done = match Arguments::parse().command {
        Command::Serve { config, private } => serve(config.as_deref(), private.as_deref()),
    };
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            tracing::error!("{error}");
            ExitCode::FAILURE
        }
    }
}

fn serve(file: Option<&Path>, private: Option<&Path>) -> Result<(), Box<dyn Error>> {
    let mut postgres = None;
    let config = match private {
        None => Config::read(file, |name| std::env::var(name).ok())?,
        Some(folder) => {
            std::fs::create_dir_all(folder)?;
            if std::env::var_os("DATABASE_URL").is_none() {
                postgres = Some(PrivatePostgres::start(&folder.join("postgres"), None, true)?);
            }
            let own = private_values(folder, postgres.as_ref())?;
            Config::read(file, |name| std::env::var(name).ok().or_else(|| own(name)))?
        }
    };
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build()?;
    let served = runtime.block_on(run(config));
    drop(postgres);
    served
}

/// What a private server sets itself: its keys are made once and kept in the folder.
fn private_values(
    folder: &Path,
    postgres: Option<&PrivatePostgres>,
) -> Result<impl Fn(&str) -> Option<String>, Box<dyn Error>> {
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
    let url = postgres.map(PrivatePostgres::url);
    let mail = folder.join("mail").display().to_string();
    Ok(move |name: &str| match name {
        "DATABASE_URL" => url.clone(),
        "ALFA_SERVER_SIGNING_KEY" => Some(signing.clone()),
        "ALFA_SERVER_SECRET_KEY" => Some(secret.clone()),
        "ALFA_SERVER_MAIL_FOLDER" => Some(mail.clone()),
        _ => None,
    })
}

async fn run(config: Config) -> Result<(), Box<dyn Error>> {
    let (listen, mails) = (config.listen, config.smtp_url.is_none().then(|| config.mail_folder.clone()));
    let public_url = config.public_url.clone();
    let app = App::start(config).await?;
    let listener = tokio::net::TcpListener::bind(listen).await.map_err(|error| format!("listen: {listen}: {error}"))?;
    tracing::info!(address = %listener.local_addr()?, "serving");
    tracing::info!("to point a desktop at it: alfa account create E-MAIL --server {public_url}");
    if let Some(folder) = mails {
        tracing::info!("smtp_url is not set: mails are written to {}", folder.display());
    }
    axum::serve(listener, router(app)).with_graceful_shutdown(ended()).await?;
    Ok(())
}

/// Ctrl+C, or the system's request to end.
async fn ended() {
    let interrupted = tokio::signal::ctrl_c();
    #[cfg(unix)]
    {
        let Ok(mut terminated) = tokio::signal::unix::signal(tokio::signal::unix::SignalKind::terminate()) else {
            return;
        };
        tokio::select! {
            _ = interrupted => {}
            _ = terminated.recv() => {}
        }
    }
    #[cfg(not(unix))]
    {
        let _ = interrupted.await;
    }
}

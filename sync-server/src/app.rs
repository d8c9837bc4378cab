//! What every request needs.

use crate::accounts::{Passwords, Tokens};
use crate::config::{Config, key_bytes};
use crate::mail::Mailer;
use secrecy::ExposeSecret;
use sqlx::PgPool;
use sqlx::postgres::PgPoolOptions;
use std::sync::Arc;
use std::time::Duration;

/// A request waits so long for a connection: the database away is said within a second.
const PATIENCE: Duration = Duration::from_millis(900);

/// What every request needs; cheap to clone.
#[derive(Clone)]
pub struct App {
    /// Postgres.
    pub pool: PgPool,
    /// As set by the operator.
    pub config: Arc<Config>,
    pub(crate) passwords: Arc<Passwords>,
    pub(crate) tokens: Arc<Tokens>,
    pub(crate) mailer: Arc<Mailer>,
}

/// Why the server does not start.
#[derive(Debug, thiserror::Error)]
pub enum StartError {
    /// The database.
    #[error("database_url: {0}")]
    Database(#[from] sqlx::Error),
    /// Its changes.
    #[error("the database could not be migrated: {0}")]
    Migration(#[from] sqlx::migrate::MigrateError),
    /// A key.
    #[error("signing_key: cannot be used as an Ed25519 seed")]
    SigningKey,
    /// Mail.
    #[error("{0}")]
    Mail(String),
}

impl App {
    /// Connects and brings the database up to date.
    ///
    /// # Errors
    /// [`StartError`]
    pub async fn start(config: Config) -> Result<Self, StartError> {
        let pool = PgPoolOptions::new()
            .max_connections(config.database_connections)
            .acquire_timeout(PATIENCE)
            .connect(config.database_url.expose_secret())
            .await?;
        crate::MIGRATIONS.run(&pool).await?;
        let tokens = Tokens::new(&config).ok_or(StartError::SigningKey)?;
        let mailer = Mailer::new(&config).map_err(StartError::Mail)?;
        Ok(Self {
            pool,
            passwords: Arc::new(Passwords::new(&key_bytes(&config.secret_key))),
            tokens: Arc::new(tokens),
            mailer: Arc::new(mailer),
            config: Arc::new(config),
        })
    }
}

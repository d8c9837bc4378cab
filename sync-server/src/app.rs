//! What every request needs.

use crate::accounts::{Passwords, Tokens};
use crate::at_rest::AtRest;
use crate::config::{Config, key_bytes};
use crate::database::{self, Replica, Together, Watch};
use crate::ending::Ending;
use crate::instances::Instances;
use crate::mail::Mailer;
use crate::storage::Storage;
use crate::sync::pokes::Pokes;
use crate::sync::{Looks, Pushes};
use crate::voice::Voice;
use crate::watch::Surroundings;
use secrecy::ExposeSecret;
use sqlx::{Connection, PgPool};
use std::ops::Deref;
use std::sync::Arc;

/// Each holds a connection for as long as it is read.
const EXPORTS: usize = 2;

/// What every request needs; cheap to clone.
#[derive(Clone)]
pub struct App(Arc<Parts>);

impl Deref for App {
    type Target = Parts;

    fn deref(&self) -> &Parts {
        &self.0
    }
}

/// What an [`App`] is made of.
#[derive(Clone)]
pub struct Parts {
    /// Postgres.
    pub pool: PgPool,
    /// Whether Postgres answers.
    pub database: Watch,
    /// A copy of Postgres to read from, where there is one.
    pub replica: Option<Replica>,
    /// How far the end of this server is.
    pub ending: Ending,
    /// What it shares with the other instances.
    pub instances: Instances,
    /// As set by the operator.
    pub config: Arc<Config>,
    pub(crate) passwords: Arc<Passwords>,
    pub(crate) tokens: Arc<Tokens>,
    pub(crate) mailer: Arc<Mailer>,
    /// Where large things are kept.
    pub storage: Storage,
    /// The market, its coins and the time, for watching and reports.
    pub around: Arc<Surroundings>,
    /// Exports that run at a time.
    pub(crate) exports: Arc<tokio::sync::Semaphore>,
    /// Seals what must not lie open in the database.
    pub at_rest: Arc<AtRest>,
    pub(crate) voice: Arc<Voice>,
    /// Who is to be told that an account's head moved.
    pub pokes: Arc<Pokes>,
    pub(crate) pushes: Arc<Together<Pushes>>,
    pub(crate) looks: Arc<Together<Looks>>,
    /// Which of sync's guards stand.
    #[cfg(feature = "mutations")]
    pub guards: crate::sync::Guards,
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
    /// The replica's address.
    #[error("database_replica_url: {0}")]
    Replica(sqlx::Error),
    /// Redis, as it is written in the configuration.
    #[error("redis_url: {0}")]
    Redis(redis::RedisError),
    /// Mail.
    #[error("{0}")]
    Mail(String),
    /// Where large things are kept.
    #[error("{0}")]
    Storage(String),
    /// The market.
    #[error("watch_market: {0}")]
    Market(#[from] alfa_market::MarketError),
    /// Hosted voice.
    #[error("{0}")]
    Voice(String),
}

impl App {
    /// Connects, as soon as the database is there, and brings it up to date. Within a runtime: some of it works in the background until the last copy is dropped.
    ///
    /// # Errors
    /// [`StartError`]
    pub async fn start(config: Config) -> Result<Self, StartError> {
        let options = database::options(config.database_url.expose_secret())?;
        let mut first = database::wait_for(&options).await?;
        crate::MIGRATIONS.run(&mut first).await?;
        first.close().await?;
        let database = Watch::start(options.clone(), "the database");
        let pool = database::primary(options, config.database_connections, &database);
        let replica = config.replica.url.as_ref();
        let replica = replica.map(|url| Replica::start(url.expose_secret(), config.database_connections)).transpose();
        let replica = replica.map_err(StartError::Replica)?;
        let tokens = Tokens::new(&config).ok_or(StartError::SigningKey)?;
        let mailer = Mailer::new(&config).map_err(StartError::Mail)?;
        let storage = Storage::new(&config.storage).map_err(StartError::Storage)?;
        let around = Surroundings::new(&config)?;
        let voice = Voice::new(&config).map_err(StartError::Voice)?;
        let pokes = Arc::new(Pokes::default());
        let instances = Instances::start(&config.redis, &pokes).map_err(StartError::Redis)?;
        Ok(Self(Arc::new(Parts {
            pushes: Arc::new(Together::start(Pushes(Arc::clone(&pokes)), pool.clone(), database.clone())),
            looks: Arc::new(Together::start(Looks::new(replica.is_some()), pool.clone(), database.clone())),
            pokes,
            pool,
            database,
            replica,
            ending: Ending::default(),
            instances,
            passwords: Arc::new(Passwords::new(&key_bytes(&config.secret_key))),
            tokens: Arc::new(tokens),
            mailer: Arc::new(mailer),
            storage,
            voice: Arc::new(voice),
            at_rest: Arc::new(AtRest::new(&config)),
            around: Arc::new(around),
            exports: Arc::new(tokio::sync::Semaphore::new(EXPORTS)),
            config: Arc::new(config),
            #[cfg(feature = "mutations")]
            guards: crate::sync::Guards::default(),
        })))
    }

    /// To take one away.
    #[cfg(feature = "mutations")]
    pub fn guards_mut(&mut self) -> &mut crate::sync::Guards {
        &mut Arc::make_mut(&mut self.0).guards
    }
}

//! ALFA's cloud: accounts, and sync of what the server cannot read.
//!
//! - [`Config`]: from a file and the environment
//! - [`App`]: what every request needs; [`router`]: the routes over it; [`serve`]: from the first request to the last
//! - [`database`]: the way to Postgres; [`instances`]: what several servers over one database share
//! - [`accounts`], [`sync`]: functions that take a pool and plain values
//! - [`audit`]: what happened to accounts, in a chain
//! - [`jobs`]: work beside the requests; [`cron`]: what is done again and again; [`leases`]: what one instance at a time does; [`Background`]
//!   runs them
//! - [`idempotency`]: a request that is sent again is done once
//! - [`storage`]: large things, in a folder or a bucket
//! - [`watch`]: alerts watched, and told once; [`reports`]: the daily report by e-mail
//! - [`telemetry`]: what the operator sees
//! - [`voice`]: hosted voice on the operator's keys, metered
//! - [`private_postgres`]: a Postgres of one's own, for development and tests

#![forbid(unsafe_code)]

pub mod accounts;
mod app;
pub mod at_rest;
pub mod audit;
mod auth;
mod background;
mod clock;
mod config;
pub mod cron;
pub mod database;
mod ending;
pub mod idempotency;
pub mod instances;
pub mod jobs;
pub mod leases;
mod mail;
mod network;
pub mod private_postgres;
mod problem;
pub mod reports;
mod routes;
mod serve;
pub mod storage;
pub mod sync;
pub mod telemetry;
pub mod voice;
pub mod watch;

pub use app::{App, StartError};
pub use background::Background;
pub use config::{BadConfig, Config, Setting, Source};
pub use ending::Ending;
pub use problem::Problem;
pub use routes::{openapi, router, service};
pub use serve::{ServeError, serve};

/// The database's changes, in order.
pub static MIGRATIONS: sqlx::migrate::Migrator = sqlx::migrate!("../migrations/postgres");

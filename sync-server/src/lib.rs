//! ALFA's cloud: accounts, and sync of what the server cannot read.
//!
//! - [`Config`]: from a file and the environment
//! - [`App`]: what every request needs; [`router`]: the routes over it
//! - [`accounts`], [`sync`]: functions that take a pool and plain values
//! - [`private_postgres`]: a Postgres of one's own, for development and tests

#![forbid(unsafe_code)]

pub mod accounts;
mod app;
mod auth;
mod clock;
mod config;
mod mail;
pub mod private_postgres;
mod problem;
mod routes;
pub mod sync;

pub use app::{App, StartError};
pub use config::{BadConfig, Config};
pub use problem::Problem;
pub use routes::router;

/// The database's changes, in order.
pub static MIGRATIONS: sqlx::migrate::Migrator = sqlx::migrate!("../migrations/postgres");

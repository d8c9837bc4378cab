//! The way to Postgres: never a request that waits for a database that is away.
//!
//! - [`wait_for`]: at the start
//! - [`pool`]: connections for requests and jobs
//! - [`Watch`]: whether it answers, known without asking
//! - [`Replica`]: a copy of it to read from
//! - [`Together`]: questions that go into it together

mod held;
mod replica;
mod together;
mod watch;

pub use replica::Replica;
pub(crate) use together::{Answered, Questions, Together};
pub use watch::Watch;

use sqlx::postgres::{PgConnectOptions, PgPoolOptions};
use sqlx::{Connection, PgConnection, PgPool};
use std::time::Duration;
use tokio::time::Instant;

/// A request waits so long for a connection: the database away is said within a second.
const PATIENCE: Duration = Duration::from_millis(900);
/// A connection that is given back must answer within this, or it is closed.
const GIVEN_BACK: Duration = Duration::from_millis(900);
/// At the start a database that comes up later is waited for so long.
const AT_START: Duration = Duration::from_secs(30);
/// Between two tries at the start.
const BETWEEN: Duration = Duration::from_millis(500);

/// How to connect: what a connection's end forgets on its side, the database's side ends too, so that nothing stays locked.
///
/// # Errors
/// The address cannot be read.
pub fn options(url: &str) -> Result<PgConnectOptions, sqlx::Error> {
    let options: PgConnectOptions = url.parse()?;
    Ok(options.application_name("alfa-sync-server").options([
        ("statement_timeout", "30s"),
        ("idle_in_transaction_session_timeout", "10s"),
        ("tcp_keepalives_idle", "10"),
        ("tcp_keepalives_interval", "5"),
        ("tcp_keepalives_count", "3"),
    ]))
}

/// A connection, once the database takes one: together with it started, it may come up later.
///
/// # Errors
/// It is not there in time, or refuses for another reason than not being there.
pub async fn wait_for(options: &PgConnectOptions) -> Result<PgConnection, sqlx::Error> {
    let end = Instant::now() + AT_START;
    let mut told = false;
    loop {
        let error = match tokio::time::timeout(Duration::from_secs(5), PgConnection::connect_with(options)).await {
            Ok(Ok(connection)) => return Ok(connection),
            Ok(Err(error)) => error,
            Err(_) => sqlx::Error::PoolTimedOut,
        };
        if !is_away(&error) || Instant::now() > end {
            return Err(error);
        }
        if !told {
            tracing::warn!(%error, "database_url: the database does not answer yet; it is waited for, up to {} s", AT_START.as_secs());
            told = true;
        }
        tokio::time::sleep(BETWEEN).await;
    }
}

/// Whether an error says that the database is not there now, rather than that something is wrong with what it was asked.
pub fn is_away(error: &sqlx::Error) -> bool {
    match error {
        sqlx::Error::PoolTimedOut | sqlx::Error::PoolClosed | sqlx::Error::Io(_) | sqlx::Error::Tls(_) => true,
        // a connection that ends in the middle of an answer looks like this
        sqlx::Error::Protocol(_) => true,
        // of these classes the server itself says that it goes away or cannot now: 08 connection, 53 resources, 57 shutdown;
        // and it is a replica that has not been made the first yet: 25006
        sqlx::Error::Database(database) => database
            .code()
            .is_some_and(|code| code == "25006" || ["08", "53", "57"].iter().any(|class| code.starts_with(class))),
        _ => false,
    }
}

/// Connections for requests. One that stood while the database was away is not used again; one that does not answer when it is given back is closed,
/// instead of holding its place for ever.
pub fn pool(options: PgConnectOptions, connections: u32, patience: Duration, watch: &Watch) -> PgPool {
    let (asked, back) = (watch.clone(), watch.clone());
    PgPoolOptions::new()
        .max_connections(connections)
        .acquire_timeout(patience)
        // the watch knows it, without a question before every request
        .test_before_acquire(false)
        .before_acquire(move |_, held| {
            let trusted = asked.trusts(held.age);
            Box::pin(async move { if trusted { Ok(true) } else { Err(sqlx::Error::PoolClosed) } })
        })
        .after_release(move |connection, held| {
            let trusted = back.trusts(held.age);
            Box::pin(async move {
                let answers = async { trusted && connection.ping().await.is_ok() };
                match tokio::time::timeout(GIVEN_BACK, answers).await {
                    Ok(true) => Ok(true),
                    Ok(false) | Err(_) => Err(sqlx::Error::PoolClosed),
                }
            })
        })
        .connect_lazy_with(options)
}

/// The pool of the database itself.
pub(crate) fn primary(options: PgConnectOptions, connections: u32, watch: &Watch) -> PgPool {
    pool(options, connections, PATIENCE, watch)
}

//! One connection that asks the database again and again whether it is there. A silent one (a cable that is cut, a computer that hangs) breaks no
//! connection: without this a request would wait for an answer until TCP gives up, after a quarter of an hour.

use sqlx::postgres::PgConnectOptions;
use sqlx::{Connection, PgConnection};
use std::time::Duration;
use tokio::sync::watch;
use tokio::time::Instant;

/// Between two questions.
const EVERY: Duration = Duration::from_millis(200);
/// Nobody waits longer for a database that is silent: it is told within a second.
const LONG: Duration = Duration::from_millis(900);
/// An answer is waited for so long.
const PATIENCE: Duration = Duration::from_millis(600);

#[derive(Debug, Clone, Copy)]
struct State {
    answers: bool,
    /// Connections made before are not trusted: the database was away since.
    trusted_since: Instant,
}

/// Whether a database answers; cheap to clone. It is watched until the last of these is dropped.
#[derive(Debug, Clone)]
pub struct Watch {
    state: watch::Receiver<State>,
}

impl Watch {
    /// Of a database that was there a moment ago. The name is for the log.
    pub fn start(options: PgConnectOptions, name: &'static str) -> Self {
        Self::over(options, name, true)
    }

    /// Of a database that may not be there.
    pub fn expect(options: PgConnectOptions, name: &'static str) -> Self {
        Self::over(options, name, false)
    }

    fn over(options: PgConnectOptions, name: &'static str, answers: bool) -> Self {
        let (sender, state) = watch::channel(State { answers, trusted_since: Instant::now() });
        tokio::spawn(watch_over(options, name, sender));
        Self { state }
    }

    /// Whether it answered the last time.
    pub fn answers(&self) -> bool {
        self.state.borrow().answers
    }

    /// Waits as long as somebody may be kept waiting, and then until it does not answer: for ever where it does.
    pub async fn silence_for_long(&self) {
        tokio::time::sleep(LONG).await;
        if self.state.clone().wait_for(|state| !state.answers).await.is_err() {
            // nobody watches any more: the server ends
            std::future::pending::<()>().await;
        }
    }

    /// Whether a connection of this age was made after the database was last away.
    pub(super) fn trusts(&self, age: Duration) -> bool {
        Instant::now().checked_sub(age).is_none_or(|made| made >= self.state.borrow().trusted_since)
    }
}

async fn watch_over(options: PgConnectOptions, name: &'static str, sender: watch::Sender<State>) {
    let mut connection = None;
    let mut away_since = None;
    while !sender.is_closed() {
        match tokio::time::timeout(PATIENCE, ask(&options, &mut connection, &sender)).await {
            Ok(Ok(())) => {
                if !sender.borrow().answers {
                    sender.send_replace(State { answers: true, trusted_since: Instant::now() });
                }
                if let Some(since) = away_since.take() {
                    let away_ms = Instant::now().duration_since(since).as_millis();
                    tracing::info!(away_ms, "{name} answers again");
                }
            }
            failed => {
                connection = None;
                if away_since.is_none() {
                    away_since = Some(Instant::now());
                    let why = failed.map_or_else(
                        |_| "no answer".to_owned(),
                        |done| done.map_or_else(|error| error.to_string(), |()| String::new()),
                    );
                    tracing::warn!(why, "{name} is away");
                }
                sender.send_replace(State { answers: false, trusted_since: Instant::now() });
            }
        }
        tokio::time::sleep(EVERY).await;
    }
}

async fn ask(
    options: &PgConnectOptions,
    kept: &mut Option<PgConnection>,
    sender: &watch::Sender<State>,
) -> Result<(), sqlx::Error> {
    if let Some(connection) = kept {
        if connection.ping().await.is_ok() {
            return Ok(());
        }
        // it broke: the others did too, even where a new one can be had at once
        *kept = None;
        sender.send_modify(|state| state.trusted_since = Instant::now());
    }
    let mut connection = PgConnection::connect_with(options).await?;
    connection.ping().await?;
    *kept = Some(connection);
    Ok(())
}

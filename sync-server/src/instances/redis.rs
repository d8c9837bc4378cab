//! A connection to Redis that no request ever waits for: it answers at once, or it is away and whoever asks does without it.

use redis::aio::MultiplexedConnection;
use redis::{AsyncConnectionConfig, Client, RedisResult};
use secrecy::{ExposeSecret, SecretString};
use std::sync::Arc;
use std::time::Duration;
use tokio::sync::watch;

/// An answer is waited for so long.
const PATIENCE: Duration = Duration::from_millis(250);
/// A new connection is waited for so long, and tried again after as long.
const CONNECT: Duration = Duration::from_millis(500);
/// A connection nobody used is asked this often whether it still stands.
const EVERY: Duration = Duration::from_secs(1);

type Connection = Option<(u64, MultiplexedConnection)>;

/// Redis, there or away; cheap to clone. It is looked after until the last of these is dropped.
#[derive(Clone)]
pub struct Redis {
    connection: Arc<watch::Sender<Connection>>,
    client: Client,
}

impl std::fmt::Debug for Redis {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        // its address may hold a password
        formatter.debug_struct("Redis").field("there", &self.is_there()).finish()
    }
}

impl Redis {
    /// Connects in the background, and again whenever the connection is lost.
    ///
    /// # Errors
    /// The address cannot be read.
    pub fn start(url: &SecretString) -> RedisResult<Self> {
        let client = Client::open(url.expose_secret())?;
        let connection = Arc::new(watch::Sender::new(None));
        tokio::spawn(look_after(client.clone(), Arc::downgrade(&connection)));
        Ok(Self { connection, client })
    }

    /// Whether there is a connection.
    pub fn is_there(&self) -> bool {
        self.connection.borrow().is_some()
    }

    /// Asks it something; `None` where it is away or does not answer in time.
    pub async fn ask<T>(&self, question: impl AsyncFnOnce(&mut MultiplexedConnection) -> RedisResult<T>) -> Option<T> {
        let (number, mut connection) = self.connection.borrow().clone()?;
        match tokio::time::timeout(PATIENCE, question(&mut connection)).await {
            Ok(Ok(answer)) => Some(answer),
            failed => {
                if let Ok(Err(error)) = failed {
                    tracing::debug!(%error, "redis");
                }
                lose(&self.connection, number);
                None
            }
        }
    }

    /// Asks over a connection of its own.
    ///
    /// # Errors
    /// Why it does not answer.
    pub async fn answers(&self) -> RedisResult<()> {
        let config =
            AsyncConnectionConfig::new().set_connection_timeout(Some(CONNECT)).set_response_timeout(Some(PATIENCE));
        asked(&mut self.client.get_multiplexed_async_connection_with_config(&config).await?).await
    }

    /// For connections of one's own, as for what it tells unasked.
    pub(super) fn client(&self) -> &Client {
        &self.client
    }

    /// Waits until there is a connection.
    pub(super) async fn there(&self) {
        // its sender lives as long as this
        let _ = self.connection.subscribe().wait_for(Option::is_some).await;
    }
}

/// Gives this very connection up, if it is still the one in use.
fn lose(connection: &watch::Sender<Connection>, number: u64) {
    connection.send_if_modified(|kept| {
        let same = kept.as_ref().is_some_and(|(kept, _)| *kept == number);
        if same {
            *kept = None;
        }
        same
    });
}

async fn look_after(client: Client, kept: std::sync::Weak<watch::Sender<Connection>>) {
    let config =
        AsyncConnectionConfig::new().set_connection_timeout(Some(CONNECT)).set_response_timeout(Some(PATIENCE));
    let mut told = false;
    for number in 0.. {
        let made = client.get_multiplexed_async_connection_with_config(&config).await;
        let made = match made {
            Ok(mut made) => asked(&mut made).await.map(|()| made),
            Err(error) => Err(error),
        };
        let Some(kept) = kept.upgrade() else { return };
        match made {
            Ok(made) => {
                if told || number == 0 {
                    tracing::info!("redis is there: limits, cache and pokes are shared with the other instances");
                }
                told = false;
                kept.send_replace(Some((number, made)));
                let gone = kept.subscribe();
                drop(kept);
                until_lost(gone).await;
            }
            Err(error) if !told => {
                tracing::warn!(%error, "redis is away: limits, cache and pokes are this instance's own until it is back");
                told = true;
            }
            Err(_) => {}
        }
        tokio::time::sleep(if told { CONNECT } else { Duration::ZERO }).await;
    }
}

async fn asked(connection: &mut MultiplexedConnection) -> RedisResult<()> {
    redis::cmd("PING").query_async(connection).await
}

/// Waits until the connection is given up by whoever noticed first.
async fn until_lost(mut kept: watch::Receiver<Connection>) {
    loop {
        let Some((_, mut connection)) = kept.borrow_and_update().clone() else { return };
        tokio::select! {
            changed = kept.changed() => if changed.is_err() { return },
            () = tokio::time::sleep(EVERY) => if asked(&mut connection).await.is_err() { return },
        }
    }
}

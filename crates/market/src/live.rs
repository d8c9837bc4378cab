//! Keeps a source's WebSocket open: reads on so that pings are answered, comes back after every end, falls silent where none answers.

use crate::feeds::{Live, Message, Pair};
use crate::source::Source;
use alfa_domain::Quote;
use backon::{BackoffBuilder, ExponentialBuilder};
use futures::{SinkExt, StreamExt};
use std::collections::BTreeSet;
use std::sync::Arc;
use std::time::Duration;
use tokio::sync::{broadcast, watch};
use tokio::time::{Instant, MissedTickBehavior, interval_at, sleep, sleep_until, timeout, timeout_at};
use tokio_tungstenite::connect_async_with_config;
use tokio_tungstenite::tungstenite::Message as Frame;
use tokio_tungstenite::tungstenite::protocol::WebSocketConfig;

/// A connection that says nothing for so long is dead.
const SILENCE: Duration = Duration::from_secs(60);
/// Binance ends connections after 24 hours; leaving before that costs nothing.
const LIFETIME: Duration = Duration::from_secs(24 * 3_600 - 600);
/// A connection that lived so long was a good one: the next attempt comes soon.
const GOOD: Duration = Duration::from_secs(60);
const CONNECT: Duration = Duration::from_secs(10);
/// The largest message that is read.
const MESSAGE_LIMIT: usize = 4 << 20;

/// Why a connection ended.
enum End {
    /// Nobody needs it any more.
    Done,
    /// Other pairs are wanted, or the server leaves: connect anew at once.
    Anew,
    /// It broke.
    Broken,
}

/// Runs until the wanted pairs can no longer change, which is when the market is gone.
pub(crate) async fn run(
    source: Arc<Source>,
    mut wanted: watch::Receiver<BTreeSet<Pair>>,
    ticks: broadcast::Sender<Quote>,
) {
    let Some(live) = source.feed.live() else { return };
    let patience = ExponentialBuilder::new()
        .with_min_delay(Duration::from_millis(250))
        .with_max_delay(Duration::from_secs(60))
        .without_max_times()
        .with_jitter();
    let mut delays = patience.build();
    let mut address = 0;
    loop {
        let pairs: Vec<Pair> = wanted.borrow_and_update().iter().cloned().collect();
        let began = Instant::now();
        let end = if pairs.is_empty() {
            if wanted.changed().await.is_err() { End::Done } else { End::Anew }
        } else {
            connection(&source, live, &pairs, &mut address, &mut wanted, &ticks).await
        };
        source.board.disconnected();
        match end {
            End::Done => return,
            End::Anew => {}
            End::Broken => {
                if began.elapsed() >= GOOD {
                    delays = patience.build();
                }
                let delay = delays.next().unwrap_or(Duration::from_secs(60));
                tokio::select! {
                    () = sleep(delay) => {}
                    changed = wanted.changed() => if changed.is_err() { return },
                }
            }
        }
    }
}

async fn connection(
    source: &Source,
    live: &dyn Live,
    pairs: &[Pair],
    address: &mut usize,
    wanted: &mut watch::Receiver<BTreeSet<Pair>>,
    ticks: &broadcast::Sender<Quote>,
) -> End {
    let addresses = live.addresses(pairs);
    let chosen = *address % addresses.len().max(1);
    let Some(url) = addresses.get(chosen) else { return End::Done };
    let config = WebSocketConfig::default().max_message_size(Some(MESSAGE_LIMIT)).max_frame_size(Some(MESSAGE_LIMIT));
    let connecting = timeout(CONNECT, connect_async_with_config(url.as_str(), Some(config), true));
    let connected = tokio::select! {
        connected = connecting => connected,
        changed = wanted.changed() => return if changed.is_err() { End::Done } else { End::Anew },
    };
    let mut socket = match connected {
        Ok(Ok((socket, _))) => socket,
        Ok(Err(error)) => {
            tracing::debug!(source = source.name(), %error, "no live ticks");
            *address += 1;
            return End::Broken;
        }
        Err(_) => return End::Broken,
    };
    for greeting in live.greeting(chosen, pairs) {
        if socket.send(Frame::text(greeting)).await.is_err() {
            return End::Broken;
        }
    }
    source.board.connected();
    let began = Instant::now();
    let mut heard = began;
    let until = began + LIFETIME;
    let (period, ping) = live.keepalive().map_or((LIFETIME, None), |(period, text)| (period, Some(text)));
    let mut keepalive = interval_at(Instant::now() + period, period);
    keepalive.set_missed_tick_behavior(MissedTickBehavior::Delay);
    loop {
        let frame = tokio::select! {
            frame = timeout_at(heard + SILENCE, socket.next()) => frame,
            _ = keepalive.tick() => {
                if let Some(ping) = &ping
                    && socket.send(Frame::text(ping.clone())).await.is_err()
                {
                    return End::Broken;
                }
                continue;
            }
            () = sleep_until(until) => return End::Anew,
            changed = wanted.changed() => return if changed.is_err() { End::Done } else { End::Anew },
        };
        heard = Instant::now();
        match frame {
            Ok(Some(Ok(Frame::Text(text)))) => match live.read(&text) {
                Message::Ticks(quotes) => {
                    source.board.put(&quotes);
                    for quote in quotes {
                        // nobody listening is no fault
                        let _ = ticks.send(quote);
                    }
                }
                // at once, but not in a circle with a server that only ever leaves
                Message::Leaving => {
                    return if began.elapsed() >= Duration::from_secs(1) { End::Anew } else { End::Broken };
                }
                Message::Other => {}
            },
            Ok(Some(Ok(Frame::Close(_)) | Err(_)) | None) | Err(_) => return End::Broken,
            Ok(Some(Ok(_))) => {}
        }
    }
}

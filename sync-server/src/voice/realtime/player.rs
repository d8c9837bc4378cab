//! Speech on its way to a device, hardly faster than it sounds: what was not sent yet can be silenced, and what was is what was heard.

use super::line::Line;
use alfa_copilot::AudioSink;
use alfa_speech::Clip;
use async_trait::async_trait;
use std::time::Duration;
use tokio::sync::{mpsc, oneshot};
use tokio::time::{Instant, sleep_until};
use tokio_util::sync::{CancellationToken, DropGuard};

/// So far ahead of its sound speech is sent, for a line that is not even.
const AHEAD: Duration = Duration::from_millis(500);
/// Speech is sent in pieces of so much.
const PIECES_A_SECOND: u32 = 10;

enum Order {
    Play(Clip),
    /// Say when all before it has sounded.
    Tell(oneshot::Sender<()>),
}

pub(super) struct Player {
    orders: mpsc::UnboundedSender<Order>,
    stopped: CancellationToken,
    _end: DropGuard,
}

impl Player {
    /// Of one turn.
    pub fn new(turn: u32, line: Line) -> Self {
        let (orders, waiting) = mpsc::unbounded_channel();
        let stopped = CancellationToken::new();
        let token = stopped.clone();
        tokio::spawn(async move { token.run_until_cancelled(play(turn, line, waiting)).await });
        Self { orders, _end: stopped.clone().drop_guard(), stopped }
    }
}

async fn play(turn: u32, line: Line, mut waiting: mpsc::UnboundedReceiver<Order>) {
    // when what was sent will have sounded
    let mut sounded = Instant::now();
    while let Some(order) = waiting.recv().await {
        match order {
            Order::Play(clip) => {
                for piece in clip.samples.chunks((clip.rate / PIECES_A_SECOND).max(1) as usize) {
                    let clip = Clip { samples: piece.into(), rate: clip.rate };
                    sounded = sounded.max(Instant::now());
                    sleep_until(sounded.checked_sub(AHEAD).unwrap_or(sounded)).await;
                    line.speech(turn, &clip).await;
                    sounded += Duration::from_secs_f64(clip.seconds());
                }
            }
            Order::Tell(told) => {
                sleep_until(sounded).await;
                let _ = told.send(());
            }
        }
    }
}

#[async_trait]
impl AudioSink for Player {
    fn play(&self, clip: Clip) {
        let _ = self.orders.send(Order::Play(clip));
    }

    fn stop(&self) {
        self.stopped.cancel();
    }

    async fn drained(&self) {
        let (tell, told) = oneshot::channel();
        // one that was stopped has nothing left to play
        if self.orders.send(Order::Tell(tell)).is_ok() {
            let _ = told.await;
        }
    }
}

//! Pokes between instances, over Redis' channels. One that is lost costs nothing but time: devices ask every 30 s anyway.

use super::Redis;
use crate::sync::pokes::{Carrier, Pokes};
use futures::StreamExt;
use std::collections::HashMap;
use std::sync::{Arc, Weak};
use std::time::Duration;
use tokio::sync::mpsc;
use uuid::Uuid;

const CHANNEL: &str = "alfa:pokes";
/// So many may wait to be carried; those beyond are lost.
const MOST: usize = 4_096;
/// After a broken connection it is tried again after this.
const AGAIN: Duration = Duration::from_millis(500);
/// Of each poke the account's 16 bytes and the head's 8.
const POKE: usize = 24;

struct Carried(mpsc::Sender<(Uuid, i64)>);

impl Carrier for Carried {
    fn carry(&self, user_id: Uuid, head: i64) {
        let _ = self.0.try_send((user_id, head));
    }
}

/// What is committed here is told to the others, and what is committed there to the sockets here. Until the server's end.
pub(super) fn carry(redis: &Redis, pokes: &Arc<Pokes>) {
    let (sender, moved) = mpsc::channel(MOST);
    pokes.carry_by(Box::new(Carried(sender)));
    tokio::spawn(tell(redis.clone(), moved));
    tokio::spawn(hear(redis.clone(), Arc::downgrade(pokes)));
}

async fn tell(redis: Redis, mut moved: mpsc::Receiver<(Uuid, i64)>) {
    let mut waiting = Vec::new();
    while moved.recv_many(&mut waiting, MOST).await > 0 {
        // of one account the last is enough
        let last: HashMap<Uuid, i64> = waiting.drain(..).collect();
        let mut bytes = Vec::with_capacity(last.len() * POKE);
        for (user_id, head) in last {
            bytes.extend_from_slice(user_id.as_bytes());
            bytes.extend_from_slice(&head.to_be_bytes());
        }
        redis.ask(async |redis| redis::cmd("PUBLISH").arg(CHANNEL).arg(bytes).query_async::<()>(redis).await).await;
    }
}

async fn hear(redis: Redis, pokes: Weak<Pokes>) {
    while pokes.strong_count() > 0 {
        redis.there().await;
        let listening = async {
            let mut channel = redis.client().get_async_pubsub().await?;
            channel.subscribe(CHANNEL).await?;
            Ok::<_, redis::RedisError>(channel)
        };
        if let Ok(Ok(channel)) = tokio::time::timeout(AGAIN, listening).await {
            let mut told = channel.into_on_message();
            while let Some(message) = told.next().await {
                let Some(pokes) = pokes.upgrade() else { return };
                for (user_id, head) in message.get_payload_bytes().chunks_exact(POKE).filter_map(poke) {
                    pokes.arrived(user_id, head);
                }
            }
        }
        tokio::time::sleep(AGAIN).await;
    }
}

fn poke(bytes: &[u8]) -> Option<(Uuid, i64)> {
    let (user_id, head) = bytes.split_first_chunk::<16>()?;
    Some((Uuid::from_bytes(*user_id), i64::from_be_bytes(head.try_into().ok()?)))
}

//! Two changes of one moment, between two stores and the rule by which the server takes one of them.

use crate::samples::at;
use alfa_desktop::store::{Store, SyncStore};
use alfa_sync::wire::{Placed, Verdict};
use alfa_sync::{Collection, DataKey, Op, Store as _};
use rusqlite::Connection;
use std::path::{Path, PathBuf};
use uuid::Uuid;

struct Computer {
    database: PathBuf,
    sync: SyncStore,
    /// What the server has of the conversation, and up to where this computer has it.
    place: i64,
}

impl Computer {
    async fn new(folder: &Path, name: &str, user: Uuid, key: &DataKey) -> Self {
        let database = folder.join(name);
        let store = Store::open(&database, at(0)).unwrap().store;
        Self { sync: store.sync_as(user, key.clone()).await.unwrap(), database, place: 0 }
    }

    /// Done at this moment.
    fn does(&self, moment: i64, sql: &str) {
        let data = Connection::open(&self.database).unwrap();
        data.execute("UPDATE sync_clock SET hlc = (?1 << 16) - 1", [moment]).unwrap();
        data.execute(sql, []).unwrap();
    }

    fn dialogue(&self) -> String {
        let data = Connection::open(&self.database).unwrap();
        data.query_row("SELECT dialogue FROM conversation", [], |row| row.get(0)).unwrap()
    }

    /// A round: what holds at the server comes, what is here goes.
    async fn round(&mut self, held: &mut Option<Op>, head: &mut i64) {
        for _ in 0..3 {
            if self.place < *head {
                let ops: Vec<Placed> = held.iter().map(|op| Placed { seq: *head, op: op.clone() }).collect();
                self.sync.apply(&ops, *head).await.unwrap();
                self.place = *head;
            }
            let ops = self.sync.outgoing(100, 1 << 20).await.unwrap();
            let mut verdicts = Vec::new();
            for op in &ops {
                *head += 1;
                let holds = held.as_ref().is_none_or(|held| op.stamp().beats(&held.stamp(), Collection::Conversations));
                if holds {
                    *held = Some(op.clone());
                }
                verdicts.push(if holds { Verdict::Applied { seq: *head } } else { Verdict::Superseded { seq: *head } });
            }
            self.sync.settle(&ops, &verdicts).await.unwrap();
        }
    }
}

#[tokio::test]
async fn a_conversation_begun_and_gone_on_with_at_one_moment_is_the_same_everywhere() {
    let moment = 2_000_000_000_000_i64;
    let insert = "INSERT INTO conversation (id, title, dialogue, created_at, updated_at) VALUES (x'0102030405060708090a0b0c0d0e0f10', 't', 'W', 1, 2)";
    for (name, goes_on_first) in [("lesser", true), ("greater", false)] {
        let folder = tempfile::tempdir().unwrap();
        let (user, key) = (Uuid::now_v7(), DataKey::new().unwrap());
        let (mut held, mut head) = (None, 0);
        let first = Computer::new(folder.path(), "1.db", user, &key).await;
        // a device's name says when it was made
        tokio::time::sleep(std::time::Duration::from_millis(5)).await;
        let second = Computer::new(folder.path(), "2.db", user, &key).await;
        let (mut goes_on, mut begins) = if goes_on_first { (first, second) } else { (second, first) };
        goes_on.does(moment - 10, &insert.replace("'W'", "'old'"));
        goes_on.does(moment, "UPDATE conversation SET dialogue = 'H', updated_at = 2");
        begins.does(moment, insert);
        begins.round(&mut held, &mut head).await;
        for _ in 0..3 {
            goes_on.round(&mut held, &mut head).await;
            begins.round(&mut held, &mut head).await;
        }
        assert_eq!(goes_on.dialogue(), begins.dialogue(), "who goes on has the {name} name");
    }
}

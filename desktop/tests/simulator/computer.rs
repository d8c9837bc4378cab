//! A computer as a process: `as-computer <data folder> <server> <e-mail> <name>`. It is told what to do line by line, each with a number, and says when it
//! is done: what it said is done must never be lost.

use crate::samples::{alert, at, conversation_id, trade, turn};
use crate::world::PASSWORD;
use alfa_copilot::{Alerts as _, Conversations as _, Portfolio as _, Watchlist as _};
use alfa_desktop::clock::SystemClock;
use alfa_desktop::cloud::{Account, Keeping, Session, ring_by_phrase};
use alfa_desktop::paths::Paths;
use alfa_desktop::store::Store;
use alfa_sync::{DataKey, Phrase};
use serde_json::{Value, json};
use std::io::{BufRead, Write};
use std::sync::Arc;
use tokio::sync::Mutex;

struct Computer {
    paths: Paths,
    store: Store,
    server: String,
    email: String,
    name: String,
    /// One round at a time.
    account: Mutex<Option<Account>>,
}

pub fn run(words: &[String]) {
    let [folder, server, email, name] = words else { panic!("{words:?}") };
    let paths = Paths::resolve_in(Some(folder.as_ref())).unwrap();
    std::fs::create_dir_all(&paths.data).unwrap();
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build().unwrap();
    let computer = runtime.block_on(async {
        let store = Store::open(&paths.data.join("alfa.db"), at(0)).unwrap().store;
        let account = Account::load(&paths).await.unwrap();
        let (server, email, name) = (server.clone(), email.clone(), name.clone());
        Arc::new(Computer { paths, store, server, email, name, account: Mutex::new(account) })
    });
    for line in std::io::stdin().lock().lines() {
        let Ok(line) = line else { break };
        let order: Value = serde_json::from_str(&line).unwrap();
        let computer = Arc::clone(&computer);
        runtime.spawn(async move {
            let mut said = computer.obey(&order).await;
            said["number"] = order["number"].clone();
            let mut out = std::io::stdout().lock();
            // whole, so that a kill leaves no half line before a whole one
            let _ = out.write_all(format!("{said}\n").as_bytes()).and_then(|()| out.flush());
        });
    }
    std::process::exit(0);
}

impl Computer {
    async fn obey(&self, order: &Value) -> Value {
        match order["do"].as_str().unwrap() {
            "sign-in" => self.sign_in(order["phrase"].as_str().unwrap()).await,
            "round" => self.round().await,
            "rotate" => self.rotate().await,
            _ => self.act(order["kind"].as_u64().unwrap(), order["pick"].as_u64().unwrap()).await,
        }
    }

    /// As the user does: password, and the recovery phrase; the first computer of the account puts the key.
    async fn sign_in(&self, phrase: &str) -> Value {
        let done = async {
            let session = Session::sign_in(&self.server, &self.email, &PASSWORD.into(), &self.name).await?;
            let phrase = Phrase::parse(phrase).unwrap();
            let first = match session.wrapped_key().await? {
                Some(wrapped) => DataKey::unwrap(&wrapped, &phrase, session.user_id()).unwrap(),
                None => {
                    let key = DataKey::new().unwrap();
                    session.put_wrapped_key(&key.wrap(&phrase, session.user_id()).unwrap()).await?;
                    key
                }
            };
            // one that signs in again keeps the keys it has: the restored server may have lost them
            let known = self.account.lock().await.take().map(|account| account.keys);
            let keys = session.keys().await?;
            let ring = ring_by_phrase(first.into(), &keys, &phrase, session.user_id()).unwrap();
            let ring = known.filter(|known| known.version() > ring.version()).unwrap_or(ring);
            let mut account =
                Account::new(&self.server, &self.email, &session, ring, Keeping::File).with_phrase(&phrase);
            account.save(&self.paths).await.unwrap();
            // for one that never showed its key nobody could seal the next one: it would need the phrase again
            account.show_own_key(&session, &self.paths).await.unwrap();
            *self.account.lock().await = Some(account);
            Ok::<_, alfa_desktop::cloud::CloudError>(())
        };
        match done.await {
            Ok(()) => json!({}),
            Err(error) => json!({ "error": error.to_string() }),
        }
    }

    async fn round(&self) -> Value {
        let mut account = self.account.lock().await;
        let Some(account) = account.as_mut() else { return json!({ "error": "signed_out" }) };
        match account.sync(&self.paths, &self.store, &SystemClock::new(None)).await {
            Ok(done) => json!({ "sent": done.sent, "received": done.received, "healed": done.healed }),
            Err(problem) => json!({ "error": problem.code, "detail": problem.message }),
        }
    }

    /// Somebody signs in elsewhere, and is taken out of the account here: the data key changes.
    async fn rotate(&self) -> Value {
        let mut account = self.account.lock().await;
        let Some(account) = account.as_mut() else { return json!({ "error": "signed_out" }) };
        let done = async {
            let passing = Session::sign_in(&self.server, &self.email, &PASSWORD.into(), "de passagem").await?;
            let _alone = self.store.sync_lock().await?;
            let session = account.resume(&self.paths).await?;
            account.revoke(&session, &self.paths, passing.id().await).await
        };
        match done.await {
            Ok(_) => json!({ "version": account.keys.version() }),
            Err(problem) => json!({ "error": problem.code, "detail": problem.message }),
        }
    }

    /// Something a user does. `pick` is its own in all the run.
    async fn act(&self, kind: u64, pick: u64) -> Value {
        let store = &self.store;
        let coin = ["BTC", "ETH", "SOL", "ADA"][usize::try_from(pick % 4).unwrap()].parse().unwrap();
        let moment = at(i64::try_from(pick).unwrap());
        match kind {
            0 => store.record(&turn(pick % 3, pick, "quanto?", "tanto")).await.unwrap(),
            1 => drop(store.watch(&coin, moment).await.unwrap()),
            2 => drop(store.unwatch(&coin, moment).await.unwrap()),
            3 => store.put_alert(&alert(pick)).await.unwrap(),
            4 | 5 => {
                let alerts = store.alerts().await.unwrap();
                let Some(chosen) = alerts.get(usize::try_from(pick).unwrap() % alerts.len().max(1)) else {
                    return json!({});
                };
                if kind == 4 {
                    let mut edited = chosen.clone();
                    edited.version += 1;
                    match pick % 3 {
                        0 => edited.said = format!("edição {pick}"),
                        1 => edited.cooldown_s = u32::try_from(pick % 1_000).unwrap(),
                        _ => edited.hysteresis_pct = rust_decimal::Decimal::new(i64::try_from(pick % 100).unwrap(), 2),
                    }
                    store.put_alert(&edited).await.unwrap();
                } else {
                    store.delete_alerts(&[chosen.id], moment).await.unwrap();
                    return json!({ "deleted_alert": chosen.id });
                }
            }
            6 => {
                let made = trade(pick, 5);
                store.add_trade(&made).await.unwrap();
                return json!({ "trade": made.id });
            }
            7 => drop(store.delete_conversation(conversation_id(pick % 3), moment).await.unwrap()),
            _ => {
                // in a conversation that nobody deletes
                let made = turn(9, pick, "e o bitcoin?", "R$ 512.340,55");
                store.record(&made).await.unwrap();
                return json!({ "message": made.messages[1].id });
            }
        }
        json!({})
    }
}

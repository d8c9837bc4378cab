//! All accounts' alerts as the watch sees them. Within it an alert is named by its account too: two accounts may have alerts of one id.

use super::claims::Known;
use super::heard::Heard;
use super::{bodies, leader, tell};
use crate::{App, Problem, sync};
use alfa_alerts::{Memory, Pair};
use alfa_copilot::StoreError;
use alfa_domain::{Alert, AlertId, AlertState, Channel, Firing, Quote};
use alfa_sync::{Collection, Kind, firing_entity};
use alfa_watch::{Loaded, NewFiring, Passed, WatchStore, Watched};
use async_trait::async_trait;
use chrono::{DateTime, TimeDelta, Utc};
use sha2::{Digest, Sha256};
use sqlx::{PgConnection, Postgres, Transaction};
use std::collections::hash_map::Entry;
use std::collections::{BTreeMap, HashMap};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use uuid::Uuid;

/// Accounts whose firings are kept in one transaction.
const ACCOUNTS: usize = 50;
/// What a device found longer ago is told by nobody any more.
const NEWS: TimeDelta = TimeDelta::hours(1);

/// A firing, whether its alert fires again, and the alert's channels.
type Found = (Firing, bool, Vec<Channel>);
/// An alert of an account.
type Owned = (Uuid, Uuid);
/// An alert as it is, and what is known of its watching: account, alert, body, version, arming, when it fired, whether it is done.
type AlertRow = (Uuid, Uuid, Option<Vec<u8>>, Option<i32>, Option<i32>, Option<DateTime<Utc>>, Option<bool>);

pub(super) struct Data {
    app: App,
    heard: Arc<Heard>,
    holder: Uuid,
    term: i64,
    state: Mutex<State>,
}

#[derive(Default)]
struct State {
    /// Whose alert a name within the watch is.
    owned: HashMap<AlertId, Owned>,
    /// All are loaded, and no loading failed half-way since.
    whole: bool,
}

/// The name of an account's alert within the watch.
fn name_of((user, alert): Owned) -> AlertId {
    let mut hash = Sha256::new();
    hash.update(b"alfa-watched-1");
    hash.update(user.as_bytes());
    hash.update(alert.as_bytes());
    let mut bytes = [0; 16];
    bytes.copy_from_slice(&hash.finalize()[..16]);
    AlertId(uuid::Builder::from_custom_bytes(bytes).into_uuid())
}

fn failed(error: impl std::fmt::Display) -> StoreError {
    StoreError::Other(error.to_string())
}

impl Data {
    pub fn new(app: App, heard: Arc<Heard>, holder: Uuid, term: i64) -> Self {
        Self { app, heard, holder, term, state: Mutex::default() }
    }

    /// A transaction that no other instance's watching can come between: while it lasts the lease stays with this one.
    async fn begin(&self) -> Result<Transaction<'static, Postgres>, StoreError> {
        let mut transaction = self.app.pool.begin().await.map_err(failed)?;
        let held: Option<(String,)> = sqlx::query_as(
            "SELECT name FROM lease WHERE name = $1 AND holder = $2 AND term = $3 AND held_until > now() FOR SHARE",
        )
        .bind(leader::LEASE)
        .bind(self.holder)
        .bind(self.term)
        .fetch_optional(&mut *transaction)
        .await
        .map_err(failed)?;
        held.map(|_| transaction).ok_or_else(|| failed("another instance watches the alerts now"))
    }

    /// What changed in the feed: firings that devices found are known from then on, and told.
    async fn follow(&self, now: DateTime<Utc>) -> Result<Vec<Owned>, StoreError> {
        let mut transaction = self.begin().await?;
        let heads: Vec<(Uuid, i64)> =
            sqlx::query_as("SELECT user_id, head FROM alert_feed WHERE head > seen ORDER BY user_id LIMIT 1000")
                .fetch_all(&mut *transaction)
                .await
                .map_err(failed)?;
        if heads.is_empty() {
            return Ok(Vec::new());
        }
        let (users, seqs): (Vec<Uuid>, Vec<i64>) = heads.into_iter().unzip();
        let rows: Vec<(Uuid, i16, Uuid, i16, Vec<u8>)> = sqlx::query_as(
            "SELECT o.user_id, o.collection, o.entity, o.kind, o.body
             FROM unnest($1::uuid[], $2::bigint[]) AS news (user_id, head) JOIN alert_feed f ON f.user_id = news.user_id
             JOIN op o ON o.user_id = f.user_id AND o.seq > f.seen AND o.seq <= news.head
             WHERE o.live AND o.collection IN ($3, $4) ORDER BY o.user_id, o.seq",
        )
        .bind(&users)
        .bind(&seqs)
        .bind(Collection::Alerts.number())
        .bind(Collection::Firings.number())
        .fetch_all(&mut *transaction)
        .await
        .map_err(failed)?;
        let (mut changed, mut found) = (Vec::new(), BTreeMap::<Uuid, Vec<Firing>>::new());
        for (user, collection, entity, kind, body) in rows {
            if collection == Collection::Alerts.number() {
                changed.push((user, entity));
            } else if kind == Kind::Put.number()
                && let Some(firing) = bodies::firing(&body)
            {
                changed.push((user, firing.alert.0));
                found.entry(user).or_default().push(firing);
            }
        }
        changed.sort_unstable();
        changed.dedup();
        let alerts: HashMap<Owned, Alert> = self
            .alerts(&mut transaction, Some(&changed))
            .await?
            .into_iter()
            .filter_map(|(owned, alert, _)| Some((owned, alert?)))
            .collect();
        for (user, firings) in found {
            let known = firings.into_iter().filter_map(|firing| {
                let alert = alerts.get(&(user, firing.alert.0))?;
                // of an earlier version it is history
                (alert.version == firing.version).then(|| (firing, bodies::repeats(alert), alert.channels.clone()))
            });
            let known: Vec<_> = known.collect();
            self.keep_of(&mut transaction, user, &known, now).await?;
        }
        sqlx::query(
            "UPDATE alert_feed SET seen = news.head FROM unnest($1::uuid[], $2::bigint[]) AS news (user_id, head)
             WHERE alert_feed.user_id = news.user_id",
        )
        .bind(&users)
        .bind(&seqs)
        .execute(&mut *transaction)
        .await
        .map_err(failed)?;
        transaction.commit().await.map_err(failed)?;
        Ok(changed)
    }

    /// Alerts as they are now and what is known of their watching; all that there are, or these.
    async fn alerts(
        &self,
        connection: &mut PgConnection,
        these: Option<&[Owned]>,
    ) -> Result<Vec<(Owned, Option<Alert>, Option<Memory>)>, StoreError> {
        let of = "o.body, a.version, a.arming, a.fired_at, EXISTS (
                      SELECT FROM firing f WHERE f.user_id = a.user_id AND f.alert = a.alert AND f.version = a.version AND NOT f.repeats
                  )";
        let (users, ids): (Vec<Uuid>, Vec<Uuid>) = these.unwrap_or_default().iter().copied().unzip();
        let rows: Vec<AlertRow> = match these {
            None => {
                let all = format!(
                    "SELECT e.user_id, e.entity, {of} FROM entity e JOIN op o ON o.user_id = e.user_id AND o.seq = e.seq
                     LEFT JOIN arming a ON a.user_id = e.user_id AND a.alert = e.entity
                     WHERE e.collection = 7 AND e.kind = 0 ORDER BY e.user_id, e.entity"
                );
                sqlx::query_as(sqlx::AssertSqlSafe(all)).fetch_all(connection).await
            }
            Some(_) => {
                let some = format!(
                    "SELECT w.user_id, w.alert, {of} FROM unnest($1::uuid[], $2::uuid[]) AS w (user_id, alert)
                     LEFT JOIN entity e ON e.user_id = w.user_id AND e.collection = 7 AND e.entity = w.alert AND e.kind = 0
                     LEFT JOIN op o ON o.user_id = e.user_id AND o.seq = e.seq
                     LEFT JOIN arming a ON a.user_id = w.user_id AND a.alert = w.alert"
                );
                sqlx::query_as(sqlx::AssertSqlSafe(some)).bind(users).bind(ids).fetch_all(connection).await
            }
        }
        .map_err(failed)?;
        let read = |(user, id, body, version, arming, fired_at, done): AlertRow| {
            let memory = version.zip(arming).and_then(|(version, arming)| {
                let fired_ms = fired_at.map(|at| at.timestamp_millis());
                Some(Memory { version: version.try_into().ok()?, arming: arming.try_into().ok()?, fired_ms })
            });
            let alert = body.and_then(|body| bodies::alert(id, &body)).map(|mut alert| {
                let over = done == Some(true) && memory.is_some_and(|memory| memory.version == alert.version);
                if over && alert.state == AlertState::Active {
                    alert.state = AlertState::Fired;
                }
                alert
            });
            ((user, id), alert, memory)
        };
        Ok(rows.into_iter().map(read).collect())
    }

    /// Alerts under their names within the watch. What is no coin anybody knows is not asked about; of one account not too many are.
    fn named(
        &self,
        rows: Vec<(Owned, Option<Alert>, Option<Memory>)>,
        owned: &mut HashMap<AlertId, Owned>,
    ) -> (Vec<Alert>, Vec<AlertId>, HashMap<AlertId, Memory>) {
        let most = usize::try_from(self.app.config.watch.most_alerts).unwrap_or(usize::MAX);
        let mut count: HashMap<Uuid, usize> = HashMap::new();
        for (user, _) in owned.values() {
            *count.entry(*user).or_default() += 1;
        }
        let (mut alerts, mut gone, mut memories) = (Vec::new(), Vec::new(), HashMap::new());
        for (whose, alert, memory) in rows {
            let name = name_of(whose);
            let known = alert.filter(|alert| self.app.around.coins.get(&alert.coin).is_some());
            let Some(alert) = known else {
                if owned.remove(&name).is_some() {
                    gone.push(name);
                }
                continue;
            };
            if let Entry::Vacant(place) = owned.entry(name) {
                let watched = count.entry(whose.0).or_default();
                if *watched >= most {
                    continue;
                }
                *watched += 1;
                place.insert(whose);
            }
            memories.extend(memory.map(|memory| (name, memory)));
            alerts.push(Alert { id: name, ..alert });
        }
        (alerts, gone, memories)
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    async fn load_all_or_changed(&self) -> Result<Loaded, StoreError> {
        let now = self.app.around.clock.now();
        // where this fails half-way the next loading is whole: what was marked as seen may not have come through
        let whole = std::mem::take(&mut self.state().whole);
        let changed = self.follow(now).await?;
        let rows = match (whole, changed.as_slice()) {
            (true, []) => Vec::new(),
            (true, changed) => self.alerts(&mut *self.app.pool.acquire().await.map_err(failed)?, Some(changed)).await?,
            (false, _) => self.alerts(&mut *self.app.pool.acquire().await.map_err(failed)?, None).await?,
        };
        let mut state = self.state();
        if !whole {
            state.owned.clear();
        }
        let (alerts, gone, memories) = self.named(rows, &mut state.owned);
        state.whole = true;
        Ok(match whole {
            true => Loaded::Changed { alerts, gone, memories },
            false => Loaded::All { alerts, memories },
        })
    }

    /// Keeps firings of an account: once each, with the jobs that tell of them. Those that are new.
    async fn keep_of(
        &self,
        connection: &mut PgConnection,
        user: Uuid,
        firings: &[Found],
        now: DateTime<Utc>,
    ) -> Result<Vec<Firing>, StoreError> {
        let mut new = Vec::new();
        for (firing, repeats, channels) in firings {
            let Some(known) = Known::of(firing) else { continue };
            let kept = sqlx::query(
                "INSERT INTO firing (user_id, alert, version, arming, at, repeats, firing)
                 SELECT id, $2, $3, $4, $5, $6, $7 FROM account WHERE id = $1 ON CONFLICT DO NOTHING",
            )
            .bind(user)
            .bind(known.alert)
            .bind(known.version)
            .bind(known.arming)
            .bind(firing.at)
            .bind(repeats)
            .bind(serde_json::to_string(firing).map_err(failed)?)
            .execute(&mut *connection)
            .await
            .map_err(failed)?;
            remember(connection, &[(user, known, Some(firing.at))]).await?;
            if kept.rows_affected() == 0 {
                continue;
            }
            if now - firing.at < NEWS {
                let told = tell::enqueue(&self.app, connection, user, known, channels).await;
                told.map_err(|problem: Problem| failed(problem.code))?;
            }
            new.push(firing.clone());
        }
        Ok(new)
    }

    /// Keeps what fired of some accounts, and puts it among their changes.
    async fn keep_some(&self, some: &[(Uuid, Vec<Found>)], now: DateTime<Utc>) -> Result<bool, StoreError> {
        let mut transaction = self.begin().await?;
        let users: Vec<Uuid> = some.iter().map(|(user, _)| *user).collect();
        // in the order in which pushes lock them too
        let there: Vec<(Uuid,)> =
            sqlx::query_as("SELECT user_id FROM sync_head WHERE user_id = ANY($1) ORDER BY user_id FOR UPDATE")
                .bind(&users)
                .fetch_all(&mut *transaction)
                .await
                .map_err(failed)?;
        let (mut any, mut moved) = (false, Vec::new());
        for (user, firings) in some.iter().filter(|(user, _)| there.contains(&(*user,))) {
            let ids: Vec<Uuid> = firings.iter().map(|(firing, ..)| firing.alert.0).collect();
            let alive: Vec<(Uuid,)> = sqlx::query_as(
                "SELECT entity FROM entity WHERE user_id = $1 AND collection = 7 AND kind = 0 AND entity = ANY($2)",
            )
            .bind(user)
            .bind(ids)
            .fetch_all(&mut *transaction)
            .await
            .map_err(failed)?;
            // deletion beats firing
            let mut firings = firings.clone();
            firings.retain(|(firing, ..)| alive.contains(&(firing.alert.0,)));
            let new = self.keep_of(&mut transaction, *user, &firings, now).await?;
            any |= !new.is_empty();
            let entity =
                |firing: &Firing| firing_entity(firing.alert.0, i64::from(firing.version), i64::from(firing.arming));
            let ops: Vec<(Uuid, Vec<u8>)> =
                new.iter().map(|firing| (entity(firing), bodies::of_firing(firing))).collect();
            let head = sync::put_new(&mut transaction, *user, Collection::Firings, &ops).await.map_err(failed)?;
            moved.extend(head.map(|head| (*user, head)));
        }
        transaction.commit().await.map_err(failed)?;
        moved.into_iter().for_each(|(user, head)| self.app.pokes.moved(user, head));
        Ok(any)
    }
}

/// How often alerts were armed. What is known of a later arming stays.
async fn remember(
    connection: &mut PgConnection,
    armings: &[(Uuid, Known, Option<DateTime<Utc>>)],
) -> Result<(), StoreError> {
    sqlx::query(
        "INSERT INTO arming AS known (user_id, alert, version, arming, fired_at)
         SELECT new.* FROM unnest($1::uuid[], $2::uuid[], $3::int[], $4::int[], $5::timestamptz[])
             AS new (user_id, alert, version, arming, fired_at) JOIN account ON account.id = new.user_id
         ON CONFLICT (user_id, alert) DO UPDATE SET version = excluded.version, arming = excluded.arming, fired_at = excluded.fired_at
         WHERE (known.version, known.arming) <= (excluded.version, excluded.arming)",
    )
    .bind(armings.iter().map(|(user, ..)| *user).collect::<Vec<_>>())
    .bind(armings.iter().map(|(_, known, _)| known.alert).collect::<Vec<_>>())
    .bind(armings.iter().map(|(_, known, _)| known.version).collect::<Vec<_>>())
    .bind(armings.iter().map(|(_, known, _)| known.arming).collect::<Vec<_>>())
    .bind(armings.iter().map(|(.., at)| *at).collect::<Vec<_>>())
    .execute(connection)
    .await
    .map(drop)
    .map_err(failed)
}

#[async_trait]
impl WatchStore for Data {
    async fn load(&self) -> Result<Loaded, StoreError> {
        let loaded = self.load_all_or_changed().await;
        if let Err(error) = &loaded {
            tracing::warn!(%error, "alerts cannot be read now");
        }
        loaded
    }

    async fn watched_until(&self, pairs: &[Pair]) -> Result<HashMap<Pair, Watched>, StoreError> {
        let rows: Vec<(String, String, DateTime<Utc>, String, String)> = sqlx::query_as(
            "SELECT w.coin, w.currency, w.at, w.price, w.source
             FROM unnest($1::text[], $2::text[]) AS asked (coin, currency) JOIN watched w USING (coin, currency)",
        )
        .bind(pairs.iter().map(|(coin, _)| coin.as_str().to_owned()).collect::<Vec<_>>())
        .bind(pairs.iter().map(|(_, currency)| currency.code().to_owned()).collect::<Vec<_>>())
        .fetch_all(&self.app.pool)
        .await
        .map_err(failed)?;
        let read = |(coin, currency, at, price, source): (String, String, _, String, String)| {
            Some(((coin.parse().ok()?, currency.parse().ok()?), Watched { at, price: price.parse().ok()?, source }))
        };
        Ok(rows.into_iter().filter_map(read).collect())
    }

    fn heard_since(&self, pair: &Pair, at: DateTime<Utc>) -> Option<Vec<Quote>> {
        self.heard.since(pair, at)
    }

    /// Firings first, account by account, and only then up to where prices went: what is kept twice is known, what was never kept would be lost.
    async fn record(&self, passed: Passed, now: DateTime<Utc>) -> Result<bool, StoreError> {
        let owner = |name: &AlertId| self.state().owned.get(name).copied();
        let mut by_account: BTreeMap<Uuid, Vec<Found>> = BTreeMap::new();
        for NewFiring { mut firing, repeats, channels } in passed.firings {
            let Some((user, alert)) = owner(&firing.alert) else { continue };
            firing.alert = AlertId(alert);
            by_account.entry(user).or_default().push((firing, repeats, channels));
        }
        let by_account: Vec<_> = by_account.into_iter().collect();
        let mut any = false;
        for some in by_account.chunks(ACCOUNTS) {
            any |= self.keep_some(some, now).await?;
        }
        let armings: Vec<(Uuid, Known, Option<DateTime<Utc>>)> = passed
            .armings
            .into_iter()
            .filter_map(|(name, memory)| {
                let (user, alert) = owner(&name)?;
                let known = Known::new(alert, memory.version, memory.arming)?;
                Some((user, known, memory.fired_ms.and_then(DateTime::from_timestamp_millis)))
            })
            .collect();
        let mut transaction = self.begin().await?;
        remember(&mut transaction, &armings).await?;
        let watched = &passed.watched;
        sqlx::query(
            "INSERT INTO watched (coin, currency, at, price, source)
             SELECT * FROM unnest($1::text[], $2::text[], $3::timestamptz[], $4::text[], $5::text[])
             ON CONFLICT (coin, currency) DO UPDATE SET at = excluded.at, price = excluded.price, source = excluded.source",
        )
        .bind(watched.iter().map(|((coin, _), _)| coin.as_str().to_owned()).collect::<Vec<_>>())
        .bind(watched.iter().map(|((_, currency), _)| currency.code().to_owned()).collect::<Vec<_>>())
        .bind(watched.iter().map(|(_, watched)| watched.at).collect::<Vec<_>>())
        .bind(watched.iter().map(|(_, watched)| watched.price.to_string()).collect::<Vec<_>>())
        .bind(watched.iter().map(|(_, watched)| watched.source.clone()).collect::<Vec<_>>())
        .execute(&mut *transaction)
        .await
        .map_err(failed)?;
        transaction.commit().await.map_err(failed)?;
        Ok(any)
    }

    /// Its end stands in the alert itself: whoever loads it knows.
    async fn expire(&self, _alerts: &[AlertId]) -> Result<(), StoreError> {
        Ok(())
    }
}

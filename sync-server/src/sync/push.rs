//! What changed on a device.

use super::heads::{self, Digests};
use super::refused;
use crate::auth::Caller;
use crate::{App, Problem};
use alfa_sync::wire::{MOST_AHEAD_MS, MOST_OPS, Push, Pushed, Refusal, Verdict};
use alfa_sync::{Collection, Digest, Hlc, Kind, Op, Stamp};
use serde::Deserialize;
use sqlx::PgConnection;
use std::collections::HashMap;
use uuid::Uuid;

/// What holds of an entity, and where.
struct Held {
    stamp: Stamp,
    seq: i64,
}

type Entities = HashMap<(Collection, Uuid), Held>;

/// A row for `op`.
struct Row<'a> {
    op: &'a Op,
    seq: i64,
    live: bool,
    problem: Option<&'static str>,
}

/// Takes changes in, all or none, and says what became of each.
///
/// # Errors
/// [`Refusal`]s; what is not as the protocol says; [`Problem::away`].
pub async fn push(app: &App, caller: Caller, push: &Push) -> Result<Pushed, Problem> {
    check(push)?;
    let mut transaction = app.pool.begin().await?;
    let user = caller.user_id;
    let (head, epoch, digests): (i64, Uuid, Vec<u8>) =
        sqlx::query_as("SELECT seq, epoch, digests FROM sync_head WHERE user_id = $1 FOR UPDATE")
            .bind(user)
            .fetch_one(&mut *transaction)
            .await?;
    if epoch != push.epoch {
        return Err(refused(&Refusal::EpochChanged { epoch }));
    }
    let last: Option<(i64,)> =
        sqlx::query_as("SELECT last_dev_n FROM sync_device WHERE user_id = $1 AND device_id = $2")
            .bind(user)
            .bind(push.device_id)
            .fetch_optional(&mut *transaction)
            .await?;
    let Some((last,)) = last else {
        return Err(Problem::new(409, "unknown_device", "Este dispositivo ainda não se apresentou."));
    };
    let known = push.ops.partition_point(|op| op.dev_n <= last);
    let mut verdicts = repeated(&mut transaction, user, push, &push.ops[..known]).await?;
    let new = &push.ops[known..];
    if new.first().is_some_and(|first| first.dev_n != last + 1) {
        return Err(refused(&Refusal::Gap { expected: last + 1 }));
    }
    let now_ms = crate::clock::now().timestamp_millis();
    if let Some(ahead) = new.iter().find(|op| op.hlc.millis() > now_ms + MOST_AHEAD_MS) {
        return Err(refused(&Refusal::ClockAhead { now_ms, hlc: ahead.hlc }));
    }
    let Some(newest) = new.last() else {
        return Ok(Pushed { verdicts, head });
    };
    let mut held = held(&mut transaction, user, new).await?;
    let mut digests = heads::of_bytes(&digests);
    let (rows, replaced) = judge(new, head, &mut held, &mut digests, &mut verdicts);
    insert(&mut transaction, user, &rows).await?;
    hold(&mut transaction, user, &rows).await?;
    if !replaced.is_empty() {
        sqlx::query("UPDATE op SET live = false, body = '' WHERE user_id = $1 AND seq = ANY($2)")
            .bind(user)
            .bind(&replaced)
            .execute(&mut *transaction)
            .await?;
    }
    let head = head + i64::try_from(rows.len()).unwrap_or(0);
    sqlx::query(
        "WITH head AS (UPDATE sync_head SET seq = $2, digests = $3 WHERE user_id = $1)
         UPDATE sync_device SET last_dev_n = $5, seen_at = now() WHERE user_id = $1 AND device_id = $4",
    )
    .bind(user)
    .bind(head)
    .bind(heads::to_bytes(&digests))
    .bind(push.device_id)
    .bind(newest.dev_n)
    .execute(&mut *transaction)
    .await?;
    transaction.commit().await?;
    Ok(Pushed { verdicts, head })
}

/// What needs no database.
fn check(push: &Push) -> Result<(), Problem> {
    if push.ops.is_empty() || push.ops.len() > MOST_OPS {
        return Err(Problem::invalid("Envie de 1 a 1000 mudanças por vez."));
    }
    if push.ops.iter().any(|op| op.device_id != push.device_id || op.dev_n < 1 || op.hlc.0 < 0 || op.schema_v < 1) {
        return Err(Problem::invalid("As mudanças não são todas deste dispositivo, ou não estão numeradas."));
    }
    match push.ops.windows(2).find(|pair| pair[1].dev_n != pair[0].dev_n.saturating_add(1)) {
        Some(pair) => Err(refused(&Refusal::Gap { expected: pair[0].dev_n.saturating_add(1) })),
        None => Ok(()),
    }
}

/// Changes that were sent before: the same ones are known, others of their number are another device's.
async fn repeated(connection: &mut PgConnection, user: Uuid, push: &Push, ops: &[Op]) -> Result<Vec<Verdict>, Problem> {
    let (Some(first), Some(last)) = (ops.first(), ops.last()) else { return Ok(Vec::new()) };
    let rows: Vec<(i64, i64, Uuid, Vec<u8>)> = sqlx::query_as(
        "SELECT dev_n, seq, op_id, hash FROM op WHERE user_id = $1 AND device_id = $2 AND dev_n BETWEEN $3 AND $4 ORDER BY dev_n",
    )
    .bind(user)
    .bind(push.device_id)
    .bind(first.dev_n)
    .bind(last.dev_n)
    .fetch_all(connection)
    .await?;
    let same = rows.len() == ops.len()
        && rows.iter().zip(ops).all(|((dev_n, _, id, hash), op)| {
            *dev_n == op.dev_n && *id == op.op_id && hash.as_slice() == op.hash().as_slice()
        });
    if !same {
        return Err(refused(&Refusal::DeviceForked));
    }
    Ok(rows.into_iter().map(|(_, seq, ..)| Verdict::Duplicate { seq }).collect())
}

/// What holds of the entities these changes are about, and of the alerts their firings are of.
async fn held(connection: &mut PgConnection, user: Uuid, ops: &[Op]) -> Result<Entities, Problem> {
    let own = ops.iter().map(|op| (op.collection, op.entity));
    let alerts = ops.iter().filter_map(alert_of).map(|alert| (Collection::Alerts, alert));
    let (collections, entities): (Vec<i16>, Vec<Uuid>) =
        own.chain(alerts).map(|(collection, entity)| (collection.number(), entity)).unzip();
    let rows: Vec<(i16, Uuid, i16, i64, Uuid, Uuid, i64)> = sqlx::query_as(
        "SELECT e.collection, e.entity, e.kind, e.hlc, e.device_id, e.op_id, e.seq
         FROM unnest($2::smallint[], $3::uuid[]) AS wanted (collection, entity)
         JOIN entity e ON e.user_id = $1 AND e.collection = wanted.collection AND e.entity = wanted.entity",
    )
    .bind(user)
    .bind(collections)
    .bind(entities)
    .fetch_all(connection)
    .await?;
    let held = rows.into_iter().filter_map(|(collection, entity, kind, hlc, device_id, op_id, seq)| {
        let stamp = Stamp { kind: Kind::of_number(kind)?, hlc: Hlc(hlc), device_id, op_id };
        Some(((Collection::of_number(collection)?, entity), Held { stamp, seq }))
    });
    Ok(held.collect())
}

/// The alert a firing is of.
fn alert_of(op: &Op) -> Option<Uuid> {
    #[derive(Deserialize)]
    struct Firing {
        alert: Uuid,
    }
    (op.collection == Collection::Firings && op.kind == Kind::Put)
        .then(|| serde_json::from_slice::<Firing>(&op.body).ok().map(|firing| firing.alert))?
}

/// Why a change cannot be taken.
fn problem(op: &Op) -> Option<&'static str> {
    match op.kind {
        Kind::Delete if !op.body.is_empty() => Some("body_of_a_deletion"),
        Kind::Put if op.body.is_empty() => Some("empty_body"),
        Kind::Put if op.collection.is_readable() && serde_json::from_slice::<serde_json::Value>(&op.body).is_err() => {
            Some("unreadable_body")
        }
        Kind::Put if op.collection == Collection::Firings && alert_of(op).is_none() => Some("firing_of_nothing"),
        _ => None,
    }
}

/// Gives each change its place and its verdict; also the places whose change holds no more.
fn judge<'a>(
    ops: &'a [Op],
    head: i64,
    held: &mut Entities,
    digests: &mut Digests,
    verdicts: &mut Vec<Verdict>,
) -> (Vec<Row<'a>>, Vec<i64>) {
    let mut rows: Vec<Row<'a>> = Vec::with_capacity(ops.len());
    let mut replaced = Vec::new();
    for (op, seq) in ops.iter().zip(head + 1..) {
        if let Some(problem) = problem(op) {
            verdicts.push(Verdict::Rejected { seq, problem: problem.to_owned() });
            rows.push(Row { op, seq, live: false, problem: Some(problem) });
            continue;
        }
        let key = (op.collection, op.entity);
        let stamp = op.stamp();
        let before = held.get(&key);
        let alert = alert_of(op).and_then(|alert| held.get(&(Collection::Alerts, alert)));
        let of_a_deleted_alert = alert.is_some_and(|alert| alert.stamp.kind == Kind::Delete);
        if of_a_deleted_alert || before.is_some_and(|before| !stamp.beats(&before.stamp, op.collection)) {
            verdicts.push(Verdict::Superseded { seq });
            rows.push(Row { op, seq, live: false, problem: None });
            continue;
        }
        let digest = digests.entry(op.collection).or_default();
        if let Some(before) = before {
            digest.toggle(Digest::of(op.collection, op.entity, &before.stamp));
            match usize::try_from(before.seq - head - 1).ok().and_then(|index| rows.get_mut(index)) {
                // one of this very push
                Some(row) => row.live = false,
                None => replaced.push(before.seq),
            }
        }
        digest.toggle(Digest::of(op.collection, op.entity, &stamp));
        held.insert(key, Held { stamp, seq });
        verdicts.push(Verdict::Applied { seq });
        rows.push(Row { op, seq, live: true, problem: None });
    }
    (rows, replaced)
}

async fn insert(connection: &mut PgConnection, user: Uuid, rows: &[Row<'_>]) -> Result<(), Problem> {
    let body = |row: &Row<'_>| if row.live { row.op.body.clone() } else { Vec::new() };
    let done = sqlx::query(
        "INSERT INTO op (user_id, seq, op_id, device_id, dev_n, hlc, collection, entity, kind, schema_v, body, hash, live, problem)
         SELECT $1, * FROM unnest($2::bigint[], $3::uuid[], $4::uuid[], $5::bigint[], $6::bigint[], $7::smallint[], $8::uuid[],
                                  $9::smallint[], $10::smallint[], $11::bytea[], $12::bytea[], $13::boolean[], $14::text[])",
    )
    .bind(user)
    .bind(each(rows, |row| row.seq))
    .bind(each(rows, |row| row.op.op_id))
    .bind(each(rows, |row| row.op.device_id))
    .bind(each(rows, |row| row.op.dev_n))
    .bind(each(rows, |row| row.op.hlc.0))
    .bind(each(rows, |row| row.op.collection.number()))
    .bind(each(rows, |row| row.op.entity))
    .bind(each(rows, |row| row.op.kind.number()))
    .bind(each(rows, |row| row.op.schema_v))
    .bind(each(rows, body))
    .bind(each(rows, |row| row.op.hash().to_vec()))
    .bind(each(rows, |row| row.live))
    .bind(each(rows, |row| row.problem))
    .execute(connection)
    .await;
    match done {
        Ok(_) => Ok(()),
        // another change has this id: somebody made it again with something else in it
        Err(sqlx::Error::Database(error)) if error.is_unique_violation() => Err(refused(&Refusal::DeviceForked)),
        Err(error) => Err(error.into()),
    }
}

fn each<'a, T>(rows: &'a [Row<'a>], value: impl Fn(&'a Row<'a>) -> T) -> Vec<T> {
    rows.iter().map(value).collect()
}

/// Writes down what holds now.
async fn hold(connection: &mut PgConnection, user: Uuid, rows: &[Row<'_>]) -> Result<(), Problem> {
    let live: Vec<&Row<'_>> = rows.iter().filter(|row| row.live).collect();
    if live.is_empty() {
        return Ok(());
    }
    sqlx::query(
        "INSERT INTO entity (user_id, seq, collection, entity, kind, hlc, device_id, op_id)
         SELECT $1, * FROM unnest($2::bigint[], $3::smallint[], $4::uuid[], $5::smallint[], $6::bigint[], $7::uuid[], $8::uuid[])
         ON CONFLICT (user_id, collection, entity) DO UPDATE SET
             seq = excluded.seq, kind = excluded.kind, hlc = excluded.hlc, device_id = excluded.device_id, op_id = excluded.op_id",
    )
    .bind(user)
    .bind(live.iter().map(|row| row.seq).collect::<Vec<_>>())
    .bind(live.iter().map(|row| row.op.collection.number()).collect::<Vec<_>>())
    .bind(live.iter().map(|row| row.op.entity).collect::<Vec<_>>())
    .bind(live.iter().map(|row| row.op.kind.number()).collect::<Vec<_>>())
    .bind(live.iter().map(|row| row.op.hlc.0).collect::<Vec<_>>())
    .bind(live.iter().map(|row| row.op.device_id).collect::<Vec<_>>())
    .bind(live.iter().map(|row| row.op.op_id).collect::<Vec<_>>())
    .execute(connection)
    .await?;
    Ok(())
}

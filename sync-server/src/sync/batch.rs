//! Pushes of several accounts in one transaction.

use super::guards::Guards;
use super::heads::{self, Digests};
use super::judge::{Entities, Held, Row, alert_of, judge};
use super::refused;
use crate::Problem;
use crate::auth::Caller;
use alfa_sync::wire::{MOST_AHEAD_MS, Push, Pushed, Refusal, Verdict};
use alfa_sync::{Collection, Hlc, Kind, Op, Stamp, sealed_version};
use sqlx::{Connection, PgConnection};
use uuid::Uuid;

/// One push.
pub(crate) struct Member {
    pub caller: Caller,
    pub push: Push,
    pub guards: Guards,
}

/// What of a push goes into the database.
struct Taken<'a> {
    user: Uuid,
    device: Uuid,
    last_dev_n: i64,
    head: i64,
    digests: Digests,
    rows: Vec<Row<'a>>,
    replaced: Vec<i64>,
}

/// As the head rows say, once they are locked.
struct Head {
    seq: i64,
    epoch: Uuid,
    digests: Vec<u8>,
}

/// Where a member stands, once the heads are locked.
#[derive(Clone, Copy, sqlx::FromRow)]
struct Stands {
    signed_in: bool,
    /// None where it has not said hello.
    last_dev_n: Option<i64>,
    /// None before the first rotation.
    key_version: Option<i32>,
}

/// Takes the pushes in, no two of which may be of one account; one that is refused does not touch the others.
///
/// # Errors
/// What the database says: then nothing of any of them is in it.
pub(super) async fn run(
    connection: &mut PgConnection,
    members: &[&Member],
) -> Result<Vec<Result<Pushed, Problem>>, sqlx::Error> {
    let mut transaction = connection.begin().await?;
    let heads = lock(&mut transaction, members).await?;
    let stands = devices(&mut transaction, members).await?;
    let now_ms = crate::clock::now().timestamp_millis();
    let mut answers = Vec::with_capacity(members.len());
    // of each: what is known already, and where the rest begins
    let mut new: Vec<(usize, &Head, &[Op])> = Vec::new();
    for (index, (member, (head, stands))) in members.iter().zip(heads.iter().zip(stands)).enumerate() {
        let answer = match admit(&mut transaction, member, head.as_ref(), stands, now_ms).await {
            Ok((head, verdicts, ops)) => {
                if !ops.is_empty() {
                    new.push((index, head, ops));
                }
                Ok(Pushed { verdicts, head: head.seq })
            }
            Err(Refused::Problem(problem)) => Err(problem),
            Err(Refused::Database(error)) => return Err(error),
        };
        answers.push(answer);
    }
    if new.is_empty() {
        // the connection is kept, and would keep the heads locked
        transaction.rollback().await?;
        return Ok(answers);
    }
    let mut held = held(&mut transaction, members, &new).await?;
    let mut taken = Vec::with_capacity(new.len());
    for ((index, head, ops), held) in new.into_iter().zip(&mut held) {
        let (Some(Ok(answer)), Some(newest)) = (answers.get_mut(index), ops.last()) else { continue };
        let mut digests = heads::of_bytes(&head.digests);
        let (rows, replaced) = judge(ops, head.seq, held, &mut digests, &mut answer.verdicts);
        answer.head = head.seq + i64::try_from(rows.len()).unwrap_or(0);
        let Member { caller, push, .. } = members[index];
        let (user, device, head) = (caller.user_id, push.device_id, answer.head);
        taken.push(Taken { user, device, last_dev_n: newest.dev_n, head, digests, rows, replaced });
    }
    write(&mut transaction, &taken).await?;
    transaction.commit().await?;
    Ok(answers)
}

/// Locks the accounts' heads, in the order of their ids, so that no two transactions wait for each other.
async fn lock(connection: &mut PgConnection, members: &[&Member]) -> Result<Vec<Option<Head>>, sqlx::Error> {
    let users: Vec<Uuid> = members.iter().map(|member| member.caller.user_id).collect();
    let rows: Vec<(Uuid, i64, Uuid, Vec<u8>)> = sqlx::query_as(
        "SELECT user_id, seq, epoch, digests FROM sync_head WHERE user_id = ANY($1) ORDER BY user_id FOR UPDATE",
    )
    .bind(&users)
    .fetch_all(connection)
    .await?;
    let mut heads: Vec<Option<Head>> = users.iter().map(|_| None).collect();
    for (user, seq, epoch, digests) in rows {
        if let Some(at) = users.iter().position(|one| *one == user) {
            heads[at] = Some(Head { seq, epoch, digests });
        }
    }
    Ok(heads)
}

/// Of each member where it stands; read after the heads are locked.
async fn devices(connection: &mut PgConnection, members: &[&Member]) -> Result<Vec<Stands>, sqlx::Error> {
    sqlx::query_as(
        "SELECT EXISTS (SELECT FROM device s WHERE s.id = asked.session_id AND s.user_id = asked.user_id AND s.revoked_at IS NULL) AS signed_in,
                d.last_dev_n,
                (SELECT max(version) FROM key_rotation k WHERE k.user_id = asked.user_id) AS key_version
         FROM unnest($1::uuid[], $2::uuid[], $3::uuid[]) WITH ORDINALITY AS asked (user_id, session_id, device_id, place)
         LEFT JOIN sync_device d ON d.user_id = asked.user_id AND d.device_id = asked.device_id ORDER BY asked.place",
    )
    .bind(members.iter().map(|member| member.caller.user_id).collect::<Vec<_>>())
    .bind(members.iter().map(|member| member.caller.session_id).collect::<Vec<_>>())
    .bind(members.iter().map(|member| member.push.device_id).collect::<Vec<_>>())
    .fetch_all(connection)
    .await
}

enum Refused {
    Problem(Problem),
    Database(sqlx::Error),
}

impl From<Problem> for Refused {
    fn from(problem: Problem) -> Self {
        Self::Problem(problem)
    }
}

/// The head, the verdicts of what is known, and what is new of a push; or why it is not taken.
async fn admit<'a>(
    connection: &mut PgConnection,
    member: &'a Member,
    head: Option<&'a Head>,
    stands: Stands,
    now_ms: i64,
) -> Result<(&'a Head, Vec<Verdict>, &'a [Op]), Refused> {
    let Member { caller, push, guards } = member;
    let Some(head) = head.filter(|_| stands.signed_in) else { return Err(Problem::signed_out().into()) };
    if head.epoch != push.epoch {
        return Err(refused(&Refusal::EpochChanged { epoch: head.epoch }).into());
    }
    let Some(last) = stands.last_dev_n else {
        return Err(Problem::new(409, "unknown_device", "Este dispositivo ainda não se apresentou.").into());
    };
    let known = if guards.dedup { push.ops.partition_point(|op| op.dev_n <= last) } else { 0 };
    let (known, new) = push.ops.split_at(known);
    let verdicts = repeated(connection, caller.user_id, push.device_id, known).await?;
    if guards.gap && new.first().is_some_and(|first| first.dev_n != last + 1) {
        return Err(refused(&Refusal::Gap { expected: last + 1 }).into());
    }
    if let Some(ahead) = new.iter().find(|op| op.hlc.millis() > now_ms + MOST_AHEAD_MS) {
        return Err(refused(&Refusal::ClockAhead { now_ms, hlc: ahead.hlc }).into());
    }
    let version = stands.key_version.and_then(|version| u32::try_from(version).ok()).unwrap_or(1);
    if version > 1 && new.iter().any(|op| is_sealed_before(op, version)) {
        return Err(refused(&Refusal::KeyChanged { version }).into());
    }
    Ok((head, verdicts, new))
}

/// Whether a device that was revoked could open it.
fn is_sealed_before(op: &Op, version: u32) -> bool {
    op.kind == Kind::Put && !op.collection.is_readable() && sealed_version(&op.body).is_some_and(|of| of < version)
}

/// Changes that were sent before: the same ones are known, others of their number are another device's.
async fn repeated(
    connection: &mut PgConnection,
    user: Uuid,
    device: Uuid,
    ops: &[Op],
) -> Result<Vec<Verdict>, Refused> {
    let (Some(first), Some(last)) = (ops.first(), ops.last()) else { return Ok(Vec::new()) };
    let rows: Vec<(i64, i64, Uuid, Vec<u8>)> = sqlx::query_as(
        "SELECT dev_n, seq, op_id, hash FROM op WHERE user_id = $1 AND device_id = $2 AND dev_n BETWEEN $3 AND $4 ORDER BY dev_n",
    )
    .bind(user)
    .bind(device)
    .bind(first.dev_n)
    .bind(last.dev_n)
    .fetch_all(connection)
    .await
    .map_err(Refused::Database)?;
    let same = rows.len() == ops.len()
        && rows.iter().zip(ops).all(|((dev_n, _, id, hash), op)| {
            *dev_n == op.dev_n && *id == op.op_id && hash.as_slice() == op.hash().as_slice()
        });
    if !same {
        return Err(refused(&Refusal::DeviceForked).into());
    }
    Ok(rows.into_iter().map(|(_, seq, ..)| Verdict::Duplicate { seq }).collect())
}

/// What holds of an entity, for the push of a place.
#[derive(sqlx::FromRow)]
struct HeldRow {
    place: i32,
    collection: i16,
    entity: Uuid,
    kind: i16,
    hlc: i64,
    device_id: Uuid,
    op_id: Uuid,
    seq: i64,
}

/// Of each push what holds of the entities its changes are about, and of the alerts its firings are of.
async fn held(
    connection: &mut PgConnection,
    members: &[&Member],
    new: &[(usize, &Head, &[Op])],
) -> Result<Vec<Entities>, sqlx::Error> {
    let (mut places, mut users, mut collections, mut entities) = (Vec::new(), Vec::new(), Vec::new(), Vec::new());
    for (place, (index, _, ops)) in (0_i32..).zip(new) {
        let own = ops.iter().map(|op| (op.collection, op.entity));
        let alerts = ops.iter().filter_map(alert_of).map(|alert| (Collection::Alerts, alert));
        for (collection, entity) in own.chain(alerts) {
            places.push(place);
            users.push(members[*index].caller.user_id);
            collections.push(collection.number());
            entities.push(entity);
        }
    }
    let rows: Vec<HeldRow> = sqlx::query_as(
        "SELECT wanted.place, e.collection, e.entity, e.kind, e.hlc, e.device_id, e.op_id, e.seq
         FROM unnest($1::int[], $2::uuid[], $3::smallint[], $4::uuid[]) AS wanted (place, user_id, collection, entity)
         JOIN entity e ON e.user_id = wanted.user_id AND e.collection = wanted.collection AND e.entity = wanted.entity",
    )
    .bind(places)
    .bind(users)
    .bind(collections)
    .bind(entities)
    .fetch_all(connection)
    .await?;
    let mut held: Vec<Entities> = new.iter().map(|_| Entities::new()).collect();
    for row in rows {
        let HeldRow { place, collection, entity, kind, hlc, device_id, op_id, seq } = row;
        let (Some(kind), Some(collection)) = (Kind::of_number(kind), Collection::of_number(collection)) else {
            continue;
        };
        if let Some(entities) = usize::try_from(place).ok().and_then(|place| held.get_mut(place)) {
            let stamp = Stamp { kind, hlc: Hlc(hlc), device_id, op_id };
            entities.insert((collection, entity), Held { stamp, seq });
        }
    }
    Ok(held)
}

/// Everything at once: the changes, what holds now, what holds no more, heads and devices.
async fn write(connection: &mut PgConnection, taken: &[Taken<'_>]) -> Result<(), sqlx::Error> {
    let rows: Vec<(Uuid, &Row<'_>)> =
        taken.iter().flat_map(|taken| taken.rows.iter().map(|row| (taken.user, row))).collect();
    let replaced: Vec<(Uuid, i64)> =
        taken.iter().flat_map(|taken| taken.replaced.iter().map(|seq| (taken.user, *seq))).collect();
    let body = |(_, row): &(Uuid, &Row<'_>)| if row.live { row.op.body.clone() } else { Vec::new() };
    sqlx::query(
        "WITH row AS (
             SELECT * FROM unnest($1::uuid[], $2::bigint[], $3::uuid[], $4::uuid[], $5::bigint[], $6::bigint[], $7::smallint[], $8::uuid[],
                                  $9::smallint[], $10::smallint[], $11::bytea[], $12::bytea[], $13::boolean[], $14::text[])
                 AS row (user_id, seq, op_id, device_id, dev_n, hlc, collection, entity, kind, schema_v, body, hash, live, problem)
         ), placed AS (
             INSERT INTO op (user_id, seq, op_id, device_id, dev_n, hlc, collection, entity, kind, schema_v, body, hash, live, problem)
             SELECT user_id, seq, op_id, device_id, dev_n, hlc, collection, entity, kind, schema_v, body, hash, live, problem FROM row
         ), holds AS (
             INSERT INTO entity (user_id, collection, entity, kind, hlc, device_id, op_id, seq)
             SELECT user_id, collection, entity, kind, hlc, device_id, op_id, seq FROM row WHERE live
             ON CONFLICT (user_id, collection, entity) DO UPDATE SET
                 seq = excluded.seq, kind = excluded.kind, hlc = excluded.hlc, device_id = excluded.device_id, op_id = excluded.op_id
         ), holds_no_more AS (
             UPDATE op SET live = false, body = '' FROM unnest($15::uuid[], $16::bigint[]) AS old (user_id, seq)
             WHERE op.user_id = old.user_id AND op.seq = old.seq
         ), head AS (
             UPDATE sync_head SET seq = new.seq, digests = new.digests FROM unnest($17::uuid[], $18::bigint[], $19::bytea[]) AS new (user_id, seq, digests)
             WHERE sync_head.user_id = new.user_id
         )
         UPDATE sync_device SET last_dev_n = new.last_dev_n, seen_at = now()
         FROM unnest($17::uuid[], $20::uuid[], $21::bigint[]) AS new (user_id, device_id, last_dev_n)
         WHERE sync_device.user_id = new.user_id AND sync_device.device_id = new.device_id",
    )
    .bind(each(&rows, |(user, _)| *user))
    .bind(each(&rows, |(_, row)| row.seq))
    .bind(each(&rows, |(_, row)| row.op.op_id))
    .bind(each(&rows, |(_, row)| row.op.device_id))
    .bind(each(&rows, |(_, row)| row.op.dev_n))
    .bind(each(&rows, |(_, row)| row.op.hlc.0))
    .bind(each(&rows, |(_, row)| row.op.collection.number()))
    .bind(each(&rows, |(_, row)| row.op.entity))
    .bind(each(&rows, |(_, row)| row.op.kind.number()))
    .bind(each(&rows, |(_, row)| row.op.schema_v))
    .bind(each(&rows, body))
    .bind(each(&rows, |(_, row)| row.op.hash().to_vec()))
    .bind(each(&rows, |(_, row)| row.live))
    .bind(each(&rows, |(_, row)| row.problem))
    .bind(each(&replaced, |(user, _)| *user))
    .bind(each(&replaced, |(_, seq)| *seq))
    .bind(each(taken, |taken| taken.user))
    .bind(each(taken, |taken| taken.head))
    .bind(each(taken, |taken| heads::to_bytes(&taken.digests)))
    .bind(each(taken, |taken| taken.device))
    .bind(each(taken, |taken| taken.last_dev_n))
    .execute(connection)
    .await?;
    Ok(())
}

fn each<T, V>(rows: &[T], value: impl Fn(&T) -> V) -> Vec<V> {
    rows.iter().map(value).collect()
}

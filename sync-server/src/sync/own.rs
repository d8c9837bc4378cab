//! What the server itself puts into an account's changes.

use super::heads;
use alfa_sync::{Collection, Digest, Hlc, Kind, Op};
use sqlx::PgConnection;
use uuid::Uuid;

/// The device the server is, in every account: it numbers its changes as any other.
pub(crate) const OWN_DEVICE: Uuid = Uuid::from_u128(0x616c_6661_0000_8000_8000_0077_6174_6368);

/// Puts entities that are not there yet, all of one readable collection; those that are there stay. The account's new head, if anything was
/// put. The account's head row must be locked by this transaction, or the account gone.
///
/// # Errors
/// Of the database.
pub(crate) async fn put_new(
    connection: &mut PgConnection,
    user: Uuid,
    collection: Collection,
    bodies: &[(Uuid, Vec<u8>)],
) -> Result<Option<i64>, sqlx::Error> {
    let entities: Vec<Uuid> = bodies.iter().map(|(entity, _)| *entity).collect();
    let head: Option<(i64, Vec<u8>)> =
        sqlx::query_as("SELECT seq, digests FROM sync_head WHERE user_id = $1 FOR UPDATE")
            .bind(user)
            .fetch_optional(&mut *connection)
            .await?;
    let Some((head, digests)) = head else { return Ok(None) };
    let there: Vec<(Uuid,)> =
        sqlx::query_as("SELECT entity FROM entity WHERE user_id = $1 AND collection = $2 AND entity = ANY($3)")
            .bind(user)
            .bind(collection.number())
            .bind(&entities)
            .fetch_all(&mut *connection)
            .await?;
    let (last,): (Option<i64>,) = sqlx::query_as("SELECT max(dev_n) FROM op WHERE user_id = $1 AND device_id = $2")
        .bind(user)
        .bind(OWN_DEVICE)
        .fetch_one(&mut *connection)
        .await?;
    let new = bodies.iter().filter(|(entity, _)| !there.contains(&(*entity,)));
    let mut hlc = Hlc::at(crate::clock::now().timestamp_millis());
    let mut digests = heads::of_bytes(&digests);
    let mut ops: Vec<Op> = Vec::with_capacity(bodies.len());
    for ((entity, body), dev_n) in new.zip(last.unwrap_or(0) + 1..) {
        let op = Op {
            op_id: Uuid::now_v7(),
            device_id: OWN_DEVICE,
            dev_n,
            hlc,
            collection,
            entity: *entity,
            kind: Kind::Put,
            schema_v: 1,
            body: body.clone(),
        };
        digests.entry(collection).or_default().toggle(Digest::of(collection, *entity, &op.stamp()));
        hlc = hlc.tick(0);
        ops.push(op);
    }
    if ops.is_empty() {
        return Ok(None);
    }
    let seqs: Vec<i64> = (head + 1..).take(ops.len()).collect();
    let new_head = seqs.last().copied().unwrap_or(head);
    sqlx::query(
        "WITH row AS (
             SELECT * FROM unnest($4::bigint[], $5::uuid[], $6::bigint[], $7::bigint[], $8::uuid[], $9::bytea[], $10::bytea[])
                 AS row (seq, op_id, dev_n, hlc, entity, body, hash)
         ), placed AS (
             INSERT INTO op (user_id, seq, op_id, device_id, dev_n, hlc, collection, entity, kind, schema_v, body, hash, live)
             SELECT $1, seq, op_id, $2, dev_n, hlc, $3, entity, 0, 1, body, hash, true FROM row
         ), holds AS (
             INSERT INTO entity (user_id, collection, entity, kind, hlc, device_id, op_id, seq)
             SELECT $1, $3, entity, 0, hlc, $2, op_id, seq FROM row
         )
         UPDATE sync_head SET seq = $11, digests = $12 WHERE user_id = $1",
    )
    .bind(user)
    .bind(OWN_DEVICE)
    .bind(collection.number())
    .bind(&seqs)
    .bind(ops.iter().map(|op| op.op_id).collect::<Vec<_>>())
    .bind(ops.iter().map(|op| op.dev_n).collect::<Vec<_>>())
    .bind(ops.iter().map(|op| op.hlc.0).collect::<Vec<_>>())
    .bind(ops.iter().map(|op| op.entity).collect::<Vec<_>>())
    .bind(ops.iter().map(|op| op.body.clone()).collect::<Vec<_>>())
    .bind(ops.iter().map(|op| op.hash().to_vec()).collect::<Vec<_>>())
    .bind(new_head)
    .bind(heads::to_bytes(&digests))
    .execute(connection)
    .await?;
    Ok(Some(new_head))
}

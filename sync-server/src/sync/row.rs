//! Rows of `op`.

use alfa_sync::wire::Placed;
use alfa_sync::{Collection, Hlc, Kind, Op};
use sqlx::Row as _;
use sqlx::postgres::PgRow;
use uuid::Uuid;

/// A row of `op`.
pub(super) struct PlacedRow {
    pub seq: i64,
    op_id: Uuid,
    device_id: Uuid,
    dev_n: i64,
    hlc: i64,
    collection: i16,
    entity: Uuid,
    kind: i16,
    schema_v: i16,
    body: Vec<u8>,
}

impl PlacedRow {
    /// Its columns, in the order above, from this one on; `None` where the body was left out.
    pub fn with_body(row: &PgRow, first: usize) -> sqlx::Result<Option<Self>> {
        let Some(body) = row.try_get(first + 9)? else { return Ok(None) };
        Ok(Some(Self {
            seq: row.try_get(first)?,
            op_id: row.try_get(first + 1)?,
            device_id: row.try_get(first + 2)?,
            dev_n: row.try_get(first + 3)?,
            hlc: row.try_get(first + 4)?,
            collection: row.try_get(first + 5)?,
            entity: row.try_get(first + 6)?,
            kind: row.try_get(first + 7)?,
            schema_v: row.try_get(first + 8)?,
            body,
        }))
    }

    /// Of the body.
    pub fn bytes(&self) -> i64 {
        i64::try_from(self.body.len()).unwrap_or(i64::MAX)
    }

    pub fn placed(self) -> Option<Placed> {
        let Self { seq, op_id, device_id, dev_n, hlc, collection, entity, kind, schema_v, body } = self;
        let (hlc, collection, kind) = (Hlc(hlc), Collection::of_number(collection)?, Kind::of_number(kind)?);
        Some(Placed { seq, op: Op { op_id, device_id, dev_n, hlc, collection, entity, kind, schema_v, body } })
    }
}

//! A device says who it is and how far it is.

use crate::auth::Caller;
use crate::{App, Problem};
use alfa_sync::wire::{Hello, MOST_BYTES, MOST_OPS, Welcome};
use uuid::Uuid;

/// Where the device stands. A device that knows more than this server has shows that it was restored from a backup: the epoch changes.
///
/// # Errors
/// [`Problem::away`]
pub async fn hello(app: &App, caller: Caller, hello: &Hello) -> Result<Welcome, Problem> {
    let mut transaction = app.pool.begin().await?;
    let (head, mut epoch, forgot, key_version): (i64, Uuid, i64, Option<i32>) = sqlx::query_as(
        "SELECT seq, epoch, forgot, (SELECT max(version) FROM key_rotation k WHERE k.user_id = h.user_id)
         FROM sync_head h WHERE user_id = $1",
    )
    .bind(caller.user_id)
    .fetch_one(&mut *transaction)
    .await?;
    // a device of another epoch begins from the start, and what it has passed before says nothing here
    let pulled = if hello.epoch == Some(epoch) { hello.after.clamp(0, head) } else { 0 };
    let (last_dev_n,): (i64,) = sqlx::query_as(
        "INSERT INTO sync_device (user_id, device_id, session_id, pulled) VALUES ($1, $2, $3, $4)
         ON CONFLICT (user_id, device_id) DO UPDATE SET session_id = $3, pulled = $4, seen_at = now() RETURNING last_dev_n",
    )
    .bind(caller.user_id)
    .bind(hello.device_id)
    .bind(caller.session_id)
    .bind(pulled)
    .fetch_one(&mut *transaction)
    .await?;
    if hello.epoch == Some(epoch) && (hello.after > head || hello.acked > last_dev_n) {
        let seen = epoch;
        // of several devices that notice it at a time one changes it
        sqlx::query("UPDATE sync_head SET epoch = $2 WHERE user_id = $1 AND epoch = $3")
            .bind(caller.user_id)
            .bind(Uuid::now_v7())
            .bind(seen)
            .execute(&mut *transaction)
            .await?;
        (epoch,) = sqlx::query_as("SELECT epoch FROM sync_head WHERE user_id = $1")
            .bind(caller.user_id)
            .fetch_one(&mut *transaction)
            .await?;
        tracing::warn!("a device knows more than this database: it was restored, the epoch changes");
    }
    transaction.commit().await?;
    Ok(Welcome {
        epoch,
        head,
        last_dev_n,
        // one that begins from the start has nothing that could come back
        stale: hello.epoch == Some(epoch) && hello.after > 0 && hello.after < forgot,
        key_version: key_version.and_then(|version| u32::try_from(version).ok()).unwrap_or(1),
        now_ms: crate::clock::now().timestamp_millis(),
        most_ops: MOST_OPS,
        most_bytes: MOST_BYTES,
    })
}

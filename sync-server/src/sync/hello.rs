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
    let (head, mut epoch): (i64, Uuid) =
        sqlx::query_as("SELECT seq, epoch FROM sync_head WHERE user_id = $1 FOR UPDATE")
            .bind(caller.user_id)
            .fetch_one(&mut *transaction)
            .await?;
    let (last_dev_n,): (i64,) = sqlx::query_as(
        "INSERT INTO sync_device (user_id, device_id, session_id) VALUES ($1, $2, $3)
         ON CONFLICT (user_id, device_id) DO UPDATE SET session_id = $3, seen_at = now() RETURNING last_dev_n",
    )
    .bind(caller.user_id)
    .bind(hello.device_id)
    .bind(caller.session_id)
    .fetch_one(&mut *transaction)
    .await?;
    if hello.epoch == Some(epoch) && (hello.after > head || hello.acked > last_dev_n) {
        epoch = Uuid::now_v7();
        sqlx::query("UPDATE sync_head SET epoch = $2 WHERE user_id = $1")
            .bind(caller.user_id)
            .bind(epoch)
            .execute(&mut *transaction)
            .await?;
        tracing::warn!("a device knows more than this database: it was restored, the epoch changes");
    }
    transaction.commit().await?;
    Ok(Welcome {
        epoch,
        head,
        last_dev_n,
        now_ms: crate::clock::now().timestamp_millis(),
        most_ops: MOST_OPS,
        most_bytes: MOST_BYTES,
    })
}

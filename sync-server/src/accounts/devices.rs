//! The devices of an account.

use crate::audit::{self, Event};
use crate::auth::Caller;
use crate::{App, Problem};
use chrono::{DateTime, Utc};
use serde::Serialize;
use utoipa::ToSchema;
use uuid::Uuid;

/// A signed-in device.
#[derive(Debug, Serialize, sqlx::FromRow, ToSchema)]
pub struct Device {
    /// Its id.
    pub id: Uuid,
    /// As the user calls it.
    pub name: String,
    /// "linux", "macos", "windows", "web".
    pub platform: String,
    /// When it signed in.
    pub created_at: DateTime<Utc>,
    /// When it last refreshed its session.
    pub last_seen_at: DateTime<Utc>,
}

/// The devices that are signed in, the last seen first.
///
/// # Errors
/// [`Problem::away`]
pub async fn list(app: &App, user_id: Uuid) -> Result<Vec<Device>, Problem> {
    let found = sqlx::query_as(
        "SELECT id, name, platform, created_at, last_seen_at FROM device
         WHERE user_id = $1 AND revoked_at IS NULL ORDER BY last_seen_at DESC, id",
    );
    Ok(found.bind(user_id).fetch_all(&app.pool).await?)
}

/// Signs a device of the caller's account out, his own or another; `false` if the account has none of this id.
///
/// # Errors
/// [`Problem::away`]
pub async fn revoke(app: &App, caller: Caller, device: Uuid) -> Result<bool, Problem> {
    let own = device == caller.session_id;
    let (why, event) = match own {
        true => ("signed_out", Event::SignOut),
        false => ("revoked_by_user", Event::DeviceRevoked),
    };
    let mut transaction = app.pool.begin().await?;
    let done = sqlx::query(
        "UPDATE device SET revoked_at = now(), revoked_why = $3 WHERE id = $1 AND user_id = $2 AND revoked_at IS NULL",
    );
    let done = done.bind(device).bind(caller.user_id).bind(why).execute(&mut *transaction).await?;
    if done.rows_affected() == 0 {
        return Ok(false);
    }
    audit::record(app, &mut transaction, caller.user_id, event, caller.from, Some(device)).await?;
    transaction.commit().await?;
    Ok(true)
}

//! Who asks.

use crate::{App, Problem};
use axum::extract::FromRequestParts;
use axum::http::header;
use axum::http::request::Parts;
use uuid::Uuid;

/// Somebody who is signed in on a device that is not revoked.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Caller {
    /// The account.
    pub user_id: Uuid,
    /// The signed-in device.
    pub session_id: Uuid,
}

impl FromRequestParts<App> for Caller {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, Problem> {
        let header = parts.headers.get(header::AUTHORIZATION).and_then(|value| value.to_str().ok());
        let token = header.and_then(|value| value.strip_prefix("Bearer ")).ok_or_else(Problem::signed_out)?;
        let caller = app.tokens.check(token).ok_or_else(Problem::signed_out)?;
        let known: Option<(Uuid,)> =
            sqlx::query_as("SELECT id FROM device WHERE id = $1 AND user_id = $2 AND revoked_at IS NULL")
                .bind(caller.session_id)
                .bind(caller.user_id)
                .fetch_optional(&app.pool)
                .await?;
        known.map(|_| caller).ok_or_else(Problem::signed_out)
    }
}

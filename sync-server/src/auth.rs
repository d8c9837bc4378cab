//! Who asks.

use crate::routes::Peer;
use crate::{App, Problem};
use axum::extract::FromRequestParts;
use axum::http::header;
use axum::http::request::Parts;
use std::net::IpAddr;
use uuid::Uuid;

/// Somebody who is signed in on a device that is not revoked.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Caller {
    /// The account.
    pub user_id: Uuid,
    /// The signed-in device.
    pub session_id: Uuid,
    /// The address it asks from, where that is known.
    pub from: Option<IpAddr>,
}

impl Caller {
    /// Whether the device has not been revoked meanwhile.
    ///
    /// # Errors
    /// [`Problem::away`]
    pub async fn is_signed_in(self, app: &App) -> Result<bool, Problem> {
        let known: Option<(Uuid,)> =
            sqlx::query_as("SELECT id FROM device WHERE id = $1 AND user_id = $2 AND revoked_at IS NULL")
                .bind(self.session_id)
                .bind(self.user_id)
                .fetch_optional(&app.pool)
                .await?;
        Ok(known.is_some())
    }
}

/// Whoever's token is in order. Whether the device was revoked is not asked yet: for what asks it in a query of its own.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Bearer(pub Caller);

impl FromRequestParts<App> for Bearer {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, Problem> {
        if let Some(caller) = parts.extensions.get::<Caller>() {
            return Ok(Self(*caller));
        }
        let Ok(Peer(from)) = Peer::from_request_parts(parts, app).await;
        let header = parts.headers.get(header::AUTHORIZATION).and_then(|value| value.to_str().ok());
        let token = header.and_then(|value| value.strip_prefix("Bearer ")).ok_or_else(Problem::signed_out)?;
        let (user_id, session_id) = app.tokens.check(token).ok_or_else(Problem::signed_out)?;
        Ok(Self(Caller { user_id, session_id, from }))
    }
}

impl FromRequestParts<App> for Caller {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, Problem> {
        let Bearer(caller) = Bearer::from_request_parts(parts, app).await?;
        if caller.is_signed_in(app).await? { Ok(caller) } else { Err(Problem::signed_out()) }
    }
}

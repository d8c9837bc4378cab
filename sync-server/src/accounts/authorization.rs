//! A computer that asks the browser to let it in: the request (RFC 6749 section 4.1.1, RFC 7636 S256, RFC 8252 loopback redirect), its code, and what the code
//! is exchanged for.

use super::sessions::{self, NewDevice, Session};
use super::{codes, notices, sign_up};
use crate::audit::{self, Event};
use crate::auth::Caller;
use crate::{App, Problem};
use serde::Deserialize;
use sha2::{Digest, Sha256};
use sqlx::PgConnection;
use std::net::IpAddr;
use subtle::ConstantTimeEq;
use utoipa::ToSchema;
use uuid::Uuid;

/// A code holds so long, in seconds.
const SECONDS: i32 = 60;
const LOOPBACK: &str = "http://127.0.0.1:";

/// The query of `/v1/authorize`.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Authorize {
    /// "code".
    pub response_type: String,
    /// "alfa-desktop".
    pub client_id: String,
    /// Where the browser goes in the end: `http://127.0.0.1:PORT/PATH`.
    pub redirect_uri: String,
    /// SHA-256 of the verifier, base64url.
    pub code_challenge: String,
    /// "S256".
    pub code_challenge_method: String,
    /// Given back as it is.
    pub state: String,
    /// What the user calls the computer, at most 80 characters.
    pub device_name: String,
    /// "linux", "macos", "windows".
    pub platform: String,
    /// The address of the account it is to be, if the computer knows it.
    #[serde(default)]
    pub login_hint: String,
}

/// `POST /v1/sessions/code`
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct CodeExchange {
    /// The code the browser brought.
    #[schema(max_length = 128)]
    pub code: String,
    /// What the challenge was made of: 43 to 128 characters.
    #[schema(max_length = 128)]
    pub code_verifier: String,
    /// As it was asked for.
    #[schema(max_length = 150)]
    pub redirect_uri: String,
}

/// A request that is as it should be.
#[derive(Debug, Clone)]
pub struct Authorization {
    redirect_uri: String,
    challenge: String,
    state: String,
    device: NewDevice,
    /// The address of the account it is to be; empty for any.
    pub login_hint: String,
}

fn base64url(text: &str) -> bool {
    text.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_'))
}

/// `http://127.0.0.1:PORT/PATH` and nothing else: the code goes to this computer, whatever names mean there.
fn is_loopback(uri: &str) -> bool {
    let Some((port, path)) = uri.strip_prefix(LOOPBACK).and_then(|rest| rest.split_once('/')) else { return false };
    let port_fits = port.bytes().all(|byte| byte.is_ascii_digit()) && port.parse::<u16>().is_ok_and(|port| port > 0);
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_' | b'/');
    port_fits && path.len() <= 100 && path.bytes().all(plain)
}

impl Authorization {
    /// Of a query.
    ///
    /// # Errors
    /// `bad_authorization`: nothing of it is believed, so nobody is sent anywhere.
    pub fn of(query: Authorize) -> Result<Self, Problem> {
        let fits = query.response_type == "code"
            && query.client_id == "alfa-desktop"
            && query.code_challenge_method == "S256"
            && query.code_challenge.len() == 43
            && base64url(&query.code_challenge)
            && (16..=128).contains(&query.state.len())
            && base64url(&query.state)
            && query.login_hint.len() <= 254
            && is_loopback(&query.redirect_uri);
        let device = NewDevice::new(&query.device_name, &query.platform).ok().filter(|_| fits);
        let device = device.ok_or_else(|| {
            let text = "Este pedido de entrada não está na forma esperada. Comece de novo no computador.";
            Problem::new(422, "bad_authorization", text)
        })?;
        Ok(Self {
            redirect_uri: query.redirect_uri,
            challenge: query.code_challenge,
            state: query.state,
            device,
            login_hint: query.login_hint,
        })
    }

    /// Whether it may be let into this account: the computer may have named one, and would take another for it.
    pub fn is_for(&self, email: &str) -> bool {
        self.login_hint.is_empty() || sign_up::key(&self.login_hint) == sign_up::key(email)
    }

    /// What the user calls the computer.
    pub fn device_name(&self) -> &str {
        &self.device.name
    }

    /// Where the answer goes, as an origin: for the page's policy.
    pub fn redirect_origin(&self) -> &str {
        let path = self.redirect_uri.get(LOOPBACK.len()..).and_then(|rest| rest.find('/'));
        path.and_then(|path| self.redirect_uri.get(..LOOPBACK.len() + path)).unwrap_or_default()
    }

    /// Lets the computer in: where to send the browser with the code.
    ///
    /// # Errors
    /// [`Problem::away`]
    pub async fn allow(&self, app: &App, caller: Caller) -> Result<String, Problem> {
        let code = codes::random()?;
        sqlx::query(
            "INSERT INTO authorization_code (hash, user_id, challenge, redirect_uri, name, platform, allowed_by, expires_at)
             VALUES ($1, $2, $3, $4, $5, $6, $7, now() + make_interval(secs => $8))",
        )
        .bind(codes::hash(&code))
        .bind(caller.user_id)
        .bind(&self.challenge)
        .bind(&self.redirect_uri)
        .bind(&self.device.name)
        .bind(&self.device.platform)
        .bind(caller.session_id)
        .bind(SECONDS)
        .execute(&app.pool)
        .await?;
        // both are base64url
        Ok(format!("{}?code={code}&state={}", self.redirect_uri, self.state))
    }

    /// Does not: where to send the browser.
    pub fn deny(&self) -> String {
        format!("{}?error=access_denied&state={}", self.redirect_uri, self.state)
    }
}

/// Takes a code for a session. It is used up by whoever shows it, even without the verifier; shown a second time, it has been seen by somebody
/// else: whom it signed in is signed out. It ends with the browser's session that allowed it.
///
/// # Errors
/// `bad_code`; [`Problem::away`].
pub async fn exchange(app: &App, request: CodeExchange, from: Option<IpAddr>) -> Result<Session, Problem> {
    let bad = || Problem::new(401, "bad_code", "Este código de entrada não vale mais. Comece de novo no computador.");
    let hash = codes::hash(&request.code);
    let mut transaction = app.pool.begin().await?;
    let found: Option<(Uuid, Option<Uuid>, String, String, String, String)> = sqlx::query_as(
        "UPDATE authorization_code SET used_at = now() WHERE hash = $1 AND used_at IS NULL AND expires_at > now()
         RETURNING user_id, allowed_by, challenge, redirect_uri, name, platform",
    )
    .bind(&hash)
    .fetch_optional(&mut *transaction)
    .await?;
    let Some((user_id, allowed_by, challenge, redirect_uri, name, platform)) = found else {
        shown_again(app, &mut transaction, &hash, from).await?;
        transaction.commit().await?;
        return Err(bad());
    };
    let verifier = &request.code_verifier;
    let of_verifier = codes::text(&Sha256::digest(verifier.as_bytes()));
    let same = (43..=128).contains(&verifier.len()) && bool::from(of_verifier.as_bytes().ct_eq(challenge.as_bytes()));
    if !same || redirect_uri != request.redirect_uri || !is_signed_in(&mut transaction, allowed_by).await? {
        transaction.commit().await?;
        return Err(bad());
    }
    let opened = sessions::open(&mut transaction, user_id, &NewDevice { name, platform }).await?;
    sqlx::query("UPDATE authorization_code SET device_id = $2 WHERE hash = $1")
        .bind(&hash)
        .bind(opened.session_id)
        .execute(&mut *transaction)
        .await?;
    audit::record(app, &mut transaction, user_id, Event::SignIn, from, Some(opened.session_id)).await?;
    transaction.commit().await?;
    sessions::session(app, user_id, opened)
}

/// Whether a device is; it stays so until the transaction ends.
async fn is_signed_in(connection: &mut PgConnection, device: Option<Uuid>) -> Result<bool, sqlx::Error> {
    let found = sqlx::query("SELECT FROM device WHERE id = $1 AND revoked_at IS NULL FOR SHARE");
    Ok(found.bind(device).fetch_optional(connection).await?.is_some())
}

async fn shown_again(
    app: &App,
    connection: &mut PgConnection,
    hash: &[u8],
    from: Option<IpAddr>,
) -> Result<(), Problem> {
    let signed_in: Option<(Uuid, Uuid)> = sqlx::query_as(
        "SELECT d.user_id, d.id FROM authorization_code c JOIN device d ON d.id = c.device_id
         WHERE c.hash = $1 AND d.revoked_at IS NULL",
    )
    .bind(hash)
    .fetch_optional(&mut *connection)
    .await?;
    let Some((user_id, device)) = signed_in else { return Ok(()) };
    let (email, name) = sessions::revoke_family(connection, device, "code_reused").await?;
    notices::token_reused(app, connection, &email, &name).await?;
    audit::record(app, connection, user_id, Event::TokenReused, from, Some(device)).await
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_code_goes_to_this_computer_only() {
        for right in ["http://127.0.0.1:1/", "http://127.0.0.1:65535/entrar", "http://127.0.0.1:80/a/b-c_d"] {
            assert!(is_loopback(right), "{right}");
        }
        for wrong in [
            "http://127.0.0.1:8000",
            "http://127.0.0.1/",
            "http://127.0.0.1:0/",
            "http://127.0.0.1:65536/",
            "http://127.0.0.1:+80/",
            "http://127.0.0.1:80@exemplo.com/",
            "http://127.0.0.1.exemplo.com:80/",
            "http://localhost:80/",
            "https://127.0.0.1:80/",
            "http://127.0.0.1:80/?x=1",
            "http://127.0.0.1:80/#x",
            "http://127.0.0.1:80/\r\nx",
            "alfa://entrar",
            "",
        ] {
            assert!(!is_loopback(wrong), "{wrong}");
        }
    }
}

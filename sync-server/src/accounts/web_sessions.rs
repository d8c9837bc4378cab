//! Staying signed in in a browser: by a cookie, for a device of the platform "web".

use super::sessions::{NewDevice, password};
use super::tickets::{self, Way};
use super::{codes, second_factor, sessions};
use crate::audit::{self, Event};
use crate::auth::Caller;
use crate::{App, Problem};
use sqlx::PgConnection;
use std::net::IpAddr;
use uuid::Uuid;

/// It ends after so many hours without use.
const HOURS: i32 = 12;
/// And after so many days in any case.
const DAYS: i32 = 30;

/// Somebody who is signed in in a browser.
#[derive(Debug, Clone)]
pub struct WebCaller {
    /// As of any other device.
    pub caller: Caller,
    /// The account's address.
    pub email: String,
}

/// Signs in with a password; what the cookie is to hold. `browser` is how the device is called in the list.
///
/// # Errors
/// As [`super::sign_in`].
pub async fn sign_in_web(
    app: &App,
    email: &str,
    given: String,
    browser: &str,
    from: Option<IpAddr>,
) -> Result<String, Problem> {
    let user_id = password(app, email, given, from).await?;
    let device = NewDevice::new(browser, "web")?;
    let mut transaction = app.pool.begin().await?;
    if second_factor::is_on(&mut transaction, user_id).await? {
        let asked = tickets::give(&mut transaction, user_id, Way::Cookie, &device).await?;
        transaction.commit().await?;
        return Err(asked);
    }
    let cookie = open(app, &mut transaction, user_id, &device, from).await?;
    transaction.commit().await?;
    Ok(cookie)
}

/// Goes on with the second factor.
///
/// # Errors
/// As [`super::sign_in_with_second_factor`].
pub async fn second_factor_web(app: &App, ticket: &str, code: &str, from: Option<IpAddr>) -> Result<String, Problem> {
    let (mut transaction, proved) = tickets::take(app, ticket, code, Way::Cookie, from).await?;
    let cookie = open(app, &mut transaction, proved.user_id, &proved.device, from).await?;
    transaction.commit().await?;
    proved.attempt.forget(app).await?;
    Ok(cookie)
}

async fn open(
    app: &App,
    connection: &mut PgConnection,
    user_id: Uuid,
    device: &NewDevice,
    from: Option<IpAddr>,
) -> Result<String, Problem> {
    let cookie = codes::random()?;
    let session_id = sessions::insert(connection, user_id, device).await?;
    sqlx::query(
        "INSERT INTO web_session (hash, device_id, expires_at) VALUES ($1, $2, now() + make_interval(hours => $3))",
    )
    .bind(codes::hash(&cookie))
    .bind(session_id)
    .bind(HOURS)
    .execute(&mut *connection)
    .await?;
    audit::record(app, connection, user_id, Event::SignIn, from, Some(session_id)).await?;
    Ok(cookie)
}

/// Whose cookie this is; none where it has ended, or its device was signed out. Its end moves on.
///
/// # Errors
/// [`Problem::away`]
pub async fn web_caller(app: &App, cookie: &str, from: Option<IpAddr>) -> Result<Option<WebCaller>, Problem> {
    let found: Option<(Uuid, Uuid, String)> = sqlx::query_as(
        "WITH seen AS (
             UPDATE web_session w SET expires_at = now() + make_interval(hours => $2) FROM device d
             WHERE w.hash = $1 AND d.id = w.device_id AND w.expires_at > now() AND d.revoked_at IS NULL
               AND d.created_at > now() - make_interval(days => $3)
             RETURNING d.id, d.user_id
         ), marked AS (
             UPDATE device SET last_seen_at = now() FROM seen WHERE device.id = seen.id
         )
         SELECT seen.user_id, seen.id, account.email FROM seen JOIN account ON account.id = seen.user_id",
    )
    .bind(codes::hash(cookie))
    .bind(HOURS)
    .bind(DAYS)
    .fetch_optional(&app.pool)
    .await?;
    Ok(found.map(|(user_id, session_id, email)| WebCaller { caller: Caller { user_id, session_id, from }, email }))
}

//! Adding to the chain.

use super::chain::{self, Row};
use super::event::Event;
use crate::config::key_bytes;
use crate::{App, Problem};
use chrono::{DateTime, Utc};
use serde_json::json;
use sqlx::PgConnection;
use std::net::IpAddr;
use uuid::Uuid;

const SALT: usize = 16;

/// Records what happens to an account, in the transaction in which it happens. As its last statement: until the commit nobody else can record
/// anything. `from` and `device` are the detail, which goes with the account.
///
/// # Errors
/// [`Problem::away`]
pub async fn record(
    app: &App,
    connection: &mut PgConnection,
    user_id: Uuid,
    event: Event,
    from: Option<IpAddr>,
    device: Option<Uuid>,
) -> Result<(), Problem> {
    let subject: (Uuid,) = sqlx::query_as("SELECT audit_subject FROM account WHERE id = $1")
        .bind(user_id)
        .fetch_one(&mut *connection)
        .await?;
    let text = json!({ "from": from, "device": device }).to_string();
    let mut salt = [0; SALT];
    getrandom::fill(&mut salt).map_err(|_| Problem::internal())?;
    append(app, connection, subject.0, event, Some(Detail { user_id, salt, text })).await
}

/// Records what happens where there is no account: as much work as where there is one, and nothing about anybody.
pub(crate) async fn nobody(app: &App, connection: &mut PgConnection, event: Event) -> Result<(), Problem> {
    let _: Option<(Uuid,)> = sqlx::query_as("SELECT audit_subject FROM account WHERE id = $1")
        .bind(Uuid::nil())
        .fetch_optional(&mut *connection)
        .await?;
    append(app, connection, Uuid::nil(), event, None).await
}

/// Records that the account of this subject is no more.
pub(crate) async fn erased(app: &App, connection: &mut PgConnection, subject: Uuid) -> Result<(), Problem> {
    append(app, connection, subject, Event::AccountErased, None).await
}

struct Detail {
    user_id: Uuid,
    salt: [u8; SALT],
    text: String,
}

async fn append(
    app: &App,
    connection: &mut PgConnection,
    subject: Uuid,
    event: Event,
    detail: Option<Detail>,
) -> Result<(), Problem> {
    let (last, before, at): (i64, Vec<u8>, DateTime<Utc>) =
        sqlx::query_as("SELECT seq, hash, clock_timestamp() FROM audit_head FOR UPDATE")
            .fetch_one(&mut *connection)
            .await?;
    let seq = last + 1;
    let commitment = detail.as_ref().map(|detail| chain::detail(&detail.salt, &detail.text));
    let row = Row { seq, at, event: event.name(), subject, detail: commitment.as_ref().map(|hash| hash.as_slice()) };
    let hash = row.hash(&before);
    let (user_id, salt, text) = match &detail {
        Some(detail) => (Some(detail.user_id), Some(detail.salt.as_slice()), Some(detail.text.as_str())),
        None => (None, None, None),
    };
    sqlx::query(
        "WITH row AS (
             INSERT INTO audit (seq, at, event, subject, detail, hash) VALUES ($1, $2, $3, $4, $5, $6)
         ), head AS (
             UPDATE audit_head SET seq = $1, hash = $6, seal = $7
         )
         INSERT INTO audit_detail (seq, user_id, salt, text) SELECT $1, $8, $9, $10 WHERE $8 IS NOT NULL",
    )
    .bind(seq)
    .bind(at)
    .bind(event.name())
    .bind(subject)
    .bind(row.detail)
    .bind(hash.as_slice())
    .bind(chain::seal(&key_bytes(&app.config.secret_key), seq, &hash))
    .bind(user_id)
    .bind(salt)
    .bind(text)
    .execute(connection)
    .await?;
    Ok(())
}

//! Everything the server has of somebody (LGPD art. 18, II and V): one line of JSON a row, straight from the database.

use super::new_password::confirm;
use crate::audit::{self, Event};
use crate::auth::Caller;
use crate::{App, Problem};
use futures::TryStreamExt;
use serde::Deserialize;
use serde_json::{Value, json};
use sqlx::{AssertSqlSafe, PgConnection, Postgres, Transaction};
use std::time::Duration;
use tokio::sync::mpsc::{Receiver, Sender, channel};
use utoipa::ToSchema;
use uuid::Uuid;

/// Sent at once, in bytes.
const CHUNK: usize = 64 << 10;
/// Whoever does not take a piece by then is gone.
const PATIENCE: Duration = Duration::from_secs(20);
/// What proves or opens something is of no use to its owner and of much to others.
const LEFT_OUT: [&str; 6] = ["password_hash", "hash", "secret", "sealed", "salt", "challenge"];

/// `POST /v1/account/export`
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Export {
    /// The password of now.
    #[schema(max_length = 256)]
    pub password: String,
}

/// Where rows of a user are: a table and how they are found in it by `$1`, the user.
struct Place {
    table: String,
    found_by: String,
}

/// Begins to send: the first line says what it is, the last one that nothing is missing.
///
/// # Errors
/// `wrong_password`; `export_busy` while others run; [`Problem::away`].
pub async fn export(app: &App, caller: Caller, request: Export) -> Result<Receiver<Vec<u8>>, Problem> {
    let Caller { user_id, session_id, from } = caller;
    confirm(app, user_id, request.password).await?;
    let busy = |_| {
        let text = "Outros dados estão sendo exportados agora. Tente de novo em instantes.";
        Problem { retry_after_s: Some(10), ..Problem::new(503, "export_busy", text) }
    };
    let place = std::sync::Arc::clone(&app.exports).try_acquire_owned().map_err(busy)?;
    let mut transaction = app.pool.begin().await?;
    audit::record(app, &mut transaction, user_id, Event::ExportAsked, from, Some(session_id)).await?;
    transaction.commit().await?;
    // all of one moment
    let mut moment = app.pool.begin().await?;
    sqlx::query("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY").execute(&mut *moment).await?;
    // the database counts the time in which somebody reads slowly: what ends it is the limit below
    for limit in ["SET LOCAL statement_timeout = 0", "SET LOCAL idle_in_transaction_session_timeout = 0"] {
        sqlx::query(limit).execute(&mut *moment).await?;
    }
    let longest = app.config.edges.export_timeout;
    let (sender, receiver) = channel(4);
    tokio::spawn(async move {
        if !matches!(tokio::time::timeout(longest, send(moment, user_id, sender)).await, Ok(Some(()))) {
            tracing::warn!("an export ended before its end");
        }
        drop(place);
    });
    Ok(receiver)
}

/// Lines that wait to be sent.
struct Lines {
    waiting: Vec<u8>,
    rows: u64,
    sender: Sender<Vec<u8>>,
}

impl Lines {
    fn add(&mut self, line: &str) {
        self.waiting.extend_from_slice(line.as_bytes());
        self.waiting.push(b'\n');
    }

    /// `None` where nobody takes them any more.
    async fn send(&mut self) -> Option<()> {
        self.sender.send_timeout(std::mem::take(&mut self.waiting), PATIENCE).await.ok()
    }
}

async fn send(mut moment: Transaction<'static, Postgres>, user_id: Uuid, sender: Sender<Vec<u8>>) -> Option<()> {
    let mut lines = Lines { waiting: Vec::new(), rows: 0, sender };
    let said = "Tudo o que o servidor da ALFA tem da sua conta, uma linha de JSON para cada registro. O que os seus dispositivos cifram está aqui cifrado: \
                para ler conversas, carteira e ajustes, use a ALFA no computador. O que serve só para conferir senhas e códigos fica de fora. Gravações e textos longos, guardados por poucos dias, e o que foi feito deles estão em /v1/audio/jobs. Bytes estão em hexadecimal.";
    lines.add(&json!({ "about": said }).to_string());
    let places = places(&mut moment).await.ok()?;
    for place in places {
        table(&mut moment, user_id, &place, &mut lines).await?;
    }
    let rows = lines.rows;
    lines.add(&json!({ "end": { "rows": rows } }).to_string());
    lines.send().await
}

async fn table(connection: &mut PgConnection, user_id: Uuid, place: &Place, lines: &mut Lines) -> Option<()> {
    let Place { table, found_by } = place;
    let sql = format!("SELECT (to_jsonb(t) - $2::text[])::text FROM {table} t WHERE {found_by}");
    let left_out: Vec<String> = LEFT_OUT.map(str::to_owned).to_vec();
    let mut rows = sqlx::query_as::<_, (String,)>(AssertSqlSafe(sql)).bind(user_id).bind(left_out).fetch(connection);
    while let Some((row,)) = rows.try_next().await.ok()? {
        // as the database wrote it: its numbers are exact
        lines.add(&format!(r#"{{"table":{},"row":{row}}}"#, Value::from(table.as_str())));
        lines.rows += 1;
        if lines.waiting.len() >= CHUNK {
            lines.send().await?;
        }
    }
    Some(())
}

/// As the schema has them: the account, what refers to it by `user_id`, what refers to its devices, and what was recorded of it.
async fn places(connection: &mut PgConnection) -> Result<Vec<Place>, sqlx::Error> {
    let found: Vec<(String, Option<String>)> = sqlx::query_as(
        "SELECT quote_ident(c.relname),
                (SELECT quote_ident(a.attname) FROM pg_constraint k JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum = k.conkey[1]
                 WHERE k.conrelid = c.oid AND k.contype = 'f' AND k.confrelid = 'device'::regclass
                   AND NOT EXISTS (SELECT FROM pg_attribute u WHERE u.attrelid = c.oid AND u.attname = 'user_id'))
         FROM pg_class c
         WHERE c.relkind = 'r' AND c.relnamespace = 'public'::regnamespace AND EXISTS (
             SELECT FROM pg_constraint k WHERE k.conrelid = c.oid AND k.contype = 'f'
                AND k.confrelid IN ('account'::regclass, 'device'::regclass))
         ORDER BY c.relname",
    )
    .fetch_all(connection)
    .await?;
    let mut places = vec![
        Place { table: "account".to_owned(), found_by: "t.id = $1".to_owned() },
        Place {
            table: "audit".to_owned(),
            found_by: "t.subject = (SELECT audit_subject FROM account WHERE id = $1)".to_owned(),
        },
    ];
    places.extend(found.into_iter().map(|(table, device)| {
        let found_by = match device {
            None => "t.user_id = $1".to_owned(),
            Some(column) => format!("t.{column} IN (SELECT id FROM device WHERE user_id = $1)"),
        };
        Place { table, found_by }
    }));
    Ok(places)
}

//! Between the right password and the second factor: a ticket, bound to the account and to the device that wants in.

use super::attempts::Attempt;
use super::second_factor::{self, Proof};
use super::sessions::NewDevice;
use super::{codes, notices, recovery_codes};
use crate::audit::{self, Event};
use crate::{App, Problem};
use sqlx::{PgConnection, Postgres, Transaction};
use std::net::IpAddr;
use uuid::Uuid;

/// A ticket holds so long, in seconds.
const SECONDS: i32 = 300;
/// After so many wrong codes it holds no more.
const WRONG: i32 = 5;

/// How somebody stays signed in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Way {
    /// By access and refresh tokens.
    Token,
    /// By a cookie of the browser.
    Cookie,
}

impl Way {
    fn name(self) -> &'static str {
        match self {
            Self::Token => "token",
            Self::Cookie => "cookie",
        }
    }
}

/// Who proved both, on what device, and the attempt to forget once that is kept.
pub(super) struct Proved {
    pub user_id: Uuid,
    pub device: NewDevice,
    pub attempt: Attempt,
}

/// `second_factor_required`, with a ticket for the next step.
pub(super) async fn give(
    connection: &mut PgConnection,
    user_id: Uuid,
    way: Way,
    device: &NewDevice,
) -> Result<Problem, Problem> {
    let ticket = codes::random()?;
    sqlx::query(
        "INSERT INTO sign_in_ticket (hash, user_id, way, name, platform, expires_at)
         VALUES ($1, $2, $3, $4, $5, now() + make_interval(secs => $6))",
    )
    .bind(codes::hash(&ticket))
    .bind(user_id)
    .bind(way.name())
    .bind(&device.name)
    .bind(&device.platform)
    .bind(SECONDS)
    .execute(connection)
    .await?;
    let asked = "Digite o código do seu autenticador, ou um código de recuperação.";
    let mut problem = Problem::new(401, "second_factor_required", asked);
    problem.more.insert("ticket".to_owned(), ticket.into());
    problem.more.insert("expires_in".to_owned(), SECONDS.into());
    Ok(problem)
}

/// Takes a ticket and the second factor; the transaction goes on with what they are for, and ends with [`Event::SignIn`].
///
/// # Errors
/// `bad_ticket`; `wrong_code`; `too_many_attempts`; [`Problem::away`].
pub(super) async fn take(
    app: &App,
    ticket: &str,
    code: &str,
    way: Way,
    from: Option<IpAddr>,
) -> Result<(Transaction<'static, Postgres>, Proved), Problem> {
    let bad = || Problem::new(401, "bad_ticket", "O tempo para o código acabou. Entre de novo com a sua senha.");
    let asked: Option<(Uuid,)> =
        sqlx::query_as("SELECT user_id FROM sign_in_ticket WHERE hash = $1 AND expires_at > now()")
            .bind(codes::hash(ticket))
            .fetch_optional(&app.pool)
            .await?;
    let (user_id,) = asked.ok_or_else(bad)?;
    let mut attempt = second_factor::attempt(app, user_id);
    attempt.count(app).await?;
    let mut transaction = app.pool.begin().await?;
    let found: Option<(String, String)> = sqlx::query_as(
        "SELECT name, platform FROM sign_in_ticket WHERE hash = $1 AND way = $2 AND expires_at > now() FOR UPDATE",
    )
    .bind(codes::hash(ticket))
    .bind(way.name())
    .fetch_optional(&mut *transaction)
    .await?;
    let (name, platform) = found.ok_or_else(bad)?;
    let Some(proof) = second_factor::prove(app, &mut transaction, user_id, code).await? else {
        wrong(app, &mut transaction, ticket, user_id, from).await?;
        transaction.commit().await?;
        return Err(second_factor::wrong_code());
    };
    sqlx::query("DELETE FROM sign_in_ticket WHERE hash = $1")
        .bind(codes::hash(ticket))
        .execute(&mut *transaction)
        .await?;
    if proof == Proof::RecoveryCode {
        let left = recovery_codes::left(&mut transaction, user_id).await?;
        let text = format!(
            "Alguém entrou na sua conta na ALFA com um código de recuperação no lugar do autenticador. Restam {left}. Se não foi você, troque a sua senha e faça códigos novos."
        );
        notices::tell(app, &mut transaction, user_id, "Um código de recuperação foi usado na ALFA", &text).await?;
        audit::record(app, &mut transaction, user_id, Event::RecoveryCodeUsed, from, None).await?;
    }
    Ok((transaction, Proved { user_id, device: NewDevice { name, platform }, attempt }))
}

async fn wrong(
    app: &App,
    connection: &mut PgConnection,
    ticket: &str,
    user_id: Uuid,
    from: Option<IpAddr>,
) -> Result<(), Problem> {
    let (wrong,): (i32,) =
        sqlx::query_as("UPDATE sign_in_ticket SET wrong = wrong + 1 WHERE hash = $1 RETURNING wrong")
            .bind(codes::hash(ticket))
            .fetch_one(&mut *connection)
            .await?;
    if wrong >= WRONG {
        sqlx::query("DELETE FROM sign_in_ticket WHERE hash = $1")
            .bind(codes::hash(ticket))
            .execute(&mut *connection)
            .await?;
        let text = "Alguém que sabe a senha da sua conta na ALFA errou várias vezes o código do autenticador e não entrou. Se não foi você, troque a sua senha.";
        notices::tell(app, connection, user_id, "Tentativas de entrar na sua conta na ALFA", text).await?;
    }
    audit::record(app, connection, user_id, Event::SecondFactorFailed, from, None).await
}

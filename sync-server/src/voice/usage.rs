//! What an account has used, and may: held before the work, counted after it. Requests at the same time, at any instance, cannot use more
//! than the quota, because what they may use at most is taken from it while they run.

use crate::{App, Problem};
use alfa_domain::{Metered, Subscription, Usage, Used};
use chrono::{DateTime, Datelike, NaiveDate, TimeZone, Utc};
use chrono_tz::America::Sao_Paulo;
use sqlx::PgConnection;
use std::collections::BTreeMap;
use std::time::Duration;
use uuid::Uuid;

/// So many pieces of work of one account at a time.
const AT_A_TIME: usize = 4;
/// And so many long jobs that have not ended.
const JOBS_AT_A_TIME: usize = 10;

/// What work wants to hold.
#[derive(Debug, Clone, Copy)]
pub struct Want {
    /// Of what.
    pub kind: Metered,
    /// So much, if there is so much left.
    pub most: u64,
    /// Less than so much is of no use.
    pub least: u64,
}

impl Want {
    /// Exactly so much.
    pub fn exactly(kind: Metered, amount: u64) -> Self {
        Self { kind, most: amount, least: amount }
    }
}

/// What is held. Whoever has it settles it.
#[derive(Debug)]
pub struct Hold {
    id: Uuid,
    user_id: Uuid,
    month: NaiveDate,
    granted: BTreeMap<Metered, u64>,
}

impl Hold {
    /// So much may be used.
    pub fn granted(&self, kind: Metered) -> u64 {
        self.granted.get(&kind).copied().unwrap_or_default()
    }
}

/// Holds what work wants for at most so long.
///
/// # Errors
/// `quota_exhausted` with the quota and when it begins anew, `too_many_at_once`; [`Problem::away`].
pub async fn hold(app: &App, user_id: Uuid, wants: &[Want], at_most: Duration) -> Result<Hold, Problem> {
    let mut transaction = app.pool.begin().await?;
    let granted = grant(app, &mut transaction, user_id, wants, Of::Questions).await?;
    let hold = take(&mut transaction, user_id, granted, Until::In(at_most)).await?;
    transaction.commit().await?;
    Ok(hold)
}

/// Holds what a long job wants until it ends ([`settle_job`], [`give_back`]) or its row goes, in the transaction that makes it.
///
/// # Errors
/// As [`hold`].
pub async fn hold_for_job(
    app: &App,
    connection: &mut PgConnection,
    user_id: Uuid,
    want: Want,
    job: Uuid,
) -> Result<(), Problem> {
    let granted = grant(app, connection, user_id, &[want], Of::Jobs).await?;
    take(connection, user_id, granted, Until::EndOf(job)).await?;
    Ok(())
}

/// That a long job has a chance, before much is sent. Until the transaction ends nobody else is told so of the account.
///
/// # Errors
/// `quota_exhausted`, `too_many_at_once`; [`Problem::away`].
pub async fn any_left(app: &App, connection: &mut PgConnection, user_id: Uuid, kind: Metered) -> Result<(), Problem> {
    grant(app, connection, user_id, &[Want::exactly(kind, 1)], Of::Jobs).await.map(drop)
}

/// What goes on at the same time is counted among its like.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Of {
    Questions,
    Jobs,
}

/// How long something is held.
#[derive(Debug, Clone, Copy)]
enum Until {
    /// At most so long.
    In(Duration),
    /// As long as this job has not ended.
    EndOf(Uuid),
}

/// What may be held of a month.
struct Granted {
    month: NaiveDate,
    amounts: BTreeMap<Metered, u64>,
}

/// What is held already.
#[derive(sqlx::FromRow)]
struct Held {
    id: Uuid,
    kind: i16,
    amount: i64,
    of_job: bool,
    /// Of the month that is now.
    of_month: bool,
}

/// What may be held of what is wanted; until the transaction ends nobody else is granted anything of the account.
async fn grant(
    app: &App,
    connection: &mut PgConnection,
    user_id: Uuid,
    wants: &[Want],
    of: Of,
) -> Result<Granted, Problem> {
    let (month, resets_at) = month_of(crate::clock::now());
    let subscription = subscription(&mut *connection, user_id).await?;
    // these rows are the account's lock: whoever comes second sees what the first holds
    let used: Vec<(i16, i64)> = sqlx::query_as(
        "INSERT INTO usage (user_id, month, kind) SELECT $1, $2, kind FROM unnest($3::smallint[]) AS t (kind) ORDER BY kind
         ON CONFLICT (user_id, month, kind) DO UPDATE SET amount = usage.amount RETURNING kind, amount",
    )
    .bind(user_id)
    .bind(month)
    .bind(Metered::ALL.map(number).as_slice())
    .fetch_all(&mut *connection)
    .await?;
    sqlx::query("DELETE FROM usage_hold WHERE user_id = $1 AND expires_at <= now()")
        .bind(user_id)
        .execute(&mut *connection)
        .await?;
    // what began before the month did runs all the same, but is of another quota
    let held: Vec<Held> = sqlx::query_as(
        "SELECT id, kind, amount, audio_job IS NOT NULL AS of_job, month = $2 AS of_month FROM usage_hold WHERE user_id = $1",
    )
    .bind(user_id)
    .bind(month)
    .fetch_all(&mut *connection)
    .await?;
    let (at_a_time, many) = match of {
        Of::Questions => (AT_A_TIME, "Já há perguntas desta conta em andamento. Espere uma delas terminar."),
        Of::Jobs => (JOBS_AT_A_TIME, "Já há muitas gravações e textos desta conta na fila. Espere um deles terminar."),
    };
    let alike = held.iter().filter(|hold| hold.of_job == (of == Of::Jobs));
    let running: std::collections::BTreeSet<Uuid> = alike.map(|hold| hold.id).collect();
    if running.len() >= at_a_time {
        return Err(Problem::new(429, "too_many_at_once", many));
    }
    let mut amounts = BTreeMap::new();
    for want in wants {
        let of_kind = |kind: i16| kind == number(want.kind);
        let taken = used.iter().filter(|(kind, _)| of_kind(*kind)).map(|(_, amount)| *amount);
        let promised = held.iter().filter(|hold| hold.of_month && of_kind(hold.kind)).map(|hold| hold.amount);
        let taken: i64 = taken.chain(promised).sum();
        let quota = app.config.voice.quota(subscription.plan, want.kind);
        let left = quota.map_or(u64::MAX, |quota| quota.saturating_sub(u64::try_from(taken).unwrap_or_default()));
        if left < want.least {
            return Err(exhausted(want.kind, quota.unwrap_or_default(), resets_at));
        }
        amounts.insert(want.kind, want.most.min(left));
    }
    Ok(Granted { month, amounts })
}

async fn take(
    connection: &mut PgConnection,
    user_id: Uuid,
    granted: Granted,
    until: Until,
) -> Result<Hold, sqlx::Error> {
    let Granted { month, amounts: granted } = granted;
    let (at_most, job) = match until {
        Until::In(at_most) => (Some(at_most.as_secs_f64()), None),
        Until::EndOf(job) => (None, Some(job)),
    };
    let id = Uuid::now_v7();
    let (kinds, amounts): (Vec<i16>, Vec<i64>) =
        granted.iter().map(|(kind, amount)| (number(*kind), i64::try_from(*amount).unwrap_or(i64::MAX))).unzip();
    sqlx::query(
        "INSERT INTO usage_hold (id, user_id, month, kind, amount, expires_at, audio_job)
         SELECT $1, $2, $3, kind, amount, coalesce(now() + make_interval(secs => $6), 'infinity'), $7 FROM unnest($4::smallint[], $5::bigint[]) AS t (kind, amount)",
    )
    .bind(id)
    .bind(user_id)
    .bind(month)
    .bind(kinds)
    .bind(amounts)
    .bind(at_most)
    .bind(job)
    .execute(connection)
    .await?;
    Ok(Hold { id, user_id, month, granted })
}

/// Counts what was used of a hold and gives the rest back. Where the database is away the hold ends by itself, and what was used is not counted:
/// a fault of ours costs the user nothing.
pub async fn settle(app: &App, hold: Hold, used: &[(Metered, u64)]) {
    let settled = async {
        let mut transaction = app.pool.begin().await?;
        count(&mut transaction, hold.user_id, hold.month, used).await?;
        sqlx::query("DELETE FROM usage_hold WHERE id = $1").bind(hold.id).execute(&mut *transaction).await?;
        transaction.commit().await
    };
    if let Err(error) = settled.await {
        tracing::warn!(%error, "what was used is not counted");
    }
}

/// Counts what a long job used, in the transaction that ends it, in the month it was asked for.
///
/// # Errors
/// Of the database.
pub async fn settle_job(
    connection: &mut PgConnection,
    user_id: Uuid,
    job: Uuid,
    used: &[(Metered, u64)],
) -> Result<(), sqlx::Error> {
    let held: Option<(NaiveDate,)> = sqlx::query_as("SELECT month FROM usage_hold WHERE audio_job = $1 LIMIT 1")
        .bind(job)
        .fetch_optional(&mut *connection)
        .await?;
    let month = held.map_or_else(|| month_of(crate::clock::now()).0, |(month,)| month);
    count(connection, user_id, month, used).await?;
    give_back(connection, job).await
}

/// A long job holds nothing any more.
///
/// # Errors
/// Of the database.
pub async fn give_back(connection: &mut PgConnection, job: Uuid) -> Result<(), sqlx::Error> {
    sqlx::query("DELETE FROM usage_hold WHERE audio_job = $1").bind(job).execute(connection).await.map(drop)
}

async fn count(
    connection: &mut PgConnection,
    user_id: Uuid,
    month: NaiveDate,
    used: &[(Metered, u64)],
) -> Result<(), sqlx::Error> {
    let (kinds, amounts): (Vec<i16>, Vec<i64>) =
        used.iter().map(|(kind, amount)| (number(*kind), i64::try_from(*amount).unwrap_or(i64::MAX))).unzip();
    // in the order `grant` locks them
    let counted = sqlx::query(
        "INSERT INTO usage (user_id, month, kind, amount)
         SELECT $1, $2, kind, amount FROM unnest($3::smallint[], $4::bigint[]) AS t (kind, amount)
         WHERE EXISTS (SELECT FROM account WHERE id = $1) ORDER BY kind
         ON CONFLICT (user_id, month, kind) DO UPDATE SET amount = usage.amount + excluded.amount",
    );
    counted.bind(user_id).bind(month).bind(kinds).bind(amounts).execute(connection).await.map(drop)
}

/// What an account has used in this month.
///
/// # Errors
/// [`Problem::away`]
pub async fn usage(app: &App, user_id: Uuid) -> Result<Usage, Problem> {
    let (month, resets_at) = month_of(crate::clock::now());
    let mut transaction = app.pool.begin().await?;
    let subscription = subscription(&mut transaction, user_id).await?;
    let counted: Vec<(i16, i64)> = sqlx::query_as("SELECT kind, amount FROM usage WHERE user_id = $1 AND month = $2")
        .bind(user_id)
        .bind(month)
        .fetch_all(&mut *transaction)
        .await?;
    let used = Metered::ALL.map(|kind| {
        let amount = counted.iter().find(|(number_, _)| *number_ == number(kind)).map_or(0, |(_, amount)| *amount);
        let quota = app.config.voice.quota(subscription.plan, kind);
        Used { kind, used: u64::try_from(amount).unwrap_or_default(), quota }
    });
    Ok(Usage { subscription, used: used.to_vec(), resets_at })
}

/// The plan that holds now.
async fn subscription(connection: &mut PgConnection, user_id: Uuid) -> Result<Subscription, Problem> {
    let row: Option<(String, Option<DateTime<Utc>>)> =
        sqlx::query_as("SELECT plan, until FROM subscription WHERE user_id = $1 AND (until IS NULL OR until > now())")
            .bind(user_id)
            .fetch_optional(connection)
            .await?;
    Ok(row.map_or_else(Subscription::default, |(plan, until)| Subscription {
        plan: plan.parse().unwrap_or_default(),
        until,
    }))
}

fn exhausted(kind: Metered, quota: u64, resets_at: DateTime<Utc>) -> Problem {
    let day = resets_at.with_timezone(&Sao_Paulo).format("%d/%m/%Y");
    let (what, ended) = match kind {
        Metered::HeardMs => ("O tempo de reconhecimento", "acabou"),
        Metered::Characters | Metered::SpokenMs => ("A fala", "acabou"),
        Metered::Turns => ("As perguntas", "acabaram"),
    };
    let detail = format!(
        "{what} deste mês na nuvem {ended} para o seu plano. Recomeça em {day}; até lá, use a voz do seu computador."
    );
    let mut problem = Problem::new(429, "quota_exhausted", &detail);
    problem.more.insert("kind".to_owned(), serde_json::json!(kind));
    problem.more.insert("quota".to_owned(), quota.into());
    problem.more.insert("resets_at".to_owned(), serde_json::json!(resets_at));
    problem
}

/// As it stands in the database.
fn number(kind: Metered) -> i16 {
    match kind {
        Metered::HeardMs => 0,
        Metered::Characters => 1,
        Metered::Turns => 2,
        Metered::SpokenMs => 3,
    }
}

/// The first day of the month a moment lies in, in America/Sao_Paulo, and when the next begins.
fn month_of(now: DateTime<Utc>) -> (NaiveDate, DateTime<Utc>) {
    let today = now.with_timezone(&Sao_Paulo).date_naive();
    let first = today.with_day(1).unwrap_or(today);
    let next = first.checked_add_months(chrono::Months::new(1)).unwrap_or(first);
    let begins = next.and_time(chrono::NaiveTime::MIN).and_local_timezone(Sao_Paulo).earliest();
    (first, begins.map_or_else(|| Utc.from_utc_datetime(&next.and_time(chrono::NaiveTime::MIN)), |at| at.to_utc()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_month_is_one_of_sao_paulo() {
        let at = |text: &str| text.parse::<DateTime<Utc>>().unwrap();
        let (month, resets_at) = month_of(at("2026-12-01T02:59:59Z"));
        assert_eq!((month.to_string().as_str(), resets_at), ("2026-11-01", at("2026-12-01T03:00:00Z")));
        let (month, resets_at) = month_of(at("2026-12-31T12:00:00Z"));
        assert_eq!((month.to_string().as_str(), resets_at), ("2026-12-01", at("2027-01-01T03:00:00Z")));
    }
}

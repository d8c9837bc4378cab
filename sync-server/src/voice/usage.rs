//! What an account has used, and may: held before the work, counted after it. Requests at the same time, at any instance, cannot use more
//! than the quota, because what they may use at most is taken from it while they run.

use crate::{App, Problem};
use alfa_domain::{Metered, Subscription, Usage, Used};
use chrono::{DateTime, Datelike, NaiveDate, TimeZone, Utc};
use chrono_tz::America::Sao_Paulo;
use sqlx::{Postgres, Transaction};
use std::collections::BTreeMap;
use std::time::Duration;
use uuid::Uuid;

/// So many pieces of work of one account at a time.
const AT_A_TIME: i64 = 4;

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
    let (month, resets_at) = month_of(crate::clock::now());
    let mut transaction = app.pool.begin().await?;
    let subscription = subscription(&mut transaction, user_id).await?;
    // these rows are the account's lock: whoever comes second sees what the first holds
    let used: Vec<(i16, i64)> = sqlx::query_as(
        "INSERT INTO usage (user_id, month, kind) SELECT $1, $2, kind FROM unnest($3::smallint[]) AS t (kind) ORDER BY kind
         ON CONFLICT (user_id, month, kind) DO UPDATE SET amount = usage.amount RETURNING kind, amount",
    )
    .bind(user_id)
    .bind(month)
    .bind(Metered::ALL.map(number).as_slice())
    .fetch_all(&mut *transaction)
    .await?;
    sqlx::query("DELETE FROM usage_hold WHERE user_id = $1 AND expires_at <= now()")
        .bind(user_id)
        .execute(&mut *transaction)
        .await?;
    let held: Vec<(Uuid, i16, i64)> =
        sqlx::query_as("SELECT id, kind, amount FROM usage_hold WHERE user_id = $1 AND month = $2")
            .bind(user_id)
            .bind(month)
            .fetch_all(&mut *transaction)
            .await?;
    let running: std::collections::BTreeSet<Uuid> = held.iter().map(|(id, ..)| *id).collect();
    if i64::try_from(running.len()).unwrap_or(i64::MAX) >= AT_A_TIME {
        let many = "Já há perguntas desta conta em andamento. Espere uma delas terminar.";
        return Err(Problem::new(429, "too_many_at_once", many));
    }
    let mut granted = BTreeMap::new();
    for want in wants {
        let of_kind = |kind: i16| kind == number(want.kind);
        let taken = used.iter().filter(|(kind, _)| of_kind(*kind)).map(|(_, amount)| *amount);
        let taken: i64 =
            taken.chain(held.iter().filter(|(_, kind, _)| of_kind(*kind)).map(|(.., amount)| *amount)).sum();
        let quota = app.config.voice.quota(subscription.plan, want.kind);
        let left = quota.map_or(u64::MAX, |quota| quota.saturating_sub(u64::try_from(taken).unwrap_or_default()));
        if left < want.least {
            return Err(exhausted(want.kind, quota.unwrap_or_default(), resets_at));
        }
        granted.insert(want.kind, want.most.min(left));
    }
    let id = Uuid::now_v7();
    let (kinds, amounts): (Vec<i16>, Vec<i64>) =
        granted.iter().map(|(kind, amount)| (number(*kind), i64::try_from(*amount).unwrap_or(i64::MAX))).unzip();
    sqlx::query(
        "INSERT INTO usage_hold (id, user_id, month, kind, amount, expires_at)
         SELECT $1, $2, $3, kind, amount, now() + make_interval(secs => $6) FROM unnest($4::smallint[], $5::bigint[]) AS t (kind, amount)",
    )
    .bind(id)
    .bind(user_id)
    .bind(month)
    .bind(kinds)
    .bind(amounts)
    .bind(at_most.as_secs_f64())
    .execute(&mut *transaction)
    .await?;
    transaction.commit().await?;
    Ok(Hold { id, user_id, month, granted })
}

/// Counts what was used of a hold and gives the rest back. Where the database is away the hold ends by itself, and what was used is not counted:
/// a fault of ours costs the user nothing.
pub async fn settle(app: &App, hold: Hold, used: &[(Metered, u64)]) {
    let settled = async {
        let mut transaction = app.pool.begin().await?;
        let (kinds, amounts): (Vec<i16>, Vec<i64>) =
            used.iter().map(|(kind, amount)| (number(*kind), i64::try_from(*amount).unwrap_or(i64::MAX))).unzip();
        // in the order `hold` takes them
        sqlx::query(
            "INSERT INTO usage (user_id, month, kind, amount)
             SELECT $1, $2, kind, amount FROM unnest($3::smallint[], $4::bigint[]) AS t (kind, amount)
             WHERE EXISTS (SELECT FROM account WHERE id = $1) ORDER BY kind
             ON CONFLICT (user_id, month, kind) DO UPDATE SET amount = usage.amount + excluded.amount",
        )
        .bind(hold.user_id)
        .bind(hold.month)
        .bind(kinds)
        .bind(amounts)
        .execute(&mut *transaction)
        .await?;
        sqlx::query("DELETE FROM usage_hold WHERE id = $1").bind(hold.id).execute(&mut *transaction).await?;
        transaction.commit().await
    };
    if let Err(error) = settled.await {
        tracing::warn!(%error, "what was used is not counted");
    }
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
async fn subscription(transaction: &mut Transaction<'_, Postgres>, user_id: Uuid) -> Result<Subscription, Problem> {
    let row: Option<(String, Option<DateTime<Utc>>)> =
        sqlx::query_as("SELECT plan, until FROM subscription WHERE user_id = $1 AND (until IS NULL OR until > now())")
            .bind(user_id)
            .fetch_optional(&mut **transaction)
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

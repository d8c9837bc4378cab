//! When an account's report is due, and of which coins it is.

use super::CryptoAnalysis;
use crate::{App, Problem, jobs};
use alfa_domain::{Days, ScheduleTime, Ticker};
use chrono::{DateTime, NaiveTime, Utc};
use chrono_tz::Tz;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;

/// Most coins in a report.
const MOST: usize = 20;
/// Accounts that are looked after in one transaction.
const BATCH: i64 = 200;

/// `PUT /v1/account/report`
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = PutDailyReport)]
pub struct PutReport {
    /// Whether it is sent.
    enabled: bool,
    /// From 0 to 23, in the account's time zone.
    #[schema(maximum = 23)]
    hour: u32,
    /// From 0 to 59.
    #[schema(maximum = 59)]
    minute: u32,
    /// Such as "America/Sao_Paulo".
    #[schema(max_length = 64)]
    time_zone: String,
    /// Tickers, one to twenty.
    #[schema(min_items = 1, max_items = 20)]
    coins: Vec<String>,
}

/// `GET /v1/account/report`
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
#[schema(as = DailyReport)]
pub struct Report {
    /// Whether it is sent.
    pub enabled: bool,
    /// From 0 to 23, in the account's time zone.
    pub hour: i32,
    /// From 0 to 59.
    pub minute: i32,
    /// Such as "America/Sao_Paulo".
    pub time_zone: String,
    /// Tickers.
    pub coins: Vec<String>,
    /// The next time; none where it is not sent.
    pub next_at: Option<DateTime<Utc>>,
}

/// The next time of an hour and minute after a moment: of an hour that is twice on a day the first, of one that is left out the first after it.
pub(super) fn next(hour: u32, minute: u32, zone: Tz, after: DateTime<Utc>) -> Option<DateTime<Utc>> {
    let time = ScheduleTime { days: Days::Every, time: NaiveTime::from_hms_opt(hour, minute, 0)? };
    time.next_after(after, &zone)
}

/// An account's report; what is proposed where it never set one.
///
/// # Errors
/// [`Problem::away`]
pub async fn get(app: &App, user: Uuid) -> Result<Report, Problem> {
    let row: Option<(bool, i32, i32, String, String, DateTime<Utc>)> =
        sqlx::query_as("SELECT enabled, hour, minute, time_zone, coins, next_at FROM report WHERE user_id = $1")
            .bind(user)
            .fetch_optional(&app.pool)
            .await?;
    let Some((enabled, hour, minute, time_zone, coins, next_at)) = row else {
        let zone = app.around.clock.zone().name().to_owned();
        let coins = ["BTC", "ETH", "SOL"].map(str::to_owned).to_vec();
        return Ok(Report { enabled: false, hour: 8, minute: 0, time_zone: zone, coins, next_at: None });
    };
    let coins = coins.split(' ').map(str::to_owned).collect();
    Ok(Report { enabled, hour, minute, time_zone, coins, next_at: enabled.then_some(next_at) })
}

/// Sets an account's report; the next one is at the next such hour.
///
/// # Errors
/// `bad_hour`, `bad_time_zone`, `bad_coins`; [`Problem::away`].
pub async fn put(app: &App, user: Uuid, new: PutReport) -> Result<Report, Problem> {
    let bad = |code: &str, detail: &str| Problem::new(422, code, detail);
    if new.hour > 23 || new.minute > 59 {
        return Err(bad("bad_hour", "A hora vai de 0 a 23 e o minuto de 0 a 59."));
    }
    let zone: Tz =
        new.time_zone.parse().map_err(|_| bad("bad_time_zone", "O fuso horário é um nome como America/Sao_Paulo."))?;
    let mut coins: Vec<String> = Vec::new();
    for coin in &new.coins {
        let known = coin.parse::<Ticker>().ok().and_then(|ticker| app.around.coins.get(&ticker));
        let known = known.ok_or_else(|| bad("bad_coins", "Uma das moedas não é conhecida: use siglas como BTC."))?;
        if !coins.iter().any(|coin| coin == known.ticker.as_str()) {
            coins.push(known.ticker.as_str().to_owned());
        }
    }
    if !(1..=MOST).contains(&coins.len()) || new.coins.len() > MOST {
        return Err(bad("bad_coins", "Escolha de 1 a 20 moedas."));
    }
    let next_at = next(new.hour, new.minute, zone, app.around.clock.now()).ok_or_else(Problem::internal)?;
    sqlx::query(
        "INSERT INTO report (user_id, enabled, hour, minute, time_zone, coins, next_at) VALUES ($1, $2, $3, $4, $5, $6, $7)
         ON CONFLICT (user_id) DO UPDATE SET enabled = $2, hour = $3, minute = $4, time_zone = $5, coins = $6, next_at = $7",
    )
    .bind(user)
    .bind(new.enabled)
    .bind(i32::try_from(new.hour).unwrap_or(0))
    .bind(i32::try_from(new.minute).unwrap_or(0))
    .bind(zone.name())
    .bind(coins.join(" "))
    .bind(next_at)
    .execute(&app.pool)
    .await?;
    get(app, user).await
}

/// Makes the jobs of the reports that are due by now, and moves each to its next day, in one transaction: another instance that looks at the
/// same time, or one that starts again, finds them moved. How many there were.
///
/// # Errors
/// [`Problem::away`]
pub async fn send_due(app: &App, now: DateTime<Utc>) -> Result<usize, Problem> {
    let mut transaction = app.pool.begin().await?;
    let due: Vec<(Uuid, i32, i32, String, DateTime<Utc>)> = sqlx::query_as(
        "SELECT user_id, hour, minute, time_zone, next_at FROM report WHERE enabled AND next_at <= $1
         ORDER BY next_at LIMIT $2 FOR UPDATE SKIP LOCKED",
    )
    .bind(now)
    .bind(BATCH)
    .fetch_all(&mut *transaction)
    .await?;
    for (user, hour, minute, zone, due_at) in &due {
        jobs::enqueue(&mut transaction, &CryptoAnalysis { user_id: *user, due_at: *due_at }).await?;
        let zone: Tz = zone.parse().unwrap_or(chrono_tz::America::Sao_Paulo);
        let part = |number: &i32| u32::try_from(*number).unwrap_or(0);
        let next_at = next(part(hour), part(minute), zone, now).ok_or_else(Problem::internal)?;
        sqlx::query("UPDATE report SET next_at = $2 WHERE user_id = $1")
            .bind(user)
            .bind(next_at)
            .execute(&mut *transaction)
            .await?;
    }
    transaction.commit().await?;
    Ok(due.len())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(text: &str) -> DateTime<Utc> {
        text.parse().unwrap()
    }

    #[test]
    fn once_a_day_whatever_the_clocks_do() {
        // in New York 02:30 is not on 8 March 2026, and 01:30 is twice on 1 November
        let zone = chrono_tz::America::New_York;
        let days = |hour, minute, from: &str, count: usize| {
            let mut times = vec![next(hour, minute, zone, at(from)).unwrap()];
            while times.len() < count {
                times.push(next(hour, minute, zone, *times.last().unwrap()).unwrap());
            }
            times.iter().map(|time| time.with_timezone(&zone).date_naive().to_string()).collect::<Vec<_>>()
        };
        assert_eq!(days(2, 30, "2026-03-07T00:00:00Z", 3), ["2026-03-07", "2026-03-08", "2026-03-09"]);
        assert_eq!(days(1, 30, "2026-10-31T00:00:00Z", 3), ["2026-10-31", "2026-11-01", "2026-11-02"]);
        assert_eq!(
            next(8, 0, chrono_tz::America::Sao_Paulo, at("2026-11-24T11:00:00Z")),
            Some(at("2026-11-25T11:00:00Z"))
        );
    }
}

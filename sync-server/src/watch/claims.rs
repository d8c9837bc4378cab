//! Who tells of a firing.
//!
//! A notification and a voice are the affair of one computer, which it is shown on; e-mail, webhook and Telegram are the user's, whoever sends
//! them. Over each of these ways a firing is told once: whoever is about to tell claims it first. A claim that is not told in a minute is
//! anybody's again, so that nothing is lost with a computer that is closed.

use crate::{App, Problem};
use alfa_domain::{Channel, Firing};
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use sqlx::postgres::PgArguments;
use sqlx::query::Query;
use sqlx::{PgConnection, Postgres};
use utoipa::ToSchema;
use uuid::Uuid;

/// A claim holds so long, in seconds.
const HOLDS_S: i32 = 60;
/// The holder of what the cloud tells.
pub(super) const CLOUD: Uuid = Uuid::nil();

/// A way of telling.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Way {
    /// A notification, and spoken.
    Computer,
    /// E-mail.
    Email,
    /// A webhook.
    Webhook,
    /// The user's bot.
    Telegram,
}

impl Way {
    /// The way an alert's channel goes.
    pub fn of(channel: Channel) -> Self {
        match channel {
            Channel::Tray | Channel::Voice => Self::Computer,
            Channel::Email => Self::Email,
            Channel::Webhook => Self::Webhook,
            Channel::Telegram => Self::Telegram,
        }
    }

    /// As in the database.
    pub(super) fn name(self) -> &'static str {
        match self {
            Self::Computer => "computer",
            Self::Email => "email",
            Self::Webhook => "webhook",
            Self::Telegram => "telegram",
        }
    }
}

/// What a firing is known by.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Known {
    /// The alert.
    pub alert: Uuid,
    /// Its version.
    pub version: i32,
    /// Its arming.
    pub arming: i32,
}

impl Known {
    /// `None` for numbers that no alert has.
    pub(super) fn new(alert: Uuid, version: u32, arming: u32) -> Option<Self> {
        Some(Self { alert, version: version.try_into().ok()?, arming: arming.try_into().ok()? })
    }

    pub(super) fn of(firing: &Firing) -> Option<Self> {
        Self::new(firing.alert.0, firing.version, firing.arming)
    }
}

/// `POST /v1/alerts/firings/claim` and `…/told`
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Claim {
    /// The alert.
    pub alert: Uuid,
    /// Its version, from 1.
    #[schema(minimum = 1, maximum = 2147483647)]
    pub version: u32,
    /// Its arming, from 1.
    #[schema(minimum = 1, maximum = 2147483647)]
    pub arming: u32,
    /// The way.
    pub way: Way,
}

impl Claim {
    fn known(self) -> Result<Known, Problem> {
        let known = Known::new(self.alert, self.version, self.arming);
        known
            .filter(|known| known.version > 0 && known.arming > 0)
            .ok_or_else(|| Problem::invalid("A versão e o rearme de um disparo são números a partir de 1."))
    }
}

/// Who told it, or is about to.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
#[serde(tag = "verdict", rename_all = "snake_case")]
pub enum Verdict {
    /// The one that asks: it tells now, and says when it has.
    Yours,
    /// Somebody else is about to: ask again.
    Wait {
        /// In so many seconds.
        seconds: i64,
    },
    /// It is told.
    Told {
        /// By the cloud, or by a device.
        by: By,
        /// When.
        at: DateTime<Utc>,
    },
}

/// Who told it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum By {
    /// The cloud.
    Cloud,
    /// This device.
    You,
    /// Another device.
    Device,
}

fn by(holder: Uuid, asks: Uuid) -> By {
    match holder {
        CLOUD => By::Cloud,
        holder if holder == asks => By::You,
        _ => By::Device,
    }
}

/// Claims a firing's telling for a device.
///
/// # Errors
/// `no_such_alert` for one the account does not have in the cloud; [`Problem::away`].
pub async fn claim(app: &App, user: Uuid, device: Uuid, asked: Claim) -> Result<Verdict, Problem> {
    let known = asked.known()?;
    let mut connection = app.pool.acquire().await?;
    owned(&mut connection, user, known).await?;
    Ok(take(&mut connection, user, known, asked.way, device).await?)
}

/// That a device has told it, claimed or not: it may have had no connection then.
///
/// # Errors
/// As [`claim`].
pub async fn told(app: &App, user: Uuid, device: Uuid, asked: Claim) -> Result<(), Problem> {
    let known = asked.known()?;
    let mut connection = app.pool.acquire().await?;
    owned(&mut connection, user, known).await?;
    Ok(mark(&mut connection, user, known, asked.way, device).await?)
}

async fn owned(connection: &mut PgConnection, user: Uuid, known: Known) -> Result<(), Problem> {
    let there: Option<(Uuid,)> =
        sqlx::query_as("SELECT entity FROM entity WHERE user_id = $1 AND collection = 7 AND entity = $2")
            .bind(user)
            .bind(known.alert)
            .fetch_optional(connection)
            .await?;
    there.map(drop).ok_or_else(|| Problem::new(404, "no_such_alert", "A nuvem não conhece esse alerta."))
}

pub(super) async fn take(
    connection: &mut PgConnection,
    user: Uuid,
    known: Known,
    way: Way,
    holder: Uuid,
) -> Result<Verdict, sqlx::Error> {
    let taken: Option<(Uuid,)> = sqlx::query_as(
        "INSERT INTO telling AS t (user_id, alert, version, arming, way, holder) VALUES ($1, $2, $3, $4, $5, $6)
         ON CONFLICT (user_id, alert, version, arming, way) DO UPDATE SET holder = $6, claimed_at = now()
         WHERE t.told_at IS NULL AND (t.holder = $6 OR t.claimed_at <= now() - make_interval(secs => $7))
         RETURNING holder",
    )
    .bind(user)
    .bind(known.alert)
    .bind(known.version)
    .bind(known.arming)
    .bind(way.name())
    .bind(holder)
    .bind(f64::from(HOLDS_S))
    .fetch_optional(&mut *connection)
    .await?;
    if taken.is_some() {
        return Ok(Verdict::Yours);
    }
    let stands: Option<(Uuid, Option<DateTime<Utc>>, i64)> = sqlx::query_as(
        "SELECT holder, told_at, ceil(extract(epoch FROM claimed_at - now()) + $6)::bigint FROM telling
         WHERE user_id = $1 AND alert = $2 AND version = $3 AND arming = $4 AND way = $5",
    )
    .bind(user)
    .bind(known.alert)
    .bind(known.version)
    .bind(known.arming)
    .bind(way.name())
    .bind(HOLDS_S)
    .fetch_optional(connection)
    .await?;
    Ok(match stands {
        Some((by_whom, Some(at), _)) => Verdict::Told { by: by(by_whom, holder), at },
        Some((_, None, seconds)) => Verdict::Wait { seconds: seconds.clamp(1, i64::from(HOLDS_S)) },
        None => Verdict::Wait { seconds: 1 },
    })
}

/// That it is told. Who told it first stays.
pub(super) async fn mark(
    connection: &mut PgConnection,
    user: Uuid,
    known: Known,
    way: Way,
    holder: Uuid,
) -> Result<(), sqlx::Error> {
    let told = about(
        "INSERT INTO telling AS t (user_id, alert, version, arming, way, holder, told_at) VALUES ($1, $2, $3, $4, $5, $6, now())
         ON CONFLICT (user_id, alert, version, arming, way) DO UPDATE SET holder = $6, told_at = now() WHERE t.told_at IS NULL",
        (user, known, way, holder),
    );
    told.execute(connection).await.map(drop)
}

/// That it will not be told by this holder: somebody else may.
pub(super) async fn give_up(
    connection: &mut PgConnection,
    user: Uuid,
    known: Known,
    way: Way,
    holder: Uuid,
) -> Result<(), sqlx::Error> {
    let given_up = about(
        "DELETE FROM telling WHERE user_id = $1 AND alert = $2 AND version = $3 AND arming = $4 AND way = $5 AND holder = $6 AND told_at IS NULL",
        (user, known, way, holder),
    );
    given_up.execute(connection).await.map(drop)
}

/// A statement about a telling, whose places $1 to $6 are its account, alert, version, arming, way and holder.
fn about(
    sql: &'static str,
    (user, known, way, holder): (Uuid, Known, Way, Uuid),
) -> Query<'static, Postgres, PgArguments> {
    sqlx::query(sql).bind(user).bind(known.alert).bind(known.version).bind(known.arming).bind(way.name()).bind(holder)
}

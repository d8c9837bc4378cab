//! Tries to guess a password, and mails that are asked for, counted in the database before each is looked at, so that tries at the same time, or at another instance, count too.

use crate::{App, Problem, network};
use hmac::{Hmac, KeyInit, Mac};
use sha2::Sha256;
use sqlx::PgConnection;
use std::net::IpAddr;

/// What is counted, its window in seconds, and the most in it.
struct Limit {
    key: Vec<u8>,
    seconds: i32,
    most: i32,
}

/// The limits one try counts against.
pub(super) struct Attempt {
    limits: Vec<Limit>,
}

impl Attempt {
    /// To sign in to this account, known or not: 5 a minute from one address, 30 an hour from all, and 100 an hour from one address to all accounts.
    pub fn to_sign_in(app: &App, account: &str, from: Option<IpAddr>) -> Self {
        let address = from.map(|from| network::of(from).to_string()).unwrap_or_default();
        let limit = |what: &[&str], seconds, most| Limit { key: key(app, what), seconds, most };
        let mut limits =
            vec![limit(&["account and address", account, &address], 60, 5), limit(&["account", account], 3_600, 30)];
        if from.is_some() {
            limits.push(limit(&["address", &address], 3_600, 100));
        }
        Self { limits }
    }

    /// To have a mail of a kind sent to this address, known or not: 5 an hour, whoever asks.
    pub fn to_mail(app: &App, kind: &str, email_key: &str) -> Self {
        Self { limits: vec![Limit { key: key(app, &["mail", kind, email_key]), seconds: 3_600, most: 5 }] }
    }

    /// Counts it.
    ///
    /// # Errors
    /// `too_many_attempts` with when to come back; [`Problem::away`].
    pub async fn count(&mut self, app: &App) -> Result<(), Problem> {
        let mut connection = app.pool.acquire().await?;
        match self.one_too_many(&mut connection).await? {
            None => Ok(()),
            Some(left_s) => {
                let many = "Foram tentativas demais. Espere um pouco e tente de novo.";
                let problem = Problem::new(429, "too_many_attempts", many);
                Err(Problem { retry_after_s: Some(u64::try_from(left_s).unwrap_or(0).max(1)), ..problem })
            }
        }
    }

    /// Counts it; where it is one too many, the seconds until it is none.
    ///
    /// # Errors
    /// Of the database.
    pub async fn one_too_many(&mut self, connection: &mut PgConnection) -> Result<Option<i64>, sqlx::Error> {
        // always in one order: two tries at a time never wait for each other in a circle
        self.limits.sort_by(|one, other| one.key.cmp(&other.key));
        let counted: Vec<(Vec<u8>, i32, i64)> = sqlx::query_as(
            "INSERT INTO attempt AS a (key, seconds, count, since) SELECT key, seconds, 1, now() FROM unnest($1::bytea[], $2::integer[]) AS t (key, seconds)
             ON CONFLICT (key) DO UPDATE SET
                 count = CASE WHEN a.since < now() - make_interval(secs => a.seconds) THEN 1 ELSE least(a.count, 100000) + 1 END,
                 since = CASE WHEN a.since < now() - make_interval(secs => a.seconds) THEN now() ELSE a.since END
             RETURNING key, count, ceil(extract(epoch FROM since + make_interval(secs => seconds) - now()))::bigint",
        )
        .bind(self.limits.iter().map(|limit| limit.key.clone()).collect::<Vec<_>>())
        .bind(self.limits.iter().map(|limit| limit.seconds).collect::<Vec<_>>())
        .fetch_all(connection)
        .await?;
        let over = counted
            .iter()
            .filter(|(key, count, _)| self.limits.iter().any(|limit| limit.key == *key && *count > limit.most));
        Ok(over.map(|(_, _, left_s)| *left_s).max())
    }

    /// It was right: it counts no more.
    ///
    /// # Errors
    /// [`Problem::away`]
    pub async fn forget(&self, app: &App) -> Result<(), Problem> {
        sqlx::query("UPDATE attempt SET count = greatest(count - 1, 0) WHERE key = ANY($1)")
            .bind(self.limits.iter().map(|limit| limit.key.clone()).collect::<Vec<_>>())
            .execute(&app.pool)
            .await?;
        Ok(())
    }
}

fn key(app: &App, what: &[&str]) -> Vec<u8> {
    let secret = crate::config::key_bytes(&app.config.secret_key);
    let Ok(mut mac) = <Hmac<Sha256> as KeyInit>::new_from_slice(&secret) else { return Vec::new() };
    mac.update(b"alfa-attempt-1");
    for part in what {
        mac.update(&(part.len() as u64).to_be_bytes());
        mac.update(part.as_bytes());
    }
    mac.finalize().into_bytes().to_vec()
}

//! Walking the chain.

use super::chain::{self, Row, START};
use super::event::Event;
use crate::Config;
use crate::config::key_bytes;
use chrono::{DateTime, Utc};
use sqlx::PgConnection;
use std::collections::{HashMap, HashSet};
use std::fmt::{self, Display};
use std::str::FromStr;
use uuid::Uuid;

/// Rows read at a time.
const PAGE: i64 = 5_000;

/// Where a chain ends. Kept elsewhere, it proves later that nothing was taken from the end.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Head {
    /// The last row's place; 0 of an empty chain.
    pub seq: i64,
    /// Its hash.
    pub hash: [u8; 32],
}

impl Display for Head {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:", self.seq)?;
        self.hash.iter().try_for_each(|byte| write!(f, "{byte:02x}"))
    }
}

impl FromStr for Head {
    type Err = &'static str;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let wrong = "must be a head as `audit verify` prints it: a number, a colon, 64 hexadecimal digits";
        let (seq, hex) = text.split_once(':').ok_or(wrong)?;
        let mut hash = [0; 32];
        if hex.len() != 64 || !hex.is_ascii() {
            return Err(wrong);
        }
        for (byte, place) in hash.iter_mut().zip((0..64).step_by(2)) {
            *byte = hex.get(place..place + 2).and_then(|pair| u8::from_str_radix(pair, 16).ok()).ok_or(wrong)?;
        }
        Ok(Self { seq: seq.parse().ok().filter(|seq| *seq >= 0).ok_or(wrong)?, hash })
    }
}

/// A chain that holds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Verified {
    /// How many rows.
    pub rows: i64,
    /// Where it ends.
    pub head: Head,
}

/// The first row that does not hold, and why.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("row {seq}: {why}")]
pub struct Broken {
    /// Its place.
    pub seq: i64,
    /// What is wrong with it.
    pub why: &'static str,
}

/// Why a chain was not found whole.
#[derive(Debug, thiserror::Error)]
pub enum VerifyError {
    /// It was changed.
    #[error(transparent)]
    Broken(#[from] Broken),
    /// It could not be read.
    #[error(transparent)]
    Database(#[from] sqlx::Error),
}

#[derive(sqlx::FromRow)]
struct Stored {
    seq: i64,
    at: DateTime<Utc>,
    event: String,
    subject: Uuid,
    detail: Option<Vec<u8>>,
    hash: Vec<u8>,
    salt: Option<Vec<u8>>,
    text: Option<String>,
    alive: bool,
}

/// Walks the chain from its first row to its end, as of one moment; `kept` is a head that was printed before and must lie in it.
///
/// # Errors
/// [`Broken`], the first row that does not hold; the database's own.
pub async fn verify(
    connection: &mut PgConnection,
    config: &Config,
    kept: Option<&Head>,
) -> Result<Verified, VerifyError> {
    sqlx::query("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY").execute(&mut *connection).await?;
    let walked = walk(connection, &key_bytes(&config.secret_key), kept).await;
    sqlx::query("ROLLBACK").execute(&mut *connection).await?;
    walked
}

async fn walk(connection: &mut PgConnection, secret: &[u8; 32], kept: Option<&Head>) -> Result<Verified, VerifyError> {
    let (mut last, mut before) = (0, START);
    let mut gone: HashMap<Uuid, i64> = HashMap::new();
    let mut erased: HashSet<Uuid> = HashSet::new();
    loop {
        let page: Vec<Stored> = sqlx::query_as(
            "SELECT a.seq, a.at, a.event, a.subject, a.detail, a.hash, d.salt, d.text,
                    EXISTS (SELECT FROM account c WHERE c.audit_subject = a.subject) AS alive
             FROM audit a LEFT JOIN audit_detail d ON d.seq = a.seq WHERE a.seq > $1 ORDER BY a.seq LIMIT $2",
        )
        .bind(last)
        .bind(PAGE)
        .fetch_all(&mut *connection)
        .await?;
        if page.is_empty() {
            break;
        }
        for stored in page {
            before = follows(&stored, last, &before)?;
            last = stored.seq;
            if stored.event == Event::AccountErased.name() {
                erased.insert(stored.subject);
            }
            if stored.detail.is_some() && stored.salt.is_none() {
                gone.entry(stored.subject).or_insert(stored.seq);
            }
            if kept.is_some_and(|kept| kept.seq == last && kept.hash != before) {
                return Err(Broken { seq: last, why: "it is another than when the head was kept" }.into());
            }
        }
    }
    if kept.is_some_and(|kept| kept.seq > last) {
        return Err(Broken { seq: last + 1, why: "it is missing, and was there when the head was kept" }.into());
    }
    let first = gone.into_iter().filter(|(subject, _)| !erased.contains(subject)).map(|(_, seq)| seq).min();
    if let Some(seq) = first {
        return Err(Broken { seq, why: "its account is gone, but was not erased by the server" }.into());
    }
    let (seq, hash, seal): (i64, Vec<u8>, Vec<u8>) =
        sqlx::query_as("SELECT seq, hash, seal FROM audit_head").fetch_optional(connection).await?.unwrap_or_default();
    if seq > last {
        return Err(Broken { seq: last + 1, why: "it is missing at the end" }.into());
    }
    if seq < last || hash != before {
        return Err(Broken { seq: last, why: "it does not stand at the end as the head says" }.into());
    }
    if last > 0 && seal != chain::seal(secret, seq, &hash) {
        return Err(Broken { seq: last, why: "the end was not sealed with this server's secret_key" }.into());
    }
    Ok(Verified { rows: last, head: Head { seq: last, hash: before } })
}

/// The row's hash, if it follows the one before.
fn follows(stored: &Stored, last: i64, before: &[u8; 32]) -> Result<[u8; 32], Broken> {
    if stored.seq != last + 1 {
        return Err(Broken { seq: last + 1, why: "it is missing" });
    }
    let broken = |why| Err(Broken { seq: stored.seq, why });
    let (seq, at, subject) = (stored.seq, stored.at, stored.subject);
    let hash = Row { seq, at, event: &stored.event, subject, detail: stored.detail.as_deref() }.hash(before);
    if stored.hash != hash {
        return broken("it was changed, or the one before it");
    }
    match (&stored.detail, &stored.salt, &stored.text) {
        (Some(kept), Some(salt), Some(text)) if chain::detail(salt, text).as_slice() == kept.as_slice() => Ok(hash),
        (Some(_), None, _) if stored.alive => broken("its detail is missing"),
        (None, None, _) | (Some(_), None, _) => Ok(hash),
        _ => broken("its detail was changed"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_head_is_read_as_it_is_printed() {
        let head = Head { seq: 12, hash: [0xab; 32] };
        assert_eq!(head.to_string().parse(), Ok(head));
        for wrong in ["", "12", "12:ab", &format!("-1:{}", "ab".repeat(32)), &format!("1:{}", "xy".repeat(32))] {
            assert!(wrong.parse::<Head>().is_err(), "{wrong}");
        }
    }
}

//! What an account has used of the cloud, and its plan. Both come from there only, with sync's rounds and when they are asked for; without the network the last
//! that came is shown.

use super::{Account, Session};
use crate::paths::Paths;
use crate::store::Store;
use alfa_copilot::{Clock, Problem};
use alfa_domain::Usage;
use chrono::{DateTime, TimeDelta, Utc};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

const REMEMBERED: &str = "account_usage";
/// The cloud cannot be asked at the moment.
const AWAY: [&str; 2] = ["cloud_unreachable", "cloud_busy"];

/// A round of sync asks for it again after so long.
pub(super) const EVERY: TimeDelta = TimeDelta::minutes(5);

/// As it is remembered.
#[derive(Serialize, Deserialize)]
struct Known {
    /// Whose.
    account: Uuid,
    /// When it came.
    at: DateTime<Utc>,
    usage: Usage,
}

/// What an account has used, as the cloud last told.
#[derive(Debug, Clone)]
pub struct KnownUsage {
    /// What it has used.
    pub usage: Usage,
    /// When it came.
    pub at: DateTime<Utc>,
    /// Why it is not of now.
    pub problem: Option<Problem>,
}

impl Account {
    /// What the account of this folder has used of the cloud this month, and may.
    ///
    /// # Errors
    /// As [`Self::alone`]; where the cloud is away, only if it never told.
    pub async fn usage(paths: &Paths, store: &Store, clock: &dyn Clock) -> Result<KnownUsage, Problem> {
        let account = Self::load(paths).await?.ok_or_else(Self::missing)?;
        match asked(paths, store, clock).await {
            Ok(Known { usage, at, .. }) => Ok(KnownUsage { usage, at, problem: None }),
            Err(problem) if AWAY.contains(&problem.code.as_str()) => match last(store, account.user_id).await? {
                Some(Known { usage, at, .. }) => Ok(KnownUsage { usage, at, problem: Some(problem) }),
                None => Err(problem),
            },
            Err(problem) => Err(problem),
        }
    }

    /// Remembers it as of now, unless it came a moment ago, by whoever holds the lock. That it does not come is no fault of a round.
    pub(super) async fn pull_usage(&mut self, session: &Session, paths: &Paths, store: &Store, clock: &dyn Clock) {
        let now = clock.now();
        let fresh = |known: &Known| known.at <= now && now - known.at < EVERY;
        if last(store, self.user_id).await.ok().flatten().is_some_and(|known| fresh(&known)) {
            return;
        }
        let pulled = async {
            let usage = {
                let mut tokens = session.refresh_tokens();
                let usage = session.usage();
                tokio::pin!(usage);
                loop {
                    tokio::select! {
                        done = &mut usage => break done,
                        // asking may renew the session, and the token before looks stolen after a minute
                        Ok(()) = tokens.changed() => self.keep(paths, session).await?,
                    }
                }
            };
            self.keep(paths, session).await?;
            keep(store, &Known { account: self.user_id, at: now, usage: usage? }).await
        };
        if let Err(problem) = pulled.await {
            tracing::debug!(code = problem.code, "what the cloud counts does not come");
        }
    }
}

async fn last(store: &Store, user_id: Uuid) -> Result<Option<Known>, Problem> {
    let known = store.remembered(REMEMBERED).await?.and_then(|text| serde_json::from_str::<Known>(&text).ok());
    Ok(known.filter(|known| known.account == user_id))
}

async fn keep(store: &Store, known: &Known) -> Result<(), Problem> {
    store.remember(REMEMBERED, &serde_json::to_string(known).unwrap_or_default()).await?;
    Ok(())
}

async fn asked(paths: &Paths, store: &Store, clock: &dyn Clock) -> Result<Known, Problem> {
    let mut alone = Account::alone(paths, store).await?;
    let usage = alone.session.usage().await?;
    alone.account.keep(paths, &alone.session).await?;
    let known = Known { account: alone.account.user_id, at: clock.now(), usage };
    keep(store, &known).await?;
    Ok(known)
}

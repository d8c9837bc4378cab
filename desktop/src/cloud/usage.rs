//! What an account has used of the cloud. It comes from there only; without the network the last that came is shown.

use super::Account;
use crate::paths::Paths;
use crate::store::Store;
use alfa_copilot::{Clock, Problem};
use alfa_domain::Usage;
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

const REMEMBERED: &str = "account_usage";
/// The cloud cannot be asked at the moment.
const AWAY: [&str; 2] = ["cloud_unreachable", "cloud_busy"];

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
            Err(problem) if AWAY.contains(&problem.code.as_str()) => {
                let known =
                    store.remembered(REMEMBERED).await?.and_then(|text| serde_json::from_str::<Known>(&text).ok());
                match known.filter(|known| known.account == account.user_id) {
                    Some(Known { usage, at, .. }) => Ok(KnownUsage { usage, at, problem: Some(problem) }),
                    None => Err(problem),
                }
            }
            Err(problem) => Err(problem),
        }
    }
}

async fn asked(paths: &Paths, store: &Store, clock: &dyn Clock) -> Result<Known, Problem> {
    let mut alone = Account::alone(paths, store).await?;
    let usage = alone.session.usage().await?;
    alone.account.keep(paths, &alone.session).await?;
    let known = Known { account: alone.account.user_id, at: clock.now(), usage };
    store.remember(REMEMBERED, &serde_json::to_string(&known).unwrap_or_default()).await?;
    Ok(known)
}

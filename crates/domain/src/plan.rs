//! What an account may use of the cloud, and what it has used.

use crate::{ParseError, serde_as_text};
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use std::fmt;
use std::str::FromStr;

/// What an account has subscribed to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum Plan {
    /// Nothing: what everybody has.
    #[default]
    Free,
    /// The paid plan.
    Plus,
}

impl fmt::Display for Plan {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Free => "free",
            Self::Plus => "plus",
        })
    }
}

impl FromStr for Plan {
    type Err = ParseError;
    fn from_str(text: &str) -> Result<Self, ParseError> {
        match text {
            "free" => Ok(Self::Free),
            "plus" => Ok(Self::Plus),
            _ => Err(ParseError::new("plan", text)),
        }
    }
}

serde_as_text!(Plan);

/// The plan an account is on.
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Subscription {
    /// free or plus.
    #[cfg_attr(feature = "openapi", schema(value_type = String))]
    pub plan: Plan,
    /// When it ends unless it is renewed; the free plan has no end.
    pub until: Option<DateTime<Utc>>,
}

/// What the cloud counts of an account.
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Metered {
    /// Milliseconds of the user's speech that were recognised.
    HeardMs,
    /// Characters that were spoken.
    Characters,
    /// Turns of hosted voice.
    Turns,
    /// Milliseconds of speech that were made; counted, without a quota.
    SpokenMs,
}

impl Metered {
    /// All of them.
    pub const ALL: [Self; 4] = [Self::HeardMs, Self::Characters, Self::Turns, Self::SpokenMs];
}

/// How much of one thing was used in a month.
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Used {
    /// Of what.
    pub kind: Metered,
    /// So much.
    pub used: u64,
    /// At most so much; `None` has no end.
    pub quota: Option<u64>,
}

/// What an account has used in this month, which is one of America/Sao_Paulo.
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Usage {
    /// On which plan.
    pub subscription: Subscription,
    /// Of each thing.
    pub used: Vec<Used>,
    /// When counting begins anew.
    pub resets_at: DateTime<Utc>,
}

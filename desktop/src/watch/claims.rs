//! Who tells of a firing, where several watch one alert.

use alfa_domain::{Channel, Firing, ToldBy};
use async_trait::async_trait;
use chrono::{DateTime, TimeDelta, Utc};

/// What is to be done about a telling.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Claimed {
    /// Tell: nobody else will.
    Yours,
    /// Tell: nobody could be asked, and told late or twice is better than never.
    Unasked,
    /// Somebody else is about to: ask again after so long.
    Wait(TimeDelta),
    /// It is told.
    Told {
        /// By whom.
        by: ToldBy,
        /// When.
        at: DateTime<Utc>,
    },
}

/// The others who watch.
#[async_trait]
pub trait Claims: Send + Sync {
    /// Whether they can be asked now.
    fn can_be_asked(&self) -> bool;
    /// Asks to be the one who tells.
    async fn claim(&self, firing: &Firing, channel: Channel) -> Claimed;
    /// Says that it is told here; `false` where they could not be told.
    async fn told(&self, firing: &Firing, channel: Channel) -> bool;
}

/// There are no others.
pub struct Alone;

#[async_trait]
impl Claims for Alone {
    fn can_be_asked(&self) -> bool {
        false
    }

    async fn claim(&self, _firing: &Firing, _channel: Channel) -> Claimed {
        Claimed::Unasked
    }

    async fn told(&self, _firing: &Firing, _channel: Channel) -> bool {
        false
    }
}

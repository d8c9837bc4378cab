//! The words every part of ALFA uses. Pure: no clock, no I/O, no async.
//!
//! - [`Ticker`], [`Coin`], [`CoinTable`]: what is traded
//! - [`Currency`], [`Money`], [`Quote`], [`Candle`]: what it is worth
//! - [`Window`], [`Timeframe`], [`Indicator`], [`Condition`]: what is asked about it
//! - [`Alert`], [`Schedule`], [`Trade`]: what the user keeps; [`Firing`]: what became of an alert
//! - [`Conversation`], [`Message`], [`ToolCall`], [`Fact`]: what was said, and what it rests on
//! - [`Plan`], [`Subscription`], [`Usage`]: what an account may use of the cloud, and has used

mod alert;
mod candle;
mod coin;
mod condition;
mod conversation;
mod currency;
mod fact;
mod firing;
mod id;
mod indicator;
mod plan;
mod portfolio;
mod quote;
mod schedule;
mod ticker;
#[cfg(feature = "typescript")]
mod typescript;
mod window;

pub use alert::{Alert, AlertState, Channel};
pub use candle::{Candle, Timeframe};
pub use coin::{Caution, Coin, CoinTable, CoinTableError, Gender};
pub use condition::{Comparison, Condition, Left, Right};
pub use conversation::{Conversation, Message, MessageBody, Role, StageTimings, ToolCall};
pub use currency::{Currency, Money};
pub use fact::{Fact, Unit};
pub use firing::{Delivery, DeliveryState, Firing, ToldBy};
pub use id::{AlertId, ConversationId, FiringId, MessageId, ScheduleId, ToolCallId, TradeId};
pub use indicator::Indicator;
pub use plan::{Metered, Plan, Subscription, Usage, Used};
pub use portfolio::{Holding, Side, Trade, holdings};
pub use quote::Quote;
pub use schedule::{Days, Schedule, ScheduleTime};
pub use ticker::Ticker;
pub use window::{Month, Span, Window};

/// A text that does not follow the grammar of the type it was parsed as.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("`{text}` is not a valid {what}")]
pub struct ParseError {
    /// What was expected: "ticker", "window", "condition" …
    pub what: &'static str,
    /// The text as it was given.
    pub text: String,
}

impl ParseError {
    pub(crate) fn new(what: &'static str, text: &str) -> Self {
        Self { what, text: text.to_owned() }
    }
}

/// Serialises a type by its `Display` and reads it back by its `FromStr`.
macro_rules! serde_as_text {
    ($type:ty) => {
        impl serde::Serialize for $type {
            fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                serializer.collect_str(self)
            }
        }
        impl<'de> serde::Deserialize<'de> for $type {
            fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                let text = <std::borrow::Cow<'de, str>>::deserialize(deserializer)?;
                text.parse().map_err(serde::de::Error::custom)
            }
        }
    };
}
pub(crate) use serde_as_text;

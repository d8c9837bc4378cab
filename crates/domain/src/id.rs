//! Identifiers: UUIDv7, so that they sort by the time they were made. The caller passes time and randomness in.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

macro_rules! id {
    ($(#[$doc:meta])* $name:ident) => {
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[serde(transparent)]
        pub struct $name(pub Uuid);

        impl $name {
            /// A new identifier from the time of its making and 10 random bytes.
            pub fn new(at: DateTime<Utc>, random: [u8; 10]) -> Self {
                let millis = u64::try_from(at.timestamp_millis()).unwrap_or(0);
                Self(uuid::Builder::from_unix_timestamp_millis(millis, &random).into_uuid())
            }
        }

        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                self.0.fmt(f)
            }
        }

        impl std::str::FromStr for $name {
            type Err = crate::ParseError;
            fn from_str(text: &str) -> Result<Self, Self::Err> {
                Uuid::parse_str(text).map(Self).map_err(|_| crate::ParseError::new("identifier", text))
            }
        }
    };
}

id!(/// One conversation.
    ConversationId);
id!(/// One message of a conversation.
    MessageId);
id!(/// One call of a tool inside a turn.
    ToolCallId);
id!(/// One alert.
    AlertId);
id!(/// One firing of an alert.
    FiringId);
id!(/// One spoken schedule.
    ScheduleId);
id!(/// One recorded buy or sell.
    TradeId);

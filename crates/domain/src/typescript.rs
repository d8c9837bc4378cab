//! How the types that travel as text are called in TypeScript. Their names stand for `string` there.

use crate::{
    AlertId, Condition, ConversationId, Currency, FiringId, MessageId, ScheduleId, ScheduleTime, Span, Ticker,
    Timeframe, TradeId, Unit,
};
use ts_rs::{Config, TS};

macro_rules! text {
    ($($type:ty => $name:literal),+ $(,)?) => {$(
        impl TS for $type {
            type WithoutGenerics = Self;
            type OptionInnerType = Self;
            fn name(_: &Config) -> String {
                $name.to_owned()
            }
            fn inline(config: &Config) -> String {
                Self::name(config)
            }
        }
    )+};
}

text! {
    Ticker => "Ticker",
    Currency => "Currency",
    Timeframe => "Timeframe",
    Unit => "string",
    Condition => "string",
    Span => "string",
    ScheduleTime => "string",
    AlertId => "Uuid",
    ConversationId => "Uuid",
    FiringId => "Uuid",
    MessageId => "Uuid",
    ScheduleId => "Uuid",
    TradeId => "Uuid",
}

//! How the types that travel as text are called in TypeScript. Their names stand for `string` there.

use crate::{
    AlertId, Condition, ConversationId, Currency, FiringId, MessageId, ScheduleId, ScheduleTime, Span, Ticker,
    Timeframe, TradeId, Unit,
};

/// Names types whose values travel as text, or by a name that is declared by hand.
#[macro_export]
macro_rules! typescript_names {
    ($($type:ty => $name:literal),+ $(,)?) => {$(
        impl ts_rs::TS for $type {
            type WithoutGenerics = Self;
            type OptionInnerType = Self;
            fn name(_: &ts_rs::Config) -> String {
                $name.to_owned()
            }
            fn inline(config: &ts_rs::Config) -> String {
                <Self as ts_rs::TS>::name(config)
            }
        }
    )+};
}

typescript_names! {
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

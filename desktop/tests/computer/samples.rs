//! Values to store.

use alfa_copilot::TurnRecord;
use alfa_domain::{
    Alert, AlertId, AlertState, Channel, Conversation, ConversationId, Currency, Fact, Message, MessageBody, MessageId,
    Role, Schedule, ScheduleId, Side, StageTimings, ToolCall, ToolCallId, Trade, TradeId, Unit,
};
use chrono::{DateTime, TimeDelta, Utc};

/// A moment, so many milliseconds after the first.
pub fn at(millis: i64) -> DateTime<Utc> {
    DateTime::from_timestamp(1_790_000_000, 123_456_000).unwrap() + TimeDelta::milliseconds(millis)
}

/// Ten bytes that differ with the number.
pub fn random(number: u64) -> [u8; 10] {
    let mut bytes = [7; 10];
    bytes[2..].copy_from_slice(&number.to_be_bytes());
    bytes
}

pub fn conversation_id(number: u64) -> ConversationId {
    ConversationId::new(at(0), random(number))
}

pub fn fact(price: i64) -> Fact {
    Fact {
        name: "price BTC/BRL".into(),
        value: rust_decimal::Decimal::new(price, 2),
        unit: Unit::Money(Currency::Brl),
        source: "Binance BTCBRL".into(),
        at: at(price),
        derived_from: vec!["price BTC/USDT".into()],
    }
}

/// One turn of a conversation: a question, an answer, a call of a tool.
pub fn turn(conversation: u64, number: u64, question: &str, answer: &str) -> TurnRecord {
    let millis = i64::try_from(number).unwrap() * 1_000;
    let id = conversation_id(conversation);
    let message = |role, offset: u64, text: &str, timings| Message {
        id: MessageId::new(at(millis), random(number * 10 + offset)),
        conversation: id,
        role,
        body: MessageBody {
            text: text.into(),
            spoken: (role == Role::Assistant).then(|| format!("{text}, falado")),
            facts: if role == Role::Assistant { vec![fact(millis + 51_234_055)] } else { vec![] },
            understood: (role == Role::User).then(|| r#"{"intent":"price"}"#.into()),
            engine: Some("whisper:base-q8_0".into()),
        },
        timings,
        created_at: at(millis + i64::try_from(offset).unwrap()),
    };
    let timings = StageTimings {
        recognise: Some(0.1 + number as f64 / 3.0),
        understand: Some(0.4),
        first_audio: Some(200.0 + number as f64),
        total: Some(900.0 - number as f64),
        ..StageTimings::default()
    };
    let messages = vec![message(Role::User, 1, question, None), message(Role::Assistant, 2, answer, Some(timings))];
    TurnRecord {
        conversation: Conversation {
            id,
            title: format!("conversa {conversation}"),
            created_at: at(0),
            updated_at: at(millis),
        },
        tool_calls: vec![ToolCall {
            id: ToolCallId::new(at(millis), random(number)),
            message: messages[1].id,
            tool: "price".into(),
            arguments: r#"{"coins":["BTC"]}"#.into(),
            facts: vec![fact(millis)],
            problem: (number % 2 == 1).then(|| "slow".into()),
            millis: 35.0 + 1.0 / 3.0,
        }],
        messages,
        dialogue: format!(r#"{{"turn":{number}}}"#),
    }
}

pub fn alert(number: u64) -> Alert {
    Alert {
        id: AlertId::new(at(0), random(number)),
        version: 1,
        coin: "BTC".parse().unwrap(),
        quote: Currency::Brl,
        condition: "price crosses_up 500000.50; repeat; until 2026-12-31".parse().unwrap(),
        window: Some("24h".parse().unwrap()),
        cooldown_s: 60,
        hysteresis_pct: "0.20".parse().unwrap(),
        channels: vec![Channel::Tray, Channel::Voice],
        state: AlertState::Active,
        said: format!("me avisa se o bitcoin passar de 500 mil ({number})"),
        created_at: at(i64::try_from(number).unwrap()),
    }
}

pub fn trade(number: u64, millis: i64) -> Trade {
    Trade {
        id: TradeId::new(at(millis), random(number)),
        side: if number.is_multiple_of(2) { Side::Buy } else { Side::Sell },
        coin: "ETH".parse().unwrap(),
        amount: "0.100000000000000001".parse().unwrap(),
        price: "12345.60".parse().unwrap(),
        currency: Currency::Usdt,
        price_source: "user".into(),
        at: at(millis),
    }
}

pub fn schedule(number: u64) -> Schedule {
    Schedule {
        id: ScheduleId::new(at(0), random(number)),
        time: "every weekday 08:30".parse().unwrap(),
        coins: vec!["BTC".parse().unwrap(), "SOL".parse().unwrap()],
        quote: (number.is_multiple_of(2)).then_some(Currency::Usd),
        said: "todo dia útil às oito e meia".into(),
        created_at: at(i64::try_from(number).unwrap()),
    }
}

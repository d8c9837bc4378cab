//! The declarations of all these shapes in TypeScript, in one text.

use super::*;
use crate::resident::ExportFormat;
use crate::secrets::Secret;
use alfa_copilot::{Answer, Card, CardRow, Problem, TurnEvent};
use alfa_domain::{
    Alert, AlertState, Candle, Channel, Conversation, Fact, Message, MessageBody, Quote, Role, Side, StageTimings,
    Timeframe, Trade,
};
use alfa_sync::Collection;
use ts_rs::{Config, TS};

/// What has no type of its own in Rust, or a list beside its type.
const HEAD: &str = r#"/**
 * Everything that crosses between the window and the program below it. Generated from the program's own types: do not edit.
 *
 * Field names are snake_case. Money, amounts and percentages are decimal strings ("512340.55") and stay strings; a
 * percentage is in points ("2.5" is 2,5 %). Times are RFC 3339 in UTC. Identifiers are UUIDs.
 */

/** A decimal number as text: optional sign, digits, optional fraction after a point. */
export type Decimal = string;
/** RFC 3339 in UTC: "2026-11-23T12:00:00Z". */
export type Time = string;
/** A coin's short name: "BTC". */
export type Ticker = string;
/** "BRL", "USD" or a coin. */
export type Currency = string;
export type Uuid = string;

/** What a question was understood as; the window shows only the intent. */
export interface Understood {
  intent: string;
  [slot: string]: unknown;
}

/** By dotted name, for example "llm.model". */
export type Settings = Record<string, string>;
"#;

/// A list of words as a constant, and the type of one of them.
fn words(list: &str, name: &str, words: impl IntoIterator<Item = String>) -> String {
    let words: Vec<String> = words.into_iter().map(|word| format!("\"{word}\"")).collect();
    format!("\nexport const {list} = [{}] as const;\nexport type {name} = (typeof {list})[number];\n", words.join(", "))
}

/// The text of `wire.ts`.
pub fn declarations() -> String {
    let config = Config::new().with_large_int("number");
    let mut text = HEAD.to_owned();
    let timeframes = Timeframe::ALL.iter().map(ToString::to_string);
    text += &words("TIMEFRAMES", "Timeframe", timeframes);
    let channels = [Channel::Tray, Channel::Voice, Channel::Email, Channel::Webhook, Channel::Telegram];
    text += &words("CHANNELS", "Channel", channels.iter().map(word));
    text += &words("SECRETS", "SecretName", Secret::ALL.iter().map(|secret| secret.as_str().to_owned()));
    text += &words("SYNC_COLLECTIONS", "SyncCollection", Collection::ALL.iter().map(word));
    macro_rules! declare {
        ($($type:ty),+ $(,)?) => {$(
            text.push('\n');
            text += &docs(<$type>::docs());
            text += &format!("export {}\n", <$type>::decl(&config));
        )+};
    }
    declare!(
        Problem,
        Fact,
        Quote,
        Candle,
        Card,
        CardRow,
        Answer,
        AlertState,
        Alert,
        StageTimings,
        TurnEvent,
        TalkState,
        Conversation,
        Role,
        MessageBody,
        Message,
        Subject,
        FiringChannel,
        FiringRow,
        ModelState,
        ModelRow,
        ModelProgress,
        AppEvent,
        HotkeyState,
        HotkeyWay,
        Keyring,
        Status,
        OpenPage,
        PendingRecording,
        WatchedCoin,
        CoinName,
        CandleChart,
        IndicatorPoint,
        IndicatorLine,
        IndicatorLines,
        MarketOverview,
        Position,
        PortfolioView,
        Side,
        NewTrade,
        Trade,
        ImportReport,
        AlertRow,
        AlertDraft,
        ScheduleRow,
        ConversationRow,
        SearchHit,
        Exported,
        Device,
        DeviceLists,
        VoiceRow,
        SecretKept,
        SecretState,
        LlmTest,
        StageLatencyRow,
        AccountView,
        Entry,
        RecoveryPhrase,
        Parting,
        AccountDevice,
        SecondFactor,
        AuthenticatorKey,
        DailyReportView,
        NewDailyReport,
        UsageView,
        UsedView,
        SyncView,
        Quarantined,
        SyncRound,
        Link,
        ExportFormat,
    );
    neat(&text)
}

/// Comments of one line in one line, and no white space at the ends of lines.
fn neat(text: &str) -> String {
    let lines: Vec<&str> = text.lines().map(str::trim_end).collect();
    let mut neat = String::new();
    let mut at = 0;
    while let Some(line) = lines.get(at) {
        let comment = lines.get(at + 1).and_then(|next| next.strip_prefix(" * ")).filter(|_| *line == "/**");
        match comment.filter(|_| lines.get(at + 2) == Some(&" */")) {
            Some(words) => {
                neat += &format!("/** {words} */\n");
                at += 3;
            }
            None => {
                neat += &format!("{line}\n");
                at += 1;
            }
        }
    }
    neat
}

alfa_domain::typescript_names!(Secret => "SecretName", SettingValues => "Settings");

fn word(value: &impl serde::Serialize) -> String {
    serde_json::to_value(value).ok().and_then(|value| value.as_str().map(str::to_owned)).unwrap_or_default()
}

fn docs(docs: Option<String>) -> String {
    docs.map(|text| if text.ends_with('\n') { text } else { format!("{text}\n") }).unwrap_or_default()
}

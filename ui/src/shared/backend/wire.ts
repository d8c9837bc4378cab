/**
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

export const TIMEFRAMES = ["1m", "5m", "15m", "1h", "4h", "1d", "1w", "1mo"] as const;
export type Timeframe = (typeof TIMEFRAMES)[number];

export const CHANNELS = ["tray", "voice", "email", "webhook", "telegram"] as const;
export type Channel = (typeof CHANNELS)[number];

export const SECRETS = ["openai", "llm", "elevenlabs", "coinmarketcap", "coingecko", "telegram", "smtp", "webhook"] as const;
export type SecretName = (typeof SECRETS)[number];

export const SYNC_COLLECTIONS = ["conversations", "messages", "tool_calls", "watchlist", "portfolio", "settings", "alerts", "private_alerts", "firings", "schedules"] as const;
export type SyncCollection = (typeof SYNC_COLLECTIONS)[number];

/** A fault as the user meets it. `code` is stable; the sentences are Portuguese. */
export type Problem = {
/** Stable, snake case: "market_unavailable". */
code: string,
/** What happened. */
message: string,
/** What the user can do. */
action: string, };

/** A number with its unit, source and time. */
export type Fact = {
/** What it is: "price BTC/BRL", "change BTC/BRL 24h", "rsi(14) ETH/BRL 4h". */
name: string,
/** The unrounded value; a percentage signed, in points. */
value: Decimal,
/** What the value counts. */
unit: string,
/** Where it came from. */
source: string,
/** The moment it stands for. */
at: string,
/** The names of the facts it was computed from; empty where the source gave it. */
derived_from?: Array<string>, };

/** What one unit of a coin costs, according to one source. */
export type Quote = {
/** The coin. */
coin: Ticker,
/** The currency of the price. */
currency: Currency,
/** The price of one unit. */
price: Decimal,
/** Change over the last 24 hours in percent points, the source's own figure. */
change_24h: Decimal | null,
/** Highest price of the last 24 hours. */
high_24h: Decimal | null,
/** Lowest price of the last 24 hours. */
low_24h: Decimal | null,
/** Traded amount of the last 24 hours, in units of `currency`. */
volume_24h: Decimal | null,
/** The source and its pair, as it is shown: "Binance BTCBRL", "CoinGecko", "Binance BTCUSDT × AwesomeAPI USD-BRL". */
source: string,
/** When the source gave this price. */
at: string, };

/** Open, high, low, close and volume of one span of time. */
export type Candle = {
/** When the span begins. */
open_at: string,
/** First price. */
open: Decimal,
/** Highest price. */
high: Decimal,
/** Lowest price. */
low: Decimal,
/** Last price. */
close: Decimal,
/** Traded amount, in units of the coin. */
volume: Decimal, };

/** Something the window shows beside the text. */
export type Card = { "kind": "quote",
/** The quote. */
quote: Quote, } | { "kind": "table",
/** Its title. */
title: string,
/** One row a coin: its ticker and the names of its facts. */
rows: Array<CardRow>, } | { "kind": "chart",
/** The coin. */
coin: Ticker,
/** The currency of the prices. */
currency: Currency,
/** How long one candle lasts. */
timeframe: Timeframe,
/** The candles, the oldest first. */
candles: Array<Candle>, } | { "kind": "alerts",
/** The alerts. */
alerts: Array<Alert>, };

/** A row of a [`Card::Table`]. */
export type CardRow = {
/** The coin. */
coin: Ticker,
/** Its figures, in the order of the columns. */
values: Decimal[], };

/** What ALFA says. */
export type Answer = {
/** For the screen, with exact figures. */
text: string,
/** For the voice: words only, figures rounded by the one rule. */
spoken: string,
/** What the window shows beside it. */
cards: Array<Card>,
/** Every figure in it. */
facts: Array<Fact>, };

/** Whether an alert is watched. */
export type AlertState = "active" | "paused" | "fired" | "expired";

/** An alert the user asked for. */
export type Alert = {
/** Its identifier. */
id: Uuid,
/** Counts the user's changes to the rule, from 1. */
version: number,
/** The coin that is watched. */
coin: Ticker,
/** The currency of its price. */
quote: Currency,
/** What it waits for; `repeat` and `until` stand in it. */
condition: string,
/** Lookback of `pct`, `abs_pct`, `new_high`, `new_low`, or the timeframe of an indicator's candles. */
window: string | null,
/** At least so many seconds between two firings. */
cooldown_s: number,
/** How far, in percent of the threshold, the price must go back before the alert arms again. */
hysteresis_pct: Decimal,
/** Where to tell of it. */
channels: Array<Channel>,
/** Whether it is watched. */
state: AlertState,
/** What the user said or typed. */
said: string,
/** When it was asked for. */
created_at: string, };

/** How long each stage of a turn took, in milliseconds. */
export type StageTimings = {
/** Loading of models, if the turn had to wait for it. */
load: number | null,
/** Last word (or end of the file) to text. */
recognise: number | null,
/** Text to meaning. */
understand: number | null,
/** The tools. */
tools: number | null,
/** Facts to sentences. */
answer: number | null,
/** Key release (or end of the file) to the first audible sample. */
first_audio: number | null,
/** Key release (or end of the file) to the end of the turn's work. */
total: number | null, };

/** One step of a turn. */
export type TurnEvent = { "event": "listening" } | { "event": "level",
/** -100 for digital silence. */
dbfs: number, } | { "event": "partial",
/** The text. */
text: string, } | { "event": "heard",
/** The text. */
text: string,
/** The engine. */
engine: string,
/** 0..1, where the engine gives one. */
confidence: number | null, } | { "event": "understood",
/** Intent and slots. */
understood: Understood, } | { "event": "tool_called",
/** Its name. */
tool: string,
/** How long it took, in milliseconds. */
millis: number,
/** The code of its failure. */
problem: string | null, } | { "event": "answer",
/** The answer. */
answer: Answer,
/** Who answered: "intents" or "llm:MODEL". */
engine: string, } | { "event": "speaking",
/** Its words. */
clause: string, } | { "event": "done",
/** How long each stage took. */
timings: StageTimings, } | { "event": "failed",
/** Why, and what to do. */
problem: Problem, } | { "event": "cancelled" };

/** Where a turn stands, as one word. */
export type TalkState = "idle" | "opening" | "listening" | "hearing" | "thinking" | "speaking";

/** One conversation. */
export type Conversation = {
/** Its identifier. */
id: Uuid,
/** The first question, shortened. */
title: string,
/** When it began. */
created_at: string,
/** When something was last said in it. */
updated_at: string, };

/** Who said it. */
export type Role = "user" | "assistant";

/** The content of a message. */
export type MessageBody = {
/** As shown. */
text: string,
/** As spoken (an answer), if it differs. */
spoken: string | null,
/** The facts an answer rests on. */
facts: Array<Fact>,
/** What was understood, as JSON, for a question. */
understood: string | null,
/** The engine that recognised or answered. */
engine: string | null, };

/** One message of a conversation. */
export type Message = {
/** Its identifier. */
id: Uuid,
/** The conversation it belongs to. */
conversation: Uuid,
/** Who said it. */
role: Role,
/** What. */
body: MessageBody,
/** The timings of the turn, on the answer. */
timings: StageTimings | null,
/** When. */
created_at: string, };

/** What has changed below the window. */
export type Subject = "alerts" | "watchlist" | "portfolio" | "history" | "settings" | "models" | "schedules" | "recordings" | "account" | "sync";

/** How a firing was told over one channel. */
export type FiringChannel = {
/** The channel. */
channel: Channel,
/** How far it has come. */
state: "pending" | "sent" | "failed",
/** Why it was put off or given up. */
problem: Problem | null, };

/** An alert that fired. */
export type Firing = {
/** Its identifier. */
id: Uuid,
/** The alert. */
alert: Uuid,
/** The coin. */
coin: Ticker,
/** Portuguese, ready to be shown. */
sentence: string,
/** The price that met the condition. */
price: Fact,
/** The true time of the crossing. */
at: string,
/** When the user was told; null while that is still to come. */
told_at: string | null,
/** Found in the candles of a gap (sleep, no network), not as it happened. */
late: boolean,
/** One for each channel. */
channels: Array<FiringChannel>, };

/** Whether a model is here. */
export type ModelState = "ready" | "missing" | "downloading" | "paused" | "failed";

/** A speech model. */
export type Model = {
/** Its identifier. */
id: string,
/** Its name. */
name: string,
/** What it does. */
kind: "recognition" | "synthesis",
/** Its size. */
bytes: number,
/** Its licence. */
licence: string,
/** Whether it is here. */
state: ModelState,
/** Bytes that are here. */
done_bytes: number,
/** It is the one the settings choose. */
in_use: boolean,
/** Why it could not be had. */
problem: Problem | null, };

/** One step of a model's download. */
export type ModelProgress = {
/** The model. */
id: string,
/** Whether it is here. */
state: ModelState,
/** Bytes that are here. */
done_bytes: number,
/** Bytes in all. */
bytes: number,
/** Why it could not be had. */
problem: Problem | null, };

/** The one stream of events, on the channel "alfa". */
export type AppEvent = { "type": "turn",
/** Which turn. */
turn: string,
/** The step. */
event: TurnEvent, } | { "type": "talk",
/** The state. */
state: TalkState, } | { "type": "quotes",
/** The prices. */
quotes: Array<Quote>, } | { "type": "changed",
/** What. */
what: Array<Subject>, } | { "type": "firing",
/** The firing. */
firing: Firing, } | { "type": "model",
/** The step. */
progress: ModelProgress, } | { "type": "level",
/** dB of full scale. */
dbfs: number, } | { "type": "notice",
/** What, and what to do. */
problem: Problem, } | { "type": "open",
/** "studio", "board", "alerts", "history", "settings". */
page: string,
/** What on it. */
id: string | null, };

/** Whether the talk key works. */
export type HotkeyState = "ready" | "taken" | "unsupported";

/** By which way the talk key reaches ALFA. */
export type HotkeyWay = "x11" | "portal" | "toggle_command" | "native";

/** Where API keys are kept. */
export type Keyring = "system" | "memory";

/** What the window asks first. */
export type Status = {
/** "0.1.0". */
version: string,
/** The first use has not been gone through. */
first_use: boolean,
/** Prices are recorded or simulated. */
simulated_market: boolean,
/** "Ctrl+Shift+Space". */
hotkey: string,
/** Whether it works. */
hotkey_state: HotkeyState,
/** By which way. */
hotkey_way: HotkeyWay,
/** Portuguese: why the key is taken, or how to talk without it. */
hotkey_message: string | null,
/** Where talking stands. */
talk: TalkState,
/** What the user should know. */
notices: Array<Problem>,
/** Path of the log of the last crash; offered once. */
crash_log: string | null,
/** Recordings whose turn failed. */
pending_recordings: number,
/** Where API keys are kept. */
keyring: Keyring,
/** The page that was asked for before there was a window; told once. */
open: OpenPage | null, };

/** A page of the window that is to be shown. */
export type OpenPage = {
/** Its name, as in `alfa://alerts`. */
page: string,
/** What on it. */
id: string | null, };

/** A recording whose turn failed. */
export type PendingRecording = {
/** Its identifier. */
id: string,
/** When it began. */
at: string,
/** How much speech it holds. */
seconds: number, };

/** A coin of the watchlist. */
export type WatchedCoin = {
/** The coin. */
coin: Ticker,
/** Its name. */
name: string,
/** Its price; null with a problem. */
quote: Quote | null,
/** Why there is no price. */
problem: Problem | null,
/** Closing prices of the last 24 hours, the oldest first. */
spark: Decimal[], };

/** A coin by its name. */
export type CoinName = {
/** Its ticker. */
ticker: Ticker,
/** Its name. */
name: string, };

/** Candles of a chart. */
export type Candles = {
/** The oldest first. */
candles: Array<Candle>,
/** Where they came from. */
source: string,
/** When they were had. */
at: string, };

/** An indicator at one candle. */
export type IndicatorPoint = {
/** When the candle began. */
at: string,
/** Null while it warms up. */
value: Decimal | null, };

/** One line of an indicator. */
export type IndicatorLine = {
/** "sma", "upper", "middle", "lower", "rsi", "macd", "signal", "histogram". */
name: string,
/** A point for each candle of the chart. */
points: Array<IndicatorPoint>, };

/** The lines of an indicator. */
export type IndicatorLines = {
/** "rsi(14)". */
indicator: string,
/** Its lines. */
lines: Array<IndicatorLine>, };

/** The market as a whole. */
export type Overview = {
/** "market_cap", "volume_24h", "dominance BTC", "fear_greed". */
facts: Array<Fact>,
/** The biggest gains of 24 hours. */
gainers: Array<Quote>,
/** The biggest losses of 24 hours. */
losers: Array<Quote>, };

/** What is held of a coin. */
export type Position = {
/** The coin. */
coin: Ticker,
/** Its name. */
name: string,
/** Units held. */
amount: Decimal,
/** What a unit cost on average. */
average_price: Decimal,
/** Null where no price could be had. */
price: Decimal | null,
/** What it is worth. */
value: Decimal | null,
/** What it is worth beyond its cost. */
profit: Decimal | null,
/** Percent points. */
profit_pct: Decimal | null,
/** Where the price came from. */
source: string,
/** When the source gave it. */
at: string, };

/** All that is held. */
export type Portfolio = {
/** What is held of each coin. */
positions: Array<Position>,
/** "portfolio value", "portfolio profit", "portfolio profit %". */
facts: Array<Fact>, };

/** Bought or sold. */
export type Side = "buy" | "sell";

/** A buy or sell that is to be recorded. */
export type NewTrade = {
/** Bought or sold. */
side: Side,
/** The coin. */
coin: Ticker,
/** Units of the coin; positive. */
amount: Decimal,
/** Of one unit, in `currency`. */
price: Decimal,
/** The currency of the price. */
currency: Currency,
/** When it happened. */
at: string, };

/** One recorded buy or sell. */
export type Trade = {
/** Its identifier. */
id: Uuid,
/** Bought or sold. */
side: Side,
/** The coin. */
coin: Ticker,
/** How much of it, in units of the coin; positive. */
amount: Decimal,
/** The price of one unit. */
price: Decimal,
/** The currency of the price. */
currency: Currency,
/** Where the price came from: the user, or the source of the quote that stood at the time. */
price_source: string,
/** When it happened. */
at: string, };

/** What became of an import. */
export type ImportReport = {
/** Trades added. */
added: number,
/** Lines passed over. */
skipped: number,
/** Portuguese, one a line that could not be read. */
problems: Array<string>, };

/** An alert with what stands around it. */
export type AlertRow = {
/** The alert. */
alert: Alert,
/** Portuguese: "o Bitcoin passar de R$ 500.000,00". */
sentence: string,
/** The price of its line, where it has one. */
threshold: Decimal | null,
/** The price now. */
price: Decimal | null,
/** The cloud watches it too, where somebody is signed in; else it stays on this computer. */
leaves_device: boolean, };

/** What the form saves; `id` null makes a new alert. */
export type AlertDraft = {
/** The alert that is changed. */
id: Uuid | null,
/** The coin. */
coin: Ticker,
/** The currency of its price. */
quote: Currency,
/** "price crosses_up 500000; repeat; until 2026-12-31". */
condition: string,
/** Lookback ("24h"), or the timeframe of an indicator's candles ("4h"). */
window: string | null,
/** Seconds between two firings, at least. */
cooldown_s: number,
/** Percent of the threshold the price must go back before it arms again. */
hysteresis_pct: Decimal,
/** Where to tell of it. */
channels: Array<Channel>,
/** Whether the cloud may watch it too; without a word it stays as it is, and a new one may leave. */
leaves_device?: boolean, };

/** A spoken schedule. */
export type ScheduleRow = {
/** Its identifier. */
id: Uuid,
/** Portuguese: "Todo dia às 8h, o preço do Bitcoin". */
sentence: string,
/** "every day 08:00". */
time: string,
/** The coins it tells; empty for a summary of the market. */
coins: Array<Ticker>,
/** When it speaks next. */
next_at: string, };

/** A conversation in the list. */
export type ConversationRow = {
/** The conversation. */
conversation: Conversation,
/** How many messages it has. */
messages: number,
/** The last thing said in it. */
last: string, };

/** A message that was searched for. */
export type SearchHit = {
/** The message. */
message: Message,
/** Where it was said. */
conversation: Conversation, };

/** A file that was written. */
export type Exported = {
/** Its path. */
path: string, };

/** A microphone or speaker. */
export type Device = {
/** The name that chooses it. */
name: string,
/** What the system calls it. */
description: string,
/** Whether it is used when none is chosen. */
is_default: boolean, };

/** All devices. */
export type Devices = {
/** Microphones. */
microphones: Array<Device>,
/** Speakers. */
speakers: Array<Device>, };

/** A voice. */
export type Voice = {
/** What the setting `voice` takes. */
id: string,
/** Its name. */
name: string,
/** What speaks it. */
engine: string,
/** Spoken on this computer. */
local: boolean,
/** A key is needed. */
needs_key: boolean, };

/** Where a secret is kept. */
export type SecretKept = "system" | "memory" | "environment";

/** Whether a secret is set and where; never its value. */
export type SecretState = {
/** Its name. */
name: SecretName,
/** It is set. */
set: boolean,
/** Where. */
kept: SecretKept | null, };

/** A language model that answered. */
export type LlmTest = {
/** The model. */
model: string,
/** How long it took, in milliseconds. */
millis: number, };

/** How long a stage took in the turns of late. */
export type StageLatency = {
/** A field of StageTimings. */
stage: keyof StageTimings,
/** How many turns. */
count: number,
/** Half of them took at most this, in milliseconds. */
p50_ms: number,
/** 95 of 100 took at most this, in milliseconds. */
p95_ms: number, };

/** Where this computer stands with an account. */
export type Account = { "stage": "signed_out",
/** The cloud's address, as far as it is known; empty where it is not. */
server: string,
/** Why the account that was here cannot be read, or why signing in came to nothing. */
problem: Problem | null, } | { "stage": "code_mailed",
/** The cloud's address. */
server: string,
/** The account's address. */
email: string, } | { "stage": "browser_awaited",
/** The account's address. */
email: string,
/** Its address. */
page: string,
/** A browser was found for it; where none was, the user opens the address. */
opened: boolean, } | { "stage": "second_factor_asked",
/** The account's address. */
email: string, } | { "stage": "phrase_shown",
/** The account's address. */
email: string, } | { "stage": "phrase_asked",
/** The account's address. */
email: string, } | { "stage": "signed_in",
/** The cloud's address. */
server: string,
/** The account's address. */
email: string,
/** Why signing in again came to nothing. */
problem: Problem | null, };

/** Who signs in or makes an account, and where. */
export type Entry = {
/** The cloud's address. */
server: string,
/** The account's address. */
email: string,
/** Its password. */
password: string,
/** The session is kept in a file of the data folder instead of the system's keyring. */
keep_in_file: boolean, };

/** A new recovery phrase. */
export type RecoveryPhrase = {
/** Its 24 words, in order. */
words: Array<string>,
/** The places of the words that are asked for, counted from 1. */
asked: Array<number>, };

/** How this computer left its account. */
export type Parting = {
/** The cloud knows. Where it does not, another device must take this one out of the list. */
told: boolean, };

/** A device that is signed in to the account. */
export type AccountDevice = {
/** Its id. */
id: string,
/** As the user calls it. */
name: string,
/** "linux", "macos", "windows", "web". */
platform: string,
/** When it signed in. */
created_at: string,
/** When it last renewed its session. */
last_seen_at: string,
/** It is this computer. */
this: boolean, };

/** Whether a second factor is asked for at sign-in. */
export type SecondFactor = {
/** It is asked for. */
on: boolean,
/** So many recovery codes have not been used. */
recovery_codes_left: number, };

/** What an authenticator is given. */
export type AuthenticatorKey = {
/** In base 32, to be typed. */
secret: string,
/** otpauth://, to be shown as a QR code. */
url: string, };

/** The daily report by e-mail. */
export type DailyReport = {
/** It is sent. */
enabled: boolean,
/** "08:00", in its time zone. */
time: string,
/** Such as "America/Sao_Paulo". */
time_zone: string,
/** Its time zone is that of this computer. */
own_zone: boolean,
/** Of these coins. */
coins: Array<string>,
/** The next one. */
next_at: string | null, };

/** The daily report as it is to be. */
export type NewDailyReport = {
/** It is sent. */
enabled: boolean,
/** "08:00"; another one than before, or one that is turned on, is in this computer's time zone. */
time: string,
/** Tickers, one to twenty. */
coins: Array<string>, };

/** What the account has used of the cloud this month. */
export type Usage = {
/** What it has subscribed to. */
plan: "free" | "plus",
/** Of each thing. */
used: Array<Used>,
/** When counting begins anew. */
resets_at: string,
/** When this was so. */
at: string,
/** Why it is not of now. */
problem: Problem | null, };

/** How much of one thing was used. */
export type Used = {
/** Of what: milliseconds, characters, turns. */
kind: "heard_ms" | "characters" | "turns" | "spoken_ms",
/** So much. */
used: number,
/** At most so much; null has no end. */
quota: number | null, };

/** How far sync has come. */
export type SyncStatus = {
/** The last round came to its end, and nothing was changed here since. */
level: boolean,
/** Changes made here that the cloud does not have yet. */
waiting: number,
/** When both ends were last level. */
synced_at: string | null,
/** Why the last round did not come to its end. */
problem: Problem | null,
/** Changes that were put aside. */
quarantined: Array<Quarantined>, };

/** A change that was put aside. */
export type Quarantined = {
/** What it is about; null for what this version does not know. */
collection: SyncCollection | null,
/** A stable code. */
problem: string,
/** When. */
at: string, };

/** What a round of sync did. */
export type SyncRound = {
/** Changes the cloud took. */
sent: number,
/** Changes of other devices that came. */
received: number,
/** Changes that were put aside. */
rejected: number, };

/** The pages outside that the window may ask the shell to open in the browser. */
export type Link = "tradingview";

/** What an export is written as. */
export type ExportFormat = "json" | "csv";

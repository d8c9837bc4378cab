/**
 * Everything that crosses between the window and the program below it.
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

/** What could not be done, in Portuguese, ready to be shown. Match on `code`, never on the text. */
export interface Problem {
  code: string;
  /** What happened. */
  message: string;
  /** What the user can do. */
  action: string;
}

/** One figure with where it came from. */
export interface Fact {
  /** "price BTC/BRL", "change BTC/BRL 24h", "rsi(14) ETH/BRL 4h". */
  name: string;
  value: Decimal;
  /** "BRL", "USD", "%", "points", "count" or a ticker. */
  unit: string;
  source: string;
  at: Time;
  /** Names of the facts it was computed from. */
  derived_from?: string[];
}

export interface Quote {
  coin: Ticker;
  currency: Currency;
  /** Of one unit. */
  price: Decimal;
  /** Percent points, the source's own figure. */
  change_24h: Decimal | null;
  high_24h: Decimal | null;
  low_24h: Decimal | null;
  /** In units of `currency`. */
  volume_24h: Decimal | null;
  /** "Binance BTCBRL". */
  source: string;
  at: Time;
}

export interface Candle {
  open_at: Time;
  open: Decimal;
  high: Decimal;
  low: Decimal;
  close: Decimal;
  volume: Decimal;
}

export const TIMEFRAMES = ["1m", "5m", "15m", "1h", "4h", "1d", "1w", "1mo"] as const;
export type Timeframe = (typeof TIMEFRAMES)[number];

export type Card =
  | { kind: "quote"; quote: Quote }
  | { kind: "table"; title: string; rows: { coin: Ticker; values: Decimal[] }[] }
  | { kind: "chart"; coin: Ticker; currency: Currency; timeframe: Timeframe; candles: Candle[] }
  | { kind: "alerts"; alerts: Alert[] };

export interface Answer {
  /** For the screen, with exact figures. */
  text: string;
  /** For the voice. */
  spoken: string;
  cards: Card[];
  facts: Fact[];
}

export const CHANNELS = ["tray", "voice", "email", "webhook", "telegram"] as const;
export type Channel = (typeof CHANNELS)[number];
export type AlertState = "active" | "paused" | "fired" | "expired";

export interface Alert {
  id: Uuid;
  /** Counts the user's changes to the rule, from 1. */
  version: number;
  coin: Ticker;
  quote: Currency;
  /** "price crosses_up 500000; repeat; until 2026-12-31". */
  condition: string;
  /** Lookback of pct, abs_pct, new_high, new_low ("24h"), or the timeframe of an indicator's candles ("4h"). */
  window: string | null;
  /** Seconds between two firings, at least. */
  cooldown_s: number;
  /** Percent of the threshold the price must go back before it arms again. */
  hysteresis_pct: Decimal;
  channels: Channel[];
  state: AlertState;
  /** What the user said or typed. */
  said: string;
  created_at: Time;
}

/** Milliseconds; null where the stage did not happen. */
export interface StageTimings {
  load: number | null;
  recognise: number | null;
  understand: number | null;
  tools: number | null;
  answer: number | null;
  /** Key release to the first audible sample. */
  first_audio: number | null;
  total: number | null;
}

/** What a question was understood as; the window shows only the intent. */
export interface Understood {
  intent: string;
  [slot: string]: unknown;
}

export type TurnEvent =
  | { event: "listening" }
  | { event: "level"; /** dB of full scale, -100 for silence. */ dbfs: number }
  | { event: "partial"; text: string }
  | { event: "heard"; text: string; engine: string; /** 0..1 */ confidence: number | null }
  | { event: "understood"; understood: Understood }
  | { event: "tool_called"; tool: string; millis: number; /** The code of its failure. */ problem: string | null }
  | { event: "answer"; answer: Answer; /** "intents" or "llm:MODEL". */ engine: string }
  | { event: "speaking"; clause: string }
  | { event: "done"; timings: StageTimings }
  | { event: "failed"; problem: Problem }
  | { event: "cancelled" };

export type TalkState = "idle" | "opening" | "listening" | "hearing" | "thinking" | "speaking";

export interface Conversation {
  id: Uuid;
  title: string;
  created_at: Time;
  updated_at: Time;
}

export interface MessageBody {
  text: string;
  spoken: string | null;
  facts: Fact[];
  /** What was understood, as JSON, on a question. */
  understood: string | null;
  /** What recognised or answered. */
  engine: string | null;
}

export interface Message {
  id: Uuid;
  conversation: Uuid;
  role: "user" | "assistant";
  body: MessageBody;
  timings: StageTimings | null;
  created_at: Time;
}

export type Subject = "alerts" | "watchlist" | "portfolio" | "history" | "settings" | "models" | "schedules" | "recordings";

export interface FiringChannel {
  channel: Channel;
  state: "pending" | "sent" | "failed";
  problem: Problem | null;
}

export interface Firing {
  id: Uuid;
  alert: Uuid;
  coin: Ticker;
  /** Portuguese, ready to be shown: "O Bitcoin passou de R$ 500.000,00." */
  sentence: string;
  price: Fact;
  /** The true time of the crossing. */
  at: Time;
  /** When the user was told; null while that is still to come. */
  told_at: Time | null;
  /** Found in the candles of a gap (sleep, no network), not as it happened. */
  late: boolean;
  channels: FiringChannel[];
}

export type ModelState = "ready" | "missing" | "downloading" | "paused" | "failed";

export interface Model {
  id: string;
  name: string;
  kind: "recognition" | "synthesis";
  bytes: number;
  licence: string;
  state: ModelState;
  done_bytes: number;
  in_use: boolean;
  problem: Problem | null;
}

/** One step of a model's download. */
export interface ModelProgress {
  id: string;
  state: ModelState;
  done_bytes: number;
  bytes: number;
  problem: Problem | null;
}

/** The one stream of events, on the channel "alfa". */
export type AppEvent =
  | { type: "turn"; turn: string; event: TurnEvent }
  | { type: "talk"; state: TalkState }
  | { type: "quotes"; quotes: Quote[] }
  | { type: "changed"; what: Subject[] }
  | { type: "firing"; firing: Firing }
  | { type: "model"; progress: ModelProgress }
  | { type: "level"; /** dB of full scale, of the microphone test. */ dbfs: number }
  | { type: "notice"; problem: Problem }
  | { type: "open"; page: string; id: string | null };

export interface Status {
  version: string;
  first_use: boolean;
  /** Prices are recorded or simulated. */
  simulated_market: boolean;
  /** "Ctrl+Shift+Space". */
  hotkey: string;
  hotkey_state: "ready" | "taken" | "unsupported";
  hotkey_way: "x11" | "portal" | "toggle_command" | "native";
  /** Portuguese: why the key is taken, or how to talk without it. */
  hotkey_message: string | null;
  talk: TalkState;
  notices: Problem[];
  /** Path of the log of the last crash; offered once. */
  crash_log: string | null;
  pending_recordings: number;
  keyring: "system" | "memory";
}

/** A recording whose turn failed. */
export interface PendingRecording {
  id: Uuid;
  at: Time;
  seconds: number;
}

export interface WatchedCoin {
  coin: Ticker;
  name: string;
  /** In the currency asked for last by `watchlist`; null with a problem. */
  quote: Quote | null;
  problem: Problem | null;
  /** Closing prices of the last 24 hours, the oldest first. */
  spark: Decimal[];
}

export interface CoinName {
  ticker: Ticker;
  name: string;
}

export interface Candles {
  candles: Candle[];
  source: string;
  at: Time;
}

export interface IndicatorLine {
  /** "sma", "upper", "middle", "lower", "rsi", "macd", "signal", "histogram". */
  name: string;
  points: { at: Time; value: Decimal | null }[];
}

export interface IndicatorLines {
  indicator: string;
  lines: IndicatorLine[];
}

export interface Overview {
  /** "market_cap", "volume_24h", "dominance BTC", "fear_greed". */
  facts: Fact[];
  gainers: Quote[];
  losers: Quote[];
}

export interface Position {
  coin: Ticker;
  name: string;
  amount: Decimal;
  average_price: Decimal;
  /** Null where no price could be had. */
  price: Decimal | null;
  value: Decimal | null;
  profit: Decimal | null;
  /** Percent points. */
  profit_pct: Decimal | null;
  source: string;
  at: Time;
}

export interface Portfolio {
  positions: Position[];
  /** "portfolio value", "portfolio profit", "portfolio profit %". */
  facts: Fact[];
}

export interface NewTrade {
  side: "buy" | "sell";
  coin: Ticker;
  /** Units of the coin; positive. */
  amount: Decimal;
  /** Of one unit, in `currency`. */
  price: Decimal;
  currency: Currency;
  at: Time;
}

export interface Trade extends NewTrade {
  id: Uuid;
  price_source: string;
}

export interface ImportReport {
  added: number;
  skipped: number;
  /** Portuguese, one a line that could not be read. */
  problems: string[];
}

export interface AlertRow {
  alert: Alert;
  /** Portuguese: "Bitcoin passar de R$ 500.000,00". */
  sentence: string;
  /** The price of its line, where it has one. */
  threshold: Decimal | null;
  /** The price now. */
  price: Decimal | null;
}

/** What the form saves; `id` null makes a new alert. */
export interface AlertDraft {
  id: Uuid | null;
  coin: Ticker;
  quote: Currency;
  condition: string;
  window: string | null;
  cooldown_s: number;
  hysteresis_pct: Decimal;
  channels: Channel[];
}

export interface ScheduleRow {
  id: Uuid;
  /** Portuguese: "Todo dia às 8h, o preço do Bitcoin". */
  sentence: string;
  /** "every day 08:00". */
  time: string;
  coins: Ticker[];
  next_at: Time;
}

export interface ConversationRow {
  conversation: Conversation;
  messages: number;
  /** The last thing said in it. */
  last: string;
}

export interface SearchHit {
  message: Message;
  conversation: Conversation;
}

/** By dotted name, for example "llm.model". */
export type Settings = Record<string, string>;

export interface Device {
  name: string;
  is_default: boolean;
}

export interface Devices {
  microphones: Device[];
  speakers: Device[];
}

export interface Voice {
  id: string;
  name: string;
  engine: string;
  /** Spoken on this computer. */
  local: boolean;
  needs_key: boolean;
}

export const SECRETS = ["openai", "llm", "elevenlabs", "coinmarketcap", "coingecko", "telegram", "smtp", "webhook"] as const;
export type SecretName = (typeof SECRETS)[number];

/** Whether a secret is set and where; never its value. */
export interface SecretState {
  name: SecretName;
  set: boolean;
  kept: "system" | "memory" | "environment" | null;
}

export interface LlmTest {
  model: string;
  millis: number;
}

export interface StageLatency {
  /** A field of StageTimings. */
  stage: keyof StageTimings;
  count: number;
  p50_ms: number;
  p95_ms: number;
}

/** The pages outside that the window may ask the shell to open in the browser. */
export type Link = "tradingview";

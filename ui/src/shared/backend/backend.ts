import type * as w from "./wire";

/**
 * All that the window can ask of the program below it. Each method rejects with a `Problem`.
 *
 * Through Tauri a method is the command of the same name in snake_case and its parameters go by the names in
 * `methods.ts`.
 */
export interface Methods {
  // Start
  status(): Promise<w.Status>;
  finishFirstUse(): Promise<null>;
  openLink(link: w.Link): Promise<null>;

  // Talk
  /** Starts a turn from text and gives its id; what comes of it arrives as events. */
  ask(text: string): Promise<string>;
  talkPress(): Promise<null>;
  talkRelease(): Promise<null>;
  talkToggle(): Promise<null>;
  /** Stops recording, thinking and speaking. */
  cancel(): Promise<null>;
  /** Speaks a message again; null for the last answer. */
  sayAgain(message: w.Uuid | null): Promise<null>;
  pendingRecordings(): Promise<w.PendingRecording[]>;
  /** Starts a turn from the recording and gives its id. */
  retryRecording(id: w.Uuid): Promise<string>;
  discardRecording(id: w.Uuid): Promise<null>;

  // Panel
  watchlist(currency: w.Currency): Promise<w.WatchedCoin[]>;
  watch(coin: w.Ticker): Promise<null>;
  unwatch(coin: w.Ticker): Promise<null>;
  findCoins(text: string): Promise<w.CoinName[]>;
  candles(coin: w.Ticker, currency: w.Currency, timeframe: w.Timeframe): Promise<w.Candles>;
  indicatorLines(coin: w.Ticker, currency: w.Currency, timeframe: w.Timeframe, indicator: string): Promise<w.IndicatorLines>;
  overview(currency: w.Currency): Promise<w.Overview>;
  portfolio(currency: w.Currency): Promise<w.Portfolio>;
  trades(): Promise<w.Trade[]>;
  addTrade(trade: w.NewTrade): Promise<w.Trade>;
  deleteTrade(id: w.Uuid): Promise<null>;
  importTrades(csv: string): Promise<w.ImportReport>;

  // Alerts
  alerts(): Promise<w.AlertRow[]>;
  saveAlert(draft: w.AlertDraft): Promise<w.Alert>;
  deleteAlert(id: w.Uuid): Promise<null>;
  pauseAlert(id: w.Uuid, paused: boolean): Promise<null>;
  pauseAll(paused: boolean): Promise<null>;
  testAlert(id: w.Uuid): Promise<null>;
  firings(offset: number, limit: number): Promise<w.Firing[]>;
  snoozeFiring(id: w.Uuid, minutes: number): Promise<null>;
  sayFiring(id: w.Uuid): Promise<null>;
  schedules(): Promise<w.ScheduleRow[]>;
  deleteSchedule(id: w.Uuid): Promise<null>;

  // History
  conversations(offset: number, limit: number): Promise<w.ConversationRow[]>;
  conversation(id: w.Uuid): Promise<w.Message[]>;
  search(text: string, limit: number): Promise<w.SearchHit[]>;
  exportHistory(format: "json" | "csv"): Promise<{ path: string }>;
  deleteConversation(id: w.Uuid): Promise<null>;
  deleteHistory(): Promise<null>;

  // Settings
  settings(): Promise<w.Settings>;
  updateSettings(patch: w.Settings): Promise<null>;
  setHotkey(keys: string): Promise<null>;
  devices(): Promise<w.Devices>;
  startMicrophoneTest(): Promise<null>;
  stopMicrophoneTest(): Promise<null>;
  testSpeaker(): Promise<null>;
  voices(): Promise<w.Voice[]>;
  models(): Promise<w.Model[]>;
  downloadModel(id: string): Promise<null>;
  pauseModel(id: string): Promise<null>;
  removeModel(id: string): Promise<null>;
  secrets(): Promise<w.SecretState[]>;
  setSecret(name: w.SecretName, value: string): Promise<null>;
  forgetSecret(name: w.SecretName): Promise<null>;
  testLlm(): Promise<w.LlmTest>;
  testChannel(channel: w.Channel): Promise<null>;
  latency(): Promise<w.StageLatency[]>;
  /** A report for the maintainers, secrets removed. */
  diagnostics(): Promise<string>;
}

export interface Backend extends Methods {
  /** Calls `on` with each event until the returned function is called. */
  subscribe(on: (event: w.AppEvent) => void): () => void;
}

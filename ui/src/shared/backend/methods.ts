/** Generated from the program's own commands: do not edit. */
import type * as w from "./wire";

type NamesOf<Parameters extends readonly unknown[]> = { readonly [K in keyof Parameters]: string };

/**
 * All that the window can ask of the program below it. Each method rejects with a `Problem`.
 *
 * Through Tauri a method is the command of the same name in snake_case and its parameters go by the names in `PARAMETERS`.
 */
export interface Methods {
  /** What the window asks first. */
  status(): Promise<w.Status>;
  /** The first use was gone through. */
  finishFirstUse(): Promise<null>;
  /** Opens a page outside in the browser. */
  openLink(link: w.Link): Promise<null>;
  /** Starts a turn from text and gives its id; what comes of it arrives as events. */
  ask(text: string): Promise<string>;
  /** The talk button went down. */
  talkPress(): Promise<null>;
  /** The talk button went up. */
  talkRelease(): Promise<null>;
  /** Begins to listen, or ends the question, or the answer. */
  talkToggle(): Promise<null>;
  /** Stops recording, thinking and speaking. */
  cancel(): Promise<null>;
  /** Speaks a message again; null for the last answer. */
  sayAgain(message: w.Uuid | null): Promise<null>;
  /** Recordings whose turn failed. */
  pendingRecordings(): Promise<w.PendingRecording[]>;
  /** Starts a turn from the recording and gives its id. */
  retryRecording(id: string): Promise<string>;
  /** Throws a recording away. */
  discardRecording(id: string): Promise<null>;
  /** The coins the user follows, with their prices. */
  watchlist(currency: w.Currency): Promise<w.WatchedCoin[]>;
  /** Follows a coin. */
  watch(coin: w.Ticker): Promise<null>;
  /** Follows a coin no more. */
  unwatch(coin: w.Ticker): Promise<null>;
  /** Coins by the beginning of their ticker or a part of their name. */
  findCoins(text: string): Promise<w.CoinName[]>;
  /** The candles of a chart. */
  candles(coin: w.Ticker, currency: w.Currency, timeframe: w.Timeframe): Promise<w.Candles>;
  /** An indicator's lines over the candles of a chart. */
  indicatorLines(coin: w.Ticker, currency: w.Currency, timeframe: w.Timeframe, indicator: string): Promise<w.IndicatorLines>;
  /** The market as a whole. */
  overview(currency: w.Currency): Promise<w.Overview>;
  /** What is held and what it is worth. */
  portfolio(currency: w.Currency): Promise<w.Portfolio>;
  /** The recorded buys and sells, the last first. */
  trades(): Promise<w.Trade[]>;
  /** Records a buy or sell. */
  addTrade(trade: w.NewTrade): Promise<w.Trade>;
  /** Deletes a record. */
  deleteTrade(id: w.Uuid): Promise<null>;
  /** Records the trades of an exchange's CSV file. */
  importTrades(csv: string): Promise<w.ImportReport>;
  /** All alerts with the prices of the moment, the newest first. */
  alerts(): Promise<w.AlertRow[]>;
  /** Keeps a new alert, or the next version of one. */
  saveAlert(draft: w.AlertDraft): Promise<w.Alert>;
  /** Deletes an alert. */
  deleteAlert(id: w.Uuid): Promise<null>;
  /** Pauses an alert, or watches it from now on: one that has fired too. */
  pauseAlert(id: w.Uuid, paused: boolean): Promise<null>;
  /** Pauses all that are watched, or watches all that are paused. */
  pauseAll(paused: boolean): Promise<null>;
  /** Tells an alert over its channels as if it had fired now. */
  testAlert(id: w.Uuid): Promise<null>;
  /** What fired, the newest first. */
  firings(offset: number, limit: number): Promise<w.Firing[]>;
  /** Tells a firing once more after some minutes. */
  snoozeFiring(id: w.Uuid, minutes: number): Promise<null>;
  /** Says a firing again. */
  sayFiring(id: w.Uuid): Promise<null>;
  /** The spoken schedules. */
  schedules(): Promise<w.ScheduleRow[]>;
  /** Deletes a spoken schedule. */
  deleteSchedule(id: w.Uuid): Promise<null>;
  /** Conversations, the last one first. */
  conversations(offset: number, limit: number): Promise<w.ConversationRow[]>;
  /** The messages of a conversation. */
  conversation(id: w.Uuid): Promise<w.Message[]>;
  /** Messages with all the words, the newest first. */
  search(text: string, limit: number): Promise<w.SearchHit[]>;
  /** Writes all conversations into a file of the user's downloads. */
  exportHistory(format: w.ExportFormat): Promise<w.Exported>;
  /** Deletes a conversation. */
  deleteConversation(id: w.Uuid): Promise<null>;
  /** Deletes all conversations, and the recordings that were kept. */
  deleteHistory(): Promise<null>;
  /** All settings, by dotted name. */
  settings(): Promise<w.Settings>;
  /** Changes settings: all are checked before any is written. */
  updateSettings(patch: w.Settings): Promise<null>;
  /** Takes another talk key. */
  setHotkey(keys: string): Promise<null>;
  /** Microphones and speakers. */
  devices(): Promise<w.Devices>;
  /** Sends the microphone's level as events until it is stopped. */
  startMicrophoneTest(): Promise<null>;
  /** Ends the test of the microphone. */
  stopMicrophoneTest(): Promise<null>;
  /** Says a sentence over the chosen speaker in the chosen voice. */
  testSpeaker(): Promise<null>;
  /** The voices that can be chosen. */
  voices(): Promise<w.Voice[]>;
  /** The speech models. */
  models(): Promise<w.Model[]>;
  /** Gets a model, or the rest of it; what comes of it arrives as events. */
  downloadModel(id: string): Promise<null>;
  /** Stops a download; what is here stays. */
  pauseModel(id: string): Promise<null>;
  /** Removes a model from this computer. */
  removeModel(id: string): Promise<null>;
  /** Which keys are set, and where they are kept. */
  secrets(): Promise<w.SecretState[]>;
  /** Keeps a key. */
  setSecret(name: w.SecretName, value: string): Promise<null>;
  /** Forgets a key. */
  forgetSecret(name: w.SecretName): Promise<null>;
  /** Asks the language model for a word. */
  testLlm(): Promise<w.LlmTest>;
  /** Whether somebody is signed in to the cloud here, or on the way there. */
  account(): Promise<w.Account>;
  /** Makes an account; the code that proves its address comes by mail. */
  createAccount(entry: w.Entry): Promise<null>;
  /** Has another code mailed; the one before still holds. */
  mailCodeAgain(): Promise<null>;
  /** Takes the code that was mailed, and goes on into the account. */
  verifyAccount(code: string): Promise<null>;
  /** Signs in with a password; the account's phrase comes next. */
  signIn(entry: w.Entry): Promise<null>;
  /** Signs in on the cloud's own page in the browser, which is waited for. */
  signInByBrowser(server: string, email: string, keepInFile: boolean): Promise<null>;
  /** Takes the second factor's code, or a recovery code, and goes on into the account. */
  giveSecondFactor(code: string): Promise<null>;
  /** The account's new phrase, for as long as it is being written down. */
  recoveryPhrase(): Promise<w.RecoveryPhrase>;
  /** Takes the words that were asked for; with them right, this computer is in the account. */
  confirmPhrase(words: string[]): Promise<null>;
  /** Takes the user's phrase; with it right, this computer is in the account. */
  enterPhrase(words: string): Promise<null>;
  /** Goes back to where nobody is signed in. */
  leaveSignIn(): Promise<null>;
  /** Signs this computer out; its data stays. */
  signOut(): Promise<w.Parting>;
  /** How far sync has come. */
  syncStatus(): Promise<w.SyncStatus>;
  /** One round of sync, at the end of which both ends are level. */
  syncNow(): Promise<w.SyncRound>;
  /** The devices that are signed in to the account, the last seen first. */
  accountDevices(): Promise<w.AccountDevice[]>;
  /** Takes a device out of the account. */
  revokeDevice(id: string): Promise<null>;
  /** Has a code mailed with which another password can be set. */
  resetPassword(server: string, email: string): Promise<null>;
  /** Sets another password by the mailed code; every device is signed out. */
  confirmReset(server: string, code: string, password: string): Promise<null>;
  /** Sets another password; the other devices are signed out. */
  changePassword(now: string, next: string): Promise<null>;
  /** Whether a second factor is asked for at sign-in. */
  secondFactor(): Promise<w.SecondFactor>;
  /** Begins a second factor; it is not asked for before a code was confirmed. */
  beginSecondFactor(password: string): Promise<w.AuthenticatorKey>;
  /** Turns the second factor on; the recovery codes are given once. */
  confirmSecondFactor(code: string): Promise<string[]>;
  /** Turns the second factor off. */
  endSecondFactor(password: string, code: string): Promise<null>;
  /** Other recovery codes; those from before hold no more. */
  renewRecoveryCodes(password: string, code: string): Promise<string[]>;
  /** Has a code mailed to another address of the account. */
  changeEmail(password: string, email: string): Promise<null>;
  /** Takes the code that was mailed; the other address, which is given, is the account's from then on. */
  confirmEmail(code: string): Promise<string>;
  /** Writes everything the cloud has of the account into a file of the user's downloads. */
  exportAccount(password: string): Promise<w.Exported>;
  /** The daily report by e-mail. */
  dailyReport(): Promise<w.DailyReport>;
  /** Sets the daily report. */
  setDailyReport(report: w.NewDailyReport): Promise<w.DailyReport>;
  /** What the account has used of the cloud this month. */
  accountUsage(): Promise<w.Usage>;
  /** Erases the account and everything of it in the cloud; the data stays here. */
  eraseAccount(password: string): Promise<null>;
  /** Tells a made-up message over a channel. */
  testChannel(channel: w.Channel): Promise<null>;
  /** How long the stages of late turns took. */
  latency(): Promise<w.StageLatency[]>;
  /** A report for the maintainers, secrets removed. */
  diagnostics(): Promise<string>;
}

/** The names under which each method's parameters go to the command. */
export const PARAMETERS = {
  status: [],
  finishFirstUse: [],
  openLink: ["link"],
  ask: ["text"],
  talkPress: [],
  talkRelease: [],
  talkToggle: [],
  cancel: [],
  sayAgain: ["message"],
  pendingRecordings: [],
  retryRecording: ["id"],
  discardRecording: ["id"],
  watchlist: ["currency"],
  watch: ["coin"],
  unwatch: ["coin"],
  findCoins: ["text"],
  candles: ["coin", "currency", "timeframe"],
  indicatorLines: ["coin", "currency", "timeframe", "indicator"],
  overview: ["currency"],
  portfolio: ["currency"],
  trades: [],
  addTrade: ["trade"],
  deleteTrade: ["id"],
  importTrades: ["csv"],
  alerts: [],
  saveAlert: ["draft"],
  deleteAlert: ["id"],
  pauseAlert: ["id", "paused"],
  pauseAll: ["paused"],
  testAlert: ["id"],
  firings: ["offset", "limit"],
  snoozeFiring: ["id", "minutes"],
  sayFiring: ["id"],
  schedules: [],
  deleteSchedule: ["id"],
  conversations: ["offset", "limit"],
  conversation: ["id"],
  search: ["text", "limit"],
  exportHistory: ["format"],
  deleteConversation: ["id"],
  deleteHistory: [],
  settings: [],
  updateSettings: ["patch"],
  setHotkey: ["keys"],
  devices: [],
  startMicrophoneTest: [],
  stopMicrophoneTest: [],
  testSpeaker: [],
  voices: [],
  models: [],
  downloadModel: ["id"],
  pauseModel: ["id"],
  removeModel: ["id"],
  secrets: [],
  setSecret: ["name", "value"],
  forgetSecret: ["name"],
  testLlm: [],
  account: [],
  createAccount: ["entry"],
  mailCodeAgain: [],
  verifyAccount: ["code"],
  signIn: ["entry"],
  signInByBrowser: ["server", "email", "keepInFile"],
  giveSecondFactor: ["code"],
  recoveryPhrase: [],
  confirmPhrase: ["words"],
  enterPhrase: ["words"],
  leaveSignIn: [],
  signOut: [],
  syncStatus: [],
  syncNow: [],
  accountDevices: [],
  revokeDevice: ["id"],
  resetPassword: ["server", "email"],
  confirmReset: ["server", "code", "password"],
  changePassword: ["now", "next"],
  secondFactor: [],
  beginSecondFactor: ["password"],
  confirmSecondFactor: ["code"],
  endSecondFactor: ["password", "code"],
  renewRecoveryCodes: ["password", "code"],
  changeEmail: ["password", "email"],
  confirmEmail: ["code"],
  exportAccount: ["password"],
  dailyReport: [],
  setDailyReport: ["report"],
  accountUsage: [],
  eraseAccount: ["password"],
  testChannel: ["channel"],
  latency: [],
  diagnostics: [],
} as const satisfies { readonly [M in keyof Methods]: NamesOf<Parameters<Methods[M]>> };

export type MethodName = keyof Methods;
export const METHOD_NAMES = Object.keys(PARAMETERS) as MethodName[];

/** "talkPress" is the command "talk_press". */
export function commandName(method: MethodName): string {
  return method.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
}

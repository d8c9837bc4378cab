import type { Methods } from "./backend";

type NamesOf<Parameters extends readonly unknown[]> = { readonly [K in keyof Parameters]: string };

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

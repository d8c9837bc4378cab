import type { AppEvent, Firing, ModelProgress, Problem, Quote, TalkState } from "@shared/backend/wire";
import { create } from "zustand";
import { EMPTY_FLOW, type Flow, nameTurn, reduceTurn } from "./turn";

/** What the stream of events has told: everything that is not asked for by a query. */
export interface Live {
  talk: TalkState;
  /** dB of full scale of the microphone, -100 for silence. */
  level: number;
  /** The same of the microphone test. */
  testLevel: number;
  flow: Flow;
  /** By "BTC/BRL". */
  quotes: Record<string, Quote>;
  /** By the model's id. */
  downloads: Record<string, ModelProgress>;
  /** Firings shown as toasts, the newest last. */
  firings: Firing[];
  notices: Problem[];
  receive(event: AppEvent, now: number): void;
  /** A turn was begun with this text. */
  asked(turn: string, text: string, now: number): void;
  dismissFiring(id: string): void;
  dismissNotice(problem: Problem): void;
  clearFlow(): void;
}

export function quoteKey(coin: string, currency: string): string {
  return `${coin}/${currency}`;
}

const SHOWN_FIRINGS = 3;

export function receive(state: Live, event: AppEvent, now: number): Partial<Live> {
  switch (event.type) {
    case "turn":
      if (event.event.event === "level") return state.flow.closed.has(event.turn) ? {} : { level: event.event.dbfs };
      return { flow: reduceTurn(state.flow, event.turn, event.event, now) };
    case "talk":
      return event.state === "idle" ? { talk: "idle", level: -100 } : { talk: event.state };
    case "quotes": {
      const fresh = Object.fromEntries(event.quotes.map((quote) => [quoteKey(quote.coin, quote.currency), quote]));
      return { quotes: { ...state.quotes, ...fresh } };
    }
    case "firing": {
      const others = state.firings.filter((firing) => firing.id !== event.firing.id);
      return { firings: [...others, event.firing].slice(-SHOWN_FIRINGS) };
    }
    case "model":
      return { downloads: { ...state.downloads, [event.progress.id]: event.progress } };
    case "level":
      return { testLevel: event.dbfs };
    case "notice":
      return { notices: [...state.notices.filter((notice) => notice.code !== event.problem.code), event.problem] };
    case "changed":
    case "open":
      return {};
  }
}

export const useLive = create<Live>((set) => ({
  talk: "idle",
  level: -100,
  testLevel: -100,
  flow: EMPTY_FLOW,
  quotes: {},
  downloads: {},
  firings: [],
  notices: [],
  receive: (event, now) => set((state) => receive(state, event, now)),
  asked: (turn, text, now) => set((state) => ({ flow: nameTurn(state.flow, turn, text, now) })),
  dismissFiring: (id) => set((state) => ({ firings: state.firings.filter((firing) => firing.id !== id) })),
  dismissNotice: (problem) => set((state) => ({ notices: state.notices.filter((notice) => notice !== problem) })),
  clearFlow: () => set({ flow: EMPTY_FLOW }),
}));

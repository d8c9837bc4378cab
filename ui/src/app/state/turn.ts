import type { Answer, Problem, StageTimings, TurnEvent, Uuid } from "@shared/backend/wire";

/** How far a turn has come. */
export type Phase = "opening" | "listening" | "thinking" | "answered" | "speaking" | "done" | "failed" | "cancelled";

/** One question and what came of it. */
export interface Exchange {
  turn: Uuid;
  phase: Phase;
  /** Milliseconds since 1970. */
  began: number;
  /** What was typed, or heard so far. */
  partial: string;
  heard: string | null;
  answer: Answer | null;
  engine: string | null;
  /** The clause being spoken. */
  clause: string | null;
  timings: StageTimings | null;
  problem: Problem | null;
}

/** All exchanges of this sitting, the oldest first, and the one that is running. */
export interface Flow {
  exchanges: Exchange[];
  current: Uuid | null;
  /** Turns that are over or were superseded: whatever still arrives of them is stale. */
  closed: ReadonlySet<Uuid>;
}

export const EMPTY_FLOW: Flow = { exchanges: [], current: null, closed: new Set() };

function begun(turn: Uuid, now: number): Exchange {
  return { turn, phase: "opening", began: now, partial: "", heard: null, answer: null, engine: null, clause: null, timings: null, problem: null };
}

export function isOver(phase: Phase): boolean {
  return phase === "done" || phase === "failed" || phase === "cancelled";
}

function advance(exchange: Exchange, event: TurnEvent): Exchange {
  switch (event.event) {
    case "listening":
      return { ...exchange, phase: "listening" };
    case "level":
      return exchange;
    case "partial":
      return { ...exchange, phase: "listening", partial: event.text };
    case "heard":
      return { ...exchange, phase: "thinking", heard: event.text, partial: event.text };
    case "understood":
    case "tool_called":
      return { ...exchange, phase: "thinking" };
    case "answer":
      return { ...exchange, phase: "answered", answer: event.answer, engine: event.engine };
    case "speaking":
      return { ...exchange, phase: "speaking", clause: event.clause };
    case "done":
      return { ...exchange, phase: "done", clause: null, timings: event.timings };
    case "failed":
      return { ...exchange, phase: "failed", clause: null, problem: event.problem };
    case "cancelled":
      return { ...exchange, phase: "cancelled", clause: null };
  }
}

/**
 * The flow after one more event. A turn that is not known yet supersedes the running one; events of a turn that is over
 * or superseded change nothing.
 */
export function reduceTurn(flow: Flow, turn: Uuid, event: TurnEvent, now: number): Flow {
  if (flow.closed.has(turn)) return flow;
  let { exchanges, closed } = flow;
  if (flow.current !== turn) {
    if (flow.current !== null) {
      closed = new Set(closed).add(flow.current);
      exchanges = exchanges.map((e) => (e.turn === flow.current && !isOver(e.phase) ? { ...e, phase: "cancelled", clause: null } : e));
    }
    exchanges = [...exchanges, begun(turn, now)];
  }
  exchanges = exchanges.map((e) => (e.turn === turn ? advance(e, event) : e));
  const over = exchanges.some((e) => e.turn === turn && isOver(e.phase));
  // A turn that was cancelled before a word was heard leaves nothing to show.
  if (over) {
    exchanges = exchanges.filter((e) => !(e.turn === turn && e.phase === "cancelled" && e.partial === "" && e.answer === null));
    closed = new Set(closed).add(turn);
  }
  return { exchanges, current: over ? null : turn, closed };
}

/** The flow once it is known that a turn was begun with this text; its events may have come before that was known, or say nothing of it. */
export function nameTurn(flow: Flow, turn: Uuid, text: string, now: number): Flow {
  if (!flow.exchanges.some((e) => e.turn === turn)) return reduceTurn(flow, turn, { event: "heard", text, engine: "typed", confidence: null }, now);
  return { ...flow, exchanges: flow.exchanges.map((e) => (e.turn === turn && e.heard === null ? { ...e, heard: text, partial: text } : e)) };
}

/** The newest exchange that has an answer. */
export function lastAnswered(flow: Flow): Exchange | null {
  return flow.exchanges.findLast((e) => e.answer !== null) ?? null;
}

import { describe, expect, it } from "vitest";
import type { Answer, StageTimings, TurnEvent } from "@shared/backend/wire";
import { EMPTY_FLOW, type Flow, lastAnswered, nameTurn, reduceTurn } from "@app/state/turn";

const ANSWER: Answer = { text: "O Bitcoin está em R$ 1,00.", spoken: "um real", cards: [], facts: [] };
const TIMINGS: StageTimings = { load: null, recognise: 1, understand: 1, tools: 1, answer: 1, first_audio: 1, total: 5 };
const heard = (text: string): TurnEvent => ({ event: "heard", text, engine: "whisper", confidence: 0.9 });

function run(events: [string, TurnEvent][], from: Flow = EMPTY_FLOW): Flow {
  return events.reduce((flow, [turn, event]) => reduceTurn(flow, turn, event, 0), from);
}

describe("a turn", () => {
  it("goes from listening to an answer that was spoken", () => {
    const flow = run([
      ["a", { event: "listening" }],
      ["a", { event: "partial", text: "qual o" }],
      ["a", heard("qual o preço")],
      ["a", { event: "answer", answer: ANSWER, engine: "intents" }],
      ["a", { event: "speaking", clause: "um real" }],
      ["a", { event: "done", timings: TIMINGS }],
    ]);
    expect(flow.current).toBeNull();
    expect(flow.exchanges).toHaveLength(1);
    expect(flow.exchanges[0]).toMatchObject({ phase: "done", heard: "qual o preço", answer: ANSWER, timings: TIMINGS, clause: null });
    expect(lastAnswered(flow)?.turn).toBe("a");
  });

  it("shows the words as they come", () => {
    const flow = run([["a", { event: "listening" }], ["a", { event: "partial", text: "qual o preço" }]]);
    expect(flow.exchanges[0]).toMatchObject({ phase: "listening", partial: "qual o preço", heard: null });
    expect(flow.current).toBe("a");
  });

  it("is superseded by the next one, and what still comes of it changes nothing", () => {
    const before = run([["a", heard("primeira")], ["b", heard("segunda")]]);
    expect(before.exchanges.map((e) => e.phase)).toEqual(["cancelled", "thinking"]);
    const after = run([["a", { event: "answer", answer: ANSWER, engine: "intents" }], ["a", { event: "done", timings: TIMINGS }]], before);
    expect(after).toBe(before);
    expect(after.current).toBe("b");
  });

  it("that was cancelled takes no late answer", () => {
    const flow = run([["a", heard("qual o preço")], ["a", { event: "cancelled" }], ["a", { event: "answer", answer: ANSWER, engine: "intents" }]]);
    expect(flow.exchanges[0]).toMatchObject({ phase: "cancelled", answer: null, heard: "qual o preço" });
    expect(flow.current).toBeNull();
  });

  it("cancelled before a word leaves nothing behind", () => {
    const flow = run([["a", { event: "listening" }], ["a", { event: "cancelled" }]]);
    expect(flow.exchanges).toEqual([]);
    expect(run([["a", { event: "partial", text: "tarde" }]], flow)).toBe(flow);
  });

  it("cancelled while speaking keeps the answer that was given", () => {
    const flow = run([["a", heard("x")], ["a", { event: "answer", answer: ANSWER, engine: "intents" }], ["a", { event: "speaking", clause: "um" }], ["a", { event: "cancelled" }]]);
    expect(flow.exchanges[0]).toMatchObject({ phase: "cancelled", answer: ANSWER, clause: null });
  });

  it("begun with a text shows it, whether its events come before or after or say nothing of it", () => {
    const after = run([["a", { event: "answer", answer: ANSWER, engine: "intents" }]], nameTurn(EMPTY_FLOW, "a", "qual o preço", 0));
    const before = nameTurn(run([["a", { event: "answer", answer: ANSWER, engine: "intents" }]]), "a", "qual o preço", 0);
    for (const flow of [after, before]) expect(flow.exchanges).toMatchObject([{ heard: "qual o preço", phase: "answered", answer: ANSWER }]);
    const over = run([["b", heard("outra")], ["b", { event: "done", timings: TIMINGS }]]);
    expect(nameTurn(over, "b", "qual o preço", 0).exchanges).toMatchObject([{ heard: "outra", phase: "done" }]);
  });

  it("that failed keeps the question and says why", () => {
    const problem = { code: "market_unavailable", message: "As fontes não responderam.", action: "Tente de novo." };
    const flow = run([["a", heard("qual o preço")], ["a", { event: "failed", problem }]]);
    expect(flow.exchanges[0]).toMatchObject({ phase: "failed", heard: "qual o preço", problem });
    expect(flow.current).toBeNull();
  });
});

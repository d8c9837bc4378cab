import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { METHOD_NAMES, commandName } from "@shared/backend/methods";
import { fakeBackend } from "@shared/backend/fake";
import { optionsFrom } from "@shared/backend/fake/options";
import type { AppEvent, TurnEvent } from "@shared/backend/wire";
import { compare } from "@shared/format/decimal";

let made: ReturnType<typeof fakeBackend>;
let events: AppEvent[];

function start(search = "?fast") {
  made = fakeBackend(optionsFrom(search));
  events = [];
  made.subscribe((event) => events.push(event));
  return made;
}
const turnEvents = () => events.flatMap((event): TurnEvent[] => (event.type === "turn" ? [event.event] : []));

beforeEach(() => void vi.useFakeTimers({ now: Date.parse("2026-11-23T12:00:00Z") }));
afterEach(() => {
  made.controls.stop();
  vi.useRealTimers();
});

async function settled<T>(promise: Promise<T>, millis = 2000): Promise<T> {
  promise.catch(() => undefined);
  await vi.advanceTimersByTimeAsync(millis);
  return promise;
}

describe("the simulated backend", () => {
  it("answers a typed question with facts that name the simulation", async () => {
    const backend = start();
    await settled(backend.ask("qual o preço do bitcoin?"), 4000);
    const names = turnEvents().map((event) => event.event);
    expect(names[0]).toBe("heard");
    expect(names.at(-1)).toBe("done");
    const answer = turnEvents().find((event) => event.event === "answer");
    expect(answer?.event === "answer" && answer.answer.facts.length).toBeGreaterThan(0);
    if (answer?.event === "answer") for (const fact of answer.answer.facts) expect(fact.source).toContain("Simulado");
  });

  it("hears while the key is held and answers when it is let go", async () => {
    const backend = start("");
    await settled(backend.talkPress(), 2500);
    expect(turnEvents().some((event) => event.event === "partial")).toBe(true);
    expect(turnEvents().some((event) => event.event === "heard")).toBe(false);
    await settled(backend.talkRelease(), 12_000);
    expect(turnEvents().at(-1)?.event).toBe("done");
    expect(events.flatMap((event) => (event.type === "talk" ? [event.state] : []))).toEqual(["opening", "listening", "hearing", "thinking", "speaking", "idle"]);
  });

  it("takes a release that comes while the microphone opens", async () => {
    const backend = start("");
    await settled(backend.talkPress(), 60);
    await settled(backend.talkRelease(), 12_000);
    expect(turnEvents().at(-1)?.event).toBe("done");
    expect(events.filter((event) => event.type === "talk" && event.state === "listening")).toEqual([]);
  });

  it("sends nothing of a turn after it was cancelled", async () => {
    const backend = start("");
    const turn = await settled(backend.ask("compare bitcoin e ethereum"), 100);
    await settled(backend.cancel(), 10_000);
    const own = events.filter((event) => event.type === "turn" && event.turn === turn);
    const last = own.at(-1);
    expect(last?.type === "turn" && last.event.event).toBe("cancelled");
  });

  it("fires an alert once when the price crosses it", async () => {
    const backend = start();
    const alert = await settled(
      backend.saveAlert({ id: null, coin: "BTC", quote: "BRL", condition: "price crosses_up 600000", window: null, cooldown_s: 0, hysteresis_pct: "0.2", channels: ["tray"] }),
    );
    backend.controls.movePrice("BTC", "600001");
    backend.controls.movePrice("BTC", "590000");
    backend.controls.movePrice("BTC", "600002");
    const fired = events.filter((event) => event.type === "firing" && event.firing.alert === alert.id);
    expect(fired).toHaveLength(1);
    const rows = await settled(backend.alerts());
    expect(rows.find((row) => row.alert.id === alert.id)?.alert.state).toBe("fired");
  });

  it("fails when it is asked to, as often as it is asked to", async () => {
    const backend = start("?fast&fail=watchlist:1");
    await expect(settled(backend.watchlist("BRL"))).rejects.toMatchObject({ code: "simulated_failure" });
    await expect(settled(backend.watchlist("BRL"))).resolves.not.toHaveLength(0);
  });

  it("values the portfolio as amount times price", async () => {
    const backend = start();
    const { positions, facts } = await settled(backend.portfolio("BRL"));
    expect(positions.map((position) => position.coin)).toEqual(["BTC", "ETH", "SOL"]);
    const total = facts.find((fact) => fact.name === "portfolio value");
    expect(compare(total?.value ?? "0", "1000")).toBe(1);
  });

  it("downloads a model to its last byte, and pauses", async () => {
    const backend = start();
    await settled(backend.downloadModel("whisper-tiny"), 100);
    await settled(backend.pauseModel("whisper-tiny"), 100);
    const paused = (await settled(backend.models())).find((model) => model.id === "whisper-tiny");
    expect(paused?.state).toBe("paused");
    expect(paused?.done_bytes).toBeGreaterThan(0);
    await settled(backend.downloadModel("whisper-tiny"), 5000);
    const done = (await settled(backend.models())).find((model) => model.id === "whisper-tiny");
    expect(done).toMatchObject({ state: "ready", done_bytes: done?.bytes });
  });

  it("finds what was said without minding accents", async () => {
    const backend = start();
    const hits = await settled(backend.search("preco BITCOIN", 20));
    expect(hits.length).toBeGreaterThan(0);
  });

  it("gives no secret back", async () => {
    const backend = start();
    await settled(backend.setSecret("openai", "sk-segredo"));
    const all = [await settled(backend.secrets()), await settled(backend.settings()), await settled(backend.diagnostics())];
    expect(JSON.stringify(all)).not.toContain("sk-segredo");
    expect(all[0]).toContainEqual({ name: "openai", set: true, kept: "system" });
  });

  it("walks the same way from the same seed", async () => {
    const prices = async () => {
      const backend = start("?fast&seed=5");
      await vi.advanceTimersByTimeAsync(5000);
      const list = await settled(backend.watchlist("BRL"), 100);
      backend.controls.stop();
      vi.setSystemTime(Date.parse("2026-11-23T12:00:00Z"));
      return list.map((coin) => coin.quote?.price);
    };
    expect(await prices()).toEqual(await prices());
  });
});

describe("the commands", () => {
  it("go by the snake_case of the methods", () => {
    expect(commandName("talkPress")).toBe("talk_press");
    expect(commandName("testLlm")).toBe("test_llm");
    expect(new Set(METHOD_NAMES.map(commandName)).size).toBe(METHOD_NAMES.length);
  });
});

import type { Methods } from "../backend";
import type { StageTimings, TalkState, TurnEvent } from "../wire";
import type { FakeAlerts } from "./alerts";
import { type Memory, answerTo } from "./answers";
import type { FakeHistory } from "./history";
import type { World } from "./world";
import { NO_NETWORK } from "./world";

type Names = "ask" | "talkPress" | "talkRelease" | "talkToggle" | "cancel" | "sayAgain" | "pendingRecordings" | "retryRecording" | "discardRecording";

/** What the simulated person says, one after the other. */
const SAYINGS = ["qual o preço do bitcoin?", "e o ethereum?", "como está o RSI da solana?", "compare bitcoin e ethereum", "qual a maior alta de hoje?"];

/** Turns of the simulation: the same events in the same order as the real one. */
export class FakeTalk {
  readonly #world: World;
  readonly #alerts: FakeAlerts;
  readonly #history: FakeHistory;
  readonly #memory: Memory = { coins: [], facts: [], last: null };
  #talk: TalkState = "idle";
  #turn: string | null = null;
  #saying = 0;
  #recordings: { id: string; at: string; seconds: number; said: string }[] = [];

  constructor(world: World, alerts: FakeAlerts, history: FakeHistory) {
    this.#world = world;
    this.#alerts = alerts;
    this.#history = history;
    if (world.options.pending) {
      this.#recordings = [{ id: world.random.uuid(), at: world.before(600_000), seconds: 3.4, said: SAYINGS[0] ?? "" }];
    }
  }

  get talk(): TalkState {
    return this.#talk;
  }

  get pending(): number {
    return this.#recordings.length;
  }

  #state(state: TalkState): void {
    this.#talk = state;
    this.#world.emit({ type: "talk", state });
  }

  #send(turn: string, event: TurnEvent): void {
    this.#world.emit({ type: "turn", turn, event });
  }

  #begin(): string {
    this.#stop();
    this.#turn = this.#world.random.uuid();
    return this.#turn;
  }

  /** Whether this turn is still the one that runs. */
  #runs(turn: string): boolean {
    return this.#turn === turn;
  }

  #stop(): void {
    if (this.#turn === null) return;
    this.#send(this.#turn, { event: "cancelled" });
    this.#turn = null;
    this.#state("idle");
  }

  async #press(): Promise<void> {
    const turn = this.#begin();
    this.#state("opening");
    await this.#world.wait(120);
    // The key may have been let go while the microphone was opening.
    if (!this.#runs(turn) || this.#talk !== "opening") return;
    this.#state("listening");
    this.#send(turn, { event: "listening" });
    const words = (SAYINGS[this.#saying % SAYINGS.length] ?? "").split(" ");
    for (let i = 0; this.#runs(turn) && this.#listening(); i++) {
      this.#send(turn, { event: "level", dbfs: -38 + 26 * this.#world.random.next() });
      if (i % 4 === 3 && i / 4 < words.length) {
        if (this.talk !== "hearing") this.#state("hearing");
        this.#send(turn, { event: "partial", text: words.slice(0, Math.ceil((i + 1) / 4)).join(" ") });
      }
      await this.#world.wait(70);
    }
  }

  #listening(): boolean {
    return this.#talk === "listening" || this.#talk === "hearing" || this.#talk === "opening";
  }

  #release(): void {
    const turn = this.#turn;
    if (turn === null || !this.#listening()) return;
    const said = SAYINGS[this.#saying % SAYINGS.length] ?? "";
    this.#saying++;
    void this.#answer(turn, said, "whisper:base-q8_0", 0.94);
  }

  async #answer(turn: string, said: string, engine: string, confidence: number | null): Promise<void> {
    const world = this.#world;
    this.#state("thinking");
    this.#send(turn, { event: "heard", text: said, engine, confidence });
    await world.wait(260);
    if (!this.#runs(turn)) return;
    if (world.fails("turn")) {
      this.#send(turn, { event: "failed", problem: NO_NETWORK });
      this.#turn = null;
      this.#state("idle");
      if (confidence !== null) {
        this.#recordings.push({ id: world.random.uuid(), at: world.before(0), seconds: 2.8, said });
        world.changed("recordings");
      }
      return;
    }
    const { intent, answer } = await answerTo(world, this.#alerts, said, this.#memory);
    this.#send(turn, { event: "understood", understood: { intent } });
    this.#send(turn, { event: "tool_called", tool: intent, millis: 12.5, problem: null });
    this.#send(turn, { event: "answer", answer, engine: "intents" });
    const timings: StageTimings = { load: null, recognise: confidence === null ? null : 142, understand: 1.3, tools: 12.5, answer: 0.8, first_audio: 231, total: 268 };
    this.#history.remember(said, answer, timings);
    this.#state("speaking");
    for (const clause of answer.spoken.split(/(?<=[.;])\s/)) {
      if (!this.#runs(turn)) return;
      this.#send(turn, { event: "speaking", clause });
      await world.wait(300 + clause.length * 32);
    }
    if (!this.#runs(turn)) return;
    this.#send(turn, { event: "done", timings });
    this.#turn = null;
    this.#state("idle");
  }

  async #say(): Promise<void> {
    this.#state("speaking");
    await this.#world.wait(1500);
    if (this.#turn === null) this.#state("idle");
  }

  methods(): Pick<Methods, Names> {
    return {
      ask: async (text) => {
        const turn = this.#begin();
        void this.#answer(turn, text, "typed", null);
        return turn;
      },
      talkPress: async () => {
        void this.#press();
        return null;
      },
      talkRelease: async () => {
        this.#release();
        return null;
      },
      talkToggle: async () => {
        if (this.#listening()) this.#release();
        else void this.#press();
        return null;
      },
      cancel: async () => {
        this.#stop();
        if (this.#talk !== "idle") this.#state("idle");
        return null;
      },
      sayAgain: async () => {
        void this.#say();
        return null;
      },
      pendingRecordings: async () => this.#recordings.map(({ id, at, seconds }) => ({ id, at, seconds })),
      retryRecording: async (id) => {
        const recording = this.#recordings.find((each) => each.id === id);
        this.#recordings = this.#recordings.filter((each) => each.id !== id);
        this.#world.changed("recordings");
        const turn = this.#begin();
        void this.#answer(turn, recording?.said ?? "", "whisper:base-q8_0", 0.9);
        return turn;
      },
      discardRecording: async (id) => {
        this.#recordings = this.#recordings.filter((each) => each.id !== id);
        this.#world.changed("recordings");
        return null;
      },
    };
  }
}

import type { Methods } from "../backend";
import { type Model, SECRETS, type SecretName, type Settings } from "../wire";
import type { World } from "./world";
import { problem } from "./world";

type Names =
  | "settings" | "updateSettings" | "setHotkey" | "devices" | "startMicrophoneTest" | "stopMicrophoneTest" | "testSpeaker" | "voices"
  | "models" | "downloadModel" | "pauseModel" | "removeModel" | "secrets" | "setSecret" | "forgetSecret" | "testLlm" | "testChannel"
  | "latency" | "diagnostics";

const DEFAULTS: Settings = {
  voice: "kokoro:pf_dora", speed: "1.0", recognizer: "whisper:base-q8_0", microphone: "", speaker: "", market: "live",
  keep_recordings: "false", hosted_turns: "false", time_zone: "", hotkey: "Ctrl+Shift+Space", hotkey_mode: "hold",
  "llm.mode": "auto", "llm.base_url": "https://api.openai.com/v1", "llm.model": "gpt-4o-mini", "llm.turn_limit_usd": "0.05", "llm.day_limit_usd": "1",
  theme: "system", language: "pt-BR", speak_alerts: "true", autostart: "false", start_hidden: "false",
  "notify.webhook_url": "", "notify.telegram_chat": "", "notify.email_to": "", "notify.smtp_host": "", "notify.smtp_port": "587", "notify.smtp_user": "",
};

function model(id: string, name: string, kind: Model["kind"], bytes: number, licence: string, more: Partial<Model> = {}): Model {
  return { id, name, kind, bytes, licence, state: "missing", done_bytes: 0, in_use: false, problem: null, ...more };
}

export class FakeSettings {
  readonly #world: World;
  readonly values: Settings = { ...DEFAULTS };
  readonly #secrets = new Map<SecretName, string>();
  #models: Model[];
  #testing = false;

  constructor(world: World) {
    this.#world = world;
    const first = world.options.firstUse;
    const base = first ? {} : ({ state: "ready", done_bytes: 81_768_585, in_use: true } as const);
    this.#models = [
      model("whisper-base-q8_0", "Whisper base, 8 bits", "recognition", 81_768_585, "MIT", base),
      model("whisper-tiny", "Whisper tiny", "recognition", 77_691_713, "MIT"),
      model("whisper-small-q8_0", "Whisper small, 8 bits", "recognition", 264_464_607, "MIT", { state: "paused", done_bytes: 96_400_000 }),
      model("kokoro-v1.0", "Kokoro, 82 M parâmetros", "synthesis", 92_361_000, "Apache-2.0", first ? {} : { state: "ready", done_bytes: 92_361_000, in_use: true }),
    ];
  }

  #model(id: string): Model {
    const found = this.#models.find((each) => each.id === id);
    if (!found) throw problem("unknown_model", "Esse modelo não existe.", "Escolha um da lista.");
    return found;
  }

  #set(id: string, patch: Partial<Model>): void {
    this.#models = this.#models.map((each) => (each.id === id ? { ...each, ...patch } : each));
    const { state, done_bytes, bytes, problem: fault } = this.#model(id);
    this.#world.emit({ type: "model", progress: { id, state, done_bytes, bytes, problem: fault } });
    this.#world.changed("models");
  }

  async #download(id: string): Promise<void> {
    this.#set(id, { state: "downloading", problem: null });
    while (this.#model(id).state === "downloading") {
      await this.#world.wait(400);
      const now = this.#model(id);
      if (now.state !== "downloading") return;
      const done = Math.min(now.bytes, now.done_bytes + Math.ceil(now.bytes / 24));
      if (this.#world.fails("download")) {
        this.#set(id, { state: "failed", problem: problem("download_failed", "A conexão caiu no meio.", "Toque em continuar: o que já veio não se perde.") });
        return;
      }
      this.#set(id, done === now.bytes ? { state: "ready", done_bytes: done, in_use: true } : { done_bytes: done });
    }
  }

  async #meter(): Promise<void> {
    this.#testing = true;
    while (this.#testing) {
      this.#world.emit({ type: "level", dbfs: -45 + 32 * this.#world.random.next() });
      await this.#world.wait(90);
    }
    this.#world.emit({ type: "level", dbfs: -100 });
  }

  methods(): Pick<Methods, Names> {
    const world = this.#world;
    return {
      settings: async () => ({ ...this.values }),
      updateSettings: async (patch) => {
        for (const [name, value] of Object.entries(patch)) {
          if (!(name in DEFAULTS)) throw problem("unknown_setting", `Não existe o ajuste ${name}.`, "");
          if (name === "llm.base_url" && !/^https?:\/\//.test(value)) {
            throw problem("invalid_setting", "O endereço precisa começar com http:// ou https://.", "Corrija o endereço.");
          }
        }
        Object.assign(this.values, patch);
        world.changed("settings");
        return null;
      },
      setHotkey: async (keys) => {
        if (keys === "Ctrl+Shift+A") throw problem("hotkey_taken", "Outro programa já usa Ctrl+Shift+A.", "Escolha outra combinação.");
        this.values["hotkey"] = keys;
        world.changed("settings");
        return null;
      },
      devices: async () => ({
        microphones: [{ name: "Microfone interno", description: "Microfone interno", is_default: true }, { name: "Fone USB", description: "Fone USB", is_default: false }],
        speakers: [{ name: "Alto-falantes", description: "Alto-falantes", is_default: true }, { name: "Fone USB", description: "Fone USB", is_default: false }],
      }),
      startMicrophoneTest: async () => {
        if (!this.#testing) void this.#meter();
        return null;
      },
      stopMicrophoneTest: async () => {
        this.#testing = false;
        return null;
      },
      testSpeaker: async () => {
        await world.wait(600);
        return null;
      },
      voices: async () => [
        { id: "kokoro:pf_dora", name: "Dora", engine: "Kokoro", local: true, needs_key: false },
        { id: "kokoro:pm_alex", name: "Alex", engine: "Kokoro", local: true, needs_key: false },
        { id: "kokoro:pm_santa", name: "Santa", engine: "Kokoro", local: true, needs_key: false },
        { id: "system", name: "Voz do sistema", engine: "espeak-ng", local: true, needs_key: false },
        { id: "openai:alloy", name: "Alloy", engine: "OpenAI", local: false, needs_key: true },
        { id: "elevenlabs:rachel", name: "Rachel", engine: "ElevenLabs", local: false, needs_key: true },
        { id: "alfa", name: "ALFA na nuvem", engine: "conta da ALFA", local: false, needs_key: false },
      ],
      models: async () => this.#models,
      downloadModel: async (id) => {
        if (this.#model(id).state !== "downloading") void this.#download(id);
        return null;
      },
      pauseModel: async (id) => {
        this.#set(id, { state: "paused" });
        return null;
      },
      removeModel: async (id) => {
        this.#set(id, { state: "missing", done_bytes: 0, in_use: false });
        return null;
      },
      secrets: async () => SECRETS.map((name) => ({ name, set: this.#secrets.has(name), kept: this.#secrets.has(name) ? "system" : null })),
      setSecret: async (name, value) => {
        if (value.trim() === "") throw problem("secret_empty", "A chave está vazia.", "Cole a chave inteira.");
        this.#secrets.set(name, value);
        world.changed("settings");
        return null;
      },
      forgetSecret: async (name) => {
        this.#secrets.delete(name);
        world.changed("settings");
        return null;
      },
      testLlm: async () => {
        await world.wait(500);
        if (!this.#secrets.has("llm") && !this.#secrets.has("openai")) {
          throw problem("llm_no_key", "Falta a chave do modelo de linguagem.", "Cole a chave acima e tente de novo.");
        }
        return { model: this.values["llm.model"] ?? "", millis: 843 };
      },
      testChannel: async (channel) => {
        await world.wait(300);
        if (channel === "webhook" && this.values["notify.webhook_url"] === "") {
          throw problem("webhook_missing", "Falta o endereço do webhook.", "Preencha o endereço e tente de novo.");
        }
        return null;
      },
      latency: async () => [
        { stage: "recognise", count: 48, p50_ms: 142, p95_ms: 231 },
        { stage: "understand", count: 61, p50_ms: 1.2, p95_ms: 2.4 },
        { stage: "tools", count: 61, p50_ms: 18, p95_ms: 410 },
        { stage: "answer", count: 61, p50_ms: 0.9, p95_ms: 1.8 },
        { stage: "first_audio", count: 48, p50_ms: 233, p95_ms: 640 },
        { stage: "total", count: 61, p50_ms: 281, p95_ms: 1180 },
      ],
      diagnostics: async () =>
        ["ALFA 0.1.0 (simulação)", "Sistema: navegador", "Atalho: Ctrl+Shift+Space, pronto", "Chave openai: ausente", "Mercado: simulado", "Banco de dados: em memória"].join("\n"),
    };
  }
}

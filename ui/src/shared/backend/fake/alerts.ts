import { fromText, thresholdOf } from "@shared/alert/condition";
import { compare } from "@shared/format/decimal";
import { money } from "@shared/format/money";
import type { Methods } from "../backend";
import type { Alert, AlertDraft, AlertRow, Firing, ScheduleRow } from "../wire";
import { coinName } from "./coins";
import type { World } from "./world";
import { problem } from "./world";

type Names =
  | "alerts" | "saveAlert" | "deleteAlert" | "pauseAlert" | "pauseAll" | "testAlert" | "firings" | "snoozeFiring" | "sayFiring"
  | "schedules" | "deleteSchedule";

const HOUR = 3_600_000;

/** The condition in Portuguese, as the program below would say it. */
export function sentenceOf(alert: Pick<Alert, "coin" | "quote" | "condition" | "window">): string {
  const form = fromText(alert.condition);
  const name = coinName(alert.coin);
  const price = form.value ? money(form.value, alert.quote, "pt-BR") : "";
  const value = form.value.replace(".", ",");
  const words: Record<typeof form.kind, string> = {
    price_up: `${name} passar de ${price}`,
    price_down: `${name} cair abaixo de ${price}`,
    price_reaches: `${name} chegar a ${price}`,
    percent_up: `${name} subir ${value}% em ${alert.window}`,
    percent_down: `${name} cair ${value}% em ${alert.window}`,
    percent_any: `${name} variar ${value}% em ${alert.window}`,
    rsi_above: `RSI(${form.period}) de ${name} passar de ${value}, em candles de ${alert.window}`,
    rsi_below: `RSI(${form.period}) de ${name} cair abaixo de ${value}, em candles de ${alert.window}`,
    averages_up: `Média de ${form.period} de ${name} cruzar para cima a de ${form.slowPeriod}`,
    averages_down: `Média de ${form.period} de ${name} cruzar para baixo a de ${form.slowPeriod}`,
    macd_up: `MACD de ${name} cruzar o sinal para cima`,
    macd_down: `MACD de ${name} cruzar o sinal para baixo`,
    volume: `Volume de ${name} chegar a ${value} vezes o normal`,
    new_high: `${name} fazer nova máxima de ${alert.window}`,
    new_low: `${name} fazer nova mínima de ${alert.window}`,
    other: `${name}: ${form.other}`,
  };
  return words[form.kind] + (form.repeat ? ", sempre que acontecer" : "");
}

/** Alerts of the simulation, watched against its walking prices. */
export class FakeAlerts {
  readonly #world: World;
  #alerts: Alert[] = [];
  /** Those that stay on this computer. */
  readonly #local = new Set<string>();
  #firings: Firing[] = [];
  #schedules: ScheduleRow[] = [];
  /** By alert: the price at the tick before. */
  readonly #before = new Map<string, string>();

  constructor(world: World) {
    this.#world = world;
    if (!world.options.empty) this.#fill();
  }

  #fill(): void {
    const { random } = this.#world;
    const alert = (coin: string, condition: string, more: Partial<Alert> = {}): Alert => ({
      id: random.uuid(), version: 1, coin, quote: "BRL", condition, window: null, cooldown_s: 0, hysteresis_pct: "0.2",
      channels: ["tray", "voice"], state: "active", said: "", created_at: this.#world.before(30 * HOUR), ...more,
    });
    this.#alerts = [
      alert("BTC", "price crosses_up 525000", { said: "me avise quando o bitcoin passar de 525 mil" }),
      alert("ETH", "price crosses_down 18000; repeat", { cooldown_s: 3600, channels: ["tray", "email"] }),
      alert("SOL", "rsi(14) crosses_up 70; repeat; until 2027-03-31", { window: "4h", cooldown_s: 14_400 }),
      alert("DOGE", "pct >= 5", { window: "24h", state: "fired" }),
      alert("BTC", "sma(50) crosses_up sma(200)", { window: "1d", state: "paused" }),
    ];
    const [btc, , , doge] = this.#alerts;
    if (!btc || !doge) return;
    this.#firings = [
      this.#firing(doge, "1.0894", this.#world.before(2 * HOUR), false, "Dogecoin subiu 5,02% em 24h."),
      this.#firing(btc, "510220.10", this.#world.before(9 * HOUR), true, "Bitcoin passou de R$ 510.000,00."),
    ];
    this.#schedules = [
      { id: random.uuid(), sentence: "Todo dia às 8h, o preço do Bitcoin e do Ethereum", time: "every day 08:00", coins: ["BTC", "ETH"], next_at: this.#world.nextHour(8) },
    ];
  }

  #firing(alert: Alert, price: string, at: string, late: boolean, sentence: string): Firing {
    const told = late ? new Date(Date.parse(at) + 2 * HOUR).toISOString() : at;
    return {
      id: this.#world.random.uuid(), alert: alert.id, coin: alert.coin, sentence, at, told_at: told, late,
      price: { name: `price ${alert.coin}/${alert.quote}`, value: price, unit: alert.quote, source: this.#world.market.source(alert.coin, alert.quote), at },
      channels: alert.channels.map((channel) => ({
        channel,
        state: channel === "email" ? "failed" : "sent",
        problem: channel === "email" ? problem("smtp_refused", "O servidor de e-mail recusou a senha.", "Confira em Ajustes, Avisos.") : null,
      })),
    };
  }

  list(): Alert[] {
    return this.#alerts;
  }

  async save({ leaves_device, ...draft }: AlertDraft, said: string): Promise<Alert> {
    if (!this.#world.market.has(draft.coin)) throw problem("unknown_coin", `Não conheço a moeda ${draft.coin}.`, "Confira o código da moeda.");
    const old = this.#alerts.find((alert) => alert.id === draft.id);
    const alert: Alert = {
      ...draft,
      id: old?.id ?? this.#world.random.uuid(),
      version: (old?.version ?? 0) + 1,
      state: "active",
      said: old?.said ?? said,
      created_at: old?.created_at ?? this.#world.before(0),
    };
    this.#alerts = old ? this.#alerts.map((each) => (each.id === old.id ? alert : each)) : [alert, ...this.#alerts];
    if (leaves_device === false) this.#local.add(alert.id);
    if (leaves_device === true) this.#local.delete(alert.id);
    this.#before.delete(alert.id);
    this.#world.changed("alerts");
    return alert;
  }

  /** Looks at the prices after a step of the market. */
  watch(): void {
    for (const alert of this.#alerts) {
      const threshold = thresholdOf(alert.condition);
      const now = this.#world.market.quote(alert.coin, alert.quote)?.price;
      if (alert.state !== "active" || threshold === null || now === undefined) continue;
      const before = this.#before.get(alert.id);
      this.#before.set(alert.id, now);
      if (before === undefined) continue;
      const { kind, repeat } = fromText(alert.condition);
      const up = compare(before, threshold) < 0 && compare(now, threshold) >= 0 && kind !== "price_down";
      const down = compare(before, threshold) > 0 && compare(now, threshold) <= 0 && kind !== "price_up";
      if (!up && !down) continue;
      if (!repeat) this.#set(alert.id, { state: "fired" });
      const words = `${coinName(alert.coin)} ${up ? "passou de" : "caiu abaixo de"} ${money(threshold, alert.quote, "pt-BR")}.`;
      const firing = this.#firing(alert, now, this.#world.before(0), false, words);
      this.#firings = [firing, ...this.#firings];
      this.#world.emit({ type: "firing", firing });
      this.#world.changed("alerts");
    }
  }

  #set(id: string, patch: Partial<Alert>): void {
    this.#alerts = this.#alerts.map((alert) => (alert.id === id ? { ...alert, ...patch } : alert));
  }

  #known(id: string): Alert {
    const alert = this.#alerts.find((each) => each.id === id);
    if (!alert) throw problem("not_found", "Esse alerta não existe mais.", "Atualize a lista.");
    return alert;
  }

  methods(): Pick<Methods, Names> {
    const world = this.#world;
    return {
      alerts: async () =>
        this.#alerts.map((alert): AlertRow => ({
          alert,
          sentence: sentenceOf(alert),
          threshold: thresholdOf(alert.condition),
          price: world.market.quote(alert.coin, alert.quote)?.price ?? null,
          leaves_device: !this.#local.has(alert.id),
        })),
      saveAlert: (draft) => this.save(draft, ""),
      deleteAlert: async (id) => {
        this.#known(id);
        this.#alerts = this.#alerts.filter((alert) => alert.id !== id);
        world.changed("alerts");
        return null;
      },
      pauseAlert: async (id, paused) => {
        this.#known(id);
        this.#set(id, { state: paused ? "paused" : "active" });
        this.#before.delete(id);
        world.changed("alerts");
        return null;
      },
      pauseAll: async (paused) => {
        this.#alerts = this.#alerts.map((alert) =>
          alert.state === (paused ? "active" : "paused") ? { ...alert, state: paused ? "paused" : "active" } : alert,
        );
        world.changed("alerts");
        return null;
      },
      testAlert: async (id) => {
        const alert = this.#known(id);
        const price = world.market.quote(alert.coin, alert.quote)?.price ?? "0";
        world.emit({ type: "firing", firing: this.#firing(alert, price, world.before(0), false, `Teste: ${sentenceOf(alert)}.`) });
        return null;
      },
      firings: async (offset, limit) => this.#firings.slice(offset, offset + limit),
      snoozeFiring: async () => null,
      sayFiring: async () => null,
      schedules: async () => this.#schedules,
      deleteSchedule: async (id) => {
        this.#schedules = this.#schedules.filter((schedule) => schedule.id !== id);
        world.changed("schedules");
        return null;
      },
    };
  }
}

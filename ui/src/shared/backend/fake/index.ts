import type { Backend, Methods } from "../backend";
import { METHOD_NAMES, type MethodName, commandName } from "../methods";
import { FakeAccount } from "./account";
import { FakeAlerts } from "./alerts";
import { FakeHistory } from "./history";
import { type FakeOptions, optionsFrom } from "./options";
import { FakePanel } from "./panel";
import { FakeSettings } from "./settings";
import { FakeTalk } from "./talk";
import { World, problem } from "./world";

/** What a test may do to the simulation from outside. */
export interface FakeControls {
  movePrice(coin: string, price: string): void;
  /** Calls so far, by command name, with their arguments. */
  calls: { name: string; values: unknown[] }[];
  stop(): void;
}

const TICK_MS = 900;

/** The whole program below the window, simulated in memory. */
export function fakeBackend(options: FakeOptions): Backend & { controls: FakeControls } {
  const world = new World(options);
  const account = new FakeAccount(world);
  const alerts = new FakeAlerts(world);
  const history = new FakeHistory(world);
  const panel = new FakePanel(world);
  const settings = new FakeSettings(world);
  const talk = new FakeTalk(world, alerts, history);
  let firstUse = options.firstUse;

  const methods: Methods = {
    ...account.methods(),
    ...alerts.methods(),
    ...history.methods(),
    ...panel.methods(),
    ...settings.methods(),
    ...talk.methods(),
    status: async () => ({
      version: "0.1.0",
      first_use: firstUse,
      simulated_market: true,
      hotkey: settings.values["hotkey"] ?? "",
      hotkey_state: options.hotkeyTaken ? "taken" : "ready",
      hotkey_way: "x11",
      hotkey_message: options.hotkeyTaken ? "Outro programa já usa este atalho. Escolha outro em Ajustes." : null,
      talk: talk.talk,
      notices: [],
      crash_log: options.crashed ? "/home/voce/.local/share/alfa/queda.log" : null,
      pending_recordings: talk.pending,
      keyring: options.noKeyring ? "memory" : "system",
      open: null,
    }),
    finishFirstUse: async () => {
      firstUse = false;
      return null;
    },
    openLink: async () => null,
  };

  const publish = () => {
    alerts.watch();
    const coins = new Set([...panel.watched, ...alerts.list().map((alert) => alert.coin)]);
    const quotes = [...coins].flatMap((coin) => ["BRL", "USD"].flatMap((currency) => world.market.quote(coin, currency) ?? []));
    world.emit({ type: "quotes", quotes });
  };
  const ticking = setInterval(() => {
    world.market.step(world.now());
    publish();
  }, TICK_MS);

  const controls: FakeControls = {
    calls: [],
    movePrice: (coin, price) => {
      alerts.watch();
      world.market.move(coin, price, world.now());
      publish();
    },
    stop: () => clearInterval(ticking),
  };

  const guarded = Object.fromEntries(
    METHOD_NAMES.map((method: MethodName) => [
      method,
      async (...values: unknown[]) => {
        const name = commandName(method);
        controls.calls.push({ name, values });
        await world.wait(30);
        if (world.fails(name)) throw problem("simulated_failure", "Isso falhou de propósito nesta simulação.", "Tente de novo.");
        return (methods[method] as (...all: unknown[]) => Promise<unknown>)(...values);
      },
    ]),
  ) as unknown as Methods;
  return { ...guarded, subscribe: (on) => world.subscribe(on), controls };
}

export function fakeBackendFromAddress(search: string): Backend {
  const backend = fakeBackend(optionsFrom(search));
  (window as unknown as { alfaFake: FakeControls & { backend: Backend } }).alfaFake = { ...backend.controls, backend };
  return backend;
}

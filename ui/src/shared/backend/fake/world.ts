import type { AppEvent, Problem, Subject } from "../wire";
import { Market } from "./market";
import type { FakeOptions } from "./options";
import { Random } from "./random";

/** What all parts of the simulation share. */
export class World {
  readonly random: Random;
  readonly market: Market;
  readonly options: FakeOptions;
  readonly #listeners = new Set<(event: AppEvent) => void>();

  constructor(options: FakeOptions) {
    this.options = options;
    this.random = new Random(options.seed);
    this.market = new Market(options.seed, Date.now());
  }

  now(): number {
    return Date.now();
  }

  /** The moment so many milliseconds ago. */
  before(millis: number): string {
    return new Date(this.now() - millis).toISOString();
  }

  /** The next time it is this full hour on this computer. */
  nextHour(hour: number): string {
    const at = new Date(this.now());
    at.setHours(hour, 0, 0, 0);
    if (at.getTime() <= this.now()) at.setDate(at.getDate() + 1);
    return at.toISOString();
  }

  emit(event: AppEvent): void {
    for (const listener of this.#listeners) listener(event);
  }

  changed(...what: Subject[]): void {
    this.emit({ type: "changed", what });
  }

  subscribe(on: (event: AppEvent) => void): () => void {
    this.#listeners.add(on);
    return () => this.#listeners.delete(on);
  }

  /** Milliseconds of the simulation, shorter when it is fast. */
  millis(millis: number): number {
    return this.options.fast ? millis / 20 : millis;
  }

  wait(millis: number): Promise<void> {
    return new Promise((resolve) => setTimeout(resolve, this.millis(millis)));
  }

  /** Whether this must fail now, as the address asks. */
  fails(name: string): boolean {
    const left = this.options.failures.get(name) ?? 0;
    if (left <= 0) return false;
    this.options.failures.set(name, left - 1);
    return true;
  }
}

export const problem = (code: string, message: string, action: string): Problem => ({ code, message, action });

export const NO_NETWORK = problem("market_unavailable", "As fontes de preço não responderam.", "Veja sua conexão e tente de novo.");

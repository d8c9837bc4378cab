import type { Candle, Candles, Currency, Fact, Quote, Ticker, Timeframe } from "../wire";
import { COINS, DOLLAR } from "./coins";
import { Random, seedOf } from "./random";

export const TIMEFRAME_MS: Record<Timeframe, number> = {
  "1m": 60_000,
  "5m": 300_000,
  "15m": 900_000,
  "1h": 3_600_000,
  "4h": 14_400_000,
  "1d": 86_400_000,
  "1w": 604_800_000,
  "1mo": 2_592_000_000,
};

const CANDLES = 240;

interface State {
  price: number;
  open: number;
  high: number;
  low: number;
  at: number;
}

/** A market that walks: prices in reais, moved by a seeded generator. Everything it says is marked "Simulado". */
export class Market {
  readonly #random: Random;
  readonly #coins = new Map<Ticker, State>();
  readonly #candles = new Map<string, number[][]>();

  constructor(seed: number, now: number) {
    this.#random = new Random(seed);
    for (const [ticker, , price, change] of COINS) {
      const open = price / (1 + change / 100);
      this.#coins.set(ticker, { price, open, high: Math.max(price, open) * 1.008, low: Math.min(price, open) * 0.993, at: now });
    }
  }

  get tickers(): Ticker[] {
    return [...this.#coins.keys()];
  }

  has(coin: Ticker): boolean {
    return this.#coins.has(coin);
  }

  /** Moves some prices and names the coins that moved. */
  step(now: number): Ticker[] {
    const moved: Ticker[] = [];
    for (const [ticker, state] of this.#coins) {
      if (this.#random.next() < 0.45) continue;
      this.#set(state, state.price * (1 + this.#random.normal() * 0.0004), now);
      moved.push(ticker);
    }
    return moved;
  }

  /** Puts a price where a test wants it. */
  move(coin: Ticker, price: string, now: number): void {
    const state = this.#coins.get(coin);
    if (state) this.#set(state, Number(price), now);
  }

  #set(state: State, price: number, now: number): void {
    state.price = price;
    state.high = Math.max(state.high, price);
    state.low = Math.min(state.low, price);
    state.at = now;
  }

  number(coin: Ticker, currency: Currency): number {
    const price = this.#coins.get(coin)?.price ?? 0;
    if (currency === "USD") return price / DOLLAR;
    if (currency === "BRL") return price;
    return price / (this.#coins.get(currency)?.price ?? 1);
  }

  quote(coin: Ticker, currency: Currency): Quote | null {
    const state = this.#coins.get(coin);
    if (!state) return null;
    const rate = state.price === 0 ? 1 : this.number(coin, currency) / state.price;
    return {
      coin,
      currency,
      price: digits(state.price * rate),
      change_24h: ((state.price / state.open - 1) * 100).toFixed(2),
      high_24h: digits(state.high * rate),
      low_24h: digits(state.low * rate),
      volume_24h: (state.price * rate * (900 + (seedOf(coin) % 4000))).toFixed(2),
      source: this.source(coin, currency),
      at: new Date(state.at).toISOString(),
    };
  }

  source(coin: Ticker, currency: Currency): string {
    return `Simulado ${coin}${currency === "USD" ? "USDT" : currency}`;
  }

  priceFact(coin: Ticker, currency: Currency): Fact {
    const quote = this.quote(coin, currency);
    return {
      name: `price ${coin}/${currency}`,
      value: quote?.price ?? "0",
      unit: currency,
      source: this.source(coin, currency),
      at: quote?.at ?? new Date(0).toISOString(),
    };
  }

  candles(coin: Ticker, currency: Currency, timeframe: Timeframe, now: number): Candles {
    const step = TIMEFRAME_MS[timeframe];
    const rate = this.number(coin, currency);
    const shape = this.#shape(coin, timeframe);
    const last = Math.floor(now / step) * step;
    const candles = shape.map(([open = 1, high = 1, low = 1, close = 1, volume = 0], i): Candle => ({
      open_at: new Date(last - (shape.length - 1 - i) * step).toISOString(),
      open: digits(open * rate),
      high: digits(high * rate),
      low: digits(low * rate),
      close: digits(close * rate),
      volume: volume.toFixed(4),
    }));
    return { candles, source: this.source(coin, currency), at: new Date(now).toISOString() };
  }

  /** The last 24 hours in 96 prices, from the price of a day ago to the one now. */
  day(coin: Ticker, currency: Currency, now: number): string[] {
    const closes = this.candles(coin, currency, "15m", now).candles.slice(-96).map((candle) => Number(candle.close));
    const state = this.#coins.get(coin);
    const wanted = state ? state.open / state.price : 1;
    const first = (closes[0] ?? 1) / (closes.at(-1) ?? 1);
    return closes.map((close, i) => digits(close * (1 + (wanted / first - 1) * (1 - i / (closes.length - 1)))));
  }

  /** Candles relative to the price now, made backwards from it. */
  #shape(coin: Ticker, timeframe: Timeframe): number[][] {
    const key = `${coin} ${timeframe}`;
    const known = this.#candles.get(key);
    if (known) return known;
    const random = new Random(seedOf(key));
    const swing = 0.0011 * Math.sqrt(TIMEFRAME_MS[timeframe] / 60_000);
    const bounded = Math.min(swing, 0.08);
    const shape: number[][] = [];
    let close = 1;
    for (let i = 0; i < CANDLES; i++) {
      const open = close * (1 + random.normal() * bounded * 0.7 + Math.sin(i / 23) * bounded * 0.12);
      const high = Math.max(open, close) * (1 + random.next() * bounded * 0.5);
      const low = Math.min(open, close) * (1 - random.next() * bounded * 0.5);
      shape.unshift([open, high, low, close, 20 + random.next() * 180]);
      close = open;
    }
    this.#candles.set(key, shape);
    return shape;
  }
}

/** A price with the digits an exchange would give. */
export function digits(price: number): string {
  return price >= 1 ? price.toFixed(2) : price >= 0.01 ? price.toFixed(4) : price.toFixed(8);
}

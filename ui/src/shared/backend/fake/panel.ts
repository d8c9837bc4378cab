import { add, compare, divide, multiply, subtract } from "@shared/format/decimal";
import { parseTyped } from "@shared/format/money";
import type { Methods } from "../backend";
import type { Fact, NewTrade, Position, Quote, Trade, WatchedCoin } from "../wire";
import { COINS, coinName } from "./coins";
import { indicatorLines } from "./indicators";
import type { World } from "./world";
import { problem } from "./world";

type Names =
  | "watchlist" | "watch" | "unwatch" | "findCoins" | "candles" | "indicatorLines" | "overview"
  | "portfolio" | "trades" | "addTrade" | "deleteTrade" | "importTrades";

export class FakePanel {
  readonly #world: World;
  watched: string[];
  #trades: Trade[] = [];

  constructor(world: World) {
    this.#world = world;
    this.watched = world.options.empty ? [] : ["BTC", "ETH", "SOL", "ADA", "SHIB"];
    if (!world.options.empty) {
      const day = 86_400_000;
      this.#add({ side: "buy", coin: "BTC", amount: "0.0525", price: "431200.00", currency: "BRL", at: world.before(210 * day) });
      this.#add({ side: "buy", coin: "ETH", amount: "1.2", price: "20110.40", currency: "BRL", at: world.before(95 * day) });
      this.#add({ side: "buy", coin: "SOL", amount: "14", price: "812.15", currency: "BRL", at: world.before(40 * day) });
    }
  }

  #add(trade: NewTrade): Trade {
    const kept: Trade = { ...trade, id: this.#world.random.uuid(), price_source: "Você" };
    this.#trades.push(kept);
    return kept;
  }

  #positions(currency: string): Position[] {
    const { market } = this.#world;
    const held = new Map<string, { amount: string; cost: string }>();
    for (const trade of this.#trades) {
      const now = held.get(trade.coin) ?? { amount: "0", cost: "0" };
      if (trade.side === "buy") {
        held.set(trade.coin, { amount: add(now.amount, trade.amount), cost: add(now.cost, multiply(trade.amount, trade.price)) });
      } else {
        const sold = compare(trade.amount, now.amount) > 0 ? now.amount : trade.amount;
        const left = subtract(now.amount, sold);
        held.set(trade.coin, { amount: left, cost: multiply(left, divide(now.cost, now.amount, 8)) });
      }
    }
    return [...held].filter(([, { amount }]) => compare(amount, "0") > 0).map(([coin, { amount, cost }]) => {
      const price = market.quote(coin, currency)?.price ?? "0";
      const paid = currency === "BRL" ? cost : divide(cost, "5.4068", 8);
      const value = multiply(amount, price);
      const profit = subtract(value, paid);
      return {
        coin, name: coinName(coin), amount, price, value, profit,
        average_price: divide(paid, amount, 2),
        profit_pct: divide(multiply(profit, "100"), paid, 2),
        source: market.source(coin, currency),
        at: market.quote(coin, currency)?.at ?? this.#world.before(0),
      };
    });
  }

  #known(coin: string): void {
    if (!this.#world.market.has(coin)) throw problem("unknown_coin", `Não conheço a moeda ${coin}.`, "Confira o código da moeda.");
  }

  #import(csv: string): { added: number; skipped: number; problems: string[] } {
    const problems: string[] = [];
    let [added, skipped] = [0, 0];
    const lines = csv.split(/\r?\n/).filter((line) => line.trim() !== "");
    for (const [i, line] of lines.entries()) {
      const [date = "", side = "", coin = "", amount = "", price = ""] = line.split(/[;\t]|,(?=\S*[A-Za-z-])/).map((cell) => cell.trim());
      if (i === 0 && Number.isNaN(Date.parse(date))) continue;
      const [units, cost] = [parseTyped(amount), parseTyped(price)];
      if (units === null || cost === null || !this.#world.market.has(coin.toUpperCase()) || Number.isNaN(Date.parse(date))) {
        skipped++;
        problems.push(`Linha ${i + 1}: não entendi "${line}".`);
        continue;
      }
      this.#add({ side: /^(v|s)/i.test(side) ? "sell" : "buy", coin: coin.toUpperCase(), amount: units, price: cost, currency: "BRL", at: new Date(date).toISOString() });
      added++;
    }
    return { added, skipped, problems };
  }

  methods(): Pick<Methods, Names> {
    const world = this.#world;
    const { market } = world;
    return {
      watchlist: async (currency) =>
        this.watched.map((coin): WatchedCoin => ({
          coin, name: coinName(coin), quote: market.quote(coin, currency), problem: null,
          spark: market.day(coin, currency, world.now()),
        })),
      watch: async (coin) => {
        this.#known(coin);
        if (!this.watched.includes(coin)) this.watched = [...this.watched, coin];
        world.changed("watchlist");
        return null;
      },
      unwatch: async (coin) => {
        this.watched = this.watched.filter((each) => each !== coin);
        world.changed("watchlist");
        return null;
      },
      findCoins: async (text) => {
        const wanted = text.trim().toLowerCase();
        return COINS.filter(([ticker, name]) => ticker.toLowerCase().startsWith(wanted) || name.toLowerCase().includes(wanted))
          .slice(0, 8)
          .map(([ticker, name]) => ({ ticker, name }));
      },
      candles: async (coin, currency, timeframe) => {
        this.#known(coin);
        return market.candles(coin, currency, timeframe, world.now());
      },
      indicatorLines: async (coin, currency, timeframe, indicator) =>
        indicatorLines(indicator, market.candles(coin, currency, timeframe, world.now()).candles),
      overview: async (currency) => {
        const at = world.before(4000);
        const fact = (name: string, value: string, unit: string, source: string): Fact => ({ name, value, unit, source, at });
        const quotes = market.tickers.map((coin) => market.quote(coin, currency)).filter((quote): quote is Quote => quote !== null && quote.coin !== "USDT");
        quotes.sort((a, b) => compare(b.change_24h ?? "0", a.change_24h ?? "0"));
        return {
          facts: [
            fact("market_cap", currency === "USD" ? "3312480000000" : "17909920000000", currency, "Simulado global"),
            fact("volume_24h", currency === "USD" ? "141200000000" : "763440000000", currency, "Simulado global"),
            fact("dominance BTC", "56.8", "%", "Simulado global"),
            fact("fear_greed", "62", "points", "Simulado medo e ganância"),
          ],
          gainers: quotes.slice(0, 5),
          losers: quotes.slice(-5).reverse(),
        };
      },
      portfolio: async (currency) => {
        const positions = this.#positions(currency);
        const sum = (field: "value" | "profit") => positions.reduce((total, position) => add(total, position[field] ?? "0"), "0");
        const names = positions.map((position) => `price ${position.coin}/${currency}`);
        const at = positions[0]?.at ?? world.before(0);
        const base = { source: "Simulado", at, derived_from: names };
        const [value, profit] = [sum("value"), sum("profit")];
        return {
          positions,
          facts: positions.length === 0 ? [] : [
            { ...base, name: "portfolio value", value, unit: currency },
            { ...base, name: "portfolio profit", value: profit, unit: currency },
            { ...base, name: "portfolio profit %", value: divide(multiply(profit, "100"), subtract(value, profit), 2), unit: "%" },
          ],
        };
      },
      trades: async () => this.#trades.toSorted((a, b) => b.at.localeCompare(a.at)),
      addTrade: async (trade) => {
        this.#known(trade.coin);
        const kept = this.#add(trade);
        world.changed("portfolio");
        return kept;
      },
      deleteTrade: async (id) => {
        this.#trades = this.#trades.filter((trade) => trade.id !== id);
        world.changed("portfolio");
        return null;
      },
      importTrades: async (csv) => {
        const report = this.#import(csv);
        world.changed("portfolio");
        return report;
      },
    };
  }
}

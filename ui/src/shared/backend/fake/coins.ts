/** Coins of the simulation: ticker, name, price in reais to start from, change of the day in percent. */
export const COINS: readonly [string, string, number, number][] = [
  ["BTC", "Bitcoin", 512_340.55, 1.84],
  ["ETH", "Ethereum", 18_962.4, -0.72],
  ["SOL", "Solana", 1_042.87, 4.31],
  ["BNB", "BNB", 5_310.12, 0.42],
  ["XRP", "XRP", 12.48, -2.15],
  ["ADA", "Cardano", 3.2714, 2.9],
  ["DOGE", "Dogecoin", 1.0921, 7.45],
  ["AVAX", "Avalanche", 138.6, -3.27],
  ["LINK", "Chainlink", 97.35, 1.12],
  ["DOT", "Polkadot", 23.18, -1.05],
  ["LTC", "Litecoin", 561.9, 0.88],
  ["SHIB", "Shiba Inu", 0.00006731, -5.62],
  ["PEPE", "Pepe", 0.00005218, 9.14],
  ["UNI", "Uniswap", 52.71, -4.4],
  ["ATOM", "Cosmos", 25.06, 0.31],
  ["USDT", "Tether", 5.412, 0.04],
];

export const DOLLAR = 5.4068;

export function coinName(ticker: string): string {
  return COINS.find(([t]) => t === ticker)?.[1] ?? ticker;
}

/** "o Bitcoin", "a Solana". */
export function withArticle(ticker: string): string {
  return `${["SOL", "ADA", "AVAX", "LINK", "UNI"].includes(ticker) ? "a" : "o"} ${coinName(ticker)}`;
}

/** Coins that a text names, in the order of the text. */
export function coinsIn(text: string): string[] {
  const words = text.toLowerCase();
  const found: [number, string][] = [];
  for (const [ticker, name] of COINS) {
    const at = words.search(new RegExp(`(^|[^\\p{L}])(${name.toLowerCase()}|${ticker.toLowerCase()})([^\\p{L}]|$)`, "u"));
    if (at >= 0) found.push([at, ticker]);
  }
  return found.sort((a, b) => a[0] - b[0]).map(([, ticker]) => ticker);
}

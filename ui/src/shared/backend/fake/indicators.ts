import type { Candle, IndicatorLine, IndicatorLines } from "../wire";
import { digits } from "./market";

type Series = (number | null)[];

function sma(values: number[], n: number): Series {
  let sum = 0;
  return values.map((value, i) => {
    sum += value - (i >= n ? (values[i - n] ?? 0) : 0);
    return i >= n - 1 ? sum / n : null;
  });
}

function ema(values: number[], n: number): Series {
  const weight = 2 / (n + 1);
  let last: number | null = null;
  return values.map((value, i) => {
    if (i < n - 1) return null;
    last = last === null ? values.slice(0, n).reduce((a, b) => a + b, 0) / n : value * weight + last * (1 - weight);
    return last;
  });
}

function rsi(values: number[], n: number): Series {
  let gain = 0;
  let loss = 0;
  return values.map((value, i) => {
    if (i === 0) return null;
    const move = value - (values[i - 1] ?? value);
    const [up, down] = [Math.max(move, 0), Math.max(-move, 0)];
    if (i <= n) {
      gain += up / n;
      loss += down / n;
      if (i < n) return null;
    } else {
      gain = (gain * (n - 1) + up) / n;
      loss = (loss * (n - 1) + down) / n;
    }
    return loss === 0 ? 100 : 100 - 100 / (1 + gain / loss);
  });
}

/** The lines of "sma(20)", "ema(20)", "bbands(20,2)", "rsi(14)", "macd(12,26,9)" over candles. */
export function indicatorLines(indicator: string, candles: Candle[]): IndicatorLines {
  const [, name = "", list = ""] = /^(\w+)(?:\(([\d,]+)\))?$/.exec(indicator) ?? [];
  const [a = 20, b = 2, c = 9] = list.split(",").filter(Boolean).map(Number);
  const closes = candles.map((candle) => Number(candle.close));
  const line = (label: string, series: Series): IndicatorLine => ({
    name: label,
    points: candles.map((candle, i) => {
      const value = series[i] ?? null;
      return { at: candle.open_at, value: value === null ? null : Math.abs(value) >= 1 ? value.toFixed(2) : value < 0 ? `-${digits(-value)}` : digits(value) };
    }),
  });
  switch (name) {
    case "sma":
      return { indicator, lines: [line("sma", sma(closes, a))] };
    case "ema":
      return { indicator, lines: [line("ema", ema(closes, a))] };
    case "rsi":
      return { indicator, lines: [line("rsi", rsi(closes, a))] };
    case "bbands": {
      const middle = sma(closes, a);
      const spread = middle.map((mean, i) => {
        if (mean === null) return null;
        const part = closes.slice(i - a + 1, i + 1);
        return b * Math.sqrt(part.reduce((sum, value) => sum + (value - mean) ** 2, 0) / a);
      });
      const edge = (side: number) => middle.map((mean, i) => (mean === null ? null : mean + side * (spread[i] ?? 0)));
      return { indicator, lines: [line("upper", edge(1)), line("middle", middle), line("lower", edge(-1))] };
    }
    case "macd": {
      const fast = ema(closes, a);
      const slow = ema(closes, b);
      const macd = fast.map((value, i) => (value === null || slow[i] == null ? null : value - slow[i]));
      const first = macd.findIndex((value) => value !== null);
      const tail = ema(macd.slice(Math.max(first, 0)).map((value) => value ?? 0), c);
      const signal = macd.map((_, i) => (i < first ? null : (tail[i - first] ?? null)));
      const histogram = macd.map((value, i) => (value === null || signal[i] == null ? null : value - signal[i]));
      return { indicator, lines: [line("macd", macd), line("signal", signal), line("histogram", histogram)] };
    }
    default:
      return { indicator, lines: [] };
  }
}

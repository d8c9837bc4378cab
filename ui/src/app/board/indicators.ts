import { useQueries } from "@tanstack/react-query";
import { asProblem } from "@shared/backend/problem";
import type { IndicatorLines, Timeframe } from "@shared/backend/wire";
import { useBackend } from "../state/backend";

export const INDICATORS = ["sma(20)", "ema(50)", "bbands(20,2)", "rsi(14)", "macd(12,26,9)"] as const;
export type IndicatorName = (typeof INDICATORS)[number];

/** Indicators that have a pane of their own below the prices. */
export function hasOwnPane(indicator: string): boolean {
  return indicator.startsWith("rsi") || indicator.startsWith("macd");
}

/** The lines of the chosen indicators, and the first problem among them. */
export function useIndicators(coin: string, currency: string, timeframe: Timeframe, chosen: readonly IndicatorName[]) {
  const backend = useBackend();
  const results = useQueries({
    queries: chosen.map((indicator) => ({
      queryKey: ["indicator", coin, currency, timeframe, indicator],
      queryFn: () => backend.indicatorLines(coin, currency, timeframe, indicator),
      refetchInterval: 60_000,
    })),
  });
  const failed = results.find((result) => result.isError);
  return {
    lines: results.flatMap((result): IndicatorLines[] => (result.data ? [result.data] : [])),
    problem: failed ? asProblem(failed.error) : null,
    retry: () => void failed?.refetch(),
  };
}

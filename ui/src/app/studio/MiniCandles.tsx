import type { Candle, Fact, Timeframe } from "@shared/backend/wire";
import { toDraw } from "@shared/format/decimal";
import { money } from "@shared/format/money";
import { useLocale, useText } from "@shared/text";
import { Button } from "@shared/ui/Button";
import { Sourced } from "@shared/ui/figures";
import { useRoute } from "../state/route";

const WIDTH = 640;
const HEIGHT = 150;

/** Candles as one drawing, for a card; the panel has the chart one can work with. */
export function MiniCandles({ coin, currency, timeframe, candles, origin }: { coin: string; currency: string; timeframe: Timeframe; candles: Candle[]; origin: Fact | null }) {
  const t = useText();
  const locale = useLocale();
  const go = useRoute((state) => state.go);
  const shown = candles.slice(-90);
  const first = shown[0];
  const last = shown.at(-1);
  if (!first || !last) return null;
  const byHigh = shown.reduce((a, b) => (toDraw(b.high) > toDraw(a.high) ? b : a));
  const byLow = shown.reduce((a, b) => (toDraw(b.low) < toDraw(a.low) ? b : a));
  const [top, bottom] = [toDraw(byHigh.high), toDraw(byLow.low)];
  const y = (price: string) => 6 + (1 - (toDraw(price) - bottom) / (top - bottom || 1)) * (HEIGHT - 12);
  const step = WIDTH / shown.length;
  const said = [first.open, byHigh.high, byLow.low, last.close].map((price) => money(price, currency, locale));
  const summary = t.board.chartSummary(said[0] ?? "", said[1] ?? "", said[2] ?? "", said[3] ?? "");
  return (
    <figure className="card px-5 py-4" data-testid="card-chart">
      <figcaption className="mb-2 flex items-center justify-between gap-4 text-[0.87rem]">
        <span className="font-medium text-soft">{`${coin}/${currency} · ${t.board.timeframes[timeframe]}`}</span>
        <Button small look="quiet" icon="board" onClick={() => go("board", coin)}>{t.pages.board}</Button>
      </figcaption>
      <svg viewBox={`0 0 ${WIDTH} ${HEIGHT}`} className="w-full" role="img" aria-label={summary}>
        {shown.map((candle, i) => {
          const rising = toDraw(candle.close) >= toDraw(candle.open);
          const x = i * step + step / 2;
          const [from, to] = [y(rising ? candle.close : candle.open), y(rising ? candle.open : candle.close)];
          return (
            <g key={candle.open_at} className={rising ? "text-up" : "text-down"}>
              <line x1={x} x2={x} y1={y(candle.high)} y2={y(candle.low)} stroke="currentColor" strokeWidth="1" />
              <rect x={x - step * 0.32} width={step * 0.64} y={from} height={Math.max(1, to - from)} fill={rising ? "var(--surface)" : "currentColor"} stroke="currentColor" strokeWidth="1" />
            </g>
          );
        })}
      </svg>
      <p className="mt-1 text-[0.87rem] text-soft">
        {origin ? <Sourced origin={origin}>{summary}</Sourced> : summary}
      </p>
    </figure>
  );
}

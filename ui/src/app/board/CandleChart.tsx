import { useEffect, useRef, useState } from "react";
import type { AlertRow, Candle, IndicatorLines } from "@shared/backend/wire";
import { toDraw } from "@shared/format/decimal";
import { money } from "@shared/format/money";
import { useLanguage, useLocale, useText } from "@shared/text";
import { type Drawing, draw } from "./drawing";

interface Props {
  pair: string;
  currency: string;
  candles: Candle[];
  /** The price now: it moves the last candle. */
  price: string | null;
  indicators: IndicatorLines[];
  alerts: AlertRow[];
  onMove: (row: AlertRow, price: string) => void;
}

/** Candles that can be moved and zoomed, with alert lines that can be dragged. */
export function CandleChart({ pair, currency, candles, price, indicators, alerts, onMove }: Props) {
  const t = useText();
  const locale = useLocale();
  const timeZone = useLanguage((state) => state.timeZone);
  const holder = useRef<HTMLDivElement>(null);
  const [drawing, setDrawing] = useState<Drawing | null>(null);
  /** Changes whenever the chart has redrawn, so that the handles follow their lines. */
  const [, setRedrawn] = useState(0);
  const panes = indicators.filter(({ indicator }) => /^(rsi|macd)/.test(indicator)).length;

  useEffect(() => {
    if (!holder.current) return undefined;
    const made = draw(holder.current, currency, locale, timeZone, () => setRedrawn((n) => n + 1));
    setDrawing(made);
    const onTheme = new MutationObserver(() => made.recolour());
    onTheme.observe(document.documentElement, { attributes: true, attributeFilter: ["data-theme"] });
    return () => {
      onTheme.disconnect();
      setDrawing(null);
      made.remove();
    };
  }, [currency, locale, timeZone]);

  useEffect(() => drawing?.setCandles(candles), [drawing, candles]);
  useEffect(() => drawing?.setIndicators(indicators), [drawing, indicators]);
  useEffect(() => {
    if (price !== null) drawing?.setPrice(price);
  }, [drawing, price, candles]);
  useEffect(
    () => drawing?.setAlerts(alerts.flatMap(({ alert, threshold }) => (threshold === null ? [] : [{ id: alert.id, price: threshold }]))),
    [drawing, alerts],
  );

  const last = candles.at(-1);
  const summary = last ? t.board.chartSummary(...([last.open, last.high, last.low, last.close].map((value) => money(value, currency, locale)) as [string, string, string, string])) : "";
  return (
    <div className="relative">
      <div ref={holder} role="img" aria-label={`${t.board.chartOf(pair)}. ${summary}`} style={{ height: 380 + panes * 110 }} data-testid="chart" />
      {drawing && alerts.map((row) => <Handle key={row.alert.id} row={row} currency={currency} drawing={drawing} onMove={onMove} />)}
    </div>
  );
}

/** The strip over an alert's line by which the pointer drags it; the fields below the chart do the same for the keyboard. */
function Handle({ row, currency, drawing, onMove }: { row: AlertRow; currency: string; drawing: Drawing; onMove: Props["onMove"] }) {
  const t = useText();
  const locale = useLocale();
  const [dragged, setDragged] = useState<string | null>(null);
  const shown = dragged ?? row.threshold ?? "0";
  const y = drawing.yOf(toDraw(shown));
  if (y === null) return null;
  const finish = () => {
    if (dragged !== null) onMove(row, dragged);
    setDragged(null);
  };
  return (
    <div
      aria-hidden="true"
      data-testid="alert-handle"
      title={t.board.alertLine(money(shown, currency, locale))}
      style={{ top: y - 6, right: drawing.scaleWidth() }}
      className="absolute left-0 z-10 h-3 cursor-ns-resize touch-none"
      onPointerDown={(event) => {
        event.currentTarget.setPointerCapture(event.pointerId);
        setDragged(shown);
      }}
      onPointerMove={(event) => {
        if (dragged === null) return;
        const top = event.currentTarget.parentElement?.getBoundingClientRect().top ?? 0;
        const price = drawing.priceAt(event.clientY - top);
        if (price === null) return;
        setDragged(price);
        drawing.moveAlert(row.alert.id, price);
      }}
      onPointerUp={finish}
      onPointerCancel={() => {
        if (row.threshold !== null) drawing.moveAlert(row.alert.id, row.threshold);
        setDragged(null);
      }}
    >
      <span className="absolute top-[-5px] left-1 rounded-md bg-accent px-1.5 text-[0.75rem] leading-[1.35rem] font-semibold text-on-accent">{money(shown, currency, locale)}</span>
    </div>
  );
}

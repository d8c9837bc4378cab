import {
  CandlestickSeries,
  HistogramSeries,
  type IPriceLine,
  type ISeriesApi,
  LineSeries,
  type SeriesType,
  TickMarkType,
  type Time,
  type UTCTimestamp,
  createChart,
} from "lightweight-charts";
import type { Candle, IndicatorLines } from "@shared/backend/wire";
import { type Locale, toDraw } from "@shared/format/decimal";
import { money, pricePlaces } from "@shared/format/money";
import { axisOf } from "./axis";
import { hasOwnPane } from "./indicators";

/** A chart on the page, in the words of this window. Floats live here and nowhere else: they are coordinates. */
export interface Drawing {
  setCandles(candles: readonly Candle[]): void;
  /** Moves the last candle to this price. */
  setPrice(price: string): void;
  setIndicators(indicators: readonly IndicatorLines[]): void;
  setAlerts(alerts: readonly { id: string; price: string }[]): void;
  moveAlert(id: string, price: string): void;
  /** Pixels from the top; null outside of what is shown. */
  yOf(price: number): number | null;
  /** A decimal string with as many places as the price has. */
  priceAt(y: number): string | null;
  /** Pixels of the price scale at the right. */
  scaleWidth(): number;
  recolour(): void;
  remove(): void;
}

function colour(name: string): string {
  return getComputedStyle(document.documentElement).getPropertyValue(`--${name}`).trim();
}

const LINE_COLOURS: Record<string, string> = { sma: "link", ema: "soft", upper: "line-strong", middle: "line-strong", lower: "line-strong", rsi: "link", macd: "ink", signal: "link" };

/** What the chart writes at its edges. Its times are already what the user's clock shows (`axis.ts`), so they are read as UTC. */
function timeTexts(locale: Locale) {
  const language = locale === "en" ? "en-GB" : locale;
  const format = (options: Intl.DateTimeFormatOptions) => {
    const formatter = new Intl.DateTimeFormat(language, { ...options, timeZone: "UTC" });
    return (time: Time) => formatter.format(Number(time) * 1000);
  };
  const [year, month, date, clock] = [format({ year: "numeric" }), format({ month: "short" }), format({ day: "numeric", month: "short" }), format({ timeStyle: "short" })];
  const tick = (time: Time, kind: TickMarkType) =>
    kind === TickMarkType.Year ? year(time) : kind === TickMarkType.Month ? month(time) : kind === TickMarkType.DayOfMonth ? date(time) : clock(time);
  return { tick, cursor: format({ dateStyle: "short", timeStyle: "short" }) };
}

export function draw(holder: HTMLElement, currency: string, locale: Locale, timeZone: string | undefined, onRedraw: () => void): Drawing {
  let places = 2;
  let last: Candle | null = null;
  let fitted = false;
  let axis = new Map<string, UTCTimestamp>();
  const lines = new Map<string, IPriceLine>();
  let extra: ISeriesApi<SeriesType>[] = [];
  let shown: readonly IndicatorLines[] = [];

  const times = timeTexts(locale);
  const chart = createChart(holder, {
    autoSize: true,
    layout: { fontFamily: "Hanken Grotesk, sans-serif", fontSize: 12, attributionLogo: false, background: { color: "transparent" } },
    localization: { locale: locale === "en" ? "en-GB" : locale, timeFormatter: times.cursor, priceFormatter: (price: number) => money(price.toFixed(places), currency, locale).replace(/^\D+/, (sign) => (sign.startsWith("-") ? "-" : "")) },
    timeScale: { timeVisible: true, secondsVisible: false, rightOffset: 4, borderVisible: false, tickMarkFormatter: times.tick },
    rightPriceScale: { borderVisible: false },
    crosshair: { mode: 0 },
  });
  const candles = chart.addSeries(CandlestickSeries, { priceLineStyle: 2 });
  candles.attachPrimitive({ updateAllViews: () => requestAnimationFrame(onRedraw) });

  const applyColours = () => {
    const [up, down, line, soft] = ["up", "down", "line", "soft"].map(colour) as [string, string, string, string];
    chart.applyOptions({ layout: { textColor: soft, panes: { separatorColor: line } }, grid: { vertLines: { color: line }, horzLines: { color: line } } });
    // Rising candles are hollow, falling ones full: the colour is not the only difference.
    candles.applyOptions({ upColor: colour("surface"), borderUpColor: up, wickUpColor: up, downColor: down, borderDownColor: down, wickDownColor: down });
    for (const each of lines.values()) each.applyOptions({ color: colour("link") });
  };
  applyColours();

  const point = (candle: Candle) => ({ time: axis.get(candle.open_at) ?? (0 as UTCTimestamp), open: toDraw(candle.open), high: toDraw(candle.high), low: toDraw(candle.low), close: toDraw(candle.close) });

  const drawIndicators = () => {
    for (const series of extra) chart.removeSeries(series);
    extra = [];
    let pane = 1;
    for (const { indicator, lines: each } of shown) {
      const index = hasOwnPane(indicator) ? pane++ : 0;
      for (const line of each) {
        const common = { priceLineVisible: false, lastValueVisible: index > 0, crosshairMarkerVisible: false };
        const series: ISeriesApi<SeriesType> =
          line.name === "histogram"
            ? chart.addSeries(HistogramSeries, { ...common, color: colour("line-strong") }, index)
            : chart.addSeries(LineSeries, { ...common, color: colour(LINE_COLOURS[line.name] ?? "soft"), lineWidth: line.name === "middle" ? 1 : 2, lineStyle: line.name === "upper" || line.name === "lower" ? 2 : 0 }, index);
        series.setData(
          line.points.flatMap(({ at, value }) => {
            const time = axis.get(at);
            return value === null || time === undefined ? [] : [{ time, value: toDraw(value) }];
          }),
        );
        if (line.name === "rsi") for (const level of [30, 70]) series.createPriceLine({ price: level, color: colour("line-strong"), lineWidth: 1, lineStyle: 2, axisLabelVisible: false });
        extra.push(series);
      }
    }
    const panes = chart.panes();
    panes.forEach((each, i) => each.setStretchFactor(i === 0 ? 3.4 : 1));
  };

  return {
    setCandles(list) {
      last = list.at(-1) ?? null;
      axis = axisOf(list.map((candle) => candle.open_at), timeZone);
      if (last) {
        places = pricePlaces(last.close);
        candles.applyOptions({ priceFormat: { type: "price", precision: places, minMove: Number(`1e-${places}`) } });
      }
      candles.setData(list.map(point));
      drawIndicators();
      if (!fitted && list.length > 0) {
        fitted = true;
        chart.timeScale().setVisibleLogicalRange({ from: list.length - 110, to: list.length + 3 });
      }
    },
    setPrice(price) {
      if (!last) return;
      const before = point(last);
      const close = toDraw(price);
      candles.update({ ...before, close, high: Math.max(before.high, close), low: Math.min(before.low, close) });
    },
    setIndicators(indicators) {
      shown = indicators;
      drawIndicators();
    },
    setAlerts(alerts) {
      for (const [id, line] of lines) {
        if (alerts.some((alert) => alert.id === id)) continue;
        candles.removePriceLine(line);
        lines.delete(id);
      }
      for (const { id, price } of alerts) {
        const known = lines.get(id);
        if (known) known.applyOptions({ price: toDraw(price) });
        else lines.set(id, candles.createPriceLine({ price: toDraw(price), color: colour("link"), lineWidth: 1, lineStyle: 1, axisLabelVisible: false }));
      }
      // The scale makes room for lines near the price, so that they can be grabbed.
      candles.applyOptions({
        autoscaleInfoProvider: (original: () => { priceRange: { minValue: number; maxValue: number } | null } | null) => {
          const info = original();
          if (!info?.priceRange) return info;
          const { minValue, maxValue } = info.priceRange;
          const near = alerts.map(({ price }) => toDraw(price)).filter((price) => price > minValue * 0.93 && price < maxValue * 1.07);
          return { ...info, priceRange: { minValue: Math.min(minValue, ...near), maxValue: Math.max(maxValue, ...near) } };
        },
      });
      onRedraw();
    },
    moveAlert(id, price) {
      lines.get(id)?.applyOptions({ price: toDraw(price) });
    },
    yOf: (price) => {
      const y = candles.priceToCoordinate(price);
      const height = chart.panes()[0]?.getHeight() ?? 0;
      return y === null || y < 0 || y > height ? null : y;
    },
    priceAt: (y) => {
      const price = candles.coordinateToPrice(y);
      return price === null || price <= 0 ? null : price.toFixed(places);
    },
    scaleWidth: () => candles.priceScale().width(),
    recolour() {
      applyColours();
      drawIndicators();
    },
    remove: () => chart.remove(),
  };
}

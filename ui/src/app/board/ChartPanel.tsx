import { useEffect, useMemo, useState } from "react";
import { TIMEFRAMES, type AlertRow, type Timeframe } from "@shared/backend/wire";
import { withThreshold } from "@shared/alert/condition";
import { compare } from "@shared/format/decimal";
import { money } from "@shared/format/money";
import { useLocale, useText } from "@shared/text";
import { Button } from "@shared/ui/Button";
import { Segments } from "@shared/ui/Field";
import { useAnnouncer } from "@shared/ui/announce";
import { Change, QuoteFigure, SimulatedBadge } from "@shared/ui/figures";
import { Loaded, ProblemBox } from "@shared/ui/states";
import { AlertDialog } from "../alerts/AlertDialog";
import { useBackend } from "../state/backend";
import { quoteKey, useLive } from "../state/live";
import { useAction, useAlerts, useCandles, useWatchlist } from "../state/queries";
import { AlertLines } from "./AlertLines";
import { CandleChart } from "./CandleChart";
import { INDICATORS, type IndicatorName, useIndicators } from "./indicators";

/** The chart of one pair, its indicators and the lines of its alerts. */
export function ChartPanel({ coin, currency }: { coin: string; currency: string }) {
  const t = useText();
  const locale = useLocale();
  const announce = useAnnouncer((state) => state.announce);
  const [timeframe, setTimeframe] = useState<Timeframe>("1h");
  const [chosen, setChosen] = useState<readonly IndicatorName[]>(["sma(20)"]);
  const [creating, setCreating] = useState(false);
  const candles = useCandles(coin, currency, timeframe);
  const indicators = useIndicators(coin, currency, timeframe, chosen);
  const listed = useWatchlist(currency).data?.find((each) => each.coin === coin);
  const live = useLive((state) => state.quotes[quoteKey(coin, currency)]);
  const quote = live ?? listed?.quote ?? null;
  const alerts = useAlerts();
  /** A line that was let go, until its alert stands there too. */
  const [moved, setMoved] = useState<{ id: string; price: string } | null>(null);
  const lines = useMemo(
    () => (alerts.data ?? []).filter(({ alert, threshold }) => alert.coin === coin && alert.quote === currency && threshold !== null && alert.state === "active"),
    [alerts.data, coin, currency],
  );
  const move = useAction(
    (backend, { row, price }: { row: AlertRow; price: string }) => {
      const { id, coin: ticker, quote: in_, condition, window, cooldown_s, hysteresis_pct, channels } = row.alert;
      return backend.saveAlert({ id, coin: ticker, quote: in_, condition: withThreshold(condition, price), window, cooldown_s, hysteresis_pct, channels });
    },
    (_, { price }) => announce(t.board.alertLineMoved(money(price, currency, locale))),
  );
  const arrived = moved !== null && lines.some(({ alert, threshold }) => alert.id === moved.id && threshold !== null && compare(threshold, moved.price) === 0);
  useEffect(() => {
    if (arrived) setMoved(null);
  }, [arrived]);
  const drawn = useMemo(() => lines.map((row) => (row.alert.id === moved?.id ? { ...row, threshold: moved.price } : row)), [lines, moved]);
  const onMove = (row: AlertRow, price: string) => {
    if (row.threshold === null || compare(row.threshold, price) === 0) return;
    setMoved({ id: row.alert.id, price });
    move.run({ row, price }, { onError: () => setMoved(null) });
  };
  const pair = `${coin}/${currency}`;
  return (
    <section aria-label={t.board.chart} className="min-w-0">
      <div className="mb-3 flex flex-wrap items-end justify-between gap-x-6 gap-y-3">
        <div>
          <h2 className="flex items-center gap-2 text-[1.12rem] font-semibold">
            {pair} {quote?.source.startsWith("Simulado") && <SimulatedBadge />}
          </h2>
          {quote && (
            <p className="flex items-baseline gap-3">
              <QuoteFigure quote={quote} className="font-display text-[1.6rem] font-semibold tracking-tight" />
              <Change value={quote.change_24h} />
            </p>
          )}
        </div>
        <Segments label={t.board.timeframe} value={timeframe} onChange={setTimeframe} options={TIMEFRAMES.map((value) => ({ value, label: t.board.timeframes[value] }))} />
      </div>
      <fieldset className="mb-3 flex flex-wrap items-center gap-x-4 gap-y-1 text-[0.87rem]">
        <legend className="sr-only">{t.board.indicators}</legend>
        {INDICATORS.map((name) => (
          <label key={name} className="flex cursor-pointer items-center gap-1.5">
            <input type="checkbox" className="accent-link" checked={chosen.includes(name)} onChange={(event) => setChosen(event.target.checked ? [...chosen, name] : chosen.filter((each) => each !== name))} />
            {t.board.indicatorNames[name]}
          </label>
        ))}
      </fieldset>
      {indicators.problem && <div className="mb-3"><ProblemBox problem={indicators.problem} onRetry={indicators.retry} /></div>}
      <div className="card overflow-hidden p-2">
        <Loaded query={candles}>
          {(data) => <CandleChart pair={pair} currency={currency} candles={data.candles} price={quote?.price ?? null} indicators={indicators.lines} alerts={drawn} onMove={onMove} />}
        </Loaded>
      </div>
      <Attribution source={candles.data?.source} />
      {move.problem && <div className="mt-3"><ProblemBox problem={move.problem} onRetry={move.retry} /></div>}
      <AlertLines rows={lines} currency={currency} onMove={onMove} controls={<Button small icon="plus" onClick={() => setCreating(true)}>{t.board.newAlert}</Button>} />
      {creating && <AlertDialog alert={null} coin={coin} quote={currency} onClose={() => setCreating(false)} />}
    </section>
  );
}

/** The chart library's licence asks for this line and link. */
function Attribution({ source }: { source: string | undefined }) {
  const t = useText();
  const backend = useBackend();
  return (
    <p className="mt-1.5 flex flex-wrap justify-between gap-x-4 px-1 text-[0.8rem] text-soft">
      <span>{source}</span>
      <button type="button" className="rounded-sm underline underline-offset-2" onClick={() => void backend.openLink("tradingview").catch(() => undefined)}>
        {t.board.attribution}
      </button>
    </p>
  );
}

import type { Alert, Card, Fact, Quote } from "@shared/backend/wire";
import { compare, localise } from "@shared/format/decimal";
import { compactMoney, money } from "@shared/format/money";
import { useLocale, useText } from "@shared/text";
import { Button } from "@shared/ui/Button";
import { Change, FactFigure, QuoteFigure, SimulatedBadge, Sourced } from "@shared/ui/figures";
import { useAlerts } from "../state/queries";
import { useRoute } from "../state/route";
import { MiniCandles } from "./MiniCandles";

export function CardView({ card, facts }: { card: Card; facts: readonly Fact[] }) {
  switch (card.kind) {
    case "quote":
      return <QuoteCard quote={card.quote} />;
    case "table":
      return <TableCard title={card.title} rows={card.rows} facts={facts} />;
    case "chart":
      return <MiniCandles coin={card.coin} currency={card.currency} timeframe={card.timeframe} candles={card.candles} origin={facts.find((fact) => fact.name.includes(card.coin)) ?? null} />;
    case "alerts":
      return <AlertsCard alerts={card.alerts} />;
  }
}

function QuoteCard({ quote }: { quote: Quote }) {
  const t = useText();
  const locale = useLocale();
  const origin = { source: quote.source, at: quote.at };
  const rows: [string, string | null][] = [
    [t.fact.high, quote.high_24h === null ? null : money(quote.high_24h, quote.currency, locale)],
    [t.fact.low, quote.low_24h === null ? null : money(quote.low_24h, quote.currency, locale)],
    [t.fact.volume, quote.volume_24h === null ? null : compactMoney(quote.volume_24h, quote.currency, locale)],
  ];
  return (
    <div className="card flex flex-wrap items-end justify-between gap-x-8 gap-y-3 px-5 py-4" data-testid="card-quote">
      <div>
        <p className="flex items-center gap-2 text-[0.87rem] font-medium text-soft">
          {`${quote.coin}/${quote.currency}`}
          {quote.source.startsWith("Simulado") && <SimulatedBadge />}
        </p>
        <p className="font-display text-[1.7rem] leading-tight font-semibold">
          <QuoteFigure quote={quote} />
        </p>
        <Sourced origin={origin}>
          <Change value={quote.change_24h} />
        </Sourced>
        <span className="text-soft"> {t.board.change24h}</span>
      </div>
      <dl className="flex flex-wrap gap-x-6 gap-y-1 text-[0.9rem]">
        {rows.map(([name, value]) =>
          value === null ? null : (
            <div key={name}>
              <dt className="text-soft">{name}</dt>
              <dd>
                <Sourced origin={origin}>{value}</Sourced>
              </dd>
            </div>
          ),
        )}
      </dl>
    </div>
  );
}

/** A row's figure: the fact of that coin with this very value, so that it keeps its unit and source. */
function factOf(facts: readonly Fact[], coin: string, value: string): Fact | undefined {
  const same = facts.filter((fact) => compare(fact.value, value) === 0);
  return same.find((fact) => new RegExp(`(^|[ /])${coin}([ /]|$)`).test(fact.name)) ?? same[0];
}

function TableCard({ title, rows, facts }: { title: string; rows: { coin: string; values: string[] }[]; facts: readonly Fact[] }) {
  const t = useText();
  const locale = useLocale();
  return (
    <div className="card overflow-x-auto px-5 py-4" data-testid="card-table">
      <table className="w-full">
        <caption className="pb-2 text-left text-[0.87rem] font-medium text-soft">{title}</caption>
        <thead className="sr-only">
          <tr>
            <th scope="col">{t.board.coin}</th>
            {rows[0]?.values.map((_, i) => (
              <th key={i} scope="col">{`${t.board.value} ${i + 1}`}</th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => (
            <tr key={row.coin} className="border-t border-line">
              <th scope="row" className="py-1.5 text-left font-semibold">{row.coin}</th>
              {row.values.map((value, i) => {
                const fact = factOf(facts, row.coin, value);
                return (
                  <td key={i} className="py-1.5 pl-4 text-right">
                    {fact === undefined ? localise(value, locale) : fact.unit === "%" ? <Sourced origin={fact}><Change value={fact.value} /></Sourced> : <FactFigure fact={fact} />}
                  </td>
                );
              })}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

function AlertsCard({ alerts }: { alerts: Alert[] }) {
  const t = useText();
  const rows = useAlerts();
  const go = useRoute((state) => state.go);
  return (
    <ul className="card divide-y divide-line px-5 py-1" data-testid="card-alerts">
      {alerts.map((alert) => {
        const row = rows.data?.find((each) => each.alert.id === alert.id);
        return (
          <li key={alert.id} className="flex items-center justify-between gap-4 py-2.5">
            <span>
              <span className="font-medium">{row?.sentence ?? alert.said}</span> <span className="text-soft">· {t.alerts[row?.alert.state ?? alert.state]}</span>
            </span>
            <Button small icon="edit" onClick={() => go("alerts", alert.id)}>{t.app.edit}</Button>
          </li>
        );
      })}
    </ul>
  );
}

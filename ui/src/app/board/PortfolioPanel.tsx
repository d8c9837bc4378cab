import { useState } from "react";
import type { Position, Trade } from "@shared/backend/wire";
import { factLabel } from "@shared/format/facts";
import { amount, money, sum } from "@shared/format/money";
import { useLocale, useText, useTimes } from "@shared/text";
import { Button, IconButton } from "@shared/ui/Button";
import { Change, Sourced } from "@shared/ui/figures";
import { Empty, Loaded, ProblemBox, Section } from "@shared/ui/states";
import { useAction, usePortfolio, useTrades } from "../state/queries";
import { ImportDialog } from "./ImportDialog";
import { TradeDialog } from "./TradeDialog";

export function PortfolioPanel({ currency }: { currency: string }) {
  const t = useText();
  const locale = useLocale();
  const portfolio = usePortfolio(currency);
  const [open, setOpen] = useState<"trade" | "import" | null>(null);
  return (
    <Section
      title={t.board.portfolio}
      controls={
        <>
          <Button small icon="plus" onClick={() => setOpen("trade")}>{t.board.addTrade}</Button>
          <Button small icon="download" onClick={() => setOpen("import")}>{t.board.importCsv}</Button>
        </>
      }
    >
      <Loaded query={portfolio}>
        {({ positions, facts }) =>
          positions.length === 0 ? (
            <Empty>{t.board.emptyPortfolio}</Empty>
          ) : (
            <div className="card overflow-x-auto px-5 py-4">
              <dl className="mb-4 flex flex-wrap gap-x-10 gap-y-2">
                {facts.map((fact) => (
                  <div key={fact.name}>
                    <dt className="text-[0.87rem] text-soft">{factLabel(fact.name, t)}</dt>
                    <dd className="font-display text-[1.25rem] font-semibold tracking-tight">
                      <Sourced origin={{ source: fact.source, at: fact.at, derived: fact.derived_from }}>
                        {fact.unit === "%" ? <Change value={fact.value} /> : sum(fact.value, fact.unit, locale)}
                      </Sourced>
                    </dd>
                  </div>
                ))}
              </dl>
              <Positions positions={positions} currency={currency} />
            </div>
          )
        }
      </Loaded>
      <Trades />
      {open === "trade" && <TradeDialog currency={currency} onClose={() => setOpen(null)} />}
      {open === "import" && <ImportDialog onClose={() => setOpen(null)} />}
    </Section>
  );
}

function Positions({ positions, currency }: { positions: Position[]; currency: string }) {
  const t = useText();
  const locale = useLocale();
  const figure = (position: Position, value: string | null) =>
    value === null ? <span className="text-soft">–</span> : <Sourced origin={position}>{sum(value, currency, locale)}</Sourced>;
  return (
    <table className="w-full min-w-[34rem] text-[0.95rem]">
      <thead>
        <tr className="text-left text-[0.82rem] text-soft">
          <th scope="col" className="pb-1.5 font-medium">{t.board.coin}</th>
          {[t.board.amount, t.board.averagePrice, t.board.value, t.board.profit].map((name) => (
            <th key={name} scope="col" className="pb-1.5 pl-4 text-right font-medium">{name}</th>
          ))}
        </tr>
      </thead>
      <tbody>
        {positions.map((position) => (
          <tr key={position.coin} className="border-t border-line">
            <th scope="row" className="py-2 text-left font-semibold">{position.name}</th>
            <td className="py-2 pl-4 text-right whitespace-nowrap">{amount(position.amount, position.coin, locale)}</td>
            <td className="py-2 pl-4 text-right whitespace-nowrap">{sum(position.average_price, currency, locale)}</td>
            <td className="py-2 pl-4 text-right whitespace-nowrap">{figure(position, position.value)}</td>
            <td className="py-2 pl-4 text-right whitespace-nowrap">
              {figure(position, position.profit)}
              <span className="ml-2 inline-block min-w-[4.5rem]"><Change value={position.profit_pct} /></span>
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

function Trades() {
  const t = useText();
  const locale = useLocale();
  const times = useTimes();
  const trades = useTrades();
  const remove = useAction((backend, id: string) => backend.deleteTrade(id));
  const list = trades.data ?? [];
  if (list.length === 0) return null;
  const words = (trade: Trade) => `${trade.side === "buy" ? t.board.buy : t.board.sell}, ${amount(trade.amount, trade.coin, locale)}, ${money(trade.price, trade.currency, locale)}`;
  return (
    <details className="mt-3">
      <summary className="w-fit rounded-md text-[0.9rem] text-soft hover:text-ink">{`${t.board.trades} (${list.length})`}</summary>
      {remove.problem && <ProblemBox problem={remove.problem} onRetry={remove.retry} />}
      <ul className="card mt-2 divide-y divide-line px-4 py-1">
        {list.map((trade) => (
          <li key={trade.id} className="figures flex items-center justify-between gap-4 py-1.5">
            <span>{words(trade)}</span>
            <span className="flex items-center gap-2 text-soft">
              {times.day(trade.at)}
              <IconButton icon="trash" label={t.board.deleteTrade(words(trade))} onClick={() => remove.run(trade.id)} />
            </span>
          </li>
        ))}
      </ul>
    </details>
  );
}

import type { Fact, Quote } from "@shared/backend/wire";
import { factLabel } from "@shared/format/facts";
import { compactMoney, factValue } from "@shared/format/money";
import { useLocale, useText } from "@shared/text";
import { Change, QuoteFigure, Sourced } from "@shared/ui/figures";
import { Loaded, Section } from "@shared/ui/states";
import { useOverview } from "../state/queries";

export function OverviewPanel({ currency }: { currency: string }) {
  const t = useText();
  const overview = useOverview(currency);
  return (
    <Section title={t.board.overview}>
      <Loaded query={overview}>
        {(data) => (
          <div className="card px-4 py-4">
            <dl className="flex flex-col gap-2.5">
              {data.facts.map((fact) => (
                <div key={fact.name} className="flex items-baseline justify-between gap-4">
                  <dt className="text-soft">{factLabel(fact.name, t)}</dt>
                  <dd className="text-right font-medium">
                    <OverviewFigure fact={fact} />
                  </dd>
                </div>
              ))}
            </dl>
            <Movers title={t.board.gainers} quotes={data.gainers} />
            <Movers title={t.board.losers} quotes={data.losers} />
          </div>
        )}
      </Loaded>
    </Section>
  );
}

/** The reading that the index's publisher gives to its range. */
function fearWord(value: string, words: ReturnType<typeof useText>["board"]["fear"]): string {
  const points = Number(value);
  if (points < 25) return words.extremeFear;
  if (points < 45) return words.fear;
  if (points <= 55) return words.neutral;
  return points <= 75 ? words.greed : words.extremeGreed;
}

function OverviewFigure({ fact }: { fact: Fact }) {
  const t = useText();
  const locale = useLocale();
  const isMoney = !["%", "points", "count"].includes(fact.unit);
  const text = isMoney ? compactMoney(fact.value, fact.unit, locale) : factValue(fact.value, fact.unit, locale);
  return (
    <>
      <Sourced origin={{ source: fact.source, at: fact.at, derived: fact.derived_from }}>{text}</Sourced>
      {fact.name === "fear_greed" && <span className="font-normal text-soft">{` (${fearWord(fact.value, t.board.fear)})`}</span>}
    </>
  );
}

function Movers({ title, quotes }: { title: string; quotes: Quote[] }) {
  return (
    <>
      <h3 className="mt-5 mb-1.5 font-sans text-[0.9rem] font-semibold">{title}</h3>
      <ol>
        {quotes.map((quote) => (
          <li key={quote.coin} className="grid grid-cols-[3.5rem_1fr_5rem] items-baseline gap-2 py-0.5 text-[0.93rem]">
            <span className="font-medium">{quote.coin}</span>
            <span className="text-right"><QuoteFigure quote={quote} /></span>
            <span className="text-right"><Change value={quote.change_24h} /></span>
          </li>
        ))}
      </ol>
    </>
  );
}

import type { Fact } from "@shared/backend/wire";
import { factLabel } from "@shared/format/facts";
import { useText, useTimes } from "@shared/text";
import { FactFigure } from "@shared/ui/figures";
import { useNow } from "@shared/ui/now";

/** Every figure an answer rests on, with its source and age. */
export function FactList({ facts }: { facts: readonly Fact[] }) {
  const t = useText();
  const times = useTimes();
  const now = useNow(5_000);
  return (
    <details className="mt-3 rounded-lg" data-testid="facts">
      <summary className="w-fit rounded-md text-[0.87rem] text-soft hover:text-ink">{`${t.studio.facts} (${facts.length})`}</summary>
      <dl className="mt-2 grid grid-cols-[minmax(9rem,auto)_auto_1fr] gap-x-5 gap-y-1.5 text-[0.9rem]">
        {facts.map((fact, i) => (
          <div key={i} className="contents">
            <dt className="text-soft">{factLabel(fact.name, t)}</dt>
            <dd className="text-right">
              <FactFigure fact={fact} />
            </dd>
            <dd className="text-soft">{t.source.label(fact.source, times.ago(fact.at, now))}</dd>
          </div>
        ))}
      </dl>
    </details>
  );
}

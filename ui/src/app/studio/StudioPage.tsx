import { useEffect, useRef } from "react";
import { useText } from "@shared/text";
import { Button } from "@shared/ui/Button";
import { PageTitle } from "../frame/PageTitle";
import { useLive } from "../state/live";
import { AskForm } from "./AskForm";
import { ExchangeView } from "./ExchangeView";
import { Pending } from "./Pending";
import { Suggestions } from "./Suggestions";
import { TalkButton } from "./TalkButton";

export function StudioPage() {
  const t = useText();
  const flow = useLive((state) => state.flow);
  const clear = useLive((state) => state.clearFlow);
  const end = useRef<HTMLDivElement>(null);
  const last = flow.exchanges.at(-1);
  const grown = `${flow.exchanges.length} ${last?.phase} ${last?.answer?.cards.length ?? 0}`;
  useEffect(() => {
    if (flow.exchanges.length > 0) end.current?.scrollIntoView({ block: "end" });
  }, [grown, flow.exchanges.length]);
  return (
    <div className="mx-auto flex min-h-screen max-w-[54rem] flex-col px-6 pt-8 lg:px-10">
      <PageTitle title={t.studio.title}>
        {flow.exchanges.length > 0 && (
          <Button small look="quiet" onClick={clear}>
            {t.studio.clear}
          </Button>
        )}
      </PageTitle>
      <Pending />
      <section aria-label={t.studio.flow} className="flex-1 pb-6">
        {flow.exchanges.length === 0 ? (
          <div className="pt-[6vh] pb-4 text-center">
            <p className="font-display text-[1.7rem] font-semibold tracking-tight text-balance">{t.studio.empty}</p>
            <p className="mt-1 text-soft">{t.studio.emptyHint}</p>
            <Suggestions />
          </div>
        ) : (
          <ol className="flex flex-col gap-8">
            {flow.exchanges.map((exchange) => (
              <li key={exchange.turn} data-testid="exchange">
                <ExchangeView exchange={exchange} />
              </li>
            ))}
          </ol>
        )}
        <div ref={end} className="scroll-mb-72" />
      </section>
      <div className="sticky bottom-0 -mx-2 border-t border-line bg-paper px-2 pt-4 pb-5">
        <TalkButton />
        <AskForm />
        <p className="mt-3 text-center text-[0.8rem] text-soft">{t.app.advice}</p>
      </div>
    </div>
  );
}

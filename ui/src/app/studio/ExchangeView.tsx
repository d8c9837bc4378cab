import { useState } from "react";
import type { Answer, StageTimings } from "@shared/backend/wire";
import { millis } from "@shared/format/time";
import { useLocale, useText } from "@shared/text";
import { Button } from "@shared/ui/Button";
import { useAnnouncer } from "@shared/ui/announce";
import { copyText } from "@shared/ui/copy";
import { ProblemBox } from "@shared/ui/states";
import { useAction } from "../state/queries";
import { type Exchange, lastAnswered } from "../state/turn";
import { useLive } from "../state/live";
import { AnswerText } from "./AnswerText";
import { useAsk } from "./AskForm";
import { CardView } from "./cards";
import { FactList } from "./FactList";

/** A question, and what came of it. */
export function ExchangeView({ exchange }: { exchange: Exchange }) {
  const t = useText();
  const ask = useAsk();
  const question = exchange.heard ?? exchange.partial;
  const running = exchange.answer === null && exchange.problem === null && exchange.phase !== "cancelled";
  return (
    <article className="rise">
      <h2 className="mb-2 flex items-baseline gap-3 font-sans text-[1.02rem] font-medium tracking-normal text-soft">
        <span className="sr-only">{`${t.studio.you}: `}</span>
        <span aria-hidden="true" className="text-line-strong">—</span>
        <span data-testid="question-text">{question === "" ? t.talk[exchange.phase === "opening" ? "opening" : "listening"] : question}</span>
      </h2>
      {running && question !== "" && exchange.phase === "thinking" && (
        <p className="pl-7 text-soft">
          <span className="breathe">{t.talk.thinking}…</span>
        </p>
      )}
      {exchange.answer && <AnswerView exchange={exchange} answer={exchange.answer} />}
      {exchange.problem && (
        <div className="pl-7">
          <ProblemBox quiet problem={exchange.problem} onRetry={exchange.heard === null ? undefined : () => ask.ask(exchange.heard ?? "")} />
        </div>
      )}
      {exchange.phase === "cancelled" && exchange.answer === null && <p className="pl-7 text-soft">{t.studio.cancelled}</p>}
      {ask.problem && <ProblemBox problem={ask.problem} />}
    </article>
  );
}

function AnswerView({ exchange, answer }: { exchange: Exchange; answer: Answer }) {
  const t = useText();
  const locale = useLocale();
  return (
    <div className="pl-7">
      <p className="max-w-[44rem] font-display text-[1.45rem] leading-[1.35] font-medium tracking-tight" data-testid="answer">
        <AnswerText text={answer.text} facts={answer.facts} clause={exchange.clause} />
      </p>
      {answer.cards.length > 0 && (
        <div className="mt-4 flex flex-col gap-3">
          {answer.cards.map((card, i) => (
            <CardView key={i} card={card} facts={answer.facts} />
          ))}
        </div>
      )}
      {answer.facts.length > 0 && <FactList facts={answer.facts} />}
      <div className="mt-3 -ml-2.5 flex flex-wrap items-center gap-x-1 gap-y-2">
        <Actions exchange={exchange} answer={answer} />
        {exchange.engine && exchange.timings && (
          <span className="ml-auto text-[0.82rem] text-soft">
            {t.studio.answeredBy(exchange.engine === "intents" ? t.studio.byIntents : exchange.engine.replace(/^llm:/, ""), millis(waited(exchange.timings), locale))}
          </span>
        )}
      </div>
    </div>
  );
}

/** What the user waited for the answer, in milliseconds: to its first sound or, unheard, to its text. Models load while he speaks. */
function waited({ recognise, understand, tools, answer, first_audio }: StageTimings): number {
  return first_audio ?? [recognise, understand, tools, answer].reduce<number>((sum, stage) => sum + (stage ?? 0), 0);
}

function Actions({ exchange, answer }: { exchange: Exchange; answer: Answer }) {
  const t = useText();
  const ask = useAsk();
  const announce = useAnnouncer((state) => state.announce);
  const newest = useLive((state) => lastAnswered(state.flow)?.turn === exchange.turn);
  const [copied, setCopied] = useState(false);
  // Only the last answer has no message of its own here yet; older ones are spoken again from the history.
  const again = useAction((backend, _: null) => backend.sayAgain(null));
  const copy = async () => {
    await copyText(answer.text);
    setCopied(true);
    announce(t.app.copied);
  };
  return (
    <>
      {newest && answer.facts.length > 0 && <Button small look="quiet" icon="source" onClick={() => ask.ask(t.studio.sourceQuestion)}>{t.studio.source}</Button>}
      {newest && <Button small look="quiet" icon="play" disabled={again.busy} onClick={() => again.run(null)}>{t.studio.replay}</Button>}
      <Button small look="quiet" icon="copy" onClick={() => void copy().catch(() => undefined)}>{copied ? t.app.copied : t.app.copy}</Button>
      {again.problem && <ProblemBox problem={again.problem} />}
      {ask.problem && <ProblemBox problem={ask.problem} />}
    </>
  );
}

import { useQueryClient } from "@tanstack/react-query";
import { useEffect, useRef, useState } from "react";
import { useText } from "@shared/text";
import { Button } from "@shared/ui/Button";
import { SimulatedBadge } from "@shared/ui/figures";
import { Loaded, ProblemBox } from "@shared/ui/states";
import { MicrophoneTest } from "../settings/SoundSection";
import { ModelRow } from "../settings/ModelsSection";
import { HotkeySection } from "../settings/HotkeySection";
import { useLive } from "../state/live";
import { useAction, useModels, useSettings, useStatus } from "../state/queries";
import { AskForm } from "../studio/AskForm";
import { ExchangeView } from "../studio/ExchangeView";
import { levelShare } from "../studio/level";
import { Suggestions } from "../studio/Suggestions";
import { TalkButton } from "../studio/TalkButton";

const STEPS = ["microphone", "key", "model", "question"] as const;
type Step = (typeof STEPS)[number];
const CONTENT: Record<Step, () => React.ReactNode> = { microphone: Microphone, key: Key, model: ModelStep, question: Question };

/** The first minute: microphone, key, model, question. Each step can be skipped. */
export function FirstUse() {
  const t = useText();
  const client = useQueryClient();
  const status = useStatus();
  const [step, setStep] = useState(0);
  const heading = useRef<HTMLHeadingElement>(null);
  const finish = useAction((backend, _: null) => backend.finishFirstUse(), () => void client.invalidateQueries({ queryKey: ["status"] }));
  useEffect(() => heading.current?.focus(), [step]);
  const name = STEPS[step] ?? "question";
  const last = step === STEPS.length - 1;
  const next = () => (last ? finish.run(null) : setStep(step + 1));
  const Content = CONTENT[name];
  return (
    <main id="content" className="mx-auto flex min-h-screen max-w-[46rem] flex-col justify-center px-6 py-8">
      <header className="mb-8 flex items-center justify-between gap-4">
        <p className="flex items-center gap-2.5 font-display text-xl font-bold">
          <img src="/alfa.svg" alt="" width={30} height={30} />
          {t.app.name}
          {status.data?.simulated_market && <span className="font-sans font-normal"><SimulatedBadge /></span>}
        </p>
        <Button small look="quiet" disabled={finish.busy} onClick={() => finish.run(null)}>{t.first.skipAll}</Button>
      </header>
      <h1 className="text-[1.7rem] leading-tight font-bold tracking-tight">{step === 0 ? t.first.welcome : t.first.title}</h1>
      <ol aria-label={t.first.title} className="mt-5 mb-8 grid grid-cols-4 gap-2">
        {STEPS.map((each, i) => (
          <li key={each} aria-current={i === step ? "step" : undefined} className={`border-t-4 pt-1.5 text-[0.87rem] ${i <= step ? "border-accent" : "border-line"} ${i === step ? "font-semibold" : "text-soft"}`}>
            {t.first.steps[each]}
          </li>
        ))}
      </ol>
      <div className="min-h-[min(20rem,40vh)]">
        <h2 ref={heading} tabIndex={-1} className="mb-4 text-[1.2rem] font-semibold outline-none">
          <span className="sr-only">{`${t.first.step(step + 1, STEPS.length)}: `}</span>
          {t.first[name]}
        </h2>
        <Content />
      </div>
      {finish.problem && <ProblemBox problem={finish.problem} onRetry={finish.retry} />}
      <footer className="mt-8 flex items-center justify-between gap-4 border-t border-line pt-5">
        <p className="max-w-sm text-[0.82rem] text-soft">{t.app.advice}</p>
        <span className="flex gap-2">
          {!last && <Button onClick={next}>{t.first.skip}</Button>}
          <Button look="primary" disabled={finish.busy} onClick={next}>{last ? t.first.finish : t.first.next}</Button>
        </span>
      </footer>
    </main>
  );
}

function Microphone() {
  const t = useText();
  const level = useLive((state) => state.testLevel);
  const [heard, setHeard] = useState(false);
  useEffect(() => {
    if (levelShare(level) > 0.5) setHeard(true);
  }, [level]);
  return (
    <>
      <MicrophoneTest auto />
      <p role="status" className="mt-3 font-medium text-up">{heard && `✓ ${t.first.microphoneHeard}`}</p>
    </>
  );
}

function Key() {
  const settings = useSettings();
  return settings.data ? <HotkeySection /> : null;
}

function ModelStep() {
  const t = useText();
  const models = useModels();
  return (
    <Loaded query={models}>
      {(list) => {
        const wanted = list.filter((model, i) => model.in_use || list.findIndex((each) => each.kind === model.kind) === i);
        return (
          <>
            <ul className="card divide-y divide-line">
              {wanted.map((model) => (
                <li key={model.id} className="px-4 py-3" data-model={model.id}><ModelRow model={model} /></li>
              ))}
            </ul>
            <p className="mt-3 text-soft">{wanted.every((model) => model.state === "ready") ? t.first.modelReady : t.first.modelLater}</p>
          </>
        );
      }}
    </Loaded>
  );
}

function Question() {
  const flow = useLive((state) => state.flow);
  const last = flow.exchanges.at(-1);
  return (
    <>
      {last ? <ExchangeView exchange={last} /> : <Suggestions />}
      <div className="mt-8">
        <TalkButton />
        <AskForm />
      </div>
    </>
  );
}

import type { Firing } from "@shared/backend/wire";
import { useText, useTimes } from "@shared/text";
import { Button, IconButton } from "@shared/ui/Button";
import { FactFigure } from "@shared/ui/figures";
import { ProblemBox } from "@shared/ui/states";
import { useLive } from "../state/live";
import { useAction } from "../state/queries";
import { useRoute } from "../state/route";

/** Alerts that have just fired. They stay until they are dealt with. */
export function Firings() {
  const t = useText();
  const { firings, dismissFiring } = useLive();
  if (firings.length === 0) return null;
  return (
    <section aria-label={t.alerts.firings} className="pointer-events-none fixed right-5 bottom-5 z-40 flex w-[22rem] max-w-[calc(100vw-2.5rem)] flex-col gap-3">
      {firings.map((firing) => (
        <Toast key={firing.id} firing={firing} onClose={() => dismissFiring(firing.id)} />
      ))}
    </section>
  );
}

function Toast({ firing, onClose }: { firing: Firing; onClose: () => void }) {
  const t = useText();
  const times = useTimes();
  const go = useRoute((state) => state.go);
  const say = useAction((backend, id: string) => backend.sayFiring(id));
  const snooze = useAction((backend, id: string) => backend.snoozeFiring(id, 10), onClose);
  const problem = say.problem ?? snooze.problem;
  return (
    <article className="card rise pointer-events-auto border-l-4 border-l-accent p-4 shadow-card" data-testid="firing">
      <div className="flex items-start justify-between gap-2">
        <p className="font-semibold">{firing.sentence}</p>
        <IconButton icon="close" label={t.app.dismiss} onClick={onClose} className="-mt-1.5 -mr-1.5" />
      </div>
      <p className="text-soft">
        <FactFigure fact={firing.price} /> · {times.dateTime(firing.at)}
      </p>
      {firing.late && <p className="mt-1 text-[0.87rem]"><strong>{t.alerts.late}.</strong> {t.alerts.lateUntold(times.dateTime(firing.at))}</p>}
      <div className="mt-3 flex flex-wrap gap-2">
        <Button small icon="play" onClick={() => say.run(firing.id)}>{t.alerts.again}</Button>
        <Button small icon="clock" disabled={snooze.busy} onClick={() => snooze.run(firing.id)}>{`${t.alerts.snooze} ${t.alerts.snoozeFor[10]}`}</Button>
        <Button small icon="edit" onClick={() => { onClose(); go("alerts", firing.alert); }}>{t.app.edit}</Button>
      </div>
      {problem && <div className="mt-3"><ProblemBox problem={problem} /></div>}
    </article>
  );
}

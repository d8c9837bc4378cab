import { useState } from "react";
import type { Firing } from "@shared/backend/wire";
import { useText, useTimes } from "@shared/text";
import { Button } from "@shared/ui/Button";
import { useAnnouncer } from "@shared/ui/announce";
import { FactFigure } from "@shared/ui/figures";
import { Empty, Loaded, ProblemBox, Section } from "@shared/ui/states";
import { useAction, useFirings } from "../state/queries";

const PAGE = 10;
const SNOOZES = [10, 60, 1440] as const;

/** What has fired, the newest first; a late one says so and gives the true time. */
export function FiringsPanel() {
  const t = useText();
  const [limit, setLimit] = useState(PAGE);
  const firings = useFirings(limit);
  return (
    <Section title={t.alerts.firings}>
      <Loaded query={firings} empty={<Empty>{t.alerts.emptyFirings}</Empty>}>
        {(list) => (
          <>
            <ul className="card divide-y divide-line" data-testid="firings">
              {list.map((firing) => (
                <FiringItem key={firing.id} firing={firing} />
              ))}
            </ul>
            {list.length === limit && <Button small className="mt-3" onClick={() => setLimit(limit + PAGE)}>{t.app.more}</Button>}
          </>
        )}
      </Loaded>
    </Section>
  );
}

function FiringItem({ firing }: { firing: Firing }) {
  const t = useText();
  const times = useTimes();
  const announce = useAnnouncer((state) => state.announce);
  const say = useAction((backend, id: string) => backend.sayFiring(id));
  const snooze = useAction((backend, minutes: (typeof SNOOZES)[number]) => backend.snoozeFiring(firing.id, minutes), (_, minutes) => announce(t.alerts.snoozed(t.alerts.snoozeFor[minutes])));
  const problem = say.problem ?? snooze.problem;
  const at = times.dateTime(firing.at);
  return (
    <li className="px-5 py-3.5">
      <p className="font-medium">{firing.sentence}</p>
      <p className="text-[0.9rem] text-soft">
        <time dateTime={firing.at}>{at}</time> · <FactFigure fact={firing.price} />
      </p>
      {firing.late && (
        <p className="mt-1 text-[0.9rem]">
          <strong className="mr-1.5 rounded-full bg-accent-wash px-2 py-0.5 text-[0.8rem]">{t.alerts.late}</strong>
          {firing.told_at === null ? t.alerts.lateUntold(at) : t.alerts.lateHint(at, times.dateTime(firing.told_at))}
        </p>
      )}
      <ul className="mt-1 flex flex-wrap gap-x-4 text-[0.85rem] text-soft">
        {firing.channels.map(({ channel, state, problem: fault }) => (
          <li key={channel}>
            {`${t.alerts.channelNames[channel]}: ${t.alerts.channelState[state]}`}
            {fault && <span className="text-down">{` (${fault.message} ${fault.action})`}</span>}
          </li>
        ))}
      </ul>
      <div className="mt-2 flex flex-wrap items-center gap-x-1 gap-y-1">
        <Button small look="quiet" icon="play" className="-ml-2.5" disabled={say.busy} onClick={() => say.run(firing.id)}>{t.alerts.again}</Button>
        <span className="ml-2 text-[0.87rem] text-soft">{t.alerts.snooze}</span>
        {SNOOZES.map((minutes) => (
          <Button key={minutes} small look="quiet" aria-label={`${t.alerts.snooze} ${t.alerts.snoozeFor[minutes]}`} disabled={snooze.busy} onClick={() => snooze.run(minutes)}>{t.alerts.snoozeFor[minutes]}</Button>
        ))}
      </div>
      {problem && <ProblemBox problem={problem} onRetry={say.problem ? say.retry : snooze.retry} />}
    </li>
  );
}

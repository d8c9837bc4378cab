import { useText, useTimes } from "@shared/text";
import { IconButton } from "@shared/ui/Button";
import { Empty, Loaded, ProblemBox, Section } from "@shared/ui/states";
import { useAction, useSchedules } from "../state/queries";

export function SchedulesPanel() {
  const t = useText();
  const times = useTimes();
  const schedules = useSchedules();
  const remove = useAction((backend, id: string) => backend.deleteSchedule(id));
  return (
    <Section title={t.alerts.schedules}>
      {remove.problem && <div className="mb-3"><ProblemBox problem={remove.problem} onRetry={remove.retry} /></div>}
      <Loaded query={schedules} empty={<Empty>{t.alerts.emptySchedules}</Empty>}>
        {(list) => (
          <ul className="card divide-y divide-line">
            {list.map((schedule) => (
              <li key={schedule.id} className="flex items-center justify-between gap-3 py-3 pr-2.5 pl-5">
                <div>
                  <p className="font-medium">{schedule.sentence}</p>
                  <p className="text-[0.87rem] text-soft">{t.alerts.next(times.dateTime(schedule.next_at))}</p>
                </div>
                <IconButton icon="trash" label={t.alerts.deleteSchedule(schedule.sentence)} disabled={remove.busy} onClick={() => remove.run(schedule.id)} />
              </li>
            ))}
          </ul>
        )}
      </Loaded>
    </Section>
  );
}

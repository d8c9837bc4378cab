import { useLocale, useText, useTimes } from "@shared/text";
import { Button } from "@shared/ui/Button";
import { useNow } from "@shared/ui/now";
import { ProblemBox } from "@shared/ui/states";
import { useAction, useRecordings } from "../state/queries";

/** Recordings whose turn failed, offered again. */
export function Pending() {
  const t = useText();
  const locale = useLocale();
  const times = useTimes();
  const now = useNow(30_000);
  const recordings = useRecordings();
  const retry = useAction((backend, id: string) => backend.retryRecording(id));
  const discard = useAction((backend, id: string) => backend.discardRecording(id));
  const list = recordings.data ?? [];
  const problem = retry.problem ?? discard.problem;
  if (list.length === 0) return null;
  return (
    <section aria-label={t.studio.pending(list.length)} className="mb-6 rounded-xl border border-line bg-accent-wash px-4 py-3">
      <p className="font-medium">{t.studio.pending(list.length)}</p>
      <ul className="mt-1">
        {list.map((recording) => (
          <li key={recording.id} className="flex flex-wrap items-center justify-between gap-2 py-1">
            <span>{t.studio.pendingAt(times.ago(recording.at, now), recording.seconds.toFixed(1).replace(".", locale === "en" ? "." : ","))}</span>
            <span className="flex gap-2">
              <Button small icon="retry" disabled={retry.busy} onClick={() => retry.run(recording.id)}>{t.studio.pendingRetry}</Button>
              <Button small look="quiet" disabled={discard.busy} onClick={() => discard.run(recording.id)}>{t.studio.pendingDiscard}</Button>
            </span>
          </li>
        ))}
      </ul>
      {problem && <ProblemBox problem={problem} />}
    </section>
  );
}

import { useState } from "react";
import type { AlertRow } from "@shared/backend/wire";
import { fromText } from "@shared/alert/condition";
import { money } from "@shared/format/money";
import { useLocale, useText, useTimes } from "@shared/text";
import { Button, IconButton } from "@shared/ui/Button";
import { ConfirmDialog } from "@shared/ui/Dialog";
import { Switch } from "@shared/ui/Field";
import { useAnnouncer } from "@shared/ui/announce";
import { QuoteFigure } from "@shared/ui/figures";
import { ProblemBox } from "@shared/ui/states";
import { quoteKey, useLive } from "../state/live";
import { useAction } from "../state/queries";

/** One alert: what it waits for, whether it is watched, and what can be done with it. */
export function AlertItem({ row, onEdit }: { row: AlertRow; onEdit: () => void }) {
  const t = useText();
  const locale = useLocale();
  const times = useTimes();
  const announce = useAnnouncer((state) => state.announce);
  const [deleting, setDeleting] = useState(false);
  const { alert, sentence } = row;
  const { repeat, until } = fromText(alert.condition);
  const live = useLive((state) => state.quotes[quoteKey(alert.coin, alert.quote)]);
  const pause = useAction((backend, paused: boolean) => backend.pauseAlert(alert.id, paused));
  const test = useAction((backend, id: string) => backend.testAlert(id), () => announce(t.alerts.tested));
  const remove = useAction((backend, id: string) => backend.deleteAlert(id), () => announce(t.alerts.deleted));
  const problem = pause.problem ?? test.problem;
  const active = alert.state === "active";
  return (
    <li className="px-5 py-3.5" data-alert={alert.id}>
      <div className="flex items-center gap-4">
        <Switch hideLabel label={t.alerts.on(sentence)} checked={active} disabled={pause.busy} onChange={(on) => pause.run(!on)} />
        <div className="min-w-0 flex-1">
          <p className={`font-medium ${active ? "" : "text-soft"}`}>{sentence}</p>
          <p className="flex flex-wrap gap-x-3 text-[0.87rem] text-soft">
            <span className={active ? "text-up" : ""}>{t.alerts[alert.state]}</span>
            {(live ?? row.price) && (
              <span>
                {t.alerts.priceNow}: {live ? <QuoteFigure quote={live} /> : money(row.price ?? "0", alert.quote, locale)}
              </span>
            )}
            <span>{alert.channels.map((channel) => t.alerts.channelNames[channel]).join(", ")}</span>
            {repeat && <span>{t.alerts.repeatBadge}</span>}
            {!row.leaves_device && <span>{t.alerts.localBadge}</span>}
            {until && <span>{t.alerts.untilBadge(times.day(`${until}T12:00:00Z`))}</span>}
          </p>
        </div>
        <div className="flex items-center gap-0.5">
          <Button small look="quiet" aria-label={t.alerts.test(sentence)} disabled={test.busy} onClick={() => test.run(alert.id)}>{t.alerts.testShort}</Button>
          <IconButton icon="edit" label={t.alerts.edit(sentence)} onClick={onEdit} />
          <IconButton icon="trash" label={t.alerts.remove(sentence)} onClick={() => setDeleting(true)} />
        </div>
      </div>
      {problem && <div className="mt-2"><ProblemBox problem={problem} onRetry={pause.problem ? pause.retry : test.retry} /></div>}
      {deleting && (
        <ConfirmDialog
          title={t.alerts.deleteTitle}
          body={t.alerts.deleteBody(sentence)}
          action={t.alerts.deleteConfirm}
          busy={remove.busy}
          onConfirm={() => remove.run(alert.id)}
          onClose={() => setDeleting(false)}
          problem={remove.problem}
        />
      )}
    </li>
  );
}

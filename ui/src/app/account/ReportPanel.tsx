import { useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import type { DailyReport, NewDailyReport } from "@shared/backend/wire";
import { useText, useTimes } from "@shared/text";
import { Button } from "@shared/ui/Button";
import { Switch, TextField } from "@shared/ui/Field";
import { useAnnouncer } from "@shared/ui/announce";
import { useAction, useDailyReport } from "../state/queries";
import { useMissing } from "./form";
import { FromCloud } from "./FromCloud";
import { CloudProblem } from "./problems";

/** The daily report by e-mail: whether, when and of what. */
export function ReportPanel() {
  const t = useText();
  const report = useDailyReport();
  return <FromCloud title={t.owner.report.title} query={report}>{(now) => <Report key={`${now.time} ${now.coins.join(" ")}`} report={now} />}</FromCloud>;
}

/** Tickers as they are typed: parted by commas or spaces. */
export function tickers(text: string): string[] {
  return text.toUpperCase().split(/[\s,;]+/).filter(Boolean);
}

/** A time of the day as it is typed ("8", "8h30", "08:30"), as "08:30"; null where it is none. */
export function clockTime(text: string): string | null {
  const [, hour, minute = "0"] = /^(\d{1,2})(?:\s*[:h]\s*(\d{2})?)?$/i.exec(text.trim()) ?? [];
  if (hour === undefined || Number(hour) > 23 || Number(minute) > 59) return null;
  return `${hour.padStart(2, "0")}:${minute.padStart(2, "0")}`;
}

function Report({ report }: { report: DailyReport }) {
  const t = useText();
  const times = useTimes();
  const client = useQueryClient();
  const announce = useAnnouncer((state) => state.announce);
  const [time, setTime] = useState(report.time);
  const [coins, setCoins] = useState(report.coins.join(", "));
  const missing = useMissing(true);
  const set = useAction((backend, next: NewDailyReport) => backend.setDailyReport(next), (kept) => {
    client.setQueryData<DailyReport>(["daily-report"], kept);
    announce(t.app.saved);
  });
  const meant = clockTime(time);
  const turn = (enabled: boolean) => set.run({ enabled, time: report.time, coins: report.coins });
  return (
    <>
      <Switch label={t.owner.report.receive} hint={t.owner.report.receiveHint} checked={report.enabled} disabled={set.busy} onChange={turn} />
      {report.enabled && (
        <form
          noValidate
          className="flex flex-col gap-4"
          onSubmit={(event) => {
            event.preventDefault();
            if (meant !== null && tickers(coins).length > 0 && !set.busy) set.run({ enabled: true, time: meant, coins: tickers(coins) });
          }}
        >
          <div className="grid items-start gap-x-5 gap-y-4 sm:grid-cols-[9rem_1fr]">
            <TextField label={t.owner.report.time} value={time} error={meant === null ? t.owner.report.notTime : null} onChange={(event) => setTime(event.target.value)} />
            <TextField label={t.owner.report.coins} hint={t.owner.report.coinsHint} spellCheck={false} autoCapitalize="characters" value={coins} error={missing(coins)} onChange={(event) => setCoins(event.target.value)} />
          </div>
          {!report.own_zone && <p className="text-[0.87rem] text-soft">{t.owner.report.zone(report.time_zone)}</p>}
          <div className="flex flex-wrap items-center gap-x-4 gap-y-2">
            <Button type="submit" disabled={set.busy}>{set.busy ? t.app.saving : t.app.save}</Button>
            {report.next_at !== null && <p className="text-[0.87rem] text-soft">{t.owner.report.next(times.dateTime(report.next_at))}</p>}
          </div>
        </form>
      )}
      {set.problem && <CloudProblem problem={set.problem} />}
    </>
  );
}

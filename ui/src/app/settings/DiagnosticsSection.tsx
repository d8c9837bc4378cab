import { useId } from "react";
import { millis } from "@shared/format/time";
import { useLocale, useText } from "@shared/text";
import { Button } from "@shared/ui/Button";
import { useAnnouncer } from "@shared/ui/announce";
import { copyText } from "@shared/ui/copy";
import { Empty, Loaded, ProblemBox } from "@shared/ui/states";
import { useAction, useLatency } from "../state/queries";
import { Group } from "./setting";

export function DiagnosticsSection() {
  const t = useText();
  const id = useId();
  const locale = useLocale();
  const latency = useLatency();
  const announce = useAnnouncer((state) => state.announce);
  const report = useAction((backend, _: null) => backend.diagnostics());
  return (
    <Group id="diagnostics" title={t.settings.sections.diagnostics}>
      <div>
        <h3 className="mb-1.5 font-sans text-[0.95rem] font-semibold">{t.settings.latency}</h3>
        <Loaded query={latency} empty={<Empty>{t.settings.latencyEmpty}</Empty>}>
          {(rows) => (
            <div role="region" aria-label={t.settings.latency} tabIndex={0} className="card overflow-x-auto px-5 py-3">
              <table className="w-full">
                <thead>
                  <tr className="text-[0.82rem] text-soft">
                    <th scope="col" className="pb-1.5 text-left font-medium">{t.settings.stage}</th>
                    {[t.settings.count, t.settings.median, t.settings.p95].map((name) => (
                      <th key={name} scope="col" className="pb-1.5 pl-4 text-right font-medium">{name}</th>
                    ))}
                  </tr>
                </thead>
                <tbody>
                  {rows.map((row) => (
                    <tr key={row.stage} className="border-t border-line">
                      <th scope="row" className="py-1.5 text-left font-medium">{t.settings.stages[row.stage]}</th>
                      <td className="py-1.5 pl-4 text-right">{row.count}</td>
                      <td className="py-1.5 pl-4 text-right">{millis(row.p50_ms, locale)}</td>
                      <td className="py-1.5 pl-4 text-right">{millis(row.p95_ms, locale)}</td>
                    </tr>
                  ))}
                </tbody>
              </table>
            </div>
          )}
        </Loaded>
      </div>
      <div>
        <h3 className="font-sans text-[0.95rem] font-semibold">{t.settings.diagnostics}</h3>
        <p className="mb-2 text-soft">{t.settings.diagnosticsHint}</p>
        <Button disabled={report.busy} onClick={() => report.run(null)}>{t.settings.diagnosticsRun}</Button>
        {report.problem && <div className="mt-3"><ProblemBox problem={report.problem} onRetry={report.retry} /></div>}
        {report.result !== undefined && (
          <div className="mt-3">
            <label htmlFor={id} className="sr-only">{t.settings.diagnostics}</label>
            <textarea id={id} readOnly rows={8} className="input font-mono text-[0.85rem]" value={report.result} />
            <Button
              small
              icon="copy"
              className="mt-2"
              onClick={() => void copyText(report.result ?? "").then(() => announce(t.app.copied)).catch(() => undefined)}
            >
              {t.app.copy}
            </Button>
          </div>
        )}
      </div>
    </Group>
  );
}

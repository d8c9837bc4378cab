import { useState } from "react";
import { useText } from "@shared/text";
import { Button } from "@shared/ui/Button";
import { Empty, Loaded, ProblemBox, Section } from "@shared/ui/states";
import { PageTitle } from "../frame/PageTitle";
import { useAction, useAlerts } from "../state/queries";
import { useRoute } from "../state/route";
import { AlertDialog } from "./AlertDialog";
import { AlertItem } from "./AlertItem";
import { FiringsPanel } from "./FiringsPanel";
import { SchedulesPanel } from "./SchedulesPanel";

export function AlertsPage() {
  const t = useText();
  const { id, go } = useRoute();
  const alerts = useAlerts();
  const [creating, setCreating] = useState(false);
  const pauseAll = useAction((backend, paused: boolean) => backend.pauseAll(paused));
  const rows = alerts.data ?? [];
  const anyActive = rows.some(({ alert }) => alert.state === "active");
  const anyPaused = rows.some(({ alert }) => alert.state === "paused");
  // A deep link, the tray or a card may ask to edit one alert.
  const asked = rows.find(({ alert }) => alert.id === id);
  return (
    <div className="mx-auto max-w-[66rem] px-6 py-8 lg:px-10">
      <PageTitle title={t.alerts.title}>
        {anyActive && <Button disabled={pauseAll.busy} onClick={() => pauseAll.run(true)}>{t.alerts.pauseAll}</Button>}
        {!anyActive && anyPaused && <Button disabled={pauseAll.busy} onClick={() => pauseAll.run(false)}>{t.alerts.resumeAll}</Button>}
        <Button look="primary" icon="plus" onClick={() => setCreating(true)}>{t.alerts.create}</Button>
      </PageTitle>
      {pauseAll.problem && <div className="mb-4"><ProblemBox problem={pauseAll.problem} onRetry={pauseAll.retry} /></div>}
      <Section title={t.alerts.list}>
        <Loaded query={alerts} empty={<Empty hint={t.alerts.emptyHint}>{t.alerts.empty}</Empty>}>
          {(all) => (
            <ul className="card divide-y divide-line" data-testid="alerts">
              {all.map((row) => (
                <AlertItem key={row.alert.id} row={row} onEdit={() => go("alerts", row.alert.id)} />
              ))}
            </ul>
          )}
        </Loaded>
      </Section>
      <div className="mt-10 grid gap-10 lg:grid-cols-[3fr_2fr]">
        <FiringsPanel />
        <SchedulesPanel />
      </div>
      {creating && <AlertDialog alert={null} coin="BTC" quote="BRL" onClose={() => setCreating(false)} />}
      {asked && <AlertDialog key={asked.alert.id} alert={asked.alert} leaves={asked.leaves_device} coin={asked.alert.coin} quote={asked.alert.quote} onClose={() => go("alerts")} />}
    </div>
  );
}

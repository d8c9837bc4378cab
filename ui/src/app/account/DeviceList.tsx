import { useState } from "react";
import type { AccountDevice } from "@shared/backend/wire";
import { useText, useTimes } from "@shared/text";
import { Button } from "@shared/ui/Button";
import { ConfirmDialog } from "@shared/ui/Dialog";
import { useAnnouncer } from "@shared/ui/announce";
import { useNow } from "@shared/ui/now";
import { Loading } from "@shared/ui/states";
import { asProblem } from "@shared/backend/problem";
import { useAccountDevices, useAction } from "../state/queries";
import { CloudProblem, worded } from "./problems";

/** The devices of the account; each but this one can be taken out. */
export function DeviceList() {
  const t = useText();
  const times = useTimes();
  const now = useNow(30_000);
  const devices = useAccountDevices();
  const [leaving, setLeaving] = useState<AccountDevice | null>(null);
  const platforms: Record<string, string> = t.account.platforms;
  return (
    <div>
      <h3 className="mb-1.5 font-sans text-[0.95rem] font-semibold">{t.account.devices}</h3>
      {devices.data === undefined ? (
        devices.isError ? <CloudProblem problem={asProblem(devices.error)} onRetry={() => void devices.refetch()} /> : <Loading />
      ) : (
        <ul className="card divide-y divide-line" data-testid="account-devices">
          {devices.data.map((device) => (
            <li key={device.id} className="flex flex-wrap items-center justify-between gap-x-4 gap-y-2 px-4 py-3">
              <div className="min-w-0">
                <p className="font-medium [overflow-wrap:anywhere]">
                  {device.name}
                  {device.this && <span className="ml-2 rounded-full bg-accent-wash px-2 py-0.5 text-[0.78rem] font-semibold whitespace-nowrap">{t.account.thisOne}</span>}
                </p>
                <p className="text-[0.87rem] text-soft">
                  {[platforms[device.platform] ?? device.platform, t.account.seen(times.ago(device.last_seen_at, Math.max(now, Date.parse(device.last_seen_at)))), t.account.since(times.day(device.created_at))].join(" · ")}
                </p>
              </div>
              {!device.this && <Button small aria-label={t.account.revokeOne(device.name)} onClick={() => setLeaving(device)}>{t.account.revoke}</Button>}
            </li>
          ))}
        </ul>
      )}
      {leaving && <RevokeDialog device={leaving} onClose={() => setLeaving(null)} />}
    </div>
  );
}

function RevokeDialog({ device, onClose }: { device: AccountDevice; onClose: () => void }) {
  const t = useText();
  const announce = useAnnouncer((state) => state.announce);
  const revoke = useAction((backend, id: string) => backend.revokeDevice(id), () => {
    announce(t.account.revoked);
    onClose();
  });
  return (
    <ConfirmDialog
      title={t.account.revokeTitle(device.name)}
      body={t.account.revokeBody}
      action={t.account.revoke}
      busy={revoke.busy}
      onConfirm={() => revoke.run(device.id)}
      onClose={onClose}
      problem={revoke.problem && worded(revoke.problem, t)}
    />
  );
}

import { useState } from "react";
import type { Problem, SyncStatus } from "@shared/backend/wire";
import { useText, useTimes } from "@shared/text";
import { Button } from "@shared/ui/Button";
import { useNow } from "@shared/ui/now";
import { Loaded } from "@shared/ui/states";
import { useAction, useSyncStatus } from "../state/queries";
import { AsideList } from "./AsideList";
import { DeviceList } from "./DeviceList";
import { EntryForm } from "./Entrance";
import { Leaving } from "./Leaving";
import { CloudProblem } from "./problems";
import { ReportPanel } from "./ReportPanel";
import { SecondFactorPanel } from "./SecondFactorPanel";
import { UsagePanel } from "./UsagePanel";

/** Somebody is signed in: how far sync is, which devices there are, and the way out. */
export function SignedIn({ server, email, problem }: { server: string; email: string; problem: Problem | null }) {
  const t = useText();
  const status = useSyncStatus();
  const ended = status.data?.problem?.code === "signed_out";
  return (
    <>
      <div className="card flex flex-col gap-4 p-5 sm:p-6">
        <div>
          <p className="font-semibold [overflow-wrap:anywhere]">{email}</p>
          <p className="text-[0.87rem] text-soft [overflow-wrap:anywhere]">{t.account.at(server)}</p>
        </div>
        <Loaded query={status}>{(now) => (ended ? <Ended server={server} email={email} problem={problem} /> : <Progress status={now} />)}</Loaded>
      </div>
      {status.data && status.data.quarantined.length > 0 && <AsideList list={status.data.quarantined} />}
      {!ended && (
        <>
          <DeviceList />
          <SecondFactorPanel />
          <ReportPanel />
          <UsagePanel />
        </>
      )}
      <Leaving email={email} ended={ended} />
    </>
  );
}

function Ended({ server, email, problem }: { server: string; email: string; problem: Problem | null }) {
  const t = useText();
  return (
    <>
      <div role="alert" className="rounded-xl border border-warn-line bg-warn-wash px-4 py-3">
        <p className="font-medium">{t.account.ended}</p>
        <p className="text-soft">{t.account.endedHint}</p>
      </div>
      {problem && <CloudProblem problem={problem} />}
      <EntryForm way="enter" typed={{ server, email }} onType={null} />
    </>
  );
}

function Progress({ status }: { status: SyncStatus }) {
  const t = useText();
  const times = useTimes();
  const now = useNow(5_000);
  const sync = useAction((backend, _: null) => backend.syncNow());
  const [asked, setAsked] = useState(false);
  // a round that has just ended may be ahead of this clock's last tick
  const last = status.synced_at === null ? null : times.ago(status.synced_at, Math.max(now, Date.parse(status.synced_at)));
  const problem = sync.problem ?? status.problem;
  return (
    <>
      <div className="flex flex-wrap items-center justify-between gap-3">
        <div data-testid="sync-state" data-level={status.level} className="flex min-w-0 items-start gap-2.5">
          <span aria-hidden="true" className={`mt-[0.42rem] size-2.5 shrink-0 rounded-full ${status.level ? "bg-up" : "bg-accent"}`} />
          <div>
            <p className="font-medium">{status.level && last !== null ? t.account.level(last) : status.waiting > 0 ? t.account.waiting(String(status.waiting)) : last === null ? t.account.never : t.account.lastLevel(last)}</p>
            {status.waiting > 0 && last !== null && <p className="text-[0.87rem] text-soft">{t.account.lastLevel(last)}</p>}
          </div>
        </div>
        <Button
          icon="retry"
          disabled={sync.busy}
          onClick={() => {
            setAsked(true);
            sync.run(null);
          }}
        >
          {sync.busy ? t.account.syncing : t.account.syncNow}
        </Button>
      </div>
      <p role="status" className="text-[0.87rem] text-soft empty:hidden">
        {asked && sync.result && !sync.problem && !sync.busy ? t.account.synced(String(sync.result.sent), String(sync.result.received)) : ""}
      </p>
      {problem && problem.code !== "signed_out" && <CloudProblem problem={problem} />}
    </>
  );
}

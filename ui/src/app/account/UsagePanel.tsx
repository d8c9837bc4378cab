import type { Usage, Used } from "@shared/backend/wire";
import { span } from "@shared/format/time";
import { useLocale, useText, useTimes } from "@shared/text";
import { useAccountUsage } from "../state/queries";
import { FromCloud } from "./FromCloud";

/** What the account has used of the cloud's voice this month, and may. */
export function UsagePanel() {
  const t = useText();
  const usage = useAccountUsage();
  return <FromCloud title={t.owner.usage.title} query={usage}>{(now) => <Amounts usage={now} />}</FromCloud>;
}

function Amounts({ usage }: { usage: Usage }) {
  const t = useText();
  const times = useTimes();
  return (
    <>
      <ul className="grid gap-x-8 gap-y-3 sm:grid-cols-2" data-testid="usage">
        {usage.used.map((one) => <Amount key={one.kind} of={one} />)}
      </ul>
      <p className="text-[0.87rem] text-soft">
        {`${t.owner.usage.plans[usage.plan]}. ${t.owner.usage.resets(times.day(usage.resets_at))}`}
        {usage.problem && ` ${t.owner.usage.old(times.dateTime(usage.at))}`}
      </p>
    </>
  );
}

function Amount({ of }: { of: Used }) {
  const t = useText();
  const locale = useLocale();
  const said = (value: number) => (of.kind === "heard_ms" || of.kind === "spoken_ms" ? span(value) : value.toLocaleString(locale));
  const name = t.owner.usage.kinds[of.kind];
  return (
    <li>
      <div className="mb-1 flex items-baseline justify-between gap-3">
        <span>{name}</span>
        <span className="figures text-right text-[0.87rem] text-soft">{of.quota === null ? said(of.used) : t.owner.usage.of(said(of.used), said(of.quota))}</span>
      </div>
      {of.quota !== null && <progress className="progress" aria-label={name} max={Math.max(1, of.quota)} value={Math.min(of.used, of.quota)} />}
    </li>
  );
}

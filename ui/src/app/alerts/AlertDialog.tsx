import { useState } from "react";
import type { Alert, AlertDraft } from "@shared/backend/wire";
import { type AlertForm, type Faults, draftOf, emptyForm, formOf } from "@shared/alert/form";
import { isoDay } from "@shared/format/time";
import { useLocale, useText } from "@shared/text";
import { CoinPicker } from "@shared/ui/CoinPicker";
import { FormDialog } from "@shared/ui/Dialog";
import { Choice, Switch } from "@shared/ui/Field";
import { useAnnouncer } from "@shared/ui/announce";
import { useAccount, useAction, useFindCoins } from "../state/queries";
import { ConditionFields } from "./ConditionFields";
import { ChannelFields, RepeatFields } from "./RepeatFields";

interface Props {
  /** The alert to change; null makes a new one. */
  alert: Alert | null;
  /** Whether the cloud watches it too, where somebody is signed in. */
  leaves?: boolean;
  coin: string;
  quote: string;
  onClose: () => void;
}

/** Makes or changes an alert. What was filled in stays until it is saved. */
export function AlertDialog({ alert, leaves: before = true, coin, quote, onClose }: Props) {
  const t = useText();
  const locale = useLocale();
  const announce = useAnnouncer((state) => state.announce);
  const [form, setForm] = useState<AlertForm>(() => (alert ? formOf(alert, locale) : emptyForm(coin, quote)));
  const signedIn = useAccount().data?.stage === "signed_in";
  const [leaves, setLeaves] = useState(before);
  const [faults, setFaults] = useState<Faults>({});
  const found = useFindCoins(form.coin.trim());
  const save = useAction((backend, draft: AlertDraft) => backend.saveAlert(draft), () => {
    announce(t.alerts.saved);
    onClose();
  });
  const change = (patch: Partial<AlertForm>) => setForm((before) => ({ ...before, ...patch }));
  const submit = () => {
    const result = draftOf(form, isoDay(new Date()), alert?.window ?? null);
    if ("faults" in result) {
      setFaults(result.faults);
      return;
    }
    setFaults({});
    save.run(signedIn ? { ...result.draft, leaves_device: leaves } : result.draft);
  };
  return (
    <FormDialog title={alert ? t.alerts.editTitle : t.alerts.createTitle} onClose={onClose} onSubmit={submit} busy={save.busy} problem={save.problem} wide>
      <div className="grid gap-4 sm:grid-cols-[1fr_8rem]">
        <CoinPicker label={t.alerts.coin} text={form.coin} onText={(text) => change({ coin: text })} found={found.data ?? []} onPick={(picked) => change({ coin: picked.ticker })} error={faults.coin ? t.app.required : null} />
        <Choice label={t.alerts.currency} value={form.quote} onChange={(event) => change({ quote: event.target.value })}>
          <option value="BRL">R$</option>
          <option value="USD">US$</option>
          {!["BRL", "USD"].includes(form.quote) && <option value={form.quote}>{form.quote}</option>}
        </Choice>
      </div>
      <ConditionFields form={form} onChange={change} fault={faults.condition} />
      <RepeatFields form={form} onChange={change} faults={faults} />
      <ChannelFields form={form} onChange={change} missing={faults.channels === true} />
      {signedIn && <Switch label={t.alerts.cloudToo} hint={t.alerts.cloudTooHint} checked={leaves} onChange={setLeaves} />}
    </FormDialog>
  );
}

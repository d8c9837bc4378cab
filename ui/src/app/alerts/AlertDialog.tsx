import { useState } from "react";
import type { Alert, AlertDraft } from "@shared/backend/wire";
import { type AlertForm, type Faults, draftOf, emptyForm, formOf } from "@shared/alert/form";
import { useLocale, useText } from "@shared/text";
import { Button } from "@shared/ui/Button";
import { CoinPicker } from "@shared/ui/CoinPicker";
import { Dialog } from "@shared/ui/Dialog";
import { Choice } from "@shared/ui/Field";
import { useAnnouncer } from "@shared/ui/announce";
import { ProblemBox } from "@shared/ui/states";
import { useAction, useFindCoins } from "../state/queries";
import { ConditionFields } from "./ConditionFields";
import { ChannelFields, RepeatFields } from "./RepeatFields";

interface Props {
  /** The alert to change; null makes a new one. */
  alert: Alert | null;
  coin: string;
  quote: string;
  onClose: () => void;
}

/** "2026-11-23", on this computer. */
function today(): string {
  const now = new Date();
  return [now.getFullYear(), now.getMonth() + 1, now.getDate()].map((n) => String(n).padStart(2, "0")).join("-");
}

/** Makes or changes an alert. What was filled in stays until it is saved. */
export function AlertDialog({ alert, coin, quote, onClose }: Props) {
  const t = useText();
  const locale = useLocale();
  const announce = useAnnouncer((state) => state.announce);
  const [form, setForm] = useState<AlertForm>(() => (alert ? formOf(alert, locale) : emptyForm(coin, quote)));
  const [faults, setFaults] = useState<Faults>({});
  const found = useFindCoins(form.coin.trim());
  const save = useAction((backend, draft: AlertDraft) => backend.saveAlert(draft), () => {
    announce(t.alerts.saved);
    onClose();
  });
  const change = (patch: Partial<AlertForm>) => setForm((before) => ({ ...before, ...patch }));
  const submit = () => {
    const result = draftOf(form, today(), alert?.window ?? null);
    if ("faults" in result) {
      setFaults(result.faults);
      return;
    }
    setFaults({});
    save.run(result.draft);
  };
  return (
    <Dialog title={alert ? t.alerts.editTitle : t.alerts.createTitle} onClose={onClose} wide>
      <form
        noValidate
        className="flex flex-col gap-5"
        onSubmit={(event) => {
          event.preventDefault();
          submit();
        }}
      >
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
        {save.problem && <ProblemBox problem={save.problem} />}
        <div className="flex justify-end gap-2">
          <Button onClick={onClose}>{t.app.cancel}</Button>
          <Button look="primary" type="submit" disabled={save.busy}>{save.busy ? t.app.saving : t.app.save}</Button>
        </div>
      </form>
    </Dialog>
  );
}

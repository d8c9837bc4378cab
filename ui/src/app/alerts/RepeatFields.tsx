import { CHANNELS } from "@shared/backend/wire";
import type { AlertForm, Faults } from "@shared/alert/form";
import { useText } from "@shared/text";
import { Segments, TextField } from "@shared/ui/Field";

interface Props {
  form: AlertForm;
  onChange: (patch: Partial<AlertForm>) => void;
}

/** Once or each time, how long, and with which slack. */
export function RepeatFields({ form, onChange, faults }: Props & { faults: Faults }) {
  const t = useText();
  const { condition } = form;
  const set = (patch: Partial<AlertForm["condition"]>) => onChange({ condition: { ...condition, ...patch } });
  const until = faults.condition?.field === "until" ? t.alerts.faults[faults.condition.fault] : null;
  return (
    <div className="grid gap-4 sm:grid-cols-2">
      <Segments
        showLabel
        label={t.alerts.often}
        value={condition.repeat ? "repeat" : "once"}
        onChange={(often) => set({ repeat: often === "repeat" })}
        options={[{ value: "once", label: t.alerts.once }, { value: "repeat", label: t.alerts.repeat }]}
      />
      <TextField label={t.alerts.until} type="date" value={condition.until} onChange={(event) => set({ until: event.target.value })} error={until} />
      {condition.repeat && (
        <>
          <TextField label={t.alerts.cooldown} inputMode="decimal" value={form.cooldown} onChange={(event) => onChange({ cooldown: event.target.value })} error={faults.cooldown ? t.app.notNumber : null} />
          <TextField label={t.alerts.hysteresis} inputMode="decimal" hint={t.alerts.hysteresisHint} value={form.hysteresis} onChange={(event) => onChange({ hysteresis: event.target.value })} error={faults.hysteresis ? t.app.notNumber : null} />
        </>
      )}
    </div>
  );
}

export function ChannelFields({ form, onChange, missing }: Props & { missing: boolean }) {
  const t = useText();
  return (
    <fieldset>
      <legend className="mb-1.5 text-[0.87rem] font-medium">{t.alerts.channels}</legend>
      <div className="flex flex-wrap gap-x-5 gap-y-2">
        {CHANNELS.map((channel) => (
          <label key={channel} className="flex cursor-pointer items-center gap-2">
            <input
              type="checkbox"
              className="size-4 accent-link"
              checked={form.channels.includes(channel)}
              onChange={(event) => onChange({ channels: event.target.checked ? [...form.channels, channel] : form.channels.filter((each) => each !== channel) })}
            />
            {t.alerts.channelNames[channel]}
          </label>
        ))}
      </div>
      {missing && <p role="alert" className="mt-1 text-[0.85rem] font-medium text-down">{t.alerts.noChannel}</p>}
    </fieldset>
  );
}

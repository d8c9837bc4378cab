import { type Kind, KINDS, type FormFault, fieldsOf } from "@shared/alert/condition";
import { type AlertForm, CANDLES, LOOKBACKS } from "@shared/alert/form";
import { money } from "@shared/format/money";
import { useLocale, useText } from "@shared/text";
import { Choice, TextField } from "@shared/ui/Field";
import { quoteKey, useLive } from "../state/live";

interface Props {
  form: AlertForm;
  onChange: (patch: Partial<AlertForm>) => void;
  fault: { field: "value" | "period" | "until"; fault: FormFault } | undefined;
}

/** What the alert waits for. */
export function ConditionFields({ form, onChange, fault }: Props) {
  const t = useText();
  const locale = useLocale();
  const quote = useLive((state) => state.quotes[quoteKey(form.coin.trim().toUpperCase(), form.quote)]);
  const { condition } = form;
  const set = (patch: Partial<AlertForm["condition"]>) => onChange({ condition: { ...condition, ...patch } });
  const fields = fieldsOf(condition.kind);
  const isPrice = condition.kind.startsWith("price");
  const valueLabel = isPrice
    ? t.alerts.valuePrice(form.quote === "BRL" ? "R$" : form.quote === "USD" ? "US$" : form.quote)
    : condition.kind.startsWith("percent")
      ? t.alerts.valuePercent
      : condition.kind.startsWith("rsi")
        ? t.alerts.valueRsi
        : t.alerts.valueTimes;
  const errorOf = (field: "value" | "period") => (fault?.field === field ? t.alerts.faults[fault.fault] : null);
  const named = (window: string) => (t.alerts.windows as Record<string, string>)[window] ?? window;
  const windowChoice = (label: string, value: string, usual: readonly string[], change: (window: string) => void) => (
    <Choice label={label} value={value} onChange={(event) => change(event.target.value)}>
      {[...new Set([...usual, value])].map((window) => (
        <option key={window} value={window}>{named(window)}</option>
      ))}
    </Choice>
  );
  return (
    <div className="grid gap-4 sm:grid-cols-2">
      <div className="sm:col-span-2">
        <Choice label={t.alerts.kind} value={condition.kind} onChange={(event) => set({ kind: event.target.value as Kind, ...(event.target.value.startsWith("averages") && { period: "50" }), ...(event.target.value.startsWith("rsi") && { period: "14" }) })}>
          {condition.kind === "other" && <option value="other">{`${t.alerts.kinds.other}: ${condition.other}`}</option>}
          {KINDS.map((kind) => (
            <option key={kind} value={kind}>{t.alerts.kinds[kind]}</option>
          ))}
        </Choice>
      </div>
      {fields.value && (
        <TextField
          label={valueLabel}
          inputMode="decimal"
          value={condition.value}
          onChange={(event) => set({ value: event.target.value })}
          error={errorOf("value")}
          hint={isPrice && quote ? t.alerts.currentPrice(money(quote.price, quote.currency, locale)) : undefined}
        />
      )}
      {fields.period && <TextField label={fields.slowPeriod ? t.alerts.fastPeriod : t.alerts.period} inputMode="numeric" value={condition.period} onChange={(event) => set({ period: event.target.value })} error={errorOf("period")} />}
      {fields.slowPeriod && <TextField label={t.alerts.slowPeriod} inputMode="numeric" value={condition.slowPeriod} onChange={(event) => set({ slowPeriod: event.target.value })} />}
      {fields.window === "lookback" && windowChoice(t.alerts.lookback, form.lookback, LOOKBACKS, (lookback) => onChange({ lookback }))}
      {fields.window === "timeframe" && windowChoice(t.alerts.candles, form.candles, CANDLES, (candles) => onChange({ candles }))}
    </div>
  );
}

import type { Alert, AlertDraft, Channel } from "@shared/backend/wire";
import type { Locale } from "@shared/format/decimal";
import { parseTyped, typed } from "@shared/format/money";
import { type ConditionForm, EMPTY_CONDITION, type FormFault, faultOf, fieldsOf, fromText, toText } from "./condition";

export const LOOKBACKS = ["15m", "1h", "4h", "24h", "7d", "30d", "90d", "1y"] as const;
export const CANDLES = ["15m", "1h", "4h", "1d", "1w"] as const;

/** The alert form as it is filled in; numbers as they were typed. */
export interface AlertForm {
  id: string | null;
  coin: string;
  quote: string;
  condition: ConditionForm;
  lookback: string;
  candles: string;
  /** Minutes. */
  cooldown: string;
  hysteresis: string;
  channels: Channel[];
}

export function emptyForm(coin: string, quote: string): AlertForm {
  return { id: null, coin, quote, condition: EMPTY_CONDITION, lookback: "24h", candles: "4h", cooldown: "60", hysteresis: "0,2", channels: ["tray", "voice"] };
}

export function formOf(alert: Alert, locale: Locale): AlertForm {
  const condition = fromText(alert.condition);
  const kind = fieldsOf(condition.kind).window;
  const window = alert.window ?? "";
  return {
    id: alert.id,
    coin: alert.coin,
    quote: alert.quote,
    condition: { ...condition, value: typed(condition.value, locale) },
    lookback: kind === "timeframe" || window === "" ? "24h" : window,
    candles: kind === "timeframe" && window !== "" ? window : "4h",
    cooldown: typed(String(alert.cooldown_s / 60), locale),
    hysteresis: typed(alert.hysteresis_pct, locale),
    channels: [...alert.channels],
  };
}

export type Faults = Partial<Record<"coin" | "cooldown" | "hysteresis" | "channels", true>> & { condition?: { field: "value" | "period" | "until"; fault: FormFault } };

/** What can be saved, or what is wrong with the form; `window` is that of a condition the form cannot show. */
export function draftOf(form: AlertForm, today: string, window: string | null): { draft: AlertDraft } | { faults: Faults } {
  const faults: Faults = {};
  const condition = { ...form.condition, value: parseTyped(form.condition.value) ?? "" };
  const wrong = faultOf(condition, today);
  if (wrong) faults.condition = wrong;
  if (form.coin.trim() === "") faults.coin = true;
  const minutes = condition.repeat ? parseTyped(form.cooldown) : "0";
  if (minutes === null || Number(minutes) < 0) faults.cooldown = true;
  const hysteresis = parseTyped(form.hysteresis);
  if (hysteresis === null || Number(hysteresis) < 0 || Number(hysteresis) > 50) faults.hysteresis = true;
  if (form.channels.length === 0) faults.channels = true;
  if (Object.keys(faults).length > 0 || minutes === null || hysteresis === null) return { faults };
  const kind = fieldsOf(condition.kind).window;
  return {
    draft: {
      id: form.id,
      coin: form.coin.trim().toUpperCase(),
      quote: form.quote,
      condition: toText(condition),
      window: condition.kind === "other" ? window : kind === "lookback" ? form.lookback : kind === "timeframe" ? form.candles : null,
      cooldown_s: Math.round(Number(minutes) * 60),
      hysteresis_pct: hysteresis,
      channels: form.channels,
    },
  };
}

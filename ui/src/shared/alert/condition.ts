import { isDecimal, trim } from "@shared/format/decimal";

/** The kinds of condition the form offers, in its order. */
export const KINDS = [
  "price_up",
  "price_down",
  "price_reaches",
  "percent_up",
  "percent_down",
  "percent_any",
  "rsi_above",
  "rsi_below",
  "averages_up",
  "averages_down",
  "macd_up",
  "macd_down",
  "volume",
  "new_high",
  "new_low",
] as const;
export type Kind = (typeof KINDS)[number];

/** A condition as the form holds it. What a kind does not use is ignored. */
export interface ConditionForm {
  /** "other" is a condition said by voice that the form has no fields for: kept as it is. */
  kind: Kind | "other";
  /** Threshold, percent (positive), RSI level or multiple of the usual volume: a decimal string. */
  value: string;
  /** Candles of the RSI, or of the faster average. */
  period: string;
  /** Candles of the slower average. */
  slowPeriod: string;
  repeat: boolean;
  /** "2026-12-31" or "". */
  until: string;
  /** The body of an "other" condition. */
  other: string;
}

export const EMPTY_CONDITION: ConditionForm = {
  kind: "price_up",
  value: "",
  period: "14",
  slowPeriod: "200",
  repeat: false,
  until: "",
  other: "",
};

/** Which fields a kind shows. */
export function fieldsOf(kind: ConditionForm["kind"]): { value: boolean; period: boolean; slowPeriod: boolean; window: "lookback" | "timeframe" | null } {
  switch (kind) {
    case "price_up":
    case "price_down":
    case "price_reaches":
      return { value: true, period: false, slowPeriod: false, window: null };
    case "percent_up":
    case "percent_down":
    case "percent_any":
      return { value: true, period: false, slowPeriod: false, window: "lookback" };
    case "rsi_above":
    case "rsi_below":
      return { value: true, period: true, slowPeriod: false, window: "timeframe" };
    case "averages_up":
    case "averages_down":
      return { value: false, period: true, slowPeriod: true, window: "timeframe" };
    case "macd_up":
    case "macd_down":
      return { value: false, period: false, slowPeriod: false, window: "timeframe" };
    case "volume":
      return { value: true, period: false, slowPeriod: false, window: "timeframe" };
    case "new_high":
    case "new_low":
      return { value: false, period: false, slowPeriod: false, window: "lookback" };
    case "other":
      return { value: false, period: false, slowPeriod: false, window: null };
  }
}

function body(form: ConditionForm): string {
  const { value, period, slowPeriod } = form;
  switch (form.kind) {
    case "price_up":
      return `price crosses_up ${value}`;
    case "price_down":
      return `price crosses_down ${value}`;
    case "price_reaches":
      return `price reaches ${value}`;
    case "percent_up":
      return `pct >= ${value}`;
    case "percent_down":
      return `pct <= -${value}`;
    case "percent_any":
      return `abs_pct >= ${value}`;
    case "rsi_above":
      return `rsi(${period}) crosses_up ${value}`;
    case "rsi_below":
      return `rsi(${period}) crosses_down ${value}`;
    case "averages_up":
      return `sma(${period}) crosses_up sma(${slowPeriod})`;
    case "averages_down":
      return `sma(${period}) crosses_down sma(${slowPeriod})`;
    case "macd_up":
      return "macd crosses_up signal";
    case "macd_down":
      return "macd crosses_down signal";
    case "volume":
      return `volume >= ${value}x`;
    case "new_high":
      return "price new_high";
    case "new_low":
      return "price new_low";
    case "other":
      return form.other;
  }
}

/** The condition in the words of the program below. `form.value` must be a decimal string. */
export function toText(form: ConditionForm): string {
  const repeat = form.repeat ? "; repeat" : "";
  const until = form.until === "" ? "" : `; until ${form.until}`;
  return body({ ...form, value: trim(form.value) }) + repeat + until;
}

const NUMBER = "(\\d+(?:\\.\\d+)?)";
const PATTERNS: readonly [RegExp, (found: string[]) => Partial<ConditionForm>][] = [
  [new RegExp(`^price crosses_up ${NUMBER}$`), ([value = ""]) => ({ kind: "price_up", value })],
  [new RegExp(`^price crosses_down ${NUMBER}$`), ([value = ""]) => ({ kind: "price_down", value })],
  [new RegExp(`^price reaches ${NUMBER}$`), ([value = ""]) => ({ kind: "price_reaches", value })],
  [new RegExp(`^pct >= ${NUMBER}$`), ([value = ""]) => ({ kind: "percent_up", value })],
  [new RegExp(`^pct <= -${NUMBER}$`), ([value = ""]) => ({ kind: "percent_down", value })],
  [new RegExp(`^abs_pct >= ${NUMBER}$`), ([value = ""]) => ({ kind: "percent_any", value })],
  [new RegExp(`^rsi\\((\\d+)\\) crosses_up ${NUMBER}$`), ([period = "", value = ""]) => ({ kind: "rsi_above", period, value })],
  [new RegExp(`^rsi\\((\\d+)\\) crosses_down ${NUMBER}$`), ([period = "", value = ""]) => ({ kind: "rsi_below", period, value })],
  [/^sma\((\d+)\) crosses_up sma\((\d+)\)$/, ([period = "", slowPeriod = ""]) => ({ kind: "averages_up", period, slowPeriod })],
  [/^sma\((\d+)\) crosses_down sma\((\d+)\)$/, ([period = "", slowPeriod = ""]) => ({ kind: "averages_down", period, slowPeriod })],
  [/^macd crosses_up signal$/, () => ({ kind: "macd_up" })],
  [/^macd crosses_down signal$/, () => ({ kind: "macd_down" })],
  [new RegExp(`^volume >= ${NUMBER}x$`), ([value = ""]) => ({ kind: "volume", value })],
  [/^price new_high$/, () => ({ kind: "new_high" })],
  [/^price new_low$/, () => ({ kind: "new_low" })],
];

/** The form that shows this condition. */
export function fromText(text: string): ConditionForm {
  const [first = "", ...modifiers] = text.split(";").map((part) => part.trim());
  let repeat = false;
  let until = "";
  for (const modifier of modifiers) {
    if (modifier === "repeat") repeat = true;
    else if (modifier.startsWith("until ")) until = modifier.slice(6).trim();
  }
  for (const [pattern, read] of PATTERNS) {
    const found = pattern.exec(first);
    if (found) return { ...EMPTY_CONDITION, ...read(found.slice(1)), repeat, until };
  }
  return { ...EMPTY_CONDITION, kind: "other", other: first, repeat, until };
}

/** The price of its line on a chart; null where it has none. */
export function thresholdOf(condition: string): string | null {
  const form = fromText(condition);
  return form.kind === "price_up" || form.kind === "price_down" || form.kind === "price_reaches" ? form.value : null;
}

/** The same condition with another price. */
export function withThreshold(condition: string, value: string): string {
  return toText({ ...fromText(condition), value });
}

export type FormFault = "value_missing" | "value_not_positive" | "rsi_range" | "period_wrong" | "periods_order" | "until_past";

/** What keeps the form from being saved; `today` is "2026-11-23". */
export function faultOf(form: ConditionForm, today: string): { field: "value" | "period" | "until"; fault: FormFault } | null {
  const fields = fieldsOf(form.kind);
  if (fields.value) {
    if (!isDecimal(form.value)) return { field: "value", fault: "value_missing" };
    const value = Number(form.value);
    if (value <= 0) return { field: "value", fault: "value_not_positive" };
    if ((form.kind === "rsi_above" || form.kind === "rsi_below") && value >= 100) return { field: "value", fault: "rsi_range" };
  }
  if (fields.period && !/^[1-9]\d{0,2}$/.test(form.period)) return { field: "period", fault: "period_wrong" };
  if (fields.slowPeriod) {
    if (!/^[1-9]\d{0,2}$/.test(form.slowPeriod)) return { field: "period", fault: "period_wrong" };
    if (Number(form.period) >= Number(form.slowPeriod)) return { field: "period", fault: "periods_order" };
  }
  if (form.until !== "" && form.until < today) return { field: "until", fault: "until_past" };
  return null;
}

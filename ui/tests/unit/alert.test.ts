import { describe, expect, it } from "vitest";
import { EMPTY_CONDITION, KINDS, fieldsOf, fromText, thresholdOf, toText, withThreshold } from "@shared/alert/condition";
import { type AlertForm, draftOf, emptyForm, formOf } from "@shared/alert/form";
import type { Alert } from "@shared/backend/wire";

const TODAY = "2026-11-23";
const TEXTS = [
  "price crosses_up 500000",
  "price crosses_down 20000.5",
  "price reaches 0.00001234",
  "pct >= 5; repeat",
  "pct <= -10",
  "abs_pct >= 2.5; repeat; until 2026-12-31",
  "rsi(14) crosses_down 30",
  "rsi(21) crosses_up 70; until 2027-01-01",
  "sma(50) crosses_up sma(200)",
  "sma(9) crosses_down sma(21); repeat",
  "macd crosses_up signal",
  "macd crosses_down signal",
  "volume >= 2x",
  "price new_high",
  "price new_low; until 2026-12-31",
];

const alert = (condition: string, more: Partial<Alert> = {}): Alert => ({
  id: "1", version: 1, coin: "BTC", quote: "BRL", condition, window: null, cooldown_s: 3600, hysteresis_pct: "0.2",
  channels: ["tray"], state: "active", said: "", created_at: "2026-11-23T12:00:00Z", ...more,
});

describe("a condition", () => {
  it.each(TEXTS)("%s is shown by the form and read back the same", (text) => {
    const form = fromText(text);
    expect(form.kind).not.toBe("other");
    expect(toText(form)).toBe(text);
  });

  it("has a form for each kind, and each kind comes back as itself", () => {
    for (const kind of KINDS) {
      const form = { ...EMPTY_CONDITION, kind, value: "42", period: "7", slowPeriod: "30", repeat: true };
      const back = fromText(toText(form));
      expect(back.kind).toBe(kind);
      const fields = fieldsOf(kind);
      if (fields.value) expect(back.value).toBe("42");
      if (fields.period) expect(back.period).toBe("7");
      if (fields.slowPeriod) expect(back.slowPeriod).toBe("30");
    }
  });

  it("that the form has no fields for is kept as it was said", () => {
    const form = fromText("price > sma(200); repeat");
    expect(form.kind).toBe("other");
    expect(toText(form)).toBe("price > sma(200); repeat");
  });

  it("has a line only where it has a price, and the line moves alone", () => {
    expect(thresholdOf("price crosses_up 500000; repeat")).toBe("500000");
    expect(thresholdOf("rsi(14) crosses_up 70")).toBeNull();
    expect(withThreshold("price crosses_down 18000; repeat; until 2026-12-31", "17500.50")).toBe("price crosses_down 17500.5; repeat; until 2026-12-31");
  });
});

describe("the alert form", () => {
  const filled = (patch: Partial<AlertForm>): AlertForm => ({ ...emptyForm("BTC", "BRL"), ...patch });
  const faults = (form: AlertForm) => {
    const result = draftOf(form, TODAY, null);
    return "faults" in result ? result.faults : null;
  };

  it("turns what was typed in Brazilian into a draft", () => {
    const form = filled({ condition: { ...EMPTY_CONDITION, value: "R$ 550.000,50" } });
    expect(draftOf(form, TODAY, null)).toEqual({
      draft: { id: null, coin: "BTC", quote: "BRL", condition: "price crosses_up 550000.5", window: null, cooldown_s: 0, hysteresis_pct: "0.2", channels: ["tray", "voice"] },
    });
  });

  it.each([
    ["price crosses_up 525000; repeat; until 2027-03-31", null],
    ["pct >= 5; repeat", "7d"],
    ["rsi(14) crosses_up 70; repeat", "4h"],
    ["price > sma(200); repeat", "1d"],
  ])("saves %s unchanged when nothing was changed", (condition, window) => {
    const before = alert(condition, { window });
    const result = draftOf(formOf(before, "pt-BR"), TODAY, window);
    expect(result).toEqual({
      draft: { id: "1", coin: "BTC", quote: "BRL", condition, window, cooldown_s: 3600, hysteresis_pct: "0.2", channels: ["tray"] },
    });
  });

  it("says what is missing or wrong, field by field", () => {
    expect(faults(filled({}))?.condition).toEqual({ field: "value", fault: "value_missing" });
    expect(faults(filled({ condition: { ...EMPTY_CONDITION, value: "0" } }))?.condition?.fault).toBe("value_not_positive");
    expect(faults(filled({ condition: { ...EMPTY_CONDITION, kind: "rsi_above", value: "120" } }))?.condition?.fault).toBe("rsi_range");
    expect(faults(filled({ condition: { ...EMPTY_CONDITION, kind: "averages_up", period: "200", slowPeriod: "50" } }))?.condition?.fault).toBe("periods_order");
    expect(faults(filled({ condition: { ...EMPTY_CONDITION, value: "5", until: "2026-11-22" } }))?.condition?.fault).toBe("until_past");
    expect(faults(filled({ coin: " ", condition: { ...EMPTY_CONDITION, value: "5" } }))).toEqual({ coin: true });
    expect(faults(filled({ channels: [], condition: { ...EMPTY_CONDITION, value: "5" } }))).toEqual({ channels: true });
    expect(faults(filled({ cooldown: "x", condition: { ...EMPTY_CONDITION, value: "5", repeat: true } }))).toEqual({ cooldown: true });
    expect(faults(filled({ hysteresis: "80", condition: { ...EMPTY_CONDITION, value: "5" } }))).toEqual({ hysteresis: true });
  });

  it("accepts today as the last day", () => {
    expect(faults(filled({ condition: { ...EMPTY_CONDITION, value: "5", until: TODAY } }))).toBeNull();
  });
});

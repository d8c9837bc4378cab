import { describe, expect, it } from "vitest";
import { ago, bytes, dateTime, isoDay, millis, span } from "@shared/format/time";

const NOW = Date.parse("2026-11-23T12:00:00Z");
const before = (seconds: number) => new Date(NOW - seconds * 1000).toISOString();

describe("how long ago", () => {
  it.each([
    [0, "agora"],
    [3, "há 3 s"],
    [59, "há 59 s"],
    [60, "há 1 min"],
    [3599, "há 59 min"],
    [3600, "há 1 h"],
    [86_399, "há 23 h"],
    [86_400, "há 1 dia"],
    [5 * 86_400, "há 5 dias"],
  ])("%d seconds: %s", (seconds, text) => expect(ago(before(seconds), NOW, "pt-BR")).toBe(text));

  it("a clock that runs a little ahead is now, and a month is a date", () => {
    expect(ago(before(-2), NOW, "pt-BR")).toBe("agora");
    expect(ago(before(40 * 86_400), NOW, "pt-BR")).toContain("2026");
    expect(ago("nonsense", NOW, "pt-BR")).toBe("nonsense");
    expect(ago(before(7200), NOW, "en")).toBe("2 h ago");
  });
});

describe("times and sizes", () => {
  it("stand in the user's zone and language", () => {
    expect(dateTime("2026-11-23T12:05:00Z", "pt-BR", "America/Sao_Paulo")).toBe("23/11/2026, 09:05");
    expect(millis(231.4, "pt-BR")).toBe("231 ms");
    expect(millis(1180, "pt-BR")).toBe("1,2 s");
    expect(bytes(81_768_585, "pt-BR")).toBe("82 MB");
    expect(bytes(1_500_000_000, "pt-BR")).toBe("1,5 GB");
  });
});

it("a day for a date field is this computer's, with two figures each", () => {
  expect(isoDay(new Date(2026, 0, 5, 23, 59))).toBe("2026-01-05");
  expect(isoDay(new Date(2026, 10, 23))).toBe("2026-11-23");
});

describe("how much speech", () => {
  it.each([
    [0, "0 s"],
    [1, "1 s"],
    [59_001, "1 min"],
    [412_300, "6 min 53 s"],
    [900_000, "15 min"],
    [3_600_000, "1 h"],
    [3_900_500, "1 h 5 min"],
  ])("%d ms: %s", (millis, text) => expect(span(millis)).toBe(text));
});

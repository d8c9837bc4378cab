import { describe, expect, it } from "vitest";
import { axisOf, offsetMinutes } from "@app/board/axis";

const every = (from: string, stepHours: number, count: number) => Array.from({ length: count }, (_, i) => new Date(Date.parse(from) + i * stepHours * 3_600_000).toISOString());
const shown = (seconds: number | undefined) => new Date((seconds ?? 0) * 1000).toISOString().slice(0, 16);

describe("the chart's time axis", () => {
  it("shows hours as the user's clock does", () => {
    const openings = every("2026-11-23T00:00:00Z", 1, 3);
    expect([...axisOf(openings, "America/Sao_Paulo").values()].map(shown)).toEqual(["2026-11-22T21:00", "2026-11-22T22:00", "2026-11-22T23:00"]);
  });

  it("leaves a day at its own date", () => {
    const openings = every("2026-11-21T00:00:00Z", 24, 3);
    expect([...axisOf(openings, "America/Sao_Paulo").values()].map(shown)).toEqual(["2026-11-21T00:00", "2026-11-22T00:00", "2026-11-23T00:00"]);
  });

  it("always rises, also where clocks go back", () => {
    const positions = [...axisOf(every("2026-10-25T00:00:00Z", 0.25, 16), "Europe/Lisbon").values()];
    expect(positions).toHaveLength(16);
    for (let i = 1; i < positions.length; i++) expect(positions[i]).toBeGreaterThan(positions[i - 1] ?? 0);
  });

  it("knows zones with half hours and the change of summer time", () => {
    expect(offsetMinutes(Date.parse("2026-11-23T12:00:00Z"), "Asia/Kolkata")).toBe(330);
    expect(offsetMinutes(Date.parse("2026-07-01T12:00:00Z"), "Europe/Lisbon")).toBe(60);
    expect(offsetMinutes(Date.parse("2026-12-01T12:00:00Z"), "Europe/Lisbon")).toBe(0);
  });
});

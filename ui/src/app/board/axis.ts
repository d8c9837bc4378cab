import type { UTCTimestamp } from "lightweight-charts";

const DAY_S = 86_400;

/** Minutes by which a zone is ahead of UTC at a moment (milliseconds since 1970); the computer's zone without a name. */
export function offsetMinutes(moment: number, timeZone: string | undefined): number {
  if (timeZone === undefined) return -new Date(moment).getTimezoneOffset();
  const parts = new Intl.DateTimeFormat("en-US", { timeZone, hourCycle: "h23", year: "numeric", month: "numeric", day: "numeric", hour: "numeric", minute: "numeric" }).formatToParts(moment);
  const part = (type: Intl.DateTimeFormatPartTypes) => Number(parts.find((each) => each.type === type)?.value ?? 0);
  const local = Date.UTC(part("year"), part("month") - 1, part("day"), part("hour"), part("minute"));
  return Math.round((local - Math.floor(moment / 60_000) * 60_000) / 60_000);
}

/**
 * Where each candle stands on the time axis, by its opening time. The chart library knows only UTC, so an hour stands at
 * what the user's clock shows; a day or longer stands at its own date. Positions always rise, also where clocks go back.
 */
export function axisOf(openings: readonly string[], timeZone: string | undefined): Map<string, UTCTimestamp> {
  const moments = openings.map((at) => Date.parse(at));
  const step = ((moments.at(-1) ?? 0) - (moments.at(-2) ?? 0)) / 1000;
  const offsets = new Map<number, number>();
  const shift = (moment: number) => {
    if (step >= DAY_S) return 0;
    const hour = Math.floor(moment / 3_600_000);
    const known = offsets.get(hour) ?? offsetMinutes(moment, timeZone);
    offsets.set(hour, known);
    return known * 60;
  };
  const axis = new Map<string, UTCTimestamp>();
  let last = Number.NEGATIVE_INFINITY;
  openings.forEach((at, i) => {
    const moment = moments[i] ?? 0;
    last = Math.max(last + 1, moment / 1000 + shift(moment));
    axis.set(at, last as UTCTimestamp);
  });
  return axis;
}

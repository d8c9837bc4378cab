import type { Locale } from "./decimal";

const WORDS = {
  "pt-BR": {
    now: "agora",
    seconds: (n: number) => `há ${n} s`,
    minutes: (n: number) => `há ${n} min`,
    hours: (n: number) => `há ${n} h`,
    days: (n: number) => (n === 1 ? "há 1 dia" : `há ${n} dias`),
  },
  en: {
    now: "now",
    seconds: (n: number) => `${n} s ago`,
    minutes: (n: number) => `${n} min ago`,
    hours: (n: number) => `${n} h ago`,
    days: (n: number) => (n === 1 ? "1 day ago" : `${n} days ago`),
  },
} as const;

/** "há 3 s", "há 12 min", "há 5 h", "há 2 dias"; from a month on the date. `now` in milliseconds since 1970. */
export function ago(at: string, now: number, locale: Locale, timeZone?: string): string {
  const moment = Date.parse(at);
  if (Number.isNaN(moment)) return at;
  const seconds = Math.floor((now - moment) / 1000);
  const words = WORDS[locale];
  if (seconds < 1) return seconds < -60 ? dateTime(at, locale, timeZone) : words.now;
  if (seconds < 60) return words.seconds(seconds);
  if (seconds < 3600) return words.minutes(Math.floor(seconds / 60));
  if (seconds < 86_400) return words.hours(Math.floor(seconds / 3600));
  if (seconds < 30 * 86_400) return words.days(Math.floor(seconds / 86_400));
  return day(at, locale, timeZone);
}

function formatted(at: string, locale: Locale, options: Intl.DateTimeFormatOptions, timeZone?: string): string {
  const moment = new Date(at);
  if (Number.isNaN(moment.getTime())) return at;
  const language = locale === "en" ? "en-GB" : locale;
  return new Intl.DateTimeFormat(language, timeZone ? { ...options, timeZone } : options).format(moment);
}

/** "23/11/2026, 09:05", in the given time zone or the computer's. */
export function dateTime(at: string, locale: Locale, timeZone?: string): string {
  return formatted(at, locale, { dateStyle: "short", timeStyle: "short" }, timeZone);
}

/** "09:05:12". */
export function clock(at: string, locale: Locale, timeZone?: string): string {
  return formatted(at, locale, { timeStyle: "medium" }, timeZone);
}

/** "23 de nov. de 2026". */
export function day(at: string, locale: Locale, timeZone?: string): string {
  return formatted(at, locale, { dateStyle: "medium" }, timeZone);
}

/** "2026-11-23": the day this is on the user's computer, as a date field takes it. */
export function isoDay(moment: Date): string {
  return [moment.getFullYear(), moment.getMonth() + 1, moment.getDate()].map((n) => String(n).padStart(2, "0")).join("-");
}

/** "350 ms", "1,2 s". */
export function millis(value: number, locale: Locale): string {
  if (value < 1000) return `${Math.round(value)} ms`;
  const seconds = (value / 1000).toFixed(1);
  return `${locale === "pt-BR" ? seconds.replace(".", ",") : seconds} s`;
}

/** "82 MB": sizes of files, in decimal units. */
export function bytes(value: number, locale: Locale): string {
  const [size, unit] = value >= 1e9 ? [(value / 1e9).toFixed(1), "GB"] : value >= 1e6 ? [(value / 1e6).toFixed(0), "MB"] : [(value / 1e3).toFixed(0), "kB"];
  return `${locale === "pt-BR" ? size.replace(".", ",") : size} ${unit}`;
}

/** "45 s", "3 min 20 s", "1 h 5 min": how much speech. A begun second counts. */
export function span(millis: number): string {
  const seconds = Math.ceil(millis / 1000);
  const [hours, minutes, rest] = [Math.floor(seconds / 3600), Math.floor(seconds / 60) % 60, seconds % 60];
  if (hours > 0) return minutes === 0 ? `${hours} h` : `${hours} h ${minutes} min`;
  if (minutes > 0) return rest === 0 ? `${minutes} min` : `${minutes} min ${rest} s`;
  return `${rest} s`;
}

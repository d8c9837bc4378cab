import { useMemo } from "react";
import { create } from "zustand";
import type { Locale } from "@shared/format/decimal";
import { ago, clock, dateTime, day } from "@shared/format/time";
import { en } from "./en";
import { type Catalogue, pt } from "./pt";

interface Language {
  locale: Locale;
  /** Undefined for the computer's. */
  timeZone: string | undefined;
  setLocale(locale: Locale): void;
  /** Takes a zone's name from the settings; an unknown or empty one leaves the computer's. */
  setTimeZone(name: string): void;
}

function known(zone: string): string | undefined {
  try {
    return zone === "" ? undefined : new Intl.DateTimeFormat("en", { timeZone: zone }).resolvedOptions().timeZone;
  } catch {
    return undefined;
  }
}

export const useLanguage = create<Language>((set) => ({
  locale: "pt-BR",
  timeZone: undefined,
  setLocale: (locale) => set({ locale }),
  setTimeZone: (name) => set({ timeZone: known(name) }),
}));

export function catalogue(locale: Locale): Catalogue {
  return locale === "en" ? en : pt;
}

/** The texts in the chosen language. */
export function useText(): Catalogue {
  return catalogue(useLanguage((state) => state.locale));
}

export function useLocale(): Locale {
  return useLanguage((state) => state.locale);
}

/** Times in the chosen language and time zone. */
export function useTimes() {
  const locale = useLanguage((state) => state.locale);
  const timeZone = useLanguage((state) => state.timeZone);
  return useMemo(
    () => ({
      ago: (at: string, now: number) => ago(at, now, locale, timeZone),
      clock: (at: string) => clock(at, locale, timeZone),
      dateTime: (at: string) => dateTime(at, locale, timeZone),
      day: (at: string) => day(at, locale, timeZone),
    }),
    [locale, timeZone],
  );
}

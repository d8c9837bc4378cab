import type { Locale } from "@shared/format/decimal";
import { create } from "zustand";
import { en } from "./en";
import { type Catalogue, pt } from "./pt";

interface Language {
  locale: Locale;
  setLocale(locale: Locale): void;
}

export const useLanguage = create<Language>((set) => ({ locale: "pt-BR", setLocale: (locale) => set({ locale }) }));

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

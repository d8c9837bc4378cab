import { type Locale, absolute, isDecimal, localise, magnitude, round, shift, sign, trim } from "./decimal";

const SYMBOLS: Record<string, string> = { BRL: "R$", USD: "US$", EUR: "€" };

/** Places that keep a price useful: two, or below one the first four digits that are not zero. */
export function pricePlaces(value: string): number {
  const { wholeDigits, leadingZeros } = magnitude(value);
  return wholeDigits > 0 || sign(value) === 0 ? 2 : leadingZeros + 4;
}

function rounded(value: string): string {
  const places = pricePlaces(value);
  const exact = trim(round(value, places));
  const fraction = exact.split(".")[1] ?? "";
  return fraction.length < 2 ? round(exact, 2) : exact;
}

/** "R$ 512.340,55", "R$ 0,00001234", "0,015 BTC". The minus stands before the symbol. */
export function money(value: string, currency: string, locale: Locale): string {
  if (!isDecimal(value)) return value;
  const symbol = SYMBOLS[currency];
  if (symbol === undefined) return amount(value, currency, locale);
  return `${sign(value) < 0 ? "-" : ""}${symbol}\u00a0${localise(rounded(absolute(value)), locale)}`;
}

/** "0,015 BTC": every digit that counts. */
export function amount(value: string, ticker: string, locale: Locale): string {
  return `${localise(trim(value), locale)}\u00a0${ticker}`;
}

/** "2,31%", with two places; the sign always stands where `signed`. */
export function percent(value: string, locale: Locale, signed = false): string {
  const text = localise(round(value, 2), locale);
  return `${signed && sign(value) > 0 ? "+" : ""}${text}%`;
}

const STEPS: readonly { digits: number; shift: number; "pt-BR": string; en: string }[] = [
  { digits: 13, shift: -12, "pt-BR": "tri", en: "T" },
  { digits: 10, shift: -9, "pt-BR": "bi", en: "B" },
  { digits: 7, shift: -6, "pt-BR": "mi", en: "M" },
];

/** "R$ 12,41 tri": large sums at a glance. */
export function compactMoney(value: string, currency: string, locale: Locale): string {
  const digits = magnitude(value).wholeDigits;
  const step = STEPS.find((s) => digits >= s.digits);
  if (!step) return money(value, currency, locale);
  const symbol = SYMBOLS[currency] ?? currency;
  const short = localise(round(shift(absolute(value), step.shift), 2), locale);
  return `${sign(value) < 0 ? "-" : ""}${symbol}\u00a0${short}\u00a0${step[locale]}`;
}

/** A fact's value with its unit. */
export function factValue(value: string, unit: string, locale: Locale): string {
  if (unit === "%") return percent(value, locale, true);
  if (unit === "points" || unit === "count") return localise(trim(round(value, 2)), locale);
  return money(value, unit, locale);
}

const SCALES: Record<string, number> = { k: 3, mil: 3, mi: 6, milhao: 6, milhoes: 6, m: 6, bi: 9 };

/**
 * What someone typed as a decimal string: "512.340,55", "R$ 500 mil", "0.015", "1.234.567", "500k". Null where it is no
 * number. A single point followed by exactly three digits groups thousands, as Brazilians write.
 */
export function parseTyped(typed: string): string | null {
  const text = typed
    .toLowerCase()
    .normalize("NFD")
    .replace(/[\u0300-\u036f]/g, "")
    .replace(/r\$|us\$|%|\s|\u00a0/g, "");
  const found = /^([+-]?)([\d.,]+)(k|mil|milhao|milhoes|mi|m|bi)?$/.exec(text);
  if (!found) return null;
  const [, minus = "", digits = "", scale] = found;
  let plain: string;
  if (/^\d+$/.test(digits)) plain = digits;
  else if (/^\d{1,3}(\.\d{3})+(,\d*)?$/.test(digits) && !/^0\./.test(digits)) plain = digits.replaceAll(".", "").replace(",", ".");
  else if (/^\d*,\d+$/.test(digits)) plain = digits.replace(",", ".");
  else if (/^\d*\.\d+$/.test(digits)) plain = digits;
  else if (/^\d{1,3}(,\d{3})+(\.\d*)?$/.test(digits)) plain = digits.replaceAll(",", "");
  else return null;
  const value = scale === undefined ? plain : shift(plain, SCALES[scale] ?? 0);
  const whole = trim(value.startsWith(".") ? `0${value}` : value);
  return minus === "-" && sign(whole) !== 0 ? `-${whole}` : whole;
}

/** A decimal string as it stands in an input: "512340,55". */
export function typed(value: string, locale: Locale): string {
  const plain = trim(value);
  return locale === "pt-BR" ? plain.replace(".", ",") : plain;
}

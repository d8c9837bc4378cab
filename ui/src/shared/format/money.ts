import { type Locale, absolute, isDecimal, localise, magnitude, round, shift, sign, trim } from "./decimal";

/*
 * How values are written here is how the program below writes them in its answers (`alfa_language::aloud::written`), so
 * that a figure in an answer's text is found again by its fact.
 */

const SYMBOLS: Record<string, string> = { BRL: "R$", USD: "US$", EUR: "€" };

/** The finest step a market quotes in from one unit up; what has more digits was computed. */
const QUOTED_PLACES = 8;
/** The finest step below one unit. */
const QUOTED_TINY_PLACES = 12;

function placesOf(value: string): number {
  return trim(value).split(".")[1]?.length ?? 0;
}

/** Rounded to so many digits from the first that is not zero; for values below one. */
function significant(value: string, digits: number): string {
  return trim(round(value, magnitude(value).leadingZeros + digits));
}

function asQuoted(value: string, places: number): string {
  const atLeastOne = magnitude(value).wholeDigits > 0;
  if (atLeastOne) return trim(placesOf(value) > QUOTED_PLACES ? round(value, places) : value);
  return placesOf(value) > QUOTED_TINY_PLACES ? significant(value, 8) : trim(value);
}

function atLeastTwoPlaces(value: string): string {
  return placesOf(value) < 2 ? round(value, 2) : value;
}

function withSymbol(value: string, symbol: string, locale: Locale): string {
  return `${sign(value) < 0 ? "-" : ""}${symbol}\u00a0${localise(absolute(value), locale)}`;
}

/** An exact price: "R$ 512.340,55", "R$ 0,00001234", "0,015 BTC". The minus stands before the symbol. */
export function money(value: string, currency: string, locale: Locale): string {
  if (!isDecimal(value)) return value;
  const symbol = SYMBOLS[currency];
  if (symbol === undefined) return amount(value, currency, locale);
  return withSymbol(atLeastTwoPlaces(asQuoted(value, 2)), symbol, locale);
}

/** A sum that was computed, in whole cents: "R$ 26.897,88". */
export function sum(value: string, currency: string, locale: Locale): string {
  const symbol = SYMBOLS[currency];
  if (!isDecimal(value) || symbol === undefined) return money(value, currency, locale);
  return withSymbol(round(value, 2), symbol, locale);
}

/** Places of a chart's price scale: two, or below one the first four digits that are not zero. */
export function pricePlaces(value: string): number {
  const { wholeDigits, leadingZeros } = magnitude(value);
  return wholeDigits > 0 || sign(value) === 0 ? 2 : leadingZeros + 4;
}

/** "0,015 BTC": every digit that counts. */
export function amount(value: string, ticker: string, locale: Locale): string {
  return `${localise(asQuoted(value, 8), locale)}\u00a0${ticker}`;
}

function twoPlaces(value: string): string {
  const { wholeDigits, leadingZeros } = magnitude(value);
  return wholeDigits > 0 || leadingZeros < 2 ? trim(round(value, 2)) : significant(value, 2);
}

/** "2,31%", with two places at least, for columns; the sign always stands where `signed`. */
export function percent(value: string, locale: Locale, signed = false): string {
  const text = localise(atLeastTwoPlaces(twoPlaces(value)), locale);
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

/** A fact's value with its unit, as an answer writes it. */
export function factValue(value: string, unit: string, locale: Locale): string {
  if (unit === "%") return `${localise(twoPlaces(value), locale)}%`;
  if (unit === "points") return localise(twoPlaces(value), locale);
  if (unit === "count") return localise(round(value, 0), locale);
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

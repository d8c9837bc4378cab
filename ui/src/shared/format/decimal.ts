/**
 * Decimal strings, handled digit by digit: no figure passes through a float on its way to the screen.
 */

interface Parts {
  negative: boolean;
  /** Without leading zeros, at least "0". */
  whole: string;
  fraction: string;
}

const SHAPE = /^([+-]?)(\d*)(?:\.(\d*))?$/;

/** The parts of a decimal string; null where it is none. */
function parts(text: string): Parts | null {
  const found = SHAPE.exec(text.trim());
  if (!found) return null;
  const [, sign = "", whole = "", fraction = ""] = found;
  if (whole === "" && fraction === "") return null;
  return { negative: sign === "-", whole: whole.replace(/^0+(?=\d)/, "") || "0", fraction };
}

export function isDecimal(text: string): boolean {
  return parts(text) !== null;
}

function isZeroParts({ whole, fraction }: Parts): boolean {
  return !/[1-9]/.test(whole + fraction);
}

function join({ negative, whole, fraction }: Parts): string {
  const zero = isZeroParts({ negative, whole, fraction });
  return `${negative && !zero ? "-" : ""}${whole}${fraction === "" ? "" : `.${fraction}`}`;
}

/** -1, 0 or 1. */
export function sign(text: string): -1 | 0 | 1 {
  const p = parts(text);
  if (!p || isZeroParts(p)) return 0;
  return p.negative ? -1 : 1;
}

export function absolute(text: string): string {
  return text.replace(/^\s*[+-]/, "");
}

/** Without zeros at the end of the fraction. */
export function trim(text: string): string {
  const p = parts(text);
  return p ? join({ ...p, fraction: p.fraction.replace(/0+$/, "") }) : text;
}

function scaled(p: Parts, scale: number): bigint {
  const digits = BigInt(p.whole + p.fraction.padEnd(scale, "0"));
  return p.negative ? -digits : digits;
}

function unscaled(value: bigint, scale: number): string {
  const negative = value < 0n;
  const digits = (negative ? -value : value).toString().padStart(scale + 1, "0");
  const cut = digits.length - scale;
  return join({ negative, whole: digits.slice(0, cut), fraction: digits.slice(cut) });
}

function both(a: string, b: string): [bigint, bigint, number] {
  const x = parts(a) ?? { negative: false, whole: "0", fraction: "" };
  const y = parts(b) ?? { negative: false, whole: "0", fraction: "" };
  const scale = Math.max(x.fraction.length, y.fraction.length);
  return [scaled(x, scale), scaled(y, scale), scale];
}

export function compare(a: string, b: string): -1 | 0 | 1 {
  const [x, y] = both(a, b);
  return x < y ? -1 : x > y ? 1 : 0;
}

export function add(a: string, b: string): string {
  const [x, y, scale] = both(a, b);
  return unscaled(x + y, scale);
}

export function subtract(a: string, b: string): string {
  const [x, y, scale] = both(a, b);
  return unscaled(x - y, scale);
}

export function multiply(a: string, b: string): string {
  const [x, y, scale] = both(a, b);
  return trim(unscaled(x * y, scale * 2));
}

/** `a / b` with so many places, half away from zero; "0" where `b` is zero. */
export function divide(a: string, b: string, places: number): string {
  const [x, y] = both(a, b);
  if (y === 0n) return "0";
  return round(unscaled((x * 10n ** BigInt(places + 1)) / y, places + 1), places);
}

/** To exactly so many places, half away from zero. */
export function round(text: string, places: number): string {
  const p = parts(text);
  if (!p) return text;
  if (p.fraction.length <= places) return join({ ...p, fraction: p.fraction.padEnd(places, "0") });
  const kept = scaled({ ...p, negative: false, fraction: p.fraction.slice(0, places) }, places);
  const up = (p.fraction[places] ?? "0") >= "5" ? 1n : 0n;
  const value = kept + up;
  return unscaled(p.negative ? -value : value, places);
}

/** Shifts the point: `shift("1.5", -3)` is "0.0015". */
export function shift(text: string, places: number): string {
  const p = parts(text);
  if (!p) return text;
  if (places >= 0) {
    const fraction = p.fraction.padEnd(places, "0");
    const whole = (p.whole + fraction.slice(0, places)).replace(/^0+(?=\d)/, "");
    return join({ ...p, whole, fraction: fraction.slice(places) });
  }
  const whole = p.whole.padStart(1 - places, "0");
  const cut = whole.length + places;
  return join({ ...p, whole: whole.slice(0, cut).replace(/^0+(?=\d)/, "") || "0", fraction: whole.slice(cut) + p.fraction });
}

/** How many digits stand before the point, and how many zeros after it before the first other digit. */
export function magnitude(text: string): { wholeDigits: number; leadingZeros: number } {
  const p = parts(text);
  if (!p || p.whole !== "0") return { wholeDigits: p ? p.whole.length : 0, leadingZeros: 0 };
  return { wholeDigits: 0, leadingZeros: /^0*/.exec(p.fraction)?.[0].length ?? 0 };
}

export type Locale = "pt-BR" | "en";

/** Grouped and with the point of the language: "512.340,55" or "512,340.55". */
export function localise(text: string, locale: Locale): string {
  const p = parts(text);
  if (!p) return text;
  const [group, point] = locale === "pt-BR" ? [".", ","] : [",", "."];
  const whole = p.whole.replace(/\B(?=(\d{3})+(?!\d))/g, group);
  const minus = p.negative && !isZeroParts(p) ? "-" : "";
  return `${minus}${whole}${p.fraction === "" ? "" : point + p.fraction}`;
}

/** For drawing only: a chart's or a meter's coordinate. */
export function toDraw(text: string): number {
  return Number(text);
}

import type { Fact } from "@shared/backend/wire";
import type { Catalogue } from "@shared/text/pt";
import type { Locale } from "./decimal";
import { factValue } from "./money";

const PREFIXES: readonly [string, (t: Catalogue) => string][] = [
  ["price at start", (t) => t.fact.priceAtStart],
  ["price at end", (t) => t.fact.priceAtEnd],
  ["price", (t) => t.fact.price],
  ["change", (t) => t.fact.change],
  ["high", (t) => t.fact.high],
  ["low", (t) => t.fact.low],
  ["volume_24h", (t) => t.fact.volume_24h],
  ["volume", (t) => t.fact.volume],
  ["convert_inverse", (t) => t.fact.convert],
  ["convert", (t) => t.fact.convert],
  ["alert", (t) => t.fact.alert],
  ["market_cap", (t) => t.fact.market_cap],
  ["dominance", (t) => t.fact.dominance],
  ["fear_greed", (t) => t.fact.fear_greed],
  ["portfolio value", (t) => t.fact.portfolioValue],
  ["portfolio profit %", (t) => t.fact.portfolioProfitPercent],
  ["portfolio profit", (t) => t.fact.portfolioProfit],
  ["average", (t) => t.fact.average],
];

/** "price BTC/BRL" as "Preço BTC/BRL"; a name that is not known stands as it is. */
export function factLabel(name: string, t: Catalogue): string {
  const found = PREFIXES.find(([prefix]) => name === prefix || name.startsWith(`${prefix} `));
  if (found) return `${found[1](t)}${name.slice(found[0].length)}`;
  return name.replace(/^([a-z]+)\(/, (word) => word.toUpperCase());
}

/** A piece of an answer's text: plain, or the writing of a fact. */
export type Piece = { text: string; fact: null } | { text: string; fact: Fact };

/** How a fact may stand in a text. */
function writings(fact: Fact, locale: Locale): string[] {
  const shown = factValue(fact.value, fact.unit, locale);
  const plain = shown.replace(/^[+-]/, "");
  return [...new Set([shown, plain])];
}

/** Cuts a text where it writes one of the facts, so that each figure can show its source. */
export function pieces(text: string, facts: readonly Fact[], locale: Locale): Piece[] {
  const wanted = facts.flatMap((fact) => writings(fact, locale).map((writing) => ({ writing: writing.replaceAll("\u00a0", " "), fact })));
  wanted.sort((a, b) => b.writing.length - a.writing.length);
  const plain = text.replaceAll("\u00a0", " ");
  const found: Piece[] = [];
  let rest = 0;
  for (let at = 0; at < plain.length; ) {
    const hit = wanted.find(({ writing }) => plain.startsWith(writing, at) && !/[\d]/.test(plain[at - 1] ?? "") && !/^[.,]?\d/.test(plain.slice(at + writing.length)));
    if (!hit) {
      at++;
      continue;
    }
    if (at > rest) found.push({ text: text.slice(rest, at), fact: null });
    found.push({ text: text.slice(at, at + hit.writing.length), fact: hit.fact });
    at += hit.writing.length;
    rest = at;
  }
  if (rest < text.length) found.push({ text: text.slice(rest), fact: null });
  return found;
}

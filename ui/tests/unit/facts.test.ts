import { describe, expect, it } from "vitest";
import type { Fact } from "@shared/backend/wire";
import { factLabel, pieces } from "@shared/format/facts";
import { pt } from "@shared/text/pt";

const fact = (name: string, value: string, unit: string): Fact => ({ name, value, unit, source: "Binance BTCBRL", at: "2026-11-23T12:00:00Z" });

describe("an answer's text", () => {
  it("is cut where it writes its facts, and loses nothing", () => {
    const facts = [fact("price BTC/BRL", "512340.55", "BRL"), fact("change BTC/BRL 24h", "-1.84", "%")];
    const text = "O Bitcoin está em R$ 512.340,55. Em 24 horas caiu 1,84%.";
    const cut = pieces(text, facts, "pt-BR");
    expect(cut.map((piece) => piece.text).join("")).toBe(text);
    expect(cut.filter((piece) => piece.fact !== null).map((piece) => [piece.text, piece.fact?.name])).toEqual([
      ["R$ 512.340,55", "price BTC/BRL"],
      ["1,84%", "change BTC/BRL 24h"],
    ]);
  });

  it("takes no figure for a part of a longer one", () => {
    const cut = pieces("de R$ 1.000,00 a R$ 1.000,005 e 30 de 300", [fact("price", "1000", "BRL"), fact("rsi(14)", "30", "points")], "pt-BR");
    expect(cut.filter((piece) => piece.fact !== null).map((piece) => piece.text)).toEqual(["R$ 1.000,00", "30"]);
  });

  it("without facts stays whole", () => {
    expect(pieces("Nada.", [], "pt-BR")).toEqual([{ text: "Nada.", fact: null }]);
  });
});

describe("a fact's name", () => {
  it("is said in Portuguese, and an unknown one as it is", () => {
    expect(factLabel("price BTC/BRL", pt)).toBe("Preço BTC/BRL");
    expect(factLabel("price at start BTC/BRL", pt)).toBe("Preço no início BTC/BRL");
    expect(factLabel("rsi(14) ETH/BRL 4h", pt)).toBe("RSI(14) ETH/BRL 4h");
    expect(factLabel("something else", pt)).toBe("something else");
  });
});

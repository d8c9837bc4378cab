import { describe, expect, it } from "vitest";
import { Random } from "@shared/backend/fake/random";
import { compare } from "@shared/format/decimal";
import { amount, compactMoney, factValue, money, parseTyped, percent, sum, typed } from "@shared/format/money";

const plain = (text: string) => text.replaceAll("\u00a0", " ");
const brl = (value: string) => plain(money(value, "BRL", "pt-BR"));

describe("money", () => {
  it("is written as the answers write it", () => {
    expect(brl("512340.55")).toBe("R$ 512.340,55");
    expect(brl("94120.5")).toBe("R$ 94.120,50");
    expect(brl("1000000")).toBe("R$ 1.000.000,00");
    expect(brl("0.00001234")).toBe("R$ 0,00001234");
    expect(brl("4.2567")).toBe("R$ 4,2567");
    expect(brl("-3.2")).toBe("-R$ 3,20");
    expect(brl("-0")).toBe("R$ 0,00");
    expect(brl("1234.5678901234567890")).toBe("R$ 1.234,57");
    expect(brl("0.00012345678901234567")).toBe("R$ 0,00012345679");
    expect(plain(money("93976.53", "USD", "pt-BR"))).toBe("US$ 93.976,53");
    expect(plain(money("93976.53", "USD", "en"))).toBe("US$ 93,976.53");
  });

  it("in coins has every digit that counts", () => {
    expect(plain(amount("0.50", "BTC", "pt-BR"))).toBe("0,5 BTC");
    expect(plain(money("0.00000001", "BTC", "pt-BR"))).toBe("0,00000001 BTC");
  });

  it("that was computed stands in whole cents", () => {
    expect(plain(sum("26897.878875", "BRL", "pt-BR"))).toBe("R$ 26.897,88");
    expect(plain(sum("-0.004", "BRL", "pt-BR"))).toBe("R$ 0,00");
  });

  it("in large sums is short", () => {
    expect(plain(compactMoney("17909920000000", "BRL", "pt-BR"))).toBe("R$ 17,91 tri");
    expect(plain(compactMoney("763440000000", "BRL", "pt-BR"))).toBe("R$ 763,44 bi");
    expect(plain(compactMoney("1250000", "USD", "en"))).toBe("US$ 1.25 M");
    expect(plain(compactMoney("999999.5", "BRL", "pt-BR"))).toBe("R$ 999.999,50");
  });

  it("that is no number is shown as it came", () => {
    expect(money("n/d", "BRL", "pt-BR")).toBe("n/d");
  });
});

describe("a fact's value", () => {
  it("follows its unit", () => {
    expect(factValue("-6.644", "%", "pt-BR")).toBe("-6,64%");
    expect(factValue("1.80", "%", "pt-BR")).toBe("1,8%");
    expect(factValue("0.00123", "%", "pt-BR")).toBe("0,0012%");
    expect(factValue("61.4", "points", "pt-BR")).toBe("61,4");
    expect(factValue("12345", "count", "pt-BR")).toBe("12.345");
    expect(percent("1.8", "pt-BR", true)).toBe("+1,80%");
  });
});

describe("a typed number", () => {
  it.each([
    ["512.340,55", "512340.55"],
    ["R$ 512.340,55", "512340.55"],
    ["512340.55", "512340.55"],
    ["1.234.567", "1234567"],
    ["525.000", "525000"],
    ["0,00001234", "0.00001234"],
    ["0.015", "0.015"],
    ["500k", "500000"],
    ["500 mil", "500000"],
    ["1,5 milhão", "1500000"],
    ["2 milhões", "2000000"],
    ["-5%", "-5"],
    ["512,340.55", "512340.55"],
    [",5", "0.5"],
  ])("%s is %s", (text, value) => expect(parseTyped(text)).toBe(value));

  it.each(["", "abc", "1.2.3", "--5", "5 laranjas", "1,2,3"])("%j is none", (text) => expect(parseTyped(text)).toBeNull());

  it("reads back what was written, whatever its size", () => {
    const random = new Random(11);
    for (let i = 0; i < 300; i++) {
      const value = (random.next() * 10 ** (Math.floor(random.next() * 14) - 5)).toFixed(8);
      expect(compare(parseTyped(typed(value, "pt-BR")) ?? "", value)).toBe(0);
      const shown = parseTyped(money(value, "BRL", "pt-BR").replaceAll("\u00a0", " "));
      expect(compare(shown ?? "", value)).toBe(0);
    }
  });
});

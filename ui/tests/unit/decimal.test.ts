import { describe, expect, it } from "vitest";
import { add, compare, divide, isDecimal, localise, multiply, round, shift, sign, subtract, trim } from "@shared/format/decimal";
import { Random } from "@shared/backend/fake/random";

/** Decimal strings of many shapes: long, tiny, negative. */
function samples(count: number): string[] {
  const random = new Random(42);
  return Array.from({ length: count }, () => {
    const digits = (n: number) => Array.from({ length: n }, () => Math.floor(random.next() * 10)).join("");
    const whole = digits(1 + Math.floor(random.next() * 18)).replace(/^0+(?=\d)/, "");
    const places = Math.floor(random.next() * 19);
    return `${random.next() < 0.3 ? "-" : ""}${whole}${places ? `.${digits(places)}` : ""}`;
  });
}

describe("a decimal string", () => {
  it("is told from other text", () => {
    for (const text of ["0", "-1.5", "12345678901234567890.123456789", ".5", "5."]) expect(isDecimal(text)).toBe(true);
    for (const text of ["", ".", "-", "1e5", "1,5", "NaN", "R$ 1"]) expect(isDecimal(text)).toBe(false);
  });

  it("keeps every digit when grouped, whatever its length", () => {
    for (const text of samples(300)) {
      const back = localise(text, "pt-BR").replaceAll(".", "").replace(",", ".");
      expect(compare(back, text)).toBe(0);
      expect(localise(text, "en").replaceAll(",", "").replaceAll(".", ",")).toBe(localise(text, "pt-BR").replaceAll(".", ""));
    }
  });

  it("is grouped in threes from the point", () => {
    expect(localise("512340.55", "pt-BR")).toBe("512.340,55");
    expect(localise("-1234567890", "pt-BR")).toBe("-1.234.567.890");
    expect(localise("999", "pt-BR")).toBe("999");
    expect(localise("-0.00", "pt-BR")).toBe("0,00");
  });

  it("adds and subtracts back exactly", () => {
    const list = samples(200);
    for (let i = 1; i < list.length; i++) {
      const [a, b] = [list[i - 1] ?? "0", list[i] ?? "0"];
      expect(compare(subtract(add(a, b), b), a)).toBe(0);
    }
  });

  it("multiplies without losing a digit", () => {
    expect(multiply("0.1", "0.2")).toBe("0.02");
    expect(multiply("512340.55", "0.0525")).toBe("26897.878875");
    expect(multiply("-99999999999.99", "99999999999.99")).toBe("-9999999999998000000000.0001");
  });

  it("rounds half away from zero", () => {
    expect(round("2.345", 2)).toBe("2.35");
    expect(round("-2.345", 2)).toBe("-2.35");
    expect(round("0.995", 2)).toBe("1.00");
    expect(round("-0.004", 2)).toBe("0.00");
    expect(round("3", 2)).toBe("3.00");
  });

  it("never moves further than half a step by rounding", () => {
    for (const text of samples(300)) {
      const moved = subtract(round(text, 2), text).replace("-", "");
      expect(compare(moved, "0.005")).not.toBe(1);
    }
  });

  it("divides, and by zero gives zero", () => {
    expect(divide("1", "3", 4)).toBe("0.3333");
    expect(divide("2", "3", 4)).toBe("0.6667");
    expect(divide("1", "0", 4)).toBe("0");
  });

  it("shifts its point both ways", () => {
    expect(shift("1.5", 3)).toBe("1500");
    expect(shift("1500", -3)).toBe("1.500");
    expect(shift("5", -4)).toBe("0.0005");
    for (const text of samples(100)) expect(compare(shift(shift(text, 7), -7), text)).toBe(0);
  });

  it("knows its sign and drops what does not count", () => {
    expect(sign("-0.000")).toBe(0);
    expect(sign("-0.001")).toBe(-1);
    expect(trim("1.2300")).toBe("1.23");
    expect(trim("-0.0")).toBe("0");
  });
});

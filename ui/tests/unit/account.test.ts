import decodeQR from "qr/decode.js";
import { createElement } from "react";
import { renderToStaticMarkup } from "react-dom/server";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { fakeBackend } from "@shared/backend/fake";
import { optionsFrom } from "@shared/backend/fake/options";
import type { AppEvent } from "@shared/backend/wire";
import { en } from "@shared/text/en";
import { pt } from "@shared/text/pt";
import { countWords } from "../../src/app/account/PhraseAsked";
import { QrCode } from "../../src/app/account/QrCode";
import { clockTime, tickers } from "../../src/app/account/ReportPanel";
import { grouped } from "../../src/app/account/TurnOnDialog";
import { worded } from "../../src/app/account/problems";

describe("what the cloud says", () => {
  it("is said in the window's language, by its code", () => {
    const problem = { code: "wrong_phrase", message: "Esta frase de recuperação é de outra conta.", action: "Rode “alfa account sign-in”." };
    expect(worded(problem, en)).toEqual({ code: "wrong_phrase", ...en.account.problems.wrong_phrase });
    expect(worded(problem, pt).action).not.toContain("alfa account");
  });

  it("keeps the program's own words where they hold what the catalogue cannot know", () => {
    const problem = { code: "bad_phrase", message: "A palavra 7 não existe na lista.", action: "" };
    expect(worded(problem, pt).message).toBe("A palavra 7 não existe na lista.");
    expect(worded(problem, en).message).not.toContain("palavra");
  });

  it("is shown as it came where it is new", () => {
    const problem = { code: "constructor", message: "Algo novo.", action: "Atualize." };
    expect(worded(problem, pt)).toEqual(problem);
  });

  it("never sends to a command line whoever has a window", () => {
    for (const catalogue of [pt, en]) expect(JSON.stringify(catalogue.account.problems)).not.toMatch(/alfa |--/);
  });
});

describe("a phrase as it is typed", () => {
  it("is counted in words, however they are parted", () => {
    for (const [text, count] of [["", 0], ["  abacate\n\n1. Ábaco, ação ", 3], ["abacate-abaixo", 2]] as const) expect(countWords(text)).toBe(count);
  });
});

describe("an authenticator's key", () => {
  it("is read in groups of four, and back from its QR code", async () => {
    expect(grouped("JBSWY3DPEHPK3PXPJB")).toBe("JBSW Y3DP EHPK 3PXP JB");
    const url = "otpauth://totp/ALFA:ana%40exemplo.com.br?secret=JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP&issuer=ALFA";
    const drawn = renderToStaticMarkup(createElement(QrCode, { text: url, label: "QR" }));
    const size = Number(/viewBox="0 0 (\d+) /.exec(drawn)?.[1]);
    const scale = 4;
    const data = new Uint8ClampedArray((size * scale) ** 2 * 4).fill(255);
    for (const [, x, y] of drawn.matchAll(/M(\d+) (\d+)h1v1/g)) {
      for (let i = 0; i < scale * scale; i++) {
        const at = ((Number(y) * scale + Math.floor(i / scale)) * size * scale + Number(x) * scale + (i % scale)) * 4;
        data.fill(0, at, at + 3);
      }
    }
    expect(decodeQR({ width: size * scale, height: size * scale, data })).toBe(url);
  });
});

describe("coins as they are typed", () => {
  it("are parted by commas or spaces, in any case", () => {
    for (const [text, coins] of [["btc, eth", ["BTC", "ETH"]], [" sol;ada\nxrp ", ["SOL", "ADA", "XRP"]], [" , ", []]] as const) expect(tickers(text)).toEqual(coins);
  });
});

describe("a time of the day as it is typed", () => {
  it.each([["8", "08:00"], ["8h", "08:00"], [" 7h30 ", "07:30"], ["07:05", "07:05"], ["23:59", "23:59"], ["24:00", null], ["8:5", null], ["", null], ["oito", null], ["12:60", null]] as const)("%s: %s", (text, time) =>
    expect(clockTime(text)).toBe(time));
});

describe("the simulated account", () => {
  beforeEach(() => void vi.useFakeTimers({ now: Date.parse("2026-11-23T12:00:00Z") }));
  afterEach(() => void vi.useRealTimers());

  async function settled<T>(promise: Promise<T>): Promise<T> {
    promise.catch(() => undefined);
    await vi.advanceTimersByTimeAsync(2000);
    return promise;
  }

  it("gives its phrase while it is being written down, and never after", async () => {
    const backend = fakeBackend(optionsFrom("?fast&account=shown"));
    const events: AppEvent[] = [];
    backend.subscribe((event) => events.push(event));
    const { words, asked } = await settled(backend.recoveryPhrase());
    await expect(settled(backend.confirmPhrase(["a", "b", "c"]))).rejects.toMatchObject({ code: "phrase_not_written_down" });
    await settled(backend.confirmPhrase(asked.map((place) => words[place - 1] ?? "")));
    expect(events).toContainEqual({ type: "changed", what: ["account"] });
    expect(await settled(backend.account())).toMatchObject({ stage: "signed_in" });
    await expect(settled(backend.recoveryPhrase())).rejects.toMatchObject({ code: "no_such_step" });
    backend.controls.stop();
  });

  it("is level after a round, with nothing left to send", async () => {
    const backend = fakeBackend(optionsFrom("?fast&account=waiting"));
    expect(await settled(backend.syncStatus())).toMatchObject({ level: false, waiting: 3 });
    expect(await settled(backend.syncNow())).toMatchObject({ sent: 3 });
    expect(await settled(backend.syncStatus())).toMatchObject({ level: true, waiting: 0, problem: null });
    backend.controls.stop();
  });
});

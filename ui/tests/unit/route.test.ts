import { describe, expect, it } from "vitest";
import { routeOf } from "@app/state/route";
import { combination } from "@app/settings/hotkey";
import { levelShare } from "@app/studio/level";

describe("a page's address", () => {
  it("names the page and what in it, in Portuguese too", () => {
    expect(routeOf("#/board/BTC")).toEqual({ page: "board", id: "BTC" });
    expect(routeOf("alertas")).toEqual({ page: "alerts", id: null });
    expect(routeOf("#/settings/voice")).toEqual({ page: "settings", id: "voice" });
  });
  it("that is unknown leads to the Studio", () => expect(routeOf("#/nowhere")).toEqual({ page: "studio", id: null }));
});

describe("a hotkey", () => {
  const pressed = (code: string, key: string, more: Partial<Record<"ctrlKey" | "altKey" | "shiftKey" | "metaKey", boolean>> = {}) =>
    combination({ code, key, ctrlKey: false, altKey: false, shiftKey: false, metaKey: false, ...more });
  it("waits for a key that is no modifier", () => expect(pressed("ControlLeft", "Control", { ctrlKey: true })).toBeNull());
  it("is written modifiers first", () => expect(pressed("Space", " ", { ctrlKey: true, shiftKey: true })).toEqual({ keys: "Ctrl+Shift+Space", hasModifier: true }));
  it("needs a modifier, unless it is a function key", () => {
    expect(pressed("KeyA", "A", { shiftKey: true })?.hasModifier).toBe(false);
    expect(pressed("F9", "F9")).toEqual({ keys: "F9", hasModifier: true });
  });
});

describe("the level meter", () => {
  it("is empty at silence, full at the top, and never beyond", () => {
    expect(levelShare(-100)).toBe(0);
    expect(levelShare(0)).toBe(1);
    expect(levelShare(-33)).toBeCloseTo(0.5);
  });
});

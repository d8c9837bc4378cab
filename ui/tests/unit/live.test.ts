import { beforeEach, describe, expect, it } from "vitest";
import type { Firing, Quote } from "@shared/backend/wire";
import { useLive } from "@app/state/live";

const INITIAL = useLive.getState();
const quote = (coin: string, price: string): Quote => ({ coin, currency: "BRL", price, change_24h: null, high_24h: null, low_24h: null, volume_24h: null, source: "Simulado", at: "2026-11-23T12:00:00Z" });
const firing = (id: string, sentence = "Bitcoin passou."): Firing => ({
  id, alert: "a", coin: "BTC", sentence, at: "2026-11-23T12:00:00Z", told_at: null, late: false, channels: [],
  price: { name: "price BTC/BRL", value: "1", unit: "BRL", source: "Simulado", at: "2026-11-23T12:00:00Z" },
});

beforeEach(() => useLive.setState(INITIAL, true));

describe("the live store", () => {
  it("keeps the newest quote of each pair", () => {
    const { receive } = useLive.getState();
    receive({ type: "quotes", quotes: [quote("BTC", "1"), quote("ETH", "2")] }, 0);
    receive({ type: "quotes", quotes: [quote("BTC", "3")] }, 0);
    expect(useLive.getState().quotes["BTC/BRL"]?.price).toBe("3");
    expect(useLive.getState().quotes["ETH/BRL"]?.price).toBe("2");
  });

  it("shows a firing once, however often it comes, and at most three", () => {
    const { receive } = useLive.getState();
    for (const id of ["1", "1", "2", "3", "4"]) receive({ type: "firing", firing: firing(id) }, 0);
    expect(useLive.getState().firings.map((each) => each.id)).toEqual(["2", "3", "4"]);
    useLive.getState().dismissFiring("3");
    expect(useLive.getState().firings.map((each) => each.id)).toEqual(["2", "4"]);
  });

  it("falls silent when the talk is over, and takes no level of a stale turn", () => {
    const { receive } = useLive.getState();
    receive({ type: "turn", turn: "a", event: { event: "listening" } }, 0);
    receive({ type: "turn", turn: "a", event: { event: "level", dbfs: -20 } }, 0);
    expect(useLive.getState().level).toBe(-20);
    receive({ type: "turn", turn: "a", event: { event: "cancelled" } }, 0);
    receive({ type: "talk", state: "idle" }, 0);
    receive({ type: "turn", turn: "a", event: { event: "level", dbfs: -10 } }, 0);
    expect(useLive.getState().level).toBe(-100);
  });

  it("shows a notice of one kind once", () => {
    const { receive } = useLive.getState();
    receive({ type: "notice", problem: { code: "offline", message: "Sem rede.", action: "" } }, 0);
    receive({ type: "notice", problem: { code: "offline", message: "Sem rede ainda.", action: "" } }, 0);
    expect(useLive.getState().notices.map((notice) => notice.message)).toEqual(["Sem rede ainda."]);
  });
});

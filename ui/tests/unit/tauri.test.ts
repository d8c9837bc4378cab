import { beforeEach, describe, expect, it, vi } from "vitest";
import { METHOD_NAMES, PARAMETERS, commandName } from "@shared/backend/methods";
import { tauriBackend } from "@shared/backend/tauri";
import type { AppEvent } from "@shared/backend/wire";

const { invoke, listen } = vi.hoisted(() => ({ invoke: vi.fn(), listen: vi.fn() }));
vi.mock("@tauri-apps/api/core", () => ({ invoke }));
vi.mock("@tauri-apps/api/event", () => ({ listen }));

beforeEach(() => {
  invoke.mockReset().mockResolvedValue(null);
  listen.mockReset();
});

describe("the backend over Tauri", () => {
  it("calls each method's command with its parameters by name", async () => {
    const backend = tauriBackend() as unknown as Record<string, (...values: unknown[]) => Promise<unknown>>;
    for (const method of METHOD_NAMES) {
      const values = PARAMETERS[method].map((_, i) => i);
      await backend[method]?.(...values);
      expect(invoke).toHaveBeenLastCalledWith(commandName(method), Object.fromEntries(PARAMETERS[method].map((name, i) => [name, i])));
    }
    await tauriBackend().updateSettings({ voice: "system" });
    expect(invoke).toHaveBeenLastCalledWith("update_settings", { patch: { voice: "system" } });
  });

  it("hands a problem on as it is, and makes one of anything else", async () => {
    const problem = { code: "market_unavailable", message: "Sem preços.", action: "Tente de novo." };
    invoke.mockRejectedValueOnce(problem);
    await expect(tauriBackend().overview("BRL")).rejects.toEqual(problem);
    invoke.mockRejectedValueOnce("command not found");
    await expect(tauriBackend().overview("BRL")).rejects.toMatchObject({ code: "internal" });
  });

  it("listens to the one channel, and stops", async () => {
    const stop = vi.fn();
    let deliver: (message: { payload: AppEvent }) => void = () => undefined;
    listen.mockImplementation((channel: string, on: typeof deliver) => {
      expect(channel).toBe("alfa");
      deliver = on;
      return Promise.resolve(stop);
    });
    const seen: AppEvent[] = [];
    const leave = tauriBackend().subscribe((event) => seen.push(event));
    deliver({ payload: { type: "talk", state: "listening" } });
    expect(seen).toEqual([{ type: "talk", state: "listening" }]);
    leave();
    await vi.waitFor(() => expect(stop).toHaveBeenCalledOnce());
  });
});

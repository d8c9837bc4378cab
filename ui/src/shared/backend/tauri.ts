import { invoke } from "@tauri-apps/api/core";
import { listen } from "@tauri-apps/api/event";
import type { Backend } from "./backend";
import { METHOD_NAMES, PARAMETERS, commandName } from "./methods";
import { asProblem } from "./problem";
import type { AppEvent } from "./wire";

/** The program below, through Tauri's commands and the event channel "alfa". */
export function tauriBackend(): Backend {
  const methods: Record<string, (...values: unknown[]) => Promise<unknown>> = {};
  for (const method of METHOD_NAMES) {
    const names: readonly string[] = PARAMETERS[method];
    methods[method] = (...values) =>
      invoke(commandName(method), Object.fromEntries(names.map((name, i) => [name, values[i]]))).catch(
        (thrown: unknown) => {
          throw asProblem(thrown);
        },
      );
  }
  const subscribe = (on: (event: AppEvent) => void) => {
    const listening = listen<AppEvent>("alfa", (message) => on(message.payload));
    return () => void listening.then((stop) => stop());
  };
  return { ...(methods as unknown as Backend), subscribe };
}

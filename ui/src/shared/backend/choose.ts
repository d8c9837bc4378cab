import type { Backend } from "./backend";

/** The shell's backend inside the app, the simulated one in a plain browser. */
export async function chooseBackend(): Promise<Backend> {
  if ("__TAURI_INTERNALS__" in window) {
    return (await import("./tauri")).tauriBackend();
  }
  return (await import("./fake")).fakeBackendFromAddress(window.location.search);
}

import { createContext, useContext } from "react";
import type { Backend } from "@shared/backend/backend";

export const BackendContext = createContext<Backend | null>(null);

/** The program below the window. */
export function useBackend(): Backend {
  const backend = useContext(BackendContext);
  if (!backend) throw new Error("no backend around this component");
  return backend;
}

import type { Methods } from "./methods";
import type { AppEvent } from "./wire";

export type { Methods } from "./methods";

export interface Backend extends Methods {
  /** Calls `on` with each event until the returned function is called. */
  subscribe(on: (event: AppEvent) => void): () => void;
}

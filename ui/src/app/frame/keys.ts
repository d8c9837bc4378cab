import { useEffect } from "react";
import { useBackend } from "../state/backend";
import { useLive } from "../state/live";
import { PAGES, useRoute } from "../state/route";

/** Where a key writes text, so that it is no shortcut. */
function typing(target: EventTarget | null): boolean {
  return target instanceof HTMLElement && (target.isContentEditable || ["INPUT", "TEXTAREA", "SELECT"].includes(target.tagName));
}

/** Moves the focus to the question's input, once the page is there. */
export function focusQuestion(): void {
  useRoute.getState().go("studio");
  requestAnimationFrame(() => document.getElementById("question")?.focus());
}

/** The shortcuts of the whole window. */
export function useKeys(onHelp: () => void): void {
  const backend = useBackend();
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      if (event.defaultPrevented || document.querySelector("dialog[open]")) return;
      if (event.key === "Escape" && useLive.getState().talk !== "idle") {
        event.preventDefault();
        void backend.cancel().catch(() => undefined);
        return;
      }
      const page = PAGES[Number(event.key) - 1];
      if (event.altKey && !event.ctrlKey && page) {
        event.preventDefault();
        useRoute.getState().go(page);
        return;
      }
      if (typing(event.target) || event.ctrlKey || event.altKey || event.metaKey) return;
      if (event.key === "?") {
        event.preventDefault();
        onHelp();
      } else if (event.key === "/") {
        event.preventDefault();
        focusQuestion();
      }
    };
    window.addEventListener("keydown", onKey);
    return () => window.removeEventListener("keydown", onKey);
  }, [backend, onHelp]);
}

import { useEffect, useSyncExternalStore } from "react";

export type Theme = "light" | "dark";

const preference = () => window.matchMedia("(prefers-color-scheme: dark)");

function subscribe(on: () => void): () => void {
  const media = preference();
  media.addEventListener("change", on);
  return () => media.removeEventListener("change", on);
}

/** Puts the chosen theme ("system", "light", "dark") on the page and tells which it is. */
export function useTheme(chosen: string): Theme {
  const system = useSyncExternalStore(subscribe, () => (preference().matches ? "dark" : "light"));
  const theme: Theme = chosen === "dark" || chosen === "light" ? chosen : system;
  useEffect(() => {
    document.documentElement.dataset["theme"] = theme;
  }, [theme]);
  return theme;
}

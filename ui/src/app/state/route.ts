import { create } from "zustand";

export const PAGES = ["studio", "board", "alerts", "history", "settings"] as const;
export type Page = (typeof PAGES)[number];

/** The names the shell uses for pages in deep links and the tray, beside our own. */
const NAMES: Record<string, Page> = {
  studio: "studio", board: "board", alerts: "alerts", history: "history", settings: "settings",
  painel: "board", alertas: "alerts", historico: "history", ajustes: "settings",
};

interface Route {
  page: Page;
  /** A coin of the panel, an alert, a conversation, a section of the settings. */
  id: string | null;
  go(page: Page, id?: string | null): void;
}

export function routeOf(hash: string): { page: Page; id: string | null } {
  const [name = "", id] = hash.replace(/^#?\/?/, "").split("/");
  return { page: NAMES[name] ?? "studio", id: id ? decodeURIComponent(id) : null };
}

function hashOf(page: Page, id: string | null): string {
  return `#/${page}${id === null ? "" : `/${encodeURIComponent(id)}`}`;
}

export const useRoute = create<Route>((set) => ({
  ...routeOf(globalThis.location?.hash ?? ""),
  go: (page, id = null) => {
    const hash = hashOf(page, id);
    if (window.location.hash !== hash) window.history.pushState(null, "", hash);
    set({ page, id });
  },
}));

/** Follows the window's own back and forward. */
export function followHistory(): () => void {
  const follow = () => useRoute.setState(routeOf(window.location.hash));
  window.addEventListener("popstate", follow);
  window.addEventListener("hashchange", follow);
  return () => {
    window.removeEventListener("popstate", follow);
    window.removeEventListener("hashchange", follow);
  };
}

import { Suspense, lazy, useEffect, useRef, useState } from "react";
import { asProblem } from "@shared/backend/problem";
import { useLanguage, useText } from "@shared/text";
import { LiveRegions } from "@shared/ui/announce";
import { Loading, ProblemBox } from "@shared/ui/states";
import { AlertsPage } from "./alerts/AlertsPage";
import { FirstUse } from "./first/FirstUse";
import { Boundary } from "./frame/Boundary";
import { Firings } from "./frame/Firings";
import { Notices } from "./frame/Notices";
import { Rail } from "./frame/Rail";
import { Shortcuts } from "./frame/Shortcuts";
import { useKeys } from "./frame/keys";
import { HistoryPage } from "./history/HistoryPage";
import { SettingsPage } from "./settings/SettingsPage";
import { useEvents } from "./state/events";
import { useSettings, useStatus } from "./state/queries";
import { useLive } from "./state/live";
import { type Page, routeOf, useRoute } from "./state/route";
import { useTheme } from "./state/theme";
import { StudioPage } from "./studio/StudioPage";

/** The chart library comes only with the page that draws with it. */
const BoardPage = lazy(() => import("./board/BoardPage").then((module) => ({ default: module.BoardPage })));

const CONTENT: Record<Page, React.ComponentType> = {
  studio: StudioPage,
  board: BoardPage,
  alerts: AlertsPage,
  history: HistoryPage,
  settings: SettingsPage,
};

export function App() {
  useEvents();
  const settings = useSettings();
  const status = useStatus();
  const { setLocale, setTimeZone } = useLanguage.getState();
  const language = settings.data?.["language"] === "en" ? "en" : "pt-BR";
  useTheme(settings.data?.["theme"] ?? "system");
  useEffect(() => {
    setLocale(language);
    document.documentElement.lang = language;
  }, [language, setLocale]);
  const zone = settings.data?.["time_zone"] ?? "";
  useEffect(() => setTimeZone(zone), [zone, setTimeZone]);
  // What was going on, and what was to be shown, before the window was there to be told.
  const first = status.data;
  const seeded = useRef(false);
  useEffect(() => {
    if (first === undefined || seeded.current) return;
    seeded.current = true;
    useLive.getState().receive({ type: "talk", state: first.talk }, Date.now());
    if (first.open !== null) useRoute.getState().go(routeOf(first.open.page).page, first.open.id);
  }, [first]);
  const t = useText();
  if (status.data === undefined) {
    return (
      <main className="mx-auto max-w-lg p-10">
        <h1 className="sr-only">{t.app.name}</h1>
        {status.isError ? <ProblemBox problem={asProblem(status.error)} onRetry={() => void status.refetch()} /> : <Loading />}
      </main>
    );
  }
  return (
    <>
      <LiveRegions />
      {status.data.first_use ? <FirstUse /> : <Frame />}
      <Firings />
    </>
  );
}

function Frame() {
  const t = useText();
  const page = useRoute((state) => state.page);
  const [shortcuts, setShortcuts] = useState(false);
  useKeys(() => setShortcuts(true));
  const Content = CONTENT[page];
  useEffect(() => {
    document.title = `${t.pages[page]} · ${t.app.name}`;
  }, [page, t]);
  return (
    <div className="flex min-h-screen">
      <a href="#content" onClick={(event) => { event.preventDefault(); document.getElementById("content")?.focus(); }} className="sr-only focus:not-sr-only focus:fixed focus:top-3 focus:left-3 focus:z-50 focus:rounded-lg focus:bg-ink focus:px-4 focus:py-2 focus:text-paper">
        {t.app.skip}
      </a>
      <Rail onShortcuts={() => setShortcuts(true)} />
      <main id="content" tabIndex={-1} className="min-w-0 flex-1 outline-none">
        <Notices />
        <Boundary key={page}>
          <Suspense fallback={<Loading />}>
            <Content />
          </Suspense>
        </Boundary>
      </main>
      {shortcuts && <Shortcuts onClose={() => setShortcuts(false)} />}
    </div>
  );
}

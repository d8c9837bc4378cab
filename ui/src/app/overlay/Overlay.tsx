import { useEffect, useState } from "react";
import type { TalkState } from "@shared/backend/wire";
import { useLanguage, useText } from "@shared/text";
import { useBackend } from "../state/backend";
import { useLive } from "../state/live";
import { useTheme } from "../state/theme";
import type { Exchange } from "../state/turn";
import { levelShare } from "../studio/level";

/** What the little window says: the words so far, or the caption. */
export function caption(talk: TalkState, exchange: Exchange | undefined): string {
  if (!exchange) return "";
  if (talk === "speaking") return exchange.clause ?? exchange.answer?.text ?? "";
  if (talk === "thinking") return exchange.heard ?? exchange.partial;
  return exchange.partial;
}

/** The small window over everything while ALFA listens, thinks and speaks; empty otherwise. */
export function Overlay() {
  const backend = useBackend();
  const t = useText();
  const { talk, level, flow } = useLive();
  const [theme, setTheme] = useState("system");
  useTheme(theme);
  useEffect(() => {
    const load = () =>
      void backend
        .settings()
        .then((settings) => {
          setTheme(settings["theme"] ?? "system");
          useLanguage.getState().setLocale(settings["language"] === "en" ? "en" : "pt-BR");
        })
        .catch(() => undefined);
    load();
    return backend.subscribe((event) => {
      useLive.getState().receive(event, Date.now());
      if (event.type === "changed" && event.what.includes("settings")) load();
    });
  }, [backend]);
  const last = flow.exchanges.at(-1);
  const failed = talk === "idle" && last?.phase === "failed" ? last.problem : null;
  if (talk === "idle" && !failed) return <main aria-label={t.overlay.title} />;
  const words = failed ? `${failed.message} ${failed.action}` : caption(talk, last);
  return (
    <main aria-label={t.overlay.title} className="flex h-screen items-center justify-center p-2">
      <div className="card flex w-full max-w-xl items-center gap-4 px-4 py-3 shadow-card">
        <Signal talk={talk} level={level} />
        <div className="min-w-0 flex-1">
          <p role="status" className="text-[0.82rem] font-semibold text-soft">{failed ? t.app.attention : t.talk[talk]}</p>
          <p className="line-clamp-2 font-display text-[1.1rem] leading-snug font-medium" data-testid="caption">{words}</p>
        </div>
      </div>
    </main>
  );
}

const BARS = [0.5, 0.8, 1, 0.7, 0.4] as const;

function Signal({ talk, level }: { talk: TalkState; level: number }) {
  if (talk === "thinking" || talk === "opening") return <span aria-hidden="true" className="sweep size-8 shrink-0 rounded-full border-[3px] border-line border-t-link" />;
  const share = talk === "speaking" ? 0.6 : levelShare(level);
  return (
    <span aria-hidden="true" className={`flex h-8 w-8 shrink-0 items-center justify-between ${talk === "speaking" ? "breathe" : ""}`}>
      {BARS.map((tall, i) => (
        <span key={i} className="w-1 rounded-full bg-accent transition-[height] duration-75" style={{ height: `${(14 + 86 * tall * share).toFixed(0)}%` }} />
      ))}
    </span>
  );
}

import { type ReactNode, useId, useRef, useState } from "react";
import type { Fact, Quote } from "@shared/backend/wire";
import { sign } from "@shared/format/decimal";
import { factValue, money, percent } from "@shared/format/money";
import { useLocale, useText, useTimes } from "@shared/text";
import { useNow } from "./now";

interface Origin {
  source: string;
  at: string;
  derived?: readonly string[] | undefined;
}

function Tip({ id, origin, left, top, below }: { id: string; origin: Origin; left: number; top: number; below: boolean }) {
  const t = useText();
  const times = useTimes();
  const now = useNow(1000);
  return (
    <span id={id} role="tooltip" style={{ left, top, transform: `translate(-50%, ${below ? "0" : "-100%"})` }} className="fixed z-50 w-max max-w-80 rounded-lg bg-ink px-3 py-1.5 text-left font-sans text-[0.82rem] leading-snug font-normal tracking-normal text-paper shadow-card">
      {t.source.label(origin.source, times.ago(origin.at, now))}
      <span className="block opacity-80">{t.source.at(times.clock(origin.at))}</span>
      {origin.derived && origin.derived.length > 0 && <span className="block opacity-80">{`${t.source.derived} ${origin.derived.join(", ")}`}</span>}
    </span>
  );
}

/** A figure whose source and time show on hover and on focus. */
export function Sourced({ origin, children, className = "" }: { origin: Origin; children: ReactNode; className?: string }) {
  const id = useId();
  const button = useRef<HTMLButtonElement>(null);
  const [place, setPlace] = useState<{ left: number; top: number; below: boolean } | null>(null);
  const show = () => {
    const box = button.current?.getBoundingClientRect();
    if (!box) return;
    const below = box.top < 90;
    const left = Math.min(Math.max(box.left + box.width / 2, 150), window.innerWidth - 150);
    setPlace({ left, top: below ? box.bottom + 6 : box.top - 6, below });
  };
  const hide = () => setPlace(null);
  return (
    <button
      ref={button}
      type="button"
      data-figure=""
      aria-describedby={place ? id : undefined}
      onMouseEnter={show}
      onMouseLeave={hide}
      onFocus={show}
      onBlur={hide}
      onClick={show}
      onKeyDown={(event) => {
        if (event.key === "Escape" && place) {
          event.stopPropagation();
          hide();
        }
      }}
      className={`figures cursor-help rounded-sm text-left text-inherit underline decoration-line-strong decoration-dotted underline-offset-[3px] ${className}`}
    >
      {children}
      {place && <Tip id={id} origin={origin} {...place} />}
    </button>
  );
}

export function FactFigure({ fact, className }: { fact: Fact; className?: string }) {
  const locale = useLocale();
  return (
    <Sourced origin={{ source: fact.source, at: fact.at, derived: fact.derived_from }} {...(className !== undefined && { className })}>
      {factValue(fact.value, fact.unit, locale)}
    </Sourced>
  );
}

export function QuoteFigure({ quote, className }: { quote: Quote; className?: string }) {
  const locale = useLocale();
  return (
    <Sourced origin={{ source: quote.source, at: quote.at }} {...(className !== undefined && { className })}>
      {money(quote.price, quote.currency, locale)}
    </Sourced>
  );
}

/** A change in percent: a triangle and a word beside the colour. */
export function Change({ value, className = "" }: { value: string | null; className?: string }) {
  const t = useText();
  const locale = useLocale();
  if (value === null) {
    return (
      <span className={`text-soft ${className}`}>
        <span aria-hidden="true">–</span>
        <span className="sr-only">{t.change.unknown}</span>
      </span>
    );
  }
  const direction = sign(value);
  const [mark, word, colour] = direction > 0 ? ["▲", t.change.up, "text-up"] : direction < 0 ? ["▼", t.change.down, "text-down"] : ["■", t.change.none, "text-soft"];
  return (
    <span className={`figures whitespace-nowrap ${colour} ${className}`}>
      <span aria-hidden="true" className="mr-1 text-[0.7em]">
        {mark}
      </span>
      <span className="sr-only">{word} </span>
      {percent(value.replace("-", ""), locale)}
    </span>
  );
}

/** The way of the last 24 hours, beside its figures; said nowhere else, so hidden from readers. */
export function Spark({ values, width = 96, height = 28 }: { values: readonly string[]; width?: number; height?: number }) {
  const points = values.map(Number);
  if (points.length < 2) return <span className="inline-block" style={{ width, height }} />;
  const [low, high] = [Math.min(...points), Math.max(...points)];
  const range = high - low || 1;
  const at = (value: number, i: number) => `${((i / (points.length - 1)) * (width - 4) + 2).toFixed(1)},${(height - 3 - ((value - low) / range) * (height - 6)).toFixed(1)}`;
  const rising = (points.at(-1) ?? 0) >= (points[0] ?? 0);
  return (
    <svg width={width} height={height} aria-hidden="true" className={rising ? "text-up" : "text-down"}>
      <polyline points={points.map(at).join(" ")} fill="none" stroke="currentColor" strokeWidth="1.5" strokeLinejoin="round" />
    </svg>
  );
}

export function SimulatedBadge() {
  const t = useText();
  return (
    <span title={t.app.simulatedHint} className="inline-block rounded-full border border-line-strong px-2 py-px text-[0.75rem] font-semibold text-soft">
      {t.app.simulated}
    </span>
  );
}

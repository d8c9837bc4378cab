import type { UseQueryResult } from "@tanstack/react-query";
import type { ReactNode } from "react";
import { asProblem } from "@shared/backend/problem";
import type { Problem } from "@shared/backend/wire";
import { useText } from "@shared/text";
import { Button } from "./Button";

/** What went wrong and what to do; with `onRetry` a button that tries again. */
export function ProblemBox({ problem, onRetry, quiet = false }: { problem: Problem; onRetry?: (() => void) | undefined; quiet?: boolean }) {
  const t = useText();
  return (
    <div role={quiet ? undefined : "alert"} className="rounded-xl border border-warn-line bg-warn-wash px-4 py-3">
      <p className="font-medium">{problem.message}</p>
      {problem.action && <p className="text-soft">{problem.action}</p>}
      {onRetry && (
        <Button small icon="retry" className="mt-2" onClick={onRetry}>
          {t.app.retry}
        </Button>
      )}
    </div>
  );
}

export function Loading() {
  const t = useText();
  return (
    <p className="px-1 py-3 text-soft" role="status">
      {t.app.loading}
    </p>
  );
}

export function Empty({ children, hint }: { children: ReactNode; hint?: ReactNode }) {
  return (
    <div className="rounded-xl border border-dashed border-line-strong px-5 py-6 text-center">
      <p className="font-medium">{children}</p>
      {hint && <p className="mt-1 text-soft">{hint}</p>}
    </div>
  );
}

/** A query's loading, error and empty states around its data. */
export function Loaded<T>({ query, empty, children }: { query: UseQueryResult<T>; empty?: ReactNode; children: (data: T) => ReactNode }) {
  if (query.data === undefined) {
    return query.isError ? <ProblemBox problem={asProblem(query.error)} onRetry={() => void query.refetch()} /> : <Loading />;
  }
  if (empty && Array.isArray(query.data) && query.data.length === 0) return empty;
  return children(query.data);
}

/** A heading with its controls, and what belongs to it. */
export function Section({ title, controls, children, className = "" }: { title: string; controls?: ReactNode; children: ReactNode; className?: string }) {
  return (
    <section aria-label={title} className={className}>
      <div className="mb-3 flex flex-wrap items-center justify-between gap-x-4 gap-y-2">
        <h2 className="text-[1.12rem] font-semibold">{title}</h2>
        {controls && <div className="flex flex-wrap items-center gap-2">{controls}</div>}
      </div>
      {children}
    </section>
  );
}

import type { UseQueryResult } from "@tanstack/react-query";
import type { ReactNode } from "react";
import { asProblem } from "@shared/backend/problem";
import { useText } from "@shared/text";
import { Button } from "@shared/ui/Button";
import { Loading } from "@shared/ui/states";
import { worded } from "./problems";

/** A part of the account that the cloud is asked for. Where it does not answer, a line says so: the state of sync says the rest. */
export function FromCloud<T>({ title, query, children }: { title: string; query: UseQueryResult<T>; children: (data: T) => ReactNode }) {
  const t = useText();
  return (
    <section aria-label={title}>
      <h3 className="mb-1.5 font-sans text-[0.95rem] font-semibold">{title}</h3>
      {query.data !== undefined ? (
        <div className="card flex flex-col gap-4 px-4 py-4">{children(query.data)}</div>
      ) : query.isError ? (
        <div className="flex flex-wrap items-center gap-x-3 gap-y-2">
          <p role="status" className="text-soft">{worded(asProblem(query.error), t).message}</p>
          <Button small icon="retry" disabled={query.isFetching} onClick={() => void query.refetch()}>{t.app.retry}</Button>
        </div>
      ) : (
        <Loading />
      )}
    </section>
  );
}

import { type ReactNode, useEffect, useRef } from "react";
import type { Problem } from "@shared/backend/wire";
import { useText } from "@shared/text";
import { Button } from "@shared/ui/Button";
import { CloudProblem } from "./problems";

/** A step of the way into an account: its heading takes the focus, so that a screen reader follows. */
export function Step({ title, children }: { title: string; children: ReactNode }) {
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => heading.current?.focus({ preventScroll: true }), []);
  return (
    <div className="card flex flex-col gap-5 p-5 sm:p-6">
      <h3 ref={heading} tabIndex={-1} className="text-[1.12rem] font-semibold outline-none">{title}</h3>
      {children}
    </div>
  );
}

interface Props {
  /** The word on its button. */
  action: string;
  busy: boolean;
  problem: Problem | null;
  onSubmit: () => void;
  /** Beside the button. */
  others?: ReactNode;
  children: ReactNode;
}

/** A form that keeps what was typed until it is taken. */
export function Form({ action, busy, problem, onSubmit, others, children }: Props) {
  return (
    <form
      noValidate
      className="flex flex-col gap-4"
      onSubmit={(event) => {
        event.preventDefault();
        if (!busy) onSubmit();
      }}
    >
      {children}
      {problem && <CloudProblem problem={problem} />}
      <div className="flex flex-wrap items-center gap-2">
        <Button look="primary" type="submit" disabled={busy}>{action}</Button>
        {others}
      </div>
    </form>
  );
}

/** The word where a required field was left empty. */
export function useMissing(tried: boolean): (text: string) => string | null {
  const t = useText();
  return (text) => (tried && text.trim() === "" ? t.app.required : null);
}

import { type ReactNode, useEffect, useRef } from "react";
import type { Problem } from "@shared/backend/wire";
import { useText } from "@shared/text";
import { Button } from "@shared/ui/Button";
import { DialogActions } from "@shared/ui/Dialog";
import { CloudProblem } from "./problems";

/** The first words of a dialog's next step: they take the focus, so that a screen reader follows and Enter does nothing by accident. */
export function Lead({ children }: { children: ReactNode }) {
  const words = useRef<HTMLParagraphElement>(null);
  useEffect(() => words.current?.focus({ preventScroll: true }), []);
  return <p ref={words} tabIndex={-1} className="outline-none [overflow-wrap:anywhere]">{children}</p>;
}

interface Props {
  /** The word on its button. */
  action: string;
  busy: boolean;
  problem: Problem | null;
  onSubmit: () => void;
  onClose: () => void;
  look?: "primary" | "danger";
  children: ReactNode;
}

/** A form of the account in a dialog, which keeps what was typed until it is taken. */
export function DialogForm({ action, busy, problem, onSubmit, onClose, look = "primary", children }: Props) {
  const t = useText();
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
      <DialogActions leave={t.app.cancel} onLeave={onClose}>
        <Button look={look} type="submit" disabled={busy}>{action}</Button>
      </DialogActions>
    </form>
  );
}

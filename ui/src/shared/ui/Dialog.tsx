import { type ReactNode, useEffect, useId, useRef } from "react";
import type { Problem } from "@shared/backend/wire";
import { useText } from "@shared/text";
import { Button, IconButton } from "./Button";
import { ProblemBox } from "./states";

/** A modal dialog: the browser keeps the focus inside and gives it back on closing. */
export function Dialog({ title, onClose, children, wide = false }: { title: string; onClose: () => void; children: ReactNode; wide?: boolean }) {
  const t = useText();
  const dialog = useRef<HTMLDialogElement>(null);
  const id = useId();
  useEffect(() => {
    const element = dialog.current;
    const before = document.activeElement;
    if (element && !element.open) element.showModal();
    return () => {
      element?.close();
      if (before instanceof HTMLElement && before.isConnected) before.focus();
    };
  }, []);
  return (
    <dialog
      ref={dialog}
      aria-labelledby={id}
      onCancel={(event) => {
        event.preventDefault();
        onClose();
      }}
      className={`card m-auto max-h-[92vh] w-[calc(100vw-3rem)] overflow-y-auto p-0 text-ink shadow-card ${wide ? "max-w-2xl" : "max-w-md"}`}
    >
      <div className="flex items-center justify-between gap-4 px-6 pt-5">
        <h2 id={id} className="text-xl font-semibold">
          {title}
        </h2>
        <IconButton icon="close" label={t.app.close} onClick={onClose} />
      </div>
      <div className="px-6 pt-3 pb-6">{children}</div>
    </dialog>
  );
}

/** Asks before something is lost. */
export function ConfirmDialog({ title, body, action, busy, onConfirm, onClose, problem }: { title: string; body: string; action: string; busy: boolean; onConfirm: () => void; onClose: () => void; problem: Problem | null }) {
  const t = useText();
  return (
    <Dialog title={title} onClose={onClose}>
      <p className="text-soft">{body}</p>
      {problem && <div className="mt-3"><ProblemBox problem={problem} /></div>}
      <DialogActions leave={t.app.cancel} onLeave={onClose} className="mt-6">
        <Button look="danger" disabled={busy} onClick={onConfirm}>
          {action}
        </Button>
      </DialogActions>
    </Dialog>
  );
}

/** A form in a dialog, which stays with what was filled in until it is saved. */
export function FormDialog({ title, onClose, onSubmit, busy, problem, wide = false, children }: { title: string; onClose: () => void; onSubmit: () => void; busy: boolean; problem: Problem | null; wide?: boolean; children: ReactNode }) {
  const t = useText();
  return (
    <Dialog title={title} onClose={onClose} wide={wide}>
      <form
        noValidate
        className={`flex flex-col ${wide ? "gap-5" : "gap-4"}`}
        onSubmit={(event) => {
          event.preventDefault();
          onSubmit();
        }}
      >
        {children}
        {problem && <ProblemBox problem={problem} />}
        <DialogActions leave={t.app.cancel} onLeave={onClose}>
          <Button look="primary" type="submit" disabled={busy}>{busy ? t.app.saving : t.app.save}</Button>
        </DialogActions>
      </form>
    </Dialog>
  );
}

/** The last row of a dialog: leaving it, then what it is for. */
export function DialogActions({ leave, onLeave, className = "", children }: { leave: string; onLeave: () => void; className?: string; children: ReactNode }) {
  return (
    <div className={`flex justify-end gap-2 ${className}`}>
      <Button onClick={onLeave}>{leave}</Button>
      {children}
    </div>
  );
}

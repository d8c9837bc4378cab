import { type ReactNode, useEffect, useId, useRef } from "react";
import { useText } from "@shared/text";
import { Button, IconButton } from "./Button";

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
export function ConfirmDialog({ title, body, action, busy, onConfirm, onClose, problem }: { title: string; body: string; action: string; busy: boolean; onConfirm: () => void; onClose: () => void; problem?: ReactNode }) {
  const t = useText();
  return (
    <Dialog title={title} onClose={onClose}>
      <p className="text-soft">{body}</p>
      {problem && <div className="mt-3">{problem}</div>}
      <div className="mt-6 flex justify-end gap-2">
        <Button onClick={onClose}>{t.app.cancel}</Button>
        <Button look="danger" disabled={busy} onClick={onConfirm}>
          {action}
        </Button>
      </div>
    </Dialog>
  );
}

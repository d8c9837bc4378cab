import { useText } from "@shared/text";
import { ConfirmDialog } from "@shared/ui/Dialog";
import { useAnnouncer } from "@shared/ui/announce";
import { useAction } from "../state/queries";

/** Asks before every conversation is deleted, then deletes. */
export function DeleteHistoryDialog({ onClose, onDeleted }: { onClose: () => void; onDeleted?: () => void }) {
  const t = useText();
  const announce = useAnnouncer((state) => state.announce);
  const remove = useAction((backend, _: null) => backend.deleteHistory(), () => {
    onClose();
    onDeleted?.();
    announce(t.history.deleted);
  });
  return (
    <ConfirmDialog
      title={t.history.deleteAllTitle}
      body={t.history.deleteAllBody}
      action={t.history.deleteAll}
      busy={remove.busy}
      onConfirm={() => remove.run(null)}
      onClose={onClose}
      problem={remove.problem}
    />
  );
}

import { useText } from "@shared/text";
import { Dialog } from "@shared/ui/Dialog";

export function Shortcuts({ onClose }: { onClose: () => void }) {
  const t = useText();
  return (
    <Dialog title={t.shortcuts.title} onClose={onClose}>
      <dl className="grid grid-cols-[auto_1fr] items-center gap-x-6 gap-y-3">
        {t.shortcuts.rows.map(([keys, what]) => (
          <div key={keys} className="contents">
            <dt>
              <kbd className="rounded-md border border-line-strong bg-sunken px-2 py-0.5 font-sans text-[0.87rem]">{keys}</kbd>
            </dt>
            <dd>{what}</dd>
          </div>
        ))}
      </dl>
    </Dialog>
  );
}

import { useState } from "react";
import type { Problem } from "@shared/backend/wire";
import { useText } from "@shared/text";
import { IconButton } from "@shared/ui/Button";
import { useLive } from "../state/live";
import { useStatus } from "../state/queries";

/** What the user should know of, above every page until it is dismissed. */
export function Notices() {
  const t = useText();
  const status = useStatus();
  const { notices, dismissNotice } = useLive();
  const [dismissed, setDismissed] = useState<readonly string[]>([]);
  const dismiss = (code: string) => setDismissed((codes) => [...codes, code]);
  const fixed: Problem[] = [...(status.data?.notices ?? [])];
  if (status.data?.crash_log) fixed.push({ code: "crashed", message: t.app.crash(status.data.crash_log), action: "" });
  if (status.data?.hotkey_message) fixed.push({ code: "hotkey", message: status.data.hotkey_message, action: "" });
  const shown = fixed.filter((notice) => !dismissed.includes(notice.code));
  if (shown.length + notices.length === 0) return null;
  return (
    <section aria-label={t.app.attention} className="flex flex-col gap-2 px-6 pt-4 lg:px-10">
      {[...shown, ...notices].map((notice) => (
        <div key={notice.code} className="flex items-start justify-between gap-4 rounded-xl border border-warn-line bg-warn-wash py-2 pr-2 pl-4">
          <p className="py-1.5 [overflow-wrap:anywhere]">
            {notice.message} <span className="text-soft">{notice.action}</span>
          </p>
          <IconButton icon="close" label={t.app.dismiss} onClick={() => (notices.includes(notice) ? dismissNotice(notice) : dismiss(notice.code))} />
        </div>
      ))}
    </section>
  );
}

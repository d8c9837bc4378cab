import { useState } from "react";
import { useText } from "@shared/text";
import { Button } from "@shared/ui/Button";
import { ConfirmDialog } from "@shared/ui/Dialog";
import { useAnnouncer } from "@shared/ui/announce";
import { ProblemBox } from "@shared/ui/states";
import { useAction, useStatus } from "../state/queries";
import { Group, SettingSwitch } from "./setting";

export function PrivacySection() {
  const t = useText();
  const status = useStatus();
  const announce = useAnnouncer((state) => state.announce);
  const [deleting, setDeleting] = useState(false);
  const remove = useAction((backend, _: null) => backend.deleteHistory(), () => {
    setDeleting(false);
    announce(t.history.deleted);
  });
  return (
    <Group id="privacy" title={t.settings.sections.privacy}>
      <p className="max-w-prose">{t.settings.privacyLocal}</p>
      <p className="max-w-prose">{t.settings.privacyRemote}</p>
      {status.data?.keyring === "memory" && <p className="font-medium">{t.settings.keyringMemory}</p>}
      <SettingSwitch name="keep_recordings" label={t.settings.keepRecordings} hint={t.settings.keepRecordingsHint} />
      <Button look="danger" className="self-start" icon="trash" onClick={() => setDeleting(true)}>{t.settings.deleteHistory}</Button>
      {deleting && (
        <ConfirmDialog
          title={t.history.deleteAllTitle}
          body={t.history.deleteAllBody}
          action={t.history.deleteAll}
          busy={remove.busy}
          onConfirm={() => remove.run(null)}
          onClose={() => setDeleting(false)}
          problem={remove.problem && <ProblemBox problem={remove.problem} />}
        />
      )}
    </Group>
  );
}

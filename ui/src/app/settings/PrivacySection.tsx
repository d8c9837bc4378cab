import { useState } from "react";
import { useText } from "@shared/text";
import { Button } from "@shared/ui/Button";
import { DeleteHistoryDialog } from "../history/DeleteHistoryDialog";
import { useStatus } from "../state/queries";
import { Group, SettingSwitch } from "./setting";

export function PrivacySection() {
  const t = useText();
  const status = useStatus();
  const [deleting, setDeleting] = useState(false);
  return (
    <Group id="privacy" title={t.settings.sections.privacy}>
      <p className="max-w-prose">{t.settings.privacyLocal}</p>
      <p className="max-w-prose">{t.settings.privacyCloud}</p>
      <p className="max-w-prose">{t.settings.privacyRemote}</p>
      {status.data?.keyring === "memory" && <p className="font-medium">{t.settings.keyringMemory}</p>}
      <SettingSwitch name="keep_recordings" label={t.settings.keepRecordings} hint={t.settings.keepRecordingsHint} />
      <Button look="danger" className="self-start" icon="trash" onClick={() => setDeleting(true)}>{t.settings.deleteHistory}</Button>
      {deleting && <DeleteHistoryDialog onClose={() => setDeleting(false)} />}
    </Group>
  );
}

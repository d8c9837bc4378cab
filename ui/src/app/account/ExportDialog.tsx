import { useState } from "react";
import { useText } from "@shared/text";
import { Button } from "@shared/ui/Button";
import { Dialog } from "@shared/ui/Dialog";
import { TextField } from "@shared/ui/Field";
import { useAction } from "../state/queries";
import { DialogForm, Lead } from "./DialogForm";
import { useMissing } from "./form";

/** Everything the cloud has of the account, in a file. */
export function ExportDialog({ onClose }: { onClose: () => void }) {
  const t = useText();
  const [password, setPassword] = useState("");
  const [tried, setTried] = useState(false);
  const missing = useMissing(tried);
  const save = useAction((backend, secret: string) => backend.exportAccount(secret));
  const submit = () => {
    setTried(true);
    if (password !== "") save.run(password);
  };
  return (
    <Dialog title={t.owner.export.open} onClose={onClose}>
      {save.result ? (
        <div className="flex flex-col gap-4">
          <div>
            <Lead>{t.owner.export.done}</Lead>
            <p className="mt-1 font-medium [overflow-wrap:anywhere]">{save.result.path}</p>
          </div>
          <div className="flex justify-end"><Button look="primary" onClick={onClose}>{t.app.close}</Button></div>
        </div>
      ) : (
        <DialogForm action={save.busy ? t.owner.export.running : t.owner.export.run} busy={save.busy} problem={save.problem} onSubmit={submit} onClose={onClose}>
          <p className="text-soft">{t.owner.export.body}</p>
          <TextField label={t.account.password} type="password" autoComplete="current-password" value={password} error={missing(password)} onChange={(event) => setPassword(event.target.value)} />
        </DialogForm>
      )}
    </Dialog>
  );
}

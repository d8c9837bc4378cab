import { useState } from "react";
import type { Backend } from "@shared/backend/backend";
import { useText } from "@shared/text";
import { Dialog } from "@shared/ui/Dialog";
import { TextField } from "@shared/ui/Field";
import { useAnnouncer } from "@shared/ui/announce";
import { useAction } from "../state/queries";
import { DialogForm } from "./DialogForm";
import { useMissing } from "./form";
import { RecoveryCodes } from "./RecoveryCodes";

/** Turns the second factor off. */
export function TurnOffDialog({ onClose }: { onClose: () => void }) {
  const t = useText();
  const announce = useAnnouncer((state) => state.announce);
  const done = () => {
    announce(t.owner.factor.turnedOff);
    onClose();
  };
  return (
    <Dialog title={t.owner.factor.offTitle} onClose={onClose}>
      <Proof body={t.owner.factor.offBody} action={t.owner.factor.turnOff} look="danger" act={(backend, { password, code }) => backend.endSecondFactor(password, code)} onDone={done} onClose={onClose} />
    </Dialog>
  );
}

/** Other recovery codes. */
export function RenewCodesDialog({ onClose }: { onClose: () => void }) {
  const t = useText();
  const [codes, setCodes] = useState<string[] | null>(null);
  return (
    <Dialog title={codes === null ? t.owner.factor.renewTitle : t.owner.factor.codesTitle} onClose={onClose}>
      {codes === null ? (
        <Proof body={t.owner.factor.renewBody} action={t.owner.factor.renew} act={(backend, { password, code }) => backend.renewRecoveryCodes(password, code)} onDone={setCodes} onClose={onClose} />
      ) : (
        <RecoveryCodes codes={codes} onDone={onClose} />
      )}
    </Dialog>
  );
}

interface Both {
  password: string;
  code: string;
}

interface Props<R> {
  body: string;
  action: string;
  look?: "primary" | "danger";
  act: (backend: Backend, both: Both) => Promise<R>;
  onDone: (result: R) => void;
  onClose: () => void;
}

/** What asks for both: the password and a code. */
function Proof<R>({ body, action, look = "primary", act, onDone, onClose }: Props<R>) {
  const t = useText();
  const [password, setPassword] = useState("");
  const [code, setCode] = useState("");
  const [tried, setTried] = useState(false);
  const missing = useMissing(tried);
  const prove = useAction(act, onDone);
  const submit = () => {
    setTried(true);
    if (password !== "" && code.trim() !== "") prove.run({ password, code });
  };
  return (
    <DialogForm action={action} look={look} busy={prove.busy} problem={prove.problem} onSubmit={submit} onClose={onClose}>
      <p className="text-soft">{body}</p>
      <TextField label={t.account.password} type="password" autoComplete="current-password" value={password} error={missing(password)} onChange={(event) => setPassword(event.target.value)} />
      <TextField label={t.account.factorCode} spellCheck={false} autoComplete="one-time-code" value={code} error={missing(code)} onChange={(event) => setCode(event.target.value)} />
    </DialogForm>
  );
}

import { useState } from "react";
import type { AuthenticatorKey } from "@shared/backend/wire";
import { useText } from "@shared/text";
import { Dialog } from "@shared/ui/Dialog";
import { TextField } from "@shared/ui/Field";
import { useAnnouncer } from "@shared/ui/announce";
import { useAction } from "../state/queries";
import { CopyButton } from "./CopyButton";
import { DialogForm, Lead } from "./DialogForm";
import { useMissing } from "./form";
import { QrCode } from "./QrCode";
import { RecoveryCodes } from "./RecoveryCodes";

type Given = { key: AuthenticatorKey } | { codes: string[] } | null;

/** Turns the second factor on: the password, then the key for the app and a code of it, then the recovery codes. */
export function TurnOnDialog({ onClose }: { onClose: () => void }) {
  const t = useText();
  const announce = useAnnouncer((state) => state.announce);
  const [given, setGiven] = useState<Given>(null);
  const done = (codes: string[]) => {
    announce(t.owner.factor.turnedOn);
    setGiven({ codes });
  };
  return (
    <Dialog title={given === null || "key" in given ? t.owner.factor.onTitle : t.owner.factor.codesTitle} onClose={onClose}>
      {given === null ? (
        <Password onDone={(key) => setGiven({ key })} onClose={onClose} />
      ) : "key" in given ? (
        <Scan authenticator={given.key} onDone={done} onClose={onClose} />
      ) : (
        <RecoveryCodes codes={given.codes} onDone={onClose} />
      )}
    </Dialog>
  );
}

function Password({ onDone, onClose }: { onDone: (key: AuthenticatorKey) => void; onClose: () => void }) {
  const t = useText();
  const [password, setPassword] = useState("");
  const [tried, setTried] = useState(false);
  const missing = useMissing(tried);
  const begin = useAction((backend, secret: string) => backend.beginSecondFactor(secret), onDone);
  const submit = () => {
    setTried(true);
    if (password !== "") begin.run(password);
  };
  return (
    <DialogForm action={t.owner.next} busy={begin.busy} problem={begin.problem} onSubmit={submit} onClose={onClose}>
      <p className="text-soft">{t.owner.factor.needsApp}</p>
      <TextField label={t.account.password} type="password" autoComplete="current-password" value={password} error={missing(password)} onChange={(event) => setPassword(event.target.value)} />
    </DialogForm>
  );
}

function Scan({ authenticator, onDone, onClose }: { authenticator: AuthenticatorKey; onDone: (codes: string[]) => void; onClose: () => void }) {
  const t = useText();
  const [code, setCode] = useState("");
  const [tried, setTried] = useState(false);
  const missing = useMissing(tried);
  const confirm = useAction((backend, text: string) => backend.confirmSecondFactor(text), onDone);
  const submit = () => {
    setTried(true);
    if (code.trim() !== "") confirm.run(code);
  };
  return (
    <DialogForm action={t.account.confirm} busy={confirm.busy} problem={confirm.problem} onSubmit={submit} onClose={onClose}>
      <Lead>{t.owner.factor.scan}</Lead>
      <div className="flex justify-center">
        <QrCode text={authenticator.url} label={t.owner.factor.qr} />
      </div>
      <div className="flex flex-wrap items-center justify-between gap-x-3 gap-y-2">
        <div className="min-w-0">
          <p className="text-[0.87rem] text-soft">{t.owner.factor.key}</p>
          <p data-testid="authenticator-key" className="font-mono text-[0.87rem] [overflow-wrap:anywhere]">{grouped(authenticator.secret)}</p>
        </div>
        <CopyButton text={authenticator.secret} small>{t.owner.factor.copyKey}</CopyButton>
      </div>
      <TextField label={t.owner.factor.code} inputMode="numeric" spellCheck={false} autoComplete="one-time-code" value={code} error={missing(code)} onChange={(event) => setCode(event.target.value)} />
    </DialogForm>
  );
}

/** In groups of four, as it is typed. */
export function grouped(key: string): string {
  return key.replace(/(.{4})(?=.)/g, "$1 ");
}

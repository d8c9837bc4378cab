import { useState } from "react";
import { useText } from "@shared/text";
import { Button } from "@shared/ui/Button";
import { Dialog } from "@shared/ui/Dialog";
import { TextField } from "@shared/ui/Field";
import { useAnnouncer } from "@shared/ui/announce";
import { useAction } from "../state/queries";
import { DialogForm, Lead } from "./DialogForm";
import { useMissing } from "./form";

/** Another address for the account: a code is mailed to it, and with the code it takes effect. The mail may come after the dialog was closed. */
export function EmailDialog({ email, onClose }: { email: string; onClose: () => void }) {
  const t = useText();
  const [step, setStep] = useState<{ sentTo: string | null } | null>(null);
  return (
    <Dialog title={t.owner.email.change} onClose={onClose}>
      {step === null ? (
        <Ask email={email} onSent={(sentTo) => setStep({ sentTo })} onClose={onClose} />
      ) : (
        <Confirm sentTo={step.sentTo} onBack={() => setStep(null)} onClose={onClose} />
      )}
    </Dialog>
  );
}

function Ask({ email, onSent, onClose }: { email: string; onSent: (to: string | null) => void; onClose: () => void }) {
  const t = useText();
  const [next, setNext] = useState("");
  const [password, setPassword] = useState("");
  const [tried, setTried] = useState(false);
  const missing = useMissing(tried);
  const send = useAction((backend, to: string) => backend.changeEmail(password, to), (_, to) => onSent(to));
  const submit = () => {
    setTried(true);
    if (next.trim() !== "" && password !== "") send.run(next.trim());
  };
  return (
    <DialogForm action={t.account.sendCode} busy={send.busy} problem={send.problem} onSubmit={submit} onClose={onClose}>
      <p className="text-soft [overflow-wrap:anywhere]">{t.owner.email.now(email)}</p>
      <TextField label={t.owner.email.next} type="email" inputMode="email" autoComplete="email" spellCheck={false} value={next} error={missing(next)} onChange={(event) => setNext(event.target.value)} />
      <TextField label={t.account.password} type="password" autoComplete="current-password" value={password} error={missing(password)} onChange={(event) => setPassword(event.target.value)} />
      <Button look="quiet" className="-ml-4 self-start" onClick={() => onSent(null)}>{t.account.haveCode}</Button>
    </DialogForm>
  );
}

function Confirm({ sentTo, onBack, onClose }: { sentTo: string | null; onBack: () => void; onClose: () => void }) {
  const t = useText();
  const announce = useAnnouncer((state) => state.announce);
  const [code, setCode] = useState("");
  const [tried, setTried] = useState(false);
  const missing = useMissing(tried);
  const confirm = useAction((backend, text: string) => backend.confirmEmail(text), (email) => {
    announce(t.owner.email.changed(email));
    onClose();
  });
  const submit = () => {
    setTried(true);
    if (code.trim() !== "") confirm.run(code);
  };
  return (
    <DialogForm action={t.account.confirm} busy={confirm.busy} problem={confirm.problem} onSubmit={submit} onClose={onClose}>
      <Lead>{sentTo === null ? t.owner.email.haveCode : t.owner.email.sent(sentTo)}</Lead>
      <TextField label={t.account.code} spellCheck={false} autoComplete="one-time-code" value={code} error={missing(code)} onChange={(event) => setCode(event.target.value)} />
      <Button look="quiet" className="-ml-4 self-start" onClick={onBack}>{t.account.back}</Button>
    </DialogForm>
  );
}

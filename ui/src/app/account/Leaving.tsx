import { useState } from "react";
import { useText } from "@shared/text";
import { Button } from "@shared/ui/Button";
import { ConfirmDialog, Dialog, DialogActions } from "@shared/ui/Dialog";
import { TextField } from "@shared/ui/Field";
import { useAnnouncer } from "@shared/ui/announce";
import { useLive } from "../state/live";
import { useAction } from "../state/queries";
import { EmailDialog } from "./EmailDialog";
import { ExportDialog } from "./ExportDialog";
import { useMissing } from "./form";
import { CloudProblem, worded } from "./problems";

/** The password, the address, everything in a file, and the ways out of the account. */
export function Leaving({ email, ended }: { email: string; ended: boolean }) {
  const t = useText();
  const [open, setOpen] = useState<"password" | "email" | "export" | "out" | "erase" | null>(null);
  const close = () => setOpen(null);
  return (
    <div>
      <h3 className="mb-1.5 font-sans text-[0.95rem] font-semibold">{t.account.manage}</h3>
      <div className="flex flex-wrap gap-2">
        {!ended && <Button onClick={() => setOpen("password")}>{t.account.changePassword}</Button>}
        {!ended && <Button onClick={() => setOpen("email")}>{t.owner.email.change}</Button>}
        {!ended && <Button icon="download" onClick={() => setOpen("export")}>{t.owner.export.open}</Button>}
        <Button onClick={() => setOpen("out")}>{t.account.signOut}</Button>
        {!ended && <Button look="danger" icon="trash" onClick={() => setOpen("erase")}>{t.account.erase}</Button>}
      </div>
      {open === "password" && <PasswordDialog onClose={close} />}
      {open === "email" && <EmailDialog email={email} onClose={close} />}
      {open === "export" && <ExportDialog onClose={close} />}
      {open === "out" && <SignOutDialog onClose={close} />}
      {open === "erase" && <EraseDialog email={email} onClose={close} />}
    </div>
  );
}

function SignOutDialog({ onClose }: { onClose: () => void }) {
  const t = useText();
  const announce = useAnnouncer((state) => state.announce);
  const leave = useAction((backend, _: null) => backend.signOut(), (parting) => {
    announce(t.account.signedOut);
    if (!parting.told) useLive.getState().receive({ type: "notice", problem: { code: "cloud_untold", message: t.account.untold, action: t.account.untoldHint } }, Date.now());
    onClose();
  });
  return (
    <ConfirmDialog
      title={t.account.signOutTitle}
      body={t.account.signOutBody}
      action={t.account.signOut}
      busy={leave.busy}
      onConfirm={() => leave.run(null)}
      onClose={onClose}
      problem={leave.problem && worded(leave.problem, t)}
    />
  );
}

function PasswordDialog({ onClose }: { onClose: () => void }) {
  const t = useText();
  const announce = useAnnouncer((state) => state.announce);
  const [now, setNow] = useState("");
  const [next, setNext] = useState("");
  const [tried, setTried] = useState(false);
  const missing = useMissing(tried);
  const change = useAction((backend, [from, to]: readonly [string, string]) => backend.changePassword(from, to), () => {
    announce(t.account.changed);
    onClose();
  });
  const submit = () => {
    setTried(true);
    if (now !== "" && next !== "") change.run([now, next]);
  };
  return (
    <Dialog title={t.account.changePassword} onClose={onClose}>
      <form noValidate className="flex flex-col gap-4" onSubmit={(event) => { event.preventDefault(); submit(); }}>
        <TextField label={t.account.passwordNow} type="password" autoComplete="current-password" value={now} error={missing(now)} onChange={(event) => setNow(event.target.value)} />
        <TextField label={t.account.passwordNew} hint={t.account.passwordHint} type="password" autoComplete="new-password" value={next} error={missing(next)} onChange={(event) => setNext(event.target.value)} />
        {change.problem && <CloudProblem problem={change.problem} />}
        <DialogActions leave={t.app.cancel} onLeave={onClose}>
          <Button look="primary" type="submit" disabled={change.busy}>{t.account.changePassword}</Button>
        </DialogActions>
      </form>
    </Dialog>
  );
}

/** Nothing brings the account back: its address is typed, and the password. */
function EraseDialog({ email, onClose }: { email: string; onClose: () => void }) {
  const t = useText();
  const announce = useAnnouncer((state) => state.announce);
  const [typed, setTyped] = useState("");
  const [password, setPassword] = useState("");
  const [tried, setTried] = useState(false);
  const missing = useMissing(tried);
  const same = typed.trim().toLowerCase() === email.toLowerCase();
  const erase = useAction((backend, secret: string) => backend.eraseAccount(secret), () => {
    announce(t.account.erased);
    onClose();
  });
  const submit = () => {
    setTried(true);
    if (same && password !== "") erase.run(password);
  };
  return (
    <Dialog title={t.account.erase} onClose={onClose}>
      <form noValidate className="flex flex-col gap-4" onSubmit={(event) => { event.preventDefault(); submit(); }}>
        <p className="text-soft">{t.account.eraseBody}</p>
        <TextField label={t.account.eraseEmail(email)} spellCheck={false} value={typed} error={missing(typed) ?? (tried && !same ? t.account.eraseWrong : null)} onChange={(event) => setTyped(event.target.value)} />
        <TextField label={t.account.password} type="password" autoComplete="current-password" value={password} error={missing(password)} onChange={(event) => setPassword(event.target.value)} />
        {erase.problem && <CloudProblem problem={erase.problem} />}
        <DialogActions leave={t.app.cancel} onLeave={onClose}>
          <Button look="danger" type="submit" disabled={erase.busy}>{t.account.erase}</Button>
        </DialogActions>
      </form>
    </Dialog>
  );
}

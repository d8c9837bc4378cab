import { useText } from "@shared/text";
import { Button } from "@shared/ui/Button";
import { TextField } from "@shared/ui/Field";
import { useAction } from "../state/queries";
import { CopyButton } from "./CopyButton";
import { Step } from "./form";

/** Signing in goes on in the browser; what comes of it is told by the account's state. */
export function BrowserStep({ email, page, opened }: { email: string; page: string; opened: boolean }) {
  const t = useText();
  const leave = useAction((backend, _: null) => backend.leaveSignIn());
  return (
    <Step title={t.account.browserTitle}>
      <p className="max-w-prose [overflow-wrap:anywhere]">{opened ? t.account.browserOpened(email) : t.account.browserNone(email)}</p>
      <p role="status" className="flex items-center gap-2.5 font-medium">
        <span aria-hidden="true" className="breathe size-2.5 shrink-0 rounded-full bg-accent" />
        {t.account.browserWaiting}
      </p>
      <TextField label={opened ? t.account.browserAddress : t.account.browserAddressNone} readOnly value={page} onFocus={(event) => event.target.select()} />
      <div className="flex flex-wrap items-center gap-2">
        <CopyButton text={page} look={opened ? "plain" : "primary"}>{t.account.browserCopy}</CopyButton>
        <Button look="quiet" disabled={leave.busy} onClick={() => leave.run(null)}>{t.app.cancel}</Button>
      </div>
    </Step>
  );
}

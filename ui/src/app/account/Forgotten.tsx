import { useState } from "react";
import { useText } from "@shared/text";
import { Button } from "@shared/ui/Button";
import { TextField } from "@shared/ui/Field";
import { useAnnouncer } from "@shared/ui/announce";
import { useAction } from "../state/queries";
import { type Typed, WhereAndWho } from "./Entrance";
import { Form, useMissing } from "./form";

/** A forgotten password: a code comes by mail, and with it another password is set. */
export function Forgotten({ typed, onType, onDone }: { typed: Typed; onType: (typed: Typed) => void; onDone: () => void }) {
  const t = useText();
  const announce = useAnnouncer((state) => state.announce);
  const [hasCode, setHasCode] = useState(false);
  const [code, setCode] = useState("");
  const [password, setPassword] = useState("");
  const [tried, setTried] = useState(false);
  const [sentTo, setSentTo] = useState<string | null>(null);
  const missing = useMissing(tried);
  const send = useAction((backend, to: Typed) => backend.resetPassword(to.server, to.email), (_, to) => {
    setSentTo(to.email);
    step(true);
  });
  const set = useAction((backend, to: Typed) => backend.confirmReset(to.server, code, password), () => {
    announce(t.account.resetDone);
    onDone();
  });
  function step(next: boolean) {
    setTried(false);
    setHasCode(next);
  }
  const filled = (...texts: string[]) => {
    setTried(true);
    return texts.every((text) => text.trim() !== "");
  };
  if (!hasCode) {
    return (
      <Form
        action={t.account.sendCode}
        busy={send.busy}
        problem={send.problem}
        onSubmit={() => filled(typed.server, typed.email) && send.run(typed)}
        others={<Button look="quiet" onClick={() => step(true)}>{t.account.haveCode}</Button>}
      >
        <WhereAndWho typed={typed} onType={onType} tried={tried} />
      </Form>
    );
  }
  return (
    <Form
      action={t.account.changePassword}
      busy={set.busy}
      problem={set.problem}
      onSubmit={() => filled(typed.server, code, password) && set.run(typed)}
      others={<Button look="quiet" onClick={() => step(false)}>{t.account.back}</Button>}
    >
      {sentTo !== null ? <p role="status">{t.account.resetSent(sentTo)}</p> : <WhereAndWho typed={typed} onType={onType} tried={tried} />}
      <TextField label={t.account.code} spellCheck={false} autoComplete="one-time-code" value={code} error={missing(code)} onChange={(event) => setCode(event.target.value)} />
      <TextField label={t.account.passwordNew} hint={t.account.passwordHint} type="password" autoComplete="new-password" value={password} error={missing(password)} onChange={(event) => setPassword(event.target.value)} />
    </Form>
  );
}

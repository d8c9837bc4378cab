import { useState } from "react";
import { useText } from "@shared/text";
import { Button } from "@shared/ui/Button";
import { TextField } from "@shared/ui/Field";
import { useAnnouncer } from "@shared/ui/announce";
import { useAction } from "../state/queries";
import { Form, Step, useMissing } from "./form";

/** The account was made; the code that proves its address is in the mail. */
export function CodeStep({ email }: { email: string }) {
  const t = useText();
  const announce = useAnnouncer((state) => state.announce);
  const [code, setCode] = useState("");
  const [tried, setTried] = useState(false);
  const missing = useMissing(tried);
  const verify = useAction((backend, text: string) => backend.verifyAccount(text));
  const again = useAction((backend, _: null) => backend.mailCodeAgain(), () => announce(t.account.codeSent));
  const leave = useAction((backend, _: null) => backend.leaveSignIn());
  const submit = () => {
    setTried(true);
    if (code.trim() !== "") verify.run(code);
  };
  return (
    <Step title={t.account.codeTitle}>
      <div className="max-w-prose">
        <p>{t.account.codeMailed(email)}</p>
        <p className="text-soft">{t.account.codeElse}</p>
      </div>
      <Form
        action={t.account.confirm}
        busy={verify.busy}
        problem={verify.problem ?? again.problem}
        onSubmit={submit}
        others={
          <>
            <Button disabled={again.busy} onClick={() => again.run(null)}>{t.account.codeAgain}</Button>
            <Button look="quiet" disabled={leave.busy} onClick={() => leave.run(null)}>{t.account.back}</Button>
          </>
        }
      >
        <TextField label={t.account.code} spellCheck={false} autoComplete="one-time-code" value={code} error={missing(code)} onChange={(event) => setCode(event.target.value)} />
      </Form>
      {again.result !== undefined && !again.problem && <p className="text-soft">{t.account.codeSent}</p>}
    </Step>
  );
}

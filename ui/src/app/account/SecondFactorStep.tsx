import { useState } from "react";
import { useText } from "@shared/text";
import { Button } from "@shared/ui/Button";
import { TextField } from "@shared/ui/Field";
import { useAction } from "../state/queries";
import { Form, Step, useMissing } from "./form";

/** The password was right; a code of the authenticator, or a recovery code, is still asked for. */
export function SecondFactorStep({ email }: { email: string }) {
  const t = useText();
  const [code, setCode] = useState("");
  const [tried, setTried] = useState(false);
  const missing = useMissing(tried);
  const give = useAction((backend, text: string) => backend.giveSecondFactor(text));
  const leave = useAction((backend, _: null) => backend.leaveSignIn());
  const submit = () => {
    setTried(true);
    if (code.trim() !== "") give.run(code);
  };
  return (
    <Step title={t.account.factorTitle}>
      <div className="max-w-prose">
        <p className="[overflow-wrap:anywhere]">{t.account.factorAsked(email)}</p>
        <p className="text-soft">{t.account.factorElse}</p>
      </div>
      <Form
        action={t.account.confirm}
        busy={give.busy}
        problem={give.problem}
        onSubmit={submit}
        others={<Button look="quiet" disabled={leave.busy} onClick={() => leave.run(null)}>{t.account.leave}</Button>}
      >
        <TextField label={t.account.factorCode} spellCheck={false} autoCapitalize="characters" autoComplete="one-time-code" value={code} error={missing(code)} onChange={(event) => setCode(event.target.value)} />
      </Form>
    </Step>
  );
}

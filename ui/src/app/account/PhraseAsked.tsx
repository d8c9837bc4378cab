import { useId, useState } from "react";
import { useText } from "@shared/text";
import { Button } from "@shared/ui/Button";
import { useAnnouncer } from "@shared/ui/announce";
import { useAction } from "../state/queries";
import { Form, Step } from "./form";
import { WalletWarning } from "./PhraseShown";

/** So many words are in what was typed. */
export function countWords(text: string): number {
  return text.split(/[^\p{L}]+/u).filter(Boolean).length;
}

/** A new computer: the data is read by the phrase alone. */
export function PhraseAsked({ email }: { email: string }) {
  const t = useText();
  const id = useId();
  const announce = useAnnouncer((state) => state.announce);
  const [text, setText] = useState("");
  const enter = useAction((backend, words: string) => backend.enterPhrase(words), () => announce(t.account.entered));
  const leave = useAction((backend, _: null) => backend.leaveSignIn());
  return (
    <Step title={t.account.phraseAskedTitle}>
      <p className="max-w-prose">{t.account.phraseAsked(email)}</p>
      <WalletWarning />
      <Form
        action={t.account.confirm}
        busy={enter.busy}
        problem={enter.problem}
        onSubmit={() => enter.run(text)}
        others={<Button look="quiet" disabled={leave.busy} onClick={() => leave.run(null)}>{t.account.leave}</Button>}
      >
        <div>
          <label htmlFor={id} className="mb-1 block text-[0.87rem] font-medium">{t.account.phraseField}</label>
          <textarea id={id} rows={4} className="input" autoComplete="off" autoCapitalize="none" spellCheck={false} value={text} aria-describedby={`${id}-count`} onChange={(event) => setText(event.target.value)} />
          <p id={`${id}-count`} className="figures mt-1 text-[0.82rem] text-soft">{t.account.phraseCount(String(countWords(text)))}</p>
        </div>
      </Form>
    </Step>
  );
}

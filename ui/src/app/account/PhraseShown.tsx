import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import type { RecoveryPhrase } from "@shared/backend/wire";
import { useText } from "@shared/text";
import { Button } from "@shared/ui/Button";
import { TextField } from "@shared/ui/Field";
import { useAnnouncer } from "@shared/ui/announce";
import { Loaded } from "@shared/ui/states";
import { useBackend } from "../state/backend";
import { useAction } from "../state/queries";
import { Form, Step, useMissing } from "./form";

/** Not a wallet's phrase, and a wallet's never here. */
export function WalletWarning() {
  const t = useText();
  return (
    <div className="rounded-xl border border-warn-line bg-warn-wash px-4 py-3">
      <p className="font-medium">{t.account.phraseWallet}</p>
      <p className="text-soft">{t.account.phraseWalletHint}</p>
    </div>
  );
}

/** The new phrase: shown to be written down, then asked back in part. Nothing of it outlives this step in the page. */
export function PhraseShown() {
  const backend = useBackend();
  const phrase = useQuery({ queryKey: ["recovery-phrase"], queryFn: () => backend.recoveryPhrase(), gcTime: 0, staleTime: Number.POSITIVE_INFINITY });
  return <Loaded query={phrase}>{(given) => <WriteDown phrase={given} />}</Loaded>;
}

function WriteDown({ phrase }: { phrase: RecoveryPhrase }) {
  const t = useText();
  const [written, setWritten] = useState(false);
  const leave = useAction((backend, _: null) => backend.leaveSignIn());
  const leaving = <Button look="quiet" disabled={leave.busy} onClick={() => leave.run(null)}>{t.account.leave}</Button>;
  if (written) return <Check key="check" asked={phrase.asked} onBack={() => setWritten(false)} />;
  return (
    <Step key="words" title={t.account.phraseTitle}>
      <p className="max-w-prose">{t.account.phraseShown}</p>
      <WalletWarning />
      <div>
        <ol
          aria-label={t.account.phraseWords}
          data-testid="phrase"
          onCopy={(event) => event.preventDefault()}
          onContextMenu={(event) => event.preventDefault()}
          className="grid grid-cols-[repeat(auto-fill,minmax(8.5rem,1fr))] gap-x-2 gap-y-1 rounded-xl border border-line bg-sunken px-3 py-3 select-none"
        >
          {phrase.words.map((word, index) => (
            <li key={`${index}-${word}`} className="flex items-baseline gap-2 py-0.5">
              <span aria-hidden="true" className="figures w-6 shrink-0 text-right text-[0.82rem] text-soft">{index + 1}</span>
              <span className="font-medium">{word}</span>
            </li>
          ))}
        </ol>
        <p className="mt-1.5 text-[0.82rem] text-soft">{t.account.phraseNoCopy}</p>
      </div>
      <div className="flex flex-wrap gap-2">
        <Button look="primary" onClick={() => setWritten(true)}>{t.account.phraseWritten}</Button>
        {leaving}
      </div>
    </Step>
  );
}

function Check({ asked, onBack }: { asked: number[]; onBack: () => void }) {
  const t = useText();
  const announce = useAnnouncer((state) => state.announce);
  const [words, setWords] = useState(() => asked.map(() => ""));
  const [tried, setTried] = useState(false);
  const missing = useMissing(tried);
  const confirm = useAction((backend, typed: string[]) => backend.confirmPhrase(typed), () => announce(t.account.entered));
  const submit = () => {
    setTried(true);
    if (words.every((word) => word.trim() !== "")) confirm.run(words);
  };
  return (
    <Step title={t.account.phraseCheck}>
      <Form
        action={t.account.confirm}
        busy={confirm.busy}
        problem={confirm.problem}
        onSubmit={submit}
        others={<Button look="quiet" onClick={onBack}>{t.account.phraseAgain}</Button>}
      >
        <div className="grid items-start gap-4 sm:grid-cols-3">
          {asked.map((place, index) => (
            <TextField
              key={place}
              label={t.account.phraseWord(String(place))}
              spellCheck={false}
              autoCapitalize="none"
              value={words[index] ?? ""}
              error={missing(words[index] ?? "")}
              onChange={(event) => setWords(words.map((word, at) => (at === index ? event.target.value : word)))}
            />
          ))}
        </div>
      </Form>
    </Step>
  );
}

import { useId, useState } from "react";
import type { SecretName } from "@shared/backend/wire";
import { useText } from "@shared/text";
import { Button } from "@shared/ui/Button";
import { useAnnouncer } from "@shared/ui/announce";
import { ProblemBox } from "@shared/ui/states";
import { useAction, useSecrets } from "../state/queries";

/** A key: it goes down once and never comes back; the window only knows whether it is set. */
export function SecretField({ name }: { name: SecretName }) {
  const t = useText();
  const id = useId();
  const announce = useAnnouncer((state) => state.announce);
  const secrets = useSecrets();
  const state = secrets.data?.find((secret) => secret.name === name);
  const [value, setValue] = useState("");
  const save = useAction((backend, secret: string) => backend.setSecret(name, secret), () => {
    setValue("");
    announce(t.app.saved);
    void secrets.refetch();
  });
  const forget = useAction((backend, _: null) => backend.forgetSecret(name), () => void secrets.refetch());
  const label = t.settings.secretNames[name];
  const problem = save.problem ?? forget.problem;
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        if (value.trim() !== "") save.run(value.trim());
      }}
    >
      <label htmlFor={id} className="mb-1 block text-[0.87rem] font-medium">{label}</label>
      <div className="flex gap-2">
        <input id={id} type="password" className="input" autoComplete="off" spellCheck={false} placeholder={t.settings.secretPlaceholder} value={value} onChange={(event) => setValue(event.target.value)} aria-describedby={`${id}-state`} />
        <Button type="submit" aria-label={t.settings.secretSave(label)} disabled={save.busy || value.trim() === ""}>{t.settings.store}</Button>
        {state?.set && state.kept !== "environment" && <Button aria-label={t.settings.secretForget(label)} disabled={forget.busy} onClick={() => forget.run(null)}>{t.settings.forget}</Button>}
      </div>
      <p id={`${id}-state`} className="mt-1 text-[0.82rem] text-soft">{state?.set && state.kept ? t.settings.secretSet[state.kept] : t.settings.secretMissing}</p>
      {problem && <div className="mt-2"><ProblemBox problem={problem} /></div>}
    </form>
  );
}

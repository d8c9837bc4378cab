import { useState } from "react";
import type { Entry, Problem } from "@shared/backend/wire";
import { useText } from "@shared/text";
import { Button } from "@shared/ui/Button";
import { Segments, Switch, TextField } from "@shared/ui/Field";
import { useAction, useStatus } from "../state/queries";
import { Form, useMissing } from "./form";
import { Forgotten } from "./Forgotten";
import { CloudProblem } from "./problems";

const WAYS = ["enter", "create", "forgot"] as const;
type Way = (typeof WAYS)[number];

/** Nobody is signed in: what an account gives, and the ways to one. */
export function Entrance({ server, problem }: { server: string; problem: Problem | null }) {
  const t = useText();
  const [way, setWay] = useState<Way>("enter");
  // What was typed goes along from one way to the other.
  const [typed, setTyped] = useState({ server, email: "" });
  return (
    <>
      <div className="max-w-prose">
        <p>{t.account.nobody}</p>
        <ul className="mt-2 flex list-disc flex-col gap-1 pl-5 text-soft">
          {t.account.gains.map((gain) => <li key={gain}>{gain}</li>)}
        </ul>
      </div>
      {problem && <CloudProblem problem={problem} />}
      <div className="card flex flex-col gap-5 p-5 sm:p-6">
        <Segments label={t.account.way} value={way} options={WAYS.map((each) => ({ value: each, label: t.account.ways[each] }))} onChange={setWay} />
        {way === "forgot" ? (
          <Forgotten typed={typed} onType={setTyped} onDone={() => setWay("enter")} />
        ) : (
          <EntryForm key={way} way={way} typed={typed} onType={setTyped} />
        )}
      </div>
    </>
  );
}

/** Server and address, and what is typed of them. */
export interface Typed {
  server: string;
  email: string;
}

/** Where `anybody` may come, the address may be left out. */
export function WhereAndWho({ typed, onType, tried, anybody = false }: { typed: Typed; onType: (typed: Typed) => void; tried: boolean; anybody?: boolean }) {
  const t = useText();
  const missing = useMissing(tried);
  return (
    <>
      <TextField label={t.account.server} hint={t.account.serverHint} type="url" inputMode="url" spellCheck={false} value={typed.server} error={missing(typed.server)} onChange={(event) => onType({ ...typed, server: event.target.value })} />
      <TextField label={t.account.email} type="email" inputMode="email" autoComplete="email" spellCheck={false} value={typed.email} error={anybody ? undefined : missing(typed.email)} onChange={(event) => onType({ ...typed, email: event.target.value })} />
    </>
  );
}

/** Signs in or makes an account; where `onType` is null, of this very account. What comes next is told by the account's state. */
export function EntryForm({ way, typed, onType }: { way: "enter" | "create"; typed: Typed; onType: ((typed: Typed) => void) | null }) {
  const t = useText();
  const status = useStatus();
  const [password, setPassword] = useState("");
  const [keepInFile, setKeepInFile] = useState(false);
  const [tried, setTried] = useState<"password" | "browser" | null>(null);
  const missing = useMissing(tried === "password");
  const go = useAction((backend, entry: Entry) => (way === "enter" ? backend.signIn(entry) : backend.createAccount(entry)));
  const browser = useAction((backend, file: boolean) => backend.signInByBrowser(typed.server, typed.email, file));
  const problem = go.problem ?? browser.problem;
  const noKeyring = status.data?.keyring === "memory" || problem?.code === "no_keyring" || keepInFile;
  const busy = go.busy || browser.busy;
  const filled = (...texts: string[]) => texts.every((text) => text.trim() !== "");
  const submit = () => {
    setTried("password");
    browser.reset();
    if (filled(typed.server, typed.email, password)) go.run({ ...typed, password, keep_in_file: keepInFile });
  };
  // the password is typed over there, and the address if it is not here
  const submitByBrowser = () => {
    setTried("browser");
    go.reset();
    if (filled(typed.server)) browser.run(keepInFile);
  };
  return (
    <Form
      action={way === "enter" ? t.account.enter : t.account.create}
      busy={busy}
      problem={problem}
      onSubmit={submit}
      others={way === "enter" && <Button disabled={busy} onClick={submitByBrowser}>{t.account.byBrowser}</Button>}
    >
      {onType && <WhereAndWho typed={typed} onType={onType} tried={tried !== null} anybody={tried === "browser"} />}
      <TextField
        label={t.account.password}
        hint={way === "create" ? t.account.passwordHint : undefined}
        type="password"
        autoComplete={way === "create" ? "new-password" : "current-password"}
        value={password}
        error={missing(password)}
        onChange={(event) => setPassword(event.target.value)}
      />
      {noKeyring && <Switch label={t.account.keepInFile} hint={t.account.keepInFileHint} checked={keepInFile} onChange={setKeepInFile} />}
    </Form>
  );
}

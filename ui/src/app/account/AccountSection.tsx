import type { Account } from "@shared/backend/wire";
import { useText } from "@shared/text";
import { Loaded } from "@shared/ui/states";
import { Group } from "../settings/setting";
import { useAccount } from "../state/queries";
import { BrowserStep } from "./BrowserStep";
import { CodeStep } from "./CodeStep";
import { Entrance } from "./Entrance";
import { PhraseAsked } from "./PhraseAsked";
import { PhraseShown } from "./PhraseShown";
import { SecondFactorStep } from "./SecondFactorStep";
import { SignedIn } from "./SignedIn";

/** The account in the cloud, wherever its user stands with it. */
export function AccountSection() {
  const t = useText();
  const account = useAccount();
  return (
    <Group id="account" title={t.settings.sections.account}>
      <Loaded query={account}>{(state) => <Stage state={state} />}</Loaded>
    </Group>
  );
}

function Stage({ state }: { state: Account }) {
  switch (state.stage) {
    case "signed_out":
      return <Entrance server={state.server} problem={state.problem} />;
    case "code_mailed":
      return <CodeStep email={state.email} />;
    case "browser_awaited":
      return <BrowserStep email={state.email} page={state.page} opened={state.opened} />;
    case "second_factor_asked":
      return <SecondFactorStep email={state.email} />;
    case "phrase_shown":
      return <PhraseShown />;
    case "phrase_asked":
      return <PhraseAsked email={state.email} />;
    case "signed_in":
      return <SignedIn server={state.server} email={state.email} problem={state.problem} />;
  }
}

import { useText } from "@shared/text";
import { Button } from "@shared/ui/Button";
import { CopyButton } from "./CopyButton";
import { Lead } from "./DialogForm";

/** The recovery codes, shown once: nothing of them outlives this dialog in the page. */
export function RecoveryCodes({ codes, onDone }: { codes: string[]; onDone: () => void }) {
  const t = useText();
  return (
    <div className="flex flex-col gap-4">
      <Lead>{t.owner.factor.codes}</Lead>
      <ul aria-label={t.owner.factor.codesList} data-testid="recovery-codes" className="grid gap-x-4 gap-y-1 rounded-xl border border-line bg-sunken px-4 py-3 sm:grid-cols-2">
        {codes.map((code) => (
          <li key={code} className="font-mono text-[0.87rem] whitespace-nowrap">{code}</li>
        ))}
      </ul>
      <div className="flex flex-wrap justify-end gap-2">
        <CopyButton text={codes.join("\n")}>{t.owner.factor.copyCodes}</CopyButton>
        <Button look="primary" onClick={onDone}>{t.owner.factor.codesKept}</Button>
      </div>
    </div>
  );
}

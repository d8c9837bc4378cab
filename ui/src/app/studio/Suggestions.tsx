import { useText } from "@shared/text";
import { ProblemBox } from "@shared/ui/states";
import { useAsk } from "./AskForm";

export function Suggestions() {
  const t = useText();
  const ask = useAsk();
  return (
    <div className="mt-7">
      <h2 className="sr-only">{t.studio.suggestions}</h2>
      <ul className="mx-auto flex max-w-2xl flex-wrap justify-center gap-2">
        {t.studio.suggested.map((text) => (
          <li key={text}>
            <button type="button" onClick={() => ask.ask(text)} className="rounded-full border border-line-strong bg-surface px-4 py-1.5 hover:bg-accent-wash">
              {text}
            </button>
          </li>
        ))}
      </ul>
      {ask.problem && (
        <div className="mx-auto mt-4 max-w-md text-left">
          <ProblemBox problem={ask.problem} />
        </div>
      )}
    </div>
  );
}

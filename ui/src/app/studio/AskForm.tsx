import { useId } from "react";
import { create } from "zustand";
import { useText } from "@shared/text";
import { Button } from "@shared/ui/Button";
import { ProblemBox } from "@shared/ui/states";
import { useLive } from "../state/live";
import { useAction } from "../state/queries";

/** What stands in the input; kept when the page is left, and given back when a question could not be asked. */
export const useDraft = create<{ text: string; set: (text: string) => void }>((set) => ({ text: "", set: (text) => set({ text }) }));

/** Asks a question; a rejected one goes back into the input. */
export function useAsk() {
  const ask = useAction((backend, text: string) => backend.ask(text), (turn, text) => useLive.getState().asked(turn, text, Date.now()));
  return {
    ...ask,
    ask: (text: string) => ask.run(text, { onError: () => useDraft.getState().set(text) }),
  };
}

export function AskForm() {
  const t = useText();
  const id = useId();
  const { text, set } = useDraft();
  const ask = useAsk();
  return (
    <>
      {ask.problem && (
        <div className="mb-3">
          <ProblemBox problem={ask.problem} />
        </div>
      )}
      <form
        className="flex gap-2"
        onSubmit={(event) => {
          event.preventDefault();
          const question = text.trim();
          if (question === "") return;
          set("");
          ask.ask(question);
        }}
      >
        <label htmlFor="question" id={id} className="sr-only">
          {t.studio.typeInstead}
        </label>
        <input id="question" className="input" autoComplete="off" placeholder={`${t.studio.typeInstead}. ${t.studio.placeholder}`} value={text} onChange={(event) => set(event.target.value)} />
        <Button type="submit" icon="send" disabled={ask.busy}>
          {t.studio.send}
        </Button>
      </form>
    </>
  );
}

import { useState } from "react";
import type { Message } from "@shared/backend/wire";
import { millis } from "@shared/format/time";
import { useLocale, useText, useTimes } from "@shared/text";
import { Button } from "@shared/ui/Button";
import { ConfirmDialog } from "@shared/ui/Dialog";
import { useAnnouncer } from "@shared/ui/announce";
import { Loaded, ProblemBox } from "@shared/ui/states";
import { AnswerText } from "../studio/AnswerText";
import { useAsk } from "../studio/AskForm";
import { FactList } from "../studio/FactList";
import { useAction, useConversation } from "../state/queries";
import { useRoute } from "../state/route";

export function ConversationView({ id, onDeleted }: { id: string; onDeleted: () => void }) {
  const t = useText();
  const times = useTimes();
  const messages = useConversation(id);
  const announce = useAnnouncer((state) => state.announce);
  const [deleting, setDeleting] = useState(false);
  const remove = useAction((backend, _: null) => backend.deleteConversation(id), () => {
    announce(t.history.deleted);
    onDeleted();
  });
  const title = messages.data?.[0]?.body.text ?? t.history.conversations;
  return (
    <section aria-label={title} className="card min-w-0 px-6 py-5" data-testid="conversation">
      <Loaded query={messages}>
        {(list) => (
          <>
            <div className="mb-4 flex items-start justify-between gap-4">
              <div>
                <h2 className="text-[1.2rem] font-semibold">{title}</h2>
                {list[0] && <p className="text-[0.87rem] text-soft">{times.dateTime(list[0].created_at)}</p>}
              </div>
              <Button small look="danger" icon="trash" onClick={() => setDeleting(true)}>{t.history.deleteOne}</Button>
            </div>
            <ol className="flex flex-col gap-5">
              {list.map((message, i) => (
                <li key={message.id}>{message.role === "user" ? <Question message={message} unanswered={list[i + 1]?.role !== "assistant"} /> : <Reply message={message} />}</li>
              ))}
            </ol>
          </>
        )}
      </Loaded>
      {deleting && (
        <ConfirmDialog
          title={t.history.deleteOneTitle}
          body={t.history.deleteOneBody(title)}
          action={t.history.deleteOne}
          busy={remove.busy}
          onConfirm={() => remove.run(null)}
          onClose={() => setDeleting(false)}
          problem={remove.problem}
        />
      )}
    </section>
  );
}

/** A question; one whose turn failed stands without an answer. */
function Question({ message, unanswered }: { message: Message; unanswered: boolean }) {
  const t = useText();
  const ask = useAsk();
  const go = useRoute((state) => state.go);
  const again = () => {
    ask.ask(message.body.text);
    go("studio");
  };
  return (
    <div className="flex items-baseline justify-between gap-4">
      <p className="text-soft"><span className="sr-only">{`${t.studio.you}: `}</span>{message.body.text}</p>
      <Button small look={unanswered ? "plain" : "quiet"} icon="retry" onClick={again}>{t.history.askAgain}</Button>
    </div>
  );
}

function Reply({ message }: { message: Message }) {
  const t = useText();
  const locale = useLocale();
  const say = useAction((backend, id: string) => backend.sayAgain(id));
  const { body, timings } = message;
  return (
    <div>
      <p className="font-display text-[1.2rem] leading-snug font-medium"><AnswerText text={body.text} facts={body.facts} clause={null} /></p>
      {body.facts.length > 0 && <FactList facts={body.facts} />}
      <div className="mt-1.5 flex flex-wrap items-center justify-between gap-2">
        <Button small look="quiet" icon="play" className="-ml-2.5" disabled={say.busy} onClick={() => say.run(message.id)}>{t.history.playAgain}</Button>
        {timings?.first_audio != null && timings.total !== null && <span className="text-[0.82rem] text-soft">{t.history.timing(millis(timings.first_audio, locale), millis(timings.total, locale))}</span>}
      </div>
      {say.problem && <ProblemBox problem={say.problem} onRetry={say.retry} />}
    </div>
  );
}

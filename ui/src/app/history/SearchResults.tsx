import { useText, useTimes } from "@shared/text";
import { Empty, Loaded } from "@shared/ui/states";
import { useSearch } from "../state/queries";

const fold = (text: string) => text.normalize("NFD").replace(/[\u0300-\u036f]/g, "").toLowerCase();

/** A text with the searched words marked. Accents and capitals do not count. */
function Marked({ text, words }: { text: string; words: readonly string[] }) {
  const parts = text.split(/(\s+)/);
  return (
    <>
      {parts.map((part, i) => (words.some((word) => word !== "" && fold(part).includes(word)) ? <mark key={i} className="rounded-sm bg-accent-wash text-ink">{part}</mark> : part))}
    </>
  );
}

export function SearchResults({ text, onChoose }: { text: string; onChoose: (conversation: string) => void }) {
  const t = useText();
  const times = useTimes();
  const hits = useSearch(text);
  const words = fold(text).split(/\s+/);
  return (
    <section aria-label={t.history.search}>
      <Loaded query={hits} empty={<Empty>{t.history.noResults(text)}</Empty>}>
        {(list) => (
          <>
            <p role="status" className="mb-2 text-soft">{t.history.results(list.length)}</p>
            <ul className="card divide-y divide-line overflow-hidden" data-testid="hits">
              {list.map(({ message, conversation }) => (
                <li key={message.id}>
                  <button type="button" onClick={() => onChoose(conversation.id)} className="block w-full px-4 py-3 text-left outline-offset-[-3px] hover:bg-sunken">
                    <span className="block"><Marked text={message.body.text} words={words} /></span>
                    <span className="text-[0.82rem] text-soft">{`${message.role === "user" ? t.studio.you : t.studio.alfa} · ${times.dateTime(message.created_at)}`}</span>
                  </button>
                </li>
              ))}
            </ul>
          </>
        )}
      </Loaded>
    </section>
  );
}

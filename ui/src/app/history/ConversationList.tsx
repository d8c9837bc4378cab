import { useState } from "react";
import { useText, useTimes } from "@shared/text";
import { Button } from "@shared/ui/Button";
import { useNow } from "@shared/ui/now";
import { Empty, Loaded, Section } from "@shared/ui/states";
import { useConversations } from "../state/queries";

const PAGE = 30;

export function ConversationList({ chosen, onChoose }: { chosen: string | null; onChoose: (id: string) => void }) {
  const t = useText();
  const times = useTimes();
  const now = useNow(60_000);
  const [limit, setLimit] = useState(PAGE);
  const conversations = useConversations(limit);
  return (
    <Section title={t.history.conversations}>
      <Loaded query={conversations} empty={<Empty>{t.history.empty}</Empty>}>
        {(rows) => (
          <>
            <ul className="card divide-y divide-line overflow-hidden" data-testid="conversations">
              {rows.map(({ conversation, messages, last }) => (
                <li key={conversation.id}>
                  <button type="button" aria-current={chosen === conversation.id ? "true" : undefined} onClick={() => onChoose(conversation.id)} className={`block w-full px-4 py-3 text-left outline-offset-[-3px] ${chosen === conversation.id ? "bg-accent-wash" : "hover:bg-sunken"}`}>
                    <span className="block truncate font-medium">{conversation.title}</span>
                    <span className="block truncate text-[0.9rem] text-soft">{last}</span>
                    <span className="text-[0.82rem] text-soft">{`${times.ago(conversation.updated_at, now)} · ${t.history.messages(messages)}`}</span>
                  </button>
                </li>
              ))}
            </ul>
            {rows.length === limit && <Button small className="mt-3" onClick={() => setLimit(limit + PAGE)}>{t.app.more}</Button>}
          </>
        )}
      </Loaded>
    </Section>
  );
}

import { useState } from "react";
import { useText } from "@shared/text";
import { Button } from "@shared/ui/Button";
import { useAnnouncer } from "@shared/ui/announce";
import { useSettled } from "@shared/ui/settled";
import { ProblemBox } from "@shared/ui/states";
import { PageTitle } from "../frame/PageTitle";
import { useAction } from "../state/queries";
import { useRoute } from "../state/route";
import { ConversationList } from "./ConversationList";
import { ConversationView } from "./ConversationView";
import { DeleteHistoryDialog } from "./DeleteHistoryDialog";
import { SearchResults } from "./SearchResults";

/** Nothing is searched while one still types. */
const SETTLE_MS = 150;

export function HistoryPage() {
  const t = useText();
  const { id, go } = useRoute();
  const announce = useAnnouncer((state) => state.announce);
  const [text, setText] = useState("");
  const searched = useSettled(text.trim(), SETTLE_MS);
  const [deleting, setDeleting] = useState(false);
  const save = useAction((backend, format: "json" | "csv") => backend.exportHistory(format), ({ path }) => announce(t.history.exported(path)));
  return (
    <div className="mx-auto max-w-[76rem] px-6 py-8 lg:px-10">
      <PageTitle title={t.history.title}>
        <Button small icon="download" disabled={save.busy} onClick={() => save.run("json")}>{t.history.exportJson}</Button>
        <Button small icon="download" disabled={save.busy} onClick={() => save.run("csv")}>{t.history.exportCsv}</Button>
        <Button small look="danger" icon="trash" onClick={() => setDeleting(true)}>{t.history.deleteAll}</Button>
      </PageTitle>
      {save.problem && <div className="mb-4"><ProblemBox problem={save.problem} onRetry={save.retry} /></div>}
      {save.result && <p className="mb-4 rounded-xl border border-line bg-surface px-4 py-2.5 [overflow-wrap:anywhere]">{t.history.exported(save.result.path)}</p>}
      <div className="grid items-start gap-8 lg:grid-cols-[23rem_1fr]">
        <div>
          <label htmlFor="history-search" className="mb-1 block text-[0.87rem] font-medium">{t.history.search}</label>
          <input id="history-search" type="search" className="input mb-4" placeholder={t.history.searchPlaceholder} value={text} onChange={(event) => setText(event.target.value)} />
          {searched === "" ? <ConversationList chosen={id} onChoose={(chosen) => go("history", chosen)} /> : <SearchResults text={searched} onChoose={(chosen) => go("history", chosen)} />}
        </div>
        {id === null ? <p className="hidden pt-8 text-soft lg:block">{t.history.choose}</p> : <ConversationView key={id} id={id} onDeleted={() => go("history")} />}
      </div>
      {deleting && <DeleteHistoryDialog onClose={() => setDeleting(false)} onDeleted={() => go("history")} />}
    </div>
  );
}

import { useId, useState } from "react";
import { useText } from "@shared/text";
import { Button } from "@shared/ui/Button";
import { Dialog, DialogActions } from "@shared/ui/Dialog";
import { ProblemBox } from "@shared/ui/states";
import { useAction } from "../state/queries";

/** Trades from an exchange's file, or pasted. */
export function ImportDialog({ onClose }: { onClose: () => void }) {
  const t = useText();
  const id = useId();
  const [csv, setCsv] = useState("");
  const load = useAction((backend, text: string) => backend.importTrades(text));
  return (
    <Dialog title={t.board.importCsv} onClose={onClose} wide>
      <p className="text-soft">{t.board.importHint}</p>
      <div className="mt-4 flex flex-col gap-4">
        <div>
          <label htmlFor={`${id}-file`} className="mb-1 block text-[0.87rem] font-medium">{t.board.importChoose}</label>
          <input id={`${id}-file`} type="file" accept=".csv,text/csv,text/plain" className="input pt-1.5" onChange={(event) => void event.target.files?.[0]?.text().then(setCsv)} />
        </div>
        <div>
          <label htmlFor={`${id}-text`} className="mb-1 block text-[0.87rem] font-medium">{t.board.importPaste}</label>
          <textarea id={`${id}-text`} rows={6} className="input font-mono text-[0.85rem]" value={csv} onChange={(event) => setCsv(event.target.value)} placeholder="2026-03-02;compra;BTC;0,01;431200,00" />
        </div>
        {load.problem && <ProblemBox problem={load.problem} />}
        {load.result && (
          <div role="status" className="rounded-xl border border-line px-4 py-3">
            <p className="font-medium">{t.board.importDone(load.result.added, load.result.skipped)}</p>
            {load.result.problems.length > 0 && <ul className="mt-1 list-disc pl-5 text-soft">{load.result.problems.map((line) => <li key={line}>{line}</li>)}</ul>}
          </div>
        )}
        <DialogActions leave={t.app.close} onLeave={onClose}>
          <Button look="primary" disabled={csv.trim() === "" || load.busy} onClick={() => load.run(csv)}>{t.board.importRun}</Button>
        </DialogActions>
      </div>
    </Dialog>
  );
}

import { type ReactNode, useState } from "react";
import type { AlertRow } from "@shared/backend/wire";
import { parseTyped, typed } from "@shared/format/money";
import { sign } from "@shared/format/decimal";
import { useLocale, useText } from "@shared/text";
import { Button } from "@shared/ui/Button";
import { TextField } from "@shared/ui/Field";

/** The alert lines as fields: what dragging does, for the keyboard. */
export function AlertLines({ rows, onMove, controls }: { rows: AlertRow[]; currency: string; onMove: (row: AlertRow, price: string) => void; controls: ReactNode }) {
  const t = useText();
  return (
    <div className="mt-4">
      <div className="mb-2 flex items-center justify-between gap-4">
        <h3 className="font-sans text-[0.95rem] font-semibold">{t.board.alertLines}</h3>
        {controls}
      </div>
      {rows.length === 0 ? (
        <p className="text-soft">{t.board.noAlertLines}</p>
      ) : (
        <>
          <p className="mb-2 text-[0.87rem] text-soft">{t.board.alertLinesHint}</p>
          <ul className="grid gap-3 sm:grid-cols-2">
            {rows.map((row) => (
              <li key={`${row.alert.id} ${row.threshold}`}>
                <LineField row={row} onMove={onMove} />
              </li>
            ))}
          </ul>
        </>
      )}
    </div>
  );
}

function LineField({ row, onMove }: { row: AlertRow; onMove: (row: AlertRow, price: string) => void }) {
  const t = useText();
  const locale = useLocale();
  const [text, setText] = useState(typed(row.threshold ?? "", locale));
  const [wrong, setWrong] = useState(false);
  return (
    <form
      className="flex items-end gap-2"
      onSubmit={(event) => {
        event.preventDefault();
        const price = parseTyped(text);
        const fits = price !== null && sign(price) > 0;
        setWrong(!fits);
        if (fits) onMove(row, price);
      }}
    >
      <div className="flex-1">
        <TextField label={row.sentence} value={text} inputMode="decimal" onChange={(event) => setText(event.target.value)} error={wrong ? t.app.notNumber : null} />
      </div>
      <Button type="submit">{t.board.move}</Button>
    </form>
  );
}

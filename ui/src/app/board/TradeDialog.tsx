import { useState } from "react";
import type { NewTrade } from "@shared/backend/wire";
import { sign } from "@shared/format/decimal";
import { parseTyped } from "@shared/format/money";
import { useText } from "@shared/text";
import { Button } from "@shared/ui/Button";
import { CoinPicker } from "@shared/ui/CoinPicker";
import { Dialog } from "@shared/ui/Dialog";
import { Segments, TextField } from "@shared/ui/Field";
import { useAnnouncer } from "@shared/ui/announce";
import { ProblemBox } from "@shared/ui/states";
import { useAction, useFindCoins } from "../state/queries";

/** Today on this computer: "2026-11-23". */
function today(): string {
  const now = new Date();
  return [now.getFullYear(), now.getMonth() + 1, now.getDate()].map((n) => String(n).padStart(2, "0")).join("-");
}

const positive = (text: string) => {
  const value = parseTyped(text);
  return value !== null && sign(value) > 0 ? value : null;
};

/** Records a buy or a sale. */
export function TradeDialog({ currency, onClose }: { currency: string; onClose: () => void }) {
  const t = useText();
  const announce = useAnnouncer((state) => state.announce);
  const [side, setSide] = useState<"buy" | "sell">("buy");
  const [coin, setCoin] = useState("");
  const [amount, setAmount] = useState("");
  const [price, setPrice] = useState("");
  const [date, setDate] = useState(today);
  const [tried, setTried] = useState(false);
  const found = useFindCoins(coin.trim());
  const save = useAction((backend, trade: NewTrade) => backend.addTrade(trade), () => {
    announce(t.board.tradeSaved);
    onClose();
  });
  const [units, unitPrice] = [positive(amount), positive(price)];
  const submit = () => {
    setTried(true);
    if (units === null || unitPrice === null || coin.trim() === "" || date === "") return;
    save.run({ side, coin: coin.trim().toUpperCase(), amount: units, price: unitPrice, currency, at: new Date(`${date}T12:00:00`).toISOString() });
  };
  return (
    <Dialog title={t.board.addTrade} onClose={onClose}>
      <form
        noValidate
        className="flex flex-col gap-4"
        onSubmit={(event) => {
          event.preventDefault();
          submit();
        }}
      >
        <Segments label={t.board.side} value={side} onChange={setSide} options={[{ value: "buy", label: t.board.buy }, { value: "sell", label: t.board.sell }]} />
        <CoinPicker label={t.board.coin} text={coin} onText={setCoin} found={found.data ?? []} onPick={(picked) => setCoin(picked.ticker)} error={tried && coin.trim() === "" ? t.app.required : null} />
        <TextField label={t.board.amount} inputMode="decimal" placeholder="0,015" value={amount} onChange={(event) => setAmount(event.target.value)} error={tried && units === null ? t.app.notNumber : null} />
        <TextField label={`${t.board.unitPrice} (${currency})`} inputMode="decimal" placeholder="512.340,55" value={price} onChange={(event) => setPrice(event.target.value)} error={tried && unitPrice === null ? t.app.notNumber : null} />
        <TextField label={t.board.date} type="date" value={date} max={today()} onChange={(event) => setDate(event.target.value)} error={tried && date === "" ? t.app.required : null} />
        {save.problem && <ProblemBox problem={save.problem} />}
        <div className="flex justify-end gap-2">
          <Button onClick={onClose}>{t.app.cancel}</Button>
          <Button look="primary" type="submit" disabled={save.busy}>{save.busy ? t.app.saving : t.app.save}</Button>
        </div>
      </form>
    </Dialog>
  );
}

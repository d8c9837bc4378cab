import { useState } from "react";
import type { NewTrade } from "@shared/backend/wire";
import { sign } from "@shared/format/decimal";
import { parseTyped } from "@shared/format/money";
import { isoDay } from "@shared/format/time";
import { useText } from "@shared/text";
import { CoinPicker } from "@shared/ui/CoinPicker";
import { FormDialog } from "@shared/ui/Dialog";
import { Segments, TextField } from "@shared/ui/Field";
import { useAnnouncer } from "@shared/ui/announce";
import { useAction, useFindCoins } from "../state/queries";

const today = () => isoDay(new Date());

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
    <FormDialog title={t.board.addTrade} onClose={onClose} onSubmit={submit} busy={save.busy} problem={save.problem}>
      <Segments label={t.board.side} value={side} onChange={setSide} options={[{ value: "buy", label: t.board.buy }, { value: "sell", label: t.board.sell }]} />
      <CoinPicker label={t.board.coin} text={coin} onText={setCoin} found={found.data ?? []} onPick={(picked) => setCoin(picked.ticker)} error={tried && coin.trim() === "" ? t.app.required : null} />
      <TextField label={t.board.amount} inputMode="decimal" placeholder="0,015" value={amount} onChange={(event) => setAmount(event.target.value)} error={tried && units === null ? t.app.notNumber : null} />
      <TextField label={`${t.board.unitPrice} (${currency})`} inputMode="decimal" placeholder="512.340,55" value={price} onChange={(event) => setPrice(event.target.value)} error={tried && unitPrice === null ? t.app.notNumber : null} />
      <TextField label={t.board.date} type="date" value={date} max={today()} onChange={(event) => setDate(event.target.value)} error={tried && date === "" ? t.app.required : null} />
    </FormDialog>
  );
}

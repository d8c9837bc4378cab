import { useState } from "react";
import type { CoinName, WatchedCoin } from "@shared/backend/wire";
import { useText } from "@shared/text";
import { IconButton } from "@shared/ui/Button";
import { CoinPicker } from "@shared/ui/CoinPicker";
import { useAnnouncer } from "@shared/ui/announce";
import { Change, QuoteFigure, Spark } from "@shared/ui/figures";
import { Empty, Loaded, ProblemBox, Section } from "@shared/ui/states";
import { quoteKey, useLive } from "../state/live";
import { useAction, useFindCoins, useWatchlist } from "../state/queries";

interface Props {
  currency: string;
  chosen: string;
  onChoose: (coin: string) => void;
}

export function WatchlistPanel({ currency, chosen, onChoose }: Props) {
  const t = useText();
  const list = useWatchlist(currency);
  const announce = useAnnouncer((state) => state.announce);
  const [text, setText] = useState("");
  const found = useFindCoins(text.trim());
  const watch = useAction((backend, coin: CoinName) => backend.watch(coin.ticker), (_, coin) => {
    setText("");
    announce(t.board.added(coin.name));
  });
  const unwatch = useAction((backend, coin: WatchedCoin) => backend.unwatch(coin.coin), (_, coin) => announce(t.board.removed(coin.name)));
  return (
    <Section title={t.board.watchlist}>
      <Loaded query={list} empty={<Empty>{t.board.emptyWatchlist}</Empty>}>
        {(coins) => (
          <ul className="card divide-y divide-line" data-testid="watchlist">
            {coins.map((coin) => (
              <Row key={coin.coin} coin={coin} currency={currency} current={coin.coin === chosen} onChoose={() => onChoose(coin.coin)} onRemove={() => unwatch.run(coin)} />
            ))}
          </ul>
        )}
      </Loaded>
      <div className="mt-3">
        <CoinPicker label={t.board.add} text={text} onText={setText} found={found.data ?? []} onPick={(coin) => watch.run(coin)} />
      </div>
      {(watch.problem ?? unwatch.problem) && (
        <div className="mt-3">
          <ProblemBox problem={(watch.problem ?? unwatch.problem)!} onRetry={watch.problem ? watch.retry : unwatch.retry} />
        </div>
      )}
    </Section>
  );
}

function Row({ coin, currency, current, onChoose, onRemove }: { coin: WatchedCoin; currency: string; current: boolean; onChoose: () => void; onRemove: () => void }) {
  const t = useText();
  const live = useLive((state) => state.quotes[quoteKey(coin.coin, currency)]);
  const quote = live ?? coin.quote;
  return (
    <li className={`group relative grid grid-cols-[1fr_auto_auto] items-center gap-x-3 px-3.5 py-2.5 first:rounded-t-[13px] last:rounded-b-[13px] ${current ? "bg-accent-wash" : ""}`}>
      <div className="min-w-0">
        <button type="button" aria-current={current ? "true" : undefined} onClick={onChoose} className="block max-w-full truncate rounded-md text-left font-semibold hover:underline">
          {coin.name}
          <span className="sr-only">{`. ${t.board.show(coin.name)}`}</span>
        </button>
        <span className="flex items-center gap-2 text-[0.82rem] text-soft">
          {coin.coin}
          <Spark values={coin.spark} width={64} height={20} />
        </span>
      </div>
      <div className="text-right leading-snug">
        {quote ? (
          <>
            <QuoteFigure quote={quote} className="font-medium" />
            <br />
            <span className="text-[0.87rem]"><Change value={quote.change_24h} /></span>
          </>
        ) : (
          <span className="text-[0.87rem] text-soft">{coin.problem?.message}</span>
        )}
      </div>
      <IconButton icon="close" label={t.board.unwatch(coin.name)} onClick={onRemove} className="-mr-1.5 size-8!" />
    </li>
  );
}

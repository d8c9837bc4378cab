import { create } from "zustand";
import { useText } from "@shared/text";
import { Segments } from "@shared/ui/Field";
import { PageTitle } from "../frame/PageTitle";
import { useWatchlist } from "../state/queries";
import { useRoute } from "../state/route";
import { ChartPanel } from "./ChartPanel";
import { OverviewPanel } from "./OverviewPanel";
import { PortfolioPanel } from "./PortfolioPanel";
import { WatchlistPanel } from "./WatchlistPanel";

/** The currency of the panel, kept while the window is open. */
const useCurrency = create<{ currency: "BRL" | "USD"; set: (currency: "BRL" | "USD") => void }>((set) => ({
  currency: "BRL",
  set: (currency) => set({ currency }),
}));

export function BoardPage() {
  const t = useText();
  const { currency, set } = useCurrency();
  const { id, go } = useRoute();
  const watchlist = useWatchlist(currency);
  const coin = id ?? watchlist.data?.[0]?.coin ?? "BTC";
  return (
    <div className="mx-auto max-w-[86rem] px-6 py-8 lg:px-10">
      <PageTitle title={t.board.title}>
        <Segments label={t.board.currency} value={currency} onChange={set} options={[{ value: "BRL", label: "R$" }, { value: "USD", label: "US$" }]} />
      </PageTitle>
      <div className="grid items-start gap-x-8 gap-y-9 min-[70rem]:grid-cols-[18rem_1fr] min-[70rem]:grid-rows-[auto_1fr] xl:grid-cols-[21rem_1fr]">
        <WatchlistPanel currency={currency} chosen={coin} onChoose={(chosen) => go("board", chosen)} />
        <div className="flex min-w-0 flex-col gap-9 min-[70rem]:col-start-2 min-[70rem]:row-span-2 min-[70rem]:row-start-1">
          <ChartPanel key={`${coin}/${currency}`} coin={coin} currency={currency} />
          <PortfolioPanel currency={currency} />
        </div>
        <OverviewPanel currency={currency} />
      </div>
    </div>
  );
}

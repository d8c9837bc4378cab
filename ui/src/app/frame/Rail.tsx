import { useText } from "@shared/text";
import { Icon } from "@shared/ui/Icon";
import { SimulatedBadge } from "@shared/ui/figures";
import { useLive } from "../state/live";
import { useStatus } from "../state/queries";
import { PAGES, useRoute } from "../state/route";

/** The pages, and how ALFA is. */
export function Rail({ onShortcuts }: { onShortcuts: () => void }) {
  const t = useText();
  const { page, go } = useRoute();
  const status = useStatus();
  const talk = useLive((state) => state.talk);
  return (
    <nav aria-label={t.app.pages} className="sticky top-0 flex h-screen w-[5.6rem] shrink-0 flex-col border-r border-line bg-sunken px-2 py-5 lg:w-52 lg:px-3.5">
      <p className="mb-7 flex items-center justify-center gap-2.5 px-1 font-display text-xl font-bold tracking-tight lg:justify-start">
        <img src="/alfa.svg" alt="" width={30} height={30} />
        <span className="max-lg:sr-only">{t.app.name}</span>
      </p>
      <ul className="flex flex-col gap-1">
        {PAGES.map((name) => (
          <li key={name}>
            <a
              href={`#/${name}`}
              aria-current={page === name ? "page" : undefined}
              onClick={(event) => {
                event.preventDefault();
                go(name);
              }}
              className={`flex items-center gap-3 rounded-[10px] px-2 py-2 max-lg:flex-col max-lg:gap-0.5 max-lg:text-[0.78rem] lg:px-3 ${page === name ? "bg-surface font-semibold text-ink shadow-sm" : "text-soft hover:text-ink"}`}
            >
              <Icon name={name} />
              {t.pages[name]}
            </a>
          </li>
        ))}
      </ul>
      <div className="mt-auto flex flex-col items-center gap-3 text-center text-[0.82rem] text-soft lg:items-start lg:text-left">
        {talk !== "idle" && <span className="flex items-center gap-2 font-medium text-ink"><span className="breathe size-2 rounded-full bg-accent" aria-hidden="true" />{t.talk[talk]}</span>}
        {status.data?.simulated_market && <SimulatedBadge />}
        <button type="button" onClick={onShortcuts} className="flex items-center gap-1.5 rounded-md py-1 hover:text-ink">
          <Icon name="keyboard" size={18} />
          {t.shortcuts.open}
        </button>
      </div>
    </nav>
  );
}

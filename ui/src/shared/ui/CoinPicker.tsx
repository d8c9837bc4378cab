import { type KeyboardEvent, useId, useState } from "react";
import type { CoinName } from "@shared/backend/wire";
import { useText } from "@shared/text";

interface Props {
  label: string;
  text: string;
  onText: (text: string) => void;
  found: readonly CoinName[];
  onPick: (coin: CoinName) => void;
  error?: string | null;
}

/** A combobox of coins: type a name or code, arrow keys choose, Enter takes. */
export function CoinPicker({ label, text, onText, found, onPick, error }: Props) {
  const t = useText();
  const id = useId();
  const [open, setOpen] = useState(false);
  const [active, setActive] = useState(0);
  const shown = open && text.trim() !== "";
  const pick = (coin: CoinName) => {
    setOpen(false);
    onPick(coin);
  };
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      event.preventDefault();
      setOpen(true);
      const step = event.key === "ArrowDown" ? 1 : -1;
      setActive((at) => (found.length === 0 ? 0 : (at + step + found.length) % found.length));
    } else if (event.key === "Enter" && shown) {
      event.preventDefault();
      const coin = found[active] ?? found[0];
      if (coin) pick(coin);
    } else if (event.key === "Escape" && shown) {
      event.preventDefault();
      event.stopPropagation();
      setOpen(false);
    }
  };
  return (
    <div className="relative min-w-0">
      <label htmlFor={id} className="mb-1 block text-[0.87rem] font-medium">
        {label}
      </label>
      <input
        id={id}
        className="input"
        role="combobox"
        aria-expanded={shown}
        aria-controls={`${id}-list`}
        aria-autocomplete="list"
        aria-activedescendant={shown && found[active] ? `${id}-${active}` : undefined}
        aria-invalid={error ? true : undefined}
        aria-describedby={error ? `${id}-error` : undefined}
        autoComplete="off"
        placeholder={t.board.addPlaceholder}
        value={text}
        onChange={(event) => {
          onText(event.target.value);
          setOpen(true);
          setActive(0);
        }}
        onKeyDown={onKeyDown}
        onBlur={() => setOpen(false)}
      />
      <ul id={`${id}-list`} role="listbox" aria-label={label} hidden={!shown} className="card absolute top-full right-0 left-0 z-30 mt-1 max-h-64 overflow-y-auto p-1 shadow-card">
        {found.length === 0 && (
          <li role="option" aria-selected="false" aria-disabled="true" className="px-3 py-2 text-soft">
            {t.board.noneFound}
          </li>
        )}
        {found.map((coin, i) => (
          <li
            key={coin.ticker}
            id={`${id}-${i}`}
            role="option"
            aria-selected={i === active}
            className={`flex cursor-pointer justify-between gap-3 rounded-lg px-3 py-1.5 ${i === active ? "bg-accent-wash" : ""}`}
            onMouseEnter={() => setActive(i)}
            onMouseDown={(event) => {
              event.preventDefault();
              pick(coin);
            }}
          >
            <span>{coin.name}</span>
            <span className="text-soft">{coin.ticker}</span>
          </li>
        ))}
      </ul>
      {error && (
        <p id={`${id}-error`} className="mt-1 text-[0.85rem] font-medium text-down">
          {error}
        </p>
      )}
    </div>
  );
}

import { create } from "zustand";

interface Announcer {
  polite: string;
  assertive: string;
  /** Says it to a screen reader. */
  announce(text: string, urgent?: boolean): void;
}

/** An invisible change at the end makes the same sentence be read again. */
const again = (before: string, text: string) => (before === text ? `${text}\u00a0` : text);

export const useAnnouncer = create<Announcer>((set) => ({
  polite: "",
  assertive: "",
  announce: (text, urgent = false) =>
    set((state) => (urgent ? { assertive: again(state.assertive, text) } : { polite: again(state.polite, text) })),
}));

export function LiveRegions() {
  const { polite, assertive } = useAnnouncer();
  return (
    <>
      <div className="sr-only" aria-live="polite" role="status" data-testid="announcer">
        {polite}
      </div>
      <div className="sr-only" aria-live="assertive" role="alert">
        {assertive}
      </div>
    </>
  );
}

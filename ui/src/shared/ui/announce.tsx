import { create } from "zustand";

interface Said {
  id: number;
  text: string;
  urgent: boolean;
}

interface Announcer {
  /** The last announcements, the newest last. */
  said: Said[];
  /** Says it to a screen reader. */
  announce(text: string, urgent?: boolean): void;
}

/** So many stay in the page: several may come at once, and none may take another's place before it was read. */
const KEPT = 8;

export const useAnnouncer = create<Announcer>((set) => ({
  said: [],
  announce: (text, urgent = false) => set(({ said }) => ({ said: [...said, { id: (said.at(-1)?.id ?? 0) + 1, text, urgent }].slice(-KEPT) })),
}));

export function LiveRegions() {
  const said = useAnnouncer((state) => state.said);
  const region = (urgent: boolean) => said.filter((each) => each.urgent === urgent).map((each) => <p key={each.id}>{each.text}</p>);
  return (
    <>
      <div className="sr-only" aria-live="polite" aria-relevant="additions" data-testid="announcer">
        {region(false)}
      </div>
      <div className="sr-only" aria-live="assertive" aria-relevant="additions">
        {region(true)}
      </div>
    </>
  );
}

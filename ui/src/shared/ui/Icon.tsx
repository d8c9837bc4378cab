const PATHS = {
  studio: "M12 3a3.500 3.500 0 0 1 3.500 3.500v5a3.500 3.500 0 0 1-7 0v-5A3.500 3.500 0 0 1 12 3ZM5.500 11.500a6.500 6.500 0 0 0 13 0M12 18v3",
  board: "M4 20V10m5.300 10V4m5.400 16v-7M20 20V7",
  alerts: "M6 16.500V11a6 6 0 1 1 12 0v5.500l1.500 1.500h-15L6 16.500ZM10 21h4",
  history: "M4 12a8 8 0 1 0 2.600-5.900L4 8.500M4 4v4.500h4.500M12 8v4.500l3 1.800",
  settings: "M4 7h9m4 0h3M4 17h3m4 0h9M15 4.700v4.600M9 14.700v4.600",
  play: "M7 5.500v13l11-6.500-11-6.500Z",
  copy: "M9 9h10v11H9zM5 15V4h10",
  stop: "M7 7h10v10H7z",
  plus: "M12 5v14M5 12h14",
  close: "M6 6l12 12M18 6 6 18",
  edit: "M4 20h4L19 9l-4-4L4 16v4ZM13 7l4 4",
  trash: "M5 7h14M10 7V4h4v3M7 7l1 13h8l1-13M10.500 11v5.500M13.500 11v5.500",
  bell: "M6 16.500V11a6 6 0 1 1 12 0v5.500l1.500 1.500h-15L6 16.500Z",
  clock: "M12 4a8 8 0 1 0 0 16 8 8 0 0 0 0-16ZM12 8v4.500l3 1.500",
  search: "M10.500 4a6.500 6.500 0 1 0 0 13 6.500 6.500 0 0 0 0-13ZM15.500 15.500 20 20",
  send: "M5 12h13M12.500 6l6 6-6 6",
  source: "M10 14a4 4 0 0 0 5.700 0l3-3A4 4 0 0 0 13 5.300l-1 1M14 10a4 4 0 0 0-5.700 0l-3 3A4 4 0 0 0 11 18.700l1-1",
  keyboard: "M3 7h18v10H3zM7 10.500h.01M11 10.500h.01M15 10.500h.01M8 14h8",
  retry: "M19 12a7 7 0 1 1-2.300-5.200L19 9M19 4.500V9h-4.500",
  download: "M12 4v11m-4.500-4L12 15.500 16.500 11M5 20h14",
} as const;

export type IconName = keyof typeof PATHS;

/** A drawing beside a word; never the only carrier of a meaning. */
export function Icon({ name, size = 20 }: { name: IconName; size?: number }) {
  return (
    <svg width={size} height={size} viewBox="0 0 24 24" fill="none" stroke="currentColor" strokeWidth="1.7" strokeLinecap="round" strokeLinejoin="round" aria-hidden="true" className="shrink-0">
      <path d={PATHS[name]} />
    </svg>
  );
}

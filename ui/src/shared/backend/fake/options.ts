/** What the address asks of the simulation: `?fail=save_alert,turn:1&fast&first_use&empty&pending&hotkey_taken&crashed&account=in&no_keyring&seed=7`. */
export interface FakeOptions {
  seed: number;
  /** Delays are a twentieth. */
  fast: boolean;
  firstUse: boolean;
  /** Nothing stored yet. */
  empty: boolean;
  /** A recording waits to be retried. */
  pending: boolean;
  /** Another program has the talk key. */
  hotkeyTaken: boolean;
  /** The last start ended in a crash. */
  crashed: boolean;
  /** Where the user stands with an account: "code", "browser", "no_browser", "factor", "shown", "asked", "in", "secured", "waiting", "ended"; null for nowhere. */
  account: string | null;
  /** The system has no keyring. */
  noKeyring: boolean;
  /** How often a method (by its command's name, or "turn") still fails. */
  failures: Map<string, number>;
}

export function optionsFrom(search: string): FakeOptions {
  const query = new URLSearchParams(search);
  const failures = new Map<string, number>();
  for (const entry of (query.get("fail") ?? "").split(",").filter(Boolean)) {
    const [name = "", times] = entry.split(":");
    failures.set(name, times === undefined ? Number.POSITIVE_INFINITY : Number(times));
  }
  return {
    seed: Number(query.get("seed") ?? "7"),
    fast: query.has("fast"),
    firstUse: query.has("first_use"),
    empty: query.has("empty"),
    pending: query.has("pending"),
    hotkeyTaken: query.has("hotkey_taken"),
    crashed: query.has("crashed"),
    account: query.get("account"),
    noKeyring: query.has("no_keyring"),
    failures,
  };
}

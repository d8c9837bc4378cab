import { type QueryClient, keepPreviousData, useMutation, useQuery } from "@tanstack/react-query";
import type { Backend } from "@shared/backend/backend";
import { asProblem } from "@shared/backend/problem";
import type { Problem, Subject, Timeframe } from "@shared/backend/wire";
import { useBackend } from "./backend";

/** The first part of each query's key: what a `changed` event names, or what only time changes. */
const KEYS_OF: Record<Subject, readonly string[]> = {
  alerts: ["alerts", "firings", "sync"],
  watchlist: ["watchlist", "sync"],
  portfolio: ["portfolio", "trades", "sync"],
  history: ["conversations", "conversation", "search", "latency", "sync"],
  settings: ["settings", "secrets", "status", "devices", "voices", "sync"],
  models: ["models", "status"],
  schedules: ["schedules", "sync"],
  recordings: ["recordings", "status"],
  account: ["account", "account-devices", "second-factor", "daily-report", "account-usage", "sync"],
  sync: ["sync"],
};

/** Asks again for what has changed below. */
export function invalidate(client: QueryClient, what: readonly Subject[]): void {
  for (const key of new Set(what.flatMap((subject) => KEYS_OF[subject]))) void client.invalidateQueries({ queryKey: [key] });
}

export const useStatus = () => {
  const backend = useBackend();
  return useQuery({ queryKey: ["status"], queryFn: () => backend.status() });
};
export const useSettings = () => {
  const backend = useBackend();
  return useQuery({ queryKey: ["settings"], queryFn: () => backend.settings() });
};
export const useRecordings = () => {
  const backend = useBackend();
  return useQuery({ queryKey: ["recordings"], queryFn: () => backend.pendingRecordings() });
};
export const useWatchlist = (currency: string) => {
  const backend = useBackend();
  return useQuery({ queryKey: ["watchlist", currency], queryFn: () => backend.watchlist(currency), refetchInterval: 300_000 });
};
export const useCandles = (coin: string, currency: string, timeframe: Timeframe) => {
  const backend = useBackend();
  return useQuery({
    queryKey: ["candles", coin, currency, timeframe],
    queryFn: () => backend.candles(coin, currency, timeframe),
    refetchInterval: 60_000,
  });
};
export const useOverview = (currency: string) => {
  const backend = useBackend();
  return useQuery({ queryKey: ["overview", currency], queryFn: () => backend.overview(currency), refetchInterval: 60_000 });
};
export const usePortfolio = (currency: string) => {
  const backend = useBackend();
  return useQuery({ queryKey: ["portfolio", currency], queryFn: () => backend.portfolio(currency), refetchInterval: 60_000 });
};
export const useTrades = () => {
  const backend = useBackend();
  return useQuery({ queryKey: ["trades"], queryFn: () => backend.trades() });
};
export const useAlerts = () => {
  const backend = useBackend();
  return useQuery({ queryKey: ["alerts"], queryFn: () => backend.alerts() });
};
export const useFirings = (limit: number) => {
  const backend = useBackend();
  return useQuery({ queryKey: ["firings", limit], queryFn: () => backend.firings(0, limit), placeholderData: keepPreviousData });
};
export const useSchedules = () => {
  const backend = useBackend();
  return useQuery({ queryKey: ["schedules"], queryFn: () => backend.schedules() });
};
export const useConversations = (limit: number) => {
  const backend = useBackend();
  return useQuery({ queryKey: ["conversations", limit], queryFn: () => backend.conversations(0, limit), placeholderData: keepPreviousData });
};
export const useConversation = (id: string) => {
  const backend = useBackend();
  return useQuery({ queryKey: ["conversation", id], queryFn: () => backend.conversation(id) });
};
export const useSearch = (text: string) => {
  const backend = useBackend();
  return useQuery({ queryKey: ["search", text], queryFn: () => backend.search(text, 50), enabled: text !== "", placeholderData: keepPreviousData });
};
export const useFindCoins = (text: string) => {
  const backend = useBackend();
  return useQuery({ queryKey: ["coins", text], queryFn: () => backend.findCoins(text), enabled: text !== "", placeholderData: keepPreviousData });
};
export const useDevices = () => {
  const backend = useBackend();
  return useQuery({ queryKey: ["devices"], queryFn: () => backend.devices() });
};
export const useVoices = () => {
  const backend = useBackend();
  return useQuery({ queryKey: ["voices"], queryFn: () => backend.voices() });
};
export const useModels = () => {
  const backend = useBackend();
  return useQuery({ queryKey: ["models"], queryFn: () => backend.models() });
};
export const useSecrets = () => {
  const backend = useBackend();
  return useQuery({ queryKey: ["secrets"], queryFn: () => backend.secrets() });
};
export const useAccount = () => {
  const backend = useBackend();
  return useQuery({ queryKey: ["account"], queryFn: () => backend.account() });
};
export const useSyncStatus = () => {
  const backend = useBackend();
  return useQuery({ queryKey: ["sync"], queryFn: () => backend.syncStatus() });
};
export const useAccountDevices = () => {
  const backend = useBackend();
  return useQuery({ queryKey: ["account-devices"], queryFn: () => backend.accountDevices() });
};
export const useSecondFactor = () => {
  const backend = useBackend();
  return useQuery({ queryKey: ["second-factor"], queryFn: () => backend.secondFactor() });
};
export const useDailyReport = () => {
  const backend = useBackend();
  return useQuery({ queryKey: ["daily-report"], queryFn: () => backend.dailyReport() });
};
export const useAccountUsage = () => {
  const backend = useBackend();
  return useQuery({ queryKey: ["account-usage"], queryFn: () => backend.accountUsage() });
};
export const useLatency = () => {
  const backend = useBackend();
  return useQuery({ queryKey: ["latency"], queryFn: () => backend.latency() });
};

/** Something the window does: its problem stays to be shown until it is tried again. */
export function useAction<A, R>(act: (backend: Backend, argument: A) => Promise<R>, onDone?: (result: R, argument: A) => void) {
  const backend = useBackend();
  const mutation = useMutation<R, unknown, A>({
    mutationFn: (argument: A) => act(backend, argument),
    ...(onDone && { onSuccess: onDone }),
  });
  const problem: Problem | null = mutation.isError ? asProblem(mutation.error) : null;
  const retry = mutation.variables === undefined ? undefined : () => mutation.mutate(mutation.variables as A);
  return { run: mutation.mutate, busy: mutation.isPending, problem, retry, result: mutation.data, reset: mutation.reset };
}

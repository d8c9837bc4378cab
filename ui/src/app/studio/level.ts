const QUIET_DBFS = -60;
const LOUD_DBFS = -6;

/** How much of a meter a level fills, 0 to 1: -60 dB of full scale is empty, -6 is full. */
export function levelShare(dbfs: number): number {
  return Math.min(1, Math.max(0, (dbfs - QUIET_DBFS) / (LOUD_DBFS - QUIET_DBFS)));
}

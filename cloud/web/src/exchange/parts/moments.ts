/** Moments as a form's field writes them, in the region's time (UTC+8, no summer time). Pure. */

const ZONE_MS = 8 * 3_600_000;

/** `2026-11-28T18:30` to milliseconds UTC; null for what is none. */
export function momentOf(written: string): number | null {
  const ms = Date.parse(`${written}Z`);
  return /^\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d)?$/.test(written) && !Number.isNaN(ms) ? ms - ZONE_MS : null;
}

/** Milliseconds UTC as such a field takes them, to the minute. */
export function writtenOf(told: string | undefined): string {
  const ms = Number(told);
  if (told === undefined || told === "" || !Number.isSafeInteger(ms) || ms < 0 || ms > 4e15) return "";
  return new Date(ms + ZONE_MS).toISOString().slice(0, 16);
}

/** Limits as people write them: nothing is that of the settings, 0 is none at all. Pure. */

import { LIMITS, type Budget, type Limit } from "../api";

export type WrittenLimits = Record<Limit, string>;

export function writtenLimits(budget: Pick<Budget, Limit | "inherited">): WrittenLimits {
  const write = (limit: Limit) => (budget.inherited.includes(limit) ? "" : String(budget[limit]));
  return {
    messages_per_minute: write("messages_per_minute"),
    values_per_minute: write("values_per_minute"),
    series_per_day: write("series_per_day"),
  };
}

/** What is asked of the centre; null where something is no whole number. */
export function limitsOf(written: WrittenLimits): Record<Limit, number | null> | null {
  const read = (text: string) => (text.trim() === "" ? null : /^\d{1,10}$/.test(text.trim()) ? Number(text) : NaN);
  const found = {
    messages_per_minute: read(written.messages_per_minute),
    values_per_minute: read(written.values_per_minute),
    series_per_day: read(written.series_per_day),
  };
  return LIMITS.some((limit) => Number.isNaN(found[limit])) ? null : found;
}

/** Days of a year as weeks below each other's days, with how much happened on each. Pure. */

import type { EventCounts } from "./api";
import { DAY_MS, ZONE_MS, midnight } from "./span";

export interface Day {
  /** Its first moment. */
  ms: number;
  total: number;
  /** First by rank. */
  kinds: readonly { kind: string; count: number }[];
  /** 0: nothing happened; 4: as much as on the worst days. */
  level: 0 | 1 | 2 | 3 | 4;
}

export const WEEKS = 53;

/** The first day, a Monday, of so many weeks that end with the week of `now`. */
export function firstDay(now: number, weeks = WEEKS): number {
  const today = midnight(now);
  const weekday = (Math.floor((today + ZONE_MS) / DAY_MS) + 3) % 7;
  return today - (weekday + (weeks - 1) * 7) * DAY_MS;
}

/** The days counted, of one kind or all of them. */
export function daysOf(counts: EventCounts, only: string | null): Day[] {
  const kinds = counts.kinds.filter(({ kind }) => only === null || kind === only);
  const size = Math.round((counts.end - counts.start) / counts.width_ms);
  const totals = Array.from({ length: size }, (_, day) =>
    kinds.reduce((sum, each) => sum + (each.counts[day] ?? 0), 0),
  );
  const limits = limitsOf(totals);
  return totals.map((total, day) => ({
    ms: counts.start + day * counts.width_ms,
    total,
    kinds: kinds.flatMap(({ kind, counts: each }) => (each[day] ? [{ kind, count: each[day] }] : [])),
    level: levelOf(total, limits),
  }));
}

/** The quarters of the days on which anything happened: one bad day does not pale all others. */
function limitsOf(totals: readonly number[]): number[] {
  const busy = totals.filter((total) => total > 0).sort((a, b) => a - b);
  return [0.25, 0.5, 0.75].map((share) => busy[Math.floor(share * (busy.length - 1))] ?? Infinity);
}

function levelOf(total: number, limits: readonly number[]): Day["level"] {
  if (total === 0) return 0;
  return (1 + limits.filter((limit) => total > limit).length) as Day["level"];
}

/** Where the arrow keys lead in a calendar of columns of seven; null: they are not ours. */
export function moved(index: number, key: string, size: number): number | null {
  const steps: Record<string, number> = { ArrowUp: -1, ArrowDown: 1, ArrowLeft: -7, ArrowRight: 7 };
  if (key === "Home") return 0;
  if (key === "End") return size - 1;
  const step = steps[key];
  return step === undefined ? null : Math.max(0, Math.min(size - 1, index + step));
}

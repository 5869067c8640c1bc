/**
 * The order of the alarm list: by the standard's rank of kinds, and within a kind by arrival at the centre.
 *
 * Arrival never changes, so nothing that comes later can move what is there, and the first stays on top. A device's
 * own time would not do: a backlog delivered late would push itself above what the operator is already reading.
 */

import type { Alarm, KindTerm } from "../api/types";

/** An unknown kind is shown after fire-class and before mere tests: never dropped, never first. */
const UNKNOWN_RANK = 6.5;

export type Ranks = ReadonlyMap<string, number>;

export const ranksOf = (kinds: readonly KindTerm[]): Ranks =>
  new Map(kinds.map((term) => [term.kind, term.rank]));

export function inOrder(alarms: Iterable<Alarm>, ranks: Ranks): Alarm[] {
  const rank = (alarm: Alarm) => ranks.get(alarm.kind) ?? UNKNOWN_RANK;
  return [...alarms].sort((a, b) => rank(a) - rank(b) || a.id - b.id);
}

/** The first fire (首警) of an ordered list, if it begins with one. */
export function firstFire(ordered: readonly Alarm[]): Alarm | null {
  const first = ordered[0];
  return first?.kind === "fire" ? first : null;
}

/** How many alarms of each kind are open, and how many of them nobody has acknowledged. */
export function countByKind(alarms: Iterable<Alarm>): Map<string, { open: number; raised: number }> {
  const counts = new Map<string, { open: number; raised: number }>();
  for (const alarm of alarms) {
    const count = counts.get(alarm.kind) ?? { open: 0, raised: 0 };
    count.open += 1;
    if (alarm.state === "raised") count.raised += 1;
    counts.set(alarm.kind, count);
  }
  return counts;
}

/** How open alarms stand to each other and to what people have set aside. */

import type { Alarm } from "../api/types";

type Alarms = ReadonlyMap<number, Alarm>;

const onTheShelf = (alarm: Alarm, now: number) => alarm.shelved_until !== null && alarm.shelved_until > now;

/** Those that are not shelved; the very same map where none is. A shelving that is over counts no more. */
export function unshelved(alarms: Alarms, now: number): Alarms {
  const shelved = [...alarms.values()].filter((alarm) => onTheShelf(alarm, now));
  if (shelved.length === 0) return alarms;
  const left = new Map(alarms);
  for (const alarm of shelved) left.delete(alarm.id);
  return left;
}

/** When the first of the shelvings ends; null: nothing is shelved. */
export function nextShelfEnd(alarms: Alarms, now: number): number | null {
  let next: number | null = null;
  for (const { shelved_until: until } of alarms.values()) {
    if (until !== null && until > now && (next === null || until < next)) next = until;
  }
  return next;
}

/** How many open alarms follow from each. */
export function followers(alarms: Iterable<Alarm>): Map<number, number> {
  const counts = new Map<number, number>();
  for (const { consequence_of: cause } of alarms) {
    if (cause !== null) counts.set(cause, (counts.get(cause) ?? 0) + 1);
  }
  return counts;
}

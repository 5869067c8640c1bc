/** Which notification makes a sound, and which is read. Pure.
 *
 * 1. A notification rings from when it came until it is read or silenced. What was told before the page was opened
 *    does not ring any more; it is only not read. Which is which the numbers of changes say, and no clock: the page
 *    stood at the lower of the number behind which its first stream began and the newest of its first list, for
 *    either may come late.
 * 2. One sound for one thing: where the page sounds for its alarms itself, what is told of an alarm is silent; and
 *    of what was told of one alarm only the newest counts.
 * 3. The most urgent stands first: what follows from a fire never hides the fire.
 * 4. Somebody has seen to it, or it is over: no sound.
 */

import { SOUNDS, type Sound } from "../sound/choice";
import type { Told } from "./api";

const SOUND_OF: Record<Told["sound"], Sound | null> = {
  fire: "fire",
  warning: "warning",
  attention: "supervisory",
  fault: "fault",
  none: null,
};
const SEEN_TO = new Set(["acknowledged", "verified-not-real", "dispatched", "closed", "dispatch-withdrawn"]);
const KEPT = 200;

/** What was told and what is told now, newest first, each once. */
export function merged(held: readonly Told[], fresh: readonly Told[]): readonly Told[] {
  const by = new Map(held.map((told) => [told.change, told]));
  const before = by.size;
  for (const told of fresh) by.set(told.change, told);
  if (by.size === before) return held;
  return [...by.values()].sort((a, b) => b.change - a.change).slice(0, KEPT);
}

export const newest = (items: readonly Told[]) => items[0]?.change ?? 0;

/** The number at which the page stood as it was opened; Infinity: neither stream nor list has told it yet. */
export const stoodAt = (begun: number | null, list: readonly Told[] | null): number =>
  Math.min(begun ?? Infinity, list ? newest(list) : Infinity);

export const unreadOf = (items: readonly Told[], readUpTo: number): readonly Told[] =>
  items.filter(({ change }) => change > readUpTo);

/** Those that ring, the most urgent first, of these the newest. `after`: the newest that is read, silenced, or older than the page. */
export function ringing(items: readonly Told[], after: number, alarmsSound: boolean): readonly Told[] {
  const seen = new Set<number>();
  const rings = items.filter((told) => {
    if (told.alarm !== null) {
      if (alarmsSound || seen.has(told.alarm)) return false;
      seen.add(told.alarm);
    }
    return told.change > after && SOUND_OF[told.sound] !== null && !SEEN_TO.has(told.moment);
  });
  const rank = ({ sound }: Told) => SOUNDS.findIndex((each) => each === SOUND_OF[sound]);
  return rings.sort((a, b) => rank(a) - rank(b));
}

/** The most urgent of these sounds, and of a duty check's where one waits. */
export function soundOf(rings: readonly Told[], checkWaits: boolean): Sound | null {
  const due = new Set(rings.map((told) => SOUND_OF[told.sound]));
  if (checkWaits) due.add("check");
  return SOUNDS.find((sound) => due.has(sound)) ?? null;
}

/** Which sound is due: decided from what is open, never from what just happened, so a missed event cannot mute it. */

import type { Alarm } from "../api/types";

/** In order of urgency; each sounds different. */
export const SOUNDS = ["fire", "warning", "check", "supervisory", "fault"] as const;
export type Sound = (typeof SOUNDS)[number];

const BY_KIND: Record<string, Sound | null> = {
  fire: "fire",
  "early-warning": "warning",
  "pre-alarm": "warning",
  linkage: "supervisory",
  supervisory: "supervisory",
  fault: "fault",
  "device-offline": "fault",
  disabled: null,
  test: null,
};

/** What makes an alarm new again: it came back after it had been silenced. */
export const soundKey = (alarm: Alarm) => `${alarm.id}:${alarm.occurrences}`;

const wantsAttention = (alarm: Alarm) => alarm.state === "raised";

/** The most urgent sound among alarms nobody has acknowledged or silenced; null: quiet.
 *
 * What follows from another open alarm by design does not sound by itself: that one does for both.
 */
export function soundFor(alarms: Iterable<Alarm>, silenced: ReadonlySet<string>): Sound | null {
  const held = [...alarms];
  const open = new Set(held.map((alarm) => alarm.id));
  let due: Sound | null = null;
  for (const alarm of held) {
    const follows = alarm.consequence_of !== null && open.has(alarm.consequence_of);
    if (!wantsAttention(alarm) || silenced.has(soundKey(alarm))) continue;
    const sound = alarm.kind in BY_KIND ? (BY_KIND[alarm.kind] ?? null) : "fault";
    // Nothing that may be a fire is ever only a consequence.
    if (follows && sound !== "fire" && sound !== "warning") continue;
    if (sound && (due === null || SOUNDS.indexOf(sound) < SOUNDS.indexOf(due))) due = sound;
  }
  return due;
}

/** The set that silences everything that sounds now, and nothing that comes later. */
export const silencing = (alarms: Iterable<Alarm>): Set<string> =>
  new Set([...alarms].filter(wantsAttention).map(soundKey));

/** Which sound is due: decided from what is open, never from what just happened, so a missed event cannot mute it. */

import type { Alarm } from "../api/types";
import { isFireClass } from "../state/fireClass";

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

/** Something that may sound. */
export interface Ring {
  key: string;
  /** Rises when it rings anew, after it had been silenced. */
  turn: number;
  /** Null: it is seen, not heard. */
  sound: Sound | null;
}

/** What was silenced, with the turn up to which it was. */
export type Silenced = ReadonlyMap<string, number>;

/** A kind that nobody knows is heard. */
export const soundOf = (kind: string): Sound | null => (kind in BY_KIND ? (BY_KIND[kind] ?? null) : "fault");

/** What makes an alarm new again: it came back. */
export const soundKey = (alarm: Alarm) => `${alarm.id}:${alarm.occurrences}`;

/**
 * The alarms that nobody has acknowledged. What follows from another open alarm by design does not sound by itself:
 * that one does for both. Nothing that may be a fire is ever only a consequence.
 */
export function ringsOf(alarms: Iterable<Alarm>): Ring[] {
  const held = [...alarms];
  const open = new Set(held.map((alarm) => alarm.id));
  return held
    .filter((alarm) => alarm.state === "raised")
    .map((alarm) => {
      const follows = alarm.consequence_of !== null && open.has(alarm.consequence_of);
      const quiet = follows && !isFireClass(alarm.kind);
      return { key: String(alarm.id), turn: alarm.occurrences, sound: quiet ? null : soundOf(alarm.kind) };
    });
}

/** The most urgent sound among what rings and is not silenced; null: quiet. */
export function soundFor(rings: Iterable<Ring>, silenced: Silenced): Sound | null {
  let due: Sound | null = null;
  for (const { key, turn, sound } of rings) {
    if (sound === null || turn <= (silenced.get(key) ?? -Infinity)) continue;
    if (due === null || SOUNDS.indexOf(sound) < SOUNDS.indexOf(due)) due = sound;
  }
  return due;
}

/** Silences everything that rings now, and nothing that comes later. */
export const silencing = (rings: Iterable<Ring>): Silenced => new Map([...rings].map(({ key, turn }) => [key, turn]));

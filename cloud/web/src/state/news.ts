/** What is new since the last look at the alarms. Values in, values out. */

import type { Alarm } from "../api/types";
import { soundKey } from "../sound/choice";

export interface Look {
  /** Every open alarm, those that are set aside too, by urgency. */
  alarms: ReadonlyMap<number, Alarm>;
  /** Those that count now: none of them is set aside. */
  counting: ReadonlyMap<number, Alarm>;
}

export interface Move {
  alarm: Alarm;
  to: "acknowledged" | "verified" | "closed";
}

const waits = (alarm: Alarm) => alarm.state === "raised";

/** Alarms that are new, have come back, or count again while they still stand; most urgent first. */
export const freshIn = (now: Look, before: Look): Alarm[] =>
  [...now.alarms.values()].filter((alarm) => {
    if (!now.counting.has(alarm.id)) return false;
    const held = before.alarms.get(alarm.id);
    if (held && !before.counting.has(alarm.id)) return waits(alarm) || alarm.level === "active";
    return waits(alarm) && (!held || soundKey(held) !== soundKey(alarm));
  });

/** The one alarm whose state somebody has moved; null when none or several have. */
export function movedIn(now: Look, before: Look): Move | null {
  const moved = [...before.alarms.values()].flatMap((held): Move[] => {
    const alarm = now.alarms.get(held.id);
    if (!alarm) return [{ alarm: held, to: "closed" }];
    if (alarm.state === held.state) return [];
    if (alarm.state === "acknowledged" || alarm.state === "verified") return [{ alarm, to: alarm.state }];
    return [];
  });
  return moved.length === 1 ? (moved[0] ?? null) : null;
}

/** The lists that a shift goes through, from what is open: the same conditions as the centre's. */

import type { Alarm } from "../../api/types";

/** EEMUA 191 and ISA-18.2: open for a day or longer. */
export const STALE_MS = 86_400_000;

export const LISTS = [
  "timed_out",
  "standing",
  "stale",
  "chattering",
  "consequences",
  "logged",
] as const;
export type ListName = (typeof LISTS)[number];

const HOLDS: Record<ListName, (alarm: Alarm, now: number) => boolean> = {
  timed_out: ({ timed_out_at, state }) =>
    timed_out_at !== null && (state === "raised" || state === "acknowledged"),
  standing: ({ level, state }) => level === "active" && state !== "raised",
  stale: ({ raised_at }, now) => raised_at <= now - STALE_MS,
  chattering: ({ chatter }) => chatter,
  consequences: ({ consequence_of }) => consequence_of !== null,
  logged: ({ maintenance_id, outcome }) => maintenance_id !== null && outcome === "test",
};

export const listed = (name: ListName, alarms: readonly Alarm[], now: number): Alarm[] =>
  alarms.filter((alarm) => HOLDS[name](alarm, now));

/** What a mark on the plan says of its part, and which floors have something in alarm. Values in, values out. */

import type { Alarm, Gateway, Part } from "../api/types";
import { beliefIn } from "../state/belief";
import type { Ranks } from "../state/ordering";
import { partKey, type LinkPhase } from "../state/store";
import type { Floor } from "./api";

export interface Mark {
  /** The kind that stands highest, of its open alarms and of what the part itself reports; null: quiet. */
  kind: string | null;
  /** The open alarm to be opened; null: there is none. */
  alarm: Alarm | null;
  /** Nobody has acknowledged it. */
  raised: boolean;
  first: boolean;
  /** What is said of it can be believed now. */
  sure: boolean;
  /** The centre has never been told of the part. */
  unheard: boolean;
}

export interface World {
  alarms: ReadonlyMap<number, Alarm>;
  parts: ReadonlyMap<string, Part>;
  gateways: ReadonlyMap<string, Gateway>;
  phase: LinkPhase;
  now: number;
}

interface Key {
  gateway: string;
  part: string;
}

/** Open alarms by part, in the order that they come in: those that stand highest first. */
export function alarmsByPart(ordered: readonly Alarm[]): Map<string, Alarm[]> {
  const found = new Map<string, Alarm[]>();
  for (const alarm of ordered) {
    const key = partKey(alarm);
    const held = found.get(key);
    if (held) held.push(alarm);
    else found.set(key, [alarm]);
  }
  return found;
}

export function markOf(
  key: Key,
  world: World,
  byPart: ReadonlyMap<string, readonly Alarm[]>,
  first: Alarm | null,
  ranks: Ranks,
): Mark {
  const held = byPart.get(partKey(key)) ?? [];
  const part = world.parts.get(partKey(key));
  const alarm = held.find((each) => each.id === first?.id) ?? held[0] ?? null;
  const told = [...(part?.active ?? [])].sort((a, b) => (ranks.get(a) ?? 99) - (ranks.get(b) ?? 99))[0];
  const higher = alarm && told && (ranks.get(told) ?? 99) < (ranks.get(alarm.kind) ?? 99) ? told : null;
  const belief = part && beliefIn(part, world.gateways.get(part.gateway), world.phase, world.now);
  return {
    kind: higher ?? alarm?.kind ?? told ?? null,
    alarm,
    raised: held.some((each) => each.state === "raised"),
    first: first !== null && alarm?.id === first.id,
    sure: belief !== undefined && belief.quality !== "stale" && belief.quality !== "unknown",
    unheard: part === undefined || part.last_heard === null,
  };
}

export interface FloorState {
  /** The kind that stands highest among the floor's open alarms; null: there is none. */
  kind: string | null;
  /** Parts with an open alarm. */
  count: number;
  first: boolean;
}

export function stateOfFloor(
  floor: Floor,
  byPart: ReadonlyMap<string, readonly Alarm[]>,
  first: Alarm | null,
  ranks: Ranks,
): FloorState {
  let kind: string | null = null;
  let count = 0;
  let holdsFirst = false;
  for (const point of floor.points) {
    const top = byPart.get(partKey(point))?.[0];
    if (!top) continue;
    count += 1;
    holdsFirst ||= first !== null && partKey(top) === partKey(first) && top.id === first.id;
    if (kind === null || (ranks.get(top.kind) ?? 99) < (ranks.get(kind) ?? 99)) kind = top.kind;
  }
  return { kind, count, first: holdsFirst };
}

export const floorOfPart = (floors: readonly Floor[], key: Key): Floor | undefined =>
  floors.find((floor) => floor.points.some((each) => partKey(each) === partKey(key)));

/** The floor that is shown while nobody has chosen one: the first fire's, else the ground floor, else the lowest. */
export function floorByItself(floors: readonly Floor[], first: Alarm | null): Floor | undefined {
  const burning = first && floorOfPart(floors, first);
  return burning ?? floors.find((floor) => floor.level === 1) ?? floors[0];
}

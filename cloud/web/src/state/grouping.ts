/** Parts in groups, in an order that does not change while one looks at it. */

import type { Label, Part } from "../api/types";
import { floorOf } from "./floor";

export const GROUPINGS = ["system", "place"] as const;
export type Grouping = (typeof GROUPINGS)[number];

export interface Group {
  key: string;
  label: Label;
  parts: Part[];
}

const KEYS: Record<Grouping, (part: Part) => [key: string, label: Label]> = {
  system: (part) => [String(part.system_type.code), part.system_type],
  place: (part) => [`${part.place.zh}|${part.place.en}`, part.place],
};

const byName = new Intl.Collator("zh-CN", { numeric: true });

function byPlace(a: Label, b: Label): number {
  return floorOf(a.zh) - floorOf(b.zh) || byName.compare(a.zh, b.zh) || byName.compare(a.en, b.en);
}

/** Systems that measure something first, then by code; places by storey; parts by place, then by id. */
export function grouped(parts: Iterable<Part>, grouping: Grouping): Group[] {
  const groups = new Map<string, Group>();
  for (const part of parts) {
    const [key, label] = KEYS[grouping](part);
    const group = groups.get(key) ?? { key, label, parts: [] };
    group.parts.push(part);
    groups.set(key, group);
  }
  for (const group of groups.values()) {
    group.parts.sort((a, b) => byPlace(a.place, b.place) || byName.compare(a.part, b.part));
  }
  const measures = (group: Group) => Number(group.parts.some((part) => part.readings.length > 0));
  const found = [...groups.values()];
  return grouping === "place"
    ? found.sort((a, b) => byPlace(a.label, b.label))
    : found.sort((a, b) => measures(b) - measures(a) || byName.compare(a.key, b.key));
}

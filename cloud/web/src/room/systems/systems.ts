/** The building's fire systems after GB/T 26875.3 (系统类型), each with how its parts stand. */

import type { Part, Term } from "../../api/types";
import { noCounts, STATUSES, type Counts, type Status } from "./status";

export interface System {
  type: Term;
  counts: Counts;
  total: number;
  /** The worst status of any of its parts. */
  worst: Status;
}

/** The systems that have parts, in the order of their codes; `absent`: those of the standard that have none. */
export function systemsOf(
  parts: readonly { part: Part; status: Status }[],
  known: readonly Term[],
): { systems: System[]; absent: Term[] } {
  const found = new Map<number, System>();
  for (const { part, status } of parts) {
    const type = part.system_type;
    const system = found.get(type.code) ?? { type, counts: noCounts(), total: 0, worst: "normal" };
    system.counts[status] += 1;
    system.total += 1;
    found.set(type.code, system);
  }
  const systems = [...found.values()].sort((a, b) => a.type.code - b.type.code);
  for (const system of systems) {
    system.worst = STATUSES.find((status) => system.counts[status] > 0) ?? "normal";
  }
  // Code 0 is what belongs to no system, and from 128 on the standard leaves the codes to users.
  const absent = known.filter(({ code }) => code > 0 && code < 128 && !found.has(code));
  return { systems, absent: [...new Map(absent.map((term) => [term.code, term])).values()] };
}

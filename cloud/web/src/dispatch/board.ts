/**
 * Incidents and forces as the page knows them: a snapshot, and what the stream has told since. Pure.
 *
 * What is told twice, or late, changes nothing: a row only gives way to one of its own or a later version. A unit's
 * position passes by without a version of its own; there the later one counts.
 */

import type { Incident, Station, Unit } from "./api";

export interface Board {
  incidents: ReadonlyMap<number, Incident>;
  units: ReadonlyMap<number, Unit>;
  stations: ReadonlyMap<number, Station>;
}

export const EMPTY: Board = { incidents: new Map(), units: new Map(), stations: new Map() };

export const isOpen = ({ state }: Incident): boolean => state === "open" || state === "under-way";

const with_ = <T extends { id: number }>(held: ReadonlyMap<number, T>, row: T): ReadonlyMap<number, T> =>
  new Map(held).set(row.id, row);

export function withIncident(board: Board, told: Incident): Board {
  const held = board.incidents.get(told.id);
  if (held && held.version > told.version) return board;
  if (isOpen(told)) return { ...board, incidents: with_(board.incidents, told) };
  if (!held) return board;
  const incidents = new Map(board.incidents);
  incidents.delete(told.id);
  return { ...board, incidents };
}

export function withUnit(board: Board, told: Unit): Board {
  const held = board.units.get(told.id);
  if (held) {
    if (held.version > told.version) return board;
    const before = held.position?.at ?? 0;
    // The state moves on, but a newer position is kept.
    if (before > (told.position?.at ?? 0)) return { ...board, units: with_(board.units, { ...told, position: held.position }) };
  }
  return { ...board, units: with_(board.units, told) };
}

/** A snapshot in the place of what was known; what the stream has told meanwhile stays where it is newer. */
export function withSnapshot(
  board: Board,
  told: { incidents: readonly Incident[]; units: readonly Unit[]; stations: readonly Station[] },
): Board {
  const byId = <T extends { id: number }>(rows: readonly T[]) => new Map(rows.map((row) => [row.id, row]));
  let fresh: Board = { incidents: byId(told.incidents), units: byId(told.units), stations: byId(told.stations) };
  for (const unit of board.units.values()) if (fresh.units.has(unit.id)) fresh = withUnit(fresh, unit);
  for (const incident of board.incidents.values()) {
    if (fresh.incidents.has(incident.id)) fresh = withIncident(fresh, incident);
  }
  return fresh;
}

/** The order of the desk: who waits for a person, then what nobody was sent to, then the graver, then the older. */
export function ordered(incidents: Iterable<Incident>): Incident[] {
  const rank = (incident: Incident) =>
    (incident.ask_until !== null ? 100 : 0) + (incident.state === "open" ? 50 : 0) + incident.grade;
  return [...incidents].sort((a, b) => rank(b) - rank(a) || a.opened_at - b.opened_at);
}

/** Of each station: how many of its units can be sent, and how many there are. */
export function strengths(units: Iterable<Unit>): Map<number, { ready: number; all: number; out: number }> {
  const found = new Map<number, { ready: number; all: number; out: number }>();
  for (const unit of units) {
    if (unit.retired) continue;
    const held = found.get(unit.base_id) ?? { ready: 0, all: 0, out: 0 };
    held.all += 1;
    if (unit.ready && AT_HOME.has(unit.state)) held.ready += 1;
    if (!AT_HOME.has(unit.state)) held.out += 1;
    found.set(unit.base_id, held);
  }
  return found;
}

/** States in which a unit stands at a station and is drawn with it. */
export const AT_HOME: ReadonlySet<string> = new Set(["in-station", "standing-by", "resting", "out-of-service"]);
/** On the way to an incident, or there. */
export const BOUND: ReadonlySet<string> = new Set(["ordered", "turned-out", "en-route", "on-scene"]);

/** Whether a position is not sure any more: told as stale, or grown old since. */
export const isStale = (position: NonNullable<Unit["position"]>, now: number, staleAfterS: number): boolean =>
  position.stale || now - position.at > staleAfterS * 1000;

/** Incidents, forces and places as the map's marks. Pure; words come in as functions. */

import { boundsOf, type Bounds, type Mark, type Position } from "../map/marks";
import { gradeTone, type Tone } from "../map/shapes";
import type { Incident, Proposal, Reach, Site, Sites, Station, Unit } from "./api";
import { AT_HOME, BOUND, isStale, strengths, type Board } from "./board";
import type { Surface, Way } from "../map/marks";

export interface Telling {
  incident: (incident: Incident) => string;
  station: (station: Station, ready: number, all: number) => string;
  unit: (unit: Unit, stale: boolean) => string;
  alarm: (site: Site) => string;
  room: (name: string) => string;
  grade: (incident: Incident) => string;
}

export const incidentId = (id: number) => `incident:${id}`;

/** The number behind a mark's kind; null: the mark is of another kind. */
export function numberOf(kind: string, id: string): number | null {
  const [named, number] = id.split(":");
  return named === kind ? Number(number) : null;
}

export const placeOf = (incident: Pick<Incident, "longitude" | "latitude">): Position | null =>
  incident.longitude === null || incident.latitude === null ? null : [incident.longitude, incident.latitude];

export function incidentMarks(incidents: Iterable<Incident>, tell: Telling): Mark[] {
  return [...incidents].flatMap((incident) => {
    const at = placeOf(incident);
    if (!at) return [];
    return {
      id: incidentId(incident.id),
      layer: "incidents" as const,
      at,
      shape: "incident" as const,
      tone: gradeTone(incident.grade),
      stale: false,
      sign: String(incident.grade),
      text: tell.grade(incident),
      label: tell.incident(incident),
      rank: 1000 + incident.grade * 10 + (incident.state === "open" ? 5 : 0),
    };
  });
}

function unitTone(unit: Unit): Tone {
  if (BOUND.has(unit.state)) return "bound";
  return unit.state === "returning" ? "back" : unit.ready ? "ready" : "away";
}

/** Stations with their strength, and each unit that is on the road by itself. */
export function forceMarks(board: Board, now: number, staleAfterS: number, tell: Telling): Mark[] {
  const strength = strengths(board.units.values());
  const stations = [...board.stations.values()].flatMap((station): Mark[] => {
    if (station.closed) return [];
    const { ready, all } = strength.get(station.id) ?? { ready: 0, all: 0 };
    return [
      {
        id: `station:${station.id}`,
        layer: "forces",
        at: [station.longitude, station.latitude],
        shape: "station",
        tone: ready > 0 ? "ready" : "away",
        stale: false,
        sign: `${ready}/${all}`,
        text: station.name,
        label: tell.station(station, ready, all),
        rank: 100 + ready,
      },
    ];
  });
  const units = [...board.units.values()].flatMap((unit): Mark[] => {
    if (unit.retired || AT_HOME.has(unit.state) || !unit.position) return [];
    const stale = isStale(unit.position, now, staleAfterS);
    return [
      {
        id: `unit:${unit.id}`,
        layer: "forces",
        at: [unit.position.longitude, unit.position.latitude],
        shape: "unit",
        tone: unitTone(unit),
        stale,
        sign: stale ? "?" : "",
        text: unit.name,
        label: tell.unit(unit, stale),
        rank: BOUND.has(unit.state) ? 500 : 400,
      },
    ];
  });
  return [...stations, ...units];
}

/** Buildings whose alarms ring and that no incident stands at. */
export function siteMarks(sites: Sites | null, incidents: Iterable<Incident>, tell: Telling): Mark[] {
  if (!sites) return [];
  const known = new Set([...incidents].map(({ building_id }) => building_id));
  const alarms = sites.alarms
    .filter(({ building_id }) => !known.has(building_id))
    .map((site): Mark => {
      const fires = site.counts.fire ?? 0;
      return {
        id: `alarm:${site.building_id}`,
        layer: "alarms",
        at: [site.longitude, site.latitude],
        shape: "alarm",
        tone: fires > 0 ? "fire" : "warning",
        // What a silent gateway has told may be old.
        stale: site.silent > 0 && site.silent === site.gateways,
        sign: String(Object.values(site.counts).reduce((sum, count) => sum + count, 0)),
        text: site.building,
        label: tell.alarm(site),
        rank: 700 + (fires > 0 ? 50 : 0),
      };
    });
  const rooms = sites.rooms.map(
    (room): Mark => ({
      id: `room:${room.room_id}`,
      layer: "rooms",
      at: [room.longitude, room.latitude],
      shape: "room",
      tone: "plain",
      stale: false,
      sign: "值",
      text: "",
      label: tell.room(room.name),
      rank: 20,
    }),
  );
  return [...alarms, ...rooms];
}

export const reachSurfaces = (reach: Reach | null): Surface[] =>
  (reach?.bands ?? []).map(({ minutes, rings }, step) => ({ id: `reach:${minutes}`, rings, step, label: String(minutes) }));

/** Where a unit is: by its position, else at the station that it stands by. */
export function unitPlace(board: Board, unit: Unit | undefined): Position | null {
  if (!unit) return null;
  if (unit.position && !AT_HOME.has(unit.state)) return [unit.position.longitude, unit.position.latitude];
  const base = board.stations.get(unit.base_id);
  return base ? [base.longitude, base.latitude] : null;
}

/** From each unit that is proposed, or ordered, to the incident: not the road, only who comes from where. */
export function proposalWays(board: Board, incident: Incident, proposal: Proposal | null): Way[] {
  const to = placeOf(incident);
  if (!to) return [];
  const units = new Set([
    ...incident.orders.filter(({ arrived_at }) => arrived_at === null).map(({ unit_id }) => unit_id),
    ...(proposal?.units.map(({ id }) => id) ?? []),
  ]);
  return [...units].flatMap((id) => {
    const from = unitPlace(board, board.units.get(id));
    return from ? [{ id: `way:${id}`, line: [from, to], straight: true }] : [];
  });
}

/** What is to be seen of an incident: it and whoever comes. */
export function boundsAround(board: Board, incident: Incident, proposal: Proposal | null): Bounds | null {
  const at = placeOf(incident);
  if (!at) return null;
  return boundsOf([at, ...proposalWays(board, incident, proposal).flatMap(({ line }) => [...line])]);
}

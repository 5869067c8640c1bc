/** What a crew's map shows. Pure. */

import type { Mark, Way } from "../map/marks";
import { gradeTone } from "../map/shapes";
import type { Facility, Route, Unit } from "./api";

interface Placed {
  id: number;
  longitude: number | null;
  latitude: number | null;
  grade: number;
  label: string;
}

export function fireMark({ id, longitude, latitude, grade, label }: Placed): Mark[] {
  if (longitude === null || latitude === null) return [];
  const look = { shape: "incident", tone: gradeTone(grade), stale: false, sign: String(grade) } as const;
  return [{ id: `incident:${id}`, layer: "incidents", at: [longitude, latitude], text: "", label, rank: 1000, ...look }];
}

export const unitMarks = (units: readonly Unit[], speak: (unit: Unit) => string): Mark[] =>
  units.flatMap(({ position, ...unit }) =>
    position
      ? {
          id: `unit:${unit.id}`,
          layer: "forces" as const,
          at: [position.longitude, position.latitude] as const,
          shape: "unit" as const,
          tone: "bound" as const,
          stale: position.stale,
          sign: "",
          text: unit.name,
          label: speak({ ...unit, position }),
          rank: 900,
        }
      : [],
  );

export const dangerMarks = (dangers: readonly Facility[]): Mark[] =>
  dangers.map((danger) => ({
    id: `danger:${danger.id}`,
    layer: "hazards",
    at: [danger.longitude, danger.latitude],
    shape: "hazard",
    tone: "danger",
    stale: false,
    sign: "",
    text: danger.name,
    label: `${danger.name} ${danger.substances.join(" ")}`,
    rank: 500,
  }));

export const wayOf = (route: Route | null): Way[] =>
  route
    ? [
        {
          id: `route:${route.id}`,
          line: route.line.map(([lat, lon]) => [lon, lat] as const),
          straight: route.kind === "straight",
        },
      ]
    : [];

import { geoConicEqualArea, geoPath, type GeoProjection } from "d3-geo";
import { useMemo } from "react";
import leagues from "virtual:leagues";

import type { Boundaries } from "../api";
import { apart, type Circle } from "./apart";
import { outlines, type Ring } from "./rings";
import { SEATS } from "./seats";

export const WIDTH = 900;
const MARGIN = 14;
/** Names that would cover a neighbour's are moved by so much. */
const NUDGES: Readonly<Record<string, readonly [number, number]>> = {
  "1501": [22, 12],
  "1502": [-8, -12],
  "1503": [-36, 0],
  "1506": [0, 14],
  "1509": [18, -8],
};

export interface Shape {
  area: string;
  /** An outline, or null where the area stands as a circle at its seat. */
  path: string | null;
  circle: Circle | null;
  /** Where its name goes. */
  label: readonly [number, number];
}

export interface Drawing {
  height: number;
  shapes: Shape[];
  /** Outlines that only give the rest a place. */
  ground: string[];
  /** Where the whole region is drawn by counties: its leagues, whose names stand for those of the counties. */
  leagues: Shape[];
}

/** Equal areas, upright in the region's middle: a large banner looks as large as it is. */
function projection(rings: readonly Ring[], height: number): GeoProjection {
  return geoConicEqualArea()
    .parallels([39, 51])
    .rotate([-112, 0])
    .fitExtent(
      [
        [MARGIN, MARGIN],
        [WIDTH - MARGIN, height - MARGIN],
      ],
      outlines(rings),
    );
}

function drawn(code: string, rings: readonly Ring[], project: GeoProjection): Shape {
  const path = geoPath(project);
  const geometry = outlines(rings);
  // The name stands in the largest piece.
  const pieces = geometry.coordinates.map((coordinates) => ({ type: "Polygon" as const, coordinates }));
  const largest = pieces.reduce<GeoJSON.Polygon | undefined>(
    (best, piece) => (!best || path.area(piece) > path.area(best) ? piece : best),
    undefined,
  );
  const [x, y] = largest ? path.centroid(largest) : [0, 0];
  const [dx, dy] = NUDGES[code] ?? [0, 0];
  return { area: code, path: path(geometry) ?? "", circle: null, label: [x + dx, y + dy] };
}

/** The areas to be drawn: by their borders as far as there are any, else as circles at their seats. */
export function drawing(
  parent: string,
  areas: readonly string[],
  borders: Boundaries["counties"],
  radius: (area: string) => number,
): Drawing {
  const all = Object.values(leagues).flat();
  const outline = leagues[parent.slice(0, 4)];
  const bordered = areas.flatMap((area) => borders[area] ?? leagues[area] ?? []);
  const frame = outline ?? all;
  const height = parent.length === 2 ? 620 : 560;
  const project = projection(bordered.length > 0 && !outline ? bordered : frame, height);
  const path = geoPath(project);
  const shapes: Shape[] = [];
  const seated: Circle[] = [];
  for (const area of areas) {
    const rings = leagues[area] ?? borders[area];
    const seat = SEATS[area];
    if (rings && rings.length > 0) shapes.push(drawn(area, rings, project));
    else if (seat) {
      const [x, y] = project([seat[0], seat[1]]) ?? [0, 0];
      seated.push({ id: area, x, y, r: radius(area) });
    }
  }
  for (const circle of apart(seated, WIDTH, height)) {
    shapes.push({ area: circle.id, path: null, circle, label: [circle.x, circle.y] });
  }
  const ground = seated.length > 0 || parent.length > 2 ? frame : [];
  const byCounty = parent.length === 2 && areas.some((area) => area.length > 4);
  return {
    height,
    shapes,
    ground: ground.length > 0 ? [path(outlines(ground)) ?? ""] : [],
    leagues: byCounty ? Object.entries(leagues).map(([code, rings]) => drawn(code, rings, project)) : [],
  };
}

export function useDrawing(
  parent: string,
  areas: readonly string[],
  borders: Boundaries["counties"],
  radius: (area: string) => number,
): Drawing {
  const key = areas.map((area) => `${area}:${radius(area)}`).join();
  // eslint-disable-next-line react-hooks/exhaustive-deps -- the key stands for areas and radius
  return useMemo(() => drawing(parent, areas, borders, radius), [parent, key, borders]);
}

/** Cells of a county on a picture: upright, equal to the eye at the county's middle. Pure. */

import type { Cell } from "../api";

export interface DrawnCell {
  cell: Cell;
  path: string;
  /** The middle, for a label. */
  at: readonly [number, number];
}

export interface CellDrawing {
  height: number;
  cells: DrawnCell[];
  /** How many units of the picture are a kilometre. */
  km: number;
  /** Where a place of longitude and latitude stands in the picture, and the other way round. */
  place: (degrees: readonly [number, number]) => readonly [number, number];
  degrees: (place: readonly [number, number]) => readonly [number, number];
}

const MARGIN = 20;
const KM_PER_DEGREE = 111.32;
/** Nothing is drawn so near that a cell fills the picture. */
const LEAST_KM = 8;
const HEIGHTS: readonly [number, number] = [260, 620];

export function drawnCells(cells: readonly Cell[], width: number): CellDrawing {
  const corners = cells.flatMap(({ boundary }) => boundary);
  if (corners.length === 0) return { height: HEIGHTS[0], cells: [], km: 0, place: (at) => at, degrees: (at) => at };
  const longitudes = corners.map(([longitude]) => longitude);
  const latitudes = corners.map(([, latitude]) => latitude);
  const middle = (values: readonly number[]) => (Math.min(...values) + Math.max(...values)) / 2;
  const [lon0, lat0] = [middle(longitudes), middle(latitudes)];
  const east = KM_PER_DEGREE * Math.cos((lat0 * Math.PI) / 180);
  const wide = Math.max(LEAST_KM, (Math.max(...longitudes) - Math.min(...longitudes)) * east);
  const high = Math.max(LEAST_KM / 2, (Math.max(...latitudes) - Math.min(...latitudes)) * KM_PER_DEGREE);
  const km = Math.min((width - 2 * MARGIN) / wide, (HEIGHTS[1] - 2 * MARGIN) / high);
  const height = Math.max(HEIGHTS[0], high * km + 2 * MARGIN);
  const place = ([longitude, latitude]: readonly [number, number]) =>
    [width / 2 + (longitude - lon0) * east * km, height / 2 - (latitude - lat0) * KM_PER_DEGREE * km] as const;
  const degrees = ([x, y]: readonly [number, number]) =>
    [lon0 + (x - width / 2) / (east * km), lat0 - (y - height / 2) / (KM_PER_DEGREE * km)] as const;
  return {
    height,
    km,
    place,
    degrees,
    cells: cells.map((cell) => {
      const ring = cell.boundary.slice(0, -1).map(place);
      const mean = (axis: 0 | 1) => ring.reduce((sum, corner) => sum + corner[axis], 0) / Math.max(1, ring.length);
      const path = ring.map(([x, y], at) => `${at === 0 ? "M" : "L"}${x.toFixed(1)} ${y.toFixed(1)}`).join("");
      return { cell, path: `${path}Z`, at: [mean(0), mean(1)] };
    }),
  };
}

/** A round length of which the scale below the picture takes a fifth of its width at most. */
export const scaleKm = (km: number, width: number): number =>
  [50, 20, 10, 5, 2, 1, 0.5, 0.2].find((length) => length * km <= width / 5) ?? 0.1;

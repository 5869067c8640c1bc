/** What a map shows before a place is picked. Pure. */

import { boundsOf, type Bounds, type Position } from "../../map/marks";

/** The place that two fields say; null: they do not. */
export function positionOf(longitude: unknown, latitude: unknown): Position | null {
  const [x, y] = [longitude, latitude].map((told) => (typeof told === "string" && told.trim() !== "" ? Number(told) : NaN));
  return x !== undefined && y !== undefined && Math.abs(x) <= 180 && Math.abs(y) <= 85 ? [x, y] : null;
}

/** The outline of a county among all; null: it is not known. */
export function boundsOfArea(outlines: GeoJSON.FeatureCollection, area: string): Bounds | null {
  const found = outlines.features.find(({ properties }) => area !== "" && properties?.code === area);
  const places: Position[] = [];
  const walk = (part: unknown): void => {
    if (!Array.isArray(part)) return;
    const [x, y] = part as unknown[];
    if (typeof x === "number" && typeof y === "number") places.push([x, y]);
    else part.forEach(walk);
  };
  if (found && "coordinates" in found.geometry) walk(found.geometry.coordinates);
  return boundsOf(places);
}

/** About ten centimetres. */
const DIGITS = 1e6;

/** A place as it is written down. */
export const rounded = ([x, y]: Position): Position => [Math.round(x * DIGITS) / DIGITS, Math.round(y * DIGITS) / DIGITS];

export const around = ([x, y]: Position, degrees = 0.01): Bounds => ({
  west: x - degrees,
  south: y - degrees,
  east: x + degrees,
  north: y + degrees,
});

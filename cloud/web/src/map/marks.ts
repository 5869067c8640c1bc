/** What a map is given to draw. Positions are degrees, WGS 84, longitude first. */

import type { Look } from "./shapes";

export type Position = readonly [number, number];

/** The layers that a reader switches, in the order of the legend. */
export const LAYERS = [
  "incidents",
  "alarms",
  "devices",
  "forces",
  "reach",
  "water",
  "hospitals",
  "hazards",
  "rooms",
  "weather",
] as const;
export type Layer = (typeof LAYERS)[number];

export interface Mark extends Look {
  /** Its own among all marks, as `unit:12`. */
  id: string;
  layer: Layer | "spot";
  at: Position;
  /** The words below it; drawn where there is room, the more urgent first. */
  text: string;
  /** What it is, in words: told to whoever points at it, and in the list. */
  label: string;
  /** Higher is drawn above lower. */
  rank: number;
}

/** A surface: from where a place is reached in time, what lies in danger. */
export interface Surface {
  id: string;
  rings: readonly (readonly Position[])[];
  /** 0 the nearest; each has a line and a hatching of its own. */
  step: number;
  label: string;
}

/** A way that is driven, or a line between two places. */
export interface Way {
  id: string;
  line: readonly Position[];
  /** Not the road itself, only from where to where. */
  straight: boolean;
}

export interface Bounds {
  west: number;
  south: number;
  east: number;
  north: number;
}

/** The smallest box around some places, never smaller than about two kilometres; null: there are none. */
export function boundsOf(places: readonly Position[], least = 0.02): Bounds | null {
  const [first] = places;
  if (!first) return null;
  let [west, south] = first;
  let [east, north] = first;
  for (const [x, y] of places) {
    west = Math.min(west, x);
    east = Math.max(east, x);
    south = Math.min(south, y);
    north = Math.max(north, y);
  }
  const wide = Math.max(0, least - (east - west)) / 2;
  const high = Math.max(0, least - (north - south)) / 2;
  return { west: west - wide, south: south - high, east: east + wide, north: north + high };
}

/** What both ways to draw a map are given, and the tools that each of them serves. */

import type { ReactNode } from "react";

import type { Tiles } from "./api";
import type { Bounds, Mark, Position, Surface, Way } from "./marks";

export interface MapTools {
  closer: () => void;
  farther: () => void;
  /** Shows all that is marked. */
  whole: () => void;
  /** The place in the middle, for those who pick without a pointer. */
  middle: () => Position | null;
}

export interface DrawnMapProps {
  label: string;
  ground: { tiles: Tiles | null; outlines: GeoJSON.FeatureCollection };
  marks: readonly Mark[];
  surfaces: readonly Surface[];
  ways: readonly Way[];
  selected: string | null;
  /** What is to be seen; a change moves the map, null leaves it where it is. */
  bounds: Bounds | null;
  /** Where a map begins that is told nothing. */
  whole: Bounds;
  dark: boolean;
  english: boolean;
  large: boolean;
  /** Nobody moves it: a wall. */
  still: boolean;
  onSelect: ((id: string) => void) | undefined;
  onPick: ((at: Position) => void) | undefined;
  onMove?: ((middle: Position, zoom: number) => void) | undefined;
  /** It cannot be drawn in this way. */
  onFault: () => void;
  tools: (tools: MapTools) => ReactNode;
}

/** What the centre tells of its tiles. */

import { getOnce } from "../api/client";

export interface Tiles {
  version: string;
  least_zoom: number;
  most_zoom: number;
  west: number;
  south: number;
  east: number;
  north: number;
  attribution: string;
}

export interface Ground {
  /** Null: no tiles were made here. */
  tiles: Tiles | null;
}

export const fetchGround = () => getOnce<Ground>("/tiles");

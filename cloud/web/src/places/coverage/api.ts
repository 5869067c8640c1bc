/** What the API says of how much is watched. Shares lie between 0 and 1; null: there is nothing to have a share of. */

import type { Label } from "../../api/types";

export interface Figures {
  code: string;
  name: Label;
  organisations: number;
  homes: number;
  in_service: number;
  with_gateway: number;
  heard_within_a_day: number;
  points_planned: number;
  points_heard: number;
  gateway_share: number | null;
  heard_share: number | null;
  points_share: number | null;
  persons: number;
}

export interface AreaCoverage extends Figures {
  population: number;
  households: number;
  homes_share: number | null;
  persons_at_home_share: number | null;
}

export interface Coverage {
  at: number;
  total: AreaCoverage;
  areas: AreaCoverage[];
  categories: (Figures & { household: boolean; priority: number })[];
}

export const MEASURES = ["gateway", "heard", "points", "service", "homes"] as const;
export type Measure = (typeof MEASURES)[number];

export const isMeasure = (text: string | undefined): text is Measure => MEASURES.some((each) => each === text);

interface Part {
  over: number;
  under: number;
}

/** Each share as its two counts: what is watched, of how much. Homes are only known of areas. */
export const PARTS: Record<Measure, (row: Figures) => Part | null> = {
  gateway: (row) => ({ over: row.with_gateway, under: row.organisations }),
  heard: (row) => ({ over: row.heard_within_a_day, under: row.with_gateway }),
  points: (row) => ({ over: row.points_heard, under: row.points_planned }),
  service: (row) => ({ over: row.in_service, under: row.organisations }),
  homes: (row) => ("households" in row ? { over: row.homes, under: row.households as number } : null),
};

/** A share by its counts; null where there is nothing to watch. */
export function shareOf(measure: Measure, row: Figures): number | null {
  const part = PARTS[measure](row);
  return part && part.under > 0 ? part.over / part.under : null;
}

/** The least watched first; those with nothing to watch last. */
export const leastFirst = <T extends Figures>(measure: Measure, rows: readonly T[]): T[] =>
  [...rows].sort((one, other) => (shareOf(measure, one) ?? 2) - (shareOf(measure, other) ?? 2));

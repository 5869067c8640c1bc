/** What the map shows of an area: the worst that is open there, in five classes that each have a word. Pure. */

import type { County } from "./api";

export const STATES = ["quiet", "other", "warning", "fire"] as const;
export type CountyState = (typeof STATES)[number];

/** The fill of the map's patterns: ever denser hatching. */
export const FILL: Record<CountyState, number> = { quiet: 0, other: 1, warning: 2, fire: 4 };

export interface Open {
  fires: number;
  warnings: number;
  others: number;
  sites: number;
}

/** What is open in an area: the sum of the counties within it. */
export function openIn(area: string, counties: readonly County[]): Open {
  const inside = counties.filter((county) => county.area.startsWith(area));
  const sum = (of: (county: County) => number) => inside.reduce((total, county) => total + of(county), 0);
  return {
    fires: sum((county) => county.fires),
    warnings: sum((county) => county.warnings),
    others: sum((county) => county.others),
    sites: sum((county) => county.sites_on_fire),
  };
}

export function stateOf({ fires, warnings, others }: Open): CountyState {
  if (fires > 0) return "fire";
  if (warnings > 0) return "warning";
  return others > 0 ? "other" : "quiet";
}

/** The area to draw: the one asked for, else the league in which everything open lies, else the one looked after. */
export function areaToDraw(asked: string | undefined, counties: readonly County[], own: readonly string[]): string {
  if (asked && asked.length >= 4) return asked.slice(0, 4);
  const leagues = new Set(counties.map((county) => county.area.slice(0, 4)));
  const [only] = leagues;
  if (asked === undefined && leagues.size === 1 && only !== undefined) return only;
  const [first] = own;
  return own.length === 1 && first !== undefined && first.length >= 4 ? first.slice(0, 4) : "15";
}

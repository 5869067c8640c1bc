/** Weather and troubled devices as the map's marks. Pure; words come in as functions. */

import type { Mark } from "../map/marks";
import type { Site, Weather } from "./api";

/** A day that is older is no weather of today any more. */
export const FRESH_DAYS = 1;

const rounded = (degrees: number) => String(Math.round(degrees) + 0);

/** One mark a county whose place is known; old days are hollow. */
export const weatherMarks = (counties: readonly Weather[], tell: (county: Weather) => string, name: (county: Weather) => string): Mark[] =>
  counties.flatMap((county) => {
    if (county.longitude === null || county.latitude === null) return [];
    return {
      id: `weather:${county.area}`,
      layer: "weather" as const,
      at: [county.longitude, county.latitude] as const,
      shape: "weather" as const,
      tone: county.strong ? ("warning" as const) : ("plain" as const),
      stale: county.days_old > FRESH_DAYS,
      sign: county.temperature_c === null ? "–" : rounded(county.temperature_c),
      text: name(county),
      label: tell(county),
      rank: county.strong ? 30 : 10,
    };
  });

/** Buildings whose devices are faulty or not heard. */
export const deviceMarks = (sites: readonly Site[], tell: (site: Site) => string): Mark[] =>
  sites.map((site) => ({
    id: `devices:${site.building_id}`,
    layer: "devices",
    at: [site.longitude, site.latitude],
    shape: "device",
    tone: (site.counts.fault ?? 0) > 0 ? "warning" : "away",
    stale: site.silent > 0 && site.silent === site.gateways,
    sign: "!",
    text: site.building,
    label: tell(site),
    rank: 25,
  }));

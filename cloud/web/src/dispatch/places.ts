/** Water, hospitals and hazardous sites as the map's marks. Pure. */

import type { Label } from "../api/types";
import type { Mark } from "../map/marks";
import type { WaterPlace } from "../map/waterMarks";

export interface Water extends WaterPlace {
  name: string;
  kind_name: Label;
  usable_name: Label;
}

export interface Facility {
  id: number;
  name: string;
  kind: string;
  kind_name: Label;
  longitude: number;
  latitude: number;
  phone: string;
  closed: boolean;
}

const HOSPITALS: ReadonlySet<string> = new Set(["hospital", "burns-centre"]);
const HAZARDS: ReadonlySet<string> = new Set(["hazardous", "fuel"]);

type Speak = (label: Label) => string;

/** What water is called on a map. */
export const waterLabel = (water: Water, speak: Speak): string =>
  [water.name, speak(water.kind_name), speak(water.usable_name)].filter(Boolean).join(" · ");

export const facilityMarks = (facilities: readonly Facility[], speak: Speak): Mark[] =>
  facilities
    .filter(({ closed, kind }) => !closed && (HOSPITALS.has(kind) || HAZARDS.has(kind)))
    .map((facility) => {
      const hospital = HOSPITALS.has(facility.kind);
      return {
        id: `facility:${facility.id}`,
        layer: hospital ? "hospitals" : "hazards",
        at: [facility.longitude, facility.latitude],
        shape: hospital ? "hospital" : "hazard",
        tone: hospital ? "care" : "danger",
        stale: false,
        sign: hospital ? "" : "!",
        text: facility.name,
        label: [facility.name, speak(facility.kind_name), facility.phone].filter(Boolean).join(" · "),
        rank: hospital ? 40 : 50,
      };
    });

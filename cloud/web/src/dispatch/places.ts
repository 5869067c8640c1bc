/** Water, hospitals and hazardous sites as the map's marks. Pure. */

import type { Label } from "../api/types";
import type { Mark } from "../map/marks";

export interface Water {
  id: number;
  name: string;
  kind_name: Label;
  longitude: number;
  latitude: number;
  usable: string;
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

/** Sure, not to be relied upon, and not to be used. */
const SIGNS: Readonly<Record<string, string>> = { usable: "水", unusable: "×", doubtful: "?" };
const HOSPITALS: ReadonlySet<string> = new Set(["hospital", "burns-centre"]);
const HAZARDS: ReadonlySet<string> = new Set(["hazardous", "fuel"]);

type Speak = (label: Label) => string;

/** Water that cannot be used, or of which nobody knows, is drawn as not sure. */
export const waterMarks = (waters: readonly Water[], speak: Speak): Mark[] =>
  waters.map((water) => ({
    id: `water:${water.id}`,
    layer: "water",
    at: [water.longitude, water.latitude],
    shape: "water",
    tone: "water",
    stale: water.usable !== "usable",
    sign: SIGNS[water.usable] ?? "?",
    text: "",
    label: [water.name, speak(water.kind_name), speak(water.usable_name)].filter(Boolean).join(" · "),
    rank: 30,
  }));

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

import type { Mark } from "./marks";

/** What a map needs of a hydrant or a tank; who lists waters knows more. */
export interface WaterPlace {
  id: number;
  longitude: number;
  latitude: number;
  usable: "usable" | "doubtful" | "unusable";
}

/** Sure, not to be relied upon, and not to be used. */
const SIGNS: Readonly<Record<WaterPlace["usable"], string>> = { usable: "水", unusable: "×", doubtful: "?" };

/** Water that cannot be used, or of which nobody knows, is drawn as not sure and says so by its sign. */
export const waterMarks = <W extends WaterPlace>(waters: readonly W[], speak: (water: W) => string): Mark[] =>
  waters.map((water) => ({
    id: `water:${water.id}`,
    layer: "water",
    at: [water.longitude, water.latitude],
    shape: "water",
    tone: "water",
    stale: water.usable !== "usable",
    sign: SIGNS[water.usable],
    text: "",
    label: speak(water),
    rank: 30,
  }));

/**
 * The leagues' outlines as a module, `virtual:leagues`, made at build time from the map that echarts 4.9 ships
 * (Apache-2.0; later versions ship none). A build with other leagues in it than the twelve is refused.
 */

import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import type { Plugin } from "vite";

import { thinned, type Ring } from "../src/operator/map/rings.ts";

interface Encoded {
  features: {
    id: string;
    geometry: { type: string; coordinates: unknown[]; encodeOffsets: unknown[] };
  }[];
}

const NAME = "virtual:leagues";
const SOURCE = "echarts/map/json/province/neimenggu.json";
export const LEAGUES = [
  "1501",
  "1502",
  "1503",
  "1504",
  "1505",
  "1506",
  "1507",
  "1508",
  "1509",
  "1522",
  "1525",
  "1529",
] as const;
const SCALE = 1024;
const OFFSET = 64;
/** Half a pixel of a map a thousand pixels wide. */
const TOLERANCE_DEG = 0.012;

/** One ring: zigzag differences as characters, from the offset given. */
export function decodedRing(text: string, offset: readonly [number, number]): Ring {
  const ring: Ring = [];
  let [x, y] = offset;
  const step = (at: number) => {
    const code = text.charCodeAt(at) - OFFSET;
    return (code >> 1) ^ -(code & 1);
  };
  for (let at = 0; at + 1 < text.length; at += 2) {
    x += step(at);
    y += step(at + 1);
    ring.push([x / SCALE, y / SCALE]);
  }
  return ring;
}

/** The rings of every league, by its four-digit code. */
export function leagues(document: Encoded): Record<string, Ring[]> {
  const found: Record<string, Ring[]> = {};
  for (const { id, geometry } of document.features) {
    const parts = geometry.type === "MultiPolygon" ? geometry.coordinates : [geometry.coordinates];
    const offsets = geometry.type === "MultiPolygon" ? geometry.encodeOffsets : [geometry.encodeOffsets];
    found[id.slice(0, 4)] = parts.flatMap((part, number) =>
      (part as string[]).map((text, ring) => {
        const offset = (offsets[number] as [number, number][])[ring];
        if (!offset) throw new Error(`${SOURCE}: ${id} has a ring without an offset`);
        return thinned(decodedRing(text, offset), TOLERANCE_DEG);
      }),
    ).filter((ring) => ring.length >= 4);
  }
  const codes = Object.keys(found).sort();
  if (codes.join() !== LEAGUES.join()) {
    throw new Error(`${SOURCE}: leagues ${codes.join(", ")}; expected ${LEAGUES.join(", ")}`);
  }
  return found;
}

export function readLeagues(): Record<string, Ring[]> {
  const path = createRequire(import.meta.url).resolve(SOURCE);
  return leagues(JSON.parse(readFileSync(path, "utf8")) as Encoded);
}

export function leagueOutlines(): Plugin {
  return {
    name: "league-outlines",
    resolveId: (id) => (id === NAME ? `\0${NAME}` : null),
    load: (id) => (id === `\0${NAME}` ? `export default ${JSON.stringify(readLeagues())};` : null),
  };
}

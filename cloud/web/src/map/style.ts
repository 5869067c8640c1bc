/**
 * How the ground looks: one table of layers over the tiles that the centre makes itself, in the colours of day or
 * night. No sprite and no glyphs are named: signs are drawn by the machine's own fonts, and nothing is asked of
 * anybody. Without tiles the outlines of leagues and counties are the ground.
 */

import type {
  ExpressionSpecification,
  LayerSpecification,
  StyleSpecification,
} from "maplibre-gl";

import { colourOf, type Ground } from "./colours";
import type { Tiles } from "./api";

export const FONT = ["Noto Sans CJK SC, Microsoft YaHei, PingFang SC, WenQuanYi Micro Hei, sans-serif"];

interface Line {
  id: string;
  source: "roads" | "borders" | "water";
  kinds: readonly string[];
  from: number;
  colour: Ground;
  /** Width in pixels at the zooms 8, 12, 16. */
  width: readonly [number, number, number];
  dash?: readonly number[];
  cased?: boolean;
}

/** From below upwards. */
const FILLS: readonly { source: "land" | "water"; kinds: readonly string[]; colour: Ground }[] = [
  { source: "land", kinds: ["farm"], colour: "farm" },
  { source: "land", kinds: ["grass"], colour: "grass" },
  { source: "land", kinds: ["sand"], colour: "sand" },
  { source: "land", kinds: ["wood"], colour: "wood" },
  { source: "land", kinds: ["built", "care", "school"], colour: "built" },
  { source: "land", kinds: ["works", "military"], colour: "works" },
  { source: "water", kinds: ["water", "wetland"], colour: "water" },
];

const LINES: readonly Line[] = [
  { id: "waterway", source: "water", kinds: ["river", "canal", "stream"], from: 8, colour: "water", width: [1, 1.6, 4] },
  { id: "border", source: "borders", kinds: ["4", "5", "6"], from: 5, colour: "border", width: [1, 1.4, 2], dash: [4, 2] },
  { id: "track", source: "roads", kinds: ["track", "path"], from: 12, colour: "track", width: [0.5, 1, 3], dash: [3, 1.5] },
  { id: "rail", source: "roads", kinds: ["rail"], from: 8, colour: "rail", width: [0.7, 1, 2], dash: [6, 2] },
  { id: "service", source: "roads", kinds: ["service"], from: 14, colour: "street", width: [0, 0.6, 5], cased: true },
  { id: "minor", source: "roads", kinds: ["minor"], from: 12, colour: "street", width: [0, 1, 9], cased: true },
  { id: "street", source: "roads", kinds: ["tertiary", "secondary"], from: 9, colour: "street", width: [0.8, 2.4, 13], cased: true },
  { id: "main", source: "roads", kinds: ["primary", "trunk"], from: 6, colour: "main", width: [1.2, 3, 16], cased: true },
  { id: "motorway", source: "roads", kinds: ["motorway"], from: 5, colour: "motorway", width: [1.6, 3.4, 18], cased: true },
];

interface Words {
  id: string;
  source: "places" | "roads" | "water" | "buildings";
  kinds: readonly string[] | null;
  from: number;
  size: number;
  along: boolean;
  colour: Ground;
  text?: "number";
}

const WORDS: readonly Words[] = [
  { id: "number", source: "buildings", kinds: null, from: 16, size: 10, along: false, colour: "label", text: "number" },
  { id: "building", source: "buildings", kinds: null, from: 15.5, size: 11, along: false, colour: "label" },
  { id: "road", source: "roads", kinds: ["minor", "service", "tertiary"], from: 14, size: 11, along: true, colour: "label" },
  { id: "main-road", source: "roads", kinds: ["secondary", "primary", "trunk", "motorway"], from: 11, size: 12, along: true, colour: "label" },
  { id: "lake", source: "water", kinds: ["water"], from: 11, size: 11, along: false, colour: "label_water" },
  { id: "village", source: "places", kinds: ["village", "hamlet", "suburb", "quarter"], from: 11, size: 12, along: false, colour: "label" },
  { id: "town", source: "places", kinds: ["town"], from: 8, size: 13, along: false, colour: "label" },
  { id: "city", source: "places", kinds: ["city"], from: 4, size: 16, along: false, colour: "label" },
];

const ofKinds = (kinds: readonly string[]): ExpressionSpecification => ["match", ["get", "kind"], [...kinds], true, false];

const widening = ([far, middle, near]: readonly [number, number, number], more = 0): ExpressionSpecification => [
  "interpolate",
  ["exponential", 1.5],
  ["zoom"],
  8,
  far + (far > 0 ? more : 0),
  12,
  middle + more,
  16,
  near + more,
];

function lineLayers(dark: boolean): LayerSpecification[] {
  const drawn = (line: Line, casing: boolean): LayerSpecification => ({
    id: casing ? `${line.id}-casing` : line.id,
    type: "line",
    source: "tiles",
    "source-layer": line.source,
    minzoom: line.from,
    filter: ofKinds(line.kinds),
    layout: { "line-cap": line.dash ? "butt" : "round", "line-join": "round" },
    paint: {
      "line-color": colourOf(casing ? "casing" : line.colour, dark),
      "line-width": widening(line.width, casing ? 1.4 : 0),
      ...(line.dash ? { "line-dasharray": [...line.dash] } : {}),
    },
  });
  return [...LINES.filter(({ cased }) => cased).map((line) => drawn(line, true)), ...LINES.map((line) => drawn(line, false))];
}

function wordLayers(dark: boolean, english: boolean): LayerSpecification[] {
  const name: ExpressionSpecification = english ? ["coalesce", ["get", "name_en"], ["get", "name"]] : ["get", "name"];
  return WORDS.map((words) => ({
    id: `word-${words.id}`,
    type: "symbol",
    source: "tiles",
    "source-layer": words.source,
    minzoom: words.from,
    filter: words.kinds ? ofKinds(words.kinds) : ["has", words.text ?? "name"],
    layout: {
      "text-field": words.text ? ["get", words.text] : name,
      "text-font": FONT,
      "text-size": words.size,
      "symbol-placement": words.along ? "line" : "point",
      "text-max-width": 8,
      "text-padding": 4,
    },
    paint: {
      "text-color": colourOf(words.colour, dark),
      "text-halo-color": colourOf("halo", dark),
      "text-halo-width": 1.4,
    },
  }));
}

function tileLayers(dark: boolean, english: boolean): LayerSpecification[] {
  const fills = FILLS.map(
    ({ source, kinds, colour }): LayerSpecification => ({
      id: `fill-${kinds.join("-")}`,
      type: "fill",
      source: "tiles",
      "source-layer": source,
      filter: ["all", ["match", ["geometry-type"], ["Polygon", "MultiPolygon"], true, false], ofKinds(kinds)],
      paint: { "fill-color": colourOf(colour, dark) },
    }),
  );
  const buildings: LayerSpecification = {
    id: "building",
    type: "fill",
    source: "tiles",
    "source-layer": "buildings",
    minzoom: 13,
    paint: { "fill-color": colourOf("building", dark), "fill-outline-color": colourOf("building_edge", dark) },
  };
  const [roads, border] = [lineLayers(dark), "border"];
  const below = roads.filter(({ id }) => id === "waterway");
  const above = roads.filter(({ id }) => id === border);
  const between = roads.filter(({ id }) => id !== "waterway" && id !== border);
  return [...fills, ...below, ...between, buildings, ...above, ...wordLayers(dark, english)];
}

/** The address of a tile; the version makes what is kept by the browser right for ever. */
export const tileAddress = ({ version }: Tiles, origin: string): string =>
  `${origin}/api/v1/tiles/{z}/{x}/{y}?v=${version.slice(0, 16)}`;

interface Given {
  dark: boolean;
  english: boolean;
  tiles: Tiles | null;
  outlines: GeoJSON.FeatureCollection;
  /** Of the page, as `https://centre`. */
  origin: string;
}

/** The whole style: ground, and outlines above it where there are no tiles. */
export function styleOf({ dark, english, tiles, outlines, origin }: Given): StyleSpecification {
  return {
    version: 8,
    sources: {
      outlines: { type: "geojson", data: outlines },
      ...(tiles
        ? {
            tiles: {
              type: "vector",
              tiles: [tileAddress(tiles, origin)],
              minzoom: tiles.least_zoom,
              maxzoom: tiles.most_zoom,
              bounds: [tiles.west, tiles.south, tiles.east, tiles.north],
              attribution: tiles.attribution,
            },
          }
        : {}),
    },
    layers: [
      { id: "ground", type: "background", paint: { "background-color": colourOf("ground", dark) } },
      {
        id: "outline-fill",
        type: "fill",
        source: "outlines",
        paint: { "fill-color": colourOf(tiles ? "ground" : "grass", dark), "fill-opacity": tiles ? 0 : 1 },
      },
      ...(tiles ? tileLayers(dark, english) : []),
      {
        id: "outline",
        type: "line",
        source: "outlines",
        paint: { "line-color": colourOf("outline", dark), "line-width": tiles ? 0.6 : 1.2 },
      },
    ],
  };
}

/** Marks, surfaces and ways as the sources and layers that lie above the ground. Pure. */

import type { GeoJSONSourceSpecification, LayerSpecification } from "maplibre-gl";

import { colourOf } from "./colours";
import type { Mark, Surface, Way } from "./marks";
import { nameOf } from "./shapes";
import { FONT } from "./style";

const EMPTY: GeoJSON.FeatureCollection = { type: "FeatureCollection", features: [] };
export const OVERLAYS = ["surfaces", "ways", "marks"] as const;
export type Overlay = (typeof OVERLAYS)[number];

/** Lines of the steps of a surface: each has a dash of its own, whatever its colour. */
export const STEPS = [
  { day: "#1c6245", night: "#93cba8", dash: [1, 0], opacity: 0.22 },
  { day: "#1f577f", night: "#9cc3e0", dash: [6, 2], opacity: 0.16 },
  { day: "#724b00", night: "#e6c07c", dash: [2, 2], opacity: 0.1 },
  { day: "#ad2415", night: "#ff8f78", dash: [1, 2], opacity: 0.07 },
] as const;

const closed = (ring: Surface["rings"][number]) => {
  const [first] = ring;
  const last = ring.at(-1);
  const whole = first && last && (first[0] !== last[0] || first[1] !== last[1]) ? [...ring, first] : [...ring];
  return whole.map(([x, y]) => [x, y]);
};

const collection = (features: GeoJSON.Feature[]): GeoJSON.FeatureCollection => ({ type: "FeatureCollection", features });

export const marksOf = (marks: readonly Mark[], selected: string | null): GeoJSON.FeatureCollection =>
  collection(
    marks.map((mark) => ({
      type: "Feature",
      properties: {
        id: mark.id,
        picture: nameOf(mark),
        text: mark.text,
        rank: mark.rank,
        selected: mark.id === selected,
      },
      geometry: { type: "Point", coordinates: [...mark.at] },
    })),
  );

/** The widest first, so that the nearer lie above it. */
export const surfacesOf = (surfaces: readonly Surface[]): GeoJSON.FeatureCollection =>
  collection(
    [...surfaces]
      .sort((a, b) => b.step - a.step)
      .flatMap(({ id, rings, step }) =>
        rings.map((ring) => ({
          type: "Feature" as const,
          properties: { id, step: Math.min(step, STEPS.length - 1) },
          geometry: { type: "Polygon" as const, coordinates: [closed(ring)] },
        })),
      ),
  );

export const waysOf = (ways: readonly Way[]): GeoJSON.FeatureCollection =>
  collection(
    ways.map(({ id, line, straight }) => ({
      type: "Feature",
      properties: { id, straight },
      geometry: { type: "LineString", coordinates: line.map(([x, y]) => [x, y]) },
    })),
  );

export const overlaySources = (): Record<Overlay, GeoJSONSourceSpecification> => ({
  surfaces: { type: "geojson", data: EMPTY },
  ways: { type: "geojson", data: EMPTY },
  marks: { type: "geojson", data: EMPTY },
});

/** `large`: seen from afar, as on a wall. */
export function overlayLayers(dark: boolean, large: boolean): LayerSpecification[] {
  const night = dark ? "night" : "day";
  const size = large ? 1.5 : 1;
  return [
    ...STEPS.flatMap((step, at): LayerSpecification[] => [
      {
        id: `surface-${at}`,
        type: "fill",
        source: "surfaces",
        filter: ["==", ["get", "step"], at],
        paint: { "fill-color": step[night], "fill-opacity": step.opacity },
      },
      {
        id: `surface-line-${at}`,
        type: "line",
        source: "surfaces",
        filter: ["==", ["get", "step"], at],
        paint: { "line-color": step[night], "line-width": 2, "line-dasharray": [...step.dash] },
      },
    ]),
    ...[false, true].map(
      (straight): LayerSpecification => ({
        id: straight ? "way-straight" : "way",
        type: "line",
        source: "ways",
        filter: ["==", ["get", "straight"], straight],
        layout: { "line-cap": "round", "line-join": "round" },
        paint: {
          "line-color": colourOf(dark ? "label" : "label_water", dark),
          "line-width": straight ? 1.6 : 4,
          "line-opacity": 0.8,
          ...(straight ? { "line-dasharray": [2, 2] } : {}),
        },
      }),
    ),
    {
      id: "selected",
      type: "circle",
      source: "marks",
      filter: ["get", "selected"],
      paint: {
        "circle-radius": 20 * size,
        "circle-color": "transparent",
        "circle-stroke-width": 3,
        "circle-stroke-color": dark ? "#cfe8ff" : "#0b4f8a",
      },
    },
    {
      id: "marks",
      type: "symbol",
      source: "marks",
      layout: {
        "icon-image": ["get", "picture"],
        "icon-size": size,
        "icon-allow-overlap": true,
        "icon-ignore-placement": true,
        "text-field": ["get", "text"],
        "text-font": FONT,
        "text-size": 12 * size,
        "text-anchor": "top",
        "text-offset": [0, 1.1],
        "text-optional": true,
        "text-max-width": 10,
        "symbol-sort-key": ["get", "rank"],
        "symbol-z-order": "source",
      },
      paint: {
        "text-color": colourOf("label", dark),
        "text-halo-color": colourOf("halo", dark),
        "text-halo-width": 1.6,
      },
    },
  ];
}

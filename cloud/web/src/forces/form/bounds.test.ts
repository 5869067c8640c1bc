import { expect, test } from "vitest";

import { boundsOfArea, positionOf } from "./bounds";

test("two fields say a place only together, and only one on earth", () => {
  expect(positionOf("111.6", "40.8")).toEqual([111.6, 40.8]);
  expect(positionOf("111.6", "")).toBeNull();
  expect(positionOf("40.8", "111.6")).toBeNull();
  expect(positionOf("x", "40.8")).toBeNull();
  expect(positionOf(undefined, undefined)).toBeNull();
});

test("a county is found by its code, however its outline is made", () => {
  const outlines: GeoJSON.FeatureCollection = {
    type: "FeatureCollection",
    features: [
      {
        type: "Feature",
        properties: { code: "150102" },
        geometry: { type: "MultiPolygon", coordinates: [[[[111, 40], [112, 40.5], [111.5, 41], [111, 40]]]] },
      },
    ],
  };
  expect(boundsOfArea(outlines, "150102")).toEqual({ west: 111, south: 40, east: 112, north: 41 });
  expect(boundsOfArea(outlines, "150202")).toBeNull();
  expect(boundsOfArea(outlines, "")).toBeNull();
});

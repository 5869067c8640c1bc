import { expect, test } from "vitest";

import { boundsOf } from "./marks";

test("a single place has room around it", () => {
  const bounds = boundsOf([[111.5, 40.5]], 1);
  expect(bounds).toEqual({ west: 111, south: 40, east: 112, north: 41 });
});

test("places far apart are all inside", () => {
  expect(boundsOf([[111, 40], [112, 41]])).toEqual({ west: 111, south: 40, east: 112, north: 41 });
});

test("nowhere has no bounds", () => {
  expect(boundsOf([])).toBeNull();
});

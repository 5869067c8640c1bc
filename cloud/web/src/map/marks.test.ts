import { expect, test } from "vitest";

import { boundsOf, middleOf, sameBounds } from "./marks";

test("a single place has room around it", () => {
  const bounds = boundsOf([[111.5, 40.5]], 1);
  expect(bounds).toEqual({ west: 111, south: 40, east: 112, north: 41 });
  expect(bounds && middleOf(bounds)).toEqual([111.5, 40.5]);
});

test("places far apart are all inside", () => {
  expect(boundsOf([[111, 40], [112, 41]])).toEqual({ west: 111, south: 40, east: 112, north: 41 });
});

test("nowhere has no bounds", () => {
  expect(boundsOf([])).toBeNull();
});

test("boxes are compared by what they hold", () => {
  expect(sameBounds(boundsOf([[1, 2]]), boundsOf([[1, 2]]))).toBe(true);
  expect(sameBounds(boundsOf([[1, 2]]), null)).toBe(false);
});

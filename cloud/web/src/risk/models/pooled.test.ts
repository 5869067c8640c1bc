import { expect, test } from "vitest";

import { pooledPlot } from "./pooled";

const point = (said: number, events: number, low: number, high: number) => ({ rows: 1000, events, said, low, high });

test("a model that is right lies on the diagonal, within its intervals", () => {
  const { stands } = pooledPlot([point(0.01, 10, 0.006, 0.018), point(0.04, 40, 0.03, 0.054)], 300);
  for (const { x, y, top, bottom, off } of stands) {
    expect(x + y).toBeCloseTo(300, 9);
    expect(top < y && y < bottom).toBe(true);
    expect(off).toBe(false);
  }
});

test("what was said beyond the interval is off, on either side, and nothing leaves the picture", () => {
  const { stands } = pooledPlot([point(0.001, 10, 0.006, 0.018), point(0.2, 40, 0.03, 0.054)], 300);
  expect(stands.map(({ off }) => off)).toEqual([true, true]);
  for (const { x, top, bottom } of stands) {
    expect(x).toBeLessThanOrEqual(300);
    expect(top).toBeGreaterThanOrEqual(0);
    expect(bottom).toBeLessThanOrEqual(300);
  }
});

test("no point is an empty picture", () => {
  expect(pooledPlot([], 300).stands).toEqual([]);
});

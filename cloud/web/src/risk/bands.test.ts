import { expect, test } from "vitest";

import type { Totals } from "./api";
import { boundsOf, classOf, highShare, niceStep, together, worstOf } from "./bands";

const totals = (bands: [number, number, number, number], expected: number): Totals => ({
  sites: bands.reduce((sum, count) => sum + count, 0),
  bands: { I: bands[0], II: bands[1], III: bands[2], IV: bands[3] },
  expected_90: { value: expected / 4, low: 0, high: expected },
  expected_365: { value: expected, low: expected / 2, high: expected * 2 },
});

test("classes of expected fires are round numbers that reach the most there is", () => {
  const all = [totals([1, 0, 0, 0], 0.3), totals([1, 0, 0, 0], 4.6), totals([1, 0, 0, 0], 2.1)];
  const bounds = boundsOf("expected", all);
  expect(bounds).toEqual([1, 2, 3, 4]);
  expect(all.map((each) => classOf("expected", each, bounds))).toEqual([0, 4, 2]);
  expect([0.004, 0.9, 13, 260].map(niceStep)).toEqual([0.001, 0.2, 5, 100]);
  expect(niceStep(0)).toBe(1);
});

test("where nothing is scored there is no class, whatever is shown", () => {
  for (const measure of ["expected", "high", "worst"] as const) {
    expect(classOf(measure, totals([0, 0, 0, 0], 0), [1, 2, 3, 4])).toBeNull();
  }
});

test("one site of the worst band is seen among thousands of good ones", () => {
  const area = totals([5000, 10, 0, 1], 3);
  expect(worstOf(area)).toBe("IV");
  expect(classOf("worst", area, [])).toBe(4);
  expect(classOf("high", area, boundsOf("high", [area]))).toBe(0);
  expect(highShare(totals([3, 0, 1, 0], 1))).toBe(0.25);
});

test("buildings and communities together are the sum of both", () => {
  const both = together([totals([1, 2, 3, 4], 2), totals([1, 0, 0, 1], 1)]);
  expect(both).toEqual({
    sites: 12,
    bands: { I: 2, II: 2, III: 3, IV: 5 },
    expected_90: { value: 0.75, low: 0, high: 3 },
    expected_365: { value: 3, low: 1.5, high: 6 },
  });
});

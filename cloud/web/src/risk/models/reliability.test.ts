import { expect, test } from "vitest";

import type { Slice } from "./api";
import { isOff, plotOf } from "./reliability";

const slice = (expected: number, confirmed: number): Slice => ({
  kind: "category",
  code: String(expected),
  label: { zh: "", en: "" },
  sites: 100,
  expected,
  confirmed,
});

test("a model that is right lies on the diagonal", () => {
  const { dots } = plotOf([slice(10, 10), slice(2, 2)], 300);
  for (const { x, y } of dots) expect(x + y).toBeCloseTo(300, 9);
});

test("what chance explains is not called off, what it does not is", () => {
  expect([slice(16, 23), slice(0.2, 2), slice(0, 0)].map(isOff)).toEqual([false, false, false]);
  expect([slice(16, 25), slice(0.2, 3), slice(40, 20)].map(isOff)).toEqual([true, true, true]);
});

import { expect, test } from "vitest";

import { cellsOf, CORNERS, cornersOf, outlineText, toggled } from "./chosen";

test("a cell that is chosen again is taken out", () => {
  expect(toggled(undefined, "a")).toBe("a");
  expect(toggled("a", "b")).toBe("a,b");
  expect(toggled("a,b", "a")).toBe("b");
  expect(toggled("b", "b")).toBeNull();
  expect(cellsOf(undefined)).toEqual([]);
});

test("an outline goes into the address and comes back", () => {
  const points = [[111.7, 40.8], [111.8, 40.8], [111.8, 40.9]] as const;
  const text = outlineText(points);
  expect(text).toBe("111.70000,40.80000 111.80000,40.80000 111.80000,40.90000");
  expect(cornersOf(text ?? "")).toEqual(points);
  expect(cornersOf("x 1,2 3")).toEqual([[1, 2]]);
});

test("a line or a touch encloses nothing, and a long stroke keeps a bounded number of corners", () => {
  expect(outlineText([[1, 2], [3, 4]])).toBeNull();
  const stroke = Array.from({ length: 1000 }, (_, at) => [Math.cos(at), Math.sin(at)] as const);
  expect(cornersOf(outlineText(stroke) ?? "").length).toBeLessThanOrEqual(CORNERS);
});

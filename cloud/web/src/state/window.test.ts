import { expect, test } from "vitest";

import { anchoredScroll, visibleSlice, WHOLE } from "./window";

const run = (from: number, to: number) => Array.from({ length: to - from }, (_, index) => from + index);

test("a short list is drawn whole", () => {
  expect(visibleSlice(WHOLE, 76, 0, 700)).toEqual({ from: 0, to: WHOLE });
});

test("of a long list only what is in view and a little around it is drawn", () => {
  const slice = visibleSlice(5000, 76, 76 * 1000, 760);
  expect(slice.from).toBeLessThanOrEqual(1000);
  expect(slice.to).toBeGreaterThanOrEqual(1010);
  expect(slice.to - slice.from).toBeLessThan(40);
});

test("the slice never reaches beyond the list", () => {
  expect(visibleSlice(100, 76, 76 * 99, 760)).toEqual({ from: 93, to: 100 });
});

test("rows that come in above keep the view still", () => {
  expect(anchoredScroll(run(10, 20), run(7, 20), 76, 160)).toBe(160 + 3 * 76);
});

test("rows that come in below change nothing", () => {
  expect(anchoredScroll(run(10, 20), run(10, 40), 76, 160)).toBeNull();
});

test("at the very top the list is left alone, so that what comes first is seen", () => {
  expect(anchoredScroll(run(10, 20), run(7, 20), 76, 0)).toBeNull();
});

test("when the row at the top is closed, the next one holds the view", () => {
  expect(anchoredScroll([1, 2, 3, 4], [1, 2, 4], 76, 152)).toBe(152 - 76);
});

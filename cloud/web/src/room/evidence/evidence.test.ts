import { expect, test } from "vitest";

import { likelihoodOf, percentOf, weighing } from "./evidence";

const piece = (code: string, weight: number) => ({ code, zh: code, en: code, weight, basis: "" });

test("the strongest evidence stands first and what did not count last", () => {
  const found = weighing([piece("prior", 0.1), piece("a", 1), piece("b", -4), piece("c", 0)]);
  expect(found.prior).toBe(0.1);
  expect(found.pieces.map(({ code, side, length }) => [code, side, length])).toEqual([
    ["b", "lowers", 1],
    ["a", "raises", 0.25],
    ["c", "aside", 0],
  ]);
});

test("an alarm that nobody has weighed has no bars", () => {
  expect(weighing([])).toEqual({ prior: null, pieces: [] });
});

test("nothing is said to be certain", () => {
  expect([0, 0.001, 0.42, 0.999, 1].map((each) => percentOf(each, "en"))).toEqual([
    "<1%",
    "<1%",
    "42%",
    ">99%",
    ">99%",
  ]);
});

test("the marks rise with the probability", () => {
  expect([0.01, 0.05, 0.3, 0.5, 0.95].map((each) => likelihoodOf(each).marks)).toEqual([1, 2, 3, 4, 5]);
});

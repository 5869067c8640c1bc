import { expect, test } from "vitest";

import { movesOf, needsWhy, partsIn } from "./api";

test("only a person's moves are offered", () => {
  expect(movesOf({ possible: ["retire", "hear", "put-in-service", "walk-test"] })).toEqual([
    "put-in-service",
    "retire",
  ]);
});

test("what is put in service with points missing needs a reason", () => {
  expect(needsWhy("put-in-service", { points_heard: 2, points_planned: 3 })).toBe(true);
  expect(needsWhy("put-in-service", { points_heard: 3, points_planned: 3 })).toBe(false);
  expect(needsWhy("suspend", { points_heard: 0, points_planned: 3 })).toBe(false);
});

test("failed parts are read from lines, commas and spaces", () => {
  expect(partsIn("gw-1/1-1，gw-1/1-2\ngw-1/1-1 ")).toEqual(["gw-1/1-1", "gw-1/1-2"]);
});

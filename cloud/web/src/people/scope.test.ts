import { expect, test } from "vitest";

import { differences, isWhole } from "./scope";

test("the region is everything", () => {
  expect(isWhole(["1501", "15"])).toBe(true);
  expect(isWhole(["1501"])).toBe(false);
});

test("of a change only what differs is told", () => {
  expect(differences({ name: "a", n: 1 }, { name: "b", n: 1, list: [1] })).toEqual([
    { key: "list", before: null, after: "[1]" },
    { key: "name", before: "a", after: "b" },
  ]);
  expect(differences(null, null)).toEqual([]);
});

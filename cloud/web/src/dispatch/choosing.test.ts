import { expect, test } from "vitest";

import { fitting, within } from "./choosing";

const option = (text: string, initials: string) => ({ key: text, text, detail: "", initials });
const TYPES = [option("建筑火灾", "jzhz"), option("居民住宅火灾", "jmzzhz"), option("高层建筑火灾", "gcjzhz")];

test.each([
  ["", ["建筑火灾", "居民住宅火灾", "高层建筑火灾"]],
  ["jz", ["建筑火灾", "居民住宅火灾", "高层建筑火灾"]],
  ["gcj", ["高层建筑火灾"]],
  ["住宅", ["居民住宅火灾"]],
  ["GCHZ", ["高层建筑火灾"]],
  ["x", []],
])("%s finds what it should, the best first", (typed, found) => {
  expect(fitting(TYPES, typed).map(({ text }) => text)).toEqual(found);
});

test("English is found by its words and by their beginnings", () => {
  const lifts = [option("people in a stuck lift", "dtkr"), option("gas leak", "rqxl")];
  expect(fitting(lifts, "stuck").map(({ key }) => key)).toEqual(["people in a stuck lift"]);
  expect(fitting(lifts, "gl").map(({ key }) => key)).toEqual(["gas leak"]);
});

test("letters keep their order", () => {
  expect(within("gcjzhz", "gjh")).toBe(true);
  expect(within("gcjzhz", "hg")).toBe(false);
  expect(within("gcjzhz", "")).toBe(false);
});

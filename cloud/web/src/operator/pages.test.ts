import { expect, test } from "vitest";

import { ENTRIES, GROUP_NAMES, groupOf, listedOf } from "./pages";

test("every listed page stands in one group, once", () => {
  const shown = GROUP_NAMES.flatMap((group) => listedOf(group, ENTRIES));
  expect(new Set(shown).size).toBe(shown.length);
  expect(new Set(shown)).toEqual(new Set(ENTRIES.filter(({ listed }) => listed)));
});

test("a page that is not listed belongs to the group of its name", () => {
  expect(groupOf("webhooks")).toBe("exchange");
  expect(listedOf("works", ENTRIES.filter(({ permission }) => permission === "view"))).toEqual([]);
});

test("no page hides behind one whose steps begin its address", () => {
  const path = ({ steps }: { steps: readonly string[] }) => `${steps.join("/")}/`;
  ENTRIES.forEach((entry, at) => {
    expect(ENTRIES.slice(0, at).filter((before) => path(entry).startsWith(path(before)))).toEqual([]);
  });
});

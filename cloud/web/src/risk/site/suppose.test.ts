import { expect, test } from "vitest";

import type { Happened } from "../api";
import { isNothing, NOTHING, openHazards, toggled } from "./suppose";

const hazard = (id: number | null, state: string): Happened => ({
  record: { kind: "hazard", id, day: null },
  at: 0,
  label: { zh: "", en: "" },
  text: "",
  state,
  grade: null,
  overdue: null,
});

test("only what is still open can be put right", () => {
  const rows = [hazard(1, "ordered"), hazard(2, "closed"), hazard(3, "withdrawn"), hazard(null, "found"), hazard(5, "reported")];
  expect(openHazards(rows).map(({ record }) => record.id)).toEqual([1, 5]);
});

test("ticking twice supposes nothing", () => {
  expect(toggled(toggled([1], 2), 2)).toEqual([1]);
  expect(isNothing(NOTHING)).toBe(true);
  expect(isNothing({ ...NOTHING, patrols: true })).toBe(false);
  expect(isNothing({ ...NOTHING, facts: { gas: null } })).toBe(false);
});

import { expect, test } from "vitest";

import { LARGEST_RATIO, nearest, supposed, weigh } from "./ahp";
import type { Group } from "./api";

/** The judgements over groups that ship, and what `models.safety_index` makes of them. */
const PAIRS = {
  "hazard:ground": 3, "hazard:force": 2, "hazard:warning": 2, "hazard:society": 2,
  "ground:force": 0.5, "ground:warning": 0.5, "ground:society": 0.5,
  "force:warning": 1, "force:society": 1, "warning:society": 1,
};
const CODES = ["hazard", "ground", "force", "warning", "society"];
const LABEL = { zh: "", en: "" };

const group = (code: string, marks: readonly (number | null)[]): Group => ({
  code,
  label: LABEL,
  weight: 0,
  score: null,
  ratio: 0,
  indicators: marks.map((mark, at) => ({
    code: `${code}${at}`, label: LABEL, unit: "", worst: 0, best: 100, value: mark, mark, weight: 0, judged: 0,
    by_entropy: null, source: LABEL, entered_by: null,
  })),
});

test("weights and consistency ratio are those of the centre", () => {
  const { weights, ratio } = weigh(CODES, PAIRS);
  expect(ratio).toBeCloseTo(0.0022232762550565355, 9);
  expect(weights.ground).toBeCloseTo(0.010689369964495416 + 0.018521367730666094 + 0.03437729838616815 * 2, 9);
  expect(Object.values(weights).reduce((sum, value) => sum + value, 0)).toBeCloseTo(1, 12);
});

test("judgements that go round in a circle contradict each other", () => {
  expect(weigh(["a", "b", "c"], { "a:b": 9, "b:c": 9, "c:a": 9 }).ratio).toBeGreaterThan(LARGEST_RATIO);
  const { ratio, weights } = weigh(["a", "b"], { "a:b": 4 });
  expect(ratio).toBe(0);
  expect(weights.a).toBeCloseTo(0.8, 9);
});

test("what is unknown leaves its weight to its group, and a group of which nothing is known has no index", () => {
  const judged = { groups: { "a:b": 1 }, a: { "a0:a1": 3 }, b: {} };
  expect(supposed([group("a", [100, null]), group("b", [50])], judged, 0).score).toBeCloseTo(75, 9);
  expect(supposed([group("a", [100, 0]), group("b", [50])], judged, 0).score).toBeCloseTo(62.5, 9);
  expect(supposed([group("a", [null]), group("b", [50])], judged, 0).score).toBeNull();
});

test("a judgement is shown at the nearest step of the scale", () => {
  expect(nearest(0.3333333)).toBe(1 / 3);
  expect(nearest(8)).toBe(9);
  expect(nearest(1)).toBe(1);
});

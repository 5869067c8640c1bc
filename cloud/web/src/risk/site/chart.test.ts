import { expect, test } from "vitest";

import type { Step } from "../api";
import { frameOf, marksOf, moveOf, pathOf, placed, stairs } from "./chart";

const DAY = 86_400_000;
const step = (id: number, day: number, index: number, before: number | null, more: Partial<Step> = {}): Step => ({
  id,
  at: day * DAY,
  cause: "night",
  index,
  index_before: before,
  band: "II",
  band_before: before === null ? null : "II",
  d90: 0.01,
  d365: 0.04,
  model: "1",
  moved_by: [],
  reasons: [],
  ...more,
});

test("higher is up, later is right", () => {
  const points = placed([{ at: 0, value: 0 }, { at: 10, value: 100 }], { width: 800, height: 200, floor: 0, top: 100 });
  expect(points).toEqual([[0, 200], [800, 0]]);
  expect(pathOf(points)).toBe("M0.0 200.0L800.0 0.0");
});

test("a score stands until the next one, and the last one until now", () => {
  expect(stairs([[0, 10], [40, 30]], 100)).toBe("M0.0 10.0H40.0V30.0H100");
  expect(stairs([], 100)).toBe("");
});

test("a night in which nothing moved has no mark; an event, a band and a jump have", () => {
  const steps = [
    step(1, 0, 80, null, { cause: "first" }),
    step(2, 30, 80.2, 80),
    step(3, 60, 74, 80.2),
    step(4, 90, 73.9, 74, { cause: "event" }),
    step(5, 120, 64.8, 65.1, { band: "III" }),
  ];
  expect(marksOf(steps, { from: 0, to: 120 * DAY }, 0.05).map(({ id }) => id)).toEqual([1, 3, 4, 5]);
});

test("of two that lie together the one that moved more is kept", () => {
  const steps = [step(1, 0, 80, null, { cause: "first" }), step(2, 50, 78, 80), step(3, 51, 60, 78)];
  expect(marksOf(steps, { from: 0, to: 100 * DAY }, 0.05).map(({ id }) => id)).toEqual([1, 3]);
  expect(steps.map(moveOf)).toEqual([0, -2, -18]);
});

test("a line of one day is given room, and a chance is drawn up to the end of its range", () => {
  const now = 100 * DAY;
  expect(frameOf([step(1, 99, 80, null)], now, "index", 0.2)).toEqual({ from: 70 * DAY, to: now, floor: 0, top: 100 });
  expect(frameOf([step(1, 99, 80, null)], now, "d365", 0.2).top).toBeCloseTo(0.22, 9);
});

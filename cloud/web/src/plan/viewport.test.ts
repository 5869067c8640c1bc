import { expect, test } from "vitest";

import { bounded, fit, next, toPlan, toScreen, worded, zoomed } from "./viewport";

const PLAN = { width: 18, height: 8 };
const CANVAS = { width: 900, height: 400 };

test("the whole plan is seen, in the middle, with y upwards", () => {
  const view = fit(PLAN, CANVAS);
  expect(toScreen(view, CANVAS, 9, 4)).toEqual({ x: 450, y: 200 });
  const [low, high] = [toScreen(view, CANVAS, 0, 0), toScreen(view, CANVAS, 18, 8)];
  expect(low.y).toBeGreaterThan(high.y);
  for (const { x, y } of [low, high]) {
    expect(x > 0 && x < 900 && y > 0 && y < 400).toBe(true);
  }
});

test("what is under the pointer stays there while one comes closer", () => {
  const before = fit(PLAN, CANVAS);
  const spot = toPlan(before, CANVAS, 200, 100);
  const at = toScreen(zoomed(before, CANVAS, 3, 200, 100), CANVAS, spot.x, spot.y);
  expect(at.x).toBeCloseTo(200);
  expect(at.y).toBeCloseTo(100);
});

test("one cannot lose the plan: not by distance, not by dragging it away", () => {
  const whole = fit(PLAN, CANVAS);
  expect(bounded({ x: 500, y: -3, scale: 0.001 }, PLAN, CANVAS)).toEqual(whole);
  const near = bounded({ x: 500, y: -3, scale: 1e9 }, PLAN, CANVAS);
  expect([near.x, near.y]).toEqual([18, 0]);
  expect(near.scale).toBeLessThan(whole.scale * 100);
});

test("arrows go to the device that lies next that way, and stay where none does", () => {
  const spots = [
    [1, 1],
    [5, 1.2],
    [9, 1],
    [5, 7],
  ] as const;
  expect(next(spots, 0, "ArrowRight")).toBe(1);
  expect(next(spots, 1, "ArrowRight")).toBe(2);
  expect(next(spots, 1, "ArrowUp")).toBe(3);
  expect(next(spots, 0, "ArrowLeft")).toBe(-1);
  expect(next([], 0, "ArrowLeft")).toBe(-1);
});

test("of words that would lie over each other the most urgent stays", () => {
  const marks = [
    { x: 0, y: 0, rank: 3 },
    { x: 20, y: 5, rank: -1 },
    { x: 200, y: 0, rank: 3 },
    { x: 21, y: 6, rank: null },
  ];
  expect([...worded(marks)].sort()).toEqual([1, 2]);
});

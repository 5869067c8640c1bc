import { expect, test } from "vitest";

import type { AreaFigures } from "../api";
import { apart } from "./apart";
import { classOf, METRIC_TABLE } from "./metrics";
import { outlines, signedArea, thinned, type Ring } from "./rings";
import { SEATS } from "./seats";

const figures = (changed: Partial<AreaFigures>) => changed as AreaFigures;

test("the best class is the one that needs nobody", () => {
  expect(classOf("online", figures({ online_rate: 1 }))).toBe(0);
  expect(classOf("online", figures({ online_rate: 0.98 }))).toBe(1);
  expect(classOf("online", figures({ online_rate: 0.2 }))).toBe(4);
  expect(classOf("letters", figures({ dead_letters: 0 }))).toBe(0);
  expect(classOf("letters", figures({ dead_letters: 5000 }))).toBe(4);
});

test("what nobody knows has no class", () => {
  expect(classOf("lag", figures({ lag_p99_ms: null }))).toBeNull();
  expect(classOf("lag", undefined)).toBeNull();
});

test("the bounds of every metric run from good to bad", () => {
  for (const { bounds, more } of Object.values(METRIC_TABLE)) {
    const sorted = [...bounds].sort((a, b) => (more ? b - a : a - b));
    expect([...bounds]).toEqual(sorted);
  }
});

test("circles on one spot part until none covers another", () => {
  const moved = apart(
    Array.from({ length: 9 }, (_, at) => ({ id: String(at), x: 100, y: 100, r: 12 })),
    400,
    400,
  );
  for (const [at, a] of moved.entries()) {
    for (const b of moved.slice(at + 1)) {
      expect(Math.hypot(a.x - b.x, a.y - b.y)).toBeGreaterThan(a.r + b.r + 12);
    }
  }
});

test("circles apart already stay where they are", () => {
  const circles = [
    { id: "a", x: 20, y: 20, r: 5 },
    { id: "b", x: 80, y: 20, r: 5 },
  ];
  expect(apart(circles, 100, 100)).toEqual(circles);
});

test("thinning keeps corners and drops what lies on a line", () => {
  const square: Ring = [
    [0, 0],
    [0.5, 0],
    [1, 0],
    [1, 1],
    [0.5, 1.001],
    [0, 1],
    [0, 0],
  ];
  expect(thinned(square, 0.01)).toEqual([
    [0, 0],
    [1, 0],
    [1, 1],
    [0, 1],
    [0, 0],
  ]);
});

test("every outline runs with the clock", () => {
  const against: Ring = [
    [0, 0],
    [1, 0],
    [1, 1],
    [0, 0],
  ];
  expect(signedArea(against)).toBeGreaterThan(0);
  const ring = outlines([against]).coordinates[0]?.[0] as Ring;
  expect(signedArea(ring)).toBeLessThan(0);
});

test("every county has a seat", () => {
  expect(Object.keys(SEATS)).toHaveLength(103);
});

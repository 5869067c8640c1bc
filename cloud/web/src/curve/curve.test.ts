import { expect, test } from "vitest";

import type { CurvePoint } from "../api/types";
import { alarm } from "../testing/samples";
import { appended, columnsOf, noColumns, summary, yRange } from "./columns";
import { marksOf } from "./marks";
import { isDrawn, quantityRank } from "./spans";

const point = (second: number, mean: number | null): CurvePoint => [second * 1000, mean, mean, mean, "good"];
const reading = (second: number, value: number) => ({
  analog_type: 128,
  ts: second * 1000,
  value,
  quality: "good" as const,
});

test("a gap in time is a gap in the line", () => {
  const columns = columnsOf([point(0, 1), point(5, 1), point(10, 1), point(60, 1), point(65, 1)]);
  expect(columns.mean).toEqual([1, 1, 1, null, 1, 1]);
});

test("samples at their usual distance are joined", () => {
  expect(columnsOf([point(0, 1), point(5, 2), point(11, 3)]).mean).toEqual([1, 2, 3]);
});

test("a live reading is put at the end, once", () => {
  const first = appended(columnsOf([point(0, 1)]), reading(5, 2));
  expect(first.mean).toEqual([1, 2]);
  expect(appended(first, reading(5, 2))).toBe(first);
  expect(appended(first, reading(3, 9))).toBe(first);
});

test("a live curve does not grow for ever", () => {
  let columns = noColumns();
  for (let second = 1; second <= 6200; second += 1) columns = appended(columns, reading(second, 1));
  expect(columns.seconds.length).toBeLessThanOrEqual(6001);
});

test("the summary says what is in view, and nothing when nothing is", () => {
  const columns = columnsOf([point(0, 9), point(5, 1), point(10, 3)]);
  expect(summary(columns, 4)).toEqual({ min: 1, max: 3, last: 3 });
  expect(summary(columns, 11)).toBeNull();
});

test("the scale starts at zero where that wastes little", () => {
  expect(yRange(0.1, 4)[0]).toBe(0);
  expect(yRange(20, 22)[0]).toBeGreaterThan(18);
  expect(yRange(null, null)).toEqual([0, 1]);
});

test("alarms of the part stand on its curve, by the gateway's time when its clock is believed", () => {
  const mine = { gateway: "gw-1", part: "a" };
  const marks = marksOf(
    [
      alarm({ id: 1, ...mine, ts_gateway: 7000, raised_at: 9000, cleared_at: 20_000 }),
      alarm({ id: 2, ...mine, ts_gateway: 1000, raised_at: 9500, clock_synced: false }),
      alarm({ id: 3, gateway: "gw-1", part: "b" }),
    ],
    "gw-1",
    "a",
  );
  expect(marks.map((mark) => [mark.second, mark.edge])).toEqual([
    [7, "raised"],
    [9.5, "raised"],
    [20, "cleared"],
  ]);
});

test("what is measured of the room comes first and is drawn, what is of the device comes last and is not", () => {
  expect([131, 8, 128, 132, 3, 9].sort((a, b) => quantityRank(a) - quantityRank(b))).toEqual([
    128, 3, 9, 131, 8, 132,
  ]);
  expect([131, 132, 8, 128, 129, 200].map(isDrawn)).toEqual([false, false, false, true, true, true]);
});

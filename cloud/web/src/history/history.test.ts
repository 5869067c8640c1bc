import { expect, test } from "vitest";

import type { CurveHistory, EventCounts, HistoryEvent } from "./api";
import { daysOf, firstDay, moved } from "./calendar";
import { columnsOf, gapsIn, rowsOf, summaryOf } from "./columns";
import { csvOf, stampOf } from "./csv";
import { askFor, STEPS, stepFor } from "./levels";
import { clustered, marksOf, placed, type Mark } from "./marks";
import { asked, bounded, DAY_MS, fieldOf, LEAST_MS, midnight, momentOf, MOST_MS, NAMED, panned, zoomed } from "./span";

const NOW = Date.UTC(2026, 10, 29, 13, 0, 0);
const HOUR = 3_600_000;

const curve = (over: Partial<CurveHistory> = {}): CurveHistory => ({
  analog_type: 128,
  unit: "%/m",
  start: 0,
  end: 100_000,
  now: NOW,
  width_ms: 10_000,
  kept_from: 0,
  tiers: [],
  expected_ms: 30_000,
  gaps: [[20_000, 70_000]],
  at: [0, 10_000, 70_000, 80_000],
  minimum: [1, 1, 2, 0],
  mean: [1, 2, 3, 1],
  maximum: [1, 4, 4, 9],
  last: [1, 2, 4, null],
  samples: [1, 3, 2, 2],
  quality: ["good", "uncertain", "good", "good"],
  ...over,
});

const event = (over: Partial<HistoryEvent> = {}): HistoryEvent => ({
  ...{ id: 1, at: 0, gateway: "g", part: "p", kind: "fault", active: true, text: "" },
  ...{ device: { zh: "", en: "" }, place: { zh: "", en: "" }, ts_gateway: 0, ts_cloud: 0, clock_doubtful: false },
  ...over,
});

test("an address that says nothing asks for the day until now", () => {
  expect(asked({}, NOW)).toEqual({ span: { from: NOW - DAY_MS, to: NOW }, name: "day" });
  expect(asked({ span: "year" }, NOW).span.from).toBe(NOW - NAMED.year);
  expect(asked({ span: "aeon", from: "5", to: "x" }, NOW).name).toBe("day");
});

test("a free span is taken as it stands", () => {
  const span = { from: NOW - 2 * HOUR, to: NOW - HOUR };
  expect(asked({ from: String(span.from), to: String(span.to) }, NOW)).toEqual({ span, name: null });
});

test("no span reaches into the future, none is too narrow or too wide", () => {
  expect(bounded({ from: NOW - HOUR, to: NOW + HOUR }, NOW)).toEqual({ from: NOW - 2 * HOUR, to: NOW });
  expect(bounded({ from: NOW - 1, to: NOW }, NOW).from).toBe(NOW - LEAST_MS);
  const widest = bounded({ from: 0, to: NOW }, NOW);
  expect(widest.to - widest.from).toBe(MOST_MS);
});

test("zooming leaves the moment under the pointer where it is", () => {
  const span = { from: NOW - 10 * HOUR, to: NOW };
  const around = NOW - 8 * HOUR;
  const closer = zoomed(span, 0.5, around, NOW);
  expect(closer.to - closer.from).toBe(5 * HOUR);
  expect((around - closer.from) / 5).toBe((around - span.from) / 10);
});

test("moving keeps the width, and ends at the present", () => {
  const span = { from: NOW - 10 * HOUR, to: NOW - HOUR };
  expect(panned(span, -HOUR, NOW)).toEqual({ from: NOW - 11 * HOUR, to: NOW - 2 * HOUR });
  expect(panned(span, 5 * HOUR, NOW)).toEqual({ from: NOW - 9 * HOUR, to: NOW });
});

test("dates are typed and read in the building's zone", () => {
  expect(fieldOf(NOW)).toBe("2026-11-29T21:00");
  expect(momentOf("2026-11-29T21:00")).toBe(NOW);
  expect(momentOf("soon")).toBeNull();
  expect(midnight(NOW)).toBe(Date.UTC(2026, 10, 28, 16));
});

test("every step is a whole number of the ones that data is kept in", () => {
  expect(STEPS.filter((step) => step >= 60_000 && step % 60_000 !== 0)).toEqual([]);
  expect(stepFor(NAMED.hour, 600)).toBe(10_000);
  expect(stepFor(NAMED.year, 730)).toBe(12 * HOUR);
  expect(stepFor(1e15, 10)).toBe(7 * DAY_MS);
});

test("what is asked for holds as much again on both sides, and nothing of the future", () => {
  const shown = { from: NOW - 3 * DAY_MS, to: NOW - 2 * DAY_MS };
  const ask = askFor(shown, 1200, NOW, null);
  expect(ask.from).toBeLessThanOrEqual(shown.from - DAY_MS);
  expect(ask.to).toBeGreaterThanOrEqual(shown.to + DAY_MS);
  expect(ask.from % ask.step).toBe(0);
  expect((ask.to - ask.from) / ask.step).toBeLessThan(3 * 700 + 3);
  expect(askFor({ from: NOW - DAY_MS, to: NOW }, 1200, NOW, null).to - NOW).toBeLessThanOrEqual(ask.step);
});

test("moving within what is held asks for nothing", () => {
  const shown = { from: NOW - 3 * DAY_MS, to: NOW - 2 * DAY_MS };
  const held = askFor(shown, 1200, NOW, null);
  expect(askFor(panned(shown, DAY_MS / 2, NOW), 1200, NOW, held)).toBe(held);
  expect(askFor(panned(shown, -2 * DAY_MS, NOW), 1200, NOW, held)).not.toBe(held);
  expect(askFor(zoomed(shown, 0.1, NOW - 2.5 * DAY_MS, NOW), 1200, NOW, held).step).toBeLessThan(held.step);
});

test("no line crosses a gap", () => {
  const columns = columnsOf(curve());
  expect(columns.seconds).toEqual([0, 10, 45, 70, 80]);
  expect(columns.mean).toEqual([1, 2, null, 3, 1]);
  expect(columns.doubtful).toEqual([false, true, false, false, false]);
});

test("a silence before the first sample needs no point of its own", () => {
  expect(columnsOf(curve({ gaps: [[-9000, 0]] })).mean).toEqual([1, 2, 3, 1]);
  expect(columnsOf(curve({ at: [], gaps: [[0, 9]] })).seconds).toEqual([]);
});

test("the table says what the curve shows, and where nothing was told", () => {
  const rows = rowsOf(curve(), { from: 5000, to: 75_000 });
  expect(rows.map(({ from, until }) => [from, until])).toEqual([
    [10_000, null],
    [20_000, 70_000],
    [70_000, null],
  ]);
  expect(gapsIn(curve(), { from: 30_000, to: 40_000 })).toEqual([[30_000, 40_000]]);
});

test("the summary weighs every sample once", () => {
  expect(summaryOf(curve(), { from: 0, to: 100_000 })).toEqual({ min: 0, max: 9, mean: 15 / 8, last: 1, samples: 8 });
  expect(summaryOf(curve(), { from: 30_000, to: 60_000 })).toBeNull();
});

const counts: EventCounts = {
  ...{ start: 0, end: 4 * DAY_MS, width_ms: DAY_MS, total: 9, kept_from: 0 },
  kinds: [
    { kind: "fire", counts: [0, 1, 0, 0] },
    { kind: "fault", counts: [2, 0, 0, 6] },
  ],
};

test("where events are too many they are counted, but every fire is told by itself", () => {
  const fire = event({ kind: "fire", at: DAY_MS + 5 });
  const marks = marksOf([], counts, [fire]);
  expect(marks.map(({ kind, count }) => [kind, count])).toEqual([
    ["fault", 2],
    ["fault", 6],
    ["fire", 1],
  ]);
  expect(marks.at(-1)?.ms).toBe(DAY_MS + 5);
  expect(marksOf([event()], null, [])).toHaveLength(1);
});

const place = (marks: Mark[], rows = 2) =>
  placed(
    marks,
    (ms) => ms,
    { left: 0, right: 1000, fireRows: 2, otherRows: rows },
    (mark) => (mark.count > 1 ? `${mark.kind} ×${mark.count}` : mark.kind),
    (text) => text.length * 10,
  );
const mark = (ms: number, kind: string): Mark => ({ ms, kind, edge: "came", count: 1, doubtful: false });

test("fire stands in the first row whatever happened around it", () => {
  const found = place([mark(100, "fault"), mark(101, "fault"), mark(102, "fire"), mark(103, "fault")]);
  expect(found[0]).toMatchObject({ mark: { kind: "fire" }, row: 0, text: "fire" });
  expect(found.slice(1).every(({ row }) => row >= 2)).toBe(true);
});

test("of the fire class fire speaks first, and what came before what went", () => {
  const went: Mark = { ...mark(101, "fire"), edge: "went" };
  const found = place([mark(99, "pre-alarm"), mark(100, "early-warning"), went, mark(102, "fire")]);
  expect(found.map((each) => [each.mark.ms, each.text])).toEqual([
    [102, "fire"],
    [101, "fire"],
    [100, ""],
    [99, ""],
  ]);
});

test("where marks crowd those of a kind are counted, and fires are not", () => {
  const crowd = Array.from({ length: 90 }, (_, at) => mark(at * 10, at % 30 === 0 ? "fire" : "fault"));
  const found = place(crowd);
  expect(found.filter((each) => each.mark.kind === "fire")).toHaveLength(3);
  const faults = found.filter((each) => each.mark.kind === "fault");
  expect(faults.length).toBeLessThan(15);
  expect(faults.reduce((sum, each) => sum + each.mark.count, 0)).toBe(87);
});

test("pieces in which marks are counted lie still while the span is moved", () => {
  const marks = [mark(85, "fault"), mark(95, "fault"), mark(99, "fault")];
  expect(clustered(marks, 90).map(({ ms, count }) => [ms, count])).toEqual([
    [85, 1],
    [95, 2],
  ]);
});

test("words that have no room are left out, their mark is not", () => {
  const found = place([mark(100, "fault"), mark(101, "fault"), mark(102, "fault"), mark(400, "fault")]);
  expect(found.map(({ text }) => text)).toEqual(["fault", "fault", "", "fault"]);
});

test("words at the right edge stand to the left of their mark", () => {
  const [found] = place([mark(990, "fault")]);
  expect(found?.left).toBeLessThan(990);
});

test("a table for a spreadsheet holds no formula and no broken line", () => {
  expect(csvOf(["a", "b"], [["=1+1", 'x,"y"'], [null, 1.5]])).toBe('\uFEFFa,b\r\n\'=1+1,"x,""y"""\r\n,1.5\r\n');
  expect(stampOf(NOW)).toBe("2026-11-29 21:00:00+08:00");
});

test("a calendar begins on a Monday and ends with this week", () => {
  const first = firstDay(NOW);
  expect(new Date(first + 8 * HOUR).getUTCDay()).toBe(1);
  const weeks = (midnight(NOW) - first) / DAY_MS / 7;
  expect(Math.floor(weeks)).toBe(52);
});

test("a day says what happened on it, and how it compares", () => {
  const days = daysOf(counts, null);
  expect(days.map(({ total, level }) => [total, level])).toEqual([
    [2, 2],
    [1, 1],
    [0, 0],
    [6, 4],
  ]);
  expect(days[1]?.kinds).toEqual([{ kind: "fire", count: 1 }]);
  expect(daysOf(counts, "fire").map(({ total }) => total)).toEqual([0, 1, 0, 0]);
});

test("arrow keys walk the days, and stop at the ends", () => {
  expect(moved(10, "ArrowRight", 371)).toBe(17);
  expect(moved(10, "ArrowUp", 371)).toBe(9);
  expect(moved(3, "ArrowLeft", 371)).toBe(0);
  expect(moved(3, "Enter", 371)).toBeNull();
});

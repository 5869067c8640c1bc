import { expect, test } from "vitest";

import type { OnDuty, Shift } from "./api";
import { addDays, daysOf, rowsOf, shiftsOn, startOf, turned } from "./days";

const person = (account_id: number, name: string): OnDuty => ({
  account_id,
  name,
  seat_id: null,
  leader: false,
  certified: true,
  grade: "intermediate",
  stands_in_for: null,
  reason: "",
});
const shift = (id: number, day: string, hour: number, people: OnDuty[]): Shift => ({
  id,
  room_id: 1,
  name: hour < 12 ? "白班" : "夜班",
  team: "",
  start_at: startOf(day) + hour * 3_600_000,
  end_at: startOf(day) + (hour + 12) * 3_600_000,
  by_pattern: true,
  people,
});

test("a week begins on Monday, a month has all its days", () => {
  expect(daysOf("2026-11-29", "week")).toEqual([23, 24, 25, 26, 27, 28, 29].map((day) => `2026-11-${String(day)}`));
  expect(daysOf("2028-02-10", "month")).toHaveLength(29);
  expect(turned("2026-01-31", "month", true)).toBe("2026-02-01");
  expect(turned("2026-01-31", "month", false)).toBe("2025-12-31");
  expect(addDays("2026-12-31", 1)).toBe("2027-01-01");
});

test("a night shift stands on the day on which it begins", () => {
  const night = shift(1, "2026-11-28", 20, []);
  expect(shiftsOn([night], "2026-11-28")).toEqual([night]);
  expect(shiftsOn([night], "2026-11-29")).toEqual([]);
});

test("everybody has a row with their shifts day by day", () => {
  const days = ["2026-11-28", "2026-11-29"];
  const rows = rowsOf([shift(1, "2026-11-28", 8, [person(1, "甲"), person(2, "乙")]), shift(2, "2026-11-29", 20, [person(1, "甲")])], days);
  expect(rows.map(({ name, cells }) => [name, cells.map((each) => each.map((cell) => cell.shift.id))])).toEqual([
    ["甲", [[1], [2]]],
    ["乙", [[1], []]],
  ]);
});

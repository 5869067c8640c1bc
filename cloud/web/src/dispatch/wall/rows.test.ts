import { expect, test } from "vitest";

import { incident, unit } from "../samples";
import type { Order } from "../api";
import { drift, latestOrders, loadOf, turnOf } from "./rows";

const order = (id: number, at: number, arrived_at: number | null = null): Order => ({
  id,
  unit_id: id,
  unit: `车${id}`,
  station: "一站",
  state: "ordered",
  state_name: { zh: "已下令", en: "ordered" },
  automatic: false,
  at,
  by: null,
  arrival_s: 60,
  error_s: null,
  why: { zh: "", en: "" },
  reverse_until: null,
  accepted_at: null,
  arrived_at,
  ended_at: null,
  ending: null,
  end_reason: "",
});

test("the newest orders come first, whatever their incident", () => {
  const rows = [incident(1, { orders: [order(1, 10), order(2, 30)] }), incident(2, { orders: [order(3, 20)] })];
  expect(latestOrders(rows, 2).map(({ order: { id } }) => id)).toEqual([2, 3]);
});

test("the load counts who comes and who is there", () => {
  const rows = [incident(1, { state: "under-way", orders: [order(1, 10, 20), order(2, 10)] }), incident(2)];
  expect(loadOf(rows, [unit(1), unit(2, { ready: false }), unit(3, { retired: true })])).toEqual({
    open: 2,
    waiting: 1,
    ordered: 1,
    there: 1,
    ready: 1,
    units: 2,
  });
});

test("the wall moves within its circle and comes back", () => {
  const places = Array.from({ length: 12 }, (_, minute) => drift(minute * 60_000, 6));
  expect(new Set(places.map(({ x, y }) => `${x},${y}`)).size).toBe(12);
  expect(drift(12 * 60_000, 6)).toEqual(places[0]);
  expect(places.every(({ x, y }) => Math.hypot(x, y) <= 7)).toBe(true);
});

test("a long list is shown in turns, and all of it is", () => {
  const rows = [1, 2, 3, 4, 5];
  const seen = [0, 1, 2].flatMap((turn) => turnOf(rows, 2, turn * 100, 100).rows);
  expect(seen).toEqual(rows);
  expect(turnOf([], 2, 0, 100)).toEqual({ rows: [], page: 0, pages: 1 });
});

import { expect, test } from "vitest";

import { alarm } from "../../testing/samples";
import { listed, LISTS, STALE_MS } from "./lists";

const NOW = 2 * STALE_MS;
const ALARMS = [
  alarm({ id: 1, raised_at: NOW }),
  alarm({ id: 2, raised_at: NOW, state: "acknowledged" }),
  alarm({ id: 3, raised_at: NOW - STALE_MS, state: "acknowledged", level: "cleared" }),
  alarm({ id: 4, raised_at: NOW, timed_out_at: NOW }),
  alarm({ id: 5, raised_at: NOW, timed_out_at: NOW, state: "verified", level: "cleared" }),
  alarm({ id: 6, raised_at: NOW, chatter: true }),
  alarm({ id: 7, raised_at: NOW, consequence_of: 1 }),
  alarm({ id: 8, raised_at: NOW, maintenance_id: 3, outcome: "test", state: "verified", level: "cleared" }),
  alarm({ id: 9, raised_at: NOW, maintenance_id: 3, outcome: "real" }),
];

test("every list holds what the centre's list of that name holds", () => {
  const found = Object.fromEntries(LISTS.map((name) => [name, listed(name, ALARMS, NOW).map(({ id }) => id)]));
  expect(found).toEqual({
    timed_out: [4],
    standing: [2],
    stale: [3],
    chattering: [6],
    consequences: [7],
    logged: [8],
  });
});

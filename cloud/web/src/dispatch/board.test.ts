import { expect, test } from "vitest";

import type { Incident, Unit } from "./api";
import { EMPTY, isStale, ordered, strengths, withIncident, withSnapshot, withUnit } from "./board";
import { incident, unit } from "./samples";

const one = (rows: ReadonlyMap<number, unknown>, id: number) => rows.get(id);

test("a late telling never takes the place of a newer one", () => {
  const board = withIncident(EMPTY, incident(1, { version: 5, grade: 3 }));
  expect(withIncident(board, incident(1, { version: 4, grade: 2 }))).toBe(board);
  expect((one(withIncident(board, incident(1, { version: 6, grade: 4 })).incidents, 1) as Incident).grade).toBe(4);
});

test("what is closed or merged leaves the board", () => {
  const board = withIncident(EMPTY, incident(1));
  expect(withIncident(board, incident(1, { version: 2, state: "closed" })).incidents.size).toBe(0);
  expect(withIncident(EMPTY, incident(1, { state: "merged" })).incidents.size).toBe(0);
});

test("a unit's state moves on while its newer position is kept", () => {
  const place = (at: number) => ({ latitude: 40, longitude: 111, speed_kmh: 0, at, stale: false });
  const board = withUnit(EMPTY, unit(1, { position: place(200) }));
  const after = withUnit(board, unit(1, { version: 2, state: "on-scene", position: place(100) }));
  const held = one(after.units, 1) as Unit;
  expect(held.state).toBe("on-scene");
  expect(held.position?.at).toBe(200);
});

test("a snapshot that the stream has overtaken keeps what is newer", () => {
  const board = withIncident(EMPTY, incident(1, { version: 7, grade: 4 }));
  const fresh = withSnapshot(board, { incidents: [incident(1, { version: 6, grade: 2 }), incident(2)], units: [], stations: [] });
  expect((one(fresh.incidents, 1) as Incident).grade).toBe(4);
  expect(fresh.incidents.size).toBe(2);
});

test("a snapshot forgets what is no more", () => {
  const board = withIncident(EMPTY, incident(1));
  expect(withSnapshot(board, { incidents: [], units: [], stations: [] }).incidents.size).toBe(0);
});

test("who waits for a person comes first, then what nobody was sent to, then the graver", () => {
  const rows = [
    incident(1, { state: "under-way", grade: 5 }),
    incident(2, { grade: 1 }),
    incident(3, { grade: 1, ask_until: 9 }),
    incident(4, { grade: 2, opened_at: 1 }),
  ];
  expect(ordered(rows).map(({ id }) => id)).toEqual([3, 4, 2, 1]);
});

test("a station's strength counts what stands there and can be sent", () => {
  const units = [
    unit(1),
    unit(2, { ready: false, state: "resting" }),
    unit(3, { state: "on-scene", ready: false }),
    unit(4, { retired: true }),
    unit(5, { base_id: 2, state: "standing-by" }),
  ];
  expect(strengths(units).get(1)).toEqual({ ready: 1, all: 3, out: 1 });
  expect(strengths(units).get(2)).toEqual({ ready: 1, all: 1, out: 0 });
});

test("a position that has grown old since it was told is not sure", () => {
  const position = { latitude: 40, longitude: 111, speed_kmh: 0, at: 1_000, stale: false };
  expect(isStale(position, 31_000, 30)).toBe(false);
  expect(isStale(position, 31_001, 30)).toBe(true);
  expect(isStale({ ...position, stale: true }, 1_000, 30)).toBe(true);
});

import { expect, test } from "vitest";

import type { Alarm } from "../api/types";
import { ranksOf } from "../state/ordering";
import { partKey } from "../state/store";
import { alarm, gateway, part } from "../testing/samples";
import type { Floor } from "./api";
import { alarmsByPart, floorByItself, markOf, stateOfFloor } from "./marks";
import { pathOf, shapeOf } from "./deviceIcons";

const RANKS = ranksOf(
  ["fire", "early-warning", "pre-alarm", "linkage", "supervisory", "fault"].map((kind, rank) => ({
    kind,
    rank,
    zh: kind,
    en: kind,
    alarm: true,
  })),
);
const HERE = part();

function floor(id: number, level: number, parts: string[]): Floor {
  const points = parts.map((name) => ({
    gateway: HERE.gateway,
    part: name,
    name,
    component_type: { code: 42, zh: "", en: "" },
    room_id: null,
    x_m: 1,
    y_m: 1,
    approximate: false,
    version: 1,
  }));
  return { id, level, name: "", width_m: 10, depth_m: 10, plan: null, rooms: [], points };
}

const world = (over: { parts?: (typeof HERE)[]; phase?: "live" | "lost" } = {}) => ({
  alarms: new Map<number, Alarm>(),
  parts: new Map((over.parts ?? [HERE]).map((each) => [partKey(each), each])),
  gateways: new Map([[HERE.gateway, gateway()]]),
  phase: over.phase ?? "live",
  now: 2000,
});

test("a fault does not hide the fire of the same part, and the first fire is marked", () => {
  const fire = alarm({ id: 7, kind: "fire", part: HERE.part });
  const fault = alarm({ id: 8, kind: "fault", part: HERE.part });
  const mark = markOf(HERE, world(), alarmsByPart([fire, fault]), fire, RANKS);
  expect(mark).toMatchObject({ kind: "fire", first: true, sure: true });
  expect(mark.alarm?.id).toBe(7);
});

test("a part that reports a kind is shown so before an alarm of it has come", () => {
  const told = part({ active: ["fault", "fire"] });
  expect(markOf(told, world({ parts: [told] }), new Map(), null, RANKS)).toMatchObject({
    kind: "fire",
    alarm: null,
    first: false,
  });
});

test("what the page cannot know it does not call normal", () => {
  expect(markOf(HERE, world({ phase: "lost" }), new Map(), null, RANKS).sure).toBe(false);
  expect(markOf(HERE, world({ parts: [] }), new Map(), null, RANKS)).toMatchObject({ sure: false, unheard: true });
});

test("a floor says what stands highest on it, on how many parts, and whether the first fire is there", () => {
  const fire = alarm({ id: 7, kind: "fire", part: "a" });
  const byPart = alarmsByPart([fire, alarm({ id: 9, kind: "fault", part: "b" }), alarm({ id: 10, kind: "fault", part: "a" })]);
  expect(stateOfFloor(floor(1, 1, ["a", "b", "c"]), byPart, fire, RANKS)).toEqual({ kind: "fire", count: 2, first: true });
  expect(stateOfFloor(floor(2, 2, ["b"]), byPart, fire, RANKS)).toEqual({ kind: "fault", count: 1, first: false });
  expect(stateOfFloor(floor(3, 3, []), byPart, fire, RANKS)).toEqual({ kind: null, count: 0, first: false });
});

test("by itself the first fire's floor is shown, else the ground floor, else the lowest", () => {
  const floors = [floor(1, -1, []), floor(2, 1, []), floor(3, 2, ["a"])];
  expect(floorByItself(floors, alarm({ part: "a" }))?.id).toBe(3);
  expect(floorByItself(floors, alarm({ part: "elsewhere" }))?.id).toBe(2);
  expect(floorByItself(floors, null)?.id).toBe(2);
  expect(floorByItself([floor(9, 4, [])], null)?.id).toBe(9);
  expect(floorByItself([], null)).toBeUndefined();
});

test("every code has a drawing, and those that a person must tell apart have their own", () => {
  for (let code = 0; code < 256; code += 1) expect(pathOf(code)).not.toBe("");
  expect([23, 31, 42, 51, 91, 102, 111, 121, 200].map(shapeOf)).toEqual([
    "button",
    "heat",
    "smoke",
    "composite",
    "pump",
    "door",
    "fan",
    "sounder",
    "other",
  ]);
});

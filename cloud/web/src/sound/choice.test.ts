import { expect, test } from "vitest";

import { alarm } from "../testing/samples";
import { ringsOf, silencing, soundFor, type Ring } from "./choice";

const nothing = new Map<string, number>();

test("the most urgent alarm decides the sound", () => {
  const open = [
    alarm({ id: 1, kind: "fault" }),
    alarm({ id: 2, kind: "fire" }),
    alarm({ id: 3, kind: "linkage" }),
  ];
  expect(soundFor(ringsOf(open), nothing)).toBe("fire");
});

test("each class has a sound of its own", () => {
  const sounds = ["fire", "pre-alarm", "supervisory", "device-offline"].map((kind) =>
    soundFor(ringsOf([alarm({ kind })]), nothing),
  );
  expect(new Set(sounds).size).toBe(4);
});

test("acknowledging silences, though the device still alarms", () => {
  expect(soundFor(ringsOf([alarm({ state: "acknowledged", level: "active" })]), nothing)).toBeNull();
});

test("a raised alarm sounds on after its signal is gone: somebody must have seen it", () => {
  expect(soundFor(ringsOf([alarm({ level: "cleared" })]), nothing)).toBe("fire");
});

test("silencing holds for what sounded, and not for what comes next", () => {
  const first = alarm({ id: 1 });
  const silenced = silencing(ringsOf([first]));
  expect(soundFor(ringsOf([first]), silenced)).toBeNull();
  expect(soundFor(ringsOf([first, alarm({ id: 2 })]), silenced)).toBe("fire");
});

test("an alarm that comes back sounds again", () => {
  const silenced = silencing(ringsOf([alarm({ id: 1, occurrences: 1 })]));
  expect(soundFor(ringsOf([alarm({ id: 1, occurrences: 2 })]), silenced)).toBe("fire");
});

test("tests and disabled parts are seen, not heard; a kind nobody knows is heard", () => {
  expect(soundFor(ringsOf([alarm({ kind: "test" }), alarm({ kind: "disabled" })]), nothing)).toBeNull();
  expect(soundFor(ringsOf([alarm({ kind: "new-in-2030" })]), nothing)).toBe("fault");
});

test("what follows from an open alarm does not sound by itself, but a fire always does", () => {
  const cause = alarm({ id: 1, kind: "fire", state: "acknowledged" });
  const pump = alarm({ id: 2, kind: "linkage", consequence_of: 1 });
  expect(soundFor(ringsOf([cause, pump]), nothing)).toBeNull();
  expect(soundFor(ringsOf([pump]), nothing)).toBe("supervisory");
  expect(soundFor(ringsOf([cause, alarm({ id: 3, kind: "fire", consequence_of: 1 })]), nothing)).toBe("fire");
});

test("what rings of a kind is silenced until something new of it rings, not when the newest is seen to", () => {
  const fires = (turn: number): Ring[] => [{ key: "fire", turn, sound: "fire" }];
  const silenced = silencing(fires(2000));
  expect([1000, 2000, 3000].map((turn) => soundFor(fires(turn), silenced))).toEqual([null, null, "fire"]);
});

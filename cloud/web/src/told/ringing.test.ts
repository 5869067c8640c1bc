import { expect, test } from "vitest";

import type { Told } from "./api";
import { merged, ringing, soundOf, stoodAt, unreadOf } from "./ringing";

const told = (change: number, over: Partial<Told> = {}): Told => ({
  change,
  id: `ntf_${String(change)}`,
  kind: "fire",
  moment: "raised",
  test: false,
  sound: "fire",
  at: change,
  alarm: change,
  alarms: 1,
  title: { zh: "火警", en: "fire" },
  text: { zh: "", en: "" },
  ...over,
});
const changes = (items: readonly Told[]) => items.map(({ change }) => change);

test("what comes twice stands once, the newest first", () => {
  const held = merged([], [told(1), told(3)]);
  expect(changes(merged(held, [told(3), told(2)]))).toEqual([3, 2, 1]);
  expect(merged(held, [told(3)])).toBe(held);
});

test("what was read, silenced or there before the page does not ring", () => {
  expect(changes(ringing([told(3), told(2), told(1)], 2, false))).toEqual([3]);
  expect(changes(unreadOf([told(3), told(2)], 2))).toEqual([3]);
});

test("a list that comes late hides nothing that came behind the number at which the page stood", () => {
  const list = [told(7), told(6), told(4)];
  expect(changes(ringing(list, stoodAt(5, list), false))).toEqual([7, 6]);
  expect(changes(ringing(list, stoodAt(7, list), false))).toEqual([]);
});

test("a stream that begins late hides nothing that came since the list", () => {
  expect(changes(ringing([told(7), told(6)], stoodAt(9, [told(6)]), false))).toEqual([7]);
  expect(changes(ringing([told(7)], stoodAt(9, []), false))).toEqual([7]);
});

test("nothing rings before it is known where the page stands, and no clock says it", () => {
  expect(ringing([told(7)], stoodAt(null, null), false)).toEqual([]);
  expect(changes(ringing([told(7, { at: 0 })], stoodAt(5, null), false))).toEqual([7]);
});

test("where alarms sound by themselves only what is beside them rings", () => {
  const check = told(4, { alarm: null, kind: "operation", moment: "check-unanswered", sound: "attention" });
  expect(changes(ringing([check, told(3)], 0, true))).toEqual([4]);
});

test("of one alarm only the newest message counts, and one that somebody has is silent", () => {
  expect(changes(ringing([told(5, { alarm: 1, moment: "escalated" }), told(1)], 0, false))).toEqual([5]);
  expect(ringing([told(6, { alarm: 1, moment: "acknowledged" }), told(1)], 0, false)).toEqual([]);
});

test("what follows from a fire does not hide it", () => {
  const pump = told(3, { kind: "linkage", sound: "attention" });
  expect(changes(ringing([pump, told(2), told(1)], 0, false))).toEqual([2, 1, 3]);
});

test("a fire goes before a check, and a check before what is less", () => {
  expect(soundOf([told(1)], true)).toBe("fire");
  expect(soundOf([told(1, { sound: "attention" })], true)).toBe("check");
  expect(soundOf([], false)).toBeNull();
});

import { expect, test } from "vitest";

import { alarm } from "../testing/samples";
import { followers, nextShelfEnd, unshelved } from "./marks";

const held = new Map(
  [
    alarm({ id: 1 }),
    alarm({ id: 2, kind: "fault", shelved_until: 5000 }),
    alarm({ id: 3, kind: "linkage", consequence_of: 1 }),
    alarm({ id: 4, kind: "linkage", consequence_of: 1 }),
  ].map((each) => [each.id, each]),
);

test("what is shelved is not among the current alarms until its time is over", () => {
  expect([...unshelved(held, 4999).keys()]).toEqual([1, 3, 4]);
  expect(unshelved(held, 5000)).toBe(held);
});

test("the page knows when the next shelving ends", () => {
  expect(nextShelfEnd(held, 0)).toBe(5000);
  expect(nextShelfEnd(held, 5000)).toBeNull();
});

test("an alarm tells how many follow from it", () => {
  expect([...followers(held.values())]).toEqual([[1, 2]]);
});

import { expect, test } from "vitest";

import { alarm } from "../testing/samples";
import { countByKind, firstFire, inOrder } from "./ordering";

const RANKS = new Map([
  ["fire", 0],
  ["linkage", 3],
  ["fault", 5],
  ["device-offline", 6],
  ["disabled", 7],
  ["test", 8],
]);
const ids = (...alarms: Parameters<typeof alarm>[0][]) =>
  inOrder(alarms.map(alarm), RANKS).map((each) => each.id);

test("fire stands above everything, test below everything", () => {
  expect(
    ids(
      { id: 1, kind: "test" },
      { id: 2, kind: "fault" },
      { id: 3, kind: "linkage" },
      { id: 4, kind: "fire" },
    ),
  ).toEqual([4, 3, 2, 1]);
});

test("the first fire stays on top of a flood", () => {
  const flood = Array.from({ length: 500 }, (_, index) => ({ id: index + 2, raised_at: 10 - index }));
  expect(ids(...flood, { id: 1, raised_at: 10_000 })[0]).toBe(1);
});

test("what arrives later never moves what is there", () => {
  const before = ids({ id: 1 }, { id: 5 }, { id: 9 });
  const later = ids({ id: 1 }, { id: 5 }, { id: 9 }, { id: 12, ts_source: 1, ts_gateway: 1, raised_at: 1 });
  expect(later.slice(0, before.length)).toEqual(before);
});

test("an unknown kind is shown, below the known troubles and above what is switched off", () => {
  expect(
    ids({ id: 1, kind: "disabled" }, { id: 2, kind: "new-in-2030" }, { id: 3, kind: "device-offline" }),
  ).toEqual([3, 2, 1]);
});

test("the first mark belongs to a fire or to nobody", () => {
  expect(firstFire([alarm({ id: 3 }), alarm({ id: 4 })])?.id).toBe(3);
  expect(firstFire([alarm({ kind: "fault" })])).toBeNull();
  expect(firstFire([])).toBeNull();
});

test("counts tell what is open from what nobody has taken", () => {
  const counts = countByKind([alarm({ id: 1 }), alarm({ id: 2, state: "acknowledged" })]);
  expect(counts.get("fire")).toEqual({ open: 2, raised: 1 });
});

import { expect, test } from "vitest";

import { bodyOf, draftOf, type Field } from "./fields";

const FIELDS: readonly Field[] = [
  { is: "text", name: "number", once: true },
  { is: "text", name: "name", required: true },
  { is: "code", name: "gateway" },
  { is: "figure", name: "capacity_m3" },
  { is: "pick", name: "station_id", of: "station" },
  { is: "lines", name: "substances" },
  { is: "check", name: "closed" },
  { is: "day", name: "inspected_at" },
  { is: "amounts", name: "gives" },
  { is: "figure", name: "risk_s", begin: "300" },
];
const FOUND = {
  number: "a-1",
  name: "甲站",
  gateway: null,
  capacity_m3: 12.5,
  station_id: 7,
  substances: ["液氨 UN1005", "甲醇"],
  closed: true,
  inspected_at: Date.parse("2026-03-01T00:00:00+08:00"),
  gives: { water_l: 5000, crew: 6 },
  risk_s: 0,
};

test("what is there comes back as it was, without what is told once", () => {
  const { number, ...rest } = FOUND;
  expect(number).toBe("a-1");
  expect(bodyOf(FIELDS, draftOf(FIELDS, FOUND), false)).toEqual({ ...rest, gives: { water_l: 5000 } });
});

test("something new begins with what its fields say, or what is given", () => {
  const draft = draftOf(FIELDS, null, { station_id: "9", unknown: "x" });
  expect(draft.risk_s).toBe("300");
  expect(draft).not.toHaveProperty("unknown");
  expect(bodyOf(FIELDS, { ...draft, number: " b ", substances: "甲\n\n 乙 " }, true)).toEqual({
    number: "b",
    name: "",
    gateway: null,
    capacity_m3: null,
    station_id: 9,
    substances: ["甲", "乙"],
    closed: false,
    inspected_at: null,
    gives: {},
    risk_s: 300,
  });
});

test("a day is the region's own", () => {
  const late = Date.parse("2026-03-01T23:30:00+08:00");
  expect(draftOf(FIELDS, { ...FOUND, inspected_at: late }).inspected_at).toBe("2026-03-01");
});

test("amounts that were emptied are none", () => {
  const draft = { ...draftOf(FIELDS, FOUND), gives: { water_l: " ", foam_l: "200" } };
  expect(bodyOf(FIELDS, draft, false).gives).toEqual({ foam_l: 200 });
});

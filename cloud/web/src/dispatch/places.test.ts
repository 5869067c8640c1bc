import { expect, test } from "vitest";

import { facilityMarks, waterMarks } from "./places";

const label = (text: string) => ({ zh: text, en: text });
const speak = ({ zh }: { zh: string }) => zh;
const at = { longitude: 111.6, latitude: 40.8 };

test("water that cannot be used, or of which nobody knows, is never drawn as sure", () => {
  const water = (usable: string) => ({ id: 1, name: "栓", kind_name: label("消火栓"), usable, usable_name: label(usable), ...at });
  const marks = waterMarks([water("usable"), water("unusable"), water("doubtful")], speak);
  expect(marks.map(({ stale, sign }) => [stale, sign])).toEqual([
    [false, "水"],
    [true, "×"],
    [true, "?"],
  ]);
});

test("hospitals and hazardous sites stand on layers of their own, closed ones on none", () => {
  const facility = (kind: string, closed = false) => ({ id: 1, name: kind, kind, kind_name: label(kind), phone: "", closed, ...at });
  const marks = facilityMarks([facility("hospital"), facility("fuel"), facility("school"), facility("hospital", true)], speak);
  expect(marks.map(({ layer, shape }) => [layer, shape])).toEqual([
    ["hospitals", "hospital"],
    ["hazards", "hazard"],
  ]);
});

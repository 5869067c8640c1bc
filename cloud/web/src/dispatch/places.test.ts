import { expect, test } from "vitest";

import { facilityMarks } from "./places";

const label = (text: string) => ({ zh: text, en: text });
const speak = ({ zh }: { zh: string }) => zh;
const at = { longitude: 111.6, latitude: 40.8 };

test("hospitals and hazardous sites stand on layers of their own, closed ones on none", () => {
  const facility = (kind: string, closed = false) => ({ id: 1, name: kind, kind, kind_name: label(kind), phone: "", closed, ...at });
  const marks = facilityMarks([facility("hospital"), facility("fuel"), facility("school"), facility("hospital", true)], speak);
  expect(marks.map(({ layer, shape }) => [layer, shape])).toEqual([
    ["hospitals", "hospital"],
    ["hazards", "hazard"],
  ]);
});

import { expect, test } from "vitest";

import { waterMarks, type WaterPlace } from "./waterMarks";

test("water that cannot be used, or of which nobody knows, is never drawn as sure", () => {
  const water = (usable: WaterPlace["usable"]) => ({ id: 1, longitude: 111.6, latitude: 40.8, usable });
  const marks = waterMarks([water("usable"), water("unusable"), water("doubtful")], () => "栓");
  expect(marks.map(({ stale, sign, label }) => [stale, sign, label])).toEqual([
    [false, "水", "栓"],
    [true, "×", "栓"],
    [true, "?", "栓"],
  ]);
});

import { expect, test } from "vitest";

import { blankDraft, bodyOf, draftOf, type Registered } from "./records";

const room: Registered = {
  id: 4,
  version: 7,
  floor_id: 2,
  name: "消控室",
  use: "",
  area_m2: 22.5,
  x_m: null,
  y_m: null,
  outline: [[0, 0], [4, 0], [4, 5]],
};

test("a change tells the whole record, and what no field shows stays", () => {
  expect(bodyOf("room", { ...draftOf("room", room), name: " 值班室 " }, room)).toEqual({
    name: "值班室",
    use: "",
    area_m2: 22.5,
    x_m: null,
    y_m: null,
    outline: room.outline,
    version: 7,
  });
});

test("a new record has no version and nothing is kept", () => {
  expect(bodyOf("floor", { ...blankDraft("floor"), level: "-1" }, null)).toEqual({
    level: -1,
    name: "",
    height_m: null,
    plan_width_m: null,
    plan_depth_m: null,
  });
});

test("a point's code is its code, and a place left out is none", () => {
  const point: Registered = {
    id: 1,
    version: 1,
    name: "烟感",
    gateway: "gw-1",
    part: "1-1",
    system_type: { code: 1, zh: "", en: "" },
    component_type: { code: 40, zh: "", en: "" },
    device_id: 9,
    building_id: null,
    room_id: null,
    x_m: null,
    y_m: null,
  };
  expect(bodyOf("point", draftOf("point", point), point)).toMatchObject({
    system_type: 1,
    component_type: 40,
    building_id: null,
    device_id: 9,
  });
});

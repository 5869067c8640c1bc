import { expect, test } from "vitest";

import { saidAt } from "./faultAt";

const fault = (where: string | null, zh = "错", en = "wrong") => ({ code: "x", message_zh: zh, message_en: en, where });

test("a refusal is said at the field that it names, and at no other", () => {
  expect(saidAt(fault("body.number"), "number")).toEqual({ zh: "错", en: "Wrong" });
  expect(saidAt(fault("body.number"), "name")).toBeNull();
  expect(saidAt(fault("body.numbers"), "number")).toBeNull();
  expect(saidAt(fault(null), "number")).toBeNull();
  expect(saidAt(null, "number")).toBeNull();
});

test("what lies within a field is said at the field", () => {
  expect(saidAt(fault("body.gives.water_l"), "gives")).not.toBeNull();
  expect(saidAt(fault("body.gives.water_l"), "gives.water_l")).not.toBeNull();
});

test("the name of the parameter is left out", () => {
  const told = fault("body.latitude", "参数 body.latitude 无效:位置不在本区域内", "body.latitude is not valid: outside");
  expect(saidAt(told, "latitude")).toEqual({ zh: "位置不在本区域内", en: "Outside" });
});

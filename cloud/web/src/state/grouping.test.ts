import { expect, test } from "vitest";

import { part } from "../testing/samples";
import { chineseNumber, floorOf } from "./floor";
import { grouped } from "./grouping";

const place = (zh: string) => part({ part: zh, place: { zh, en: zh } });

test("Chinese numbers are read", () => {
  expect(["二", "十", "十二", "二十", "二十三", "17"].map(chineseNumber)).toEqual([2, 10, 12, 20, 23, 17]);
  expect(chineseNumber("大")).toBeNull();
});

test("storeys are ordered as they are built", () => {
  const places = ["屋面 机房", "十二层 东", "二层 西", "地下车库", "地下二层 泵房", "门卫室"];
  expect([...places].sort((a, b) => floorOf(a) - floorOf(b))).toEqual([
    "地下二层 泵房",
    "地下车库",
    "二层 西",
    "十二层 东",
    "门卫室",
    "屋面 机房",
  ]);
});

test("parts of a group stand in the order of the building, rooms by number", () => {
  const [group] = grouped([place("六层 档案室"), place("三层 310室"), place("三层 39室")], "system");
  expect(group?.parts.map((each) => each.part)).toEqual(["三层 39室", "三层 310室", "六层 档案室"]);
});

test("systems that measure something come first", () => {
  const quiet = part({ part: "a", readings: [], system_type: { code: 1, zh: "甲", en: "A" } });
  const measuring = part({ part: "b", system_type: { code: 128, zh: "乙", en: "B" } });
  expect(grouped([quiet, measuring], "system").map((group) => group.key)).toEqual(["128", "1"]);
});

test("by place, parts of one place share a group", () => {
  const parts = [place("一层 大堂"), { ...place("一层 大堂"), part: "second" }, place("二层 走廊")];
  expect(grouped(parts, "place").map((group) => group.parts.length)).toEqual([2, 1]);
});

import { expect, test } from "vitest";

import type { Outcome } from "../../api/types";
import { causesOf } from "./causes";

const cause = (name: string, ...outcomes: Outcome[]) => ({ cause: name, zh: name, en: name, outcomes });
const ALL = [cause("other", "real", "false"), cause("insects", "false"), cause("steam", "false"), cause("cooking", "real", "false")];

test("only what can stand with the outcome is offered, the common first and other last", () => {
  expect(causesOf(ALL, "false").map((each) => each.cause)).toEqual(["cooking", "steam", "insects", "other"]);
  expect(causesOf(ALL, "real").map((each) => each.cause)).toEqual(["cooking", "other"]);
  expect(causesOf(ALL, "unknown")).toEqual([]);
});

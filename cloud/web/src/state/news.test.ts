import { expect, test } from "vitest";

import type { Alarm } from "../api/types";
import { alarm } from "../testing/samples";
import { freshIn, movedIn, type Look } from "./news";

const byId = (alarms: Alarm[]) => new Map(alarms.map((each) => [each.id, each]));
const look = (alarms: Alarm[], aside: Alarm[] = []): Look => ({
  alarms: byId([...alarms, ...aside]),
  counting: byId(alarms),
});
const NOTHING = look([]);
const FAULT = alarm({ id: 2, kind: "fault" });

test("a new alarm is told, and one that has come back", () => {
  expect(freshIn(look([FAULT]), NOTHING)).toEqual([FAULT]);
  expect(freshIn(look([FAULT]), look([FAULT]))).toEqual([]);
  const again = { ...FAULT, occurrences: 2 };
  expect(freshIn(look([again]), look([FAULT]))).toEqual([again]);
});

test("an alarm that is set aside is not told, and is once it counts again while it stands", () => {
  expect(freshIn(look([], [FAULT]), NOTHING)).toEqual([]);
  expect(freshIn(look([FAULT]), look([], [FAULT]))).toEqual([FAULT]);
  const seen = { ...FAULT, state: "acknowledged" } as const;
  expect(freshIn(look([seen]), look([], [seen]))).toEqual([seen]);
  const gone = { ...seen, level: "cleared" } as const;
  expect(freshIn(look([gone]), look([], [gone]))).toEqual([]);
});

test("setting aside is no closing", () => {
  expect(movedIn(look([], [FAULT]), look([FAULT]))).toBeNull();
  expect(movedIn(NOTHING, look([FAULT]))).toEqual({ alarm: FAULT, to: "closed" });
});

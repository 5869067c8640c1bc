import { expect, test } from "vitest";

import { alarm } from "../../testing/samples";
import { countdown, waitOf } from "./wait";

const waiting = alarm({ raised_at: 1000, wait_until: 61_000 });

test("the wait runs down and then waits for the centre's word", () => {
  expect(waitOf(waiting, 31_000)).toEqual({ phase: "running", left: 30_000, share: 0.5 });
  expect(waitOf(waiting, 61_000)).toEqual({ phase: "over" });
});

test("once its time is over it says since when, until somebody verifies", () => {
  const sent = alarm({ timed_out_at: 61_000 });
  expect(waitOf(sent, 70_000)).toEqual({ phase: "sent", at: 61_000 });
  expect(waitOf({ ...sent, state: "verified" }, 70_000)).toEqual({ phase: "none" });
});

test("what does not go out by itself has no clock", () => {
  expect(waitOf(alarm(), 5000)).toEqual({ phase: "none" });
});

test("a clock that runs down never shows zero before its time", () => {
  expect([1, 1000, 61_000, 3_900_000, -5].map(countdown)).toEqual(["0:01", "0:01", "1:01", "1:05:00", "0:00"]);
});

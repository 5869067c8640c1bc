import { expect, test } from "vitest";

import { healthOf } from "../api";
import { limitsOf, writtenLimits } from "../budgets/limits";
import { momentOf, writtenOf } from "./moments";

test("a field's moment is the region's, eight hours ahead", () => {
  expect(momentOf("1970-01-01T08:00")).toBe(0);
  expect(writtenOf("0")).toBe("1970-01-01T08:00");
  expect(writtenOf(String(momentOf("2026-11-28T18:30")))).toBe("2026-11-28T18:30");
});

test("what is no moment is none", () => {
  expect(momentOf("")).toBeNull();
  expect(momentOf("2026-13-28T18:30")).toBeNull();
  for (const told of [undefined, "", "x", "-1", "1e30"]) expect(writtenOf(told)).toBe("");
});

test("a limit left empty is that of the settings, and 0 is none", () => {
  const told = { messages_per_minute: 6000, values_per_minute: 0, series_per_day: 7, inherited: ["messages_per_minute"] };
  const written = writtenLimits(told);
  expect(written).toEqual({ messages_per_minute: "", values_per_minute: "0", series_per_day: "7" });
  expect(limitsOf(written)).toEqual({ messages_per_minute: null, values_per_minute: 0, series_per_day: 7 });
  expect(limitsOf({ ...written, series_per_day: "7.5" })).toBeNull();
  expect(limitsOf({ ...written, series_per_day: "-1" })).toBeNull();
});

test("the worst of a webhook's troubles is the one that is shown", () => {
  expect(healthOf({ ended: "410 Gone", enabled: false, failing_since: 1 })).toBe("ended");
  expect(healthOf({ ended: "", enabled: false, failing_since: 1 })).toBe("off");
  expect(healthOf({ ended: "", enabled: true, failing_since: 1 })).toBe("failing");
  expect(healthOf({ ended: "", enabled: true, failing_since: null })).toBe("good");
});

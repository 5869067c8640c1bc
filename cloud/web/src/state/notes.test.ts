import { expect, test } from "vitest";

import type { TimelineEntry } from "../api/types";
import { noteOf, verdictNote } from "./notes";

const entry = (action: string, note: string | null, detail: TimelineEntry["detail"] = null): TimelineEntry => ({
  at: 0,
  action,
  by: null,
  note,
  detail,
});

test("what the centre writes in both languages is shown in one", () => {
  const told = entry("escalate", "值班长 / shift leader");
  expect([noteOf(told, "zh"), noteOf(told, "en")]).toEqual(["值班长", "shift leader"]);
});

test("what somebody added stays with it", () => {
  const told = entry("evidence", "有人看到火 / a person sees fire: third floor");
  expect(noteOf(told, "zh")).toBe("有人看到火: third floor");
});

test("what people write is left alone", () => {
  expect(noteOf(entry("acknowledge", "A / B"), "zh")).toBe("A / B");
});

test("a verdict's codes are not said twice", () => {
  const detail = { outcome: "false", cause: "steam" };
  expect(verdictNote(entry("verify", "false: steam: 浴室", detail))).toBe("浴室");
  expect(verdictNote(entry("verify", "false: steam", detail))).toBeNull();
  expect(verdictNote(entry("verify", "real", { outcome: "real", cause: null }))).toBeNull();
});

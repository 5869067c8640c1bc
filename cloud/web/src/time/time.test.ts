import { expect, test } from "vitest";

import { ageOf } from "./age";
import { formatBytes, formatMoment, formatNumber, formatTime, isKnownTime } from "./format";

const NOON = Date.UTC(2026, 10, 23, 4, 0, 0, 7);

test("ages are said in the two units a person would use", () => {
  expect(ageOf(NOON - 42_000, NOON)).toEqual({ unit: "seconds", major: 42, minor: 0 });
  expect(ageOf(NOON - 125_000, NOON)).toEqual({ unit: "minutes", major: 2, minor: 5 });
  expect(ageOf(NOON - 3_720_000, NOON)).toEqual({ unit: "hours", major: 1, minor: 2 });
  expect(ageOf(NOON - 90_000_000, NOON)).toEqual({ unit: "days", major: 1, minor: 1 });
});

test("a time a little ahead is now, a time far ahead is a doubtful clock", () => {
  expect(ageOf(NOON + 1500, NOON)).toEqual({ unit: "seconds", major: 0, minor: 0 });
  expect(ageOf(NOON + 60_000, NOON)).toEqual({ unit: "future", major: 60, minor: 0 });
});

test("no time and time zero are unknown, not 1970", () => {
  expect(ageOf(null, NOON).unit).toBe("unknown");
  expect(ageOf(0, NOON).unit).toBe("unknown");
  expect(isKnownTime(0)).toBe(false);
});

test("times are the building's, wherever the screen stands", () => {
  expect(formatTime(NOON, "clock", "zh")).toBe("12:00:00");
  expect(formatTime(NOON, "millis", "en")).toBe("12:00:00.007");
});

test("a moment of another day carries its date", () => {
  expect(formatMoment(NOON, NOON + 3_600_000, "zh")).toBe("12:00:00");
  expect(formatMoment(NOON - 86_400_000, NOON, "zh")).toContain("11/22");
});

test("midnight in Shanghai parts the days, not midnight in Greenwich", () => {
  const justBefore = Date.UTC(2026, 10, 22, 15, 59, 59);
  expect(formatMoment(justBefore, justBefore + 2000, "en")).toContain("22/11");
});

test("numbers and sizes are short", () => {
  expect(formatNumber(0.123456, "zh")).toBe("0.12");
  expect(formatNumber(172_800, "en")).toBe("172,800");
  expect(formatBytes(61_440, "en")).toBe("61 KB");
  expect(formatBytes(4_200_000, "en")).toBe("4.2 MB");
});

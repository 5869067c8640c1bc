import { expect, test } from "vitest";

import { leastFirst, shareOf, type Figures } from "./api";

const row = (code: string, more: Partial<Figures>): Figures => ({
  code,
  name: { zh: code, en: code },
  organisations: 10,
  homes: 0,
  in_service: 5,
  with_gateway: 8,
  heard_within_a_day: 4,
  points_planned: 0,
  points_heard: 0,
  gateway_share: null,
  heard_share: null,
  points_share: null,
  persons: 0,
  ...more,
});

test("each share is of what it can be of", () => {
  expect(shareOf("gateway", row("a", {}))).toBe(0.8);
  expect(shareOf("heard", row("a", {}))).toBe(0.5);
  expect(shareOf("points", row("a", {}))).toBeNull();
});

test("the least watched stand first, and those with nothing to watch last", () => {
  const rows = [row("none", { organisations: 0 }), row("good", { with_gateway: 10 }), row("bad", { with_gateway: 1 })];
  expect(leastFirst("gateway", rows).map(({ code }) => code)).toEqual(["bad", "good", "none"]);
});

test("homes are only known of areas", () => {
  expect(shareOf("homes", row("a", {}))).toBeNull();
  expect(shareOf("homes", { ...row("a", { homes: 3 }), households: 12 } as Figures)).toBe(0.25);
});

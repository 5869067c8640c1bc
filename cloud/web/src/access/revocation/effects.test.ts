import { expect, test } from "vitest";

import { believed, effectsOf } from "./api";

test("only what a broker still believes can be revoked", () => {
  const states = ["current", "followed", "ended", "revoked"] as const;
  expect(states.filter((state) => believed({ state }))).toEqual(["current", "followed"]);
});

test("whoever revokes the last certificate is told that the gateway falls silent", () => {
  expect(effectsOf(0)).toContain("last_one");
  expect(effectsOf(1)).toContain("others_stay");
});

test("where the others are not known nothing is said of them", () => {
  expect(effectsOf(null)).toEqual(["believed", "not_shut_out"]);
});

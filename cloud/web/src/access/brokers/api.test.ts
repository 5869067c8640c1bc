import { expect, test } from "vitest";

import { standingOf, userBody, type Target } from "./api";

const target = (more: Partial<Target>): Target => ({ name: "mosquitto", revision: 7, at: 1, fault: "", ...more });

test("a broker that has not been given the newest policy is behind, and a fault counts first", () => {
  expect(standingOf(target({}), 7)).toBe("current");
  expect(standingOf(target({ revision: 6 }), 7)).toBe("behind");
  expect(standingOf(target({ revision: null }), 7)).toBe("waiting");
  expect(standingOf(target({ revision: 6, fault: "no such folder" }), 7)).toBe("fault");
});

test("only a gateway has an area", () => {
  expect(userBody("gw-1", "gateway", "150402", true)).toMatchObject({ area: "150402" });
  expect(userBody("centre", "cloud", "150402", false)).toMatchObject({ area: null, password: false });
});

import { expect, test } from "vitest";

import { hrefOf, hrefWith, routeOf } from "./route";

test("an address is read as it was written", () => {
  const href = hrefOf(["gateway", "gw-150102-0001/a"], { area: "1501", link: null, days: 30, q: "蒙 古" });
  expect(routeOf(href)).toEqual({
    steps: ["gateway", "gw-150102-0001/a"],
    query: { area: "1501", days: "30", q: "蒙 古" },
  });
});

test("no address is the control room", () => {
  expect(routeOf("")).toEqual({ steps: [], query: {} });
  expect(routeOf("#/")).toEqual({ steps: [], query: {} });
});

test("a step that is not properly written is taken as it stands", () => {
  expect(routeOf("#/gateway/%zz").steps).toEqual(["gateway", "%zz"]);
});

test("changing a filter keeps the others and leaves the page that was turned to", () => {
  const route = routeOf("#/fleet/gateways?area=1501&cursor=gw-7&link=silent");
  expect(hrefWith(route, { link: "never" })).toBe("#/fleet/gateways?area=1501&link=never");
  expect(hrefWith(route, { link: null })).toBe("#/fleet/gateways?area=1501");
  expect(hrefWith(route, { cursor: "gw-9" })).toContain("cursor=gw-9");
});

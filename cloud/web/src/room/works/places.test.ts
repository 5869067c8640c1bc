import { expect, test } from "vitest";

import { gateway } from "../../testing/samples";
import { placesOf } from "./places";

test("a building of two gateways is offered once as a whole, and each gateway by itself", () => {
  const places = placesOf([
    gateway({ gateway: "gw-1", building_id: 7 }),
    gateway({ gateway: "gw-2", building_id: 7 }),
    gateway({ gateway: "gw-3", building_id: null }),
  ]);
  expect(places.map(({ building_id, gateway }) => [building_id, gateway])).toEqual([
    [7, null],
    [null, "gw-1"],
    [null, "gw-2"],
    [null, "gw-3"],
  ]);
});

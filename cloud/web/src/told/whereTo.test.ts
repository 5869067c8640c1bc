import { expect, test } from "vitest";

import { whereTo } from "./whereTo";

test("what was told leads to the page on which it is seen to", () => {
  const desks = [
    { alarm: 7, subject: null },
    { alarm: null, subject: "hazard/12" },
    { alarm: null, subject: "risk-warning/3" },
    { alarm: null, subject: "escalation/1" },
    { alarm: null },
  ].map((told) => whereTo(told));
  expect(desks).toEqual([
    { desk: "room", href: "#/room" },
    { desk: "hazard", href: "#/inspections/hazard/12" },
    { desk: "warning", href: "#/risk/warning/3" },
    { desk: "duty", href: "#/duty" },
    { desk: "duty", href: "#/duty" },
  ]);
});

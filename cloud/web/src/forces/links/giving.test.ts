import { expect, test } from "vitest";

import { begun, givingBody, linkAddress, turnedTo } from "./giving";

test("a link begins with what the address names", () => {
  expect(begun({ station: "7" })).toEqual({ what: "station", id: "7", person: "", days: "365" });
  expect(begun({})).toEqual({ what: "unit", id: "", person: "", days: "365" });
});

test("a commander's link is for a day, and for another thing", () => {
  expect(turnedTo({ ...begun({ unit: "7" }), person: "平板" }, "incident")).toEqual({
    what: "incident",
    id: "",
    person: "平板",
    days: "1",
  });
});

test("the centre is told one thing", () => {
  expect(givingBody({ what: "unit", id: "7", person: " 平板 ", days: "30" })).toEqual({ unit: 7, person: "平板", days: 30 });
  expect(givingBody(begun({}))).toMatchObject({ unit: null });
});

test("the address of a link keeps its token behind the sign", () => {
  expect(linkAddress({ origin: "https://c.example", pathname: "/" }, "#/unit/abc")).toBe("https://c.example/#/unit/abc");
});

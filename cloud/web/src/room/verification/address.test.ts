import { expect, test } from "vitest";

import { siteAddress, tokenOf } from "./address";

test("the token stands where no server sees it, and is read back", () => {
  const address = siteAddress({ origin: "https://centre.example", pathname: "/" }, "aB_9-x");
  expect(new URL(address).search + new URL(address).pathname).toBe("/");
  expect(tokenOf(new URL(address).hash)).toBe("aB_9-x");
});

test("other addresses are no links", () => {
  expect(["", "#/", "#/room", "#/site/", "#/site/a/b"].map(tokenOf)).toEqual([null, null, null, null, null]);
});

import { expect, test } from "vitest";

import { isLoopback, siteAddress, tokenOf } from "./address";

test("the token stands where no server sees it, and is read back", () => {
  const address = siteAddress({ origin: "https://centre.example", pathname: "/" }, "aB_9-x");
  expect(new URL(address).search + new URL(address).pathname).toBe("/");
  expect(tokenOf(new URL(address).hash)).toBe("aB_9-x");
});

test("other addresses are no links", () => {
  expect(["", "#/", "#/room", "#/site/", "#/site/a/b"].map(tokenOf)).toEqual([null, null, null, null, null]);
});

test("an address of this machine alone is known", () => {
  const found = ["http://127.0.0.1:8080/", "http://localhost/", "http://[::1]:1/", "https://centre.example/"];
  expect(found.map(isLoopback)).toEqual([true, true, true, false]);
});

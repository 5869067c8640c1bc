import { expect, test } from "vitest";

import { EMPTY, reduce, type Action } from "../state/store";
import { gateway, snapshot } from "../testing/samples";
import { isBack } from "./session";

const silent = reduce(EMPTY, {
  type: "snapshot",
  snapshot: snapshot({ gateways: [gateway({ link: "silent" })] }),
  receivedAt: 0,
});
const told = (id: number, link: "online" | "silent"): Action => ({
  type: "change",
  id,
  change: { kind: "gateway", object: gateway({ link }) },
});

test("a gateway that is heard again is back: its parts are read anew", () => {
  expect(isBack(silent, told(11, "online"))).toBe(true);
});

test("one that is still silent, was never silent, or is old news is not", () => {
  expect(isBack(silent, told(11, "silent"))).toBe(false);
  expect(isBack(reduce(silent, told(11, "online")), told(12, "online"))).toBe(false);
  expect(isBack(silent, told(10, "online"))).toBe(false);
  expect(isBack(EMPTY, told(11, "online"))).toBe(false);
});

import { expect, test } from "vitest";

import { needsSystem, readBody, type ReadDraft } from "./api";

const draft: ReadDraft = { code: 61, systemType: "1", systemAddress: "2", component: "10-2", records: "5" };

test("a type is told only what it asks for", () => {
  expect(readBody(draft)).toEqual({ code: 61, wait_s: 0, system_type: 1, system_address: 2 });
  expect(readBody({ ...draft, code: 84 })).toEqual({ code: 84, wait_s: 0, records: 5 });
  expect(readBody({ ...draft, code: 88 })).toEqual({ code: 88, wait_s: 0 });
});

test("a component that has reported needs no system", () => {
  expect(readBody({ ...draft, code: 62, systemType: "", systemAddress: "" })).toEqual({
    code: 62,
    wait_s: 0,
    system_type: null,
    system_address: null,
    component: "10-2",
  });
});

test("the device's own records are of no system", () => {
  expect([61, 64, 84, 88].map(needsSystem)).toEqual([true, true, false, false]);
});

import { expect, test } from "vitest";

import { after, pauseAfter } from "./outcome";

const parcel = { id: "a", attempt: 0, fault: null };
const fault = { code: "not-answered", message_zh: "x", message_en: "x" };

test.each([500, 503, 401, 408, 429])("status %i is tried again", (status) => {
  const found = after(parcel, { kind: "refused", status, fault: null });
  expect(found).toMatchObject({ kind: "wait", delayMs: 1000, login: status === 401 });
});

test("no answer is tried again with pauses that grow and are bounded", () => {
  const pauses = Array.from({ length: 40 }, (_, n) => pauseAfter(n + 1));
  expect(pauses[0]).toBe(1000);
  expect(Math.max(...pauses)).toBe(30_000);
  expect(pauses).toEqual([...pauses].sort((one, other) => one - other));
});

test("what the centre has refused waits for a person with its words", () => {
  const found = after(parcel, { kind: "refused", status: 422, fault });
  expect(found).toMatchObject({ kind: "refused", parcel: { fault, attempt: 1 } });
  expect(after(parcel, { kind: "ok", body: {} })).toEqual({ kind: "sent" });
});

import { expect, test } from "vitest";

import type { Answer, SiteView } from "./api";
import { after, read, type Verdict } from "./outbox";

const verdict = (outcome: Verdict["outcome"], version: number | null = 3): Verdict => ({ outcome, cause: null, version });
const refused = (code: string, status = 409): Answer => ({
  kind: "refused",
  status,
  fault: { code, message_zh: "", message_en: "" },
});
const NO_ANSWER: Answer = { kind: "no-answer" };
const OK: Answer = { kind: "ok", view: {} as SiteView, offset: 0 };

test("what the centre has is sent", () => {
  expect(after(verdict("false"), 1, OK).phase).toBe("sent");
});

test("no answer is tried again, ever less often, and never given up", () => {
  const delays = [1, 2, 3, 4, 5, 50].map((attempt) => after(verdict("real"), attempt, NO_ANSWER));
  expect(delays.map((each) => (each.phase === "waiting" ? each.delayMs : null))).toEqual([
    1000, 2000, 4000, 8000, 15_000, 15_000,
  ]);
  expect(after(verdict("real"), 1, refused("down", 503)).phase).toBe("waiting");
});

test("a link used up at a second attempt was used by the first", () => {
  expect(after(verdict("false"), 2, refused("link-used", 410)).phase).toBe("sent");
  expect(after(verdict("false"), 1, refused("link-used", 410)).phase).toBe("refused");
});

test("a fire stands though the alarm has moved; a false alarm is looked at again", () => {
  expect(after(verdict("real"), 1, refused("alarm-moved"))).toMatchObject({
    phase: "waiting",
    verdict: { version: null },
    delayMs: 0,
  });
  expect(after(verdict("false"), 1, refused("alarm-moved")).phase).toBe("moved");
  expect(after(verdict("real", null), 2, refused("alarm-moved")).phase).toBe("refused");
});

test("what is kept is read back, and rubbish is not", () => {
  expect(read(JSON.stringify({ verdict: verdict("test"), attempt: 4 }))?.attempt).toBe(4);
  expect([null, "", "{}", '{"verdict":{}}'].map(read)).toEqual([null, null, null, null]);
});

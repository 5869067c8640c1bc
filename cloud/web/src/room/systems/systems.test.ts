import { expect, test } from "vitest";

import { part } from "../../testing/samples";
import { statusOf } from "./status";
import { systemsOf } from "./systems";

const GOOD = { quality: "good", doubt: "none" } as const;
const CUT = { quality: "stale", doubt: "page-cut" } as const;

test("the worst of what a part reports is its status", () => {
  expect(statusOf(part(), GOOD)).toBe("normal");
  expect(statusOf(part({ active: ["disabled", "fault"] }), GOOD)).toBe("fault");
  expect(statusOf(part({ active: ["linkage", "fire"] }), GOOD)).toBe("alarm");
  expect(statusOf(part({ active: ["supervisory"] }), GOOD)).toBe("acting");
  expect(statusOf(part({ active: ["device-offline"] }), GOOD)).toBe("offline");
});

test("silence is unknown, never normal; an alarm stands though the link is cut", () => {
  expect(statusOf(part(), CUT)).toBe("unknown");
  expect(statusOf(part({ bits: null }), GOOD)).toBe("unknown");
  expect(statusOf(part({ active: ["fire"] }), CUT)).toBe("alarm");
});

test("systems are counted by status, and those without parts are named", () => {
  const term = (code: number) => ({ code, zh: `系统${code}`, en: `system ${code}` });
  const of = (code: number, status: "normal" | "fault") => ({ part: part({ system_type: term(code) }), status });
  const { systems, absent } = systemsOf(
    [of(18, "normal"), of(11, "normal"), of(11, "fault")],
    [term(0), term(11), term(12), term(18), term(128)],
  );
  expect(systems.map(({ type, total, worst }) => [type.code, total, worst])).toEqual([
    [11, 2, "fault"],
    [18, 1, "normal"],
  ]);
  expect(systems[0]?.counts.fault).toBe(1);
  expect(absent.map(({ code }) => code)).toEqual([12]);
});

import { createHash } from "node:crypto";
import { expect, test } from "vitest";

import { canonical, digest } from "./canonical";
import frames from "./frames.json";
import { framedAnew } from "./quotas";
import { asValue, type DrawRecord, type Frame, type Plan } from "./record";
import records from "./records.json";
import { hex, sha256 } from "./sha256";
import { draw, type Step } from "./sampling";
import { sampleOf, verify } from "./verify";

const parsed = (text: string) => JSON.parse(text) as DrawRecord;
const failed = (text: string, noted: string | null = null) =>
  verify(text, noted)
    .filter(({ agrees }) => agrees === false)
    .map(({ name }) => name);

test("the hash is the standard's, for every length about its blocks", () => {
  for (const length of [0, 1, 3, 55, 56, 57, 63, 64, 65, 119, 120, 1000]) {
    const data = Uint8Array.from({ length }, (_, n) => (n * 7 + length) & 255);
    expect(hex(sha256(data))).toBe(createHash("sha256").update(data).digest("hex"));
  }
  expect(digest({ b: [1, "ä"], a: null })).toBe(createHash("sha256").update('{"a":null,"b":[1,"ä"]}').digest("hex"));
});

test.each(records.map((text, n) => [n, text] as const))("record %i of the centre agrees in every part", (_, text) => {
  const checks = verify(text, parsed(text).seals.commitment ?? "");
  expect(checks.map(({ agrees }) => agrees)).toEqual(checks.map(() => true));
});

test("every changed part is found", () => {
  const [text = ""] = records;
  const { seals, entropy, result } = parsed(text);
  expect(failed(text, "0".repeat(64))).toEqual(["published"]);
  expect(failed(text.replace(entropy?.seed ?? "", "0".repeat(64)))).toContain("seed");
  expect(failed(text.replace('"capacity":', '"capacity": '))).toContain("form");
  expect(failed(text.replace(/"chance":(\d)/, '"chance":1$1'))).toContain("list");
  expect(failed(text.replace(seals.result ?? "", "0".repeat(64)))).toEqual(["result"]);
  const [first] = result?.drawn ?? [];
  expect(first).toBeDefined();
  const other = parsed(text);
  const rows = other.result?.drawn as unknown as { inspectors: string[] }[];
  rows[0]?.inspectors.reverse();
  expect(failed(`${JSON.stringify(other)}\n`)).toContain("result");
  expect(failed("{")).toEqual(["form"]);
});

/** A record with a change in its list whose hashes were all made anew: only the rules can tell. */
function forged(text: string, change: (record: DrawRecord) => void): string {
  const record = parsed(text);
  change(record);
  const { plan, frame, commitment, seals } = record as unknown as Record<string, Record<string, string>>;
  if (!plan || !frame || !commitment || !seals) throw new Error("no record");
  seals.plan = commitment.plan = frame.plan = digest(asValue(plan));
  seals.frame = commitment.frame = digest(asValue(frame));
  seals.commitment = digest(asValue(commitment));
  return `${canonical(asValue(record))}\n`;
}

type Loose<T> = { -readonly [K in keyof T]: Loose<T[K]> };
const loose = (record: DrawRecord) => record as Loose<DrawRecord>;

test.each<[string, (record: Loose<DrawRecord>) => void]>([
  ["a quota", ({ frame }) => { const [row] = frame.strata; if (row) row.quota += 1; }],
  ["how many are drawn", ({ frame }) => { const [row] = frame.strata; if (row) row.draw -= 1; }],
  ["the ratio of a stratum", ({ plan }) => { const [row] = plan.strata; if (row) row.per_month *= 2; }],
  ["a chance", ({ frame }) => { const row = frame.units.find(({ status }) => status === "eligible"); if (row) row.chance += 1; }],
  ["a standing", ({ frame }) => { const row = frame.units.find(({ status }) => status === "excluded"); if (row) row.status = "certain"; }],
  ["a weight", ({ frame }) => { const row = frame.units.find(({ status, weight }) => status === "eligible" && weight > 1); if (row) row.weight = 1; }],
])("%s that was changed is found by the rules, even where every hash was made anew", (_, change) => {
  const found = records.map((text) => failed(forged(text, (record) => { change(loose(record)); })));
  expect(found.filter((names) => names.includes("quotas"))).not.toEqual([]);
  expect(found.flat()).not.toContain("list");
  expect(failed(forged(records[0] ?? "", () => undefined))).not.toContain("quotas");
});

test.each(frames.map(({ plan, frame }, n) => [n, plan, frame] as const))("frame %i of the centre follows from its rules", (_, plan, frame) => {
  const { units, strata } = frame as unknown as Frame;
  const bare = units.map((row) => ({ ...row, stratum: "", status: "eligible" as const, reason: "", weight: 0, blind: 0, chance: 0 }));
  expect(framedAnew(plan as unknown as Plan, bare)).toEqual({ strata, units });
});

test("what is only published yet has nothing to compare behind its commitment", () => {
  const whole = parsed(records[0] ?? "");
  const { format, plan, frame, commitment, seals } = whole;
  const held = { commitment, format, frame, plan, seals: { commitment: seals.commitment, frame: seals.frame, plan: seals.plan } };
  const checks = verify(`${JSON.stringify(held)}\n`, null);
  expect(checks.filter(({ agrees }) => agrees === null).map(({ name }) => name)).toEqual([
    "published",
    "seed",
    "sample",
    "inspectors",
    "result",
  ]);
});

test("each step keeps what is held together, and those drawn by steps or whole from the start are the sample", () => {
  for (const text of records) {
    const { frame, plan, entropy } = parsed(text);
    for (const { id } of plan.strata) {
      const steps: Step[] = [];
      const { drawn } = sampleOf(frame, id, entropy?.seed ?? "", (step) => steps.push(step));
      for (const { before, after } of steps) {
        const [a, b] = before;
        expect(after[0] + after[1]).toBe(a + b);
        expect(Math.min(...after)).toBeGreaterThanOrEqual(0);
      }
      for (const { drawn: unit } of steps) if (unit !== null) expect(drawn.has(unit)).toBe(true);
      expect(drawn.size).toBe(frame.strata.find(({ stratum }) => stratum === id)?.draw);
    }
  }
});

test("probabilities that sum to no whole number are refused", () => {
  expect(() => draw([{ unit: "a", blind: 0, risk: 3 }], 10, () => true)).toThrow();
});

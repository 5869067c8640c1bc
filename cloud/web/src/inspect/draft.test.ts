import { expect, test } from "vitest";

import type { Item, Task } from "./api";
import { answered, changed, dayAfter, emptyDraft, missing, submission } from "./draft";

const NOW = Date.UTC(2026, 10, 30, 17);
const item = (code: string): Item => ({
  code,
  group: code.split(".")[0] ?? "",
  label: { zh: code, en: code },
  how: { zh: "", en: "" },
  clause: { zh: "", en: "" },
  grade: "major",
});
const [clear, signs] = [item("escape.clear"), item("escape.signs")];
const task = {
  id: 1,
  checklist: { category: "hotel", groups: [], items: [clear, signs] },
  answers: [{ item: signs.code, answer: "conform", note: "" }],
  findings: [],
} as unknown as Task;

test("days are Beijing's", () => {
  expect(dayAfter(NOW, 0)).toBe("2026-12-01");
});

test("what another phone has answered stands, and what does not conform begins a finding", () => {
  const begun = emptyDraft(task, NOW);
  expect(missing(task, begun)).toEqual({ items: [clear.code], findings: [] });
  const bad = answered(begun, clear, "nonconform", NOW);
  const [finding] = bad.findings;
  expect(finding).toMatchObject({ item: clear.code, grade: "major", deadline: "2026-12-16" });
  expect(missing(task, bad)).toEqual({ items: [], findings: [finding?.key] });
  expect(answered(bad, clear, "nonconform", NOW).findings).toHaveLength(1);
  expect(answered(bad, clear, "conform", NOW).findings).toEqual([]);
});

test("a submission carries everything, and a hazard corrected on the spot has no deadline", () => {
  const bad = answered(emptyDraft(task, NOW), clear, "nonconform", NOW);
  const key = bad.findings[0]?.key ?? "";
  const told = submission(changed(bad, key, { text: " 上锁 ", corrected: true }), { key: "k", by: "王", at: NOW, done: true });
  expect(told.answers).toHaveLength(2);
  expect(told.findings).toMatchObject([{ key, text: "上锁", deadline: null, corrected: true, found_at: NOW }]);
  expect([told.done, told.hindered]).toEqual([true, null]);
});

/** What has been answered on a phone and not sent yet. Pure. */

import type { Answered, Grade, Item, Task } from "./api";

export interface Finding {
  key: string;
  /** Empty: beside the checklist. */
  item: string;
  text: string;
  place: string;
  grade: Grade;
  deadline: string;
  corrected: boolean;
  photos: { key: string; blob: Blob; shown: string }[];
}

export interface Draft {
  inspection: number;
  startedAt: number;
  answers: Record<string, Answered>;
  findings: Finding[];
  note: string;
}

export const PHOTOS = 6;
export const RECTIFY_DAYS = 15;
const DAY_MS = 86_400_000;
const ZONE_MS = 8 * 3_600_000;

export const dayAfter = (now: number, days: number) => new Date(now + ZONE_MS + days * DAY_MS).toISOString().slice(0, 10);

/** A key of one's own. `randomUUID` is only there over TLS. */
export function newKey(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
}

export const emptyDraft = (task: Task, now: number): Draft => ({
  inspection: task.id,
  startedAt: now,
  answers: Object.fromEntries(task.answers.map(({ item, answer }) => [item, answer])),
  findings: [],
  note: "",
});

export const newFinding = (item: Item | null, now: number): Finding => ({
  key: newKey(),
  item: item?.code ?? "",
  text: "",
  place: "",
  grade: item?.grade ?? "general",
  deadline: dayAfter(now, RECTIFY_DAYS),
  corrected: false,
  photos: [],
});

/** An answer given, with the finding that one that does not conform begins; taken back, an empty one goes. */
export function answered(draft: Draft, item: Item, answer: Answered, now: number): Draft {
  const answers = { ...draft.answers, [item.code]: answer };
  const mine = draft.findings.some((finding) => finding.item === item.code);
  if (answer === "nonconform") {
    return { ...draft, answers, findings: mine ? draft.findings : [...draft.findings, newFinding(item, now)] };
  }
  return { ...draft, answers, findings: draft.findings.filter(({ item: code }) => code !== item.code) };
}

export const changed = (draft: Draft, key: string, change: Partial<Finding>): Draft => ({
  ...draft,
  findings: draft.findings.map((finding) => (finding.key === key ? { ...finding, ...change } : finding)),
});

/** What is still missing before it can be sent as done: items without an answer, findings without words. */
export function missing(task: Task, draft: Draft): { items: string[]; findings: string[] } {
  const told = new Set([...task.findings, ...draft.findings].map(({ item }) => item));
  return {
    items: task.checklist.items
      .map(({ code }) => code)
      .filter((code) => !draft.answers[code] || (draft.answers[code] === "nonconform" && !told.has(code))),
    findings: draft.findings.filter(({ text }) => text.trim() === "").map(({ key }) => key),
  };
}

/** The submission that a draft becomes. */
export function submission(draft: Draft, told: { key: string; by: string; at: number; done: boolean; hindered?: string }) {
  return {
    key: told.key,
    started_at: draft.startedAt,
    at: told.at,
    answers: Object.entries(draft.answers).map(([item, answer]) => ({ item, answer })),
    findings: draft.findings.map(({ key, item, text, place, grade, deadline, corrected }) => ({
      key,
      item,
      text: text.trim(),
      place: place.trim(),
      grade,
      corrected,
      deadline: corrected ? null : deadline || null,
      found_at: told.at,
    })),
    done: told.done,
    hindered: told.hindered ?? null,
    note: draft.note.trim(),
    by: told.by,
  };
}

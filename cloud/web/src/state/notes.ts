/** The notes of a timeline in one language. What the centre writes by itself it writes in both, `中文 / English`. */

import type { TimelineEntry } from "../api/types";
import { languageOf } from "../i18n/languages";

/** Happenings whose notes the centre writes. */
const CENTRES = new Set([
  "time-out",
  "escalate",
  "consequence",
  "evidence",
  "dispatch-request",
  "dispatch-confirm",
  "dispatch-withdraw",
  "dispatch-stands",
]);

const BOTH = /^(.+?) \/ ([^:]+)(?:: (.*))?$/s;

export function noteOf(entry: TimelineEntry, language: string): string | null {
  if (entry.note === null || !CENTRES.has(entry.action)) return entry.note;
  const found = BOTH.exec(entry.note);
  if (!found) return entry.note;
  const [, zh = "", en = "", more] = found;
  const words = languageOf(language).chinese ? zh : en;
  return more ? `${words}: ${more}` : words;
}

/** What a verdict's note says beside the outcome and the cause, which stand in `detail`. */
export function verdictNote(entry: TimelineEntry): string | null {
  if (entry.note === null || !entry.detail) return entry.note;
  const codes = [entry.detail.outcome, entry.detail.cause].filter((code) => typeof code === "string");
  const head = codes.join(": ");
  if (!entry.note.startsWith(head)) return entry.note;
  return entry.note.slice(head.length).replace(/^: /, "") || null;
}

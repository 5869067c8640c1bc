/**
 * What becomes of a verdict that was given on site. Pure.
 *
 * 1. It is kept until the centre has it, or has refused it. No answer, or an answer that says "later", is tried
 *    again for as long as the page is open, and when it is opened again.
 * 2. An answer may be lost on its way back: a link that is used up at a second attempt was used by the first.
 * 3. An alarm that has moved meanwhile is looked at again before it is called false or a test. That it is real,
 *    or that nobody can tell, stands whatever has moved.
 */

import type { Outcome } from "../api/types";
import type { Answer, SiteFault } from "./api";

export interface Verdict {
  outcome: Outcome;
  cause: string | null;
  /** The version that was looked at; null: whatever it is now. */
  version: number | null;
}

export type Outbox =
  | { phase: "empty" }
  | { phase: "sending"; verdict: Verdict; attempt: number }
  | { phase: "waiting"; verdict: Verdict; attempt: number; delayMs: number }
  | { phase: "sent"; verdict: Verdict }
  | { phase: "moved"; verdict: Verdict }
  | { phase: "refused"; verdict: Verdict; fault: SiteFault | null };

const DELAYS_MS = [1000, 2000, 4000, 8000, 15_000];

const delayOf = (attempt: number) => DELAYS_MS[Math.min(attempt, DELAYS_MS.length) - 1] ?? 1000;
const isLater = (status: number) => status >= 500 || status === 429 || status === 408;
const STANDS = new Set<Outcome>(["real", "unknown"]);

/** The next state after the `attempt`th try (from 1) has ended with `answer`. */
export function after(verdict: Verdict, attempt: number, answer: Answer): Outbox {
  if (answer.kind === "ok") return { phase: "sent", verdict };
  if (answer.kind === "no-answer" || isLater(answer.status)) {
    return { phase: "waiting", verdict, attempt, delayMs: delayOf(attempt) };
  }
  const code = answer.fault?.code;
  if (code === "link-used" && attempt > 1) return { phase: "sent", verdict };
  if (code === "alarm-moved" && verdict.version !== null) {
    if (!STANDS.has(verdict.outcome)) return { phase: "moved", verdict };
    return { phase: "waiting", verdict: { ...verdict, version: null }, attempt, delayMs: 0 };
  }
  return { phase: "refused", verdict, fault: answer.fault };
}

/** A verdict that an earlier visit could not send. */
export function read(text: string | null): { verdict: Verdict; attempt: number } | null {
  if (text === null) return null;
  try {
    const held = JSON.parse(text) as { verdict: Verdict; attempt: number };
    return typeof held.verdict.outcome === "string" && held.attempt >= 1 ? held : null;
  } catch {
    return null;
  }
}

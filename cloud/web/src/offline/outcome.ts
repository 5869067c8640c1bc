/**
 * What becomes of something that waits to be sent, after an answer. Pure.
 *
 * No answer, or an answer that says "later" or "log in", is tried again for as long as the page is open, with pauses
 * that grow and are bounded, and when it is opened again. What the centre has refused waits for a person.
 */

import type { Answer } from "./asking";

export interface Fault {
  code: string;
  message_zh: string;
  message_en: string;
}

export interface Waiting {
  id: string;
  attempt: number;
  /** Why it was refused; null: it waits to be sent. */
  fault: Fault | null;
}

export type Outcome<P> =
  | { kind: "sent" }
  | { kind: "wait"; parcel: P; delayMs: number; login: boolean }
  | { kind: "refused"; parcel: P };

const PAUSES_MS = [1000, 2000, 4000, 8000, 15_000, 30_000];

export const pauseAfter = (attempt: number) => PAUSES_MS[Math.min(attempt, PAUSES_MS.length) - 1] ?? 1000;
const isLater = (status: number) => status >= 500 || [401, 408, 425, 429].includes(status);

export function after<P extends Waiting>(parcel: P, answer: Answer): Outcome<P> {
  if (answer.kind === "ok") return { kind: "sent" };
  const attempt = parcel.attempt + 1;
  if (answer.kind === "no-answer" || isLater(answer.status)) {
    const login = answer.kind === "refused" && answer.status === 401;
    return { kind: "wait", parcel: { ...parcel, attempt }, delayMs: pauseAfter(attempt), login };
  }
  const fault = answer.fault ?? { code: "refused", message_zh: "", message_en: "" };
  return { kind: "refused", parcel: { ...parcel, attempt, fault } };
}

/**
 * What waits on a phone to be sent, and what becomes of it. Pure.
 *
 * 1. A parcel is kept until the centre has it. Everything in it bears a key of its own, so that sending it again
 *    after a lost answer changes nothing.
 * 2. Parcels go in their order. One that must wait holds back the others: there is no line.
 * 3. One that the centre has refused waits for a person and holds back only what needs it: the photos of its
 *    findings.
 * 4. No answer, or an answer that says "later" or "log in", is tried again for as long as the page is open, with
 *    pauses that grow and are bounded, and when it is opened again.
 */

import type { Answer } from "./api";

export interface Fault {
  code: string;
  message_zh: string;
  message_en: string;
}

interface Common {
  id: string;
  /** The task it belongs to. */
  inspection: number;
  /** What a person calls it. */
  title: string;
  attempt: number;
  /** Why it was refused; null: it waits to be sent. */
  fault: Fault | null;
}

export interface Submission extends Common {
  kind: "submission";
  body: { key: string; [name: string]: unknown };
  /** Keys of the findings that it brings. */
  findings: readonly string[];
}

export interface Photo extends Common {
  kind: "photo";
  photo: Blob;
  key: string;
  stage: "found" | "recheck";
  /** The hazard's number, or the key of the finding that will have one. */
  hazard: number | string;
  by: string;
}

export interface Action extends Common {
  kind: "action";
  hazard: number;
  body: { key: string; [name: string]: unknown };
}

export type Parcel = Submission | Photo | Action;
/** The numbers of findings that the centre has, by their keys. */
export type Numbers = Readonly<Record<string, number>>;

const PAUSES_MS = [1000, 2000, 4000, 8000, 15_000, 30_000];
/** So much waits at most; a phone's memory is bounded. */
export const MOST = 200;

export const pauseAfter = (attempt: number) => PAUSES_MS[Math.min(attempt, PAUSES_MS.length) - 1] ?? 1000;
const isLater = (status: number) => status >= 500 || [401, 408, 425, 429].includes(status);

/** The first parcel that can go; null: none. */
export function nextOf(parcels: readonly Parcel[], numbers: Numbers): Parcel | null {
  const held = new Set(
    parcels.flatMap((parcel) => (parcel.kind === "submission" && parcel.fault ? parcel.findings : [])),
  );
  return (
    parcels.find((parcel) => {
      if (parcel.fault) return false;
      if (parcel.kind !== "photo" || typeof parcel.hazard === "number") return true;
      return !held.has(parcel.hazard) && numbers[parcel.hazard] !== undefined;
    }) ?? null
  );
}

export type Outcome<P = Parcel> =
  | { kind: "sent" }
  | { kind: "wait"; parcel: P; delayMs: number; login: boolean }
  | { kind: "refused"; parcel: P };

/** What becomes of a parcel after an answer. */
export function after<P extends { attempt: number; fault: Fault | null }>(parcel: P, answer: Answer): Outcome<P> {
  if (answer.kind === "ok") return { kind: "sent" };
  const attempt = parcel.attempt + 1;
  if (answer.kind === "no-answer" || isLater(answer.status)) {
    const login = answer.kind === "refused" && answer.status === 401;
    return { kind: "wait", parcel: { ...parcel, attempt }, delayMs: pauseAfter(attempt), login };
  }
  const fault = answer.fault ?? { code: "refused", message_zh: "", message_en: "" };
  return { kind: "refused", parcel: { ...parcel, attempt, fault } };
}

/** The numbers that an answer to a submission tells. */
export function numbersOf(body: unknown): Record<string, number> {
  const { findings = [] } = (body ?? {}) as { findings?: { id: number; key: string }[] };
  return Object.fromEntries(findings.map(({ id, key }) => [key, id]));
}

/** What a phone takes along and sends. */

import type { Label } from "../api/types";

export type Answered = "conform" | "nonconform" | "not-applicable";
export type Grade = "general" | "major";

export interface Item {
  code: string;
  group: string;
  label: Label;
  how: Label;
  clause: Label;
  grade: Grade;
}

export interface OpenHazard {
  id: number;
  text: string;
  place: string;
  grade: Grade;
  clause: Label;
  deadline: string | null;
  overdue: boolean;
  state: string;
  version: number;
}

export interface Task {
  id: number;
  organisation: string;
  organisation_number: string;
  address: string;
  category: string;
  state: string;
  due_on: string;
  late: boolean;
  note: string;
  inspectors: { id: number; number: string; name: string }[];
  checklist: { category: string; groups: { code: string; label: Label }[]; items: Item[] };
  answers: { item: string; answer: Answered; note: string }[];
  findings: { id: number; key: string; item: string; text: string }[];
  to_recheck: OpenHazard[];
}

export interface Mine {
  items: Task[];
  inspector: { id: number; number: string; name: string } | null;
}

/** What came of a request. */
export type Answer =
  | { kind: "ok"; body: unknown }
  | { kind: "refused"; status: number; fault: { code: string; message_zh: string; message_en: string } | null }
  | { kind: "no-answer" };

const TIMEOUT_MS = 15_000;
const UPLOAD_MS = 120_000;

export async function ask(path: string, init: RequestInit = {}, timeoutMs = TIMEOUT_MS): Promise<Answer> {
  try {
    const response = await fetch(`./api/v1${path}`, { ...init, signal: AbortSignal.timeout(timeoutMs) });
    const body = (await response.json().catch(() => null)) as { error?: never } | null;
    if (response.ok) return { kind: "ok", body };
    const told = body as { error?: { code: string; message_zh: string; message_en: string } } | null;
    return { kind: "refused", status: response.status, fault: told?.error ?? null };
  } catch {
    return { kind: "no-answer" };
  }
}

export const sendJson = (path: string, body: object) =>
  ask(path, { method: "POST", headers: { "content-type": "application/json" }, body: JSON.stringify(body) });
export const sendPhoto = (path: string, photo: Blob) =>
  ask(path, { method: "POST", headers: { "content-type": "image/jpeg", "x-steppewatch": "1" }, body: photo }, UPLOAD_MS);

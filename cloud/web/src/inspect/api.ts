/** What a phone takes along and sends. */

import type { Label } from "../api/types";
import { ask } from "../offline/asking";

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

const UPLOAD_MS = 120_000;

export const sendJson = (path: string, body: object) =>
  ask(path, { method: "POST", headers: { "content-type": "application/json" }, body: JSON.stringify(body) });
export const sendPhoto = (path: string, photo: Blob) =>
  ask(path, { method: "POST", headers: { "content-type": "image/jpeg", "x-steppewatch": "1" }, body: photo }, UPLOAD_MS);

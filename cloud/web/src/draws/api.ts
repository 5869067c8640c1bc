/** What everybody may ask of draws; no login is needed. */

import { get } from "../api/client";

export interface PublicDraw {
  number: string;
  title_zh: string;
  title_en: string;
  area: string;
  state: "frozen" | "drawn" | "assigned" | "withdrawn";
  not_before: number;
  frozen_at: number;
  published_at: string;
  commitment: string;
  units: number;
  drawn_at: number | null;
  seed: string | null;
  drawn: number;
  unserved: number;
  withdrawn_note: string;
  commitment_bytes: number;
  record_bytes: number | null;
}

const ROOT = "./api/v1/public/draws";
export const commitmentHref = (number: string) => `${ROOT}/${encodeURIComponent(number)}/commitment.json`;
export const recordHref = (number: string) => `${ROOT}/${encodeURIComponent(number)}/record.json`;
export const verifierHref = `${ROOT}/verify_draw.py`;

export const fetchDraws = (before: number | undefined, signal: AbortSignal) =>
  get<{ items: PublicDraw[]; more: boolean }>("/public/draws", { before }, signal);
export const fetchDraw = (number: string, signal: AbortSignal) =>
  get<PublicDraw>(`/public/draws/${encodeURIComponent(number)}`, {}, signal);

/** A document as the text that was published. It never changes, so the browser may keep it. */
export async function fetchText(href: string, signal: AbortSignal): Promise<string> {
  const response = await fetch(href, { signal });
  if (!response.ok) throw new Error(`HTTP ${response.status}`);
  return response.text();
}

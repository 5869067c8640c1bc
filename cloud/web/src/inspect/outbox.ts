/**
 * What an inspector's phone sends, and what of it can go. Pure.
 *
 * Parcels go in their order (`offline/useQueue`). One that the centre has refused waits for a person and holds back
 * only what needs it: the photos of its findings.
 */

import type { Waiting } from "../offline/outcome";

interface Common extends Waiting {
  /** The task it belongs to. */
  inspection: number;
  /** What a person calls it. */
  title: string;
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

/** So much waits at most; a phone's memory is bounded. */
export const MOST = 200;

/** The first parcel that can go; null: none. */
export function nextOf<P extends Parcel>(parcels: readonly P[], numbers: Numbers): P | null {
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

/** The numbers that an answer to a submission tells. */
export function numbersOf(body: unknown): Record<string, number> {
  const { findings = [] } = (body ?? {}) as { findings?: { id: number; key: string }[] };
  return Object.fromEntries(findings.map(({ id, key }) => [key, id]));
}

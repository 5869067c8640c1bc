/** Where a version of a plan stands. Pure. */

import type { PlanBrief } from "../api";

export type Standing = "draft" | "in_force" | "ended";

export const standingOf = ({ valid_from, valid_to }: Pick<PlanBrief, "valid_from" | "valid_to">): Standing =>
  valid_from === null ? "draft" : valid_to === null ? "in_force" : "ended";

/** What a drawing may be, by its media type. */
export const MEDIA: readonly string[] = ["image/jpeg", "image/png", "application/pdf"];
/** The largest drawing that the centre takes. */
export const MOST_BYTES = 8 * 1024 * 1024;

/** Why a file is no drawing; null: it may be one. */
export const unfit = ({ type, size }: Pick<File, "type" | "size">): "kind" | "large" | null =>
  !MEDIA.includes(type) ? "kind" : size > MOST_BYTES ? "large" : null;

export const isPicture = (media: string) => media.startsWith("image/");

/** The name of a file as the centre keeps it: no path, and not longer than it takes. */
export const drawingName = (name: string): string => name.replace(/^.*[\\/]/, "").slice(-128);

/** What is supposed of a site: what would be put right, and what would be known. Pure. */

import type { Happened } from "../api";

export interface Supposition {
  rectify: readonly number[];
  inspect: boolean;
  patrols: boolean;
  repair: readonly string[];
  facts: Readonly<Record<string, number | null>>;
}

export const NOTHING: Supposition = { rectify: [], inspect: false, patrols: false, repair: [], facts: {} };

const CLOSED = ["closed", "withdrawn"];

/** The hazards that could be put right: those that are still open. */
export const openHazards = (hazards: readonly Happened[]) =>
  hazards.filter(({ record, state }) => record.id !== null && !CLOSED.includes(state));

export const isNothing = ({ rectify, inspect, patrols, repair, facts }: Supposition) =>
  rectify.length === 0 && !inspect && !patrols && repair.length === 0 && Object.keys(facts).length === 0;

/** With the value where it is missing, without it where it is there. */
export const toggled = <T>(values: readonly T[], value: T): T[] =>
  values.includes(value) ? values.filter((each) => each !== value) : [...values, value];

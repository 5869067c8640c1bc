/** The evidence of an alarm as bars: what raises P(real), what lowers it, and how much beside the strongest. */

import type { Evidence } from "../../api/types";
import { localeOf } from "../../time/format";

export type Side = "raises" | "lowers" | "aside";

export interface Piece extends Evidence {
  side: Side;
  /** Its weight beside the strongest piece's, 0 to 1. */
  length: number;
}

export interface Weighing {
  /** P(real) of the alarm alone; null: not told. */
  prior: number | null;
  pieces: Piece[];
}

const PRIOR = "prior";

const sideOf = (weight: number): Side => (weight > 0 ? "raises" : weight < 0 ? "lowers" : "aside");

/** The strongest first; what did not count last. */
export function weighing(weighed: readonly Evidence[]): Weighing {
  const told = weighed.filter((each) => each.code !== PRIOR);
  const strongest = Math.max(...told.map((each) => Math.abs(each.weight)), 0);
  const pieces = told
    .map((each) => ({
      ...each,
      side: sideOf(each.weight),
      length: strongest > 0 ? Math.abs(each.weight) / strongest : 0,
    }))
    .sort((a, b) => b.length - a.length);
  return { prior: weighed.find((each) => each.code === PRIOR)?.weight ?? null, pieces };
}

/** How many of the five marks are filled, 1 to 5, and the word that goes with it. */
export const LIKELIHOODS = ["remote", "unlikely", "possible", "likely", "very_likely"] as const;
const BOUNDS = [0.05, 0.2, 0.5, 0.8];

export function likelihoodOf(probability: number): { marks: number; word: (typeof LIKELIHOODS)[number] } {
  const marks = BOUNDS.filter((bound) => probability >= bound).length + 1;
  return { marks, word: LIKELIHOODS[marks - 1] ?? "remote" };
}

/** Never 0 % and never 100 %: nothing is certain. */
export function percentOf(probability: number, language: string): string {
  const held = Math.min(Math.max(probability, 0.01), 0.99);
  const text = new Intl.NumberFormat(localeOf(language), {
    style: "percent",
    maximumFractionDigits: 0,
  }).format(held);
  return probability < 0.01 ? `<${text}` : probability > 0.99 ? `>${text}` : text;
}

/** How bands are shown: a word, and a fill whose hatching alone tells them apart. Pure. */

import { BANDS, type Band, type Totals } from "./api";

/** The fill of the map's patterns: ever denser hatching. */
export const FILL: Record<Band, number> = { I: 0, II: 1, III: 3, IV: 4 };
/** Where each band begins on the index of 0 to 100. */
export const FLOOR: Record<Band, number> = { I: 85, II: 65, III: 25, IV: 0 };
export const HIGH: readonly Band[] = ["III", "IV"];

export const MEASURES = ["expected", "high", "worst"] as const;
export type Measure = (typeof MEASURES)[number];
export const isMeasure = (text: string | undefined): text is Measure => MEASURES.some((each) => each === text);

export const highOf = ({ bands }: Pick<Totals, "bands">) => bands.III + bands.IV;
export const highShare = (totals: Pick<Totals, "bands" | "sites">) =>
  totals.sites > 0 ? highOf(totals) / totals.sites : null;

/** The most dangerous band in which there is a site; null: there is none. */
export const worstOf = ({ bands }: Pick<Totals, "bands">): Band | null =>
  [...BANDS].reverse().find((band) => bands[band] > 0) ?? null;

/** A step of 1, 2 or 5 times a power of ten, of which at least five reach `most`. */
export function niceStep(most: number): number {
  if (!(most > 0)) return 1;
  const rough = most / 5;
  const power = 10 ** Math.floor(Math.log10(rough));
  return ([1, 2, 5].find((each) => each * power >= rough) ?? 10) * power;
}

export const SHARE_BOUNDS = [0.02, 0.05, 0.1, 0.2] as const;

/** Where one class of a measure ends and the next begins; four bounds, five classes. */
export function boundsOf(measure: Measure, all: readonly Totals[]): readonly number[] {
  if (measure !== "expected") return SHARE_BOUNDS;
  const step = niceStep(Math.max(0, ...all.map(({ expected_365 }) => expected_365.value)));
  return [1, 2, 3, 4].map((times) => Number((times * step).toPrecision(6)));
}

/** Class 0 (least) to 4 (most), or null where there is nothing to judge. */
export function classOf(measure: Measure, totals: Totals, bounds: readonly number[]): number | null {
  if (totals.sites === 0) return null;
  const worst = worstOf(totals);
  if (measure === "worst") return worst === null ? null : FILL[worst];
  const value = measure === "expected" ? totals.expected_365.value : (highShare(totals) ?? 0);
  return bounds.filter((bound) => value > bound).length;
}

/** All of several totals together; ranges add up as their ends do. */
export function together(all: readonly Totals[]): Totals {
  const range = (of: (totals: Totals) => Totals["expected_90"]) => ({
    value: all.reduce((sum, each) => sum + of(each).value, 0),
    low: all.reduce((sum, each) => sum + of(each).low, 0),
    high: all.reduce((sum, each) => sum + of(each).high, 0),
  });
  const bands = { I: 0, II: 0, III: 0, IV: 0 };
  for (const each of all) for (const band of BANDS) bands[band] += each.bands[band];
  return {
    sites: all.reduce((sum, { sites }) => sum + sites, 0),
    bands,
    expected_90: range((totals) => totals.expected_90),
    expected_365: range((totals) => totals.expected_365),
  };
}

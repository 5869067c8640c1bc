/** How finely a span is asked for, and how far beyond what is shown. Pure. */

import { widthOf, type Span } from "./span";

const S = 1000;
const MIN = 60 * S;
const H = 60 * MIN;
const D = 24 * H;

/** Lengths of a bucket: whole parts of each other's, so that buckets begin at the same moments again. */
export const STEPS = [
  ...[S, 2 * S, 5 * S, 10 * S, 30 * S],
  ...[MIN, 2 * MIN, 5 * MIN, 10 * MIN, 30 * MIN],
  ...[H, 2 * H, 6 * H, 12 * H, D, 2 * D, 7 * D],
] as const;

/** Buckets across what is shown: about one for every two points of the screen, at most so many. */
const MOST = 700;

export interface Ask extends Span {
  step: number;
}

/** The finest step of which the span has at most `most`. */
export const stepFor = (width: number, most: number): number =>
  STEPS.find((step) => width / step <= most) ?? 7 * D;

/**
 * What to ask for, to show `shown` on so many points of the screen: as much again on both sides, so that moving
 * asks for nothing; and what is `held` already, as long as it will do.
 */
export function askFor(shown: Span, points: number, now: number, held: Ask | null): Ask {
  const width = widthOf(shown);
  const step = stepFor(width, Math.min(MOST, Math.max(60, points / 2)));
  const end = Math.min(shown.to, now);
  if (held?.step === step && held.from <= shown.from && held.to >= end) return held;
  const from = Math.floor((shown.from - width) / step) * step;
  const to = Math.min(Math.ceil((shown.to + width) / step) * step, Math.ceil(now / step) * step);
  return { from: Math.max(0, from), to: Math.max(to, from + step), step };
}

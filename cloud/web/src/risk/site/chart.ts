/** The score over time as a line with what moved it: places on a picture from 0 to its size. Pure. */

import type { Step } from "../api";

export interface Point {
  at: number;
  value: number;
}

export interface Size {
  width: number;
  height: number;
  /** What the lower and the upper edge stand for; else the least and the most there is. */
  floor?: number;
  top?: number;
  /** What the left and the right edge stand for, ms. */
  from?: number;
  to?: number;
}

export type Placed = readonly [x: number, y: number];

/** The beginning of a day of Beijing's, ms. */
export const dayMs = (day: string) => Date.parse(`${day}T00:00:00+08:00`);

export function placed(points: readonly Point[], size: Size): Placed[] {
  const values = points.map(({ value }) => value);
  const times = points.map(({ at }) => at);
  const { floor = Math.min(...values), top = Math.max(...values) } = size;
  const { from = Math.min(...times), to = Math.max(...times) } = size;
  return points.map(({ at, value }) => [
    ((at - from) / (to - from || 1)) * size.width,
    size.height - ((value - floor) / (top - floor || 1)) * size.height,
  ]);
}

export const pathOf = (points: readonly Placed[]) =>
  points.map(([x, y], at) => `${at === 0 ? "M" : "L"}${x.toFixed(1)} ${y.toFixed(1)}`).join("");

/** A score stands until the next one: along, then up or down; the last one up to the right edge. */
export function stairs(points: readonly Placed[], width: number): string {
  const [first, ...rest] = points;
  if (!first) return "";
  const steps = rest.map(([x, y]) => `H${x.toFixed(1)}V${y.toFixed(1)}`).join("");
  return `M${first[0].toFixed(1)} ${first[1].toFixed(1)}${steps}H${width}`;
}

export const MEASURES = ["index", "d365"] as const;
export type Shown = (typeof MEASURES)[number];

export interface Frame {
  from: number;
  to: number;
  floor: number;
  top: number;
}

const DAY_MS = 86_400_000;
/** A line of one day says nothing of time. */
const LEAST_MS = 30 * DAY_MS;

/** What the picture spans: all steps up to now, and for chances as much as the range reaches. */
export function frameOf(steps: readonly Step[], now: number, shown: Shown, high: number): Frame {
  const oldest = Math.min(now, ...steps.map(({ at }) => at));
  const from = Math.min(oldest, now - LEAST_MS);
  if (shown === "index") return { from, to: now, floor: 0, top: 100 };
  const most = Math.max(high, ...steps.map(({ d365 }) => d365));
  return { from, to: now, floor: 0, top: most * 1.1 || 1 };
}

/** By how much a step moved the index; the first moved nothing. */
export const moveOf = ({ index, index_before }: Step) => (index_before === null ? 0 : index - index_before);

const isMark = (step: Step) =>
  step.cause !== "night" || step.moved_by.length > 0 || step.band_before !== step.band || Math.abs(moveOf(step)) >= 1;

/**
 * The steps that a mark stands for, the oldest first: those that moved most come first where two would lie nearer
 * than `apart`, a share of the whole span.
 */
export function marksOf(steps: readonly Step[], { from, to }: Pick<Frame, "from" | "to">, apart: number): Step[] {
  const near = (to - from) * apart;
  const kept: Step[] = [];
  const byWeight = steps.filter(isMark).sort((one, other) => Math.abs(moveOf(other)) - Math.abs(moveOf(one)) || other.at - one.at);
  for (const step of byWeight) {
    if (kept.every(({ at }) => Math.abs(at - step.at) >= near)) kept.push(step);
  }
  return kept.sort((one, other) => one.at - other.at);
}

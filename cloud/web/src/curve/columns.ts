/** A curve as columns, the way the chart wants them: seconds, least, greatest, mean, and whether to trust it. */

import type { CurvePoint, Reading } from "../api/types";

export interface Columns {
  seconds: number[];
  min: (number | null)[];
  max: (number | null)[];
  mean: (number | null)[];
  doubtful: boolean[];
}

/** Live points kept beyond the fetched ones; older ones fall out of the span anyway. */
const LIMIT = 6000;

export const noColumns = (): Columns => ({ seconds: [], min: [], max: [], mean: [], doubtful: [] });

function push(
  columns: Columns,
  ts: number,
  min: number | null,
  mean: number | null,
  max: number | null,
  quality: string,
) {
  columns.seconds.push(ts / 1000);
  columns.min.push(min);
  columns.max.push(max);
  columns.mean.push(mean);
  columns.doubtful.push(quality !== "good");
}

/** Three times the usual distance between samples without one is a gap, and is drawn as one. */
function gapMs(points: readonly CurvePoint[]): number {
  const steps: number[] = [];
  for (const [index, point] of points.entries()) {
    const previous = points[index - 1];
    if (previous) steps.push(point[0] - previous[0]);
  }
  steps.sort((a, b) => a - b);
  return 3 * (steps[Math.floor(steps.length / 2)] ?? Infinity);
}

export function columnsOf(points: readonly CurvePoint[]): Columns {
  const columns = noColumns();
  const gap = gapMs(points);
  let previous: number | null = null;
  for (const [ts, min, mean, max, quality] of points) {
    if (previous !== null && ts - previous > gap) {
      push(columns, (ts + previous) / 2, null, null, null, "good");
    }
    push(columns, ts, min, mean, max, quality);
    previous = ts;
  }
  return columns;
}

/** The columns with one live reading after them; a reading that is not newer than the last changes nothing. */
export function appended(columns: Columns, reading: Reading): Columns {
  const last = columns.seconds.at(-1);
  if (last !== undefined && reading.ts / 1000 <= last) return columns;
  const from = Math.max(0, columns.seconds.length - LIMIT);
  const longer: Columns = {
    seconds: columns.seconds.slice(from),
    min: columns.min.slice(from),
    max: columns.max.slice(from),
    mean: columns.mean.slice(from),
    doubtful: columns.doubtful.slice(from),
  };
  push(longer, reading.ts, reading.value, reading.value, reading.value, reading.quality);
  return longer;
}

export interface Summary {
  min: number;
  max: number;
  last: number;
}

/** What the curve says between two times, or null where it says nothing. */
export function summary(columns: Columns, fromSecond: number): Summary | null {
  let found: Summary | null = null;
  for (const [index, second] of columns.seconds.entries()) {
    const mean = columns.mean[index];
    if (second < fromSecond || mean === null || mean === undefined) continue;
    const min = columns.min[index] ?? mean;
    const max = columns.max[index] ?? mean;
    found = found
      ? { min: Math.min(found.min, min), max: Math.max(found.max, max), last: mean }
      : { min, max, last: mean };
  }
  return found;
}

/** The vertical range to draw: from zero where that wastes little, with room above. */
export function yRange(min: number | null, max: number | null): [number, number] {
  if (min === null || max === null || !Number.isFinite(min) || !Number.isFinite(max)) return [0, 1];
  if (min >= 0 && min <= max * 0.6) return [0, max > 0 ? max * 1.15 : 1];
  const pad = Math.max((max - min) * 0.15, Math.abs(max) * 0.02, 0.05);
  return [min - pad, max + pad];
}

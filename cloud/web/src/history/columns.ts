/** A curve as the columns of a chart, and as rows of a table. Pure. */

import type { CurveHistory } from "./api";
import type { Span } from "./span";

export interface Columns {
  /** Seconds, as the chart wants them. */
  seconds: number[];
  min: (number | null)[];
  mean: (number | null)[];
  max: (number | null)[];
  doubtful: boolean[];
}

/** Where nothing was told there is a point without a value, so that no line crosses it. */
export function columnsOf(curve: CurveHistory): Columns {
  const found: Columns = { seconds: [], min: [], mean: [], max: [], doubtful: [] };
  const push = (ms: number, min: number | null, mean: number | null, max: number | null, doubtful: boolean) => {
    found.seconds.push(ms / 1000);
    found.min.push(min);
    found.mean.push(mean);
    found.max.push(max);
    found.doubtful.push(doubtful);
  };
  let gap = 0;
  for (const [index, ms] of curve.at.entries()) {
    while (gap < curve.gaps.length) {
      const [since, until] = curve.gaps[gap] ?? [0, 0];
      if (until > ms) break;
      if (index > 0) push((since + until) / 2, null, null, null, false);
      gap += 1;
    }
    const { minimum, mean, maximum } = curve;
    push(ms, minimum[index] ?? null, mean[index] ?? null, maximum[index] ?? null, curve.quality[index] !== "good");
  }
  return found;
}

export interface Row {
  key: string;
  from: number;
  /** Null of a bucket; the end of a gap. */
  until: number | null;
  min: number | null;
  mean: number | null;
  max: number | null;
  last: number | null;
  samples: number;
  quality: string;
}

/** The buckets and the gaps of what is shown, oldest first. */
export function rowsOf(curve: CurveHistory, { from, to }: Span): Row[] {
  const buckets = curve.at.map((ms, index): Row => ({
    key: `b${ms}`,
    from: ms,
    until: null,
    min: curve.minimum[index] ?? null,
    mean: curve.mean[index] ?? null,
    max: curve.maximum[index] ?? null,
    last: curve.last[index] ?? null,
    samples: curve.samples[index] ?? 0,
    quality: curve.quality[index] ?? "unknown",
  }));
  const gaps = gapsIn(curve, { from, to }).map(([since, until]): Row => ({
    ...{ key: `g${since}`, from: since, until, min: null, mean: null, max: null, last: null },
    samples: 0,
    quality: "unknown",
  }));
  const shown = buckets.filter((row) => row.from >= from && row.from <= to);
  return [...shown, ...gaps].sort((a, b) => a.from - b.from || (a.until === null ? 1 : -1));
}

/** Silences within what is shown, cut to it. */
export const gapsIn = (curve: CurveHistory, { from, to }: Span): [number, number][] =>
  curve.gaps
    .filter(([since, until]) => until > from && since < to)
    .map(([since, until]) => [Math.max(since, from), Math.min(until, to)]);

export interface Summary {
  min: number;
  max: number;
  mean: number;
  last: number;
  samples: number;
}

/** What the curve says within what is shown; null: nothing. The mean weighs every sample once. */
export function summaryOf(curve: CurveHistory, span: Span): Summary | null {
  const rows = rowsOf(curve, span).filter((row) => row.mean !== null);
  const newest = rows.at(-1);
  if (!newest) return null;
  const samples = rows.reduce((sum, row) => sum + row.samples, 0);
  return {
    min: Math.min(...rows.map((row) => row.min ?? Infinity)),
    max: Math.max(...rows.map((row) => row.max ?? -Infinity)),
    mean: rows.reduce((sum, row) => sum + (row.mean ?? 0) * row.samples, 0) / Math.max(1, samples),
    last: newest.last ?? newest.mean ?? 0,
    samples,
  };
}

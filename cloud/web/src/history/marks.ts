/** Events as marks over a curve: fire on top, none of its words ever given up for another's. Pure. */

import type { EventCounts, HistoryEvent } from "./api";
import { isFireClass } from "./api";

export interface Mark {
  ms: number;
  kind: string;
  edge: "came" | "went";
  /** More than one where there are too many to be told apart. */
  count: number;
  doubtful: boolean;
}

/** Of an event each its own mark. */
export const marksOfEvents = (events: readonly HistoryEvent[]): Mark[] =>
  events.map(({ at, kind, active, clock_doubtful }) => ({
    ms: at,
    kind,
    edge: active ? "came" : "went",
    count: 1,
    doubtful: clock_doubtful,
  }));

/** Of a step with events one mark a kind, at the step's middle. */
export const marksOfCounts = (counts: EventCounts): Mark[] =>
  counts.kinds.flatMap(({ kind, counts: each }) =>
    each.flatMap((count, step): Mark[] =>
      count === 0
        ? []
        : [{ ms: counts.start + (step + 0.5) * counts.width_ms, kind, edge: "came", count, doubtful: false }],
    ),
  );

/** All events where they can be told apart; else counts, and beside them every fire that is known one by one. */
export function marksOf(
  events: readonly HistoryEvent[],
  counts: EventCounts | null,
  fires: readonly HistoryEvent[],
): Mark[] {
  if (!counts) return marksOfEvents(events);
  const known = new Set(fires.map((event) => event.kind));
  return [...marksOfCounts(counts).filter(({ kind }) => !known.has(kind)), ...marksOfEvents(fires)];
}

export interface Placed {
  mark: Mark;
  x: number;
  row: number;
  /** Empty where there is no room for words. */
  text: string;
  /** Where the words begin. */
  left: number;
}

const GLYPH = 7;
const GAP = 6;

/**
 * Where each mark stands in a strip of rows. Fire takes the first row, and its words are placed first; the others
 * take what is free below it. A mark without room for its words keeps its shape.
 */
export function placed(
  marks: readonly Mark[],
  x: (ms: number) => number,
  bounds: { left: number; right: number; rows: number },
  words: (mark: Mark) => string,
  measure: (text: string) => number,
): Placed[] {
  const ends = new Array<number>(bounds.rows).fill(-Infinity);
  const shown = marks.filter(({ ms }) => x(ms) >= bounds.left && x(ms) <= bounds.right);
  const byTime = (a: Mark, b: Mark) => a.ms - b.ms;
  const place = (mark: Mark, from: number, to: number): Placed => {
    const at = x(mark.ms);
    const text = words(mark);
    const width = measure(text) + GLYPH + GAP;
    const flipped = at + width > bounds.right;
    const begin = flipped ? at - width : at - GLYPH;
    for (let row = from; row < to; row += 1) {
      if ((ends[row] ?? 0) < begin) {
        ends[row] = begin + width + GLYPH;
        return { mark, x: at, row, text, left: flipped ? begin : at + GLYPH + 2 };
      }
    }
    // No row has room for its words: the one that is free the soonest holds its shape.
    let least = from;
    for (let row = from; row < to; row += 1) if ((ends[row] ?? 0) < (ends[least] ?? 0)) least = row;
    return { mark, x: at, row: least, text: "", left: at };
  };
  const fires = shown.filter(({ kind }) => isFireClass(kind)).sort(byTime);
  const others = shown.filter(({ kind }) => !isFireClass(kind)).sort(byTime);
  return [
    ...fires.map((mark) => place(mark, 0, 1)),
    ...others.map((mark) => place(mark, Math.min(1, bounds.rows - 1), bounds.rows)),
  ];
}

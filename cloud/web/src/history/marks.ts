/** Events as marks over a curve: fire on top, none of its words ever given up for another's. Pure. */

import type { EventCounts, HistoryEvent } from "./api";
import { FIRE_CLASS, isFireClass } from "../state/fireClass";

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

export interface Strip {
  left: number;
  right: number;
  fireRows: number;
  otherRows: number;
}

const GLYPH = 7;
const GAP = 6;
/** Where each mark has less room than this, those of a kind that lie close together are counted. */
const CROWDED_PX = 45;
const BIN_PX = 90;

/**
 * Marks of a kind within the same piece of time as one. The pieces lie still while the span is moved, so that
 * nothing jumps from one to another.
 */
export function clustered(marks: readonly Mark[], pieceMs: number): Mark[] {
  const held = new Map<string, Mark[]>();
  for (const mark of marks) {
    const key = `${mark.kind} ${Math.floor(mark.ms / pieceMs)}`;
    const group = held.get(key);
    if (group) group.push(mark);
    else held.set(key, [mark]);
  }
  return [...held.values()].flatMap((group) => {
    const came = group.filter(({ edge }) => edge === "came");
    const [first] = came.length > 0 ? came : group;
    if (!first || group.length === 1) return group;
    const count = (came.length > 0 ? came : group).reduce((sum, mark) => sum + mark.count, 0);
    return [{ ...first, count, doubtful: group.some(({ doubtful }) => doubtful) }];
  });
}

/** Of two marks of the fire class that want the same room, which one speaks: the graver, then what began. */
const gravity = ({ kind, edge }: Mark) => 2 * FIRE_CLASS.indexOf(kind) + (edge === "came" ? 0 : 1);

/**
 * Where each mark stands in a strip of rows. The fire class has the first rows to itself, and fire's words are
 * placed first; the others take what is free below. A mark without room for its words keeps its shape.
 */
export function placed(
  marks: readonly Mark[],
  x: (ms: number) => number,
  strip: Strip,
  words: (mark: Mark) => string,
  measure: (text: string) => number,
): Placed[] {
  const taken = Array.from({ length: strip.fireRows + strip.otherRows }, (): [number, number][] => []);
  const isFree = (row: number, from: number, to: number) =>
    (taken[row] ?? []).every(([since, until]) => to <= since || from >= until);
  const shown = marks.filter(({ ms }) => x(ms) >= strip.left && x(ms) <= strip.right);
  const place = (mark: Mark, from: number, to: number): Placed => {
    const at = x(mark.ms);
    const text = words(mark);
    const width = measure(text) + 2 * GLYPH + GAP;
    const flipped = at - GLYPH + width > strip.right;
    const begin = flipped ? at + GLYPH - width : at - GLYPH;
    for (let row = from; row < to; row += 1) {
      if (isFree(row, begin, begin + width)) {
        taken[row]?.push([begin, begin + width]);
        return { mark, x: at, row, text, left: flipped ? begin : at + GLYPH + 2 };
      }
    }
    // Without words it wants little room, and takes it from nobody's words where it can.
    const spare = Array.from({ length: to - from }, (_, index) => from + index);
    const row = spare.find((each) => isFree(each, at - GLYPH, at + GLYPH)) ?? to - 1;
    return { mark, x: at, row, text: "", left: at };
  };
  const fires = shown
    .filter(({ kind }) => isFireClass(kind))
    .sort((a, b) => gravity(a) - gravity(b) || a.ms - b.ms);
  const others = shown.filter(({ kind }) => !isFireClass(kind));
  const perPx = 1 / (x(1) - x(0));
  const crowded = others.length > (strip.right - strip.left) / CROWDED_PX;
  const apart = crowded ? clustered(others, BIN_PX * perPx) : others;
  return [
    ...fires.map((mark) => place(mark, 0, strip.fireRows)),
    ...[...apart]
      .sort((a, b) => a.ms - b.ms)
      .map((mark) => place(mark, strip.fireRows, strip.fireRows + strip.otherRows)),
  ];
}

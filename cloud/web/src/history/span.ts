/** The span of time that a history shows: named ones that end now, and free ones. Pure; milliseconds. */

export interface Span {
  from: number;
  to: number;
}

const HOUR_MS = 3_600_000;
export const DAY_MS = 24 * HOUR_MS;

/** Buildings stand in the one zone of the country, which knows no summer time. */
export const ZONE_MS = 8 * HOUR_MS;

export const NAMED = {
  hour: HOUR_MS,
  day: DAY_MS,
  week: 7 * DAY_MS,
  month: 30 * DAY_MS,
  year: 365 * DAY_MS,
} as const;
export type SpanName = keyof typeof NAMED;
export const SPAN_NAMES = Object.keys(NAMED) as SpanName[];
export const isSpanName = (text: string | undefined): text is SpanName => text !== undefined && text in NAMED;

export const LEAST_MS = 10_000;
/** Five years, as long as anything is kept. */
export const MOST_MS = 5 * 366 * DAY_MS;

export const widthOf = ({ from, to }: Span) => to - from;

/** A span of a width that can be shown, which does not reach into the future. */
export function bounded({ from, to }: Span, now: number): Span {
  const width = Math.round(Math.min(MOST_MS, Math.max(LEAST_MS, to - from)));
  const middle = (from + to) / 2;
  const end = Math.round(Math.min(now, Math.max(middle + width / 2, width)));
  return { from: end - width, to: end };
}

/** Wider (`factor` > 1) or narrower around a moment, which stays where it is on the screen. */
export function zoomed(span: Span, factor: number, around: number, now: number): Span {
  const width = Math.min(MOST_MS, Math.max(LEAST_MS, widthOf(span) * factor));
  const share = (around - span.from) / widthOf(span);
  return bounded({ from: around - width * share, to: around + width * (1 - share) }, now);
}

export const panned = ({ from, to }: Span, ms: number, now: number): Span =>
  bounded({ from: from + ms, to: to + ms }, now);

export const named = (name: SpanName, now: number): Span => ({ from: now - NAMED[name], to: now });

/** What an address asks for: a free span, or a named one that ends now and goes with the time. */
export function asked(query: Readonly<Record<string, string>>, now: number): { span: Span; name: SpanName | null } {
  const from = Number(query.from);
  const to = Number(query.to);
  if (query.from && query.to && Number.isFinite(from) && Number.isFinite(to) && from < to) {
    return { span: bounded({ from, to }, now), name: null };
  }
  const name = isSpanName(query.span) ? query.span : "day";
  return { span: named(name, now), name };
}

/** The first moment of the day in the building's zone. */
export const midnight = (ms: number) => Math.floor((ms + ZONE_MS) / DAY_MS) * DAY_MS - ZONE_MS;

/** As a field for date and time wants it, in the building's zone. */
export const fieldOf = (ms: number) => new Date(ms + ZONE_MS).toISOString().slice(0, 16);

/** What was put into such a field; null: no time. */
export function momentOf(field: string): number | null {
  const ms = Date.parse(`${field}Z`);
  return Number.isNaN(ms) ? null : ms - ZONE_MS;
}

/** The day in the building's zone as 2026-11-05. */
export const dayOf = (ms: number) => fieldOf(ms).slice(0, 10);

/** What a link for a crew opens, and what the centre is told to make one. Pure. */

export const KINDS = ["unit", "station", "incident"] as const;
export type What = (typeof KINDS)[number];

export interface Giving {
  what: What;
  /** The number of what it opens; empty: not chosen. */
  id: string;
  person: string;
  days: string;
}

/** How long a link holds that nobody has said more of: a vehicle's for a year, a commander's for a day. */
const DAYS: Record<What, string> = { unit: "365", station: "365", incident: "1" };

/** A link for what the address names, or for a vehicle. */
export function begun(query: Readonly<Record<string, string | undefined>>): Giving {
  const what = KINDS.find((kind) => query[kind] !== undefined) ?? "unit";
  return { what, id: query[what] ?? "", person: "", days: DAYS[what] };
}

/** Another kind of thing is another thing. */
export const turnedTo = (giving: Giving, what: What): Giving => ({ ...giving, what, id: "", days: DAYS[what] });

export const givingBody = ({ what, id, person, days }: Giving): object => ({
  [what]: id === "" ? null : Number(id),
  person: person.trim(),
  days: Number(days),
});

/** The whole address of a page that a link opens; what stands behind the `#` is sent to nobody. */
export const linkAddress = ({ origin, pathname }: { origin: string; pathname: string }, path: string): string =>
  `${origin}${pathname}${path}`;

/** What is chosen on the map, as the address has it: cells with commas, and an outline drawn by hand. Pure. */

export type Point = readonly [number, number];

/** As many corners as are kept of an outline. */
export const CORNERS = 60;
const DIGITS = 5;

export const cellsOf = (text: string | undefined): string[] => (text ? text.split(",") : []);

/** The cells with this one put in or taken out; undefined: none is left. */
export function toggled(text: string | undefined, cell: string): string | null {
  const held = cellsOf(text);
  const next = held.includes(cell) ? held.filter((one) => one !== cell) : [...held, cell];
  return next.length > 0 ? next.join(",") : null;
}

export const cornersOf = (text: string | undefined): Point[] =>
  (text ?? "")
    .split(" ")
    .filter((one) => one !== "")
    .map((one) => one.split(",").map(Number))
    .flatMap(([x, y]) => (x !== undefined && y !== undefined && Number.isFinite(x + y) ? [[x, y] as const] : []));

/** An outline as the address has it, with as many corners as are kept; null: it encloses nothing. */
export function outlineText(points: readonly Point[]): string | null {
  if (points.length < 3) return null;
  const every = Math.ceil(points.length / CORNERS);
  const kept = points.filter((_, at) => at % every === 0);
  return kept.map((point) => point.map((value) => value.toFixed(DIGITS)).join(",")).join(" ");
}


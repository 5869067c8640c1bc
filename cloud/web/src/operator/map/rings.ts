/** Rings of positions [longitude, latitude]: thinned to what a screen shows, and turned as d3-geo wants them. */

export type Position = [number, number];
export type Ring = Position[];

const square = (a: Position, b: Position) => (a[0] - b[0]) ** 2 + (a[1] - b[1]) ** 2;

/** How far a corner lies from the line between two others. */
function distance(point: Position, first: Position, last: Position): number {
  const length = square(first, last);
  if (length === 0) return Math.sqrt(square(point, first));
  const across = (last[0] - first[0]) * (first[1] - point[1]) - (first[0] - point[0]) * (last[1] - first[1]);
  return Math.abs(across) / Math.sqrt(length);
}

/** Where the largest value is between two places, both left out; -1: there is none. */
function largest(from: number, to: number, value: (at: number) => number): number {
  let best = -1;
  let most = -1;
  for (let at = from; at < to; at += 1) {
    const found = value(at);
    if (found > most) [best, most] = [at, found];
  }
  return best;
}

/** The ring with only those corners that lie further than the tolerance from the line without them. */
export function thinned(ring: Ring, tolerance: number): Ring {
  const start = ring[0];
  if (!start || ring.length < 4) return [];
  const corner = (at: number): Position => ring[at] ?? start;
  const end = ring.length - 1;
  // A closed ring begins where it ends: a second fixed corner gives the first lines their length.
  const far = largest(0, ring.length, (at) => square(start, corner(at)));
  const kept = new Set([0, far, end]);
  const spans: [number, number][] = [
    [0, far],
    [far, end],
  ];
  for (let span = spans.pop(); span; span = spans.pop()) {
    const [first, last] = span;
    const at = largest(first + 1, last, (place) => distance(corner(place), corner(first), corner(last)));
    if (at < 0 || distance(corner(at), corner(first), corner(last)) <= tolerance) continue;
    kept.add(at);
    spans.push([first, at], [at, last]);
  }
  const round = (degrees: number) => Math.round(degrees * 1000) / 1000;
  return [...kept].sort((a, b) => a - b).map((at) => [round(corner(at)[0]), round(corner(at)[1])]);
}

/** Twice the signed area; positive: the ring runs against the clock. */
export function signedArea(ring: Ring): number {
  return ring.reduce((sum, [x, y], at) => {
    const next = ring[(at + 1) % ring.length] ?? [x, y];
    return sum + x * next[1] - next[0] * y;
  }, 0);
}

/** Each ring as an outline of its own, run with the clock: what d3-geo takes for its inside. */
export function outlines(rings: readonly Ring[]): GeoJSON.MultiPolygon {
  return {
    type: "MultiPolygon",
    coordinates: rings.map((ring) => [signedArea(ring) > 0 ? [...ring].reverse() : ring]),
  };
}

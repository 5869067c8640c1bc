/** The marks of the map: shapes and tones in two tables. What a mark means never hangs on its colour alone. */

/** Outlines on a square of 24, as SVG paths: what a screen draws, a canvas fills and the legend shows. */
export const SHAPES = {
  /** An incident: a flame's drop. */
  incident: "M12 1 20 11a9 9 0 1 1-16 0Z",
  /** A station: a house. */
  station: "M12 2 22 10v12H2V10Z",
  /** A unit on the road: an arrow's head. */
  unit: "M3 6h12l6 6-6 6H3Z",
  /** An alarm that nobody has made an incident of: a triangle. */
  alarm: "M12 2 23 21H1Z",
  /** Devices that are faulty or not heard: a square. */
  device: "M3 3h18v18H3Z",
  /** Water: a circle. */
  water: "M12 2a10 10 0 1 1-.01 0Z",
  /** A hospital: a cross. */
  hospital: "M8 2h8v6h6v8h-6v6H8v-6H2V8h6Z",
  /** A hazardous site: a diamond. */
  hazard: "M12 1 23 12 12 23 1 12Z",
  /** A duty room: an eye's frame. */
  room: "M2 5h20v14H2Z",
  /** Weather: a hexagon. */
  weather: "M7 3h10l5 9-5 9H7l-5-9Z",
  /** The spot that is picked, or where somebody is: a pin. */
  spot: "M12 23 5 12a8 8 0 1 1 14 0Z",
} as const;
export type Shape = keyof typeof SHAPES;

/** Fill and ink of a tone: the five grades' own colours, and what forces and places are. */
export const TONES = {
  grade1: ["#3f8f5f", "#ffffff"],
  grade2: ["#2f6fb5", "#ffffff"],
  grade3: ["#e8c33a", "#1b1600"],
  grade4: ["#e07a1f", "#1b0c00"],
  grade5: ["#c0281c", "#ffffff"],
  ready: ["#1c6245", "#ffffff"],
  bound: ["#8a2f1c", "#ffffff"],
  back: ["#3d5a80", "#ffffff"],
  away: ["#5b6662", "#ffffff"],
  fire: ["#c0281c", "#ffffff"],
  warning: ["#9a6a00", "#ffffff"],
  water: ["#1f577f", "#ffffff"],
  care: ["#8c2f63", "#ffffff"],
  danger: ["#6a3d8f", "#ffffff"],
  plain: ["#44524d", "#ffffff"],
} as const;
export type Tone = keyof typeof TONES;

export const gradeTone = (grade: number): Tone => `grade${Math.min(5, Math.max(1, grade)) as 1 | 2 | 3 | 4 | 5}`;

/** How a mark looks; `stale`: hollow and dashed, for a place that is not sure; `sign`: one or two signs in it. */
export interface Look {
  shape: Shape;
  tone: Tone;
  stale: boolean;
  sign: string;
}

const BETWEEN = "|";

/** A look as the name of its picture, and back. */
export const nameOf = ({ shape, tone, stale, sign }: Look): string =>
  [shape, tone, stale ? "1" : "0", sign].join(BETWEEN);

export function lookOf(name: string): Look | null {
  const [shape = "", tone = "", stale, ...sign] = name.split(BETWEEN);
  if (!Object.hasOwn(SHAPES, shape) || !Object.hasOwn(TONES, tone)) return null;
  return { shape: shape as Shape, tone: tone as Tone, stale: stale === "1", sign: sign.join(BETWEEN) };
}

/** Where a sign's middle lies, on the square of 24. */
export const SIGN_AT: Partial<Record<Shape, readonly [number, number]>> = {
  incident: [12, 15.500],
  station: [12, 15],
  alarm: [12, 15.500],
  unit: [10, 12],
};

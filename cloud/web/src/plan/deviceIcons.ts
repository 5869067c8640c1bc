/** A drawing for each kind of device, after the component types of GB/T 26875.3: one stroke each, told apart in outline. */

const SHAPES = {
  // A head on a ceiling, with smoke rising to it.
  smoke: "M5 6h14M7 6c0 4 10 4 10 0M8 19c-2-2 2-3 0-5M12 19c-2-2 2-3 0-5M16 19c-2-2 2-3 0-5",
  // A head on a ceiling, with a thermometer below.
  heat: "M5 5h14M7 5c0 4 10 4 10 0M12 11v5M12 16a2.200 2.200 0 1 0 .01 0",
  // Both.
  composite: "M5 5h14M7 5c0 4 10 4 10 0M9 20c-2-2 2-3 0-5M15 12v4M15 16a1.800 1.800 0 1 0 .01 0",
  flame: "M5 5h14M8 5c0 3 8 3 8 0M12 10c0 2 3 3 3 6a3 3 0 0 1-6 0c0-2 3-3 3-6Z",
  gas: "M5 5h14M7 5c0 4 10 4 10 0M9 14a2.500 2.500 0 1 0 .01 0M15 15a2 2 0 1 0 .01 0M11.500 18.500a1.300 1.300 0 1 0 .01 0",
  // A pane with a hand's mark.
  button: "M5 5h14v14H5ZM12 9v6M9 12.500l3 3 3-3",
  panel: "M4 4h16v16H4ZM7 8h10M7 12h4M15 12h2M7 16h2M12 16h5",
  module: "M5 8h14v8H5ZM2 12h3M19 12h3M9 8v8",
  water: "M12 3c4 5 6 8 6 11a6 6 0 0 1-12 0c0-3 2-6 6-11Z",
  pump: "M11 6a6.500 6.500 0 1 0 .01 0M15.500 8H21M8 12.500h6M12 10l2.500 2.500L12 15",
  fan: "M12 3.500a8.500 8.500 0 1 0 .01 0M12 12c0-3 1-5 3-5M12 12c3 0 5 1 5 3M12 12c0 3-1 5-3 5M12 12c-3 0-5-1-5-3",
  door: "M6 3h12v18H6ZM15 12v1.500",
  sounder: "M4 9.500h3.500L13 5.500v13l-5.500-4H4ZM16.500 9a4.200 4.200 0 0 1 0 6M19 6.500a7.800 7.800 0 0 1 0 11",
  power: "M13 2.500 5.500 13.500h5.500L10 21.500 18 10h-6Z",
  camera: "M3.500 8h11v8h-11ZM14.500 11l6-3v8l-6-3",
  extinguish: "M9 8h6v13H9ZM12 8V4.500M9 5h7l2 2M10.500 12h3",
  gateway: "M4 14h16v6H4ZM7.500 17h.5M11 17h.5M8 10.500a5.500 5.500 0 0 1 8 0M5.500 7.500a9 9 0 0 1 13 0",
  other: "M12 4a8 8 0 1 0 .01 0M12 11a1 1 0 1 0 .01 0",
} as const;

export type Shape = keyof typeof SHAPES;

/** From this code on, until the next. */
const BY_CODE: readonly [code: number, shape: Shape][] = [
  [0, "other"],
  [1, "panel"],
  [10, "gas"],
  [16, "power"],
  [21, "panel"],
  [23, "button"],
  [25, "smoke"],
  [30, "heat"],
  [40, "smoke"],
  [50, "composite"],
  [61, "flame"],
  [74, "gas"],
  [78, "camera"],
  [79, "sounder"],
  [81, "extinguish"],
  [82, "panel"],
  [84, "module"],
  [91, "pump"],
  [92, "water"],
  [95, "pump"],
  [96, "water"],
  [102, "door"],
  [103, "fan"],
  [105, "pump"],
  [106, "water"],
  [111, "fan"],
  [116, "door"],
  [121, "sounder"],
  [122, "other"],
  [128, "smoke"],
  [129, "gas"],
  [130, "gateway"],
  [131, "other"],
];

export function shapeOf(code: number): Shape {
  let found: Shape = "other";
  for (const [from, shape] of BY_CODE) if (code >= from) found = shape;
  return found;
}

export const pathOf = (code: number): string => SHAPES[shapeOf(code)];

/** The ground's colours by day and by night, one row a thing. Quiet, so that marks stand out. */

export const GROUND = {
  //            day        night
  ground: ["#eef0eb", "#121918"],
  outline: ["#9aa8a1", "#4a5a54"],
  wood: ["#d5e4d0", "#16241d"],
  grass: ["#e2ead5", "#18221b"],
  farm: ["#ecebd8", "#1c2119"],
  sand: ["#efe7d2", "#242017"],
  built: ["#e4e2df", "#1c2423"],
  works: ["#e0dbe2", "#211f28"],
  water: ["#b7d2e2", "#15303f"],
  building: ["#d3cec6", "#2c3735"],
  building_edge: ["#b3aca1", "#3b4946"],
  casing: ["#b9b3a6", "#0b100f"],
  motorway: ["#e9a45c", "#8a5a26"],
  main: ["#f3cf86", "#6e5a2d"],
  street: ["#ffffff", "#44514d"],
  track: ["#c9bfa8", "#4a4636"],
  rail: ["#8c8c90", "#5d6568"],
  border: ["#7c6f8f", "#77708c"],
  label: ["#26332e", "#d4ddd9"],
  label_water: ["#2c5a76", "#8fb9d3"],
  halo: ["#fdfdfb", "#0b100f"],
} as const;
export type Ground = keyof typeof GROUND;

export const colourOf = (ground: Ground, dark: boolean): string => GROUND[ground][dark ? 1 : 0];

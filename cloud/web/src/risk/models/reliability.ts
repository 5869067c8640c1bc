/** Expected against confirmed fires, slice by slice, on a picture whose diagonal is a model that is right. Pure. */

import type { Slice } from "./api";

export interface Dot {
  slice: Slice;
  x: number;
  y: number;
  r: number;
  /** Whether chance alone hardly explains so many, or so few: beyond two standard deviations of a count. */
  off: boolean;
}

export interface Plot {
  most: number;
  dots: Dot[];
}

const LEAST_R = 4;
const MOST_R = 14;

/** What is confirmed scatters about what is expected like a count: its deviation is the root of what is expected. */
export const isOff = ({ expected, confirmed }: Slice) => Math.abs(confirmed - expected) > 2 * Math.sqrt(Math.max(expected, 1));

export function plotOf(slices: readonly Slice[], size: number): Plot {
  const most = Math.max(1, ...slices.map(({ expected, confirmed }) => Math.max(expected, confirmed))) * 1.1;
  const sites = Math.max(1, ...slices.map((slice) => slice.sites));
  return {
    most,
    dots: slices.map((slice) => ({
      slice,
      x: (slice.expected / most) * size,
      y: size - (slice.confirmed / most) * size,
      r: LEAST_R + (MOST_R - LEAST_R) * Math.sqrt(slice.sites / sites),
      off: isOff(slice),
    })),
  };
}

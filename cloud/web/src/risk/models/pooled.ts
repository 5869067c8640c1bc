/** What was said against what came of it, all sites together, on a picture whose diagonal is a model that is right. Pure. */

import type { Point } from "./api";

export interface Stand {
  point: Point;
  x: number;
  y: number;
  /** The ends of the interval of the share. */
  top: number;
  bottom: number;
  /** Whether what was said lies beyond the interval of what came of it. */
  off: boolean;
}

export interface PooledPlot {
  /** The probability at the ends of both axes. */
  most: number;
  stands: Stand[];
}

export const shareOf = ({ events, rows }: Point) => (rows > 0 ? events / rows : 0);

export function pooledPlot(points: readonly Point[], size: number): PooledPlot {
  const most = Math.max(0.001, ...points.map((point) => Math.max(point.said, point.high))) * 1.05;
  const up = (share: number) => size - (share / most) * size;
  return {
    most,
    stands: points.map((point) => ({
      point,
      x: (point.said / most) * size,
      y: up(shareOf(point)),
      top: up(point.high),
      bottom: up(point.low),
      off: point.said < point.low || point.said > point.high,
    })),
  };
}

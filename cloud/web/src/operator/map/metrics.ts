/** What the map can be coloured by: the figure, its classes, and the list that it leads to. A table, pure. */

import type { AreaFigures } from "../api";
import { flowHref, gatewaysHref, lettersHref, registryHref } from "../links";

export const METRICS = ["online", "lag", "letters", "shed", "coverage"] as const;
export type Metric = (typeof METRICS)[number];

export interface MetricEntry {
  value: (figures: AreaFigures) => number | null;
  kind: "share" | "ms" | "count";
  /** Where one class ends and the next begins; five classes, the first is the best. */
  bounds: readonly [number, number, number, number];
  /** Whether more is better. */
  more: boolean;
  /** The records behind the figure of one area. */
  leads: (area: string) => string;
}

export const METRIC_TABLE: Record<Metric, MetricEntry> = {
  online: {
    value: (figures) => figures.online_rate,
    kind: "share",
    bounds: [0.99, 0.97, 0.9, 0.7],
    more: true,
    leads: (area) => gatewaysHref({ area, link: "silent" }),
  },
  lag: {
    value: (figures) => figures.lag_p99_ms,
    kind: "ms",
    bounds: [1000, 3000, 10_000, 60_000],
    more: false,
    leads: (area) => flowHref({ area }),
  },
  letters: {
    value: (figures) => figures.dead_letters,
    kind: "count",
    bounds: [0, 10, 100, 1000],
    more: false,
    leads: (area) => lettersHref({ area }),
  },
  shed: {
    value: (figures) => figures.shed_day,
    kind: "count",
    bounds: [0, 100, 10_000, 1_000_000],
    more: false,
    leads: (area) => flowHref({ area }),
  },
  coverage: {
    value: (figures) => figures.coverage,
    kind: "share",
    bounds: [0.95, 0.8, 0.5, 0.2],
    more: true,
    leads: (area) => registryHref({ area }),
  },
};

export const isMetric = (text: string | undefined): text is Metric =>
  METRICS.some((metric) => metric === text);

/** Class 0 (best) to 4 (worst), or null where nothing is known. */
export function classOf(metric: Metric, figures: AreaFigures | undefined): number | null {
  const { value, bounds, more } = METRIC_TABLE[metric];
  const found = figures ? value(figures) : null;
  if (found === null) return null;
  const at = bounds.findIndex((bound) => (more ? found >= bound : found <= bound));
  return at < 0 ? bounds.length : at;
}

/** Figures as people read them. Pure. */

import { formatNumber, localeOf } from "../time/format";

export const NONE = "–";

/** A share in percent, cut off and not rounded up: only all of it is 100 %. */
export function percent(share: number | null, language: string): string {
  if (share === null) return NONE;
  const digits = share >= 0.9995 && share < 1 ? 3 : 1;
  const scale = 10 ** digits;
  // A little is added, for 0.29 * 1000 is less than 290.
  const cut = Math.floor(share * 100 * scale + 1e-9) / scale;
  return `${formatNumber(Math.min(cut, share < 1 ? 99.999 : 100), language, 3)}%`;
}

export const count = (value: number, language: string) => formatNumber(value, language, 0);

/** Something per second: three digits that matter. */
export const rate = (value: number, language: string) =>
  formatNumber(value, language, value >= 100 ? 0 : value >= 10 ? 1 : 2);

/** Large numbers short: 12.3万, 123K. */
export const short = (value: number, language: string) =>
  new Intl.NumberFormat(localeOf(language), { notation: "compact", maximumFractionDigits: 1 }).format(value);

export interface Span {
  unit: "ms" | "s" | "min" | "h" | "d";
  value: number;
}

const UNITS: readonly [Span["unit"], number][] = [
  ["d", 86_400_000],
  ["h", 3_600_000],
  ["min", 60_000],
  ["s", 1000],
];

/** A length of time in the largest unit of which there is one; none at all is 0 s. */
export function spanOf(ms: number): Span {
  const [unit, size] = UNITS.find(([, each]) => Math.abs(ms) >= each) ?? ([ms === 0 ? "s" : "ms", 1] as const);
  const value = ms / size;
  return { unit, value: Math.abs(value) >= 10 ? Math.round(value) : Math.round(value * 10) / 10 };
}

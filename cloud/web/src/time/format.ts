/** Times and numbers as people read them, by locale, in the building's time zone. */

import { languageOf } from "../i18n/languages";

export const TIME_ZONE = "Asia/Shanghai";

export const localeOf = (language: string): string => languageOf(language).format;

type Shape = "clock" | "minute" | "millis" | "full" | "day" | "date" | "month" | "daytime" | "stamp";

const SHAPES: Record<Shape, Intl.DateTimeFormatOptions> = {
  clock: { hour: "2-digit", minute: "2-digit", second: "2-digit", hourCycle: "h23" },
  minute: { hour: "2-digit", minute: "2-digit", hourCycle: "h23" },
  millis: {
    hour: "2-digit",
    minute: "2-digit",
    second: "2-digit",
    fractionalSecondDigits: 3,
    hourCycle: "h23",
  },
  full: {
    year: "numeric",
    month: "2-digit",
    day: "2-digit",
    hour: "2-digit",
    minute: "2-digit",
    second: "2-digit",
    fractionalSecondDigits: 3,
    hourCycle: "h23",
  },
  day: { year: "numeric", month: "short", day: "numeric", weekday: "short" },
  date: { month: "2-digit", day: "2-digit" },
  month: { year: "numeric", month: "2-digit" },
  stamp: {
    year: "numeric",
    month: "2-digit",
    day: "2-digit",
    hour: "2-digit",
    minute: "2-digit",
    second: "2-digit",
    hourCycle: "h23",
  },
  daytime: {
    month: "2-digit",
    day: "2-digit",
    hour: "2-digit",
    minute: "2-digit",
    second: "2-digit",
    hourCycle: "h23",
  },
};

const formatters = new Map<string, Intl.DateTimeFormat>();

function formatter(shape: Shape, language: string): Intl.DateTimeFormat {
  const key = `${shape} ${language}`;
  let found = formatters.get(key);
  if (!found) {
    found = new Intl.DateTimeFormat(localeOf(language), { ...SHAPES[shape], timeZone: TIME_ZONE });
    formatters.set(key, found);
  }
  return found;
}

export const formatTime = (ms: number, shape: Shape, language: string) =>
  formatter(shape, language).format(ms);

const DAY_MS = 86_400_000;
const ZONE_MS = 8 * 3_600_000;

/** The time of day, with the date before it when it is not today in the building's zone. */
export function formatMoment(ms: number, now: number, language: string): string {
  const today = Math.floor((now + ZONE_MS) / DAY_MS) === Math.floor((ms + ZONE_MS) / DAY_MS);
  return formatTime(ms, today ? "clock" : "daytime", language);
}

/** A gateway without any idea of the time sends 0, and a device without a clock sends nothing. */
export const isKnownTime = (ms: number | null): ms is number => ms !== null && ms > 0;

export function formatNumber(value: number, language: string, digits = 2): string {
  return new Intl.NumberFormat(localeOf(language), { maximumFractionDigits: digits }).format(value);
}

const BYTE_UNITS = ["B", "KB", "MB", "GB"] as const;

export function formatBytes(bytes: number, language: string): string {
  let value = bytes;
  let unit = 0;
  while (value >= 1000 && unit < BYTE_UNITS.length - 1) {
    value /= 1000;
    unit += 1;
  }
  return `${formatNumber(value, language, value < 10 && unit > 0 ? 1 : 0)} ${BYTE_UNITS[unit] ?? ""}`;
}

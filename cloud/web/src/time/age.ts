/** How long ago something was, split into the two units a person would say. */

export type Age =
  | { unit: "future" | "seconds" | "minutes" | "hours" | "days"; major: number; minor: number }
  | { unit: "unknown" };

/** Clocks of several machines never agree to the second; a little ahead still counts as now. */
const TOLERANCE_MS = 2000;

export function ageOf(ts: number | null, now: number): Age {
  if (ts === null || ts <= 0) return { unit: "unknown" };
  const span = now - ts;
  if (span < -TOLERANCE_MS) return { unit: "future", major: Math.round(-span / 1000), minor: 0 };
  const seconds = Math.max(0, Math.floor(span / 1000));
  if (seconds < 60) return { unit: "seconds", major: seconds, minor: 0 };
  const minutes = Math.floor(seconds / 60);
  if (minutes < 60) return { unit: "minutes", major: minutes, minor: seconds % 60 };
  const hours = Math.floor(minutes / 60);
  if (hours < 24) return { unit: "hours", major: hours, minor: minutes % 60 };
  return { unit: "days", major: Math.floor(hours / 24), minor: hours % 24 };
}

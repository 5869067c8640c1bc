/** How the wait for a verdict stands, and what ends it. */

import type { Alarm } from "../../api/types";

export type Wait =
  | { phase: "none" }
  /** `share`: what is left of it, 0 to 1. */
  | { phase: "running"; left: number; share: number }
  /** Its time is over by our clock; the centre has not said so yet. */
  | { phase: "over" }
  | { phase: "sent"; at: number };

type Waiting = Pick<Alarm, "wait_until" | "timed_out_at" | "raised_at" | "state">;

/** EN 54-2 7.11: the longest delay there is. */
const LONGEST_MS = 600_000;

export function waitOf(alarm: Waiting, now: number): Wait {
  const open = alarm.state === "raised" || alarm.state === "acknowledged";
  if (open && alarm.timed_out_at !== null) return { phase: "sent", at: alarm.timed_out_at };
  if (!open || alarm.wait_until === null) return { phase: "none" };
  const left = alarm.wait_until - now;
  if (left <= 0) return { phase: "over" };
  const whole = Math.min(Math.max(alarm.wait_until - alarm.raised_at, 1000), LONGEST_MS);
  return { phase: "running", left, share: Math.min(left / whole, 1) };
}

/** What is left, as a clock that runs down: 0:07, 2:30, 1:05:00. Begun seconds count whole. */
export function countdown(ms: number): string {
  const seconds = Math.max(0, Math.ceil(ms / 1000));
  const two = (value: number) => String(value).padStart(2, "0");
  const [hours, minutes] = [Math.floor(seconds / 3600), Math.floor(seconds / 60) % 60];
  const tail = two(seconds % 60);
  return hours > 0 ? `${hours}:${two(minutes)}:${tail}` : `${minutes}:${tail}`;
}

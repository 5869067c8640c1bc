/** How a part stands, as one word: the worst of what it reports, or that nobody can tell. */

import type { Part } from "../../api/types";
import type { Belief } from "../../state/belief";

/** Worst first. `acting`: something that was driven runs, moves or feeds back; neither normal nor an alarm. */
export const STATUSES = ["alarm", "fault", "offline", "disabled", "acting", "unknown", "normal"] as const;
export type Status = (typeof STATUSES)[number];

const BY_KIND: Record<string, Status> = {
  fire: "alarm",
  "early-warning": "alarm",
  "pre-alarm": "alarm",
  fault: "fault",
  "device-offline": "offline",
  disabled: "disabled",
  linkage: "acting",
  supervisory: "acting",
  test: "acting",
  operation: "acting",
};

export const worse = (a: Status, b: Status): Status =>
  STATUSES.indexOf(a) <= STATUSES.indexOf(b) ? a : b;

/** What it last reported stands even where it cannot be believed now: an alarm is not forgotten with the link. */
export function statusOf(part: Part, belief: Belief): Status {
  const told = part.active
    .map((kind): Status => BY_KIND[kind] ?? "fault")
    .reduce<Status>(worse, "normal");
  if (told !== "normal") return told;
  if (belief.quality === "unknown" || belief.quality === "stale" || part.bits === null) return "unknown";
  return "normal";
}

export type Counts = Record<Status, number>;

export const noCounts = (): Counts => ({
  alarm: 0,
  fault: 0,
  offline: 0,
  disabled: 0,
  acting: 0,
  unknown: 0,
  normal: 0,
});

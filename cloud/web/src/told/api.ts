/** What any page of the centre is told. Times are milliseconds UTC. */

import type { Label } from "../api/types";

/** A notification to the page, as the live stream and the list of what was told have it. */
export interface Told {
  /** The number of the change: rises with every one. */
  change: number;
  id: string;
  kind: string;
  moment: string;
  test: boolean;
  sound: "fire" | "warning" | "attention" | "fault" | "none";
  at: number;
  /** The first alarm that it speaks of; null: it speaks of something beside the alarms. */
  alarm: number | null;
  /** What else it speaks of, as `hazard/12`; of several the first. */
  subject?: string | null;
  alarms: number;
  title: Label;
  text: Label;
}

export interface Check {
  id: number;
  room_id: number;
  room: string;
  automatic: boolean;
  sent_at: number;
  due_at: number;
  sent_by: string;
  state: "waiting" | "answered" | "unanswered";
  answered_at: number | null;
  answered_by: string;
  answered_via: "page" | "device" | null;
  late_at: number | null;
  late_by: string;
  devices: number;
  on_duty: string[];
  note: string;
}

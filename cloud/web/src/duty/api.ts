/** What the API says of duty. Times are milliseconds UTC, days Beijing's. */

import type { Label } from "../api/types";

export interface Seat {
  id: number;
  name: string;
  areas: string[];
  enabled: boolean;
  version: number;
}

export interface Room {
  id: number;
  name: string;
  area: string;
  organisation_id: number | null;
  building_id: number | null;
  persons_needed: number;
  checks_per_shift: number;
  enabled: boolean;
  version: number;
  seats: Seat[];
}

export const GRADES = ["elementary", "intermediate", "senior", "technician", "senior-technician"] as const;
export type Grade = (typeof GRADES)[number];

export interface Person {
  account_id: number;
  name: string;
  certificate: { number: string; grade: Grade; valid_until: string | null; valid: boolean } | null;
}

export interface OnDuty {
  account_id: number;
  name: string;
  seat_id: number | null;
  leader: boolean;
  certified: boolean;
  grade: Grade | null;
  stands_in_for: string | null;
  reason: string;
}

export interface Shift {
  id: number;
  room_id: number;
  name: string;
  team: string;
  start_at: number;
  end_at: number;
  by_pattern: boolean;
  people: OnDuty[];
}

export interface RoomNow {
  room: Room;
  shift: Shift | null;
  next: Shift | null;
  covered: boolean;
  warning: Label | null;
}

export interface Gap {
  start_at: number;
  end_at: number;
  persons: number;
  certified: number;
  needed: number;
  text: Label;
}

export interface Tally {
  id: number;
  name: string;
  sent: number;
  answered: number;
  unanswered: number;
  late: number;
  p50_ms: number | null;
}

export interface Escalation {
  id: number;
  room_id: number;
  room: string;
  kind: string;
  label: Label;
  subject: string;
  raised_at: number;
  level: number;
  level_label: Label;
  taken_at: number | null;
  taken_by: string;
  settled_at: number | null;
  note: string;
}

export interface ShiftForm {
  name: string;
  start: string;
  hours: number;
}

export interface Member {
  account_id: number;
  seat_id: number | null;
  leader: boolean;
}

export interface Team {
  name: string;
  people: Member[];
}

export interface Rota {
  room_id: number;
  anchor: string;
  shifts: ShiftForm[];
  cycle: (number | null)[][];
  teams: Team[];
  made_until: number;
  version: number;
}

export interface Pattern {
  name: string;
  label: Label;
  shifts: ShiftForm[];
  cycle: (number | null)[][];
  teams: number;
}

export interface Holiday {
  day: string;
  name: string;
  teams: (number | null)[];
}

export type Point = Record<string, string | number | boolean | string[] | null>;

export interface Points {
  name: string;
  label: Label;
  total: number;
  items: Point[];
}

export interface Handover {
  id: number;
  room_id: number;
  room: string;
  shift_id: number;
  next_shift_id: number | null;
  state: "offered" | "confirmed";
  left_at: number;
  left_by: string;
  due_at: number;
  confirmed_at: number | null;
  confirmed_by: string;
  remark: string;
  digest: string;
}

export interface HandedShift {
  name: string;
  start_at: number;
  end_at: number;
  people: { account_id: number; name: string }[];
}

export interface HandoverDetail extends Handover {
  intact: boolean;
  content: {
    at: number;
    notes: string[];
    shift: HandedShift;
    next: HandedShift | null;
    points: Record<string, { total: number; items: Point[] }>;
  };
}

export const PANEL_ITEMS = ["self-test", "mute", "reset", "mains", "battery"] as const;
export type PanelItem = (typeof PANEL_ITEMS)[number];

export interface Entry {
  id: number;
  at: number;
  by: string;
  kind: string;
  text: string;
  items: Partial<Record<PanelItem, "normal" | "fault">>;
}

export interface LoggedAlarm {
  id: number;
  at: number;
  kind: string;
  place: Label;
  device: Label;
  gateway: string;
  part: string;
  outcome: string | null;
  cleared_at: number | null;
  closed_at: number | null;
  steps: { at: number; by: string; action: string; label: Label; note: string; said: Label }[];
}

export interface LoggedSystem {
  system_type: number;
  label: Label;
  points: number | null;
  fires: number;
  false_alarms: number;
  linkage: number;
  faults: number;
  disabled: number;
  standing: number;
  standing_faults: number;
  standing_disabled: number;
}

export interface DailyLog {
  room: string;
  organisation: string;
  address: string;
  area: Label;
  day: string;
  holiday: string;
  complete: boolean;
  shifts: { shift: Shift; handover: Handover | null }[];
  gaps: Gap[];
  gateways: { gateway: string; online: boolean; last_seen: number }[];
  systems: LoggedSystem[];
  alarms: LoggedAlarm[];
  faults: LoggedAlarm[];
  alarms_left_out: number;
  checks: import("../told/api").Check[];
  panel_checks: Entry[];
  notes: Entry[];
}

export interface Figure {
  seat_id: number;
  seat: string;
  start_at: number;
  end_at: number;
  alarms: number;
  per_ten_minutes: number;
  peak: number;
  peak_at: number | null;
  floods: number;
  flood_ms: number;
  flood_alarms: number;
  acknowledged: number;
  acknowledge_p50_ms: number | null;
  acknowledge_p90_ms: number | null;
  standing: number;
  stale: number;
  high: number;
  medium: number;
  low: number;
  by_kind: Record<string, number>;
}

export interface Load extends Figure {
  flood_list: { start_at: number; end_at: number; alarms: number }[];
  /** The alarms of each ten minutes, from the beginning on. */
  tens: number[];
}

export interface Guide {
  per_ten_minutes: number;
  peak: number;
  high: number;
  medium: number;
  low: number;
}

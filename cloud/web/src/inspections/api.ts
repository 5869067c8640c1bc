/** What the API says of inspections, hazards, draws and inspectors. Times are milliseconds UTC, days Beijing's. */

import type { Label } from "../api/types";

export const TASK_STATES = ["planned", "assigned", "started", "submitted", "closed", "withdrawn"] as const;
export type TaskState = (typeof TASK_STATES)[number];
export const ORIGINS = ["drawn", "certain", "complaint", "special", "import"] as const;
export const HAZARD_STATES = ["found", "ordered", "reported", "closed", "withdrawn"] as const;
export type HazardState = (typeof HAZARD_STATES)[number];
export const SOURCES = ["inspection", "patrol", "report", "import"] as const;
export const INSPECTOR_ACTIONS = [
  "order",
  "correct",
  "grant-extension",
  "refuse-extension",
  "recheck-pass",
  "recheck-fail",
  "withdraw",
  "reopen",
] as const;
export const ORGANISATION_ACTIONS = ["report", "ask-extension", "self-close"] as const;
export type HazardAction = (typeof INSPECTOR_ACTIONS)[number] | (typeof ORGANISATION_ACTIONS)[number];

export interface Entry {
  at: number;
  action: string;
  label: Label;
  state: string;
  by: string;
  note: string;
  detail: Record<string, unknown>;
}

export interface InspectorName {
  id: number;
  number: string;
  name: string;
}

export interface Inspection {
  id: number;
  organisation_id: number;
  organisation: string;
  organisation_number: string;
  address: string;
  area: string;
  category: string;
  origin: (typeof ORIGINS)[number];
  draw_id: number | null;
  state: TaskState;
  due_on: string;
  late: boolean;
  result: "passed" | "hazards" | "closed-down" | "refused" | null;
  note: string;
  submitted_at: number | null;
  inspectors: InspectorName[];
  hazards: number;
  hazards_open: number;
  version: number;
}

export interface Item {
  code: string;
  group: string;
  label: Label;
  clause: Label;
}

export interface InspectionDetail extends Inspection {
  checklist: { items: Item[]; groups: { code: string; label: Label }[] };
  answers: { item: string; answer: "conform" | "nonconform" | "not-applicable"; note: string; by: string }[];
  findings: Hazard[];
  timeline: Entry[];
}

export interface Hazard {
  id: number;
  organisation_id: number;
  organisation: string;
  building: string;
  inspection_id: number | null;
  source: (typeof SOURCES)[number];
  clause: Label;
  grade: "general" | "major";
  place: string;
  text: string;
  state: HazardState;
  deadline: string | null;
  overdue: boolean;
  asked_until: string | null;
  found_at: number;
  found_by: string;
  photos: number;
  failed_rechecks: number;
  version: number;
}

export interface Photo {
  id: number;
  stage: "found" | "rectified" | "recheck";
  by: string;
  at: number;
}

export interface HazardDetail extends Hazard {
  possible: HazardAction[];
  photo_list: Photo[];
  timeline: Entry[];
}

export interface HazardCounts {
  by_state: Record<HazardState, number>;
  overdue: number;
  major_open: number;
  extensions_asked: number;
}

export interface Inspector {
  id: number;
  number: string;
  name: string;
  account_id: number | null;
  area: string;
  districts: string[];
  home_area: string;
  certified_until: string | null;
  certified: boolean;
  capacity: number;
  open_inspections: number;
  active: boolean;
  conflicts: number;
  version: number;
}

export const DRAW_STATES = ["drafted", "frozen", "drawn", "assigned", "withdrawn"] as const;

export interface Draw {
  id: number;
  number: string;
  title_zh: string;
  title_en: string;
  area: string;
  state: (typeof DRAW_STATES)[number];
  not_before: number;
  frozen_at: number | null;
  commitment: string | null;
  units: number;
  entered_by: string | null;
  drawn_at: number | null;
  seed: string | null;
  drawn: number;
  unserved: number;
  tasks: number;
  withdrawn_note: string;
  version: number;
}

export interface Source {
  id: string;
  zh: string;
  en: string;
  numbers: number;
  least: number;
  most: number;
}

export interface PlanTold {
  number: string;
  title_zh: string;
  title_en: string;
  area: string;
  date: string;
  months: number;
  published_at: string;
  risk_blind_share: string;
  reserves: number;
  strata: { id: string; zh: string; en: string; per_month: string }[];
  entropy: { not_before: string; sources: Source[] };
}

export interface DrawDetail extends Draw {
  plan: PlanTold;
  timeline: { at: number; action: string; state: string; by: string; note: string }[];
}

export interface PlanCheck {
  units: number;
  inspectors: number;
  visits: number;
  places: number;
  capacity: number;
  strata: { stratum: string; base: number; quota: number; certain: number; draw: number; blind: number; excluded: number }[];
}

export const photoHref = (hazard: number, photo: number) => `./api/v1/hazards/${hazard}/photos/${photo}`;

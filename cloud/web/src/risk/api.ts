/** What the API says of fire risk. Times are milliseconds UTC, days Beijing's, shares and probabilities from 0 to 1. */

import type { Label } from "../api/types";

export const SUBJECTS = ["building", "community"] as const;
export type Subject = (typeof SUBJECTS)[number];
/** The safest first. */
export const BANDS = ["I", "II", "III", "IV"] as const;
export type Band = (typeof BANDS)[number];

export interface Code {
  code: string;
  label: Label;
}

export interface Trait extends Code {
  unit: string;
  least: number;
  most: number;
}

export interface RiskVocabulary {
  bands: { code: Band; label: Label; above: number; to: number; inspect_within_days: number }[];
  signals: Code[];
  traits: Trait[];
  desks: Code[];
  rules: (Code & { desk: string; days: number })[];
  warning_states: Code[];
  warning_actions: Code[];
  causes: Code[];
  simulated: Label;
}

export interface Range {
  value: number;
  low: number;
  high: number;
}

export interface Probability {
  d90: Range;
  d365: Range;
}

export interface RecordOf {
  kind: "hazard" | "inspection" | "patrol" | "alarm" | "incident" | "fire" | "registry" | "weather" | "work" | "area" | "model";
  id: number | null;
  day: string | null;
}

export interface Reason {
  subject: string;
  text: Label;
  /** It multiplies the odds by so much. */
  times: number;
  record: RecordOf | null;
}

export interface Totals {
  sites: number;
  bands: Record<Band, number>;
  expected_90: Range;
  expected_365: Range;
}

export interface ChildTotals extends Totals {
  area: string;
  label: Label;
}

export interface Summary {
  area: string;
  label: Label;
  subjects: Partial<Record<Subject, Totals>>;
  children: ChildTotals[];
  history: (Totals & { day: string })[];
  scored_at: number | null;
  swept_at: number | null;
  waiting: number;
  models: { subject: Subject; version: string; sha256: string; shipped: boolean }[];
  unscored: number;
  warnings_open: number;
  warnings_overdue: number;
}

export interface Cell {
  cell: string;
  boundary: [number, number][];
  sites: number;
  expected_365: number;
  worst: Band;
}

export interface Cells {
  resolution: number;
  items: Cell[];
  placed: number;
  without_position: number;
  more: boolean;
}

export interface Site {
  subject: Subject;
  id: number;
  name: string;
  organisation_id: number;
  organisation: string;
  building_id: number | null;
  area: string;
  area_name: Label;
  category: string;
  band: Band;
  /** 0 to 100, higher is safer. */
  index: number;
  index_7d: number | null;
  index_30d: number | null;
  probability: Probability;
  reasons: Reason[];
  warnings_open: number;
  scored_at: number;
  model: string;
}

export interface SiteList {
  items: Site[];
  next: string | null;
  total: number;
}

export interface Step {
  id: number;
  at: number;
  cause: "first" | "event" | "night" | "model" | "traits";
  index: number;
  index_before: number | null;
  band: Band;
  band_before: Band | null;
  d90: number;
  d365: number;
  model: string;
  moved_by: { record: RecordOf; kind: string; label: Label; at: number }[];
  reasons: { subject: string; label: Label; text: Label; times_before: number; times_after: number }[];
}

export interface Happened {
  record: RecordOf;
  at: number;
  label: Label;
  text: string;
  state: string;
  grade: string | null;
  overdue: boolean | null;
}

export interface Fact {
  name: string;
  label: Label;
  value: number | null;
  trait: boolean;
}

export interface SiteDetail extends Site {
  address: string;
  position: [number, number] | null;
  facts: Fact[];
  steps: Step[];
  hazards: Happened[];
  alarms: Happened[];
  inspections: Happened[];
  patrols: Happened[];
  fires: Happened[];
  people: { name: string; phone: string; duty: string }[];
  unknown: Label[];
  traits_version: number;
}

export interface Supposed {
  band: Band;
  index: number;
  probability: Probability;
  reasons: Reason[];
}

export interface WhatIf {
  now: Supposed;
  then: Supposed;
  changed: { name: string; label: Label; before: number | null; after: number | null }[];
}

export interface Weekly {
  area: string;
  label: Label;
  monday: string;
  items: { rank: number; site: Site; look_at: Label[]; open_hazards: number; last_visit: string | null; worth: number }[];
  scored_at: number | null;
}

export const WARNING_STATES = ["raised", "accepted", "reported", "closed", "withdrawn"] as const;
export type WarningState = (typeof WARNING_STATES)[number];
export const DESKS = ["organisation", "station", "department", "town"] as const;
export type Desk = (typeof DESKS)[number];
export type WarningAction = "accept" | "report" | "return" | "transfer" | "close" | "withdraw";

export interface Warning {
  id: number;
  subject: Subject;
  site_id: number;
  site: string;
  organisation_id: number;
  organisation: string;
  area: string;
  area_name: Label;
  category: string;
  rule: string;
  rule_label: Label;
  text: Label;
  task: Label;
  desk: Desk;
  state: WarningState;
  band: Band;
  record: RecordOf | null;
  raised_at: number;
  due_on: string;
  overdue: boolean;
  escalated: number;
  taken_by: string | null;
  closed_at: number | null;
  effect: { at_raising: number; at_closing: number | null; after_30d: number | null; after_90d: number | null };
  version: number;
}

export interface WarningDetail extends Warning {
  possible: WarningAction[];
  timeline: { at: number; action: string; label: Label; state: WarningState; by: string; note: string }[];
}

export interface WarningCounts {
  by_state: Record<WarningState, number>;
  by_rule: Record<string, number>;
  by_desk: Partial<Record<Desk, number>>;
  overdue: number;
  measured: number;
  mean_change_30d: number | null;
  mean_change_90d: number | null;
}

const root = "./api/v1/risk";
export const weeklyHref = (form: "csv" | "pdf", area: string) => `${root}/weekly.${form}?area=${encodeURIComponent(area)}`;
export const sitePath = (subject: Subject, id: number) => `/risk/sites/${subject}/${id}`;

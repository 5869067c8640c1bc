/** What the API says of the models at work. */

import type { Label } from "../../api/types";
import type { Subject } from "../api";

export interface Drift {
  feature: string;
  /** What the feature is about. */
  label: Label;
  psi: number;
  limit: number;
  missing: number;
  missing_before: number;
  level: "none" | "note" | "alert";
}

export interface Calibration {
  horizon: string;
  rows: number;
  events: number;
  expected: number;
  ece: number | null;
  level: "unknown" | "none" | "alert";
  text: Label;
}

/** Sites that were said to be about equally likely to burn, and how many did; `low` to `high`: of the share, 95 %. */
export interface Point {
  rows: number;
  events: number;
  said: number;
  low: number;
  high: number;
}

export interface Pooled {
  horizon: string;
  points: Point[];
}

export interface Slice {
  kind: "category" | "area";
  code: string;
  label: Label;
  sites: number;
  expected: number;
  confirmed: number;
}

export interface Model {
  id: number | null;
  subject: Subject;
  role: "champion" | "challenger" | "retired";
  version: string;
  sha256: string;
  shipped: boolean;
  trained_on: string;
  trained_until: string;
  simulated: boolean;
  card: string;
  registered_at: number | null;
  registered_by: string | null;
  promoted_at: number | null;
  verdict: Label;
}

export interface Health {
  subject: Subject;
  models: Model[];
  checked_at: number | null;
  sites: number;
  drift: Drift[];
  calibration: Calibration[];
  reliability: Pooled[];
  slices: Slice[];
  labels_90d: number;
  labels_365d: number;
  unplaced_365d: number;
  alerts: Label[];
  notice: Label;
}

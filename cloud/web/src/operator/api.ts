/** What the API tells an operator. Times are milliseconds UTC, shares between 0 and 1. */

import type { Label, LinkState } from "../api/types";

export interface PathStep {
  area: string;
  name: Label;
}

export interface AreaFigures {
  area: string;
  name: Label;
  at: number | null;
  gateways: number;
  enrolled: number;
  online: number;
  silent: number;
  never: number;
  unbound: number;
  online_rate: number | null;
  organisations: number;
  organisations_heard: number;
  coverage: number | null;
  clock_faults: number;
  certificates_ending: number;
  dead_letters: number;
  spool_bytes: number;
  messages_per_s: number;
  values_per_s: number;
  lag_p50_ms: number | null;
  lag_p99_ms: number | null;
  shed_day: number;
  quarantined_day: number;
}

export interface AreaList {
  area: string;
  path: PathStep[];
  items: AreaFigures[];
}

export interface Day {
  at: number[];
  online_rate: (number | null)[];
  messages_per_s: number[];
  values_per_s: number[];
  lag_p99_ms: (number | null)[];
  quarantined: number[];
  shed: number[];
}

export interface Summary {
  path: PathStep[];
  figures: AreaFigures;
  day: Day;
}

export interface Throughput {
  area: string;
  step_s: number;
  at: number[];
  online: number[];
  gateways: number[];
  messages_per_s: number[];
  values_per_s: number[];
  quarantined: number[];
  shed: number[];
  lag_p50_ms: (number | null)[];
  lag_p99_ms: (number | null)[];
}

export interface Page<T> {
  items: T[];
  next: string | null;
}

export interface FleetGateway {
  gateway: string;
  area: string;
  organisation_id: number | null;
  organisation: string | null;
  building: Label;
  link: LinkState;
  last_seen: number | null;
  version: string;
  enrolled: boolean;
  certificate_ends: number | null;
  clock_fault: "" | "unsynced" | "offset";
  clock_offset_ms: number | null;
  spool_bytes: number;
  parts: number;
  stale_parts: number;
  quarantined: number;
  shed: number;
  errors_per_h: number;
  timeouts_per_h: number;
  scanned_at: number;
}

export interface Share {
  share: number | null;
  over: number;
  under: number;
}

export const SHARES = ["completeness", "freshness", "timeliness", "validity", "uniqueness"] as const;
export type ShareName = (typeof SHARES)[number];
export type QualityShares = Record<ShareName, Share>;

export interface FleetOrganisation {
  organisation_id: number;
  name: string;
  area: string;
  area_name: Label;
  gateways: number;
  online: number;
  silent: number;
  never: number;
  clock_faults: number;
  certificate_ends: number | null;
  spool_bytes: number;
  parts: number;
  stale_parts: number;
  quarantined: number;
  shed: number;
  quality: QualityShares;
  at: number;
}

export interface Formula extends Label {
  share: ShareName;
  over: Label;
  under: Label;
}

export interface QualityList extends Page<FleetOrganisation> {
  formulas: Formula[];
}

export interface QualityStep {
  at: number;
  quality: QualityShares;
}

export interface QualityDetail {
  organisation: FleetOrganisation;
  gateways: { gateway: string; quality: QualityShares }[];
  hours: QualityStep[];
  days: QualityStep[];
}

export interface Worst {
  gateway: string;
  part: string | null;
  area: string;
  organisation_id: number | null;
  organisation: string | null;
  building: Label;
  value: number;
  unit: "events" | "faults" | "per-hour" | "parts" | "ms" | "bytes" | "messages";
}

export const MEASURES = [
  "chatter",
  "faults",
  "errors",
  "timeouts",
  "stale",
  "silence",
  "clock",
  "spool",
  "quarantined",
  "shed",
] as const;
export type Measure = (typeof MEASURES)[number];

export interface Boundaries {
  source: string;
  counties: Record<string, [number, number][][]>;
}

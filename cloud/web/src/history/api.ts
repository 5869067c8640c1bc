/** What the API tells of histories. Times are milliseconds UTC. */

import type { Alarm, Gateway, Label, Part } from "../api/types";

export interface PartHistory {
  part: Part;
  gateway: Gateway;
  organisation_id: number | null;
  now: number;
}

export interface CurveHistory {
  analog_type: number;
  unit: string;
  start: number;
  end: number;
  now: number;
  width_ms: number;
  kept_from: number;
  tiers: { tier: "raw" | "minute" | "hour"; start: number; end: number }[];
  expected_ms: number | null;
  gaps: [number, number][];
  at: number[];
  minimum: (number | null)[];
  mean: (number | null)[];
  maximum: (number | null)[];
  last: (number | null)[];
  samples: number[];
  quality: string[];
}

export interface HistoryEvent {
  id: number;
  at: number;
  gateway: string;
  part: string;
  kind: string;
  active: boolean;
  text: string;
  device: Label;
  place: Label;
  ts_gateway: number;
  ts_cloud: number;
  clock_doubtful: boolean;
}

export interface HistoryEvents {
  items: HistoryEvent[];
  next: string | null;
  kept_from: number;
}

export interface EventCounts {
  start: number;
  end: number;
  width_ms: number;
  total: number;
  kept_from: number;
  kinds: { kind: string; counts: number[] }[];
}

export interface HistoryAlarms {
  items: Alarm[];
  next: string | null;
}

export interface Standing {
  start: number;
  end: number;
  width_ms: number;
  now: number;
  gateways: number;
  kinds: { kind: string; standing: number[] }[];
  silent: [number, number | null][];
  offline_ms: number[];
}

/**
 * What the API sends. Every time is milliseconds since 1970-01-01 UTC, or null where nobody knows it.
 */

export interface Label {
  zh: string;
  en: string;
}

/** A code of the national vocabulary with its names. */
export interface Term extends Label {
  code: number;
}

export type AlarmState = "raised" | "acknowledged" | "verified" | "dispatched" | "closed";
export type AlarmLevel = "active" | "cleared";
export const OUTCOMES = ["real", "false", "test", "unknown"] as const;
export type Outcome = (typeof OUTCOMES)[number];

export interface Alarm {
  /** Rises with the order in which the centre took alarms in. */
  id: number;
  kind: string;
  state: AlarmState;
  level: AlarmLevel;
  outcome: Outcome | null;
  gateway: string;
  part: string;
  place: Label;
  device: Label;
  component_type: Term;
  system_type: Term;
  text: string;
  evidence: Record<string, string | number | boolean | null>;
  ts_source: number | null;
  ts_gateway: number | null;
  ts_cloud: number;
  clock_synced: boolean;
  occurrences: number;
  raised_at: number;
  cleared_at: number | null;
  acknowledged_at: number | null;
  acknowledged_by: string | null;
  verified_at: number | null;
  closed_at: number | null;
  version: number;
}

export interface TimelineEntry {
  at: number;
  action: string;
  by: string | null;
  note: string | null;
}

export interface AlarmDetail extends Alarm {
  timeline: TimelineEntry[];
}

export type Quality = "good" | "stale" | "out-of-range" | "uncertain" | "substituted" | "unknown";

export interface Reading {
  analog_type: number;
  value: number | null;
  ts: number;
  quality: Quality;
}

export interface Part {
  gateway: string;
  part: string;
  device: Label;
  place: Label;
  system_type: Term;
  component_type: Term;
  bits: number | null;
  active: string[];
  quality: Quality;
  last_heard: number | null;
  /** Silence after which its values are stale; null: it reports only changes. */
  stale_after_s: number | null;
  readings: Reading[];
}

export interface StreamCount {
  stream: string;
  published: number;
  spooled: number;
  evicted: number;
  stored: number;
  quarantined: number;
}

export interface Bus {
  bus: string;
  driver: string;
  up: boolean;
  requests: number;
  errors: number;
  last_error: string;
}

export type LinkState = "online" | "silent" | "never";

export interface Gateway {
  gateway: string;
  area: string;
  building: Label;
  link: LinkState;
  last_seen: number | null;
  clock_synced: boolean | null;
  version: string | null;
  started_at: number | null;
  spool_bytes: number | null;
  spool_limit_bytes: number | null;
  link_ok: boolean | null;
  counts: StreamCount[];
  buses: Bus[];
  /** What goes on inside; null from a gateway that does not tell. */
  vitals: Vitals | null;
}

/** What goes on inside a gateway's process, as far as the page shows it. */
export const MODELS = [
  "early_warning",
  "co_hazard",
  "electrical_precursor",
  "water_supply",
  "detector_health",
] as const;

/** A model on a gateway; figures are of the time since the gateway's health before. */
export interface GatewayModel {
  model: string;
  version: string;
  hash: string;
  mode: "live" | "shadow" | "off";
  fault: string;
  rows: number;
  seldom: number;
  standing: number;
  raised: number;
  ended: number;
  tick_us_mean: number | null;
  /** How many scores fell into each tenth from 0 to 1. */
  scores: number[];
  drift: { channel: string; outside: number | null }[];
  stale_share: number | null;
}

export interface Vitals {
  config_fault: string;
  clock_offset_ms: number | null;
  clock_offset_error_ms: number | null;
  broker: "" | "primary" | "backup";
  certificate_days: number | null;
  restarts: Record<string, number>;
  stuck: string[];
  models: GatewayModel[];
}

export interface KindTerm extends Label {
  kind: string;
  rank: number;
  alarm: boolean;
}

export interface AnalogTerm extends Term {
  slug: string;
  unit: string;
}

export interface Vocabulary {
  kinds: KindTerm[];
  analog_types: AnalogTerm[];
  component_types: Term[];
  system_types: Term[];
  states: (Label & { state: string })[];
  qualities: (Label & { quality: string })[];
}

export interface Snapshot {
  cursor: number;
  now: number;
  alarms: Alarm[];
  gateways: Gateway[];
  parts: Part[];
}

export interface ReadingsEvent {
  gateway: string;
  part: string;
  readings: Reading[];
}

/** One bucket of a curve: time, least, mean, greatest, worst quality. */
export type CurvePoint = [
  ts: number,
  min: number | null,
  mean: number | null,
  max: number | null,
  quality: string,
];

export interface Curve {
  analog_type: number;
  unit: string;
  points: CurvePoint[];
}

export interface DeadLetter {
  id: number;
  at: number;
  topic: string;
  where: string | null;
  reason: string;
  size: number;
  sha256: string;
  times: number;
  payload_text: string | null;
  gateway: string | null;
  stream: string | null;
  seq: number | null;
}

export interface CloudHealth {
  status: "up" | "degraded";
  version: string;
  now: number;
  components: { name: string; up: boolean; detail: string }[];
  counts: {
    stored: Record<string, number>;
    quarantined: number;
    alarms_open: number;
    lag_ms: number | null;
  };
}

export interface ApiFault {
  code: string;
  message_zh: string;
  message_en: string;
  /** Field, parameter or path. */
  where?: string | null;
}

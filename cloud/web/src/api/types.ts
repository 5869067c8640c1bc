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
  cause: string | null;
  /** Which ringing this is; it rises each time the device comes back. */
  activation: number;
  /** P(real), 0 to 1; null: not weighed. */
  probability: number | null;
  /** When it goes out unless somebody verifies it; null: it does not by itself. */
  wait_until: number | null;
  timed_out_at: number | null;
  chatter: boolean;
  /** The declared works in which it was only logged. */
  maintenance_id: number | null;
  shelved_until: number | null;
  /** The alarm that this one follows from by design. */
  consequence_of: number | null;
  version: number;
}

export interface TimelineEntry {
  at: number;
  action: string;
  by: string | null;
  note: string | null;
  /** The same for programs. */
  detail: Record<string, string | number | boolean | null> | null;
}

/** A piece of evidence as it counted: log-odds, 0 where a stronger one of its group did; `prior`: a probability. */
export interface Evidence extends Label {
  code: string;
  weight: number;
  basis: string;
}

/** Whom an alarm will be told to next, unless somebody deals with it. */
export interface StepAhead extends Label {
  at: number;
  role: string;
}

export interface AlarmDetail extends Alarm {
  timeline: TimelineEntry[];
  weighed: Evidence[];
  ahead: StepAhead[];
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
  /** The building of the registry; null: not bound to one. */
  building_id: number | null;
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
  causes: Cause[];
  /** Evidence that a person or a camera can add. */
  told: (Label & { fact: string })[];
}

/** Why an alarm was what it was, and the outcomes that it goes with. */
export interface Cause extends Label {
  cause: string;
  outcomes: Outcome[];
}

/** Declared works: what begins to ring there is logged and does not go out. */
export interface Works {
  id: number;
  mode: "maintenance" | "walk-test";
  building_id: number | null;
  gateway: string | null;
  parts: string[];
  reason: string;
  by: string;
  begun_at: number;
  until: number;
  ended_at: number | null;
  ended_by: string | null;
}

/** One part and kind set aside for a time. */
export interface Shelving {
  id: number;
  gateway: string;
  part: string;
  kind: string;
  reason: string;
  by: string;
  at: number;
  until: number;
  ended_at: number | null;
  ended_by: string | null;
}

export interface VerificationLink {
  id: number;
  token: string;
  /** What the person opens; null: this page's own address. */
  address: string | null;
  person: string;
  expires_at: number;
}

export interface Snapshot {
  cursor: number;
  now: number;
  /** Open alarms in all; more than `alarms` holds where there are very many. */
  alarms_total: number;
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

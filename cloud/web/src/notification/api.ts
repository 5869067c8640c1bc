/** What the API says of notification. Times are milliseconds UTC. */

import type { Label } from "../api/types";

export const KINDS = ["page", "webhook", "email", "sms", "voice", "cap", "wecom", "dingtalk"] as const;
export type Kind = (typeof KINDS)[number];

export interface Channel {
  id: number;
  name: string;
  kind: Kind;
  form: Record<string, string | number | boolean>;
  /** Which secrets are set; what they are is never told. */
  secrets: string[];
  areas: string[];
  organisations: number[];
  per_minute: number;
  enabled: boolean;
  paused_until: number | null;
  failing_since: number | null;
  fault: string;
  dropped: number;
  counts: Partial<Record<MessageState, number>>;
  version: number;
  created_at: number;
  created_by: string;
  /** Of a webhook as it is made; shown once. */
  secret: string | null;
}

export interface Recipient {
  id: number;
  name: string;
  account_id: number | null;
  language: "zh" | "en" | "both";
  email: string;
  phone: string;
  areas: string[];
  organisations: number[];
  enabled: boolean;
  version: number;
}

export interface Quiet {
  begins: string;
  ends: string;
  days: number[];
}

export interface Step {
  channels: number[];
  people: number[];
  duties: string[];
  contacts: boolean;
}

export interface Rule {
  id: number;
  name: string;
  enabled: boolean;
  kinds: string[];
  moments: string[];
  least: string;
  areas: string[];
  organisations: number[];
  buildings: number[];
  quiet: Quiet[];
  quiet_mode: "hold" | "leave";
  steps: Step[];
  version: number;
}

export const MOMENTS = [
  "raised",
  "raised-again",
  "acknowledged",
  "escalated",
  "timed-out",
  "dispatch-requested",
  "dispatch-confirmed",
  "dispatch-withdrawn",
  "verified-real",
  "verified-not-real",
  "verified-unknown",
  "dispatched",
  "closed",
  "chatter",
  "works-began",
  "works-ended",
  "check-unanswered",
  "handover-unconfirmed",
  "handover-missing",
  "not-covered",
  "hazard-overdue",
  "risk-warned",
  "risk-escalated",
] as const;
export type Moment = (typeof MOMENTS)[number];
export const FIRST_MOMENTS: readonly Moment[] = [
  "raised",
  "raised-again",
  "escalated",
  "dispatch-requested",
  "verified-real",
  "verified-not-real",
];

export const SEVERITIES = ["critical", "high", "medium", "low"] as const;
export const DUTIES = ["control-room-duty", "safety-manager", "area-supervisor", "platform-operator", "inspector", "department"] as const;

export const STATES = ["queued", "sent", "delivered", "failed", "given-up", "dropped"] as const;
export type MessageState = (typeof STATES)[number];
export const LOST: readonly MessageState[] = ["failed", "given-up", "dropped"];

export interface Message {
  id: number;
  message_id: string;
  channel_id: number;
  channel: string;
  channel_kind: Kind;
  receiver: string;
  rule_id: number | null;
  step: number;
  instead_of: number | null;
  test: boolean;
  kind: string;
  moment: Moment;
  alarm_id: number | null;
  alarms: number;
  state: MessageState;
  tries: number;
  created_at: number;
  due_at: number;
  next_at: number | null;
  ended_at: number | null;
  escalated_at: number | null;
  text: string;
  status: number | null;
  answer: string;
}

export interface MessageDetail extends Message {
  attempts: { at: number; result: string | null; status: number | null; answer: string; took_ms: number | null }[];
  alarm_ids: number[];
}

export interface DryRun {
  rules: {
    rule_id: number;
    name: string;
    tells: boolean;
    held_until: number | null;
    reasons: Label[];
    steps: {
      step: number;
      at_once: boolean;
      receivers: { channel_id: number; channel: string; kind: Kind; receiver: string; address: string; language: string }[];
      gaps: Label[];
    }[];
  }[];
  zh: string;
  en: string;
  short_zh: string;
  short_en: string;
}

export type ChannelHealth = "off" | "failing" | "paused" | "dropping" | "good";

/** How a channel does, worst first. */
export function healthOf(
  channel: Pick<Channel, "enabled" | "failing_since" | "paused_until" | "dropped">,
  now: number,
): ChannelHealth {
  if (!channel.enabled) return "off";
  if (channel.failing_since !== null) return "failing";
  if (channel.paused_until !== null && channel.paused_until > now) return "paused";
  return channel.dropped > 0 ? "dropping" : "good";
}

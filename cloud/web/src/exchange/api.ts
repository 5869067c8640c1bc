/** What the API says of dead letters, webhooks, budgets and silent organisations. Times are milliseconds UTC. */

import type { DeadLetter } from "../api/types";

export interface Letter extends DeadLetter {
  first_at: number;
  area: string | null;
  organisation_id: number | null;
  state: "open" | "stored" | "dismissed";
  /** What its number means in the books. */
  held: "nothing" | "message" | "rows";
  /** Whether all of it was kept. */
  whole: boolean;
  settled_at: number | null;
  settled_by: string | null;
}

export interface LetterDetail extends Letter {
  payload_base64: string;
}

export interface LetterList {
  items: Letter[];
  /** Pushed out of the full table so far. */
  evicted: number;
  /** Not kept, for their gateways had more than one may have. */
  suppressed?: number;
}

/** Readings of one batch that were stored and that the engine refuses. */
export interface SetAside {
  id: number;
  at: number;
  values: number;
  reason: string;
  /** The first of them. */
  gateways: string[];
  gateways_total: number;
}

export interface SetAsideList {
  items: SetAside[];
  batches: number;
}

export interface ReplayedOne {
  id: number;
  stored: boolean;
  reason_zh: string;
  reason_en: string;
}

export const CHANGE_KINDS = ["alarm", "organisation", "gateway", "part", "dead-letter", "risk-score", "risk-warning"] as const;
export type ChangeKind = (typeof CHANGE_KINDS)[number];

export interface WebhookIn {
  name: string;
  url: string;
  kinds: string[];
  event_kinds: string[];
  areas: string[];
  organisations: number[];
  enabled: boolean;
}

export interface Webhook extends WebhookIn {
  id: number;
  version: number;
  created_at: number;
  created_by: string;
  waiting: number;
  delivered: number;
  dead: number;
  missed: number;
  missed_alarms: number;
  failing_since: number | null;
  ended: string;
  secret: string | null;
}

export interface Delivery {
  id: number;
  webhook_id: number;
  message_id: string;
  kind: ChangeKind | "test" | "resync";
  state: "waiting" | "delivered" | "dead";
  tries: number;
  created_at: number;
  next_at: number | null;
  ended_at: number | null;
  status: number | null;
  answer: string;
  took_ms: number | null;
}

export interface DeliveryDetail extends Delivery {
  body: string;
}

export const LIMITS = ["messages_per_minute", "values_per_minute", "series_per_day"] as const;
export type Limit = (typeof LIMITS)[number];

export interface Budget extends Record<Limit, number> {
  organisation_id: number;
  own: boolean;
  inherited: string[];
  note: string;
  version: number | null;
}

export interface BudgetUse {
  owner: string;
  organisation_id: number | null;
  name: string;
  area: string;
  day: string;
  new_series: number;
  refused_series: number;
  refused_values: number;
  refused_messages: number;
}

export interface SilentOrganisation {
  organisation_id: number;
  name: string;
  area: string;
  silent_since: number;
  gateways: number;
}

/** How a webhook stands, worst first: ended by its receiver, switched off, failing, well. */
export function healthOf({ ended, enabled, failing_since }: Pick<Webhook, "ended" | "enabled" | "failing_since">) {
  if (ended) return "ended" as const;
  if (!enabled) return "off" as const;
  return failing_since === null ? ("good" as const) : ("failing" as const);
}

/** What the API tells a city's centre. Times are milliseconds UTC. */

import type { Alarm, Label } from "../api/types";

export interface Claim {
  unit: string;
  by: string;
  taken_at: number;
  until: number;
}

export interface BoardGroup {
  cause: string;
  place: Label | null;
  building_id: number | null;
  gateway: string | null;
  area: string | null;
  county: Label | null;
  count: number;
  unacknowledged: number;
  sites: number;
  kinds: Record<string, number>;
  first: Alarm;
  units: number;
  free: number;
  first_free: string | null;
  claims: Claim[];
}

export interface Unit {
  key: string;
  cause: string;
  place: Label | null;
  area: string;
  county: Label;
  count: number;
  unacknowledged: number;
  unverified: number;
  sites: number;
  first: Alarm;
  /** The alarm to verify next; null: none waits for a verdict. */
  to_verify: Alarm | null;
  claim: Claim | null;
}

export interface County {
  area: string;
  name: Label;
  fires: number;
  warnings: number;
  others: number;
  unacknowledged: number;
  sites_on_fire: number;
}

export interface SeatLoad {
  by: string;
  held: number;
  taken_hour: number;
  acknowledged_10_min: number;
  acknowledge_p50_ms: number | null;
  acknowledge_p90_ms: number | null;
}

export interface Board {
  now: number;
  newest: number;
  count: number;
  unacknowledged: number;
  /** What nobody has acknowledged, by kind, and when the newest of it began to ring. */
  ringing: { kind: string; count: number; newest_at: number }[];
  groups: BoardGroup[];
  first_fire: Alarm | null;
  queue: Unit[];
  units: number;
  counties: County[];
  seats: SeatLoad[];
  share: number;
}

export interface ClaimAnswer {
  claim: Claim | null;
  reason: Label | null;
}

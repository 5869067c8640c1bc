/** What the API tells of incidents, forces and proposals. Times are milliseconds UTC, positions degrees (WGS 84). */

import type { Label } from "../api/types";

export type Answer = number | boolean | string | null;

export interface Order {
  id: number;
  unit_id: number;
  unit: string;
  station: string;
  state: string;
  state_name: Label;
  automatic: boolean;
  at: number;
  by: string | null;
  arrival_s: number | null;
  error_s: number | null;
  why: Label;
  reverse_until: number | null;
  accepted_at: number | null;
  arrived_at: number | null;
  ended_at: number | null;
  ending: string | null;
  end_reason: string;
}

export interface Incident {
  id: number;
  state: "open" | "under-way" | "closed" | "merged";
  state_name: Label;
  type: string;
  type_name: Label;
  grade: number;
  grade_name: Label;
  place: string;
  floor: string;
  longitude: number | null;
  latitude: number | null;
  building_id: number | null;
  area: string;
  organisation_id: number | null;
  opened_at: number;
  first_order_at: number | null;
  first_arrival_at: number | null;
  closed_at: number | null;
  merged_into: number | null;
  held_by: string | null;
  probability: number | null;
  confirmed: boolean;
  tier: string;
  tier_name: Label;
  reasons: Label[];
  due_at: number | null;
  ask_until: number | null;
  stopped_by: string | null;
  reports: number;
  orders: Order[];
  version: number;
}

export interface Report {
  id: number;
  source_name: Label;
  at: number;
  withdrawn: boolean;
  caller: string;
  phone: string;
  place: string;
  floor: string;
  text: string;
  because: Label | null;
  by: string | null;
}

export interface Entry {
  id: number;
  at: number;
  happening: string;
  name: Label;
  by: string | null;
  words: Label;
}

export interface Question {
  key: string;
  words: Label;
  kind: string;
  choices: Record<string, Label>;
  lowest: number;
  highest: number;
  answer: Answer;
}

export interface IncidentDetail extends Incident {
  history: Report[];
  past_orders: Order[];
  timeline: Entry[];
  roles: { role: string; role_name: Label; name: string; phone: string; since: number; until: number | null }[];
  attachments: { id: number; name: string; media: string; at: number; by: string }[];
  site: {
    organisation: string;
    building: string;
    use: string;
    storeys: number | null;
    storeys_below: number | null;
    height_m: number | null;
    plan: string | null;
    keyholders: { name: string; phone: string; duty: string }[];
  } | null;
  questions: Question[];
  cards: string[];
  force: Record<string, number>;
  missing: Record<string, number>;
}

export interface Proposed {
  id: number;
  version: number;
  name: string;
  station: string;
  arrival_s: number;
  error_s: number | null;
  metres: number | null;
  why: Label;
}

export interface PassedOver {
  id: number;
  name: string;
  station: string;
  arrival_s: number | null;
  code: string;
  why: Label;
}

export interface Proposal {
  incident_id: number;
  needs_words: Label;
  cards: string[];
  units: Proposed[];
  passed_over: PassedOver[];
  short: Record<string, number>;
  bare: string[];
  proven: boolean;
  gap: number;
  reckoned_ms: number;
  estimated: boolean;
}

export interface Taken {
  incident: IncidentDetail;
  merged: boolean;
  because: Label | null;
  proposal: Proposal | null;
}

export interface Unit {
  id: number;
  station_id: number;
  base_id: number;
  station_name: string;
  name: string;
  plate: string;
  crew: number;
  state: string;
  state_name: Label;
  since: number;
  incident_id: number | null;
  ready: boolean;
  hindrance: Label | null;
  position: { latitude: number; longitude: number; speed_kmh: number; at: number; stale: boolean } | null;
  retired: boolean;
  version: number;
}

export interface Station {
  id: number;
  name: string;
  kind: string;
  kind_name: Label;
  area: string;
  address: string;
  phone: string;
  longitude: number;
  latitude: number;
  closed: boolean;
}

export interface IncidentType {
  type: string;
  name: Label;
  initials: string;
  family: string;
  grades: Record<string, Label>;
  questions: Question[];
}

export interface Vocabulary {
  types: IncidentType[];
  capabilities: Record<string, { name: Label; unit: Label }>;
  roles: Record<string, Label>;
  unit_states: Record<string, Label>;
}

/** A building where something is not as it should be. */
export interface Site {
  building_id: number;
  building: string;
  organisation_id: number;
  organisation: string;
  longitude: number;
  latitude: number;
  counts: Record<string, number>;
  gateways: number;
  silent: number;
}

export interface AlarmSite extends Site {
  unacknowledged: number;
  first_alarm: number;
  first_at: number;
}

/** Buildings without alarms of fire class whose devices are faulty or not heard. */
export interface DeviceSites {
  items: Site[];
  more: boolean;
}

/** How the devices of one building are now. */
export interface BuildingDevices {
  building_id: number;
  organisation_id: number;
  devices: number;
  gateways: number;
  silent: number;
  counts: Record<string, number>;
  unacknowledged: number;
}

/** A county's newest day of weather; what was not measured is null. */
export interface Weather {
  area: string;
  area_name: Label;
  day: string;
  days_old: number;
  temperature_c: number | null;
  wind_ms: number | null;
  wind_force: number | null;
  strong: boolean;
  humidity: number | null;
  precipitation_mm: number | null;
  fallen: Label | null;
  longitude: number | null;
  latitude: number | null;
}

export interface WeatherList {
  items: Weather[];
  not_held: Label;
}

export interface Sites {
  alarms: AlarmSite[];
  rooms: { room_id: number; name: string; building_id: number; longitude: number; latitude: number }[];
  kinds: Record<string, Label>;
  stale_after_s: number;
  more: boolean;
}

export interface Reach {
  longitude: number;
  latitude: number;
  bands: { minutes: number; rings: [number, number][][] }[];
  estimated: boolean;
}

export interface Cover {
  areas: number;
  standard_s: number;
  bare: { station_id: number; station: string; nearest_s: number | null }[];
  moves: {
    unit_id: number;
    version: number;
    unit: string;
    base_id: number;
    base: string;
    seconds: number;
    covers: string[];
  }[];
  recalls: number[];
}

export interface Page<T> {
  items: T[];
  next: number | null;
}

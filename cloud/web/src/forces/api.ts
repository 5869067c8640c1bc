/** What the API tells of the brigade's books. Times are milliseconds UTC, positions degrees (WGS 84). */

import type { Label } from "../api/types";

export interface Books {
  capabilities: Record<string, { name: Label; unit: Label }>;
  unit_states: Record<string, Label>;
  station_kinds: Record<string, Label>;
  water_kinds: Record<string, Label>;
  water_states: Record<string, Label>;
  facility_kinds: Record<string, Label>;
  carried_kinds: Record<string, Label>;
  preplan_sections: Record<string, Label>;
}

export interface Placed {
  longitude: number;
  latitude: number;
}

/** What is entered in the books with a number, a place and who keeps it. */
export interface Site extends Placed {
  id: number;
  number: string;
  name: string;
  kind: string;
  kind_name: Label;
  area: string;
  organisation_id: number | null;
  address: string;
  phone: string;
  note: string;
  closed: boolean;
}

export interface Station extends Site {
  risk_s: number;
}

export interface Unit {
  id: number;
  station_id: number;
  base_id: number;
  station_name: string;
  name: string;
  plate: string;
  gives: Record<string, number>;
  crew: number;
  crew_least: number;
  terminal_id: number | null;
  gateway: string | null;
  state: string;
  state_name: Label;
  since: number;
  rest_until: number | null;
  fuel_percent: number | null;
  incident_id: number | null;
  ready: boolean;
  hindrance: Label | null;
  position: { latitude: number; longitude: number; at: number; stale: boolean } | null;
  note: string;
  retired: boolean;
}

export interface Step {
  at: number;
  words: Label;
  cause: string;
  by: string | null;
  incident_id: number | null;
  note: string;
}

export interface UnitDetail extends Unit {
  steps: Step[];
}

export type Usable = "usable" | "doubtful" | "unusable";

export interface Water extends Placed {
  id: number;
  number: string;
  name: string;
  kind: string;
  kind_name: Label;
  state: string;
  area: string;
  organisation_id: number | null;
  address: string;
  owner: string;
  capacity_m3: number | null;
  flow_l_s: number | null;
  inspected_at: number | null;
  gateway: string | null;
  part: string | null;
  note: string;
  reading: { name: Label; unit: string; value: number; at: number; quality: string } | null;
  usable: Usable;
  usable_name: Label;
  why: Label;
}

export interface Facility extends Site {
  beds: number | null;
  burn_beds: number | null;
  substances: string[];
}

export interface PlanBrief {
  id: number;
  building_id: number;
  building: string;
  organisation: string;
  organisation_id: number;
  version: number;
  title: string;
  valid_from: number | null;
  valid_to: number | null;
  review_at: number;
  overdue: boolean;
  made_by: string;
  made_at: number;
  unfinished: string[];
}

export interface Drawing {
  id: number;
  name: string;
  media: string;
}

export interface Plan extends PlanBrief {
  sections: { section: string; name: Label; text: string }[];
  drawings: Drawing[];
  note: string;
}

export interface Carried {
  id: number;
  kind: string;
  kind_name: Label;
  number: string;
  name: string;
  unit_id: number;
  unit_name: string;
  person: string;
  gb28181_device: string | null;
  gb28181_channel: string | null;
  stream_url: string;
  heard_at: number | null;
  stale: boolean;
}

export interface Terminal {
  id: number;
  phone: string;
  area: string;
  organisation_id: number | null;
  name: string;
  plate: string;
  enabled: boolean;
  registered_at: number | null;
  may_register: boolean;
  maker: string;
  model: string;
  connected: boolean;
  position: { received_at: number; quality: "good" | "uncertain" | "stale" } | null;
}

export interface CrewLink {
  id: number;
  kind: "unit" | "station" | "command";
  unit_id: number | null;
  station_id: number | null;
  incident_id: number | null;
  name: string;
  person: string;
  made_by: string;
  made_at: number;
  expires_at: number;
  used_at: number | null;
}

export interface CrewLinkMade extends CrewLink {
  path: string;
}

export interface Listed<T> {
  items: T[];
  next: number | null;
}

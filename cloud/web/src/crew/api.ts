/** What crews are told and tell, by a link and without a login. */

import type { Label } from "../api/types";
import { ask, type Answer } from "../offline/asking";

export interface Station {
  name: string;
  phone: string;
  longitude: number;
  latitude: number;
}

export interface Sighting {
  latitude: number;
  longitude: number;
  at: number;
  stale: boolean;
}

export interface Unit {
  id: number;
  name: string;
  station_name: string;
  state: string;
  state_name: Label;
  since: number;
  crew: number;
  ready: boolean;
  hindrance: Label | null;
  terminal_id: number | null;
  order_id: number | null;
  position: Sighting | null;
}

export interface Step {
  manoeuvre: string;
  words: Label;
  road: string;
  metres: number;
  seconds: number;
}

export interface Route {
  id: number;
  at: number;
  cause: string;
  kind: "roads" | "straight";
  metres: number;
  seconds: number;
  error_s: number | null;
  arrives_at: number;
  left_m: number;
  off_route: boolean;
  bearing: number;
  line: [number, number][];
  steps: Step[];
}

export interface Facility {
  id: number;
  name: string;
  kind_name: Label;
  substances: string[];
  phone: string;
  beds: number | null;
  burn_beds: number | null;
  longitude: number;
  latitude: number;
  metres: number | null;
}

export interface Water {
  id: number;
  number: string;
  name: string;
  kind_name: Label;
  longitude: number;
  latitude: number;
  metres: number | null;
  flow_l_s: number | null;
  capacity_m3: number | null;
  usable: "usable" | "doubtful" | "unusable";
  usable_name: Label;
  why: Label;
  reading: { value: number; unit: string; at: number } | null;
}

export interface Plan {
  id: number;
  version: number;
  title: string;
  sections: { section: string; name: Label; text: string }[];
  drawings: { id: number; name: string; media: string }[];
}

export interface Entry {
  id: number;
  at: number;
  happening: string;
  name: Label;
  by: string | null;
  words: Label;
}

export interface Keyholder {
  name: string;
  phone: string;
  duty: string;
}

export interface Order {
  order_id: number;
  unit_id: number;
  unit: string;
  incident_id: number;
  type_name: Label;
  grade: number;
  grade_name: Label;
  colour: string;
  place: string;
  floor: string;
  latitude: number | null;
  longitude: number | null;
  told: string[];
  confirmed: boolean;
  at: number;
  why: Label;
  accept_until: number;
  accepted_at: number | null;
  escalated_at: number | null;
  arrived_at: number | null;
  route: Route | null;
  dangers_on_the_way: Facility[];
  dangers_at_the_place: Facility[];
  waters: Water[];
  plan: Plan | null;
  organisation: string;
  building: string;
  keyholders: Keyholder[];
  mates: { unit: string; state_name: Label }[];
  messages: Entry[];
}

export interface UnitDuty {
  now: number;
  unit: Unit;
  may: string[];
  order: Order | null;
}

export interface LogLine {
  unit: string;
  at: number;
  words: Label;
  by: string | null;
  cause: string;
}

export interface StationDuty {
  now: number;
  station: Station;
  units: Unit[];
  orders: Order[];
  log: LogLine[];
}

export interface Question {
  key: string;
  words: Label;
  kind: string;
  choices: Record<string, Label>;
  lowest: number;
  highest: number;
  answer: number | boolean | string | null;
}

export interface Incident {
  id: number;
  state: string;
  state_name: Label;
  type_name: Label;
  grade: number;
  grade_name: Label;
  colour: string;
  place: string;
  floor: string;
  latitude: number | null;
  longitude: number | null;
  opened_at: number;
  timeline: Entry[];
  questions: Question[];
  missing: Record<string, number>;
  attachments: { id: number; name: string }[];
  site: { organisation: string; building: string; keyholders: Keyholder[] } | null;
}

export interface Command {
  now: number;
  incident: Incident;
  units: Unit[];
  waters: Water[];
  hospitals: Facility[];
  dangers: Facility[];
  plan: Plan | null;
  capabilities: Record<string, { name: Label; unit: Label }>;
  grades: Record<string, Label>;
}

const shown = (token: string) => ({ "x-crew-link": token });

export const look = (token: string, path: string): Promise<Answer> =>
  ask(`/crew${path}`, { headers: shown(token), cache: "no-store" });

export const tell = (token: string, path: string, body: object): Promise<Answer> =>
  ask(`/crew${path}`, {
    method: "POST",
    headers: { ...shown(token), "content-type": "application/json" },
    body: JSON.stringify(body),
  });

export const sendFile = (token: string, path: string, file: Blob): Promise<Answer> =>
  ask(`/crew${path}`, { method: "POST", headers: { ...shown(token), "content-type": file.type }, body: file }, 120_000);

/** A file that only the link opens; null: it could not be had. */
export async function fetchFile(token: string, path: string): Promise<Blob | null> {
  try {
    const response = await fetch(`./api/v1/crew${path}`, { headers: shown(token), signal: AbortSignal.timeout(30_000) });
    return response.ok ? await response.blob() : null;
  } catch {
    return null;
  }
}

/** What the API says of transmission devices and of what they were asked. Times are milliseconds UTC. */

import type { Placed } from "../parts/place";

export interface Device extends Placed {
  id: number;
  address: string;
  shown_address: string;
  host: string;
  gateway: string;
  edition: string;
  keep_alive_s: number;
  poll_s: number | null;
  last_heard: number | null;
  last_host: string | null;
  last_transport: string | null;
  clock_offset_ms: number | null;
  connected: boolean;
}

export interface Speaker {
  id: number;
  address: string;
  /** Its address by every habit. */
  readings: Record<string, string>;
  host: string;
  transport: string;
  first_at: number;
  last_at: number;
  frames: number;
  fires: number;
}

export type RequestKind = "duty-check" | "clock" | "read-back";
export type RequestState = "waiting" | "done" | "unanswered" | "failed";

export interface ReadObject {
  source: string;
  component: string | null;
  states: string[];
  values: Record<string, number>;
  text: string;
}

export interface Request {
  id: number;
  kind: RequestKind;
  arguments: Record<string, unknown>;
  asked_by: string;
  asked_at: number;
  state: RequestState;
  answered_at: number | null;
  result: { operator?: number; offset_ms?: number; objects?: ReadObject[]; rest?: string; notes?: string[] };
  text: string;
}

/** What a read-back needs to be told besides its type (GB/T 26875.3 table 3, 61 to 68 and 81 to 88). */
export type Need = "system" | "component" | "records" | "nothing";

export const READ_CODES: Readonly<Record<number, Need>> = {
  61: "system",
  62: "component",
  63: "component",
  64: "records",
  65: "system",
  66: "system",
  67: "component",
  68: "system",
  81: "nothing",
  84: "records",
  85: "nothing",
  86: "nothing",
  88: "nothing",
};

/** Of the device itself; then no system is told. */
export const OWN_RECORDS = 84;

export interface ReadDraft {
  code: number;
  systemType: string;
  systemAddress: string;
  component: string;
  records: string;
}

const whole = (text: string) => (text.trim() === "" ? null : Number(text));

export const needsSystem = (code: number) => READ_CODES[code] !== "nothing" && code !== OWN_RECORDS;

/** What the centre is told; what a type does not ask for is left out. A component that reported needs no system. */
export function readBody({ code, systemType, systemAddress, component, records }: ReadDraft): object {
  const need = READ_CODES[code];
  return {
    code,
    wait_s: 0,
    ...(needsSystem(code) ? { system_type: whole(systemType), system_address: whole(systemAddress) } : {}),
    ...(need === "component" ? { component: component.trim() } : {}),
    ...(need === "records" ? { records: Number(records) || 10 } : {}),
  };
}

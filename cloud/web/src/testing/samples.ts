/** Objects in the shapes of the API, for tests. */

import type { Alarm, Gateway, Part, Snapshot } from "../api/types";

const TERM = { code: 40, zh: "感烟火灾探测器", en: "smoke detector" };

export function alarm(over: Partial<Alarm> = {}): Alarm {
  return {
    id: 1,
    kind: "fire",
    state: "raised",
    level: "active",
    outcome: null,
    gateway: "gw-1",
    part: "panel-1/1-023",
    place: { zh: "一层 大堂", en: "Floor 1, lobby" },
    device: { zh: "23号", en: "No. 23" },
    component_type: TERM,
    system_type: TERM,
    text: "",
    evidence: {},
    ts_source: null,
    ts_gateway: 1000,
    ts_cloud: 1100,
    clock_synced: true,
    occurrences: 1,
    raised_at: 1000,
    cleared_at: null,
    acknowledged_at: null,
    acknowledged_by: null,
    verified_at: null,
    closed_at: null,
    cause: null,
    activation: 1,
    probability: null,
    wait_until: null,
    timed_out_at: null,
    chatter: false,
    maintenance_id: null,
    shelved_until: null,
    consequence_of: null,
    version: 1,
    ...over,
  };
}

export function part(over: Partial<Part> = {}): Part {
  return {
    gateway: "gw-1",
    part: "aqara-302/smoke",
    device: { zh: "烟感", en: "Smoke alarm" },
    place: { zh: "三层 302室", en: "Floor 3, room 302" },
    system_type: TERM,
    component_type: TERM,
    bits: 1,
    active: [],
    quality: "good",
    last_heard: 1000,
    stale_after_s: 60,
    readings: [{ analog_type: 128, value: 0.1, ts: 1000, quality: "good" }],
    ...over,
  };
}

export function gateway(over: Partial<Gateway> = {}): Gateway {
  return {
    gateway: "gw-1",
    area: "150102",
    building: { zh: "示范楼", en: "Demo building" },
    building_id: 7,
    link: "online",
    last_seen: 1000,
    clock_synced: true,
    version: "0.1.0",
    started_at: 0,
    spool_bytes: 0,
    spool_limit_bytes: 1,
    link_ok: true,
    counts: [],
    buses: [],
    vitals: null,
    ...over,
  };
}

export function snapshot(over: Partial<Snapshot> = {}): Snapshot {
  const alarms = over.alarms ?? [];
  const shown = { alarms, alarms_total: alarms.length, gateways: [gateway()], parts: [part()] };
  return { cursor: 10, now: 5000, ...shown, ...over };
}

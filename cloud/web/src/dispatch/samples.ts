/** Rows for tests. */

import type { Incident, Unit } from "./api";

const label = (text: string) => ({ zh: text, en: text });

export const incident = (id: number, changed: Partial<Incident> = {}): Incident => ({
  id,
  state: "open",
  state_name: label("open"),
  type: "home-fire",
  type_name: label("home"),
  grade: 1,
  grade_name: label("一级"),
  place: "中山路8号",
  floor: "",
  longitude: 111.6,
  latitude: 40.8,
  building_id: null,
  area: "150102",
  opened_at: 1_000,
  first_order_at: null,
  first_arrival_at: null,
  closed_at: null,
  merged_into: null,
  held_by: null,
  probability: null,
  confirmed: true,
  tier: "full",
  tier_name: label("full"),
  reasons: [],
  due_at: null,
  ask_until: null,
  stopped_by: null,
  reports: 1,
  orders: [],
  version: 1,
  ...changed,
});

export const unit = (id: number, changed: Partial<Unit> = {}): Unit => ({
  id,
  station_id: 1,
  base_id: 1,
  station_name: "一站",
  name: `车${id}`,
  plate: "",
  crew: 6,
  state: "in-station",
  state_name: label("in station"),
  since: 0,
  incident_id: null,
  ready: true,
  hindrance: null,
  position: null,
  retired: false,
  version: 1,
  ...changed,
});

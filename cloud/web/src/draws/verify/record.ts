/** The form of a record, as the centre publishes it. */

import type { Value } from "./canonical";

export interface Source {
  id: string;
  zh: string;
  en: string;
  numbers: number;
  least: number;
  most: number;
}

/** For whom a rule of the plan is; an empty list: everybody. */
export interface Selector {
  classes: readonly string[];
  risk: readonly string[];
  credit: readonly string[];
  areas: readonly string[];
}

export interface Stratum extends Selector {
  id: string;
  zh: string;
  en: string;
  per_month: number;
}

export interface Plan {
  number: string;
  title_zh: string;
  title_en: string;
  area: string;
  date: string;
  months: number;
  published_at: string;
  risk_blind_share: number;
  reserves: number;
  strata: readonly Stratum[];
  weights: readonly (Selector & { times: number })[];
  frequency: readonly (Selector & { rest_days: number; due_days: number })[];
  certain: readonly (Selector & { basis: string })[];
  inspectors: { avoid_own_area: boolean; visits_at_most: number; visits_days: number };
  entropy: { not_before: string; sources: readonly Source[] };
}

export interface Unit {
  unit: string;
  name: string;
  area: string;
  class: string;
  risk: string;
  credit: string;
  last_inspected: string;
  exclusion: string;
  certain: string;
  stratum: string;
  status: "eligible" | "certain" | "excluded";
  reason: string;
  weight: number;
  blind: number;
  chance: number;
}

export interface StratumRow {
  stratum: string;
  base: number;
  excluded: number;
  certain: number;
  eligible: number;
  quota: number;
  draw: number;
  blind: number;
}

export interface Frame {
  plan: string;
  denominator: number;
  strata: readonly StratumRow[];
  units: readonly Unit[];
  inspectors: readonly { inspector: string; name: string; area: string; capacity: number }[];
  conflicts: readonly { inspector: string; unit: string; kind: string; date: string }[];
}

export interface Drawn {
  unit: string;
  stratum: string;
  share: "certain" | "risk" | "blind";
  inspectors: readonly string[];
}

export interface DrawRecord {
  format: string;
  plan: Plan;
  frame: Frame;
  commitment: { plan: string; frame: string; frozen_at: string };
  entropy?: { commitment: string; values: readonly { source: string; numbers: readonly number[] }[]; key: string; seed: string };
  result?: {
    entropy: string;
    drawn: readonly Drawn[];
    reserves: readonly { stratum: string; units: readonly string[] }[];
    unserved: readonly { unit: string; able: number }[];
  };
  seals: Partial<Record<"plan" | "frame" | "commitment" | "entropy" | "result", string>>;
}

/** A part of a record as what is hashed. */
export const asValue = (part: unknown) => part as Value;

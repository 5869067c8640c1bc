/** What the API says of the regional safety index. Scores and marks from 0 to 100, higher is safer; weights sum to 1. */

import type { Label } from "../../api/types";

export interface Indicator {
  code: string;
  label: Label;
  unit: string;
  worst: number;
  best: number;
  value: number | null;
  mark: number | null;
  weight: number;
  judged: number;
  by_entropy: number | null;
  source: Label;
  entered_by: string | null;
}

export interface Group {
  code: string;
  label: Label;
  weight: number;
  score: number | null;
  ratio: number;
  indicators: Indicator[];
}

export interface AreaIndex {
  area: string;
  label: Label;
  score: number | null;
  known: number;
}

export interface SafetyIndex extends AreaIndex {
  why_not: Label;
  version: string;
  digest: string;
  ratio: number;
  groups: Group[];
  children: AreaIndex[];
  made_at: number;
}

/** By matrix (`groups`, or a group's code), then `one:other`: how many times more one weighs than the other. */
export type Judgements = Readonly<Record<string, Readonly<Record<string, number>>>>;

export interface Version {
  digest: string;
  name: string;
  decided_on: string;
  entropy_share: number;
  judgements: Judgements;
  ratios: Record<string, number>;
  by: string;
  at: number | null;
  current: boolean;
}

export interface WhatIf {
  before: number;
  after: number;
  added: Record<string, number>;
}

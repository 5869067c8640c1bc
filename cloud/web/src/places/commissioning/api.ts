/** What the API says of how far an organisation has come. Times are milliseconds UTC. */

import type { Label } from "../../api/types";

export const ACTIONS = ["put-in-service", "suspend", "resume", "retire", "plan-anew"] as const;
export type PersonalAction = (typeof ACTIONS)[number];

export interface WalkTest {
  id: number;
  at: number;
  by: string;
  tested: number;
  passed: number;
  failed: string[];
  report_sha256: string;
  note: string;
}

export interface Commissioning {
  organisation_id: number;
  state: string;
  state_name: Label;
  since: number;
  possible: string[];
  points_planned: number;
  points_heard: number;
  missing: { id: number; gateway: string; part: string; name: string }[];
  unplanned: string[];
  walk_tests: WalkTest[];
  steps: { at: number; action: string; state: string; by: string; note: string }[];
  version: number;
}

/** A person's moves that can be made now, in the order of the work. */
export const movesOf = ({ possible }: Pick<Commissioning, "possible">): PersonalAction[] =>
  ACTIONS.filter((action) => possible.includes(action));

/** Whether a move needs words on why it will do. */
export const needsWhy = (action: PersonalAction, found: Pick<Commissioning, "points_heard" | "points_planned">) =>
  action === "put-in-service" && found.points_heard < found.points_planned;

/** The parts named on lines, commas or spaces, once each. */
export const partsIn = (text: string): string[] => [...new Set(text.split(/[\s,，;；]+/).filter(Boolean))];

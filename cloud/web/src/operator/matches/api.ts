/** Spellings on which a person decides, and what they say. */

import { send } from "../../api/client";
import type { Label } from "../../api/types";

export type Say = "same" | "different" | "new";
export type MatchState = "waiting" | Say;

export interface Match {
  id: number;
  name: string;
  address: string;
  area: string;
  organisation: { id: number; number: string; name: string; address: string; area: string };
  confidence: number;
  reasons: { code: string; words: Label; speaks_for: boolean }[];
  state: MatchState;
  state_name: Label;
  import_id: number | null;
  kind: string;
  row: number;
  decided_by: string | null;
  decided_at: number | null;
  version: number;
}

export interface MatchList {
  items: Match[];
  more: boolean;
  waiting: number;
}

export const decide = ({ id, version }: Match, say: Say): Promise<Match & { rows_due: number }> =>
  send("POST", `/matches/${id}/decide`, { say, version });

export const takeBack = ({ id, version }: Match): Promise<Match> =>
  send("POST", `/matches/${id}/take-back`, { version });

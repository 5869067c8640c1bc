/** Rows that imports set aside, where records come from, and how complete each source is. */

import { send } from "../../api/client";
import type { Label } from "../../api/types";

/** Kinds of records whose rows are set aside one by one, and that keep where they come from. */
export const RECORD_KINDS = ["fires", "inspections", "hazards", "patrols", "works", "weather", "population"] as const;
export type RecordKind = (typeof RECORD_KINDS)[number];

export const ROW_STATES = ["faulty", "waiting", "due", "replayed", "discarded"] as const;
export type RowState = (typeof ROW_STATES)[number];
/** Those that still ask for somebody. */
export const OPEN_STATES: readonly RowState[] = ["faulty", "waiting", "due"];

export interface CellFault {
  field: string;
  column: string;
  value: string;
  code: string;
  message: Label;
}

export interface AsideRow {
  id: number;
  import_id: number;
  file_name: string;
  kind: RecordKind;
  kind_name: Label;
  sheet: string;
  row: number;
  cells: Record<string, string>;
  headings: Record<string, Label>;
  faults: CellFault[];
  state: RowState;
  state_name: Label;
  at: number;
  settled_at: number | null;
  settled_by: string | null;
  version: number;
}

export interface AsideList {
  items: AsideRow[];
  more: boolean;
}

export interface Origin {
  import_id: number;
  file_name: string;
  file_sha256: string;
  sheet: string;
  row: number;
  row_sha256: string;
  at: number;
  by: string;
}

export interface Source {
  source: string;
  label: Label;
  rows: number;
  first_day: string | null;
  last_day: string | null;
  building_share: number | null;
  set_aside: number;
  waiting: number;
  silent_days: number;
  missing: Label | null;
}

export const replay = ({ id, version }: AsideRow, cells: Record<string, string>): Promise<AsideRow> =>
  send("POST", `/import-rows/${id}/replay`, { version, cells });

export const discard = ({ id, version }: AsideRow): Promise<AsideRow> =>
  send("POST", `/import-rows/${id}/discard`, { version });

/** Where the rows of one state, or of one file, are asked for. */
export function rowsPath(state: string | undefined, importId: string | undefined, after: string | undefined): string {
  const states: readonly string[] = state === undefined ? OPEN_STATES : [state];
  const query = new URLSearchParams(states.map((each) => ["state", each]));
  if (importId !== undefined) query.set("import_id", importId);
  if (after !== undefined) query.set("after", after);
  query.set("limit", "50");
  return `/import-rows?${query.toString()}`;
}

/** What can be picked from a list of the centre: where it is looked for, and what it is called. Pure. */

import type { Station, Terminal, Unit } from "../api";
import type { Picked } from "./fields";

export interface Choice {
  id: number;
  text: string;
}

/** What has a list of its own; organisations are searched for by pinyin. */
export type Listed = Exclude<Picked, "organisation">;

interface Pick {
  path: string;
  /** The list of an answer, where it is not called `items`. */
  listed?: string;
  text: (row: never) => string;
}

export const PICKS: Record<Listed, Pick> = {
  station: { path: "/stations", text: ({ name, number }: Station) => `${name} · ${number}` },
  unit: { path: "/units", text: ({ name, station_name }: Unit) => `${name} · ${station_name}` },
  terminal: {
    path: "/vehicle-terminals",
    listed: "terminals",
    text: ({ name, phone }: Terminal) => `${name} · ${phone}`,
  },
};

export const choiceOf = (of: Listed, row: { id: number }): Choice => ({ id: row.id, text: PICKS[of].text(row as never) });

/** The choices of an answer. */
export const choicesOf = (of: Listed, answer: Readonly<Record<string, unknown>>): Choice[] =>
  (answer[PICKS[of].listed ?? "items"] as { id: number }[]).map((row) => choiceOf(of, row));

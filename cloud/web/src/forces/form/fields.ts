/** The fields of a form as a table, and what stands in them, to and from what the centre is told. Pure. */

import type { Books } from "../api";
import type zh from "../words/zh.json";

export type FieldName = keyof (typeof zh)["field"];
export type Picked = "station" | "unit" | "terminal" | "organisation";
type Choices = { [K in keyof Books]: Books[K] extends Record<string, { zh: string; en: string }> ? K : never }[keyof Books];

export interface Kinds {
  /** One line; nothing is an empty text. */
  text: { required?: true; longest?: number; hint?: string; pattern?: string };
  /** One line; nothing is none. */
  code: { longest?: number; hint?: string; pattern?: string };
  /** A number; nothing is none. */
  figure: { required?: true; least?: number; most?: number; step?: number | "any" };
  long: object;
  /** A list, a line each. */
  lines: { hint?: string };
  choice: { of: Choices };
  county: object;
  pick: { of: Picked; required?: true };
  check: object;
  /** A day, as its first millisecond in the region. */
  day: object;
  /** Amounts by capability. */
  amounts: object;
}
export type Kind = keyof Kinds;

export type Field<K extends Kind = Kind> = {
  [E in K]: Kinds[E] & {
    is: E;
    /** As the centre is sent it. */
    name: FieldName;
    /** What it is called, where not by its name. */
    label?: FieldName;
    /** What a new one begins with. */
    begin?: Value;
    /** Told once, when it is entered. */
    once?: true;
  };
}[K];

export type Amounts = Readonly<Record<string, string>>;
export type Value = string | boolean | Amounts;
export type Draft = Readonly<Record<string, Value>>;

/** The text that stands in a field. */
export const said = (value: Value | undefined): string => (typeof value === "string" ? value : "");

interface Codec {
  blank: Value;
  read: (told: unknown) => Value;
  tell: (value: Value) => unknown;
}

const EAST_8_MS = 8 * 3_600_000;
const words = (told: unknown): string => (typeof told === "string" || typeof told === "number" ? String(told) : "");
const plain = (value: Value): string => said(value).trim();
const one = (tell: Codec["tell"]): Codec => ({ blank: "", read: words, tell });
const orNone = (value: Value): string | null => plain(value) || null;
const figure = (value: Value): number | null => (plain(value) === "" ? null : Number(plain(value)));

const CODECS: Record<Kind, Codec> = {
  text: one(plain),
  code: one(orNone),
  figure: one(figure),
  long: one(plain),
  choice: one(plain),
  county: one(plain),
  pick: one(figure),
  lines: {
    blank: "",
    read: (told) => (Array.isArray(told) ? told.map(words).join("\n") : ""),
    tell: (value) =>
      plain(value)
        .split("\n")
        .map((line) => line.trim())
        .filter(Boolean),
  },
  check: { blank: false, read: (told) => told === true, tell: (value) => value === true },
  day: {
    blank: "",
    read: (told) => (typeof told === "number" ? new Date(told + EAST_8_MS).toISOString().slice(0, 10) : ""),
    tell: (value) => (plain(value) === "" ? null : Date.parse(`${plain(value)}T00:00:00+08:00`)),
  },
  amounts: {
    blank: {},
    // The crew has a field of its own.
    read: (told) =>
      Object.fromEntries(
        Object.entries((told ?? {}) as Record<string, unknown>)
          .filter(([name]) => name !== "crew")
          .map(([name, amount]) => [name, words(amount)]),
      ),
    tell: (value) =>
      Object.fromEntries(
        Object.entries(typeof value === "object" ? value : {})
          .filter(([, amount]) => amount.trim() !== "")
          .map(([name, amount]) => [name, Number(amount)]),
      ),
  },
};

/** What stands in the fields of something that is there; null: of something new, begun with what is given. */
export function draftOf(
  fields: readonly Field[],
  found: object | null,
  begin: Readonly<Record<string, string | undefined>> = {},
): Draft {
  const told = found as Readonly<Record<string, unknown>> | null;
  return Object.fromEntries(
    fields.map(({ is, name, begin: first }) => [
      name,
      told ? CODECS[is].read(told[name]) : (begin[name] ?? first ?? CODECS[is].blank),
    ]),
  );
}

/** What the centre is told; what is told once is left out of a change. */
export function bodyOf(fields: readonly Field[], draft: Draft, isNew: boolean): Record<string, unknown> {
  return Object.fromEntries(
    fields
      .filter(({ once }) => isNew || !once)
      .map(({ is, name }) => [name, CODECS[is].tell(draft[name] ?? CODECS[is].blank)]),
  );
}

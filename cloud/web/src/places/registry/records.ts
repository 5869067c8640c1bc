/**
 * Buildings, floors, rooms and points as tables: which fields each has, what is kept of it unseen, and where the
 * API keeps it. Pure; the forms and lists walk these tables.
 */

export type Kind = "building" | "floor" | "room" | "device" | "point";

/** Anything that is registered: its fields are named by the tables. */
export interface Registered {
  id: number;
  version: number;
  [field: string]: unknown;
}

export interface Field {
  name: string;
  /** A line of text, a number, or a choice whose values are text or numbers. */
  kind: "text" | "number" | "choice" | "numbered";
  required?: boolean;
  min?: number;
  max?: number;
  step?: number | "any";
}

interface Entry {
  fields: readonly Field[];
  /** Sent back as it was read: a change tells the whole record. */
  kept: readonly string[];
  /** Where those below something are listed and added. */
  below: (parent: number) => string;
  one: (id: number) => string;
}

const text = (name: string, max: number, required = false): Field => ({ name, kind: "text", max, required });
const number = (name: string, min: number, max: number, step: number | "any" = "any", required = false): Field => ({
  name,
  kind: "number",
  min,
  max,
  step,
  required,
});
const choice = (name: string, kind: "choice" | "numbered", required = false): Field => ({ name, kind, required });

const ON_PLAN = [number("x_m", 0, 10_000), number("y_m", 0, 10_000)];

export const RECORDS: Readonly<Record<Kind, Entry>> = {
  building: {
    fields: [
      text("name", 128, true),
      text("use", 128),
      text("address", 256),
      number("height_m", 0, 1000),
      number("storeys", 0, 200, 1),
      number("storeys_below", 0, 20, 1),
      number("area_m2", 0, 1e8),
      number("longitude", -180, 180),
      number("latitude", -90, 90),
      choice("datum", "choice", true),
    ],
    kept: [],
    below: (organisation) => `/organisations/${organisation}/buildings`,
    one: (id) => `/buildings/${id}`,
  },
  floor: {
    fields: [
      number("level", -20, 200, 1, true),
      text("name", 128),
      number("height_m", 0, 100),
      number("plan_width_m", 0, 10_000),
      number("plan_depth_m", 0, 10_000),
    ],
    kept: [],
    below: (building) => `/buildings/${building}/floors`,
    one: (id) => `/floors/${id}`,
  },
  room: {
    fields: [text("name", 128, true), text("use", 128), number("area_m2", 0, 1e6), ...ON_PLAN],
    kept: ["outline"],
    below: (floor) => `/floors/${floor}/rooms`,
    one: (id) => `/rooms/${id}`,
  },
  device: {
    fields: [
      text("name", 128, true),
      choice("gateway", "choice"),
      text("profile", 128),
      text("serial", 128),
      choice("building_id", "numbered"),
      choice("room_id", "numbered"),
      ...ON_PLAN,
    ],
    kept: [],
    below: (organisation) => `/organisations/${organisation}/devices`,
    one: (id) => `/devices/${id}`,
  },
  point: {
    fields: [
      text("name", 128, true),
      choice("gateway", "choice", true),
      text("part", 128, true),
      choice("system_type", "numbered", true),
      choice("component_type", "numbered", true),
      choice("building_id", "numbered"),
      choice("room_id", "numbered"),
      ...ON_PLAN,
    ],
    kept: ["device_id"],
    below: (organisation) => `/organisations/${organisation}/points`,
    one: (id) => `/points/${id}`,
  },
};

export type Draft = Readonly<Record<string, string>>;

/** What is typed in the fields of a record; a code with its names is its code. */
export function draftOf(kind: Kind, record: Registered): Draft {
  const shown = (value: unknown): string => {
    if (typeof value === "string") return value;
    if (typeof value === "number") return String(value);
    return typeof value === "object" && value !== null && "code" in value ? shown(value.code) : "";
  };
  return Object.fromEntries(RECORDS[kind].fields.map(({ name }) => [name, shown(record[name])]));
}

const BLANK: Draft = { datum: "wgs84", system_type: "1" };

export const blankDraft = (kind: Kind): Draft =>
  Object.fromEntries(RECORDS[kind].fields.map(({ name }) => [name, BLANK[name] ?? ""]));

/** What the centre is told: an empty number or choice is none, and what no field shows stays as it was read. */
export function bodyOf(kind: Kind, draft: Draft, before: Registered | null): object {
  const told = RECORDS[kind].fields.map(({ name, kind: typed, required }): [string, unknown] => {
    const value = (draft[name] ?? "").trim();
    if (typed === "text" || (typed === "choice" && (required || value !== ""))) return [name, value];
    return [name, value === "" ? null : Number(value)];
  });
  const kept = before ? RECORDS[kind].kept.map((name): [string, unknown] => [name, before[name]]) : [];
  return Object.fromEntries([...kept, ...told, ...(before ? [["version", before.version] as const] : [])]);
}

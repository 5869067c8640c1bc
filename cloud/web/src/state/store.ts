/**
 * What the page knows, as a pure reducer.
 *
 * 1. Durable changes carry an id that only rises. A change at or below the cursor is old news and changes nothing.
 * 2. A snapshot replaces everything, unless the page has already seen past it; then only its readings are merged.
 *    After a `resync` from the server the next snapshot is taken whatever its cursor says. One that does not hold
 *    every open alarm takes none away that the page holds: the stream goes on behind what the page has seen.
 *    How many are open in all is counted on from the snapshot, so that the page can say what it does not hold.
 * 3. An alarm also carries a version. Answers to the operator's own requests and live changes may cross on the
 *    way, so a lower version never replaces a higher one, and a closed alarm does not come back.
 * 4. A reading has no id; of two, the one with the later time stands.
 * 5. A sign of life is an object that has only been heard from again. It has no id, is not replayed, and shows the
 *    newest state there is; it moves no cursor.
 * 6. Whoever applies many actions before anything is shown hands the same `drafts` to each: a map is copied once for
 *    all of them. In a flood that is the difference between following and falling behind.
 */

import type { Alarm, Gateway, Part, Reading, ReadingsEvent, Snapshot } from "../api/types";

export type LinkPhase = "connecting" | "live" | "reconnecting" | "lost";

export interface Connection {
  phase: LinkPhase;
  /** Server time at which the phase began, null before the server's time is known. */
  since: number | null;
}

/** How many alarms are open at the centre, held here or not. */
export interface Total {
  open: number;
  /** The change up to which the centre had counted them, and the newest alarm among them. */
  cursor: number;
  newest: number;
}

export interface PageState {
  cursor: number;
  /** True between a server's `resync` and the snapshot that answers it. */
  resyncing: boolean;
  /** False until the first snapshot has come. */
  known: boolean;
  /** Server time minus this machine's clock, in ms. */
  offset: number;
  connection: Connection;
  alarms: ReadonlyMap<number, Alarm>;
  total: Total;
  /** Versions of alarms closed while the page was open, newest last, bounded. */
  closed: ReadonlyMap<number, number>;
  gateways: ReadonlyMap<string, Gateway>;
  parts: ReadonlyMap<string, Part>;
  /** Rises with every dead letter told of; the number itself comes from the health endpoint. */
  deadLetterNews: number;
}

export type Change =
  | { kind: "alarm"; object: Alarm }
  | { kind: "part"; object: Part }
  | { kind: "gateway"; object: Gateway }
  | { kind: "dead-letter" };

export type Action =
  | { type: "snapshot"; snapshot: Snapshot; receivedAt: number }
  | { type: "change"; id: number; change: Change }
  /** A change that the room does not look at: only the stream has moved on. */
  | { type: "passed"; id: number }
  | { type: "sign"; change: Change }
  | { type: "answer"; alarm: Alarm }
  | { type: "readings"; event: ReadingsEvent }
  | { type: "tick"; now: number; receivedAt: number }
  | { type: "resync" }
  | { type: "connection"; phase: LinkPhase; at: number };

const CLOSED_LIMIT = 2000;

export const EMPTY: PageState = {
  cursor: 0,
  resyncing: false,
  known: false,
  offset: 0,
  connection: { phase: "connecting", since: null },
  alarms: new Map(),
  total: { open: 0, cursor: 0, newest: 0 },
  closed: new Map(),
  gateways: new Map(),
  parts: new Map(),
  deadLetterNews: 0,
};

/** Maps that nobody has seen yet, which may be written on. */
export type Drafts = WeakSet<object>;

function draft<K, V>(held: ReadonlyMap<K, V>, drafts: Drafts): Map<K, V> {
  if (drafts.has(held)) return held as Map<K, V>;
  const copy = new Map(held);
  drafts.add(copy);
  return copy;
}

export const partKey = (item: { gateway: string; part: string }) => `${item.gateway}\u0000${item.part}`;

function later(held: readonly Reading[], fresh: readonly Reading[]): Reading[] {
  const merged = new Map(held.map((reading) => [reading.analog_type, reading]));
  for (const reading of fresh) {
    const old = merged.get(reading.analog_type);
    if (!old || reading.ts >= old.ts) merged.set(reading.analog_type, reading);
  }
  return [...merged.values()].sort((a, b) => a.analog_type - b.analog_type);
}

function withReadings(state: PageState, event: ReadingsEvent, drafts: Drafts): PageState {
  const key = partKey(event);
  const part = state.parts.get(key);
  if (!part) return state;
  const heard = Math.max(part.last_heard ?? 0, ...event.readings.map((reading) => reading.ts)) || null;
  const parts = draft(state.parts, drafts);
  parts.set(key, { ...part, readings: later(part.readings, event.readings), last_heard: heard });
  return { ...state, parts };
}

function withPart(state: PageState, part: Part, drafts: Drafts): PageState {
  const key = partKey(part);
  const held = state.parts.get(key);
  const parts = draft(state.parts, drafts);
  parts.set(key, held ? { ...part, readings: later(held.readings, part.readings) } : part);
  return { ...state, parts };
}

/** Open alarms that the centre has and the page does not hold. */
export const notHeld = ({ total, alarms }: PageState): number => Math.max(0, total.open - alarms.size);

const counted = ({ alarms_total: open, cursor, alarms }: Snapshot): Total => ({
  open,
  cursor,
  newest: alarms.reduce((newest, { id }) => Math.max(newest, id), 0),
});

/** The total after an alarm was raised or closed; what the centre had counted already is not counted again. */
function withCount(state: PageState, alarm: Alarm, id: number): Total {
  const { total } = state;
  if (id <= total.cursor) return total;
  if (alarm.state === "closed") return state.closed.has(alarm.id) ? total : { ...total, open: Math.max(0, total.open - 1) };
  return alarm.id > total.newest ? { ...total, open: total.open + 1, newest: alarm.id } : total;
}

/** `id`: of the change that tells of it; an answer to the operator has none, and is news. */
function withAlarm(state: PageState, alarm: Alarm, drafts: Drafts, id = Infinity): PageState {
  const seen = Math.max(state.alarms.get(alarm.id)?.version ?? 0, state.closed.get(alarm.id) ?? 0);
  if (alarm.version < seen) return state;
  if (alarm.state !== "closed" && state.closed.has(alarm.id)) return state;
  const total = withCount(state, alarm, id);
  const alarms = draft(state.alarms, drafts);
  if (alarm.state !== "closed") {
    alarms.set(alarm.id, alarm);
    return { ...state, alarms, total };
  }
  alarms.delete(alarm.id);
  const closed = draft(state.closed, drafts).set(alarm.id, alarm.version);
  for (const id of closed.keys()) {
    if (closed.size <= CLOSED_LIMIT) break;
    closed.delete(id);
  }
  return { ...state, alarms, closed, total };
}

/** The snapshot's alarms, save where an answer to the operator has already shown a later version. */
function alarmsOf(state: PageState, snapshot: Snapshot): Map<number, Alarm> {
  const alarms = new Map<number, Alarm>();
  for (const alarm of snapshot.alarms) {
    if (alarm.state === "closed" || (!state.resyncing && state.closed.has(alarm.id))) continue;
    const held = state.resyncing ? undefined : state.alarms.get(alarm.id);
    alarms.set(alarm.id, held && held.version > alarm.version ? held : alarm);
  }
  return alarms;
}

function withSnapshot(state: PageState, snapshot: Snapshot, receivedAt: number, drafts: Drafts): PageState {
  const offset = snapshot.now - receivedAt;
  if (state.known && !state.resyncing && snapshot.cursor < state.cursor) {
    return snapshot.parts.reduce((merged, part) => withReadings(merged, part, drafts), { ...state, offset });
  }
  const parts = new Map<string, Part>();
  for (const part of snapshot.parts) {
    const held = state.parts.get(partKey(part));
    parts.set(partKey(part), held ? { ...part, readings: later(held.readings, part.readings) } : part);
  }
  const gateways = new Map(snapshot.gateways.map((gateway) => [gateway.gateway, gateway]));
  if (state.known && !state.resyncing && snapshot.alarms.length < snapshot.alarms_total) {
    return { ...state, offset, gateways, parts, total: counted(snapshot) };
  }
  return {
    ...state,
    cursor: snapshot.cursor,
    resyncing: false,
    known: true,
    offset,
    alarms: alarmsOf(state, snapshot),
    total: counted(snapshot),
    closed: state.resyncing ? new Map() : state.closed,
    gateways,
    parts,
  };
}

function withObject(state: PageState, change: Change, drafts: Drafts, id?: number): PageState {
  switch (change.kind) {
    case "alarm":
      return withAlarm(state, change.object, drafts, id);
    case "part":
      return withPart(state, change.object, drafts);
    case "gateway":
      return { ...state, gateways: draft(state.gateways, drafts).set(change.object.gateway, change.object) };
    case "dead-letter":
      return { ...state, deadLetterNews: state.deadLetterNews + 1 };
  }
}

function withConnection(state: PageState, phase: LinkPhase, at: number): PageState {
  if (state.connection.phase === phase) return state;
  // A link that goes from reconnecting to lost has been down since it began to reconnect.
  const since = phase === "lost" ? (state.connection.since ?? at) : at;
  return { ...state, connection: { phase, since } };
}

/** The state after `action`. Values in, value out: clocks and sockets are the caller's. */
export function reduce(state: PageState, action: Action, drafts: Drafts = new WeakSet()): PageState {
  switch (action.type) {
    case "snapshot":
      return withSnapshot(state, action.snapshot, action.receivedAt, drafts);
    case "change":
      return action.id <= state.cursor ? state : withObject({ ...state, cursor: action.id }, action.change, drafts, action.id);
    case "passed":
      return action.id <= state.cursor ? state : { ...state, cursor: action.id };
    case "sign":
      return withObject(state, action.change, drafts);
    case "answer":
      return withAlarm(state, action.alarm, drafts);
    case "readings":
      return withReadings(state, action.event, drafts);
    case "tick":
      return { ...state, offset: action.now - action.receivedAt };
    case "resync":
      return { ...state, resyncing: true };
    case "connection":
      return withConnection(state, action.phase, action.at);
  }
}

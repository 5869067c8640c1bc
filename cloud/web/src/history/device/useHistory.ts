import { useEffect, useState } from "react";

import { ApiError, get } from "../../api/client";
import type { Alarm } from "../../api/types";
import { FIRE_CLASS, type CurveHistory, type EventCounts, type HistoryAlarms, type HistoryEvents, type Standing } from "../api";
import { stepFor, type Ask } from "../levels";
import { marksOf, type Mark } from "../marks";
import { widthOf } from "../span";

export interface Held {
  ask: Ask;
  curves: readonly CurveHistory[];
  marks: readonly Mark[];
  /** The alarms of the part and of its gateway's link, newest first. */
  alarms: readonly Alarm[];
  /** From when until when the gateway's link was silent; null: it still is. */
  silent: Standing["silent"];
  /** Some events are shown as counts, some alarms not at all. */
  counted: boolean;
  keptFrom: number;
}

export interface History {
  held: Held | null;
  fault: ApiError | null;
  loading: boolean;
  again: () => void;
}

/** The part that stands for the gateway itself. */
const GATEWAY_PART = "gateway";
/** Marks that can be told apart, and moved without effort. */
const EVENTS = 400;
const ALARMS = 200;
/** Where there are more, they are counted in so many steps of what is asked for. */
const STEPS = 360;

async function marksIn(whose: Record<string, string>, ask: Ask, signal: AbortSignal) {
  const query = { ...whose, link: true, start: ask.from, end: ask.to };
  const events = await get<HistoryEvents>("/history/events", { ...query, limit: EVENTS }, signal);
  if (events.next === null) {
    return { marks: marksOf(events.items, null, []), counted: false, keptFrom: events.kept_from };
  }
  const [counts, ...fires] = await Promise.all([
    get<EventCounts>("/history/counts", { ...query, width_ms: stepFor(widthOf(ask), STEPS) }, signal),
    ...FIRE_CLASS.map((kinds) => get<HistoryEvents>("/history/events", { ...query, kinds, limit: EVENTS }, signal)),
  ]);
  // Of a kind of which not all are known the counts say more.
  const whole = fires.filter(({ next }) => next === null).flatMap(({ items }) => items);
  return { marks: marksOf([], counts, whole), counted: true, keptFrom: events.kept_from };
}

/** Everything that is drawn of a part between two moments. What was held stays on screen until there is more. */
export function useHistory(gateway: string, part: string, types: readonly number[] | null, ask: Ask): History {
  const [held, setHeld] = useState<Held | null>(null);
  const [fault, setFault] = useState<ApiError | null>(null);
  const [done, setDone] = useState("");
  const [turn, setTurn] = useState(0);
  const key = JSON.stringify([gateway, part, types, ask.from, ask.to, ask.step, turn]);

  useEffect(() => {
    const [, , wanted, from, to, step] = JSON.parse(key) as [string, string, number[] | null, ...number[]];
    if (wanted === null || from === undefined || to === undefined || step === undefined) return;
    const abort = new AbortController();
    const { signal } = abort;
    const whose = { gateway, part };
    const points = Math.max(1, Math.round((to - from) / step));
    const span = { start: from, end: to };
    const load = async () => {
      const [curves, marked, alarms, standing] = await Promise.all([
        Promise.all(
          wanted.map((analog_type) =>
            get<CurveHistory>("/history/curve", { ...whose, analog_type, ...span, points }, signal),
          ),
        ),
        marksIn(whose, { from, to, step }, signal),
        get<HistoryAlarms>("/history/alarms", { ...whose, link: true, ...span, limit: ALARMS }, signal),
        get<Standing>(
          "/history/standing",
          { gateway, part: GATEWAY_PART, ...span, width_ms: stepFor(to - from, STEPS) },
          signal,
        ),
      ]);
      setHeld({ ask: { from, to, step }, curves, alarms: alarms.items, silent: standing.silent, ...marked });
      setFault(null);
      setDone(key);
    };
    load().catch((caught: unknown) => {
      if (signal.aborted) return;
      setFault(caught instanceof ApiError ? caught : new ApiError(null, null, caught));
      setDone(key);
    });
    return () => {
      abort.abort();
    };
  }, [key, gateway, part]);

  const again = () => {
    setTurn((before) => before + 1);
  };
  return { held, fault, loading: done !== key, again };
}

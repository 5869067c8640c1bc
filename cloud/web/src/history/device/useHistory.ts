import { get } from "../../api/client";
import type { Alarm } from "../../api/types";
import { useAsked, type Loaded } from "../../hooks/useAsked";
import { useKept } from "../../hooks/useKept";
import { FIRE_CLASS } from "../../state/fireClass";
import type { CurveHistory, EventCounts, HistoryAlarms, HistoryEvents, Standing } from "../api";
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
  loaded: Loaded<Held>;
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

async function load(gateway: string, part: string, types: readonly number[], ask: Ask, signal: AbortSignal): Promise<Held> {
  const { from, to, step } = ask;
  const whose = { gateway, part };
  const points = Math.max(1, Math.round((to - from) / step));
  const span = { start: from, end: to };
  const [curves, marked, alarms, standing] = await Promise.all([
    Promise.all(
      types.map((analog_type) =>
        get<CurveHistory>("/history/curve", { ...whose, analog_type, ...span, points }, signal),
      ),
    ),
    marksIn(whose, ask, signal),
    get<HistoryAlarms>("/history/alarms", { ...whose, link: true, ...span, limit: ALARMS }, signal),
    get<Standing>(
      "/history/standing",
      { gateway, part: GATEWAY_PART, ...span, width_ms: stepFor(to - from, STEPS) },
      signal,
    ),
  ]);
  return { ask, curves, alarms: alarms.items, silent: standing.silent, ...marked };
}

/** Everything that is drawn of a part between two moments. What was held stays on screen until there is more. */
export function useHistory(gateway: string, part: string, types: readonly number[] | null, ask: Ask): History {
  const key = types === null ? null : JSON.stringify([gateway, part, types, ask]);
  const loaded = useAsked(key, (signal) => load(gateway, part, types ?? [], ask, signal));
  return { held: useKept(JSON.stringify([gateway, part]), loaded.data), loaded };
}

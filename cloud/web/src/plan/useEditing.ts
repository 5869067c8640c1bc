import { useState } from "react";

import { ApiError } from "../api/client";
import { placePart, takeOff, type PointSpot } from "./api";
import type { Draft } from "./PlanCanvas";

/** Version 0 in a point that is drafted from a part that nobody has planned: the centre plans it. */
export const UNPLANNED = 0;

/** The editing of one floor: which device is picked, where it is being moved to, and what came of it. */
export function useEditing(again: () => void) {
  const [on, setOn] = useState(false);
  const [picked, setPicked] = useState<PointSpot | null>(null);
  const [draft, setDraft] = useState<Draft | null>(null);
  const [fault, setFault] = useState<ApiError | null>(null);
  const [done, setDone] = useState<string | null>(null);
  const [kept, setKept] = useState(0);

  const pick = (point: PointSpot | null) => {
    setPicked(point);
    setDraft(null);
    setFault(null);
    setDone(null);
  };
  const attempt = async (work: () => Promise<PointSpot>, what: string) => {
    setFault(null);
    try {
      const point = await work();
      setPicked(point.x_m === null ? null : point);
      setDone(what);
      setKept((before) => before + 1);
      again();
    } catch (told) {
      setFault(told instanceof ApiError ? told : new ApiError(null, null, told));
    } finally {
      setDraft(null);
    }
  };
  return {
    on,
    picked,
    draft,
    fault,
    /** `moved` or `removed`: what has just been kept. */
    done,
    /** How many changes the centre has kept. */
    kept,
    pick,
    toggle: () => {
      setOn(!on);
      pick(null);
    },
    hold: (to: Draft | null) => {
      setDraft(to);
      if (to) setPicked(to.point);
      setDone(null);
    },
    drop: (floor: number, { point, x, y }: Draft) =>
      attempt(
        () =>
          placePart(floor, {
            gateway: point.gateway,
            part: point.part,
            x_m: Math.round(x * 100) / 100,
            y_m: Math.round(y * 100) / 100,
            version: point.version === UNPLANNED ? null : point.version,
          }),
        "moved",
      ),
    remove: (floor: number, point: PointSpot) => attempt(() => takeOff(floor, point), "removed"),
  };
}

export type Editing = ReturnType<typeof useEditing>;

import { useEffect, useMemo, useState } from "react";

import type { Alarm } from "../api/types";
import { nextShelfEnd, unshelved } from "../state/marks";

/** The alarms that count now: a shelved one counts again at the moment its shelving ends. */
export function useOpenAlarms(alarms: ReadonlyMap<number, Alarm>, offset: number): ReadonlyMap<number, Alarm> {
  const [now, setNow] = useState(() => Date.now() + offset);
  const next = nextShelfEnd(alarms, now);
  useEffect(() => {
    if (next === null) return;
    const wait = Math.min(Math.max(next - (Date.now() + offset), 0) + 50, 3_600_000);
    const timer = window.setTimeout(() => {
      setNow(Date.now() + offset);
    }, wait);
    return () => {
      window.clearTimeout(timer);
    };
  }, [next, now, offset]);
  return useMemo(() => unshelved(alarms, now), [alarms, now]);
}

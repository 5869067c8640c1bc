/** Alarms of one part as marks on its curve. */

import type { Alarm } from "../api/types";
import { isKnownTime } from "../time/format";

export interface Mark {
  second: number;
  kind: string;
  edge: "raised" | "cleared";
}

/** Curves run on the gateway's time, so the marks do too; the centre's only where there is no other. */
export function marksOf(alarms: Iterable<Alarm>, gateway: string, part: string): Mark[] {
  const marks: Mark[] = [];
  for (const alarm of alarms) {
    if (alarm.gateway !== gateway || alarm.part !== part) continue;
    const raised = isKnownTime(alarm.ts_gateway) && alarm.clock_synced ? alarm.ts_gateway : alarm.raised_at;
    marks.push({ second: raised / 1000, kind: alarm.kind, edge: "raised" });
    if (alarm.cleared_at !== null) {
      marks.push({ second: alarm.cleared_at / 1000, kind: alarm.kind, edge: "cleared" });
    }
  }
  return marks.sort((a, b) => a.second - b.second);
}

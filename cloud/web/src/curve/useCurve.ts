import { useEffect, useMemo, useState } from "react";

import { follow } from "../api/asking";
import { fetchCurve } from "../api/client";
import type { Alarm } from "../api/types";
import { useDesk } from "../hooks/useDesk";
import { appended, columnsOf, noColumns, type Columns } from "./columns";
import { recentAlarms } from "./history";
import { marksOf, type Mark } from "./marks";
import { SPANS, type Span } from "./spans";

export interface CurveData {
  status: "loading" | "ready" | "failed";
  columns: Columns;
  marks: Mark[];
}

const POINTS = 400;

/** One part's one quantity: fetched, then followed live, and fetched anew after every cut of the link. */
export function useCurve(gateway: string, part: string, analogType: number, span: Span): CurveData {
  const { session, epoch, state } = useDesk();
  const [status, setStatus] = useState<CurveData["status"]>("loading");
  const [columns, setColumns] = useState<Columns>(noColumns);
  const [past, setPast] = useState<Alarm[]>([]);

  useEffect(() => {
    const load = async (signal: AbortSignal) => {
      const end = Math.round(session.serverNow());
      const query = { gateway, part, analog_type: analogType, start: end - SPANS[span], end, points: POINTS };
      const [curve, alarms] = await Promise.all([fetchCurve(query, signal), recentAlarms(gateway)]);
      return { curve, alarms };
    };
    const leave = follow({
      ask: load,
      answered: ({ curve, alarms }) => {
        setColumns(columnsOf(curve.points));
        setPast(alarms);
        setStatus("ready");
      },
      failed: () => {
        setStatus("failed");
      },
    });
    const stop = session.onReadings((event) => {
      if (event.gateway !== gateway || event.part !== part) return;
      for (const reading of event.readings) {
        if (reading.analog_type === analogType) setColumns((held) => appended(held, reading));
      }
    });
    return () => {
      leave();
      stop();
    };
  }, [session, epoch, gateway, part, analogType, span]);

  const marks = useMemo(() => {
    // What is open now is fresher than what was fetched.
    const alarms = new Map(past.map((alarm) => [alarm.id, alarm]));
    for (const alarm of state.alarms.values()) alarms.set(alarm.id, alarm);
    return marksOf(alarms.values(), gateway, part);
  }, [past, state.alarms, gateway, part]);

  return { status, columns, marks };
}
